"""The commands as their users call them: what they write, what they say, and their exit codes."""

from __future__ import annotations

import errno
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from paths import ROOT
from press import SAMPLE

from handout import __version__
from handout.cli.main import main
from handout.messages import message_table

COMMANDS = [name for name, messages in message_table("commands").items() if "short" in messages]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def made(folder: str) -> set[str]:
    """What a person sees in a folder: not the copies of what was issued, which are kept out of
    sight.
    """
    return {path.name for path in Path(folder).iterdir() if not path.name.startswith(".")}


def test_what_is_too_long_is_looked_at_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All that is wrong is told at once: here the privacy check's findings, too."""
    note = f"{'Please read on. ' * 40}Our student Liam Smith has autism."
    (tmp_path / "room.yaml").write_text(f"teacher_note: {note}\n")
    assert main(["check", str(tmp_path / "room.yaml")]) == 1
    shown = capsys.readouterr().err
    assert "[too-long]" in shown and "[privacy-health-name]" in shown


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS) and "handout new my-room.yaml" in shown
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"first-day-essentials {__version__}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert len(capsys.readouterr().out) > 120


@pytest.mark.parametrize(
    "argv",
    [["build"], ["buidl"], ["check"], ["build", "--colour", "x.yaml"], ["completion", "tcsh"]],
)
def test_wrong_use_is_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert "Usage" in capsys.readouterr().err


@pytest.mark.slow
def test_a_first_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "room-12.yaml"]) == 0
    assert json.loads(Path("handout.schema.json").read_text())["$schema"].startswith(
        "https://json-schema.org/"
    )
    assert main(["check", "room-12.yaml"]) == 0
    assert main(["build", "room-12.yaml"]) == 0
    assert "Wrote room-12.pdf (2 pages)" in capsys.readouterr().out
    assert Path("room-12.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert Path("room-12.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    before = Path("room-12.yaml").read_bytes()
    assert main(["new", "room-12.yaml"]) == 1
    assert Path("room-12.yaml").read_bytes() == before


@pytest.mark.slow
def test_build_of_many_into_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("room: 1\n")
    Path("b.yaml").write_text("role: substitute\n")
    assert main(["build", "a.yaml", "b.yaml", "-o", "out/deep", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["problems"] == []
    assert {entry["path"]: entry["pages"] for entry in result["written"]} == {
        os.path.join("out", "deep", name): pages  # noqa: PTH118
        for name, pages in {"a.pdf": 2, "a.html": 2, "b.pdf": 1, "b.html": 1}.items()
    }
    assert made("out/deep") == {"a.pdf", "a.html", "b.pdf", "b.html"}


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_output_in_an_encoding_that_lacks_letters(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    Path("Lễ😀.yaml").write_text("teacher_nmae: Lễ\n", encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(["check", "Lễ😀.yaml"]) == 1
    assert main(["check", "Lễ😀.yaml", "--json"]) == 1
    assert main(["schema"]) == 0
    assert main(["--help"]) == 0
    out.flush()
    err.flush()
    printed = out.buffer.read() if not isinstance(out.buffer, io.BytesIO) else out.buffer.getvalue()
    report, _ = json.JSONDecoder().raw_decode(printed.decode(encoding))
    assert report["problems"][0]["path"] == "Lễ😀.yaml"
    assert isinstance(err.buffer, io.BytesIO)
    assert "L\\u1ec5" in err.buffer.getvalue().decode(encoding)


def test_a_pdf_that_is_open_in_a_viewer_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("room.yaml").touch()
    assert main(["build", "room.yaml"]) == 0
    before = Path("room.pdf").read_bytes()
    files = made(".")

    def refuse(self: Path, target: Path) -> None:
        error = PermissionError(errno.EACCES, "Access is denied", str(self))
        error.winerror = 5  # type: ignore[attr-defined,unused-ignore]
        raise error

    monkeypatch.setattr(Path, "replace", refuse)
    assert main(["build", "room.yaml"]) == 4
    assert "open in another program" in capsys.readouterr().err
    assert Path("room.pdf").read_bytes() == before
    assert made(".") == files


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "unknown-key-near"]) == 0
    assert "Did you mean ‹near›?" in capsys.readouterr().out
    assert main(["explain", "[UNKNOWN-KEY]"]) == 0  # as it is copied from a message
    assert main(["explain", "unknwon-key"]) == 2
    assert "Did you mean unknown-key?" in capsys.readouterr().err
    assert main(["explain", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) > 300


@pytest.mark.parametrize("text", ["language: es\n", "second_language: pt\n"])
def test_strict_refuses_a_draft(text: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """It only changed the exit code: the sheet was there all the same."""
    Path("room.yaml").write_text(text)
    assert main(["build", "room.yaml", "--strict"]) == 1
    assert main(["build", "room.yaml", "--strict", "-o", "-"]) == 1
    captured = capsysbinary.readouterr()
    assert captured.out == b"" and b"-draft]" in captured.err
    assert made(".") == {"room.yaml"}


def test_a_code_is_explained_in_the_language_of_the_computer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HANDOUT_LANGUAGE", "es-MX")
    assert main(["explain", "review-future"]) == 0
    assert "no ha llegado" in capsys.readouterr().out


@pytest.mark.slow
def test_quiet_and_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    Path("room.yaml").write_text("room: 12\n")
    Path("bad.yaml").write_text("teacher_nmae: x\n")
    assert main(["build", "-q", "room.yaml"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["check", "--quiet", "room.yaml"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["check", "-q", "bad.yaml"]) == 1
    assert "[unknown-key-near]" in capsys.readouterr().err
    assert main(["blocks", "-q"]) == 0  # what is asked for is printed
    assert "safety" in capsys.readouterr().out
    assert main(["build", "-v", "room.yaml"]) == 0  # and -q is forgotten
    told = capsys.readouterr()
    assert "Wrote room.pdf" in told.out and "room.pdf: typeset" in told.err


@pytest.mark.parametrize(
    ("variables", "is_colored"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_color_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str],
    is_colored: bool,
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "nothere.yaml"]) == 1
    assert ("\x1b[" in capsys.readouterr().err) is is_colored


@pytest.mark.slow
def test_sample() -> None:
    assert main(["build", "--sample", "-o", "out"]) == 0
    assert made("out") == {"first-day-essentials.pdf", "first-day-essentials.html"}


def test_one_faulty_file_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.yaml").write_text("room: 1\n")
    Path("bad.yaml").write_text("teacher_nmae: Ms. R\nwait_seconds: 99\n")
    assert main(["build", "good.yaml", "bad.yaml", "nothere.yaml", "-o", "out"]) == 1
    err = capsys.readouterr().err
    assert (
        "bad.yaml:1:1:" in err
        and "Did you mean teacher_name?" in err
        and "bad.yaml:2:15:" in err
        and "nothere.yaml:" in err
    )
    assert "    teacher_nmae: Ms. R\n    ^\n" in err
    assert not Path("out").exists()


def test_two_files_for_one_name() -> None:
    Path("x").mkdir()
    Path("room.yaml").touch()
    Path("x/ROOM.yaml").touch()
    assert main(["build", "room.yaml", "x/ROOM.yaml", "-o", "out"]) == 1


def test_what_was_there_stays_if_it_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("room.yaml").touch()
    Path("taken").write_text("a file, not a folder")
    assert main(["build", "room.yaml", "-o", "taken"]) == 4
    assert Path("taken").read_text() == "a file, not a folder"
    Path("room.pdf").mkdir()
    assert main(["build", "room.yaml"]) == 4
    assert Path("room.pdf").is_dir() and not list(Path().glob(".*.part"))
    assert "cannot be written here" in capsys.readouterr().err


def test_layers_and_where_everything_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    Path("district.yaml").write_text(
        "district_name: Lake\nitems:\n  safety:\n    add:\n      - {id: bees, text: Two allergy cards hang by the door.}\n"
    )
    Path("school.yaml").write_text("school_name: Oak Hill\ncall_for_help: Dial 5\n")
    Path("room.yaml").write_text("call_for_help: Red button\n")
    assert (
        main(
            [
                "build",
                "room.yaml",
                "--district",
                "district.yaml",
                "--school",
                "school.yaml",
                "--explain",
            ]
        )
        == 0
    )
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert (
        rows["call_for_help"].endswith("room.yaml:1:16") and "Red button" in rows["call_for_help"]
    )
    assert rows["school_name"].endswith("school.yaml:1:14")
    assert rows["items.safety.bees"].split()[-2:] == ["district", "district.yaml:5:14"]
    assert "base" in rows["items.safety.seizure"]
    assert not Path("room.pdf").exists()


@pytest.mark.slow
def test_nobody_but_the_district_hides_a_locked_block(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("room", "school", "district"):
        Path(f"{name}.yaml").write_text("hide_blocks: [safety]\n")
    Path("empty.yaml").touch()
    assert main(["check", "room.yaml"]) == 1
    assert "room.yaml:1:15: " in capsys.readouterr().err
    assert main(["check", "empty.yaml", "--school", "school.yaml"]) == 1
    assert main(["check", "empty.yaml", "--district", "district.yaml"]) == 0


def test_blocks_lists_what_can_be_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["blocks", "--role", "personal-care", "--json"]) == 0
    rows = {row[0]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["care"][3].startswith("locked by") and rows["note"][3] == ""


def test_schema_and_completion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert main(["schema", "-o", "s.json"]) == 0
    assert json.loads(Path("s.json").read_text()) == printed
    for shell in ("bash", "zsh", "fish"):
        assert main(["completion", shell]) == 0
        assert "_HANDOUT_COMPLETE" in capsys.readouterr().out


def run(*argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    root = str(ROOT)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([root, *sys.path])} | env
    return subprocess.run(
        [sys.executable, "-m", "handout", *argv],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


_HEAVY = ("weasyprint", "fontTools", "PIL", "pikepdf", "docx", "starlette", "openpyxl")


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "argv, also",
    [
        (["--help"], ("ruamel", "jinja2", "markdown", "uharfbuzz")),
        (["blocks", str(SAMPLE)], ()),  # Jinja reads the lines that name fields
        (["new"], ("markdown", "uharfbuzz")),
    ],
)
def test_the_start_is_lean(argv: list[str], also: tuple[str, ...]) -> None:
    code = "import sys; from handout.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    root = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", code, *argv],
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "handout" in loaded
    assert not loaded & {*_HEAVY, *also}


@pytest.mark.slow
def test_colours_only_on_a_terminal_and_not_with_no_color() -> None:
    Path("bad.yaml").write_text("x: 1\n")
    assert "\x1b" not in run("check", "bad.yaml").stderr
    for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        parent, child = pty.openpty()
        root = str(ROOT)
        base = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {
            "PYTHONPATH": root,
            "TERM": "xterm",
        }
        subprocess.run(
            [sys.executable, "-m", "handout", "check", "bad.yaml"],
            env=base | env,
            stderr=child,
            timeout=60,
        )
        os.close(child)
        assert (b"\x1b[" in os.read(parent, 10_000)) is coloured
        os.close(parent)


@pytest.mark.slow
def test_watch_makes_it_again_on_save_and_ends_with_130() -> None:
    Path("room.yaml").write_text("room: 1\n")
    root = str(ROOT)
    process = subprocess.Popen(
        [sys.executable, "-m", "handout", "build", "room.yaml", "--watch"],
        env=os.environ | {"PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stderr

    def wait_for(text: str) -> None:
        assert process.stdout
        while text not in process.stdout.readline():
            assert process.poll() is None

    wait_for("room.html")
    time.sleep(0.1)
    Path("room.yaml").write_text("room: 2\n")
    os.utime("room.yaml", (1, 1))
    wait_for("room.html")
    assert "Room 2" in Path("room.html").read_text(encoding="utf-8")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "Stopped" in err


def test_a_bug_is_said_to_be_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("handout.cli.commands.check.prepare", lambda *_: 1 / 0)
    Path("room.yaml").touch()
    assert main(["check", "room.yaml"]) == 70
    assert "bug in handout" in capsys.readouterr().err


FILES = {
    "binary": (b"\x00\x01\x02" * 100, "not a text file"),
    "utf16": ("room: 12".encode("utf-16"), "UTF-8"),
    "cp1252": ("room: caf\xe9".encode("cp1252"), "UTF-8"),
    "huge": (b"# " + b"x" * 300_000, "KB"),
    "list": (b"- a\n- b\n", ""),
    "anchor": (b"room: &a 12\nrestroom: *a\n", ""),
    "twice": (b"room: 1\nroom: 2\n", "room"),
    "no glyph": ("teacher_note: 日本".encode(), "日"),
    "script": (b"restroom: <script>alert(1)</script>\n", "HTML"),
    "logo": (b"logo: {file: nothere.png, alt: x}\n", "nothere.png"),
}


@pytest.mark.parametrize("name", FILES)
def test_bad_input_is_a_problem_with_its_place(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, word = FILES[name]
    Path("room.yaml").write_bytes(content)
    assert main(["build", "room.yaml"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("room.yaml") and word in err and "do: " in err and "Traceback" not in err
    assert not Path("room.pdf").exists()


def test_braces_of_a_template_stay_what_they_are() -> None:
    Path("room.yaml").write_text('restroom: "{{ 7 * 7 }} {% raw %}"\n')
    assert main(["build", "room.yaml"]) == 0
    assert "{{ 7 * 7 }} {% raw %}" in Path("room.html").read_text(encoding="utf-8")
