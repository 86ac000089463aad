"""Accent colours: contrast as WCAG counts it, palettes, and colours that are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.problems import Position
from handout.sources.fields.accent import (
    ACCENTS,
    LEAST_CONTRAST,
    WHITE,
    Palette,
    accent_palette,
    accent_problem,
    contrast,
    hex_colour,
)

HERE = Position("room.yaml", 3, 9)
COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("#000000", WHITE, 21.0),
        (WHITE, WHITE, 1.0),
        ("#777777", WHITE, 4.48),  # the well-known grey that just fails
        ("#767676", WHITE, 4.54),  # and the one that just passes
        ("#1E2523", WHITE, 15.6),
        ("#14524A", "#EDF4F1", 8.1),
    ],
)
def test_contrast(a: str, b: str, ratio: float) -> None:
    assert contrast(a, b) == pytest.approx(ratio, abs=0.06)
    assert contrast(a, b) == contrast(b, a)


def test_pine_is_the_palette_of_the_field_guide() -> None:
    assert accent_palette("Pine") == Palette("#14524A", "#EDF4F1", "#86A59E", "#6F8A83")
    assert accent_palette("14524a") == accent_palette("#14524A") == accent_palette("pine")


@pytest.mark.parametrize("name", ACCENTS)
def test_every_named_accent_can_be_read(name: str) -> None:
    palette = accent_palette(name)
    assert accent_problem(name, HERE) is None
    assert contrast(palette.accent, WHITE) >= 7 and contrast(palette.accent, palette.tint) >= 6
    # About as much ink as pine's panels, and edges and rules that are seen on a photocopy.
    assert contrast(palette.tint, WHITE) == pytest.approx(contrast("#EDF4F1", WHITE), abs=0.05)
    assert contrast(palette.edge, WHITE) > 2.5 and contrast(palette.hairline, WHITE) > 3


def test_a_pale_accent_is_told_its_contrast_and_the_names_that_pass() -> None:
    wrong = accent_problem("767676", HERE)  # 4.54 on white, but not on its own tint
    assert wrong is not None and wrong.code == "accent-pale" and wrong.position == HERE
    assert "4.1 to 1" in wrong.message and all(name in wrong.hint for name in ACCENTS)


@pytest.mark.parametrize(
    "text", ["", "#", "12345", "1234567", "gggggg", "red", "##14524A", "rgb(0,0,0)", "１４５２４Ａ"]
)
def test_what_is_no_colour_is_refused(text: str) -> None:
    wrong = accent_problem(text, HERE)
    assert hex_colour(text) is None and wrong is not None and wrong.code == "accent-unknown"
    with pytest.raises(ValueError):
        accent_palette(text)


@given(COLOURS)
def test_an_accent_is_taken_exactly_if_it_can_be_read_on_white_and_on_its_tint(colour: str) -> None:
    palette = accent_palette(colour)
    readable = min(contrast(colour, WHITE), contrast(colour, palette.tint)) >= LEAST_CONTRAST
    assert (accent_problem(colour, HERE) is None) == readable
    assert all(
        hex_colour(part) == part
        for part in (palette.accent, palette.tint, palette.edge, palette.hairline)
    )
