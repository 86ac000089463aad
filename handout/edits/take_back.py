"""One change in the words of a box taken back, and the others left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handout.edits.diff import UnitChange
from handout.edits.units import Unit, Units, match_units


def take_back(before: Sequence[Unit], after: Sequence[Unit], change: UnitChange) -> Units:
    """Return `after` without `change`, which is one of `unit_changes(before, after)`."""
    units = list(after)
    if change.old is None:
        assert change.new is not None
        del units[change.new]
        return tuple(units)
    old = before[change.old]
    if change.kind in ("removed", "moved"):
        if change.new is not None:
            old = units.pop(change.new)
        units.insert(_index_behind(before, units, change.old), old)
        return tuple(units)
    assert change.new is not None
    unit = units[change.new]
    match change.kind:
        case "reworded":
            unit = replace(unit, text=old.text)
        case "listed":
            unit = replace(unit, kind=old.kind, ticks=old.ticks)
        case _:
            unit = replace(unit, ticked=old.ticked)
    units[change.new] = unit
    return tuple(units)


def _index_behind(before: Sequence[Unit], units: Sequence[Unit], old_index: int) -> int:
    """Return the place in `units` behind the nearest unit that stands above `old_index` before."""
    pairs = match_units(before, units)
    above = [pairs[index] for index in range(old_index) if index in pairs]
    return above[-1] + 1 if above else 0
