"""What is wrong is said on the page in the language of the page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from paths import CASES

from handout.content_folders import list_languages
from handout.messages import message_table, problem_codes, problem_templates
from handout.problems import HandoutError, Position, problem
from handout.web.office.roster_file import summarize_roster
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.sheet.open_file import open_file
from handout.web.sheet.problem_json import hint_for_page, problem_json


def test_a_problem_without_a_field_is_said_in_spanish() -> None:
    slow = problem("web-took-long", Position(""))
    assert problem_json(slow, "es")["says"] != slow.message
    assert "se detuvo" in str(problem_json(slow, "es")["says"])
    assert problem_json(slow, "en")["says"] == slow.message


def test_a_file_that_is_dropped_is_told_of_in_spanish() -> None:
    opened = open_file(LayerFiles(), "room.yaml", b"room: 12\nrooms: 13\n", "es")
    [fault] = opened["problems"]
    assert "“rooms” no es un campo conocido." in fault["says"]
    assert fault["do"] == "¿Quiso decir room?"
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


@pytest.mark.parametrize("language", list_languages())
def test_the_page_names_no_command(language: str) -> None:
    """What is left of a hint are whole sentences; one without a command stays as it is."""
    command = re.compile(rf"handout (?:{'|'.join(message_table('commands'))})\b")
    for code in problem_codes():
        _, hint = problem_templates(code, language)
        said = hint_for_page(code, hint)
        assert not command.search(said) or code.startswith("web-"), code
        assert command.search(hint) or "".join(said.split()) == "".join(hint.split()), code


def test_what_is_left_of_a_hint_with_a_command() -> None:
    path = Position("a.pages")
    told = problem_json(problem("kind-pages", path), "en")
    assert told["do"] == "In Pages choose File, Export To, Word."
    assert problem_json(problem("kind-sheet", path, path="a.xlsx"), "en")["do"] == ""
