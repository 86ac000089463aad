"""What differs between two states of a handout, one change at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handout.edits.units import Unit, match_units
from handout.sources.markdown.document import Item
from handout.sources.markdown.field_marks import readable_text
from handout.sources.markdown.normalize import stretches
from handout.sources.markdown.writer import plain_text, tidy


@dataclass(frozen=True, slots=True)
class Change:
    """One change between two states of a handout.

    `kind` is added, removed, reworded, moved, ticked, unticked or listed (another kind of list)
    for words in a box; heading, box-added, box-removed, boxes-moved; field. `where` is a box's
    id or a field's name, `title` what people call it.
    """

    kind: str
    where: str
    title: str
    old: str = ""
    new: str = ""


def no_words(name: str) -> str:
    """Return the words of a field where none are known."""
    return ""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A change in the words of one box: its `kind` as in Change, and the unit's index before and
    after; None where it is not.
    """

    kind: str
    old: int | None
    new: int | None


def unit_changes(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[UnitChange]:
    """Yield what was changed in the words of one box."""
    pairs = match_units(before, after)
    old_indexes = {index: old_index for old_index, index in pairs.items()}
    for old_index in range(len(before)):
        if old_index not in pairs:
            yield UnitChange("removed", old_index, None)
    in_place = _longest_rising([old_indexes[index] for index in sorted(old_indexes)])
    for index, unit in enumerate(after):
        if index not in old_indexes:
            yield UnitChange("added", None, index)
            continue
        old_index = old_indexes[index]
        old = before[old_index]
        if old.text != unit.text:
            yield UnitChange("reworded", old_index, index)
        if (old.kind, old.ticks) != (unit.kind, unit.ticks):
            yield UnitChange("listed", old_index, index)
        elif old.ticked != unit.ticked:
            yield UnitChange("ticked" if unit.ticked else "unticked", old_index, index)
        if old_index not in in_place:
            yield UnitChange("moved", old_index, index)


def prose_changes(
    id: str,
    title: str,
    before: Sequence[Unit],
    after: Sequence[Unit],
    look_up: Callable[[str], str | int] = no_words,
) -> Iterator[Change]:
    """Yield what was changed in the words of one box; `look_up` gives the words of its fields."""
    for change in unit_changes(before, after):
        old = "" if change.old is None else readable_unit(before[change.old], look_up)
        new = "" if change.new is None else readable_unit(after[change.new], look_up)
        has_old = change.kind in ("removed", "reworded")
        yield Change(change.kind, id, title, old if has_old else "", new)


def readable_unit(unit: Unit, look_up: Callable[[str], str | int]) -> str:
    """Return the words of a unit as people see them."""
    cells = Item("", unit.text).cells if unit.kind in ("row", "head") else (unit.text,)
    texts = (plain_text(tidy(stretches(cell))) for cell in cells)
    return readable_text(" · ".join(filter(None, texts)), look_up)


def _longest_rising(order: Sequence[int]) -> set[int]:
    """Return the longest increasing subsequence of `order`: the rest has been moved."""
    best: list[list[int]] = []
    for index, value in enumerate(order):
        smaller = [best[earlier] for earlier in range(index) if order[earlier] < value]
        longest_before: list[int] = max(smaller, key=len, default=[])
        best.append([*longest_before, value])
    longest: list[int] = max(best, key=len, default=[])
    return set(longest)
