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
    result = list(things)
    indexes = {thing.id: index for index, thing in enumerate(result)}

    def look_up(change: Ref | Replacement) -> T | None:
        if change.id in indexes:
            return result[indexes[change.id]]
        problems.extend(rules.absent(change.id, change.position, indexes))
        return None

    removed = {ref.id for ref in changes.remove}
    for replacement in changes.replace:
        thing = look_up(replacement)
        if thing is None:
            continue
        if replacement.id in removed:
            problems.append(problem("change-removed", replacement.position, id=replacement.id))
        elif refusals := tuple(rules.refusal(thing, replacement)):
            problems += refusals
        else:
            result[indexes[thing.id]], thing_problems = rules.renew(thing, replacement)
            problems += thing_problems
    result = _add_things(result, changes.add, rules, problems)
    indexes = {thing.id: index for index, thing in enumerate(result)}
    removed_ids = set()
    for ref in changes.remove:
        thing = look_up(ref)
        if thing is not None:
            refusals = tuple(rules.refusal(thing, ref))
            problems += refusals
            if not refusals:
                removed_ids.add(ref.id)
    result = [thing for thing in result if thing.id not in removed_ids]
    indexes = {thing.id: index for index, thing in enumerate(result)}
    first = [ref.id for ref in changes.order if look_up(ref) is not None]
    return tuple(_order_things(result, first, rules)), tuple(problems)


def _add_things(
    things: list[T], additions: Sequence[Addition], rules: Rules[T], problems: list[Problem]
) -> list[T]:
    result = list(things)
    new_ids = {addition.id for addition in additions}
    parents: dict[str, str] = {}  # of a new thing: the one it was put beside
    # A file may name its additions in any order: a new thing beside one that comes below it.
    waiting = list(additions)
    while waiting:
        pending = new_ids - {thing.id for thing in result}
        # Those beside a new thing that is not there yet wait for it; if all wait for one another,
        # none waits.
        ready = [addition for addition in waiting if _anchor_id(addition) not in pending]
        for addition in ready or waiting:
            _add_thing(result, addition, rules, parents, problems)
        waiting = [addition for addition in waiting if addition not in ready] if ready else []
    return result


def _anchor_id(addition: Addition) -> str:
    """Return the id of the thing that a new one goes beside, "" if it goes to the end."""
    anchor = addition.after or addition.before
    return anchor.id if anchor else ""


def _add_thing(
    result: list[T],
    addition: Addition,
    rules: Rules[T],
    parents: dict[str, str],
    problems: list[Problem],
) -> None:
    present = {thing.id: index for index, thing in enumerate(result)}
    if addition.id in present:
        problems += rules.taken(addition)
        return
    anchor = addition.after or addition.before
    if anchor and anchor.id not in present:
        problems += rules.absent(anchor.id, anchor.position, present)
        anchor = None
    beside = result[present[anchor.id]] if anchor else None
    thing, thing_problems = rules.make(addition, beside)
    problems += thing_problems
    if anchor is None:
        group = rules.group(thing)
        places = [index + 1 for index, other in enumerate(result) if rules.group(other) == group]
        result.insert(max(places, default=len(result)), thing)
        return
    parents[addition.id] = anchor.id
    place = present[anchor.id]
    if addition.after:
        # Behind what was put after the same thing before, so that additions keep their order.
        place += 1
        while place < len(result) and _is_descendant(result[place].id, anchor.id, parents):
            place += 1
    result.insert(place, thing)


def _is_descendant(id: str, ancestor: str, parents: Mapping[str, str]) -> bool:
    while id in parents:
        id = parents[id]
        if id == ancestor:
            return True
    return False


def _order_things(things: Sequence[T], first: Sequence[str], rules: Rules[T]) -> list[T]:
    rank = {id: index for index, id in enumerate(first)}
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, thing in enumerate(things):
        groups[rules.group(thing)].append(index)
    ordered = list(things)
    for places in groups.values():
        members = [things[index] for index in places]
        members.sort(key=lambda thing: rank.get(thing.id, len(rank)))
        for index, thing in zip(places, members, strict=True):
            ordered[index] = thing
    return ordered


def overlay_values(
    values: Mapping[str, SourcedValue], layer: Layer
) -> tuple[dict[str, SourcedValue], tuple[Problem, ...]]:
    """Return `values` with those that `layer` sets, and what is wrong with that.

    Rows that have a key merge by it.
    """
    merged = dict(values)
    problems: list[Problem] = []
    for name, placed in layer.values.items():
        origin = Origin(layer.level, layer.name, placed.position)
        kind = FIELDS[name].kind if name in FIELDS else None
        if isinstance(kind, Rows) and kind.key:
            merged[name], row_problems = _merge_rows(merged.get(name), placed, origin, kind)
            problems += row_problems
        else:
            merged[name] = SourcedValue(placed, origin)
    return merged, tuple(problems)


def _merge_rows(
    lower: SourcedValue | None, upper: PlacedValue, origin: Origin, kind: Rows
) -> tuple[SourcedValue, tuple[Problem, ...]]:
    """Return rows merged by their key, the later layer's words over the earlier's.

    Empty rows give way if they are too many.
    """
    rows: list[tuple[FieldRow, Position, Origin]] = []
    if lower:
        rows = list(zip(_value_rows(lower.placed), lower.placed.parts, lower.rows, strict=True))
    indexes: dict[str, int] = {}
    for index, (row, _, _) in enumerate(rows):
        if row[kind.key]:
            indexes[row[kind.key].casefold()] = index
    for row, position in zip(_value_rows(upper), upper.parts, strict=True):
        row_origin = replace(origin, position=position)
        known = indexes.get(row[kind.key].casefold())
        if known is None:
            rows.append((row, position, row_origin))
        else:
            new_words = {key: words for key, words in row.items() if words}
            rows[known] = ({**rows[known][0], **new_words}, position, row_origin)
    for index in reversed(range(len(rows))):
        row, _, row_origin = rows[index]
        is_empty = not any(row[key] for key in row if key != kind.key)
        if len(rows) > kind.most and row_origin.level == Level.BASE and is_empty:
            del rows[index]
    problems: list[Problem] = []
    if len(rows) > kind.most:
        problems.append(problem("rows-many", upper.position, count=len(rows), most=kind.most))
    merged, positions, origins = zip(*rows, strict=True)
    placed = PlacedValue(merged, upper.position, positions)
    return SourcedValue(placed, origin, origins), tuple(problems)


def _value_rows(placed: PlacedValue) -> list[FieldRow]:
    value = placed.value
    return [row for row in value if isinstance(row, dict)] if isinstance(value, tuple) else []
