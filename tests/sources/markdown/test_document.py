"""Prose: our subset of Markdown has one normal form, keeps every word, and names what it does not
take.
"""

from __future__ import annotations

import re
import tomllib

import paths
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.problems import Position
from handout.sources.markdown.document import (
    Bullets,
    Heading,
    Item,
    Paragraph,
    Part,
    Table,
    format_prose,
    items_of,
    parse_item,
    parse_prose,
    row_text,
)

CASES = tomllib.loads((paths.CASES / "prose.toml").read_text("utf-8"))
HERE = Position("x.md", 1, 1)


def codes_of(text: str, position: Position = HERE) -> list[str]:
    return [f"{p.line}:{p.column} {p.code}" for p in sorted(parse_prose(text, position)[1])]


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["title"])
def test_normal_form(case: dict[str, str]) -> None:
    parts, problems = parse_prose(case["text"], HERE)
    assert problems == ()
    assert format_prose(parts) == case["normal"].lstrip("\n")


@pytest.mark.parametrize("case", CASES["bad"], ids=lambda case: case["title"])
def test_what_is_not_taken_is_told_at_its_place(case: dict[str, object]) -> None:
    assert codes_of(str(case["text"])) == case["told"]


def test_places_count_from_where_the_text_begins() -> None:
    parts, _ = parse_prose("a\n\n- b\n- c\n", Position("safety.md", 20, 5))
    assert [str(item.position) for part in parts for item in items_of(part)] == [
        "safety.md:20:5",
        "safety.md:22:5",
        "safety.md:23:5",
    ]
    assert codes_of("a\n  <b>", Position("x.md", 20, 5)) == ["21:7 prose-html"]


def test_a_row_knows_its_cells() -> None:
    (table,), _ = parse_prose("|a|b|c|\n|--|--|--|\n| x \\| y {#k} || z |", HERE)
    assert isinstance(table, Table)
    assert table.rows == (Item("k", "x \\| y |  | z"),)
    assert table.rows[0].cells == ("x | y", "", "z")
    assert row_text(table.rows[0].cells) == table.rows[0].text


@pytest.mark.parametrize(
    ("text", "columns", "words", "codes"),
    [
        ("Ask first.", 0, "Ask first.", []),
        ("- Ask\n  first.", 0, "Ask first.", []),
        ("Ask {#k}", 0, "Ask", []),
        ("Ask {#other}", 0, "Ask", ["item-id"]),
        ("- Ask\n- Wait", 0, "", ["item-one"]),
        ("Ask\n\nWait", 0, "", ["item-one"]),
        ("", 0, "", ["prose-empty"]),
        ("-", 0, "", ["prose-empty"]),
        ("Ask | Guess", 2, "Ask | Guess", []),
        ("| Ask | Guess |", 2, "Ask | Guess", []),
        ("| Guess", 2, "| Guess", []),
        ("Ask", 2, "Ask |", []),
        ("Ask | Guess | x", 2, "Ask | Guess | x", ["prose-cells"]),
        ("|", 2, "|", ["prose-empty"]),
        ("Ask | <b>", 2, "Ask | <b>", ["prose-html"]),
    ],
)
def test_the_words_of_one_item(text: str, columns: int, words: str, codes: list[str]) -> None:
    item, problems = parse_item("k", text, HERE, columns)
    assert (item.id, item.text, [p.code for p in problems]) == ("k", words, codes)


def test_a_long_text_takes_no_time() -> None:
    """Each of these took seconds in a parser that looks ahead to the end for every sign."""
    for unit in ("[", "![", "<a ", "| ", "**a", "- \n", "a\n", "|-", "{#a} ", "`"):
        parse_prose(unit * 20_000, HERE)


# ---- properties

WORDS = st.text(st.sampled_from("abcdé ’*_|\\{}[]()!<>#-.1\u00a0"), min_size=1, max_size=12)
LINES = st.one_of(
    st.just(""),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", " ", "  ", "    "]),
        st.sampled_from(
            ["", "- ", "* ", "1. ", "2) ", "- [ ] ", "- [x] ", "### ", "| ", "> ", "#", "-"]
        ),
        WORDS,
        st.sampled_from(["", "", " {#k}", " |", "\\", "  "]),
    ),
    st.sampled_from(["|---|---|", "--|--", "---", "| a | b |", "a | b", "```", "- ", "1."]),
)
TEXTS = st.lists(LINES, max_size=10).map("\n".join)


@pytest.mark.slow
@given(st.one_of(TEXTS, st.text(max_size=80)))
def test_the_normal_form_says_the_same(text: str) -> None:
    """parse(format(parts)) == parts, so format(parse(text)) is a fixed point."""
    parts, problems = parse_prose(text, HERE)
    if not problems:
        normal = format_prose(parts)
        assert parse_prose(normal, HERE) == (parts, ())
        assert format_prose(parse_prose(normal, HERE)[0]) == normal


@pytest.mark.slow
@given(st.one_of(TEXTS, st.text(max_size=80)))
def test_no_word_is_lost_without_a_problem(text: str) -> None:
    parts, problems = parse_prose(text, HERE)
    if not problems:
        words = " ".join(
            [item.text for part in parts for item in items_of(part)]
            + [cell for part in parts if isinstance(part, Table) for cell in part.header]
        )
        typed = re.sub(r"(?m)\{#[^{}]*\}|^\s*\d{1,3}[.)]|\[[xX]\]", " ", text)
        assert sorted(re.findall(r"[a-dé]+", typed)) == sorted(
            re.findall(r"[a-dé]+", re.sub(r"\[[xX]\]", " ", words))
        )


@given(TEXTS)
def test_ids_are_never_the_same(text: str) -> None:
    parts, problems = parse_prose(text, HERE)
    if not any(problem.code == "prose-id-twice" for problem in problems):
        ids = [item.id for part in parts for item in items_of(part)]
        assert len(ids) == len(set(ids))


PROSE = st.text(st.sampled_from("abcé’*_[]{} ,."), min_size=1).map(
    lambda s: "a" + " ".join(s.split())
)
CELL = st.text(st.sampled_from("ab| *’"), max_size=8).map(lambda s: " ".join(s.split()))


def item_of(text: str, ticked: bool = False) -> Item:
    return Item("", text, ticked=ticked)


PARTS = st.one_of(
    st.builds(Heading, st.builds(item_of, PROSE)),
    st.builds(Paragraph, st.builds(item_of, PROSE)),
    st.builds(
        lambda items: Bullets(False, False, tuple(items)),
        st.lists(st.builds(item_of, PROSE), min_size=1),
    ),
    st.builds(
        lambda items: Bullets(True, False, tuple(items)),
        st.lists(st.builds(item_of, PROSE), min_size=1),
    ),
    st.builds(
        lambda items: Bullets(False, True, tuple(items)),
        st.lists(st.builds(item_of, PROSE, st.booleans()), min_size=1),
    ),
    st.builds(
        lambda rows: Table(("a", "b | c"), tuple(item_of(row_text((f"x{a}", b))) for a, b in rows)),
        st.lists(st.tuples(CELL, CELL)),
    ),
)


def numbered(parts: list[Part]) -> tuple[Part, ...]:
    """`parts` with an id for every item, and no two lists of one kind in a row: Markdown cannot
    tell these apart.
    """
    result: list[Part] = []
    count = 0
    for part in parts:
        if isinstance(part, Bullets) and result and isinstance(result[-1], Bullets):  # noqa: SIM102
            if (part.ordered, part.ticks) == (result[-1].ordered, result[-1].ticks):
                continue
        items = []
        for item in items_of(part):
            items.append(Item(f"i{count}", item.text, ticked=item.ticked))
            count += 1
        match part:
            case Bullets():
                result.append(Bullets(part.ordered, part.ticks, tuple(items)))
            case Table():
                result.append(Table(part.header, tuple(items)))
            case _:
                result.append(type(part)(items[0]))
    return tuple(result)


@given(st.lists(PARTS, max_size=5).map(numbered))
def test_parts_come_back_from_their_normal_form(parts: tuple[Part, ...]) -> None:
    assert parse_prose(format_prose(parts), HERE)[0] == parts
