"""How closely a side is set, in even steps, and how its boxes may be arranged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import floor
from typing import Any

_STEPS = 4  # from one density of a theme to the next
_SIZE_STEP = 0.25  # pt


@dataclass(frozen=True, kw_only=True)
class Density:
    """One step of how closely a side is set; lengths in pt.

    `size` and `leading` of the body, `pad` above and below a table's row, `gap` between boxes,
    `head` of a box's heading, `top` and `bottom` padding of a box, `line` the pitch of writing
    lines, `para` between paragraphs, `drill` size and leading of the four drills, `plate` the
    height of the nameplate, `h1` its size.

    How the boxes are arranged: `order` and `spans` set the front's blocks in another order and at
    other widths; `moved` are those it lends to the back. If it is `frugal` it leaves to the back
    what is signed, and has no line for a fact that is not wanted on one page. It `keeps_order`
    where somebody ordered the boxes.
    """

    name: str
    size: float
    leading: float
    pad: float
    gap: float
    head: float
    top: float
    bottom: float
    line: float
    para: float
    drill: tuple[float, float]
    plate: float
    h1: float
    order: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    spans: Mapping[str, int] = field(default_factory=dict)
    frugal: bool = False
    keeps_order: bool = False


EVEN_LENGTHS = ("leading", "pad", "gap", "head", "top", "bottom", "line", "para", "plate")


def read_densities(table: Mapping[str, Any], h1: float) -> tuple[Density, ...]:
    """Return the densities of a theme's metrics.toml and those between them, the roomiest first.

    `h1` is the size of the title where a density has no other.
    """
    common = {"plate": table["nameplate"]["height"], "h1": h1}
    named = [
        Density(**(common | step | {"drill": tuple(step["drill"])})) for step in table["density"]
    ]
    densities = [named[0]]
    for roomier, closer in pairwise(named):
        densities += _steps_between(roomier, closer)
        densities.append(closer)
    return tuple(densities)


def _steps_between(roomier: Density, closer: Density) -> Iterator[Density]:
    """Yield the even steps between two densities, the roomiest first."""
    for step in range(_STEPS - 1, 0, -1):
        share = step / _STEPS
        lengths: dict[str, Any] = {
            name: _interpolate(roomier, closer, name, share) for name in EVEN_LENGTHS
        }
        leading = closer.drill[1] + share * (roomier.drill[1] - closer.drill[1])
        yield replace(
            closer,
            name=f"{closer.name}-{step}",
            size=_step_size(roomier.size, closer.size, share),
            drill=(_step_size(roomier.drill[0], closer.drill[0], share), round(leading, 2)),
            **lengths,
        )


def _interpolate(roomier: Density, closer: Density, name: str, share: float) -> float:
    least, most = getattr(closer, name), getattr(roomier, name)
    return round(float(least + share * (most - least)), 2)


def _step_size(most: float, least: float, share: float) -> float:
    """Return the size nearest to `share` of the way, in whole steps from the lesser."""
    return least + floor(share * (most - least) / _SIZE_STEP + 0.5) * _SIZE_STEP


def read_arrangements(steps: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return the arrangements of a theme's metrics.toml, as fields of a Density."""
    arrangements = []
    for step in steps:
        lists = {name: tuple(step[name]) for name in ("order", "moved") if name in step}
        arrangements.append(dict(step) | lists)
    return tuple(arrangements)
