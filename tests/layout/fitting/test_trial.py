"""The search for the roomiest density at which a side fits."""

from __future__ import annotations

from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.layout.fitting import trial
from handout.layout.fitting.panel_rows import FILLED_IN
from handout.layout.metrics import load_metrics

GEOMETRY = load_metrics("field-guide", "letter", 1)


def found(free: list[float]) -> tuple[int, int]:
    """Return at which density a side is set that leaves these heights `free` at each, the roomiest
    first, and how many were tried.
    """
    tries: list[int] = []

    def try_density(side: Any, heights: Any, room: Any) -> trial.Trial:
        tries.append(heights.number)
        return trial.Trial(side, (), heights, free[heights.number])

    steps: list[Any] = [
        SimpleNamespace(
            number=number, calculator=SimpleNamespace(density=density, metrics=GEOMETRY)
        )
        for number, density in enumerate(GEOMETRY.densities)
    ]
    side: Any = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "try_density", try_density)
        best: Any = trial.find_roomiest(side, steps, FILLED_IN)
    assert len(tries) == len(set(tries))  # none is tried twice
    return best.heights.number, len(tries)


count = len(GEOMETRY.densities)


@given(st.floats(-400, 400), st.lists(st.floats(0, 200), min_size=count - 1, max_size=count - 1))
def test_it_is_the_first_that_fits_however_heights_grow(
    tightest: float, grown: list[float]
) -> None:
    free = list(accumulate(grown, lambda left, more: left - more, initial=tightest))[::-1]
    first = next((number for number, left in enumerate(free) if left >= 0), count - 1)
    assert found(free)[0] == first


@given(st.floats(300, 740), st.floats(0.9, 1.5))
def test_a_side_that_grows_as_its_lines_do_takes_few_tries(height: float, growth: float) -> None:
    tightest = GEOMETRY.densities[-1].leading
    free = [
        GEOMETRY.depth - height * (1 + growth * (density.leading / tightest - 1))
        for density in GEOMETRY.densities
    ]
    assert found(free)[1] <= 5
