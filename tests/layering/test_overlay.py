"""The overlay: one algorithm for blocks and items alike, and the merging of values.

Each keeps its layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.layering.overlay import SourcedValue, overlay, overlay_values
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Addition, Changes, Layer, Level, Ref, Replacement
from handout.sources.fields.field_reader import PlacedValue

HERE = Position("x.yaml", 1, 1)


@dataclass(frozen=True)
class Bead:
    """An entry with an id, a string that it is on, and the layer that set it."""

    id: str
    string: str = ""
    layer: str = "base"


class Beads:
    """The rules for beads: one named in capitals is locked."""

    def __init__(self, layer: str = "top") -> None:
        self.layer = layer

    def group(self, entry: Bead) -> str:
        return entry.string

    def absence_problems(
        self, id: str, position: Position, present: Iterable[str]
    ) -> Iterator[Problem]:
        yield problem("item-none", position, id=id, block="beads", names=", ".join(present))

    def duplicate_problems(self, addition: Addition) -> Iterator[Problem]:
        yield problem("item-taken", addition.position, id=addition.id, block="beads")

    def refusal_problems(self, entry: Bead, change: Ref | Replacement) -> Iterator[Problem]:
        if entry.id.isupper():
            yield problem("item-locked", change.position, id=entry.id, title="Beads", owner="us")

    def create(self, addition: Addition, beside: Bead | None) -> tuple[Bead, list[Problem]]:
        return Bead(addition.id, beside.string if beside else addition.side, self.layer), []

    def reword(self, entry: Bead, replacement: Replacement) -> tuple[Bead, list[Problem]]:
        return Bead(entry.id, entry.string, self.layer), []


def refs(ids: str) -> tuple[Ref, ...]:
    return tuple(Ref(id=id, position=HERE) for id in ids.split())


def adds(text: str) -> tuple[Addition, ...]:
    """Additions such as "x y>b z<a": x at the end, y after b, z before a."""
    result = []
    for word in text.split():
        id, sign, anchor = word[0], word[1:2], word[2:]
        ends = {">": "after", "<": "before"}
        where = {ends[sign]: Ref(id=anchor, position=HERE)} if sign else {}
        result.append(Addition(id=id, position=HERE, text="", text_position=HERE, **where))  # type: ignore[arg-type]
    return tuple(result)


def changes(add: str = "", remove: str = "", replace: str = "", order: str = "") -> Changes:
    new = tuple(Replacement(id=id, position=HERE, text="new") for id in replace.split())
    return Changes(add=adds(add), remove=refs(remove), replace=new, order=refs(order))


def apply_change(entries: str, change: Changes) -> tuple[str, list[str]]:
    """The ids of `entries` (a word a string of beads) after `change`, and the codes of what is
    wrong.
    """
    beads = [Bead(id, string) for string in entries.split() for id in string]
    result, problems = overlay(beads, change, Beads())
    return "".join(bead.id for bead in result), [p.code for p in problems]


@pytest.mark.parametrize(
    ("entries", "change", "after", "codes"),
    [
        ("abc", changes(), "abc", []),
        ("abc", changes(add="x y"), "abcxy", []),
        ("abc", changes(add="x>a y>a"), "axybc", []),
        ("abc", changes(add="x<a y<a"), "xyabc", []),
        ("abc", changes(add="x>a y>x z>a w<x"), "awxyzbc", []),
        ("abc", changes(add="x>y y>b"), "abyxc", []),
        ("abc", changes(add="x>y y>x"), "abcxy", ["item-none"]),
        ("abc", changes(add="x>q"), "abcx", ["item-none"]),
        ("abc", changes(add="a x x"), "abcx", ["item-taken", "item-taken"]),
        ("abc", changes(remove="b"), "ac", []),
        ("abc", changes(remove="q"), "abc", ["item-none"]),
        ("aBc", changes(remove="B"), "aBc", ["item-locked"]),
        ("abc", changes(replace="b q"), "abc", ["item-none"]),
        ("aBc", changes(replace="B"), "aBc", ["item-locked"]),
        ("abc", changes(replace="b", remove="b"), "ac", ["change-removed"]),
        ("abc", changes(add="x>b", remove="b"), "axc", []),
        ("abc", changes(order="c a"), "cab", []),
        ("abc", changes(order="q c"), "cab", ["item-none"]),
        ("abc", changes(order="b", remove="b"), "ac", ["item-none"]),
        ("abc", changes(add="x", order="x"), "abcx", []),
        ("abc", changes(add="x>a", order="x"), "xabc", []),
        ("abc def", changes(order="f c e"), "cabfed", []),
        ("aBc", changes(order="c"), "caB", []),
    ],
)
def test_what_changes_do(entries: str, change: Changes, after: str, codes: list[str]) -> None:
    assert apply_change(entries, change) == (after, codes)


IDS = "abcdEFxyz"
WORDS = st.lists(st.sampled_from(IDS), max_size=4, unique=True).map(" ".join)
ADDS = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from(IDS),
        st.one_of(
            st.just(""), st.builds("{}{}".format, st.sampled_from("<>"), st.sampled_from(IDS))
        ),
    ),
    max_size=4,
    unique_by=lambda word: word[0],
).map(" ".join)
CHANGES = st.builds(changes, ADDS, WORDS, WORDS, WORDS)
BEADS = st.permutations([Bead(id, string) for id, string in zip("abcdEF", "112212", strict=True)])


@given(BEADS)
def test_no_change_changes_nothing(beads: list[Bead]) -> None:
    assert overlay(beads, Changes(), Beads()) == (tuple(beads), ())


@given(BEADS, CHANGES)
def test_every_bead_stays_once_or_was_removed(beads: list[Bead], change: Changes) -> None:
    after, _ = overlay(beads, change, Beads())
    ids = [bead.id for bead in after]
    assert len(ids) == len(set(ids))
    expected = {bead.id for bead in beads} | {addition.id for addition in change.add}
    gone = {ref.id for ref in change.remove}
    assert (
        expected - {id for id in gone if id.islower() or id not in {bead.id for bead in beads}}
        <= set(ids)
        <= expected
    )
    assert not {id for id in ids if id.islower()} & gone


@given(BEADS, CHANGES)
def test_each_bead_names_the_layer_that_set_it_last(beads: list[Bead], change: Changes) -> None:
    after, _ = overlay(beads, change, Beads())
    before = {bead.id: bead for bead in beads}
    replaced = {replacement.id for replacement in change.replace}
    for bead in after:
        if bead.layer == "base":
            assert before[bead.id] == bead
            assert bead.id not in replaced or bead.id.isupper()
        else:
            assert bead.id in replaced or bead.id not in before


@given(BEADS, CHANGES)
def test_what_is_locked_stays_as_it_is(beads: list[Bead], change: Changes) -> None:
    after, problems = overlay(beads, change, Beads())
    assert {bead for bead in beads if bead.id.isupper()} <= set(after)
    touched = {ref.id for ref in change.remove} | {new.id for new in change.replace}
    assert bool(touched & {"E", "F"}) <= (
        "item-locked" in {p.code for p in problems}
        or "change-removed" in {p.code for p in problems}
    )


@given(BEADS, CHANGES)
def test_those_not_named_keep_their_order(beads: list[Bead], change: Changes) -> None:
    """Within a string, beads that no change names stand as they stood, after those named in
    `order`.
    """
    after, _ = overlay(beads, change, Beads())
    first = {ref.id: n for n, ref in enumerate(change.order)}
    for string in "12":
        old = [b.id for b in beads if b.string == string]
        new = [b.id for b in after if b.string == string]
        remaining = [id for id in old if id in new and id not in first]
        assert [id for id in new if id in remaining] == remaining
        front = [id for id in new if id in first]
        assert new[: len(front)] == sorted(front, key=first.__getitem__)


@given(BEADS, st.lists(CHANGES, max_size=4), st.integers(0, 4))
def test_layers_one_by_one_or_in_two_goes(
    beads: list[Bead], layers: list[Changes], cut: int
) -> None:
    """The result depends on the order of the layers only, not on where one stops between them."""

    def all_of(entries: Sequence[Bead], some: list[Changes], start: int = 0) -> tuple[Bead, ...]:
        for n, change in enumerate(some, start):
            entries, _ = overlay(entries, change, Beads(f"layer {n}"))
        return tuple(entries)

    assert all_of(all_of(beads, layers[:cut]), layers[cut:], len(layers[:cut])) == all_of(
        beads, layers
    )


# ---- values


def layer(name: str, level: Level = Level.SCHOOL, **values: object) -> Layer:
    placed = {}
    for line, (key, value) in enumerate(values.items(), 1):
        parts = (
            tuple(Position(name, line, n) for n in range(1, len(value) + 1))
            if isinstance(value, tuple)
            else ()
        )
        placed[key.replace("__", ".")] = PlacedValue(value, Position(name, line, 1), parts)  # type: ignore[arg-type]
    return Layer(level=level, name=name, path=name, values=placed)


def merged(*layers: Layer) -> dict[str, SourcedValue]:
    values: dict[str, SourcedValue] = {}
    for each in layers:
        values, problems = overlay_values(values, each)
        assert problems == ()
    return values


def person(role: str, name: str = "", how: str = "") -> dict[str, str]:
    return {"role": role, "name": name, "how": how}


def test_a_later_value_takes_the_place_of_an_earlier_one() -> None:
    result = merged(
        layer("one", room="12", paper="a4", room_signals=("a", "b")),
        layer("two", room="14", room_signals=("c",)),
    )
    assert {key: (value.placed.value, value.origin.name) for key, value in result.items()} == {
        "room": ("14", "two"),
        "paper": ("a4", "one"),
        "room_signals": (("c",), "two"),
    }


def test_a_group_merges_key_by_key() -> None:
    result = merged(
        layer("one", emergency__fire="Door A", emergency__medical="911"),
        layer("two", emergency__fire="Door B"),
    )
    assert {key: (value.placed.value, value.origin.name) for key, value in result.items()} == {
        "emergency.fire": ("Door B", "two"),
        "emergency.medical": ("911", "one"),
    }


def test_contacts_merge_by_role_and_each_row_names_its_layer() -> None:
    base = layer(
        "base", Level.BASE, contacts=(person("Teacher"), person("Nurse"), person("Office"))
    )
    school = layer("school", contacts=(person("nurse", "Ana", "ext. 3"), person("Librarian", "Bo")))
    teacher = layer(
        "mine",
        Level.CUSTOMIZATION,
        contacts=(person("NURSE", "", "ext. 4"), person("Teacher", "Me")),
    )
    result = merged(base, school, teacher)["contacts"]
    assert result.placed.value == (
        person("Teacher", "Me"),
        person("NURSE", "Ana", "ext. 4"),
        person("Office"),
        person("Librarian", "Bo"),
    )
    assert [(by.name, by.position) for by in result.rows] == [
        ("mine", Position("mine", 1, 2)),
        ("mine", Position("mine", 1, 1)),
        ("base", Position("base", 1, 3)),
        ("school", Position("school", 1, 2)),
    ]
    assert result.placed.parts == tuple(by.position for by in result.rows)


def test_empty_base_rows_give_way_from_the_end() -> None:
    base = layer("base", Level.BASE, contacts=tuple(person(role) for role in "ABCDEF"))
    school = layer(
        "school",
        contacts=(
            person("F", "Filled"),
            person("W", "w"),
            person("X", "x"),
            person("Y", "y"),
            person("Z", "z"),
        ),
    )
    rows = merged(base, school)["contacts"].placed.value
    assert isinstance(rows, tuple)
    assert "".join(row["role"] for row in rows if isinstance(row, dict)) == "ABCFWXYZ"


def test_more_rows_than_there_is_room_for_are_told() -> None:
    each, two = (
        layer(names, contacts=tuple(person(role, "x") for role in names))
        for names in ("ABCDE", "FGHI")
    )
    values, _ = overlay_values({}, each)
    _, problems = overlay_values(values, two)
    assert [(p.code, p.position) for p in problems] == [("rows-many", Position("FGHI", 1, 1))]


def test_a_row_that_a_person_left_empty_does_not_give_way() -> None:
    base = layer("base", Level.BASE, contacts=tuple(person(role, "x") for role in "ABCDEFG"))
    values, _ = overlay_values({}, base)
    values, problems = overlay_values(values, layer("school", contacts=(person("Y"), person("Z"))))
    assert [p.code for p in problems] == ["rows-many"]
    assert len(values["contacts"].rows) == 9


NAMES = st.dictionaries(
    st.sampled_from(["room", "paper", "emergency__fire", "class_title"]), st.sampled_from("abc")
)
PEOPLE = st.lists(
    st.builds(person, st.sampled_from("ABCab"), st.sampled_from(["", "x", "y"])),
    max_size=3,
    unique_by=lambda row: row["role"].casefold(),
)


@given(st.lists(st.tuples(NAMES, PEOPLE), max_size=4))
def test_values_always_name_the_last_layer_that_set_them(
    given_layers: list[tuple[dict[str, str], list[dict[str, str]]]],
) -> None:
    layers = []
    for number, (names, people) in enumerate(given_layers):
        values: dict[str, Any] = dict(names)
        if people:
            values["contacts"] = tuple(people)
        layers.append(layer(f"layer {number}", **values))
    for name, sourced in merged(*layers).items():
        setting = [each for each in layers if name in each.values]
        assert sourced.origin.name == setting[-1].name
        if name == "contacts":
            roles = {row["role"].casefold() for each in setting for row in each.values[name].value}  # type: ignore[union-attr,index]
            assert {row["role"].casefold() for row in sourced.placed.value} == roles  # type: ignore[union-attr,index]
            assert len(sourced.placed.value) == len(roles) == len(sourced.rows)  # type: ignore[arg-type]
        else:
            assert sourced.placed == setting[-1].values[name]
