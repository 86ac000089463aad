"""Commands that messages print can be pasted: they work as they stand, whatever the folders and
files are called.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest
from classrooms import classroom, write_roster
from paths import ROOT

from handout.cli.main import COMMANDS, main

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("batches_in_thread"),
]  # runs the commands that are printed

NAMES = ["plain", "-dash", "Ms O'Neil's \"first\" röster ünï 学校 a$HOME;&(b)"]
_COMMAND = re.compile(rf"\bhandout (?:{'|'.join(COMMANDS)})\b.*?(?=\. |\.$|$|”)", re.MULTILINE)


def test_every_value_in_a_command_stands_quoted() -> None:
    count = 0
    for path in (ROOT / "content").rglob("*.toml"):
        for text in strings(tomllib.loads(path.read_text("utf-8"))):
            for command in _COMMAND.findall(text):
                for value in re.findall(r"\{[^}]*\}", command):
                    assert value.endswith(":shell}"), (path.name, command)
                    count += 1
    assert count > 8


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for node in inside for text in strings(node)]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a folder, and of the files in it; the folder it is in is the current one."""
    monkeypatch.chdir(tmp_path)
    Path(request.param).mkdir()
    return str(request.param)


def printed(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The commands in what was printed, as a shell reads them."""
    output = capsys.readouterr()
    assert "Traceback" not in output.err
    commands = _COMMAND.findall(output.out + output.err)
    return [shlex.split(command)[1:] for command in commands if "/" in command]


def paste(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands
    for command in commands:
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 9))
        assert main(command) == 0, (command, capsys.readouterr().err)


def as_argument(path: Path) -> str:
    """As a shell's completion gives it."""
    return f"./{path}" if str(path).startswith("-") else str(path)


def test_of_one_handout(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(name) / f"{name}.yaml"
    assert main(["new", as_argument(path)]) == 0
    paste(printed(capsys), monkeypatch, capsys)  # build
    page = path.with_suffix(".html")
    text = page.read_text("utf-8")
    page.write_text(text.replace("Calm yourself first", "Breathe first", 1), "utf-8")
    assert page.read_text("utf-8") != text
    assert main(["build", "--no-pull", as_argument(path)]) == 1
    paste(printed(capsys), monkeypatch, capsys)  # pull
    for file in (page, path.with_suffix(".pdf")):
        assert main(["build", as_argument(file)]) == 1
        commands = [command for command in printed(capsys) if command[0] == "build"]
        paste(commands, monkeypatch, capsys)
    assert main(["pull", as_argument(path)]) == 1
    paste(printed(capsys), monkeypatch, capsys)  # build


def test_of_a_roster(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = write_roster(
        Path(name) / f"{name}.csv", [classroom(0), classroom(1) | {"copies": "many"}]
    )
    output = Path(name) / "out put"
    for _ in range(2):  # the second time there is a corrected.xlsx, and it is the roster
        command = ["batch", as_argument(roster), "-o", as_argument(output), "--keep-going"]
        assert main([*command, "--no-print-run", "--jobs", "1"]) == 1
        commands = printed(capsys)
        assert [command[:2] for command in commands] == [["roster", "correct"]]
        paste(commands, monkeypatch, capsys)
        roster = Path(commands[0][commands[0].index("-o") + 1])
        assert roster.exists()
    assert roster.name == "corrected-2.xlsx"
    sheet = Path(name) / f"{name}.xlsx"
    with zipfile.ZipFile(sheet, "w") as packed:
        packed.writestr("users.csv", "sourcedId\n")
        packed.writestr("classes.csv", "sourcedId\n")
        packed.writestr("enrollments.csv", "sourcedId\n")
    assert main(["batch", as_argument(sheet), "-o", as_argument(output)]) == 1
    commands = printed(capsys)
    assert commands[0][:2] == ["roster", "from-oneroster"]
    assert Path(commands[0][2]).exists() and not Path(commands[0][4]).exists()
    shutil.copy(sheet, "roster.csv")
    assert main(["batch", as_argument(sheet), "-o", as_argument(output)]) == 1
    assert printed(capsys)[0][4] == "roster-2.csv"
