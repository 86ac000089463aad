"""What people mistype, and what takes no more output: plain words, no file of a strange name."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from handout.cli.main import main


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("argv", "suggestion"),
    [
        (["buidl", "room.yaml"], "Did you mean 'build'?"),
        (["language"], "Did you mean 'languages'?"),
        (["roster", "tempalte"], "Did you mean 'template'?"),
        (["build", "--ouput", "x", "room.yaml"], "'--output'"),
        (["--config"], "requires an argument"),
        (["Ana's room.yaml"], "handout build 'Ana'\"'\"'s room.yaml'"),
    ],
)
def test_what_is_misspelled_gets_a_suggestion(
    argv: list[str], suggestion: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("Ana's room.yaml").touch()
    assert main(argv) == 2
    assert suggestion in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv",
    [
        ["build", "room.yaml", "--district", "a.yaml", "--district=b.yaml"],
        ["batch", "roster.csv", "-o", "x", "--output", "y"],
        ["roster", "template", "-o", "a.csv", "-o", "b.csv"],
        ["build", "--blank", "bus", "--blank", "classroom"],
    ],
)
def test_an_option_of_one_value_is_given_once(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    assert "is given twice" in capsys.readouterr().err
    assert not list(Path().iterdir())


@pytest.mark.parametrize("command", ["build", "check", "blocks", "diff", "pull", "pdf"])
@pytest.mark.parametrize("path", [".", "/", "..", "rooms"])
def test_a_folder_is_no_sheet(command: str, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("rooms").mkdir()
    assert main([command, path]) == 1
    shown = capsys.readouterr()
    assert "[file-folder]" in shown.err
    assert not shown.out
    assert list(Path().iterdir()) == [Path("rooms")]


@pytest.mark.parametrize(
    "argv",
    [
        ["new", "-"],
        ["site", "-o", "-"],
        ["batch", "roster.csv", "-o", "-"],
        ["init", "Elm", "-o", "-"],
        ["roster", "from-oneroster", "export.zip", "-o", "-"],
    ],
)
def test_no_file_is_called_a_dash(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 1
    assert "[no-standard-output]" in capsys.readouterr().err
    assert not Path("-").exists()


@pytest.mark.parametrize("argv", [["schema"], ["roster", "template"]])
def test_a_dash_is_standard_output(
    argv: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(argv) == 0
    printed = capfdbinary.readouterr().out
    assert printed
    assert main([*argv, "-o", "-"]) == 0
    assert capfdbinary.readouterr().out == printed
    assert not Path("-").exists()


def test_options_of_all_commands_stand_before_them_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("room.yaml").write_text("room: 12\n")
    Path("ours.toml").write_text('theme = "plain"\n')
    for argv in (
        ["--config", "ours.toml", "build", "room.yaml", "--explain"],
        ["build", "room.yaml", "--config", "ours.toml", "--explain"],
    ):
        assert main(argv) == 0
        assert "ours.toml:1" in capsys.readouterr().out
    assert main(["-q", "build", "room.yaml"]) == 0
    assert not capsys.readouterr().out
    assert main(["-v", "build", "room.yaml"]) == 0
    assert "room.pdf:" in capsys.readouterr().err


class _Full(io.RawIOBase):
    """A stream on a disk without room."""

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "argv", [["--help"], ["--version"], ["schema"], ["blocks"], ["build", "--blank", "bus", "-o-"]]
)
def test_output_that_is_full_is_told_as_such(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = io.TextIOWrapper(_Full(), encoding="utf-8", write_through=True)  # type: ignore[type-var]
    monkeypatch.setattr(sys, "stdout", full)
    assert main(argv) == 4
    shown = capsys.readouterr().err
    assert "[no-room]" in shown
    assert "Traceback" not in shown
    monkeypatch.setattr(sys, "stderr", full)
    assert main(argv) == 4


@pytest.mark.slow
def test_closed_streams_are_empty_ones() -> None:
    command = f"{sys.executable} -m handout build - -o - <&- >&-"
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


@pytest.mark.parametrize("command", ["build", "check", "blocks", "diff", "pull", "pdf"])
def test_what_may_not_be_read_is_told_by_whom_reads_it(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who reads it knows what to do about it, and goes on with the other files."""
    Path("room.yaml").touch()
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    main([command, "room.yaml"])
    assert "Usage" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv",
    [
        ["build", "room.yaml", "--docx", "--png", "-o", "made"],
        ["new", "made/a.yaml"],
        ["init", "made"],
    ],
)
@pytest.mark.parametrize("room", [0, 1, 2])
def test_files_that_belong_together_are_written_all_or_none(
    argv: list[str], room: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk has room for some of them: the page would say otherwise than the print."""
    Path("room.yaml").write_text("room: 12\n")
    Path("made").mkdir()
    Path("made/notes.txt").write_text("of last year")
    staged = iter(range(room))
    make = tempfile.mkstemp

    def make_while_there_is_room(*arguments: Any, **options: Any) -> tuple[int, str]:
        if str(options.get("dir", "")).startswith("made") and next(staged, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return make(*arguments, **options)

    monkeypatch.setattr(tempfile, "mkstemp", make_while_there_is_room)
    expected = 4 if room < 2 or argv[0] != "new" else 0
    assert main(argv) == expected
    files = {path.name for path in Path("made").rglob("*") if path.is_file()}
    assert files == ({"notes.txt"} if expected else {"notes.txt", "a.yaml", "handout.schema.json"})
