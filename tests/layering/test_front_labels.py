"""What the front is labeled with: new labels, the rows of Find it fast, and a role's own rows."""

from __future__ import annotations

import datetime

import pytest

from handout.layering.compose import Handout, compose
from handout.layout.fitting.fit import fit_sheet
from handout.layout.sheet.build import lay_out
from handout.layout.sheet.panels import FactsContent, HelpContent, ScheduleContent, SheetLayout
from handout.layout.sheet.phrase import phrase_text
from handout.problems import Problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.yaml.tree import parse_yaml


def composed(text: str, district: str = "") -> tuple[Handout, list[Problem]]:
    layers: list[Layer] = []
    problems: list[Problem] = []
    for name, level, words in (
        ("district.yaml", Level.DISTRICT, district),
        ("room.yaml", Level.CUSTOMIZATION, text),
    ):
        layer, layer_problems = parse_layer(parse_yaml(words, name), level)
        layers.append(layer)
        problems += layer_problems
    handout, more = compose(load_library(), layers, today=datetime.date(2026, 8, 3))
    return handout, [*problems, *more]


def sheet(text: str, district: str = "") -> SheetLayout:
    handout, problems = composed(text, district)
    assert problems == []
    return lay_out(handout)


def rows(layout: SheetLayout) -> dict[str, str]:
    """Return the rows of Find it fast, in their order."""
    contents = [panel.content for panel in layout.sides[0].panels]
    [facts] = [content for content in contents if isinstance(content, FactsContent)]
    return {fact.label: phrase_text(fact.value) for fact in facts.rows}


def drills(layout: SheetLayout) -> list[str]:
    contents = [panel.content for panel in layout.sides[0].panels]
    [card] = [content for content in contents if isinstance(content, HelpContent)]
    return [drill.label for drill in card.drills]


def tag(layout: SheetLayout) -> str:
    plate = layout.sides[0].nameplate
    assert plate is not None
    return " / ".join(map(phrase_text, plate.lines)).replace("\u00a0", " ")


def test_a_school_has_its_own_names_for_drills() -> None:
    secure = "labels: [{label: Lockdown, say: Secure}, {label: emergency.fire, say: Evacuate}]"
    assert drills(sheet(secure)) == ["Evacuate", "Secure", "Shelter", "Medical"]
    # The later layer's words go over the earlier's, whatever the letters of the label.
    layout = sheet("labels: [{label: LOCKDOWN, say: Lock in}]", district=secure)
    assert drills(layout) == ["Evacuate", "Lock in", "Shelter", "Medical"]


def test_a_room_number_is_said_with_the_label_of_the_role() -> None:
    assert "Room 12" in tag(sheet("room: '12'"))
    assert "Bus 12" in tag(sheet("role: bus\nroom: '12'"))
    assert "Van 12" in tag(sheet("role: bus\nroom: '12'\nlabels: [{label: Room, say: Van}]"))
    assert "The old gym" in tag(sheet("role: bus\nroom: The old gym"))
    assert "Route 7" in tag(sheet("role: bus\nclass_title: '7'"))
    assert tag(sheet("class_title: '7'")).endswith("Room  · 7")
    assert tag(sheet("role: bus\npara_name: Jo")).split() == ["Driver", "/", "Bus", "Route"]


def test_long_labels_of_the_name_tag_have_a_line_each() -> None:
    long = "labels: [{label: Room, say: Meeting place}, {label: Class, say: Program}]\n"
    for text in ("", "teacher_name: Ms. Rivera\n"):
        assert tag(sheet(text + long)).endswith("Meeting place  / Program ")


def test_heads_of_the_schedule_are_labels_too() -> None:
    contents = [panel.content for panel in sheet("role: bus").sides[0].panels]
    [day] = [content for content in contents if isinstance(content, ScheduleContent)]
    assert day.heads == ("Time", "Stop or school", "You", "Where")


def test_rows_stand_in_the_order_that_is_asked_for_and_filled_ones_after_them() -> None:
    listed = (
        "find_it_fast: [aed, Your hours, more_facts]\naed: By the gym\nrestroom: Down the hall\n"
    )
    assert list(rows(sheet(listed)).items()) == [
        ("AED", "By the gym"),
        ("Your hours", ""),
        ("Restroom", "Down the hall"),
    ]


def test_a_role_has_rows_of_its_own_that_the_teacher_answers() -> None:
    bus = "role: bus\nmore_facts: [{label: RADIO channel, answer: '2'}, {label: Spare key, answer: Visor}]"
    found = rows(sheet(bus))
    assert found["RADIO channel"] == "2" and found["Spare key"] == "Visor"
    assert found["Belt cutter, kit"] == ""
    assert "Wait time" not in found and "Radio channel" not in found
    # A row of a later layer stands also where no role asks for such rows.
    assert rows(sheet("more_facts: [{label: Spare key, answer: Visor}]"))["Spare key"] == "Visor"


@pytest.mark.parametrize(
    ("text", "code", "near"),
    [
        ("labels: [{label: Lockdwn, say: Secure}]", "label-none-near", "lockdown"),
        ("labels: [{label: Zebra crossing, say: Secure}]", "label-none", ""),
        ("find_it_fast: [Restrom]", "label-none-near", "restroom"),
        ("find_it_fast: [Fire]", "label-none", ""),  # it is on the card of drills
        ("rewards: Stars", "field-nowhere", "our-room"),
        ("tell_by: A note", "field-nowhere", "about-you"),
        ("second_adult: Ms. Ito", "field-no-place", ""),
        ("role: substitute\nrewards: Stars", "field-no-place", ""),
    ],
)
def test_what_stands_nowhere_is_told(text: str, code: str, near: str) -> None:
    [problem] = composed(text)[1]
    assert problem.code == code and problem.path == "room.yaml"
    assert near in problem.message + problem.hint


@pytest.mark.parametrize(
    "text",
    [
        "rewards: Stars\nshow_blocks: [our-room]",
        "role: one-to-one\nsecond_adult: Ms. Ito",
        "class_cover: Mr. Cole",
        "role: substitute\nclass_cover: Mr. Cole\nmore_drills: [{name: Hold, what: Stay in.}]",
        "hotline: 555-0100",
    ],
)
def test_what_a_line_names_is_no_problem(text: str) -> None:
    assert composed(text)[1] == []


def test_a_district_may_fill_in_for_all_its_roles() -> None:
    assert composed("", district="second_adult: Ms. Ito\nrewards: Stars")[1] == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("labels: [{label: Lockdown, say: MWMWMWMWMWMWMWMWMWMW}]", "MWMWMWMWMWMWMWMWMWMW"),
        ("labels: [{label: Your hours, say: Interdisciplinaryhours}]", "Interdisciplinaryhours"),
        (
            "more_facts: [{label: Interdisciplinarypaperwork, answer: x}]",
            "Interdisciplinarypaperwork",
        ),
        ("labels: [{label: Lockdown, say: Lock the door and hide}]", ""),
        ("more_facts: [{label: Where the spare gloves are, answer: x}]", ""),
    ],
)
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_a_label_that_is_cut_is_told(text: str, word: str, theme: str) -> None:
    _, problems = fit_sheet(sheet(f"theme: {theme}\n{text}"))
    codes = [problem.code for problem in problems]
    assert codes == ["word-cut"] * bool(word)
    assert all(word in problem.message for problem in problems)
