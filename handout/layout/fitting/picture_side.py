"""A side with a picture: as large as its paper lets it be, and as its pixels are worth."""

from __future__ import annotations

from handout.layout.fitting.fitted_sheet import FittedSide
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import Side

_CAPTION_LINES = 3  # of the longest caption; what is typed on the page later has room too
_AROUND = 18  # pt above a picture and its caption (templates/css/geometry.css.j2)
_FEWEST_DOTS = 72  # an inch: with fewer a picture is nothing but squares
# pt on a page of large print (templates/css/large.css.j2): its margins, the heading, the caption.
_LARGE_ENDS = 99 + 84 + 96


def fit_picture_side(side: Side, geometry: Metrics, *, flows: bool) -> FittedSide:
    """Return the side of a picture.

    In large print the sheet `flows`: its picture has a page of its own all the same.
    """
    assert side.picture is not None
    density = geometry.densities[0]
    calculator = HeightCalculator(geometry, density)
    ends = calculator.top_height(side) + calculator.foot_height(side.foot)
    words = _CAPTION_LINES * density.leading + _AROUND * geometry.scale
    room = geometry.depth - geometry.table["page"]["safety"] - ends - words
    if flows:
        room = geometry.height - _LARGE_ENDS
    size = _fit_in(side.picture.picture.size, geometry.measure, room)
    free = 0 if flows else room - size[1]
    return FittedSide(side, density, (), density.gap, free, picture_size=size)


def _fit_in(pixels: tuple[int, int], width: float, height: float) -> tuple[float, float]:
    """Return the size in pt of a picture that fits in `width` and `height`."""
    wide, high = pixels
    scale = min(width / wide, height / high, 72 / _FEWEST_DOTS)
    return wide * scale, high * scale
