"""What people mistype, and what takes no more output: plain words, no file of a strange name."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path

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
