"""Layers: what a customization and a district's file may hold, and everything wrong with one, told
at once.
"""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest
from paths import CASES

from handout.messages import CONTENT, message_table
from handout.problems import HandoutError, Position, Problem
from handout.sources.content.layer import Layer, Level, Ref, Source
from handout.sources.content.layer_reader import parse_layer, read_layer
from handout.sources.fields.fields import FIELDS, Group
from handout.sources.fields.types import Choice
from handout.sources.yaml.tree import parse_yaml

FAULTS = tomllib.loads((CASES / "customization-faults.toml").read_text("utf-8"))["fault"]


def load(text: str, level: Level = Level.CUSTOMIZATION) -> tuple[Layer, tuple[Problem, ...]]:
    return parse_layer(parse_yaml(text, "room.yaml"), level)


def messages_of(text: str) -> list[str]:
    """Return every Problem of a customization, sorted by its place."""
    try:
        _, problems = load(text)
    except HandoutError as error:
        problems = error.problems
    return [f"{p.line}:{p.column} {p.code}" for p in sorted(problems)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["title"])
def test_every_fault_is_told_at_its_place(fault: dict[str, object]) -> None:
    assert messages_of(str(fault["yaml"])) == fault["told"]


def test_every_problem_has_a_case() -> None:
    """The words of problems/customization.toml and the cases name the same codes (files:
    test_yaml_tree).
    """
    shown = {line.split()[1] for fault in FAULTS for line in fault["told"]}
    written = {
        code for code in message_table("problems/customization") if not code.startswith("file-")
    }
    elsewhere = {"yaml-values", "change-many", "yaml-comment", "yaml-curly-printed"}
    elsewhere |= {"text-garbled", "unseen-signs", "date-order"}
    assert written - shown == elsewhere  # too long for a case, or notes; each has a test
    assert shown <= written


def test_the_sample_sets_most_fields_without_a_problem() -> None:
    layer, problems = read_layer(CONTENT / "en" / "sample.yaml", Level.CUSTOMIZATION)
    assert problems == ()
    hours, contacts = layer.values["schedule"].value, layer.values["contacts"].value
    assert isinstance(hours, tuple) and isinstance(contacts, tuple)
    assert len(hours) == 10
    assert [row["role"] for row in contacts if isinstance(row, dict)] == [
        "Teacher",
        "Case manager",
        "Principal",
        "Nurse",
        "Office",
        "Sick-day call",
    ]
    assert 400 <= len(str(layer.values["teacher_note"].value)) <= 500
    assert (layer.name, layer.level) == ("sample", Level.CUSTOMIZATION)


def test_values_are_plain_and_know_their_places() -> None:
    layer, problems = load(
        "room: 012\npara_name: No\nlarge_print: on\nwait_seconds: 10\nvalid_from: 2026-09-01\narrive: 8:30\n"
        "emergency:\n  fire: Out.\n  shelter:\nbreaks:\n  - start: 9:30\n  -\n  - covered_by: Ms. Ito\n"
        "room_signals: [clap, '', bell]\naccent: '#14524a'\nrestroom: ~\nschedule: []\n"
    )
    assert problems == ()
    assert {name: placed.value for name, placed in layer.values.items()} == {
        "room": "012",
        "para_name": "No",
        "large_print": True,
        "wait_seconds": 10,
        "valid_from": datetime.date(2026, 9, 1),
        "arrive": "8:30",
        "emergency.fire": "Out.",
        "breaks": (
            {"start": "9:30", "end": "", "covered_by": ""},
            {"start": "", "end": "", "covered_by": "Ms. Ito"},
        ),
        "room_signals": ("clap", "bell"),
        "accent": "#14524A",
    }
    assert layer.values["emergency.fire"].position == Position("room.yaml", 8, 9)
    assert layer.values["breaks"].parts == (
        Position("room.yaml", 11, 5),
        Position("room.yaml", 13, 5),
    )
    assert layer.values["room_signals"].parts == (
        Position("room.yaml", 14, 16),
        Position("room.yaml", 14, 26),
    )


def test_a_text_knows_the_line_it_begins_on() -> None:
    layer, problems = load(
        "teacher_note: |\n\n  Hi.\nblocks:\n  add:\n    - id: a\n      title: A\n"
        "      text: |\n\n        Words.  \n\n        More.\n"
    )
    assert problems == ()
    assert layer.values["teacher_note"].position == Position("room.yaml", 3, 3)
    (added,) = layer.blocks.add
    assert (added.text, added.text_position) == ("Words.\n\nMore.", Position("room.yaml", 10, 9))
    assert (added.side, added.position) == ("back", Position("room.yaml", 6, 11))


def test_hide_blocks_removes_blocks() -> None:
    layer, problems = load("hide_blocks: [calm, team]\nblocks:\n  remove: [team, role]\n")
    assert problems == ()
    assert layer.values["hide_blocks"].value == ("calm", "team")
    assert layer.blocks.remove == (
        Ref(id="calm", position=Position("room.yaml", 1, 15)),
        Ref(id="team", position=Position("room.yaml", 3, 12)),
        Ref(id="role", position=Position("room.yaml", 3, 18)),
    )


def test_the_example_of_changes_makes_every_kind_of_change() -> None:
    layer, problems = load(message_table("fields")["changes"]["example"])
    assert problems == ()
    changes = (layer.blocks, *layer.items.values())
    assert all(
        any(getattr(change, verb) for change in changes)
        for verb in ("add", "remove", "replace", "order")
    )


def test_a_district_locks_its_block() -> None:
    text = """
blocks:
  add:
    - id: reporting
      title: Reporting
      text: '- Report today. {#today}'
      locked: yes
      owner: Student services
      review: 2027-07-31
      sources:
        - {name: State law, url: https://law.example.org/1, points: [today]}
        - {name: Board policy, points: all}
"""
    layer, problems = load(text, Level.DISTRICT)
    assert problems == ()
    (added,) = layer.blocks.add
    assert (added.locked, added.owner, added.review) == (
        True,
        "Student services",
        datetime.date(2027, 7, 31),
    )
    assert added.sources == (
        Source(name="State law", url="https://law.example.org/1", points=("today",)),
        Source(name="Board policy"),
    )


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.DISTRICT])
def test_nobody_else_does(level: Level) -> None:
    _, problems = load("blocks: {add: [{id: a, title: A, text: B., locked: true}]}", level)
    assert [p.code for p in problems] == ["district-only"]


@pytest.mark.parametrize(
    ("yaml", "length"),
    [
        ("blocks: {{add: [{{id: a, title: A, text: {}}}]}}", 1200),
        ("blocks: {{replace: [{{id: a, text: {}}}]}}", 1200),
        ("items: {{calm: {{add: [{{id: a, text: {}}}]}}}}", 300),
        ("items: {{calm: {{replace: [{{id: a, text: {}}}]}}}}", 300),
    ],
)
def test_the_texts_of_a_customization_are_short(yaml: str, length: int) -> None:
    assert load(yaml.format("x" * length))[1] == ()
    (too_long,) = load(yaml.format("x" * (length + 7)))[1]
    assert too_long.code == "too-long" and too_long.hint == "Shorten it by 7."
    assert load(yaml.format("x" * (length + 7)), Level.DISTRICT)[1] == ()


def test_a_customization_makes_at_most_40_changes() -> None:
    def changes(many: int) -> str:
        ids = ", ".join(f"b{n}" for n in range(many))
        return (
            f"hide_blocks: [{ids}]\nitems: {{calm: {{add: [{{id: a, text: B.}}], remove: [call]}}}}"
        )

    assert load(changes(38))[1] == ()
    assert [p.code for p in load(changes(39))[1]] == ["change-many"]
    assert load(changes(39), Level.SCHOOL)[1] == ()


def test_a_file_that_cannot_be_read_is_an_empty_layer_and_a_problem(tmp_path: Path) -> None:
    layer, (missing,) = read_layer(tmp_path / "room-12.yaml", Level.SCHOOL)
    assert (layer.name, layer.level, layer.values) == ("room-12", Level.SCHOOL, {})
    assert missing.code == "file-missing"


ROLE = FIELDS["role"].kind
assert isinstance(ROLE, Choice)


@pytest.mark.parametrize("role", ROLE.options)
def test_every_role_of_the_brief_can_be_chosen(role: str) -> None:
    layer, problems = load(f"role: {role.upper()}")
    assert problems == () and layer.values["role"].value == role


def test_dotted_names_are_not_typed() -> None:
    assert isinstance(FIELDS["emergency"].kind, Group)
    assert messages_of("emergency.fire: Out.") == ["1:1 unknown-key-near"]


@pytest.mark.parametrize(
    ("yaml", "told"),
    [
        ("para_name: O&#39;Brien\n", [("1:12", "O'Brien")]),
        ("teacher_name: Se&aacute;n &amp; Co\n", [("1:15", "Seán & Co")]),
        ("room: NuÃ±ez\n", [("1:7", "Nuñez")]),
        ("contacts:\n- role: Nurse\n  name: MarÃ\xada\n", [("3:9", "María")]),
        ("dos_extra: [It&rsquo;s fine]\n", [("1:13", "It’s fine")]),
        (
            "blocks:\n  add:\n  - id: x\n    title: Don&#39;t\n    items: [a, b &lt; c]\n",
            [("4:12", "Don't"), ("5:16", "b < c")],
        ),
        ("para_name: Nun\u0303ez\nroom: R&D; AT&T\n", []),
        ("teacher_note: SÃO LUÍS, Ângela\n", []),
    ],
)
def test_words_that_another_program_garbled_are_told(
    yaml: str, told: list[tuple[str, str]]
) -> None:
    _, problems = parse_layer(parse_yaml(yaml, "room.yaml"), Level.CUSTOMIZATION)
    notes = [each for each in problems if each.code == "text-garbled"]
    assert [(f"{each.line}:{each.column}", dict(each.values)["read"]) for each in notes] == told
    assert all(each.warning for each in notes)
