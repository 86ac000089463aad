"""The icon on each system: which files it is made of, and that they go again."""

from __future__ import annotations

import io
import os
import plistlib
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from read_commands import read_cmd, read_exec

from handout.web.start.folders import StartFolders, runtime_folder, start_folders
from handout.web.start.install import install, make_shortcut, start_command, uninstall
from handout.web.start.start_files import (
    Shortcut,
    StartCommand,
    StartFiles,
    StartWords,
    start_files,
)

SYSTEMS = ("linux", "darwin", "win32")
WORDS = StartWords("Guía\\n del día", "Llene la hoja", b"<h1>No</h1>")
NAME = "Zoë O'Neil & 50% $HOME `id`"


def make_home(tmp_path: Path, desktop: str = "Desktop") -> Path:
    home = tmp_path / NAME
    (home / desktop).mkdir(parents=True)
    return home


def plan_for(system: str, home: Path, command: StartCommand | None = None) -> StartFiles:
    command = command or start_command(
        home / "Python 3" / "python.exe", ["serve", "--from-icon"], is_frozen=False
    )
    return start_files(system, start_folders(system, {}, home), command, WORDS)


def write_shortcut(shortcut: Shortcut) -> bool:
    """Stand for Windows' own way, which is not here."""
    shortcut.path.write_text(f"{shortcut.target} {shortcut.icon}")
    return True


def files_in(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): b"" if path.is_symlink() else path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() or path.is_symlink()
    }


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_icon_is_written_once_and_taken_away_whole(system: str, tmp_path: Path) -> None:
    home = make_home(tmp_path)
    make = write_shortcut if system == "win32" else make_shortcut
    before = sorted(home.rglob("*"))
    written = install(plan_for(system, home), make)
    assert all(file.is_new for file in written)
    shown = {file.path.as_posix() for file in written}
    assert {(home / name).as_posix() for name in files_in(home)} <= shown
    assert any(path.startswith(f"{(home / 'Desktop').as_posix()}/") for path in shown)

    content = files_in(home)
    again = install(plan_for(system, home), make)
    assert [file.path for file in again] == [file.path for file in written]
    assert not any(file.is_new for file in again) and files_in(home) == content

    moved = StartCommand(["/elsewhere/python"], ["/elsewhere/python", "--version"])
    changed = [file for file in install(plan_for(system, home, moved), make) if file.is_new]
    assert len(changed) == 1  # only the program knows where Python is

    assert uninstall(plan_for(system, home)) and uninstall(plan_for(system, home)) == []
    own = [path for path in home.rglob("*") if path not in before]
    assert not [path for path in own if not path.is_dir() or "irst" in path.name]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_program_of_an_icon_runs_the_command(system: str, tmp_path: Path) -> None:
    home = make_home(tmp_path)
    programs = [file for file in plan_for(system, home).files if "start" in file.path.name]
    program = next(file for file in programs if file.path.suffix in ("", ".sh", ".cmd"))
    text = program.content.decode()
    python = str(home / "Python 3" / "python.exe")
    if system == "win32":
        line = text.splitlines()[-1]
        check, _, rest = line.partition(" >nul 2>nul && ")
        start, _, otherwise = rest.partition(" || ")
        assert read_cmd(check) == [python, "-P", "-m", "handout", "--version"]
        assert read_cmd(start)[:4] == ["start", "First-Day Essentials", "/min", python]
        assert text.startswith("@echo off\r\n") and "\n" not in text.replace("\r\n", "")
        page = read_cmd(otherwise.replace('""', '"title"'))[-1]
    else:
        assert program.is_program
        page = text.splitlines()[-1]
    assert "not-started.html" in page


def test_a_menu_entry_starts_the_program_with_the_picture(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    install(plan_for("linux", home))
    for folder in (home / ".local" / "share" / "applications", home / "Desktop"):
        path = folder / "first-day-essentials.desktop"
        assert os.access(path, os.X_OK)
        lines = path.read_text(encoding="utf-8").splitlines()
        values = dict(line.split("=", 1) for line in lines[1:])
        assert lines[0] == "[Desktop Entry]" and values["Type"] == "Application"
        assert values["Name"] == "Guía\\\\n del día"
        shell, program = read_exec(values["Exec"])
        assert shell == "sh" and os.access(program, os.X_OK)
        with Image.open(values["Icon"]) as picture:
            assert picture.size == (256, 256)


def test_an_application_of_macos_is_whole(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    install(plan_for("darwin", home))
    contents = home / "Applications" / "First-Day Essentials.app" / "Contents"
    facts = plistlib.loads((contents / "Info.plist").read_bytes())
    assert os.access(contents / "MacOS" / facts["CFBundleExecutable"], os.X_OK)
    with Image.open(contents / "Resources" / f"{facts['CFBundleIconFile']}.icns") as picture:
        picture.load()
        assert picture.format == "ICNS"
    assert (home / "Desktop" / "First-Day Essentials").resolve() == contents.parent.resolve()


def test_where_no_shortcut_can_be_made_the_program_itself_lies_there(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    plan = plan_for("win32", home)
    install(plan, lambda shortcut: False)
    program = next(file for file in plan.files if file.path.suffix == ".cmd")
    assert (home / "Desktop" / "First-Day Essentials.cmd").read_bytes() == program.content
    icon = next(file for file in plan.files if file.path.suffix == ".ico")
    with Image.open(io.BytesIO(icon.content)) as picture:
        assert set(picture.info["sizes"]) == {(16, 16), (32, 32), (48, 48), (256, 256)}
    uninstall(plan)
    assert files_in(home) == {}


@pytest.mark.parametrize(
    ("is_frozen", "has_windowless", "program"),
    [
        (False, False, ["python.exe", "-P", "-m", "handout"]),
        (False, True, ["pythonw.exe", "-P", "-m", "handout"]),
        (True, False, ["python.exe"]),
    ],
)
def test_which_program_is_started(
    is_frozen: bool, has_windowless: bool, program: list[str], tmp_path: Path
) -> None:
    if has_windowless:
        (tmp_path / "pythonw.exe").touch()
    command = start_command(tmp_path / "python.exe", ["serve", "-x"], is_frozen=is_frozen)
    assert list(command.start) == [str(tmp_path / program[0]), *program[1:], "serve", "-x"]
    # Only the other one tells how it ended.
    assert command.check[0] == str(tmp_path / "python.exe") and command.check[-1] == "--version"


@pytest.mark.parametrize(
    ("system", "environment", "user_dirs", "desktop", "menu"),
    [
        ("linux", {}, "", "Desktop", ".local/share/applications"),
        ("linux", {}, 'XDG_DESKTOP_DIR="$HOME/Büro tisch"', "Büro tisch", None),
        ("linux", {}, 'XDG_DESKTOP_DIR="$HOME/a \\$b"', "a $b", None),
        ("linux", {}, 'XDG_DESKTOP_DIR="$HOME/"', None, None),  # no desktop
        ("linux", {}, 'XDG_DESKTOP_DIR="$HOME/not there"', None, None),
        ("linux", {"XDG_DATA_HOME": "{home}/data"}, "", "Desktop", "data/applications"),
        ("linux", {"XDG_DATA_HOME": "data"}, "", "Desktop", ".local/share/applications"),
        ("darwin", {}, "", "Desktop", "Applications"),
        (
            "win32",
            {"APPDATA": "{home}/R"},
            "",
            "Desktop",
            "R/Microsoft/Windows/Start Menu/Programs",
        ),
    ],
)
def test_where_a_system_has_its_menu_and_desktop(
    system: str,
    environment: Mapping[str, str],
    user_dirs: str,
    desktop: str | None,
    menu: str | None,
    tmp_path: Path,
) -> None:
    for name in ("Desktop", "Büro tisch", "a $b", ".config"):
        (tmp_path / name).mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text(f"# x\n{user_dirs}\n", encoding="utf-8")
    values = {name: value.format(home=tmp_path) for name, value in environment.items()}
    folders = start_folders(system, values, tmp_path)
    assert isinstance(folders, StartFolders)
    assert folders.desktop == (tmp_path / desktop if desktop else None)
    assert menu is None or folders.menu == tmp_path / menu
    assert runtime_folder(system, values, tmp_path).is_relative_to(tmp_path)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_program_that_was_moved_is_told_on_a_page(is_there: bool, tmp_path: Path) -> None:
    """The program of the icon, run: it starts what is there, and opens a page if nothing is."""
    home = make_home(tmp_path)
    for name in ("xdg-open", "python"):
        (home / name).write_text(f'#!/bin/sh\necho {name} "$@" >> "$LOG"\n')
        (home / name).chmod(0o755)
    python = str(home / "python") if is_there else str(home / "moved" / "python")
    plan = plan_for("linux", home, StartCommand([python, "a b"], [python, "--version"]))
    install(plan)
    entry = (home / "Desktop" / "first-day-essentials.desktop").read_text(encoding="utf-8")
    line = next(line for line in entry.splitlines() if line.startswith("Exec="))
    environment = os.environ | {"PATH": f"{home}:{os.environ['PATH']}", "LOG": f"{tmp_path}/log"}
    subprocess.run(read_exec(line.removeprefix("Exec=")), env=environment, check=True)
    page = home / ".local" / "share" / "first-day-essentials" / "not-started.html"
    started = "python --version\npython a b\n" if is_there else f"xdg-open {page}\n"
    assert (tmp_path / "log").read_text(encoding="utf-8") == started and page.exists()
