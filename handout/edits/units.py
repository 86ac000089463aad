"""Prose as a sequence of units (heading, paragraph, bullet, table row), and their matches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from handout.sources.edited.html_line import Line
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
from handout.sources.markdown.field_marks import bare_text, replace_marks
from handout.sources.markdown.writer import Stretch, write_inline

# How alike two units of one kind are when they are one unit reworded; with two ids of their own
# they must be more so.
_LEAST_LIKENESS, _NAMED_LIKENESS = 0.5, 0.75
_FIELD = "\ufdd0"  # for a field in a line, whatever its name: one letter of those that are alike
# Characters of a line that are compared in their order: of a word that was pasted a thousand times
# that takes minutes. A line of a sheet has some 90.
_LONGEST_IN_ORDER = 1000
_DISTANCE_COST = 0.002  # of likeness, for each unit that two units stand apart


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
    return tuple(_make_units(parts))


def _make_units(parts: Iterable[Part]) -> Iterator[Unit]:
    before: Part | None = None
    for part in parts:
        match part:
            case Heading(item):
                yield Unit("h", item.text, item.id)
            case Paragraph(item):
                yield Unit("p", item.text, item.id)
            case Bullets(ordered, ticks, items):
                kind = "ol" if ordered else "ul"
                for item in items:
                    yield Unit(kind, item.text, item.id, ticks, item.ticked)
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
                parts[-1] = replace(last, rows=(*last.rows, _fit_row(item, len(last.header))))
            case _:
                ordered = unit.kind == "ol"
                kind = (ordered, unit.ticks)
                if isinstance(last, Bullets) and (last.ordered, last.ticks) == kind:
                    parts[-1] = replace(last, items=(*last.items, item))
                else:
                    parts.append(Bullets(ordered, unit.ticks, (item,)))
    return tuple(part for part in parts if items_of(part))


def _fit_row(row: Item, columns: int) -> Item:
    """Return the row with as many cells as its table has columns."""
    cells = [*row.cells, *[""] * columns]
    last_cells = " ".join(filter(None, cells[columns - 1 :]))
    return replace(row, text=row_text([*cells[: columns - 1], last_cells]))


def units_of_lines(lines: Iterable[Line]) -> Units:
    """Return the units that stand in a box of a page; they have no ids, and fields no words."""
    return tuple(_make_unit(line) for line in lines if any(line.cells))


def _make_unit(line: Line) -> Unit:
    cells = [write_inline(map(_without_words, cell)) for cell in line.cells]
    if line.kind in ("head", "row"):
        return Unit(line.kind, row_text(cells))
    kind = "h" if line.kind.startswith("h") else line.kind
    return Unit(kind, cells[0], ticks=line.ticks, ticked=line.ticked and line.ticks)


def _without_words(stretch: Stretch) -> Stretch:
    """Return a stretch with the bare marks of the fields in it."""
    return stretch._replace(text=bare_text(stretch.text))


def assign_ids(units: Sequence[Unit], issued: Sequence[Unit]) -> Units:
    """Return `units` with the ids of the units they are in `issued`.

    The others get ids made of their words.
    """
    identified = list(units)
    pairs = match_units(issued, units)
    for issued_index, index in (pairs | _match_by_place(issued, units, pairs)).items():
        identified[index] = replace(identified[index], id=issued[issued_index].id)
    taken = {unit.id for unit in (*identified, *issued)}
    for index, unit in enumerate(identified):
        if not unit.id and unit.kind != "head":
            stem = slug(unit.text)
            names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
            id = next(name for name in names if name not in taken)
            taken.add(id)
            identified[index] = replace(unit, id=id)
    return tuple(identified)


def restore_ids(units: Sequence[Unit], base: Sequence[Unit]) -> Units:
    """Return `units`, which have ids, with those of the units that they say anew in `base`.

    A box is translated over several days: on the first, a line that is like no other is a new one.
    """
    restored = list(units)
    pairs = match_units(base, units)
    for base_index, index in _match_by_place(base, units, pairs).items():
        restored[index] = replace(restored[index], id=base[base_index].id)
    return tuple(restored)


def match_units(base: Sequence[Unit], other: Sequence[Unit]) -> dict[int, int]:
    """Return the index in `other` of each unit of `base` that it has, by the index in `base`.

    Units are matched by the same wording, first in order and then anywhere; then by the same id;
    then by similar wording.
    """
    from difflib import SequenceMatcher

    pairs: dict[int, int] = {}
    used: set[int] = set()

    def pair(index: int, other_index: int) -> None:
        if index not in pairs and other_index not in used:
            pairs[index] = other_index
            used.add(other_index)

    ours, theirs = [unit.wording for unit in base], [unit.wording for unit in other]
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            pair(block.a + offset, block.b + offset)
    for is_same in (_has_same_wording, _has_same_id):
        for index, unit in enumerate(base):
            for other_index, other_unit in enumerate(other):
                if is_same(unit, other_unit):
                    pair(index, other_index)
    for _, index, other_index in sorted(_similar_pairs(base, other, pairs, used), reverse=True):
        pair(index, other_index)
    return pairs


def _match_by_place(
    base: Sequence[Unit], other: Sequence[Unit], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Return more pairs, in a box that was said anew line by line, as by somebody who translates
    it: a unit that is like no other is the one in its place.

    None where most lines are as they were: there, a line that is like no other is a new one.
    """
    kept = sum(base[index].wording == other[place].wording for index, place in pairs.items())
    if 2 * kept > len(base):
        return {}
    paired = set(pairs.values())
    rest = [index for index in range(len(base)) if index not in pairs]
    other_rest = [place for place in range(len(other)) if place not in paired]
    if _are_alike_in_kind(base, rest, other, other_rest):
        return dict(zip(rest, other_rest, strict=True))
    groups = _group_by_unit_before(rest, pairs)
    other_groups = _group_by_unit_before(other_rest, {place: place for place in paired})
    found: dict[int, int] = {}
    for before, indexes in groups.items():
        places = other_groups.get(before, [])
        if _are_alike_in_kind(base, indexes, other, places):
            found |= zip(indexes, places, strict=True)
    return found


def _are_alike_in_kind(
    base: Sequence[Unit], indexes: Sequence[int], other: Sequence[Unit], places: Sequence[int]
) -> bool:
    """Return whether units are of the same kinds in the same order."""
    kinds = [base[index].wording[0] for index in indexes]
    return kinds == [other[place].wording[0] for place in places]


def _group_by_unit_before(
    indexes: Iterable[int], places: Mapping[int, int]
) -> dict[int, list[int]]:
    """Return `indexes` by the place of the nearest unit before each that has one; -1 without."""
    groups: dict[int, list[int]] = {}
    for index in indexes:
        before = max((other for other in places if other < index), default=None)
        groups.setdefault(-1 if before is None else places[before], []).append(index)
    return groups


def _has_same_wording(unit: Unit, other: Unit) -> bool:
    return unit.wording == other.wording


def _has_same_id(unit: Unit, other: Unit) -> bool:
    return bool(unit.id) and unit.id == other.id


def _similar_pairs(
    base: Sequence[Unit], other: Sequence[Unit], pairs: dict[int, int], used: set[int]
) -> Iterator[tuple[float, int, int]]:
    """Yield how alike two units are that may be one, less for their distance, and their indexes."""
    for index, unit in enumerate(base):
        if index in pairs:
            continue
        for other_index, other_unit in enumerate(other):
            if other_index not in used and unit.wording[0] == other_unit.wording[0]:
                likeness = _measure_likeness(unit, other_unit)
                least = _NAMED_LIKENESS if unit.id and other_unit.id else _LEAST_LIKENESS
                if likeness >= least:
                    distance = abs(index - other_index)
                    yield likeness - _DISTANCE_COST * distance, index, other_index


def _measure_likeness(unit: Unit, other: Unit) -> float:
    """Return how alike two units of one kind are, from 0 to 1; headings of tables are always."""
    from difflib import SequenceMatcher

    if unit.kind == "head":
        return 1.0
    text, other_text = (replace_marks(each.text, lambda _: _FIELD) for each in (unit, other))
    if max(len(text), len(other_text)) > _LONGEST_IN_ORDER:
        words, other_words = Counter(text.split()), Counter(other_text.split())
        count = words.total() + other_words.total()
        return 2 * (words & other_words).total() / count if count else 1.0
    return SequenceMatcher(None, text, other_text, autojunk=False).ratio()
