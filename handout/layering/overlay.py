"""The algorithm that applies a layer's changes: to blocks, to a block's items, and to values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Addition, Changes, Layer, Level, Ref, Replacement
from handout.sources.fields.field_reader import FieldRow, PlacedValue
from handout.sources.fields.fields import FIELDS, Rows


@dataclass(frozen=True, slots=True)
class Origin:
    """The layer that set something last (`name` is its file's name), and where."""

    level: Level
    name: str
    position: Position


@dataclass(frozen=True, slots=True)
class SourcedValue:
    """A field's value with its places, and the layer that set it.

    `rows` are the layers of rows that were merged.
    """

    placed: PlacedValue
    origin: Origin
    rows: tuple[Origin, ...] = ()


class Thing(Protocol):
    """A block or an item."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Thing)


class Rules(Protocol[T]):
    """What blocks and items do each in their own way when a layer changes them."""

    def group(self, thing: T) -> Hashable:
        """Return the group of a thing: a side, or a list.

        Things are ordered within their group, and new ones go to its end.
        """

    def absent(self, id: str, position: Position, present: Iterable[str]) -> Iterable[Problem]:
        """Return what to say of an id that none of the things has."""

    def taken(self, addition: Addition) -> Iterable[Problem]:
        """Return what to say of a new thing with the id of another."""

    def refusal(self, thing: T, change: Ref | Replacement) -> Iterable[Problem]:
        """Return why this thing may not be removed, or replaced so."""

    def make(self, addition: Addition, beside: T | None) -> tuple[T, Iterable[Problem]]:
        """Return the new thing, in the group of the thing that it goes `beside`."""

    def renew(self, thing: T, replacement: Replacement) -> tuple[T, Iterable[Problem]]:
        """Return the thing with its new words."""


def overlay(
    things: Sequence[T], changes: Changes, rules: Rules[T]
) -> tuple[tuple[T, ...], tuple[Problem, ...]]:
    """Return `things` after `changes`, and what is wrong in the changes.

    A change that is wrong is left out. First words are replaced, then new things are put in their
    places, then some are removed, and at last those named in `order` come first within their group,
    in that order, and the rest of the group after them as it was.
    """
    problems: list[Problem] = []
    found = list(things)
    at = {thing.id: n for n, thing in enumerate(found)}

    def look_up(change: Ref | Replacement) -> T | None:
        if change.id in at:
            return found[at[change.id]]
        problems.extend(rules.absent(change.id, change.position, at))
        return None

    removed = {ref.id for ref in changes.remove}
    for replacement in changes.replace:
        thing = look_up(replacement)
        if thing is None:
            continue
        if replacement.id in removed:
            problems.append(problem("change-removed", replacement.position, id=replacement.id))
        elif refused := tuple(rules.refusal(thing, replacement)):
            problems += refused
        else:
            found[at[thing.id]], wrong = rules.renew(thing, replacement)
            problems += wrong
    found = _with_new(found, changes.add, rules, problems)
    at = {thing.id: n for n, thing in enumerate(found)}
    gone = set()
    for ref in changes.remove:
        thing = look_up(ref)
        if thing is not None:
            refused = tuple(rules.refusal(thing, ref))
            problems += refused
            gone |= set() if refused else {ref.id}
    found = [thing for thing in found if thing.id not in gone]
    at = {thing.id: n for n, thing in enumerate(found)}
    first = [ref.id for ref in changes.order if look_up(ref) is not None]
    return tuple(_in_order(found, first, rules)), tuple(problems)


def _with_new(
    things: list[T], additions: Sequence[Addition], rules: Rules[T], problems: list[Problem]
) -> list[T]:
    found = list(things)
    new = {addition.id for addition in additions}
    parent: dict[str, str] = {}  # of a new thing: the one it was put beside
    waiting = list(additions)
    while waiting:
        present = {thing.id: n for n, thing in enumerate(found)}
        # Those beside a new thing that is not there yet wait for it; if all wait for one another,
        # none waits.
        ready = [
            a
            for a in waiting
            if not (anchor := a.after or a.before) or anchor.id in present or anchor.id not in new
        ]
        for addition in ready or waiting:
            present = {thing.id: n for n, thing in enumerate(found)}
            if addition.id in present:
                problems += rules.taken(addition)
                continue
            anchor = addition.after or addition.before
            if anchor and anchor.id not in present:
                problems += rules.absent(anchor.id, anchor.position, present)
                anchor = None
            beside = found[present[anchor.id]] if anchor else None
            thing, wrong = rules.make(addition, beside)
            problems += wrong
            if anchor is None:
                group = rules.group(thing)
                place = max(
                    (n + 1 for n, other in enumerate(found) if rules.group(other) == group),
                    default=None,
                )
                found.insert(len(found) if place is None else place, thing)
                continue
            parent[addition.id] = anchor.id
            place = present[anchor.id]
            if addition.after:
                place += 1
                while place < len(found) and _descends(found[place].id, anchor.id, parent):
                    place += 1
            found.insert(place, thing)
        waiting = [a for a in waiting if a not in ready] if ready else []
    return found


def _descends(id: str, ancestor: str, parent: Mapping[str, str]) -> bool:
    while id in parent:
        id = parent[id]
        if id == ancestor:
            return True
    return False


def _in_order(things: Sequence[T], first: Sequence[str], rules: Rules[T]) -> list[T]:
    rank = {id: n for n, id in enumerate(first)}
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for n, thing in enumerate(things):
        groups[rules.group(thing)].append(n)
    found = list(things)
    for places in groups.values():
        members = sorted(
            (things[n] for n in places), key=lambda thing: rank.get(thing.id, len(rank))
        )
        for n, thing in zip(places, members, strict=True):
            found[n] = thing
    return found


def overlay_values(
    values: Mapping[str, SourcedValue], layer: Layer
) -> tuple[dict[str, SourcedValue], tuple[Problem, ...]]:
    """Return `values` with those that `layer` sets, and what is wrong with that.

    Rows that have a key merge by it.
    """
    found = dict(values)
    problems: list[Problem] = []
    for name, placed in layer.values.items():
        origin = Origin(layer.level, layer.name, placed.position)
        kind = FIELDS[name].kind if name in FIELDS else None
        if isinstance(kind, Rows) and kind.key:
            found[name], wrong = _merge_rows(found.get(name), placed, origin, kind)
            problems += wrong
        else:
            found[name] = SourcedValue(placed, origin)
    return found, tuple(problems)


def _merge_rows(
    under: SourcedValue | None, over: PlacedValue, origin: Origin, kind: Rows
) -> tuple[SourcedValue, tuple[Problem, ...]]:
    """Return rows merged by their key, the later layer's words over the earlier's.

    Empty rows give way if they are too many.
    """
    rows: list[tuple[FieldRow, Position, Origin]] = []
    if under:
        rows = list(zip(_rows(under.placed), under.placed.parts, under.rows, strict=True))
    at = {row[kind.key].casefold(): n for n, (row, _, _) in enumerate(rows) if row[kind.key]}
    for row, position in zip(_rows(over), over.parts, strict=True):
        mine = replace(origin, position=position)
        n = at.get(row[kind.key].casefold())
        if n is None:
            rows.append((row, position, mine))
        else:
            rows[n] = (
                {**rows[n][0], **{key: words for key, words in row.items() if words}},
                position,
                mine,
            )
    for n in reversed(range(len(rows))):
        row, _, by = rows[n]
        if (
            len(rows) > kind.most
            and by.level == Level.BASE
            and not any(row[key] for key in row if key != kind.key)
        ):
            del rows[n]
    problems: list[Problem] = []
    if len(rows) > kind.most:
        problems.append(problem("rows-many", over.position, count=len(rows), most=kind.most))
    merged, positions, origins = zip(*rows, strict=True)
    return SourcedValue(PlacedValue(merged, over.position, positions), origin, origins), tuple(
        problems
    )


def _rows(placed: PlacedValue) -> list[FieldRow]:
    return (
        [row for row in placed.value if isinstance(row, dict)]
        if isinstance(placed.value, tuple)
        else []
    )
