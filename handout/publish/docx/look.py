"""How a Word file looks: sizes, line heights and colours from the sheet's own density."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handout.layout.density import Density

# Arial's letters are larger than Source Sans: at this share of the size they look alike, and lines
# break alike.
SHARE = 0.9
_LARGE = 18.0


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

    @property
    def size(self) -> float:
        """Of the body, pt."""
        return _LARGE if self.large else round(self.density.size * SHARE * 2) / 2

    @property
    def leading(self) -> float:
        return 24 if self.large else self.density.leading

    @property
    def line(self) -> float:
        """Pitch of writing lines, pt."""
        return 36 if self.large else self.density.line

    def font_size(self, size: float) -> float:
        """Return a size of the sheet as it is here."""
        return max(_LARGE, round(size * 1.3)) if self.large else round(size * SHARE * 2) / 2

    def fixed_size(self, size: float) -> float:
        """Return a size that is the same at every density."""
        return self.font_size(size * self.scale)

    def fixed_height(self, leading: float) -> float:
        """Return a line height that is the same at every density."""
        return self.line_height(leading * self.scale)

    def line_height(self, leading: float) -> float:
        """Return a line height of the sheet as it is here."""
        return max(24, round(leading * 1.4)) if self.large else leading
