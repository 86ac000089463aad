"""An output folder in which something cannot be written, read or followed: told, never a traceback,
nothing lost.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from classrooms import bare_classroom, write_roster

from handout.batch.state.lock import FOLDER
from handout.cli.main import main

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("batches_in_thread")]  # two batches a test

SCHOOL = "oak-hill-school-0"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rooms of one school, made; roster.csv beside output/."""
    folder = tmp_path_factory.mktemp("made")
    write_roster(folder / "roster.csv", [bare_classroom(n, schools=1) for n in range(2)])
    assert batch(folder) == 0
    return folder


def batch(folder: Path, *options: str) -> int:
    command = ["batch", str(folder / "roster.csv"), "-o", str(folder / "output"), "--jobs", "1"]
    return main([*command, "--no-compiled", *options])  # else each sheet is audited


def copy(built: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder, copy_function=shutil.copy2)
    return folder


def change_a_row(folder: Path) -> None:
    roster = folder / "roster.csv"
    roster.write_text(roster.read_text("utf-8").replace("Room 100", "Room 300"), "utf-8")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """`folder` where nothing may be written: mounted so, or for who is not root by its permissions."""
    if os.geteuid() != 0:
        every = [folder, *folder.rglob("*")]
        modes = [path.stat().st_mode for path in every]
        for path in every:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield
        for path, mode in zip(every, modes, strict=True):
            path.chmod(mode)
        return
    mount = ["mount", "--bind", str(folder), str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("nothing may be mounted here")
    try:
        remount = ["mount", "-o", "remount,ro,bind", str(folder)]
        subprocess.run(remount, check=True, capture_output=True)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_that_may_only_be_read(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy(built, tmp_path)
    with read_only(folder / "output"):
        assert batch(folder) == 4
        change_a_row(folder)
        assert batch(folder) == 4
    errors = capsys.readouterr().err
    assert errors.count("cannot be written here") == 2
    assert str(folder / "output") in errors and "Traceback" not in errors


FILES = [
    FOLDER, f"{FOLDER}/lock", f"{FOLDER}/ledger.jsonl", f"{FOLDER}/rows", "index.html", "manifest.csv", "manifest.json",
    f"{SCHOOL}/r-00000.pdf", f"{SCHOOL}/r-00000.html", f"{SCHOOL}/print-run.pdf", SCHOOL,
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_something_else_where_a_file_should_be(
    name: str, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder where a file should be, and a file where a folder should be, as a copying program
    leaves them.
    """
    folder = copy(built, tmp_path)
    path = folder / "output" / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("no folder")
    else:
        path.unlink()
        path.mkdir()
    change_a_row(folder)
    assert batch(folder) in (1, 4)
    errors = capsys.readouterr().err
    assert "Traceback" not in errors and f"{path}" in errors


@pytest.mark.parametrize("name", [FOLDER, f"{FOLDER}/lock", f"{FOLDER}/ledger.jsonl"])
@pytest.mark.parametrize("exists", [True, False])
def test_no_link_is_followed(
    name: str, exists: bool, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, elsewhere = copy(built, tmp_path), tmp_path / "elsewhere"
    path = folder / "output" / name
    if exists:
        path.rename(elsewhere)
    else:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    before = snapshot(elsewhere)
    path.symlink_to(elsewhere)
    change_a_row(folder)
    assert batch(folder) == 4
    errors = capsys.readouterr().err
    assert f"{path} is a link to another place" in errors
    assert snapshot(elsewhere) == before


def snapshot(path: Path) -> object:
    if path.is_dir():
        files = [file for file in path.rglob("*") if file.is_file()]
        return {str(file): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}
    return path.exists() and (path.read_bytes(), path.stat().st_mtime_ns)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\0" * 300,
        b"[1, 2]\n7\nnull\n",
        b'{"id": "R-00000", "digest": "x", "folder": "f", "stem": "s", "files": 3, "problems": []}\n',
        b'{"id": "R-00000", "from_a_later": "version"}\n{"begun": 5}\n{"run": "x"}\n',
    ],
)
def test_a_damaged_memory_loses_no_file(
    damage: bytes, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the program does not know as its own any more it leaves as it is, and tells."""
    folder = copy(built, tmp_path)
    (folder / "output" / FOLDER / "ledger.jsonl").write_bytes(damage)
    pages = {path: path.read_bytes() for path in (folder / "output").glob("*/r-*")}
    assert batch(folder) == 1
    errors = capsys.readouterr().err
    assert "did not make" in errors and "Traceback" not in errors
    assert pages == {path: path.read_bytes() for path in pages}
