"""A theme's numbers for larger text: the sheet of a smaller paper, magnified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handout.layout.density import EVEN_LENGTHS, Density

TEXT_SCALES: Mapping[str, float] = {"normal": 1, "large": 1.2}
"""How much larger than usual everything is set, by text_size."""

_LEAST_SIZE = 10.0  # pt before it is magnified: 12 pt on the paper
_LEAST_LEADING = 1.18  # of the size
_MARGINS = ("top", "bottom", "punch", "outer")

# What is no length: weights, counts of lines, shares of a size or of a width.
_NO_LENGTHS = {
    ("nameplate", "lead", 2),
    ("nameplate", "lead", 3),
    ("help", "title", 2),
    ("help", "lifeline", 0),
    ("text", "head_weight"),
    ("text", "labels_bold"),
    ("text", "note"),
    ("text", "quote"),
    ("schedule", "time"),
    ("schedule", "bold"),
    ("people", "bold"),
    ("pairs", "th", 2),
    ("columns",),
    ("arrangement",),
}


def reduce_table(table: Mapping[str, Any], scale: float) -> dict[str, Any]:
    """Return a theme's numbers for the smaller paper: those of its table `larger`, and margins so
    much narrower that they are as wide as usual when they are magnified by `scale`.
    """
    reduced = {name: part for name, part in table.items() if name != "larger"}
    for name, part in table["larger"].items():
        reduced[name] = reduced[name] | part
    margins = {name: reduced["page"][name] / scale for name in _MARGINS}
    reduced["page"] = reduced["page"] | margins
    return reduced


def magnify_table(table: Mapping[str, Any], scale: float) -> dict[str, Any]:
    """Return a theme's numbers with all lengths `scale` times as large."""
    return {name: _magnify(part, scale, (name,)) for name, part in table.items()}


def _magnify(value: Any, scale: float, path: tuple[str | int, ...]) -> Any:
    if path in _NO_LENGTHS:
        return value
    if isinstance(value, Mapping):
        return {key: _magnify(part, scale, (*path, key)) for key, part in value.items()}
    if isinstance(value, list):
        return [_magnify(part, scale, (*path, index)) for index, part in enumerate(value)]
    return magnify(value, scale) if isinstance(value, int | float) else value


def magnify(length: float, scale: float) -> float:
    """Return a length `scale` times as large, as it stands in a style sheet."""
    return round(length * scale, 4)


def raise_density(density: Density, h1: float) -> Density:
    """Return `density` with no words under 12 pt once it is magnified, nor a title above `h1`."""
    size, drill_size = max(density.size, _LEAST_SIZE), max(density.drill[0], _LEAST_SIZE)
    return replace(
        density,
        size=size,
        leading=max(density.leading, _LEAST_LEADING * size),
        drill=(drill_size, max(density.drill[1], _LEAST_LEADING * drill_size)),
        h1=min(density.h1, h1),
    )


def magnify_density(density: Density, scale: float) -> Density:
    """Return `density` with all lengths `scale` times as large."""
    lengths: dict[str, Any] = {
        name: magnify(getattr(density, name), scale) for name in (*EVEN_LENGTHS, "size", "h1")
    }
    drill = magnify(density.drill[0], scale), magnify(density.drill[1], scale)
    return replace(density, drill=drill, **lengths)
