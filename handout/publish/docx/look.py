"""How a Word file looks: sizes, line heights and colours from the sheet's own density."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from handout.layout.density import Density

SANS = "Handout Sans"
_LARGE, _LARGER = 18.0, 12.0  # pt: the smallest words of large print and of larger text


@dataclass(frozen=True)
class Look:
    """What the styles are made from: `density` of the closest side, colours by name, whether in
    large print; larger text is `scale` times as large as usual.
    """

    density: Density
    palette: Mapping[str, str]
    plain: bool
    large: bool
    language: str
    scale: float = 1
    share: float = 1

    @property
    def size(self) -> float:
        """Of the body, pt."""
        return _LARGE if self.large else _half_points(self.density.size * self.share)

    @property
    def heading_families(self) -> tuple[str, str]:
        """Return the family of headings, and that of slanted words, as Word knows them."""
        return ("Handout Serif",) * 2 if self.plain else ("Handout Plate", "Handout Plate Medium")

    @property
    def leading(self) -> float:
        return 24 if self.large else self.density.leading

    @property
    def line(self) -> float:
        """Pitch of writing lines, pt."""
        return 36 if self.large else self.density.line

    def font_size(self, size: float) -> float:
        """Return a size of the sheet as it is here."""
        return max(_LARGE, round(size * 1.3)) if self.large else _half_points(size * self.share)

    def fixed_size(self, size: float) -> float:
        """Return a size that is the same at every density."""
        smallest = _LARGER if self.scale > 1 else 0
        return max(self.font_size(size * self.scale), smallest * self.share)

    def fixed_height(self, leading: float) -> float:
        """Return a line height that is the same at every density."""
        return self.line_height(leading * self.scale)

    def line_height(self, leading: float) -> float:
        """Return a line height of the sheet as it is here."""
        return max(24, round(leading * 1.4)) if self.large else leading


def _half_points(size: float) -> float:
    """Return the next smaller size that a Word file can have: it counts in half points."""
    return floor(size * 2) / 2
