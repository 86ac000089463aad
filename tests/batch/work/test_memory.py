"""What a worker keeps: as much after many handouts as after few."""

from __future__ import annotations

import datetime
import gc
from functools import _lru_cache_wrapper
from pathlib import Path

from classrooms import classroom, write_roster

from handout.pipeline import prepare_layers
from handout.publish.html.render import render
from handout.sources.roster.roster import read_roster

DAY = datetime.date(2026, 8, 20)


def endless_caches() -> dict[str, int]:
    """Return how much is in each cache of ours that forgets nothing."""
    caches = [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]
    return {
        f"{cache.__module__}.{cache.__qualname__}": cache.cache_info().currsize
        for cache in caches
        if cache.cache_info().maxsize is None and cache.__module__.startswith("handout.")
    }


def test_what_forgets_nothing_keeps_nothing_of_a_classroom(tmp_path: Path) -> None:
    # Two of each school, with what differs from room to room; the first ones fill what all share.
    rows = [classroom(n, schools=12) for n in range(24)]
    records, faults = read_roster(write_roster(tmp_path / "roster.csv", rows))
    assert not faults
    kept = []
    for half in (records[:12], records[12:]):
        for record in half:
            prepared, _ = prepare_layers([record.layer], today=DAY)
            render(prepared.fitted, "file", prepared.logo, "room")
            render(prepared.fitted, "print", prepared.logo)
        kept.append(endless_caches())
    grown = {name: size - kept[0].get(name, 0) for name, size in kept[1].items()}
    assert {name: more for name, more in grown.items() if more > 0} == {}
