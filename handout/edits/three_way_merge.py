"""A three-way merge of a block's text: as it was issued, as it was edited, and fresh.

`fresh` is the text of a new edition of the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

from handout.edits.units import Unit, Units, match_units
from handout.sources.markdown.document import Item, row_text
from handout.sources.markdown.field_marks import ANY_MARK
from handout.sources.markdown.normalize import normal_text

# A field, spaces, a word with its hyphens and apostrophes, or one sign.
_WORD = re.compile(rf"{ANY_MARK}|\s+|\w+(?:[’'–-]\w+)*|[^\w\s]")
# Words and spaces of a line that are merged word by word: of words that were pasted again and again
# that takes minutes. A line of a sheet has some 30.
_MOST_WORDS = 1000
# ("issued", 3), ("edited", 0): a unit, by the first of the three texts that has it, and its index.
_Key = tuple[str, int]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class MergeResult:
    """A merged text: `units` are what prints.

    Where both changed the same words the edited ones print, and the new wording waits. `waiting`
    maps the id of such a unit to the new wording, "" if the new edition took the unit out;
    `issued_units` maps the same ids to the issued unit. `reworded` are texts in which the words of
    both were put together, `gone` new wordings of units that the edited text has no more.
    """

    units: Units
    waiting: Mapping[str, str] = field(default_factory=dict)
    issued_units: Mapping[str, Unit] = field(default_factory=dict)
    reworded: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def merge_units(
    issued: Units, edited: Units, fresh: Units, *, by_words: bool = True
) -> MergeResult:
    """Return the text with the changes of both the edited and the fresh one.

    Without `by_words` a unit that both changed is the edited one, and the fresh one waits: it is
    in another language. The order of units is that of the edited text if units were moved there.
    """
    if issued == edited:
        return MergeResult(units=fresh)
    if issued == fresh or edited == fresh:
        return MergeResult(units=edited)
    to_edited = match_units(issued, edited)
    units = _unmatched_units(edited, to_edited, "edited")
    # A unit that both added is one; the edited text places it.
    both = {unit.wording for unit in units.values()} - {unit.wording for unit in issued}
    fresh = tuple(unit for unit in fresh if unit.wording not in both)
    to_fresh = match_units(issued, fresh)
    _match_same_wording(to_edited, edited, to_fresh, fresh)
    units |= _unmatched_units(fresh, to_fresh, "fresh")
    waiting: dict[_Key, str] = {}
    reworded, lost = [], []
    for index, base in enumerate(issued):
        edited_unit = edited[to_edited[index]] if index in to_edited else None
        fresh_unit = fresh[to_fresh[index]] if index in to_fresh else None
        key = ("issued", index)
        if edited_unit is None:
            if fresh_unit and fresh_unit.wording != base.wording:
                lost.append(fresh_unit.text)
        elif fresh_unit is None:
            if edited_unit.wording != base.wording:
                units[key], waiting[key] = edited_unit, ""
        else:
            text = _merge_text(base, edited_unit, fresh_unit, by_words)
            if text is None:
                text, waiting[key] = edited_unit.text, fresh_unit.text
            elif text not in (edited_unit.text, fresh_unit.text):
                reworded.append(text)
            units[key] = _merge_state(replace(fresh_unit, text=text), base, edited_unit)
    edited_keys = _unit_keys(edited, to_edited, "edited")
    fresh_keys = _unit_keys(fresh, to_fresh, "fresh")
    stayed = [index for kind, index in edited_keys if kind == "issued"]
    is_reordered = stayed != sorted(stayed)
    lead, other = (edited_keys, fresh_keys) if is_reordered else (fresh_keys, edited_keys)
    lead, other = ([key for key in keys if key in units] for keys in (lead, other))
    order = _interleave(lead, other)
    ids = _assign_ids(order, units)
    return MergeResult(
        units=tuple(replace(units[key], id=ids[key]) for key in order),
        waiting={ids[key]: text for key, text in waiting.items()},
        issued_units={ids[key]: issued[key[1]] for key in waiting},
        reworded=tuple(reworded),
        gone=tuple(lost),
    )


def _match_same_wording(
    to_edited: dict[int, int], edited: Units, to_fresh: dict[int, int], fresh: Units
) -> None:
    """Match units of the same wording to the same issued one.

    What is much longer than it was is matched by what stands around it, and that may differ: of
    two bullets that both texts join, one may go on as the first and one as the second.
    """
    matched = {index: base for base, index in to_fresh.items()}
    same_wording: dict[tuple[str, str], list[int]] = {}
    for index, unit in enumerate(fresh):
        if matched.get(index) not in to_edited:
            same_wording.setdefault(unit.wording, []).append(index)
    for base, index in sorted(to_edited.items()):
        fresh_indexes = same_wording.get(edited[index].wording)
        if base in to_fresh or not fresh_indexes:
            continue
        fresh_index = fresh_indexes.pop(0)
        if fresh_index not in matched:
            to_fresh[base] = fresh_index
        else:  # the id of the new edition is the one that is known from now on
            del to_edited[base]
            to_edited[matched[fresh_index]] = index


def merge_value(issued: T, edited: T, fresh: T) -> T:
    """Return the one value of three; the edited one if both changed it."""
    return fresh if edited == issued else edited


def restore_undecided(fresh: Units, bases: Mapping[str, Unit]) -> Units:
    """Return `fresh` with undecided units as they were issued: merged again, they wait again."""
    units = [replace(bases[unit.id], id=unit.id) if unit.id in bases else unit for unit in fresh]
    present = {unit.id for unit in fresh}
    return (*units, *(replace(unit, id=id) for id, unit in bases.items() if id not in present))


def _unmatched_units(
    units: Sequence[Unit], pairs: Mapping[int, int], kind: str
) -> dict[_Key, Unit]:
    """Return the units that the issued text has not, by their keys."""
    matched = set(pairs.values())
    return {(kind, index): unit for index, unit in enumerate(units) if index not in matched}


def _unit_keys(units: Sequence[Unit], pairs: Mapping[int, int], kind: str) -> list[_Key]:
    issued_indexes = {index: issued_index for issued_index, index in pairs.items()}
    return [
        ("issued", issued_indexes[index]) if index in issued_indexes else (kind, index)
        for index in range(len(units))
    ]


def _interleave(lead: Sequence[_Key], other: Sequence[_Key]) -> list[_Key]:
    """Return `lead`, and what only `other` has where it stands there: after what it follows."""
    merged, present = list(lead), set(lead)
    place = 0
    for key in other:
        if key not in present:
            merged.insert(place, key)
        place = merged.index(key) + 1
    return merged


def _assign_ids(order: Iterable[_Key], units: Mapping[_Key, Unit]) -> dict[_Key, str]:
    """Return the ids of units; that of an edited unit gives way if another has it too."""
    ids: dict[_Key, str] = {}
    for key in sorted(order, key=lambda key: key[0] == "edited"):
        id = units[key].id
        taken = set(ids.values())
        names = (id if number == 1 else f"{id}-{number}" for number in count(1))
        ids[key] = id and next(name for name in names if name not in taken)
    return ids


def _merge_state(unit: Unit, base: Unit, edited_unit: Unit) -> Unit:
    """Return `unit` with what is not wording: its kind of list, whether it is ticked."""
    kind = edited_unit.kind if edited_unit.kind != base.kind else unit.kind
    ticks = merge_value(base.ticks, edited_unit.ticks, unit.ticks)
    ticked = merge_value(base.ticked, edited_unit.ticked, unit.ticked) and ticks
    return replace(unit, kind=kind, ticks=ticks, ticked=ticked)


def _merge_text(base: Unit, edited_unit: Unit, fresh_unit: Unit, by_words: bool) -> str | None:
    """Return the wording of both; None if they changed the same words, or the same unit where that
    is not merged `by_words`.
    """
    wordings = {base.wording, edited_unit.wording, fresh_unit.wording}
    if not by_words and len(wordings) == 3:
        return None
    if base.kind in ("row", "head"):
        three = [Item("", unit.text).cells for unit in (base, edited_unit, fresh_unit)]
        if len({len(cells) for cells in three}) == 1:
            cells = [_merge_words(*texts) for texts in zip(*three, strict=True)]
            merged_cells = [cell for cell in cells if cell is not None]
            return row_text(merged_cells) if len(merged_cells) == len(cells) else None
    return _merge_words(base.text, edited_unit.text, fresh_unit.text)


def _merge_words(base: str, edited_unit: str, fresh_unit: str) -> str | None:
    if edited_unit in (base, fresh_unit):
        return fresh_unit
    if fresh_unit == base:
        return edited_unit
    three = [_WORD.findall(text) for text in (base, edited_unit, fresh_unit)]
    if max(map(len, three)) > _MOST_WORDS:
        return None
    base_words, edited_words, fresh_words = three
    changes = sorted(
        {*_word_changes(base_words, edited_words), *_word_changes(base_words, fresh_words)}
    )
    # Touching changes are changes of the same words: what stands between two must be a word, not
    # just a space.
    for (_, end, _), (start, _, _) in zip(changes, changes[1:], strict=False):
        if not "".join(base_words[end:start]).strip():
            return None
    merged, position = [], 0
    for start, end, text in changes:
        merged += [*base_words[position:start], text]
        position = end
    text = "".join([*merged, *base_words[position:]])
    return text if normal_text(text) == text else None


def _word_changes(base: list[str], other: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of words of `base` that differ in `other`, and the words of `other` there.

    Of "a b b c" and "a b c" either b may be the one left out: it is the first, so that one change
    is told one way.
    """
    from difflib import SequenceMatcher

    last = 0
    for tag, start, end, other_start, other_end in SequenceMatcher(
        None, base, other, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        words = other[other_start:other_end]
        while tag == "delete" and start > last and base[start - 1] == base[end - 1]:
            start, end = start - 1, end - 1
        while tag == "insert" and start > last and base[start - 1] == words[-1]:
            start, end, words = start - 1, end - 1, [words[-1], *words[:-1]]
        yield start, end, "".join(words)
        last = end
