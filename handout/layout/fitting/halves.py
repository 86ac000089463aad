"""Larger text: the panels of each side shared out on two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from handout.layout.fitting.fitted_sheet import FittedSide
from handout.layout.sheet.panels import Side

_CLEARLY = 0.3  # pt of leading: by less, no panel leaves its place in the order


def fit_halves(
    side: Side, fit: Callable[[Side], FittedSide], keeps_order: bool
) -> tuple[FittedSide, ...]:
    """Return the halves of `side`, each set by `fit`, so that both are set as alike as can be.

    The panels keep their order, unless they fit only with one of them on the second half sooner,
    or are set clearly larger with one of them on the first: never if somebody ordered them.
    """
    best = _choose(_split(side), fit)
    if any(half.excess for half in best):
        return _choose([*_split(side), *_split_with_one_moved(side)], fit)
    drawn_up = [] if keeps_order else list(_split_with_one_drawn_up(side))
    if not drawn_up:
        return best
    other = _choose(drawn_up, fit)
    (excess, leading, _), (_, ordered_leading, _) = _unevenness(other), _unevenness(best)
    return other if not excess and leading < ordered_leading - _CLEARLY else best


def _choose(
    splits: Iterable[tuple[Side, ...]], fit: Callable[[Side], FittedSide]
) -> tuple[FittedSide, ...]:
    choices = [tuple(fit(half) for half in halves) for halves in splits]
    return min(choices, key=_unevenness)


def _split(side: Side) -> Iterator[tuple[Side, ...]]:
    """Yield the ways to share out the panels of `side`; a single one stays where it is."""
    second, panels = side.second_half, side.panels
    assert second is not None  # larger text has it
    whole = replace(side, second_half=None)
    if len(panels) < 2:
        yield (replace(whole, foot=second.foot),)
    for count in range(1, len(panels)):
        yield replace(whole, panels=panels[:count]), replace(second, panels=panels[count:])


def _split_with_one_moved(side: Side) -> Iterator[tuple[Side, ...]]:
    """Yield the ways to share out the panels with one of the first half, not its first, moved."""
    for halves in _split(side):
        first, second = halves[0], halves[-1]
        for panel in first.panels[1:-1]:
            rest = tuple(other for other in first.panels if other is not panel)
            yield replace(first, panels=rest), replace(second, panels=(panel, *second.panels))


def _split_with_one_drawn_up(side: Side) -> Iterator[tuple[Side, ...]]:
    """Yield the ways to share out the panels with one of the second half on the first."""
    for halves in _split(side):
        first, second = halves[0], halves[-1]
        for panel in second.panels[1:]:
            if panel.content is not None:  # the day, and where a hand writes, stay where they are
                continue
            rest = tuple(other for other in second.panels if other is not panel)
            yield replace(first, panels=(*first.panels, panel)), replace(second, panels=rest)


def _unevenness(halves: Sequence[FittedSide]) -> tuple[float, float, float]:
    """Return what is to be least: what does not fit, how closely the closer half is set, and how
    much more is left free on the one than on the other.
    """
    excess = sum(half.excess for half in halves)
    closest = min(half.density.leading for half in halves)
    free = [half.free for half in halves]
    return excess, -closest, max(free) - min(free)
