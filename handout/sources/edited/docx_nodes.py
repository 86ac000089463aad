"""What a Word file holds: paragraphs of words, tables, and where boxes end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

HEADINGS = frozenset({"heading 2", "help heading"})


@dataclass(frozen=True)
class Piece:
    """Words in one face, and the field they stand in."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    field: str = ""


@dataclass
class Paragraph:
    """A paragraph.

    `box` is the block that it begins, `side` the side; `list` the format of its list, if it is in
    one.
    """

    style: str
    pieces: list[Piece]
    box: str = ""
    side: str = ""
    list: str = ""
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def heads(self) -> bool:
        return bool(self.box) or self.style in HEADINGS

    @property
    def outside(self) -> bool:
        return self.style in (
            "title",
            "subtitle",
            "heading 1",
            "foot",
            "foot notes",
            "foot ruled",
        ) or self.style.startswith("tag ")


@dataclass
class Grid:
    """A table of words; rows that are headers come first."""

    rows: list[tuple[bool, list[list[Piece]]]]
    left_out: Counter[str] = field(default_factory=Counter)


class Break:
    """The box that stood here ends."""


Node = Paragraph | Grid | Break
