"""Three texts of one block become one: as it was issued, as she edited it, and as a new edition has it (fresh)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import count
from typing import TypeVar

from handout.edits.units import Unit, Units, match_units
from handout.sources.markdown.document import Item, row_text
from handout.sources.markdown.normalize import normal_text

_WORD = re.compile(r"\s+|\w+(?:[’'–-]\w+)*|[^\w\s]")
_Key = tuple[
    str, int
]  # ("issued", 3), ("edited", 0): a unit, by the first of the three texts that has it
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class MergeResult:
    """`units` are what prints. Where both changed the same words hers print, and the new wording waits.

    `waiting`: the id of her unit -> the new wording, "" if it was taken out. `bases`: the same ids -> the issued unit.
    `looks` are units in which words of both were put together, `gone` new wordings of units that she took out.
    """

    units: Units
    waiting: Mapping[str, str] = field(default_factory=dict)
    issued_units: Mapping[str, Unit] = field(default_factory=dict)
    reworded: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def merge_units(issued: Units, edited: Units, fresh: Units) -> MergeResult:
    """What she and the new edition changed, both; the order of units is hers if she moved any."""
    if issued == edited:
        return MergeResult(units=fresh)
    if issued == fresh or edited == fresh:
        return MergeResult(units=edited)
    to_edited = match_units(issued, edited)
    units: dict[_Key, Unit] = {
        ("edited", m): unit for m, unit in enumerate(edited) if m not in to_edited.values()
    }
    # What both added is one; it is hers.
    both = {unit.wording for unit in units.values()} - {unit.wording for unit in issued}
    fresh = tuple(unit for unit in fresh if unit.wording not in both)
    to_fresh = match_units(issued, fresh)
    units |= {("fresh", m): unit for m, unit in enumerate(fresh) if m not in to_fresh.values()}
    waiting: dict[_Key, str] = {}
    looks, gone = [], []
    for n, base in enumerate(issued):
        hers = edited[to_edited[n]] if n in to_edited else None
        later = fresh[to_fresh[n]] if n in to_fresh else None
        key = ("issued", n)
        if hers is None:
            if later and later.wording != base.wording:
                gone.append(later.text)
        elif later is None:
            if hers.wording != base.wording:
                units[key], waiting[key] = hers, ""
        else:
            text = _merged_text(base, hers, later)
            if text is None:
                text, waiting[key] = hers.text, later.text
            elif text not in (hers.text, later.text):
                looks.append(text)
            units[key] = _with_state(replace(later, text=text), base, hers)
    in_edited, in_fresh = _keys(edited, to_edited, "edited"), _keys(fresh, to_fresh, "fresh")
    stayed = [n for kind, n in in_edited if kind == "issued"]
    lead, other = (in_edited, in_fresh) if stayed != sorted(stayed) else (in_fresh, in_edited)
    order = _interleaved(
        [key for key in lead if key in units], [key for key in other if key in units]
    )
    ids = _ids(order, units)
    return MergeResult(
        units=tuple(replace(units[key], id=ids[key]) for key in order),
        waiting={ids[key]: text for key, text in waiting.items()},
        issued_units={ids[key]: issued[key[1]] for key in waiting},
        reworded=tuple(looks),
        gone=tuple(gone),
    )


def merge_value(issued: T, edited: T, fresh: T) -> T:
    """The one value of three; hers if both changed it."""
    return fresh if edited == issued else edited


def restore_undecided(fresh: Units, bases: Mapping[str, Unit]) -> Units:
    """`fresh`, but with the units on which nothing is decided as they were issued: merged with it they wait again."""
    found = [replace(bases[unit.id], id=unit.id) if unit.id in bases else unit for unit in fresh]
    present = {unit.id for unit in fresh}
    return (*found, *(replace(unit, id=id) for id, unit in bases.items() if id not in present))


def _keys(units: Sequence[Unit], pairs: Mapping[int, int], kind: str) -> list[_Key]:
    origin = {m: n for n, m in pairs.items()}
    return [("issued", origin[m]) if m in origin else (kind, m) for m in range(len(units))]


def _interleaved(lead: Sequence[_Key], other: Sequence[_Key]) -> list[_Key]:
    """`lead`, and what only `other` has where it stands there: after what it follows."""
    found, present = list(lead), set(lead)
    place = 0
    for key in other:
        if key not in present:
            found.insert(place, key)
        place = found.index(key) + 1
    return found


def _ids(order: Iterable[_Key], units: Mapping[_Key, Unit]) -> dict[_Key, str]:
    """The ids of units; one of hers gives way if it is another's too."""
    found: dict[_Key, str] = {}
    for key in sorted(order, key=lambda key: key[0] == "edited"):
        id = units[key].id
        taken = set(found.values())
        names = (id if k == 1 else f"{id}-{k}" for k in count(1))
        found[key] = id and next(name for name in names if name not in taken)
    return found


def _with_state(unit: Unit, base: Unit, hers: Unit) -> Unit:
    """`unit` with what is not wording: its kind of list, whether it is ticked."""
    kind = hers.kind if hers.kind != base.kind else unit.kind
    ticks = merge_value(base.ticks, hers.ticks, unit.ticks)
    return replace(
        unit,
        kind=kind,
        ticks=ticks,
        ticked=merge_value(base.ticked, hers.ticked, unit.ticked) and ticks,
    )


def _merged_text(base: Unit, hers: Unit, later: Unit) -> str | None:
    """The wording of both; None if they changed the same words."""
    if base.kind in ("row", "head"):
        three = [Item("", unit.text).cells for unit in (base, hers, later)]
        if len({len(cells) for cells in three}) == 1:
            cells = [_merged_words(*texts) for texts in zip(*three, strict=True)]
            kept = [cell for cell in cells if cell is not None]
            return row_text(kept) if len(kept) == len(cells) else None
    return _merged_words(base.text, hers.text, later.text)


def _merged_words(base: str, hers: str, later: str) -> str | None:
    if hers in (base, later):
        return later
    if later == base:
        return hers
    three = [_WORD.findall(text) for text in (base, hers, later)]
    words, own, new = three
    changes = sorted({*_changes(words, own), *_changes(words, new)})
    # Touching changes are changes of the same words: what stands between two must be a word, not just a space.
    for (_, end, _), (start, _, _) in zip(changes, changes[1:], strict=False):
        if not "".join(words[end:start]).strip():
            return None
    found, at = [], 0
    for start, end, text in changes:
        found += [*words[at:start], text]
        at = end
    text = "".join([*found, *words[at:]])
    return text if normal_text(text) == text else None


def _changes(base: list[str], other: list[str]) -> Iterator[tuple[int, int, str]]:
    """The runs of words of `base` that `other` has otherwise, and the words it has there.

    Of "a b b c" and "a b c" either b may be the one left out: it is the first, so that one change is told one way.
    """
    last = 0
    for tag, start, end, k, m in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        words = other[k:m]
        while tag == "delete" and start > last and base[start - 1] == base[end - 1]:
            start, end = start - 1, end - 1
        while tag == "insert" and start > last and base[start - 1] == words[-1]:
            start, end, words = start - 1, end - 1, [words[-1], *words[:-1]]
        yield start, end, "".join(words)
        last = end
