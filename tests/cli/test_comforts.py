"""What people expect of a command line: a file of settings, --set, standard input, blanks."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from pathlib import Path

import jsonschema
import pikepdf
import pytest
from oneroster_export import tables, write_export
from paths import ROOT
from yaml_editor import as_an_editor_reads

from handout.cli.main import COMMANDS, main
from handout.sources.content.layer import Level
from handout.sources.customization.json_schema import json_schema


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def project() -> Path:
    """A folder with a handout.toml, a district's file and a room below."""
    Path("rooms").mkdir()
    Path("handout.toml").write_text(
        '# ours\ndistrict = "district.yaml"\noutput = "made"\n\n"theme" = "plain"\n'
    )
    Path("district.yaml").write_text("district_name: Elm District\n")
    room = Path("rooms/room.yaml")
    room.write_text("room: 12\n")
    return room


@pytest.mark.slow
def test_settings_are_found_above_the_file(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["build", str(project), "-v"]) == 0
    assert Path("made/room.pdf").exists()
    assert "handout.toml: district = " in capsys.readouterr().err
    monkeypatch.chdir("rooms")
    assert main(["build", "room.yaml", "--explain"]) == 0
    rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines()}
    assert rows["theme"].endswith("handout.toml:5") and "plain" in rows["theme"]
    assert "Elm District" in rows["district_name"]
    # what is typed comes first
    assert main(["build", "room.yaml", "-o", "here", "--set", "theme=field-guide"]) == 0
    assert Path("here/room.pdf").exists()
    # edits are read back against the same layers
    page = Path("../made/room.html")
    page.write_text(page.read_text("utf-8").replace("Room 12", "Room 13"), "utf-8")
    capsys.readouterr()
    assert main(["pull", str(page), "--customization", "room.yaml", "--yes"]) == 0
    assert "13" in Path("room.yaml").read_text()


@pytest.mark.parametrize("arguments", [["build", "-"], ["build", "--blank", "bus"]])
def test_settings_count_for_what_is_in_no_file(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Stream(b"room: 12\n"))
    Path("handout.toml").write_text('theme = "plain"\nlanguage = "es"\ndistrict = "d.yaml"\n')
    Path("d.yaml").write_text("language: en\n")
    Path("rooms").mkdir()
    monkeypatch.chdir("rooms")
    assert main([*arguments, "--explain"]) == 0
    rows = {row.split()[0]: row.split()[1] for row in capsys.readouterr().out.splitlines()}
    assert (rows["theme"], rows["language"]) == ("plain", "en")  # the district's file is above
    monkeypatch.setattr(sys, "stdin", Stream(b"room: 12\n"))
    Path("../d.yaml").write_text("")
    assert main(["check", "-"]) == 0
    assert "[language-draft]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["schema"], None),
        (["roster", "template"], None),
        (["init", "Elm"], "elm/handout.toml"),
        (["roster", "from-oneroster", "export.zip"], "roster.csv"),
        (["doctor"], None),
    ],
)
def test_the_output_of_settings_is_the_folder_of_handouts(
    arguments: list[str], made: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """What other commands write, a file or another folder, does not go there."""
    Path("handout.toml").write_text('output = "made"\n')
    Path("made").mkdir()
    write_export(Path("export.zip"), tables("1.1"))
    assert main(arguments) == 0, capsys.readouterr().err
    assert not list(Path("made").iterdir())
    assert made is None or Path(made).exists()


@pytest.mark.usefixtures("batches_in_thread")
def test_a_folder_of_schools_is_for_a_whole_roster(capsys: pytest.CaptureFixture[str]) -> None:
    """A single sheet is of no one of its schools; a path that leads nowhere is told everywhere."""
    Path("handout.toml").write_text('school = "schools"\n')
    Path("room.yaml").write_text("room: 12\n")
    assert main(["check", "room.yaml"]) == 1 and main(["blocks", "room.yaml"]) == 1
    assert capsys.readouterr().err.count("[file-missing]") == 2
    Path("schools").mkdir()
    Path("schools/1.yaml").write_text("call_for_help: Press the red button\n")
    for arguments in (["build", "room.yaml", "--explain"], ["check", "room.yaml"], ["blocks"]):
        assert main([*arguments]) == 0, capsys.readouterr().err
        assert "red button" not in capsys.readouterr().out
    Path("r.csv").write_text(
        "handout_id,school_id,school_name,teacher_family,role\na,1,Elm,Rivera,bus\n"
    )
    assert main(["batch", "r.csv", "--no-print-run", "--no-compiled"]) == 0
    assert "red button" in Path("output/elm/a.html").read_text("utf-8")


@pytest.mark.slow
def test_a_file_of_settings_can_be_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.toml").write_text('output = "others"\n')
    for arguments in (["--config", "other.toml"], ["--config=other.toml"]):
        assert main(["build", *arguments, str(project)]) == 0
        assert Path("others/room.pdf").exists()
        assert not Path("made").exists()
    assert main(["check", str(project), "--config", "nothere.toml"]) == 1
    assert "nothere.toml" in capsys.readouterr().err


FAULTS = [
    ('distrct = "x"', "Did you mean district?"),
    ('room = "12"', "customization file"),
    ("output = 3", "double quotes"),
    ("output = here", "cannot be read"),
    ('theme = "plane"', "plain"),
    ('language = "klingon"', "language"),
]


@pytest.mark.parametrize(("line", "words"), FAULTS)
def test_what_is_wrong_with_settings_is_told_with_its_line(
    project: Path, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    Path("handout.toml").write_text(f"# first\n{line}\n")
    assert main(["check", str(project)]) == 1
    errors = capsys.readouterr().err
    assert words in errors and "handout.toml" in errors
    assert "handout.toml:2" in errors or "cannot be read" in errors


@pytest.mark.usefixtures("batches_in_thread")
def test_settings_that_a_command_does_not_take_are_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roster", "template", "-o", "roster.csv"]) == 0
    main(["batch", "roster.csv"])
    assert "does not take this from here: theme" in capsys.readouterr().err


@pytest.mark.slow
def test_set_goes_over_the_file() -> None:
    Path("room.yaml").write_text("room: 12\nteacher_name: Ms. Rivera\n")
    pairs = ["room=014", "emergency.fire=Back door", "contacts.1.name=Ana Cruz", "hotline="]
    options = [word for pair in pairs for word in ("--set", pair)]
    assert main(["build", "room.yaml", *options]) == 0
    page = Path("room.html").read_text("utf-8")
    for words in ("014", "Back door", "Ana Cruz", "Ms. Rivera"):
        assert words in page
    with pikepdf.open("room.pdf") as document:  # opened next year, it says the same
        text = document.attachments["room.yaml"].get_file().read_bytes().decode()
    assert "014" in text and "Back door" in text
    assert Path("room.yaml").read_text() == "room: 12\nteacher_name: Ms. Rivera\n"


SET_FAULTS = [
    ("rom=3", "Did you mean room?"),
    ("contacts=3", "contacts.1."),
    ("room", "--set field=value"),
    ("=3", "--set field=value"),
    ("schedule.99.start=8:00", "[unknown-key-near]"),
    ("wait_seconds=soon", "wait_seconds"),
    ("zzzzzzz=1", "not a known field"),
]


@pytest.mark.parametrize(("pair", "words"), SET_FAULTS)
def test_what_is_wrong_with_set_is_told(
    capsys: pytest.CaptureFixture[str], pair: str, words: str
) -> None:
    Path("room.yaml").touch()
    assert main(["build", "room.yaml", "--set", pair]) == 1
    assert words in capsys.readouterr().err
    assert not Path("room.pdf").exists()


def test_set_gives_a_field_one_value(capsys: pytest.CaptureFixture[str]) -> None:
    Path("room.yaml").touch()
    assert main(["build", "room.yaml", "--set", "room=14", "--set", "room= 14"]) == 0
    assert main(["build", "room.yaml", "--set", "room=14", "--set", "room=15"]) == 1
    assert "“14”, too. [set-twice]" in capsys.readouterr().err


class Stream:
    """A standard stream whose bytes are read or kept."""

    def __init__(self, content: bytes = b"") -> None:
        self.buffer = io.BytesIO(content)


@pytest.mark.slow
def test_standard_input_and_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Stream("teacher_name: Ms. Lễ\n".encode()))
    assert main(["build", "-"]) == 0
    assert "Ms. Lễ" in Path("handout.html").read_text("utf-8")
    monkeypatch.setattr(sys, "stdin", Stream(b"room: 12"))
    monkeypatch.setattr(sys, "stdout", output := Stream())
    assert main(["build", "-", "-o", "-"]) == 0
    assert output.buffer.getvalue().startswith(b"%PDF")
    monkeypatch.undo()
    os.chdir(Path("handout.html").parent)
    for content, words in ((b"rom: 3", "-:1:1:"), (b"\xff\xfea", "UTF-16"), (b"a: [", "-:1")):
        monkeypatch.setattr(sys, "stdin", Stream(content))
        assert main(["check", "-"]) == 1
        assert words in capsys.readouterr().err
    assert main(["build", "a.yaml", "b.yaml", "-o", "-"]) == 2


def test_a_blank_sheet_with_pictures() -> None:
    assert main(["build", "--blank", "substitute", "--png", "--set", "theme=plain"]) == 0
    assert Path("substitute.pdf").exists() and Path("substitute.html").exists()
    assert Path("substitute-1.png").read_bytes().startswith(b"\x89PNG")
    assert main(["build", "--blank", "princess"]) == 2


@pytest.mark.slow
def test_a_blank_sheet_that_was_filled_in_is_not_written_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["build", "--blank", "bus"]) == 0
    page = Path("bus.html")
    text = page.read_text("utf-8")
    page.write_text(text.replace("Find every bus exit", "Find both bus exits"), "utf-8")
    assert page.read_text("utf-8") != text
    assert main(["build", "--blank", "bus"]) == 1
    assert "handout pull" in capsys.readouterr().err
    assert "Find both bus exits" in page.read_text("utf-8")


def test_the_shell_completes_codes_roles_and_fields(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, ending in (
        ("handout explain unknown-k", "unknown-key-near"),
        ("handout build --blank tran", "transition"),
        ("handout build --set hotl", "hotline="),
        ("handout build --set role = tr", "transition"),
        ("handout build --set role =", "transition"),
        ("handout check --set theme = p", "plain"),
        ("handout build --set hide_blocks.1 = cal", "calm"),
        ("handout build --set hide_blocks = words,cal", "words,calm"),
        ("handout build --set show_blocks = w", "words"),
        ("handout build --set room = 12 --set show_blocks.2 = w", "words"),
        ("handout build --blank = tran", "transition"),
        ("handout blocks --role tran", "transition"),
        ("handout expl", "explain"),
        ("handout languages zh", "zh-Hans"),
        ("handout --language zh", "zh-Hans"),
        ("handout build --set contacts.1.na", "contacts.1.name="),
        ("handout build --set room_rules_e", "room_rules_es="),
    ):
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
        monkeypatch.setenv("_HANDOUT_COMPLETE", "bash_complete")
        with pytest.raises(SystemExit):
            main([])
        assert f"plain,{ending}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("shell", "typed", "offered"),
    [
        ("zsh", "--blank=tran", "plain\n--blank=transition\n_"),
        ("fish", "--blank=tran", "plain,--blank=transition"),
        ("zsh", "--set=role=tran", "plain\n--set=role=transition\n_"),
        ("fish", "--district=d", "file,d"),
    ],
)
def test_zsh_and_fish_replace_the_whole_word(
    shell: str,
    typed: str,
    offered: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COMP_WORDS", f"handout build {typed}")
    monkeypatch.setenv("COMP_CWORD", typed if shell == "fish" else "2")
    monkeypatch.setenv("_HANDOUT_COMPLETE", f"{shell}_complete")
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().out.strip() == offered


def test_fields_are_offered_step_by_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """There are thousands of names: rows of lists, each in each language."""
    monkeypatch.setenv("COMP_CWORD", "3")
    monkeypatch.setenv("_HANDOUT_COMPLETE", "bash_complete")
    offered = {}
    for typed in ("''", "contacts.", "contacts.1."):
        monkeypatch.setenv("COMP_WORDS", f"handout build --set {typed}")
        with pytest.raises(SystemExit):
            main([])
        offered[typed] = capsys.readouterr().out.split()
    assert {"plain,room=", "plain,contacts.", "plain,room_rules="} <= set(offered["''"])
    assert not [name for name in offered["''"] if re.search(r"\d|_es\b", name)]
    assert offered["contacts."][0] == "plain,contacts.1."
    assert offered["contacts.1."][:2] == ["plain,contacts.1.role=", "plain,contacts.1.name="]


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_no_space_is_put_where_a_name_goes_on(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    assert "*[=.]" in capsys.readouterr().out


def uncomment(path: Path) -> None:
    """Take the # away before each example of a file, and leave the sentences."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        example = line.removeprefix("# ")
        is_example = line.startswith("#  ") or re.match(r"# [a-z_]+( =|:)", line)
        lines.append(example if is_example else line)
    path.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.mark.parametrize("name", ["Oak Hill School District", 'Ñuñoa: #1 "Unified"', "Điện Biên"])
def test_a_district_is_laid_out(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", name, "-o", "office"]) == 0
    assert main(["init", name, "-o", "office"]) == 1  # nothing is written over
    assert "already" in capsys.readouterr().err
    os.chdir("office")
    assert name in Path("READ-ME.txt").read_text("utf-8")
    assert main(["blocks", "--district", "district.yaml", "--json"]) == 0
    rows = {row[0]: row[1] for row in json.loads(capsys.readouterr().out)}
    assert rows["district_name"] == name


def test_the_files_of_a_district_name_the_schemas_beside_them() -> None:
    """Editors complete and mark by them; the examples hold by them too."""
    Path("elm").mkdir()
    Path("elm/district.schema.json").write_text("{}")  # of another release
    assert main(["init", "Elm"]) == 0
    for path, level in (("district.yaml", Level.DISTRICT), ("schools/0101.yaml", Level.SCHOOL)):
        file = Path("elm", path)
        first = file.read_text("utf-8").splitlines()[0]
        named = file.parent / first.removeprefix("# yaml-language-server: $schema=")
        schema = json.loads(named.read_text("utf-8"))
        assert schema == json_schema(level)
        uncomment(file)
        jsonschema.validate(as_an_editor_reads(file.read_text("utf-8")), schema)


@pytest.mark.slow
def test_every_example_of_a_district_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "Oak Hill School District"]) == 0
    os.chdir("oak-hill-school-district")
    Path("logo.png").write_bytes((ROOT / "docs" / "images" / "front.png").read_bytes())
    Path("export").mkdir()
    for path in (Path("district.yaml"), Path("schools/0101.yaml")):
        before = path.read_text("utf-8")
        uncomment(path)
        assert path.read_text("utf-8").count("#") < before.count("#")
    settings = Path("handout.toml")
    settings.write_text(settings.read_text().replace("# theme", "theme"))
    Path("room.yaml").write_text("room: 12\n")
    assert main(["build", "room.yaml", "--school", "schools/0101.yaml"]) == 0, capsys.readouterr()
    page = Path("output/room.html").read_text("utf-8")
    for words in ("Wear your badge", "Ask the lead aide", "Oak Hill Elementary", "555-0177"):
        assert words in page
    capsys.readouterr()
    assert main(["check", "district.yaml", "schools/0101.yaml"]) == 0, capsys.readouterr()
    commands = re.findall("handout (.*?)(?:  |\\n|$)", Path("READ-ME.txt").read_text("utf-8"))
    assert {command.split()[0] for command in commands} <= {*COMMANDS, "check"}


BOX = """blocks:
  add:
    - {id: pool, title: Pool day, if_full: drop, text: "- Jackets on."}
"""
LOCKED = BOX.replace("pool,", "badge, locked: true, owner: Health, review: 2027-07-31,")


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["district.yaml"], []),
        (["../elm/district.yaml", "--strict"], []),
        (["schools/0101.yaml"], []),
        (["schools/0102.yaml"], ["district-only"] * 3),
        (["other.yaml"], ["if-full-shared"]),
        (["other.yaml", "--school", "other.yaml"], []),
        (["others/1.yaml"], ["if-full-shared"]),
        (["others/1.yaml", "--school", "others"], []),
        (["other.yaml", "--district", "other.yaml"], []),
        (["district.yaml", "--district", "other.yaml"], ["district-only"] * 3 + ["if-full-shared"]),
        (["wrong.yaml", "--district", "wrong.yaml"], ["unknown-key-near"]),
        (["schools/0101.yaml", "--district", "wrong.yaml"], ["unknown-key-near"]),
        (["gone.yaml", "--district", "gone.yaml"], ["file-missing"]),
    ],
)
def test_a_district_s_and_a_school_s_file_are_checked_as_such(
    arguments: list[str], codes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """By the command that READ-ME.txt names, and by the hook before a commit."""
    assert main(["init", "Elm"]) == 0
    os.chdir("elm")
    Path("others").mkdir()
    Path("district.yaml").write_text(f"district_name: Elm\nhotline: 555-0177\n{LOCKED}")
    Path("wrong.yaml").write_text("distrct_name: Elm\n")
    for name in ("other.yaml", "others/1.yaml", "schools/0101.yaml"):
        Path(name).write_text(BOX)
    Path("schools/0102.yaml").write_text(LOCKED)
    capsys.readouterr()
    assert main(["check", "--json", *arguments]) == (1 if codes else 0)
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert sorted(each["code"] for each in problems if not each["warning"]) == codes
