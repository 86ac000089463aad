"""Prose as a sequence of units (heading, paragraph, bullet, table row), and their matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import count

from handout.sources.edited.html_lines import Line
from handout.sources.markdown.document import (
    Bullets,
    Heading,
    Item,
    Paragraph,
    Part,
    Table,
    items_of,
    row_text,
    slug,
)
from handout.sources.markdown.writer import write_inline

# How alike two units of one kind are when they are one unit reworded; with two ids of their own
# they must be more so.
_ALIKE, _ALIKE_NAMED = 0.5, 0.75


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading, paragraph, bullet or table row.

    `kind` is h, p, ul, ol, head (a table's headings) or row; `text` is its Markdown in the normal
    form.
    """

    kind: str
    text: str
    id: str = ""
    ticks: bool = False
    ticked: bool = False

    @property
    def wording(self) -> tuple[str, str]:
        """Return its words and kind, without its number and its tick."""
        return ("li" if self.kind in ("ul", "ol") else self.kind), self.text


Units = tuple[Unit, ...]


def units_of(parts: Iterable[Part]) -> Units:
    """Return the units of `parts`, whose words are in the normal form."""
    return tuple(_units(parts))


def _units(parts: Iterable[Part]) -> Iterator[Unit]:
    before: Part | None = None
    for part in parts:
        match part:
            case Heading(item):
                yield Unit("h", item.text, item.id)
            case Paragraph(item):
                yield Unit("p", item.text, item.id)
            case Bullets(ordered, ticks, items):
                yield from (
                    Unit("ol" if ordered else "ul", i.text, i.id, ticks, i.ticked) for i in items
                )
            case Table(header, rows):
                # A page has no row for headings that say nothing, unless they part two tables.
                if any(header) or isinstance(before, Table):
                    yield Unit("head", row_text(header))
                yield from (Unit("row", row.text, row.id) for row in rows)
        before = part


def parts_of(units: Iterable[Unit]) -> tuple[Part, ...]:
    """Return the parts that `units` make: the inverse of units_of."""
    parts: list[Part] = []
    for unit in units:
        item, last = Item(unit.id, unit.text, ticked=unit.ticked), parts[-1] if parts else None
        match unit.kind:
            case "h":
                parts.append(Heading(item))
            case "p":
                parts.append(Paragraph(item))
            case "head":
                parts.append(Table(item.cells, ()))
            case "row":
                if not isinstance(last, Table):
                    parts.append(last := Table(("",) * len(item.cells), ()))
                parts[-1] = replace(last, rows=(*last.rows, _fitted(item, len(last.header))))
            case _:
                ordered = unit.kind == "ol"
                if isinstance(last, Bullets) and (last.ordered, last.ticks) == (
                    ordered,
                    unit.ticks,
                ):
                    parts[-1] = replace(last, items=(*last.items, item))
                else:
                    parts.append(Bullets(ordered, unit.ticks, (item,)))
    return tuple(part for part in parts if items_of(part))


def _fitted(row: Item, columns: int) -> Item:
    """Return the row with as many cells as its table has columns."""
    cells = [*row.cells, *[""] * columns]
    rest = " ".join(filter(None, cells[columns - 1 :]))
    return replace(row, text=row_text([*cells[: columns - 1], rest]))


def units_of_lines(lines: Iterable[Line]) -> Units:
    """Return the units that stand in a box of a page; they have no ids."""
    return tuple(_unit(line) for line in lines if line.text)


def _unit(line: Line) -> Unit:
    cells = [write_inline(cell) for cell in line.cells]
    if line.kind in ("head", "row"):
        return Unit(line.kind, row_text(cells))
    kind = "h" if line.kind.startswith("h") else line.kind
    return Unit(kind, cells[0], ticks=line.ticks, ticked=line.ticked and line.ticks)


def assign_ids(units: Sequence[Unit], issued: Sequence[Unit]) -> Units:
    """Return `units` with the ids of the units they are in `issued`.

    The others get ids made of their words.
    """
    found = list(units)
    for n, m in match_units(issued, units).items():
        found[m] = replace(found[m], id=issued[n].id)
    taken = {unit.id for unit in (*found, *issued)}
    for n, unit in enumerate(found):
        if not unit.id and unit.kind != "head":
            stem = slug(unit.text)
            id = next(
                name for k in count(1) if (name := stem if k == 1 else f"{stem}-{k}") not in taken
            )
            taken.add(id)
            found[n] = replace(unit, id=id)
    return tuple(found)


def match_units(base: Sequence[Unit], other: Sequence[Unit]) -> dict[int, int]:
    """Return the index in `other` of each unit of `base` that it has, by the index in `base`.

    Units are matched by the same wording, first in order and then anywhere; then by the same id;
    then by similar wording.
    """
    pairs: dict[int, int] = {}
    used: set[int] = set()

    def pair(n: int, m: int) -> None:
        if n not in pairs and m not in used:
            pairs[n] = m
            used.add(m)

    ours, theirs = [unit.wording for unit in base], [unit.wording for unit in other]
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            pair(block.a + k, block.b + k)
    for by_id in (False, True):
        for n, a in enumerate(base):
            for m, b in enumerate(other):
                if (a.id and a.id == b.id) if by_id else a.wording == b.wording:
                    pair(n, m)
    for _, n, m in sorted(_alike(base, other, pairs, used), reverse=True):
        pair(n, m)
    return pairs


def _alike(
    base: Sequence[Unit], other: Sequence[Unit], pairs: dict[int, int], used: set[int]
) -> Iterator[tuple[float, int, int]]:
    for n, a in enumerate(base):
        if n in pairs:
            continue
        for m, b in enumerate(other):
            if m not in used and a.wording[0] == b.wording[0]:
                likeness = (
                    1.0
                    if a.kind == "head"
                    else SequenceMatcher(None, a.text, b.text, autojunk=False).ratio()
                )
                if likeness >= (_ALIKE_NAMED if a.id and b.id else _ALIKE):
                    yield likeness - 0.002 * abs(n - m), n, m
