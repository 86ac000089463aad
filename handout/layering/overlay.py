"""The algorithm that applies a layer's changes: to blocks, to a block's items, and to values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
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


Claim = tuple[SourcedValue | None, PlacedValue]
"""The rows below a layer and those of it, so that those for one another have the same key."""


class Entry(Protocol):
    """A block or an item."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Entry)


class Rules(Protocol[T]):
    """What blocks and items do each in their own way when a layer changes them."""

    def group(self, entry: T) -> Hashable:
        """Return the group of an entry: a side, or a list.

        Entries are ordered within their group, and new ones go to its end.
        """

    def absence_problems(
        self, id: str, position: Position, present: Iterable[str]
    ) -> Iterable[Problem]:
        """Return what to say of an id that none of the entries has."""

    def duplicate_problems(self, addition: Addition) -> Iterable[Problem]:
        """Return what to say of a new entry with the id of another."""

    def refusal_problems(self, entry: T, change: Ref | Replacement) -> Iterable[Problem]:
        """Return why this entry may not be removed, or replaced so."""

    def create(self, addition: Addition, beside: T | None) -> tuple[T, Iterable[Problem]]:
        """Return the new entry, in the group of the entry that it goes `beside`."""

    def reword(self, entry: T, replacement: Replacement) -> tuple[T, Iterable[Problem]]:
        """Return the entry with its new words."""


def overlay(
    entries: Sequence[T], changes: Changes, rules: Rules[T]
) -> tuple[tuple[T, ...], tuple[Problem, ...]]:
    """Return `entries` after `changes`, and what is wrong in the changes.

    A change that is wrong is left out. First words are replaced, then new entries are put in their
    places, then some are removed, and at last those named in `order` come first within their group,
    in that order, and the rest of the group after them as it was.
    """
    problems: list[Problem] = []
    result = list(entries)
    indexes = {entry.id: index for index, entry in enumerate(result)}

    def look_up(change: Ref | Replacement) -> T | None:
        if change.id in indexes:
            return result[indexes[change.id]]
        problems.extend(rules.absence_problems(change.id, change.position, indexes))
        return None

    removed = {ref.id for ref in changes.remove}
    for replacement in changes.replace:
        entry = look_up(replacement)
        if entry is None:
            continue
        if replacement.id in removed:
            problems.append(problem("change-removed", replacement.position, id=replacement.id))
        elif refusals := tuple(rules.refusal_problems(entry, replacement)):
            problems += refusals
        else:
            result[indexes[entry.id]], entry_problems = rules.reword(entry, replacement)
            problems += entry_problems
    result = _add_entries(result, changes.add, rules, problems)
    indexes = {entry.id: index for index, entry in enumerate(result)}
    removed_ids = set()
    for ref in changes.remove:
        entry = look_up(ref)
        if entry is not None:
            refusals = tuple(rules.refusal_problems(entry, ref))
            problems += refusals
            if not refusals:
                removed_ids.add(ref.id)
    result = [entry for entry in result if entry.id not in removed_ids]
    indexes = {entry.id: index for index, entry in enumerate(result)}
    first = [ref.id for ref in changes.order if look_up(ref) is not None]
    return tuple(_order_entries(result, first, rules)), tuple(problems)


def _add_entries(
    entries: list[T], additions: Sequence[Addition], rules: Rules[T], problems: list[Problem]
) -> list[T]:
    result = list(entries)
    new_ids = {addition.id for addition in additions}
    parents: dict[str, str] = {}  # of a new entry: the one it was put beside
    # A file may name its additions in any order: a new entry beside one that comes below it.
    waiting = list(additions)
    while waiting:
        pending = new_ids - {entry.id for entry in result}
        # Those beside a new entry that is not there yet wait for it; if all wait for one another,
        # none waits.
        ready = [addition for addition in waiting if _anchor_id(addition) not in pending]
        for addition in ready or waiting:
            _add_entry(result, addition, rules, parents, problems)
        waiting = [addition for addition in waiting if addition not in ready] if ready else []
    return result


def _anchor_id(addition: Addition) -> str:
    """Return the id of the entry that a new one goes beside, "" if it goes to the end."""
    anchor = addition.after or addition.before
    return anchor.id if anchor else ""


def _add_entry(
    result: list[T],
    addition: Addition,
    rules: Rules[T],
    parents: dict[str, str],
    problems: list[Problem],
) -> None:
    present = {entry.id: index for index, entry in enumerate(result)}
    if addition.id in present:
        problems += rules.duplicate_problems(addition)
        return
    anchor = addition.after or addition.before
    if anchor and anchor.id not in present:
        problems += rules.absence_problems(anchor.id, anchor.position, present)
        anchor = None
    beside = result[present[anchor.id]] if anchor else None
    entry, entry_problems = rules.create(addition, beside)
    problems += entry_problems
    if anchor is None:
        group = rules.group(entry)
        places = [index + 1 for index, other in enumerate(result) if rules.group(other) == group]
        result.insert(max(places, default=len(result)), entry)
        return
    parents[addition.id] = anchor.id
    place = present[anchor.id]
    if addition.after:
        # Behind what was put after the same entry before, so that additions keep their order.
        place += 1
        while place < len(result) and _is_descendant(result[place].id, anchor.id, parents):
            place += 1
    result.insert(place, entry)


def _is_descendant(id: str, ancestor: str, parents: Mapping[str, str]) -> bool:
    while id in parents:
        id = parents[id]
        if id == ancestor:
            return True
    return False


def _order_entries(entries: Sequence[T], first: Sequence[str], rules: Rules[T]) -> list[T]:
    rank = {id: index for index, id in enumerate(first)}
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        groups[rules.group(entry)].append(index)
    ordered = list(entries)
    for places in groups.values():
        members = [entries[index] for index in places]
        members.sort(key=lambda entry: rank.get(entry.id, len(rank)))
        for index, entry in zip(places, members, strict=True):
            ordered[index] = entry
    return ordered


def overlay_values(
    values: Mapping[str, SourcedValue],
    layer: Layer,
    labels: Mapping[str, str] | None = None,
    claim: Callable[[SourcedValue | None, PlacedValue], Claim] | None = None,
) -> tuple[dict[str, SourcedValue], tuple[Problem, ...]]:
    """Return `values` with those that `layer` sets, and what is wrong with that.

    Rows that have a key merge by it; `labels` are keys in English, in small letters, with the same
    in the sheet's language: a roster names people in English for every sheet. `claim` tells which
    contacts are for a row that is called otherwise.
    """
    merged = dict(values)
    problems: list[Problem] = []
    for name, placed in layer.values.items():
        origin = Origin(layer.level, layer.name, placed.position)
        kind = FIELDS[name].kind if name in FIELDS else None
        if isinstance(kind, Rows) and kind.key:
            placed = _rename_rows(placed, kind.key, labels or {})
            # A role has rows of its own, in place of those that every role has.
            lower = None if layer.level is Level.ROLE else merged.get(name)
            if claim and name == "contacts" and layer.level > Level.BAND:
                lower, placed = claim(lower, placed)
            merged[name], row_problems = _merge_rows(lower, placed, origin, kind)
            problems += row_problems
        else:
            merged[name] = SourcedValue(placed, origin)
    return merged, tuple(problems)


def _rename_rows(placed: PlacedValue, key: str, labels: Mapping[str, str]) -> PlacedValue:
    rows: list[FieldRow] = []
    for row in placed.rows:
        rows.append({**row, key: labels.get(row[key].casefold(), row[key])})
    return replace(placed, value=tuple(rows)) if labels else placed


def _merge_rows(
    lower: SourcedValue | None, upper: PlacedValue, origin: Origin, kind: Rows
) -> tuple[SourcedValue, tuple[Problem, ...]]:
    """Return rows merged by their key, the later layer's words over the earlier's.

    Empty rows give way if they are too many.
    """
    rows: list[tuple[FieldRow, Position, Origin]] = []
    if lower:
        rows = list(zip(lower.placed.rows, lower.placed.parts, lower.rows, strict=True))
    indexes: dict[str, int] = {}
    for index, (row, _, _) in enumerate(rows):
        if row[kind.key]:
            indexes[row[kind.key].casefold()] = index
    for row, position in zip(upper.rows, upper.parts, strict=True):
        row_origin = replace(origin, position=position)
        lower_index = indexes.get(row[kind.key].casefold())
        if lower_index is None:
            rows.append((row, position, row_origin))
        else:
            new_words = {key: words for key, words in row.items() if words}
            lower_words, _, _ = rows[lower_index]
            rows[lower_index] = ({**lower_words, **new_words}, position, row_origin)
    is_role_list = any(row_origin.level is Level.ROLE for _, _, row_origin in rows)
    if is_role_list and len(rows) > kind.most:  # a role's own order gives way with its empty rows
        ranks = {row[kind.key].casefold(): rank for rank, row in enumerate(upper.rows)}
        rows.sort(key=lambda entry: ranks.get(entry[0][kind.key].casefold(), len(ranks)))
    for index in reversed(range(len(rows))):
        row, _, row_origin = rows[index]
        is_empty = not any(row[key] for key in row if key != kind.key)
        if len(rows) > kind.most and row_origin.level <= Level.BAND and is_empty:
            del rows[index]
    problems: list[Problem] = []
    if len(rows) > kind.most:
        problems.append(problem("rows-many", upper.position, count=len(rows), most=kind.most))
    merged, positions, origins = zip(*rows, strict=True)
    placed = PlacedValue(merged, upper.position, positions)
    return SourcedValue(placed, origin, origins), tuple(problems)
