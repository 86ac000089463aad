"""The fields: what each takes, the starter file and the reference made from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import ROOT

from handout.messages import message_table
from handout.problems import Position, Problem
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.customization.describe import example_yaml
from handout.sources.customization.reference import reference
from handout.sources.customization.starter import starter
from handout.sources.fields import types as kinds
from handout.sources.fields.field_reader import PlacedValue, read_fields
from handout.sources.fields.fields import FIELDS, Group, Rows
from handout.sources.fields.value_parser import parse_value
from handout.sources.yaml.nodes import Mapping, Scalar
from handout.sources.yaml.tree import parse_yaml

TEXT = message_table("fields")
HERE = Position("f", 1, 7)


def read(name: str, typed: str) -> tuple[dict[str, PlacedValue], list[str]]:
    """Return the values and the codes of what is wrong, when the field `name` is typed as the
    scalar `typed`.
    """
    result: list[Problem] = []
    values = read_fields(
        Mapping(((Scalar(name, Position("f", 1, 1)), Scalar(typed, HERE)),), HERE), result
    )
    return values, [p.code for p in result]


def test_every_field_has_its_words_and_no_words_are_left_over() -> None:
    assert set(TEXT["fields"]) == set(FIELDS)
    assert {field.group for field in FIELDS.values()} == set(TEXT["groups"])
    for name, field in FIELDS.items():
        members = (
            field.kind.columns
            if isinstance(field.kind, Rows)
            else getattr(field.kind, "fields", {})
        )
        assert set(TEXT["fields"][name].get("columns", ())) == set(members), name
        assert TEXT["fields"][name]["description"].endswith("."), name


@pytest.mark.parametrize("name", FIELDS)
def test_every_example_is_a_value(name: str) -> None:
    result: list[Problem] = []
    values = read_fields(parse_yaml(example_yaml(name), "f"), result)
    assert result == []
    assert {dotted.partition(".")[0] for dotted in values} == {name}
    kind = FIELDS[name].kind
    assert len(values) == (len(kind.fields) if isinstance(kind, Group) else 1)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("room", "012", "012"),
        ("room", "  Room\t12 ", "Room 12"),
        ("room", "{{ room }}", "{{ room }}"),
        ("room", "<3 a < b > c", "<3 a < b > c"),
        ("teacher_name", "Jose\u0301", "José"),
        ("grade_band", "k-2", "K-2"),
        ("wait_seconds", "07", 7),
        ("sign_off", "FALSE", False),
        ("leave", "2:45 PM", "2:45 PM"),
        ("leave", "02:45p.m.", "02:45p.m."),
        ("language", "EN", "en"),
        ("accent", "Forest", "forest"),
        ("accent", "#14524a", "#14524A"),
        ("teacher_note", "\n\na  \n\n**b**\n\n", "a\n\n**b**"),
        ("teacher_name", "Ms. Ri\u00adve\u200bra\ufeff", "Ms. Rivera"),
    ],
)
def test_a_value_is_read(name: str, typed: str, value: object) -> None:
    values, codes = read(name, typed)
    assert codes == [] and values[name].value == value


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "emergency"])
@pytest.mark.parametrize("empty", ["", "  ", "\n"])
def test_an_empty_value_is_not_set(name: str, empty: str) -> None:
    if empty and not isinstance(FIELDS[name].kind, kinds.Text | kinds.Note | kinds.Time):
        empty = ""
    assert read(name, empty) == ({}, [])


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("room", 20),
        ("para_name", 40),
        ("restroom", 60),
        ("plans_location", 80),
        ("teacher_note", 600),
    ],
)
def test_a_limit_counts_characters_as_they_are_seen(name: str, limit: int) -> None:
    assert read(name, "e\u0301" * limit)[1] == []
    assert read(name, "e\u0301" * limit + "x")[1] == ["too-long"]
    assert read(name, "好" * limit + "  ")[1] == []


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60))
def test_words_within_the_limit_are_kept(typed: str) -> None:
    expected = unicodedata.normalize("NFC", typed).strip()
    values, codes = read("school_name", typed)
    if len(expected) > 60:
        assert codes == ["too-long"]
    elif "<" not in expected:
        assert codes == [] and (
            [v.value for v in values.values()] == [expected] if expected else values == {}
        )


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["", " am", "PM", " p.m."]))
def test_every_time_of_day_is_a_time(hour: int, minute: int, half: str) -> None:
    typed = f"{hour}:{minute:02}{half}"
    assert (read("arrive", typed)[1] == []) == (not half or 1 <= hour <= 12)


@pytest.mark.parametrize(
    ("start", "end", "in_order"),
    [
        ("11:30", "12:15", True),
        ("12:15", "1:15", True),  # as it is said in a school day
        ("1:15", "2:00", True),
        ("6:10", "7:05", True),  # an early bus
        ("9:30", "9:30", True),
        ("9:30", "9:15", False),
        ("12:15", "01:15", False),
        ("1:15 pm", "12:15 pm", False),
        ("11:30", "1:15 am", False),
        ("12:00 am", "7:00", True),
        ("13:00", "12:59", False),
    ],
)
def test_the_order_of_times(start: str, end: str, in_order: bool) -> None:
    result: list[Problem] = []
    read_fields(parse_yaml(f"breaks: [{{start: '{start}', end: '{end}'}}]", "f"), result)
    assert [p.code for p in result] == ([] if in_order else ["ends-early"])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("call_for_help: Press # and 0", ["1:21 yaml-comment"]),
        ("call_for_help: Press  # the star is broken", ["1:21 yaml-comment"]),
        ("call_for_help: # and 0", ["1:14 yaml-comment"]),
        ("call_for_help: Press\n  # and 0\nroom: 12", ["1:21 yaml-comment"]),
        ("emergency:\n  fire: Door # 3", ["2:13 yaml-comment"]),
        ("emergency:\n  fire: Door\n  # 3\n  medical: Stay", []),
        ("restroom: left # on the left", ["1:15 yaml-comment"]),
        ("restroom: left #on the left", ["1:15 yaml-comment"]),
        ("restroom: left  # on the left", []),
        ("restroom: 'left' # on the left", []),
        ("teacher_note: |\n  Press # and 0", []),
        ("role: bus # the long one", []),
        ("room_signals:\n- Ring # twice\n- # thrice", ["2:7 yaml-comment", "3:2 yaml-comment"]),
        ("contacts:\n- role: Nurse\n  how: dial # 4", ["3:12 yaml-comment"]),
        ("teacher_name: “Ms. Rivera”", ["1:15 yaml-curly-printed"]),
        ("teacher_name: ‘Ms. Rivera’", ["1:15 yaml-curly-printed"]),
        ("teacher_name: «Ms. Rivera»", ["1:15 yaml-curly-printed"]),
        ("teacher_name: „Ms. Rivera“", ["1:15 yaml-curly-printed"]),
        ('teacher_name: “Ms. Rivera"', ["1:15 yaml-curly-printed"]),
        ("room: ‘12'", ["1:7 yaml-curly-printed"]),
        ("restroom: ″Hall″", ["1:11 yaml-curly-printed"]),
        ("teacher_name: '“Ms. Rivera”'", []),
        ("teacher_note: “Hi”, I say, “come in”", []),
        ("teacher_note: ’Tis the season", []),
        ("room_signals: [“Hands up”, clap]", ["1:16 yaml-curly-printed"]),
    ],
)
def test_words_that_yaml_takes_otherwise_are_told(typed: str, expected: list[str]) -> None:
    result: list[Problem] = []
    read_fields(parse_yaml(typed, "f"), result)
    assert [f"{each.line}:{each.column} {each.code}" for each in sorted(result)] == expected
    assert all(each.warning for each in result)


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://example.org", True),
        ("https://example.org/a?b=c#d", True),
        ("mailto:office@example.org", True),
        ("http://example.org", False),
        ("https://user@example.org", False),
        ("https://localhost", False),
        ("javascript:alert(1)", False),
        ("mailto:office", False),
        ('https://example.org/"onload=x', False),
        ("https://example.org/a b", False),
    ],
)
def test_addresses(address: str, taken: bool) -> None:
    result: list[Problem] = []
    parse_value(kinds.Url(200), address, HERE, "url", result)
    assert [p.code for p in result] == ([] if taken else ["url"])


def test_a_problem_says_what_was_meant() -> None:
    result: list[Problem] = []
    read_fields(
        parse_yaml("techer_name: x\nrole: substitut\nroom: 123456789012345678901234\n", "f"), result
    )
    assert "teacher_name" in result[0].hint
    assert "substitute" in result[1].hint and "bus" in result[1].hint
    assert "24" in result[2].message and "20" in result[2].message and "4" in result[2].hint


@pytest.mark.parametrize(
    "typed", ["<" * 100_000, "<a" * 100_000, "\u0300\u0316" * 60_000, "1" * 200_000, "a:" * 100_000]
)
@pytest.mark.parametrize(
    "name", ["room", "teacher_note", "wait_seconds", "role", "accent", "arrive"]
)
def test_endless_words_are_refused_at_once(name: str, typed: str) -> None:
    assert read(name, typed) == ({}, ["too-long"])


# --- the starter file


def by_hand(line: str) -> str:
    return line[1:]


def by_an_editor(line: str) -> str:
    """Return what "toggle comment" leaves: it takes a space away too, if there is one."""
    return line[2:] if line.startswith("# ") else line[1:]


def switched_on(text: str, *names: str, uncomment: Callable[[str], str] = by_hand) -> str:
    """Return the starter with the fields `names` (all, if none are named) made to count, as a
    teacher would.
    """
    lines, on = [], False
    for line in text.split("\n"):
        if re.match("#[a-z]", line):
            on = not names or line[1:].partition(":")[0] in names
        elif line != "#" and not line.startswith("#  "):
            on = False
        lines.append(uncomment(line) if on else line)
    return "\n".join(lines)


def test_the_starter_is_valid_and_sets_nothing() -> None:
    text = starter("en", "handout.schema.json")
    assert text.startswith("# yaml-language-server: $schema=handout.schema.json\n")
    assert all(not line or line.startswith("#") for line in text.split("\n"))
    assert parse_yaml(text, "f").entries == ()
    assert starter() in text


@pytest.mark.parametrize("name", [*FIELDS, "blocks", "items"])
@pytest.mark.parametrize("uncomment", [by_hand, by_an_editor])
def test_each_field_of_the_starter_can_be_switched_on(
    name: str, uncomment: Callable[[str], str]
) -> None:
    tree = parse_yaml(switched_on(starter(), name, uncomment=uncomment), "f")
    assert [key.text for key, _ in tree.entries] == [name]
    layer, problems = parse_layer(tree, Level.CUSTOMIZATION)
    assert problems == ()
    assert layer.values or layer.items or layer.blocks.add


def test_all_of_the_starter_can_be_switched_on() -> None:
    tree = parse_yaml(switched_on(starter()), "f")
    assert [key.text for key, _ in tree.entries] == [*FIELDS, "blocks", "items"]
    assert parse_layer(tree, Level.CUSTOMIZATION)[1] == ()


def test_a_starter_in_another_language_is_valid_and_sets_that_language() -> None:
    text = starter("es", "handout.schema.json")
    assert "la hoja de su salón" in text
    only = parse_yaml(text, "f")
    assert [(key.text, value.text) for key, value in only.entries if isinstance(value, Scalar)] == [
        ("language", "es")
    ]
    tree = parse_yaml(switched_on(text), "f")
    assert [key.text for key, _ in tree.entries] == [*FIELDS, "blocks", "items"]
    assert parse_layer(tree, Level.CUSTOMIZATION)[1] == ()


def test_the_reference_is_not_stale() -> None:
    """After a change of a field run `python docs/write_customization.py`."""
    page = ROOT / "docs" / "customization.md"
    built = reference()
    assert page.read_text("utf-8") == built
    assert all(f"| `{name}` |" in built for name in FIELDS)
