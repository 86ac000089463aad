"""What is wrong is said on the page in the language of the page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from paths import CASES, ROOT

from handout.content_folders import list_languages
from handout.messages import message_table, problem_codes, problem_templates
from handout.problems import HandoutError, Position, problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.translations import translatable_members, translated_names
from handout.web.form.answers import CHANGES
from handout.web.office.roster_file import summarize_roster
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import lay_out, render_html
from handout.web.sheet.open_file import open_file
from handout.web.sheet.problem_json import problem_json
from handout.web.sheet.problem_words import page_templates, title_on_page, without_commands

PROBLEMS = ROOT / "content" / "en" / "problems"


def test_a_problem_without_a_field_is_said_in_spanish() -> None:
    slow = problem("web-took-long", Position(""))
    assert problem_json(slow, "es")["says"] != slow.message
    assert "se detuvo" in str(problem_json(slow, "es")["says"])
    assert problem_json(slow, "en")["says"] == slow.message


def test_a_file_that_is_dropped_is_told_of_in_spanish() -> None:
    opened = open_file(LayerFiles(), "room.yaml", b"room: 12\nrooms: 13\n", "es")
    [fault] = opened["problems"]
    assert "“rooms” no es un campo conocido." in fault["says"]
    assert fault["do"] == "¿Quiso decir “Salón”?"
    with pytest.raises(HandoutError) as raised:
        open_file(LayerFiles(), "room.yaml", b'room: "12\nid: x\n', "es")
    assert "comilla" in str([problem_json(each, "es")["says"] for each in raised.value.problems])


def test_a_roster_is_told_of_in_spanish(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("a,b\n1,2\n")
    faults = summarize_roster(roster, "es")["faults"]
    assert {fault["code"] for fault in faults} == {"roster-no-headings"}
    for fault in faults:
        assert fault["says"] == "Ninguna fila aquí tiene encabezados conocidos."
        assert "diga una vez" in fault["do"]
        assert str(tmp_path) not in fault["do"]


@pytest.mark.parametrize("language", [tag for tag in list_languages() if tag != "en"])
def test_why_a_dropped_file_is_no_yaml_is_told_in_each_language(language: str) -> None:
    cases = tomllib.loads((CASES / "customization-faults.toml").read_text("utf-8"))["fault"]
    codes = {told.split()[1] for case in cases for told in case["told"]}
    english = [c for c in codes if problem_templates(c) == problem_templates(c, language)]
    assert [code for code in english if code.startswith("yaml-")] == []
    assert sum(code.startswith("yaml-") for code in codes) > 15


# Tables of problems that the teacher's page never shows, and single ones: what only the command line,
# a batch or the office meets, or a file that somebody wrote by hand and has before them.
_ELSEWHERE = {"batch", "machine", "office", "project", "roster", "site"}
_NOT_ON_THE_PAGE = {
    *(
        "file-folder",
        "file-in-use",
        "no-room",
        "disk-full",
        "no-standard-output",
        "cannot-write",
        "folder-like-file",
    ),  # files of a disk
    *("page-without-layer", "print-without-layer"),  # the page says web-without-layer
    *("kind-html", "kind-zip", "kind-text", "kind-sheet", "kind-yaml"),  # it opens or refuses them
    *("content-no-folder", "review-kind", "review-file", "languages-without-font"),  # translators
    *("template-syntax", "template-unknown", "template-refused"),  # a district's own lines
    *("web-port", "web-hosts"),  # said where the server is started
    *("web-roster-files", "web-roster-long", "web-sheet-beside", "web-sheet-none"),  # the office
    *("web-layer-none", "web-sheet-twice"),
    "web-not-started",  # no page can be asked then; it says what whoever installed it does
    "if-full-shared",  # “if_full” stands in the file that was opened
    "file-rtf",  # the ending is what another program offers
    "prose-code",  # the signs stand in the words themselves
}
_COMMAND_LINE = re.compile(
    r"""(?:^|[\s“(])--?[a-z] | \bpip\b | (?<![{\w])[a-z]+_[a-z_]+ | [{]\w+:shell[}] | ` |
    \.(?:ya?ml|toml|csv|xlsx|html?|txt|md|json)\b | \b[Rr]un\ (?:the|it|this|“|handout) | \$\ """,
    re.ASCII | re.VERBOSE,
)


def codes_on_the_page() -> list[str]:
    tables = [path for path in PROBLEMS.glob("*.toml") if path.stem not in _ELSEWHERE]
    codes = [code for path in tables for code in tomllib.loads(path.read_text("utf-8"))]
    return [code for code in codes if code not in _NOT_ON_THE_PAGE]


@pytest.mark.parametrize("language", list_languages())
def test_the_page_speaks_of_nothing_that_only_a_command_line_has(language: str) -> None:
    """No command, option, package, name of a field or ending of a file: the titles of fields."""
    command = re.compile(rf"handout (?:{names_of_commands()})\b")
    codes = codes_on_the_page()
    assert len(codes) > 250 and set(problem_codes()) >= _NOT_ON_THE_PAGE
    wrong = [
        (code, said)
        for code in codes
        for said in page_templates(code, language, {})
        if _COMMAND_LINE.search(said) or command.search(said)
    ]
    assert wrong == []


def names_of_commands() -> str:
    return "|".join(message_table("commands"))


def test_a_hint_without_a_command_stays_whole() -> None:
    for code in problem_codes():
        for language in list_languages():
            _, hint = problem_templates(code, language)
            if re.search(r"handout |--|pip ", hint):
                continue
            assert "".join(without_commands(hint).split()) == "".join(hint.split()), code


_NAMED = [*FIELDS, *translated_names(), *CHANGES[:2]]
_MEMBERS = [f"{field}.2.{key}" for field in FIELDS for key in translatable_members(field)]


@pytest.mark.parametrize("language", list_languages())
def test_every_field_is_called_on_the_page_by_its_title(language: str) -> None:
    for name in (*_NAMED, *_MEMBERS, "contacts.1.name", "emergency.fire", "covered_by"):
        title = title_on_page(name, language)
        assert title and not re.search("[a-z]_[a-z]", title), name
    assert title_on_page("oak_hill", language) == ""


def test_a_name_in_a_problem_is_a_title_and_words_of_people_stay() -> None:
    note = problem("name-of-nobody", Position("para_name"), name="para_name", found="para_name")
    assert str(problem_json(note, "en")["says"]).startswith("“Aide” says “para_name”")
    assert str(problem_json(note, "es")["says"]).startswith("“Asistente”")
    assert "para_name says" in note.message


def test_what_is_left_of_a_hint_with_a_command() -> None:
    path = Position("a.pages")
    told = problem_json(problem("kind-pages", path), "en")
    assert told["do"] == "In Pages choose File, Export To, Word."
    assert problem_json(problem("kind-sheet", path, path="a.xlsx"), "en")["do"] == ""


@pytest.mark.parametrize("name", ["teacher_nmae", "zzz"])
def test_an_unknown_name_of_a_file_is_told_and_stops_no_print(name: str) -> None:
    """The form has no place to take it out."""
    sheet = FormSheet({"para_name": "Ana", name: "Ms. Rivera", "contacts": [{"rol": "Nurse"}]})
    told = [each for each in lay_out(LayerFiles(), sheet, "")["problems"]]
    unknown = [each for each in told if str(each["code"]).startswith("unknown-key")]
    assert len(unknown) == 2 and all(each["warning"] for each in unknown)
    assert b"Ana" in render_html(LayerFiles(), sheet)
