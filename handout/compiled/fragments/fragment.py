"""A part of a page as it was typeset once, with a place for each of its slots.

A compiled sheet is put together from fragments. Lengths in CSS px on the page that it was compiled
from. Where a slot takes more lines than it had there, all that is lower in the box moves down;
where its words push what follows on their line, that moves to the side.
"""

from __future__ import annotations

from dataclasses import dataclass

from handout.compiled.parts.positions import PartPosition
from handout.compiled.pdf.types import Bookmark, StructureTag
from handout.compiled.text.shaping import FontInstance
from handout.publish.pdf.writing.operators import Op


@dataclass(frozen=True, slots=True)
class FixedText:
    """A stretch of text that is the same for all."""

    face: str
    size: float
    x: float
    y: float
    color: tuple[float, ...]
    shows: bytes
    glyphs: tuple[int, ...]

    @property
    def top(self) -> float:
        """The baseline of its first line."""
        return self.y


@dataclass(frozen=True, slots=True)
class SlotText:
    """Where a slot's words go.

    `ys` are the baselines of the lines that it had. What is `before` and `after` its words stands
    in the same stretch of text.
    """

    slot: int
    font: FontInstance
    x: float
    ys: tuple[float, ...]
    width: float
    color: tuple[float, ...]
    before: str
    after: str

    @property
    def top(self) -> float:
        """The baseline of its first line."""
        return self.ys[0]


@dataclass(frozen=True, slots=True)
class GrowingRow:
    """What moves down where a slot's row grows: all below `y` between `left` and `right`.

    But for what stands between `starts` and `ends`: lines to write on, in a cell beside the words.
    """

    y: float
    left: float
    right: float
    starts: float = 0.0
    ends: float = 0.0

    def holds(self, top: float, bottom: float) -> bool:
        """Return whether what reaches from `top` to `bottom` stands in the row beside its words."""
        return self.starts <= top and bottom <= self.ends


@dataclass(frozen=True, slots=True)
class SidewaysShift:
    """What a slot's words move to the side: all of a drawing from `x` on.

    With `back` they move what is before `x` to the left.
    """

    slot: int
    x: float
    back: bool = False

    def moves(self, x: float) -> bool:
        """Return whether what stands at `x` is moved."""
        return x < self.x if self.back else x > self.x


@dataclass(frozen=True, slots=True)
class FragmentDrawing:
    """A drawing; one without operators is a QR code or a logo, which are not the same for all.

    `frame`: it is the box itself, and as high as its row. `shifts`: the slots that move it to the
    side.
    """

    ops: tuple[Op, ...]
    box: tuple[float, float, float, float]
    frame: bool
    shifts: tuple[SidewaysShift, ...]


CopiedObject = tuple[bytes | int, ...]
"""An object of a PDF as it is written, with indices of other objects where it refers to them."""


@dataclass(frozen=True, slots=True)
class CopiedPictures:
    """The `objects` that pictures are made of, and by the pictures' `names` the index where each
    begins.
    """

    objects: tuple[CopiedObject, ...]
    names: dict[str, int]


ElementText = tuple[FixedText | SlotText, ...]


@dataclass(slots=True)
class Fragment:
    """A part of a page. `tags` are its elements.

    A number in them that is not negative is an index in `texts`, each all text of one element; -1
    is the first of `figures`, -2 the second.
    """

    name: str
    position: PartPosition
    texts: list[ElementText]
    figures: list[FragmentDrawing]
    drawings: list[FragmentDrawing]
    rows: list[GrowingRow]
    tags: list[StructureTag]
    bookmarks: list[Bookmark]
    pictures: CopiedPictures
    graphics_states: dict[str, bytes]
    producer: str
