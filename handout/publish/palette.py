"""The colors of a sheet."""

from __future__ import annotations

from handout.sources.fields.accent import accent_palette

# What does not come from the accent; contrasts are in docs/design.md.
_COLORS = {
    "ink": "#1E2523", "soft": "#4A5552", "line": "#5E6B67", "warm": "#6A4511", "sand": "#FBF5E6",
    "danger": "#A32D14", "danger_tint": "#FDF1EC", "danger_hair": "#BF7361",
}  # fmt: skip
_MONO = dict.fromkeys(_COLORS, "#000000") | {"sand": "#FFFFFF", "danger_tint": "#FFFFFF"}
_MONO_ACCENT = {"accent": "#000000", "sage": "#FFFFFF", "edge": "#000000", "hair": "#555555"}


def color_palette(ink: str, accent: str) -> dict[str, str]:
    """Return the palette of a sheet: `ink` is color or mono, `accent` a name or hex digits."""
    if ink == "mono":
        return _MONO | _MONO_ACCENT
    palette = accent_palette(accent)
    return _COLORS | {
        "accent": palette.accent,
        "sage": palette.tint,
        "edge": palette.edge,
        "hair": palette.hairline,
    }
