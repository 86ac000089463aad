"""Paths that a computer refuses, and names of files where a folder belongs, are told as such."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from handout import files
from handout.cli.main import main
from handout.files import path_refused_problem, report_os_errors
from handout.interface_language import LANGUAGE_VARIABLE
from handout.problems import ExitCode, HandoutError

_LONG = "x" * 300  # most systems allow 255 bytes for a name

_COMMANDS = (
    "build {0}.yaml",
    "build --sample -o {0}",
    "check {0}.yaml",
    "new {0}.yaml",
    "init {0}",
    "pull {0}.html",
    "diff {0}.html",
    "pdf {0}.html",
    "batch {0}.csv",
    "site -o {0}",
    "roster template -o {0}.xlsx",
    "roster from-oneroster {0}",
    "roster map {0}.xlsx",
    "languages es --take {0}.xlsx",
    "office mail {0}",
    "schema -o {0}",
    "--content {0} check {0}.yaml",
)


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_path_that_is_too_long_is_no_bug(
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command.format(_LONG).split()) == ExitCode.ENVIRONMENT
    assert "[path-too-long]" in capsys.readouterr().err
    monkeypatch.delenv(LANGUAGE_VARIABLE, raising=False)  # so that a handout.toml is looked for
    assert main(command.format(_LONG).split()) == ExitCode.ENVIRONMENT
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["build loop", "build loop/a.yaml", "build a.yaml -o loop"])
def test_a_link_that_leads_to_itself_is_no_bug(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("room: 12")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert main(command.split()) in (ExitCode.PROBLEMS, ExitCode.ENVIRONMENT)


def _windows_error(code: int, path: Path) -> OSError:
    error = FileNotFoundError(errno.ENOENT, "The system cannot find the path", str(path))
    error.winerror = code  # type: ignore[attr-defined]  # as Windows has it
    return error


@pytest.mark.parametrize(
    ("code", "length", "told"),
    [(3, 260, "path-too-long"), (206, 260, "path-too-long"), (3, 20, "cannot-write")],
)
def test_windows_says_nothing_of_the_length(code: int, length: int, told: str) -> None:
    path = Path("/", "x" * length)
    with pytest.raises(HandoutError) as caught, report_os_errors(path):
        raise _windows_error(code, path)
    assert caught.value.problems[0].code == told


def test_a_file_of_ours_that_is_missing_is_a_bug() -> None:
    ours = Path(files.__file__).parent / "fonts" / "none.ttf"
    assert path_refused_problem(_windows_error(3, ours)) is None
    assert path_refused_problem(OSError(errno.EIO, "no file")) is None
    theirs = Path("/", "folder", "none.yaml")
    refused = path_refused_problem(_windows_error(3, theirs))
    assert refused and refused.code == "path-refused"


@pytest.mark.parametrize(
    "command",
    [
        "build --sample -o sheet.pdf",
        "build --sample -o Sheet.HTML",
        "batch r.csv -o out.zip",
        "site -o site.html",
        "init Lincoln -o district.yaml",
    ],
)
def test_a_folder_is_not_called_like_a_file(
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command.split()) == ExitCode.PROBLEMS
    assert "[folder-like-file]" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["room.pdf", "Room.HTML", "room.docx", "room.csv"])
def test_a_file_to_fill_in_is_not_called_like_another(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["new", str(tmp_path / name)]) == ExitCode.PROBLEMS
    shown = capsys.readouterr().err
    assert "[no-yaml-name]" in shown and f"Call it {name.partition('.')[0]}.yaml;" in shown
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_may_be_called_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2026.html").mkdir()
    assert main(["init", "Lincoln", "-o", "2026.html"]) == 0
