"""Accent colours: the named ones, the tints made from one, and whether words in it can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handout.problems import Position, Problem, problem

WHITE = "#FFFFFF"
LEAST_CONTRAST = 4.5
"""WCAG 2.1 AA for words of any size."""

ACCENTS: Mapping[str, str] = {
    "pine": "#14524A",
    "navy": "#1F3A68",
    "plum": "#5B2A5E",
    "slate": "#3A4653",
    "forest": "#2C5426",
    "lake": "#0B4F6C",
}

_CHANNEL_SHARES = 0.2126, 0.7152, 0.0722  # of red, green and blue: WCAG's relative luminance
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})")


@dataclass(frozen=True)
class Palette:
    """The colours a theme makes from one accent, each as #RRGGBB.

    Words may stand in `accent` on white or `tint`.
    """

    accent: str
    tint: str
    edge: str
    hairline: str


# Pine's were chosen by eye with the rest of the field guide; the others follow it: about as much
# ink.
_PINE = Palette(ACCENTS["pine"], "#EDF4F1", "#86A59E", "#6F8A83")
_TINT_SHARE, _EDGE_SHARE, _HAIRLINE_SHARE = 0.07, 0.52, 0.6


def hex_colour(text: str) -> str | None:
    """`text`, a name from ACCENTS or six hex digits with or without #, as #RRGGBB; None if it is
    neither.
    """
    if named := ACCENTS.get(text.casefold()):
        return named
    match = _HEX.fullmatch(text)
    return f"#{match[1].upper()}" if match else None


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two #RRGGBB colours as WCAG 2.1 counts it, from 1 to 21."""
    darker, lighter = sorted((_luminance(colour), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def accent_palette(text: str) -> Palette:
    """Return the palette of an accent, a name or hex digits.

    Raises ValueError if it is no colour.
    """
    accent = hex_colour(text)
    if accent is None:
        raise ValueError(text)
    if accent == _PINE.accent:
        return _PINE
    return Palette(
        accent,
        _thin_colour(accent, _TINT_SHARE),
        _thin_colour(accent, _EDGE_SHARE),
        _thin_colour(accent, _HAIRLINE_SHARE),
    )


def accent_problem(text: str, position: Position) -> Problem | None:
    """Return what is wrong with `text` as an accent: not a colour, or too pale for words."""
    if hex_colour(text) is None:
        import difflib

        near = difflib.get_close_matches(text.casefold()[:40], ACCENTS, 1)
        code = "accent-unknown-near" if near else "accent-unknown"
        return problem(
            code, position, found=text[:40], near="".join(near), names=", ".join(ACCENTS)
        )
    palette = accent_palette(text)
    least = min(contrast(palette.accent, WHITE), contrast(palette.accent, palette.tint))
    if least >= LEAST_CONTRAST:
        return None
    # Rounded down, so that a colour just below the limit is not told to have reached it.
    measured = f"{int(least * 10) / 10:.1f}"
    return problem("accent-pale", position, found=text, contrast=measured, names=", ".join(ACCENTS))


def _rgb_channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    linear = map(_linear_channel, _rgb_channels(colour))
    return sum(share * value for share, value in zip(_CHANNEL_SHARES, linear, strict=True))


def _linear_channel(channel: int) -> float:
    """Return the light of a channel of sRGB, 0 to 255, from 0 to 1 (IEC 61966-2-1)."""
    share = channel / 255
    return share / 12.92 if channel <= 10 else ((share + 0.055) / 1.055) ** 2.4


def _thin_colour(colour: str, share: float) -> str:
    """Return `share` of the colour on white paper."""
    channels = [round(255 - share * (255 - channel)) for channel in _rgb_channels(colour)]
    return "#" + "".join(f"{channel:02X}" for channel in channels)
