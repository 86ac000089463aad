"""NAME.edits.yaml, and values changed in a customization's text."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages import SAMPLE

from handout.problems import HandoutError
from handout.sources.customization.edit import format_values, set_values
from handout.sources.edited.edits_file import (
    BlockEdit,
    Edits,
    format_edits,
    parse_edits,
    read_edits,
)
from handout.sources.fields.field_reader import read_fields
from handout.sources.yaml.tree import parse_yaml

LINE = st.text(alphabet=st.sampled_from("ab #:-|>'\"\\*{}[]&!%@`,?é“\t"), max_size=12)
TEXT = st.lists(LINE.map(lambda line: f"x{line}".rstrip()), max_size=4).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)
ID = st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True)
EDIT = st.builds(
    BlockEdit, id=ID, issued=st.none() | TEXT, text=st.none() | TEXT, issued_title=st.none() | LINE, title=st.none() | LINE,
    removed=st.booleans(), new=st.booleans(), side=st.sampled_from(["", "front", "back", "extra"]), after=st.just("") | ID,
)  # fmt: skip
EDITS = st.builds(
    Edits,
    blocks=st.lists(EDIT, max_size=3).map(tuple),
    order=st.dictionaries(
        st.sampled_from(["front", "back", "extra"]),
        st.lists(ID, min_size=1, max_size=3).map(tuple),
        max_size=2,
    ),
    people=st.none() | st.tuples(*[st.lists(ID, min_size=1, max_size=3).map(tuple)] * 2),
)


@pytest.mark.slow
@given(EDITS)
@settings(max_examples=150, deadline=None)
def test_edits_are_read_as_they_were_written(edits: Edits) -> None:
    assert parse_edits(format_edits(edits), "room.edits.yaml") == edits


def test_no_file_is_no_edits(tmp_path: Path) -> None:
    assert not read_edits(tmp_path / "room.yaml")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("blocks:\n  - text: x\n", ["change-missing"]),
        ("blocs: []\n", ["unknown-key-near"]),
        ("order:\n  middle: [a]\n", ["unknown-key"]),
        ("blocks: [a\n", ["yaml-bracket"]),
    ],
)
def test_what_is_wrong_in_the_file_is_told(text: str, codes: list[str]) -> None:
    with pytest.raises(HandoutError) as caught:
        parse_edits(text, "room.edits.yaml")
    assert [each.code for each in caught.value.problems] == codes


def changed_lines(text: str, changes: dict[str, object]) -> list[str]:
    new = set_values(text, changes)  # type: ignore[arg-type]
    parse_yaml(new, "")
    return [line for line in difflib.ndiff(text.splitlines(), new.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("text", "changes", "lines"),
    [
        ("room: 12  # mine\n", {"room": "14"}, ["- room: 12  # mine", "+ room: 14  # mine"]),
        ('room: "012"\n', {"room": "014"}, ['- room: "012"', '+ room: "014"']),
        ("room: 12\n", {"room": "no: 14"}, ["- room: 12", '+ room: "no: 14"']),
        ("room: 12 # x\n", {"room": ""}, ["- room: 12 # x", "+ room: # x"]),
        ("room:\n", {"room": "A # B"}, ["- room:", '+ room: "A # B"']),
        ("role: bus\n# end\n", {"room": "5"}, ["+ room: 5"]),
        ("#room: 12\n", {"room": "5"}, ["+ room: 5"]),
        ("", {"room": "5"}, ["+ room: 5"]),
        (
            "emergency:\n  fire: a  # x\n",
            {"emergency.fire": "b", "emergency.medical": "c"},
            ["-   fire: a  # x", "+   fire: b  # x", "+   medical: c"],
        ),
        (
            "emergency: {fire: a}\n",
            {"emergency.shelter": "b"},
            ["- emergency: {fire: a}", '+ emergency: {fire: a, shelter: "b"}'],
        ),
        ("room: 1\n", {"emergency.fire": "b"}, ["+ emergency:", "+   fire: b"]),
        (
            "teacher_note: |  # n\n  Hi.\n\n# end\n",
            {"teacher_note": "Hi.\n\nYou."},
            ["+ ", "+   You."],
        ),
        (
            "teacher_note: Hi\n",
            {"teacher_note": "a\n\nb"},
            ["- teacher_note: Hi", "+ teacher_note: |", "+   a", "+ ", "+   b"],
        ),
        (
            "room_signals: [a, b] # x\n",
            {"room_signals": ["a", "c"]},
            ["- room_signals: [a, b] # x", "+ room_signals:", "+   - a", "+   - c # x"],
        ),
        (
            "breaks:\n  # first\n  - start: 9:00  # a\n    end: 9:15\n  # second\n  - start: 11:00\n    end: 11:30\n",
            {"breaks": [{"start": "11:00", "end": "11:45"}, {"start": "9:00", "end": "9:15"}]},
            [
                "+   # second",
                "+   - start: 11:00",
                "+     end: 11:45",
                "-   # second",
                "-   - start: 11:00",
                "-     end: 11:30",
            ],
        ),
    ],
)
def test_only_what_changes_is_changed(
    text: str, changes: dict[str, object], lines: list[str]
) -> None:
    assert sorted(changed_lines(text, changes)) == sorted(lines)


def test_comments_of_a_whole_file_stay() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    new = set_values(
        text,
        {
            "room": "9",
            "schedule": [{"start": "8:00", "end": "9:00", "teacher_does": "x"}],
            "breaks": [],
        },
    )
    remaining = [line for line in text.splitlines() if line.startswith("#")]
    assert [line for line in new.splitlines() if line.startswith("#")] == remaining


VALUE = (
    st.text(alphabet=st.sampled_from("ab1 #:-|'\"\\*{}[]&!%@`,?é“~"), min_size=1, max_size=12)
    .map(lambda words: " ".join(words.split()))  # a field has single spaces
    .filter(bool)
)


@pytest.mark.slow
@given(
    st.dictionaries(
        st.sampled_from(["room", "restroom", "plans_location", "emergency.fire", "class_title"]),
        VALUE,
        max_size=5,
    ),
    VALUE,
)
@example({"emergency.fire": "“"}, "“a” and “b")
@example({"room": "“a”"}, "~")
@settings(max_examples=30, deadline=None)
def test_any_words_can_be_set_and_changed(values: dict[str, str], other: str) -> None:
    for text in (
        format_values(values),
        set_values("role: bus  # mine\nroom: '1'\nemergency:\n  fire: x # y\n", values),
    ):
        for expected in (values, dict.fromkeys(values, other)):
            text = set_values(text, expected)
            read = read_fields(parse_yaml(text, ""), [])
            assert {name: str(read[name].value) for name in expected} == {
                name: words for name, words in expected.items()
            }
