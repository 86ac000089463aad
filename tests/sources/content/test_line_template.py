"""What a line of a block may hold of Jinja, and what it says with a classroom's values."""

from __future__ import annotations

import pytest

from handout.problems import Position
from handout.sources.content.line_template import fill_line, line_fields
from handout.sources.content.template_prose import parse_template_item, parse_template_prose
from handout.sources.markdown.document import Table, items_of
from handout.sources.markdown.field_marks import NONCHARACTERS, bare_text, find_marks, shown_text

VALUES: dict[str, str | int] = {
    "wait_seconds": "10",
    "room": "Room 12",
    "call_for_help": "the *red* button | by the door",
    "contacts": 2,
    "contacts.1.name": "Ms. Rivera",
    "contacts.1.role": "Teacher",
    "contacts.2.name": "Mr. O’Brien-Nuñez",
    "contacts.2.role": "Nurse",
    "room_signals": 2,
    "room_signals.1": "Lights off",
    "room_signals.2": "{{ room }}",
    "role": "bus",
    "emergency.fire": "Door A",
}
HERE = Position("district.yaml", 3, 5)


def look_up(name: str) -> str | int:
    return VALUES.get(name, "")


def nothing(name: str) -> str | int:
    return ""


def line(text: str) -> str:
    """The line as a template, which has nothing wrong in it."""
    item, problems = parse_template_item("x", text, HERE)
    assert not problems
    return item.text


@pytest.mark.parametrize(
    ("text", "filled", "empty"),
    [
        ("No field", "No field", "No field"),
        ("In {{ room | default('your room') }}", "In Room 12", "In your room"),
        ("In {{ room|default('**here**') }}.", "In Room 12.", "In **here**."),
        ("In {{ room | default(“here”) }}.", "In Room 12.", "In here."),
        ("In {{- room | default('here') -}} now", "In Room 12 now", "In here now"),
        ("a {%- if room -%} b {%+ else -%} c {%- endif +%} d", "a b d", "a c d"),
        ("{% if wait_seconds %}**Wait** {{ wait_seconds }}{% else %}Wait{% endif %}.", "**Wait** 10.", "Wait."),
        ("{{ wait_seconds | plural('second', 'seconds') }} {{ room | default('x') }}", None, None),
        ("{% if wait_seconds %}{{ wait_seconds | plural('second', 'seconds') }}{% endif %}", "seconds", ""),
        ("Ask {{ contacts[0].name | default('?') }}", "Ask Ms. Rivera", "Ask ?"),
        ("Ask {{ contacts[5].name | default('?') }}", "Ask ?", "Ask ?"),
        ("{% if contacts[0].name and contacts[1].name %}{{ contacts[1].name }}{% elif room %}{{ room }}{% endif %}", "Mr. O’Brien-Nuñez", ""),
        ("{% for row in contacts %}{{ row.name | default('?') }}{% if not loop.last %}, then {% endif %}{% endfor %}!", "Ms. Rivera, then Mr. O’Brien-Nuñez!", "!"),
        ("{% for signal in room_signals %}{{ signal }}; {% endfor %}end", "Lights off; {{ room }}; end", "end"),
        ("{{ room_signals | join(' / ') | default('none') }}", "Lights off / {{ room }}", "none"),
        ("{% if role == 'bus' %}Ride{% else %}Walk{% endif %}", "Ride", "Walk"),
        ("{% if role != 'bus' or not room %}Walk{% endif %}A", "A", "WalkA"),
        ("{% if emergency %}{{ emergency.fire | default('?') }}{% endif %}", None, ""),
        ("{{ call_for_help | default('call') }}", "the *red* button | by the door", "call"),
    ],
)  # fmt: skip
def test_lines(text: str, filled: str | None, empty: str | None) -> None:
    item, problems = parse_template_item("x", text, HERE)
    if filled is not None:
        assert not problems
        assert shown_text(fill_line(item.text, look_up)) == filled
    if empty is not None:
        assert shown_text(fill_line(item.text, nothing)) == empty


def test_a_blank_is_a_place_to_write() -> None:
    text = line("Room {{ room | blank(60) }}")
    assert [mark.blank for mark in find_marks(fill_line(text, nothing))] == [60]
    assert [mark.blank for mark in find_marks(fill_line(text, look_up))] == [0]


def test_each_field_has_its_own_name() -> None:
    text = fill_line(
        line("{% for row in contacts %}{{ row.name | default('?') }} {% endfor %}"), look_up
    )
    assert [mark.name for mark in find_marks(text)] == ["contacts.1.name", "contacts.2.name"]
    other = fill_line(
        line("{% for row in contacts %}{{ row.name | default('?') }} {% endfor %}"),
        lambda name: "Zoe" if name.endswith("name") else VALUES.get(name, ""),
    )
    assert bare_text(text) == bare_text(other)


def test_which_fields_a_line_names() -> None:
    text = line(
        "{% if room %}{{ contacts[0].name | default('?') }}{% endif %} {{ room | default('x') }}"
    )
    assert line_fields(text) == ("room", "contacts[0].name")
    assert NONCHARACTERS.sub("", text).startswith("{% if room %}{{ contacts")


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("ab {{ roon | default('x') }}", "template-unknown-near", 4),
        ("{{ zebra | default('x') }}", "template-unknown", 1),
        ("{{ room | default('x') }} {{ roon | blank(60) }}", "template-unknown-near", 27),
        ("{{ room | upper }}", "template-filter", 1),
        ("{{ room | defualt('x') }}", "template-filter-near", 1),
        ("{{ room | default }}", "template-words", 1),
        ("{{ room | default('') }}", "template-words", 1),
        ("{{ room | default(room) }}", "template-refused", 1),
        ("{{ room | blank }}", "template-blank", 1),
        ("{{ room | blank(9999) }}", "template-blank", 1),
        ("{{ room.__class__ }}", "template-unknown", 1),
        ("{{ room.format }}", "template-unknown", 1),
        ("{{ contacts[0].nam | default('x') }}", "template-unknown-near", 1),
        ("{{ contacts[-1].name | default('x') }}", "template-refused", 1),
        ("{{ contacts[room].name }}", "template-refused", 1),
        ("{{ contacts.name }}", "template-list", 1),
        ("{{ contacts }}", "template-list", 1),
        ("{{ contacts[0] }}", "template-list", 1),
        ("{{ emergency }}", "template-list", 1),
        ("{{ room_signals }}", "template-list", 1),
        ("{{ contacts | join(', ') }}", "template-no-list", 1),
        ("{{ teacher_note | default('x') }}", "template-no-words", 1),
        ("{{ role | default('x') }}", "template-no-words", 1),
        ("{{ logo.file | default('x') }}", "template-no-words", 1),
        ("{{ link.url | default('x') }}", "template-no-words", 1),
        ("{{ room() }}", "template-refused", 1),
        ("{{ 'a' * 999999999 }}", "template-refused", 1),
        ("{{ [1] }}", "template-refused", 1),
        ("{{ room }}", "template-silent", 1),
        ("{% if room %}x{% endif %}{{ room }}", "template-silent", 26),
        ("{% if room or call_for_help %}{{ room }}{% endif %}", "template-silent", 31),
        ("{% for row in contacts %}{{ row.name }}{% endfor %}", "template-silent", 26),
        ("{% for x in range(9) %}a{% endfor %}", "template-refused", 1),
        ("{% for x in room %}a{% endfor %}", "template-no-list", 1),
        ("{% for a in contacts %}{% for b in contacts %}x{% endfor %}{% endfor %}", "template-nested", 24),
        ("{% for room in contacts %}a{% endfor %}", "template-variable", 1),
        ("{% set x = 1 %}", "template-refused", 1),
        ("{% include 'x' %}", "template-refused", 1),
        ("{% import 'os' as os %}", "template-refused", 1),
        ("{% macro a() %}{% endmacro %}", "template-refused", 1),
        ("{% raw %}{{ room }}{% endraw %}", "template-refused", 1),
        ("{{ loop.last }}", "template-refused", 1),
        ("{{ room", "template-open", 1),
        ("a {% if room", "template-open", 3),
        ("{% if room %}a", "template-unclosed", 1),
        ("{% if room %}a{% else if call_for_help %}b{% endif %}", "template-elif", 15),
        ("{% if room %}a{% elseif call_for_help %}b{% endif %}", "template-elif", 15),
        ("{% if role = 'bus' %}a{% endif %}", "template-equals", 1),
        ("{% if room %}a{% end if %}", "template-end", 15),
        ("{% if role == 'Bus' %}a{% endif %}", "template-never", 1),
        ("{% if role != 'substitut' %}a{% endif %}", "template-never", 1),
        ("{% if room %}{{ room | plural('a', 'b') }}{% endif %}", "template-no-number", 14),
        ("{{ wait_seconds | plural('a') }}", "template-words", 1),
        ("{{ contacts[8].name | default('x') }}", "template-unknown", 1),
        ("{{ room_signals[6] | default('x') }}", "template-unknown", 1),
        ("a { { room } } b", "template-nearly", 3),
        ("a { room | default('x') }}", "template-nearly", 25),
        ("a {# a comment #} b", "template-nearly", 3),
        ("a { % if room % } b", "template-nearly", 3),
        ("{% endif %}", "template-syntax", 1),
        ("{{ room ! }}", "template-syntax", 1),
        ("[x](https://a.org/{{ room | default('x') }})", "template-address", 3),
        ("x {#a{{ room | default('x') }}}", "template-address", 3),
        ("{{" + "(" * 400 + "room" + ")" * 400 + "}}", "template-silent", 1),
        ("{{" + "not " * 480 + "room }}", "template-refused", 1),
        ("{% if room %}" * 6 + "x" + "{% endif %}" * 6, "template-deep", None),
        ("{{ room | default('x') }}" * 100, "template-long", None),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_place(text: str, code: str, column: int | None) -> None:
    _, problems = parse_template_item("x", text, HERE)
    codes = {problem.code for problem in problems}
    if "(" * 400 in text:
        assert codes & {"template-silent", "template-deep", "template-syntax"}
        return
    assert code in codes
    [result] = [problem for problem in problems if problem.code == code][:1]
    assert (result.path, result.line) == ("district.yaml", 3)
    assert column is None or result.column == HERE.column + column - 1


def test_tags_stand_in_lists_tables_and_headings() -> None:
    text = (
        "### In {{ room | default('it') }}\n\n"
        "- One {{ room | default('a|b') }} {#one}\n- Two\n\n"
        "| Do | Not |\n|---|---|\n| Ask {{ contacts[0].name | default('x') }} {#ask} | {{ room | default('no') }} |\n"
    )
    parts, problems = parse_template_prose(text, HERE)
    assert not problems
    _, [head] = parse_template_prose(
        "Ask.\n\n| A {{ room }} |\n|---|\n| b |\n", Position("b.md", 1, 1)
    )
    assert (head.code, head.line, head.column) == ("template-head", 3, 5)
    assert [item.id for part in parts for item in items_of(part)] == ["in", "one", "two", "ask"]
    table = parts[-1]
    assert isinstance(table, Table)
    cells = [shown_text(fill_line(cell, look_up)) for cell in table.rows[0].cells]
    assert cells == ["Ask Ms. Rivera", "Room 12"]


def test_the_place_is_that_of_the_tag_in_the_file() -> None:
    text = "Ask first.\n\n- One\n- Two {{ roon | default('x') }}\n"
    _, problems = parse_template_prose(text, Position("block.md", 10, 1))
    assert [(p.line, p.column, p.code) for p in problems] == [(13, 7, "template-unknown-near")]


def test_no_message_shows_how_tags_are_masked() -> None:
    for parse in (
        lambda text: parse_template_item("x", text, HERE),
        lambda text: parse_template_prose(text, HERE),
    ):
        _, problems = parse("Hello {#a{{ room | default('b') }}}")
        assert "template-address" in {problem.code for problem in problems}
        assert not any(NONCHARACTERS.search(problem.message) for problem in problems)


def test_noncharacters_are_nobodys_words() -> None:
    forged = "\ufdd0room\ufdd1Gotcha\ufdd2 \ufdd3{{ room }}\ufdd4 {{ room | default('x') }}"
    item, _ = parse_template_item("x", forged, HERE)
    filled = fill_line(item.text, look_up)
    assert [mark.words for mark in find_marks(filled)] == ["Room 12", "Room 12"]
    assert shown_text(filled) == "roomGotcha Room 12 Room 12"
