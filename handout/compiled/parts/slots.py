"""What is the same in a part of many classrooms' sheets, and the slots for what is not.

Lengths in pt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from handout.layering.block_rules import ComposedBlock
from handout.layout.sheet.panels import is_quote, quote_start
from handout.layout.text.line_breaking import extra_characters
from handout.sources.markdown.document import items_of
from handout.sources.markdown.field_marks import bare_text, find_marks
from handout.sources.markdown.inline_html import Run
from handout.sources.pictures.picture import Picture

BEYOND_PAGE = 1e9  # pt, far beyond any page
TOKEN = re.compile(r"Zq\d{3}x[a-z]*")
CODE = "https://zq.invalid/"
"""Stands for the address of a QR code."""
LOGO = "Zq logo"
"""Stands for what a logo shows."""
NAMEPLATE, FOOT = "nameplate", "foot"
_SPACES = re.compile(" +")
_SLOT_IN_KEY = "\N{REPLACEMENT CHARACTER}"


class Slot(NamedTuple):
    """Words that differ from classroom to classroom. Lengths in pt.

    `measure` is how long a line may be and `leading` how far apart they are. The slots of one
    `group` make a row as high as the highest of them; with `group` -1 it has as many lines wherever
    the key is the same. `ends`: a line's end stands still, not its start. `pushes`: what follows on
    the line is moved by the words; if a line's end stands still, what goes before them. Blanks
    among the words are lines of `blank_line` in `blank_color` (red, green, blue, each of 1).
    """

    pieces: tuple[Run, ...]
    measure: float
    leading: float
    group: int
    features: tuple[str, ...] = ()
    pushes: bool = False
    ends: bool = False
    blank_color: tuple[float, ...] = ()
    blank_line: float = 0


class Group(NamedTuple):
    """A row that grows: `least` (pt) is the height of its words where every slot has one line.

    It reaches from `left` to `right` (pt from the left edge of the box's words): a table beside it
    does not move.
    """

    least: float
    left: float = -BEYOND_PAGE
    right: float = BEYOND_PAGE


class Logo(NamedTuple):
    """A logo, and what it shows in words."""

    picture: Picture
    shows: str


@dataclass(slots=True)
class SheetPart:
    """A part of one classroom's side: its `key`, what goes into its slots, the address of its QR
    code, and its logo.

    `shared`: beside its slots it says only what the content, the district or the school says. No
    other part is ever put away on a disk. `in_lines`: each line of its block is a slot.
    """

    name: str
    key: str
    slots: tuple[Slot, ...]
    groups: tuple[Group, ...]
    code: str = ""
    logo: Logo | None = None
    shared: bool = False
    in_lines: bool = False


def slot_text(pieces: Sequence[Run]) -> str:
    """Return what a slot says."""
    return "".join(piece.text for piece in pieces)


def fill_title(title: str, slots: Sequence[Slot]) -> str:
    """Return the title of a bookmark with what `slots` say; a blank says nothing."""
    words = TOKEN.sub(lambda token: slot_text(slots[int(token[0][2:5])].pieces), title)
    return _SPACES.sub(" ", words).strip(" ")


def is_slot(text: str) -> bool:
    """Tell whether a line of a block is a slot: a field says something in it.

    An empty field is a blank, or words of the block's own: the same for all.
    """
    return any(field.words for field in find_marks(text))


@lru_cache(maxsize=1024)
def slot_fields(block: ComposedBlock) -> frozenset[str]:
    """Return the dotted names of the fields that say something in lines of `block`: its slots."""
    items = (item for part in block.parts for item in items_of(part))
    return frozenset(field.name for item in items for field in find_marks(item.text) if field.words)


@lru_cache(maxsize=1024)
def can_be_in_lines(block: ComposedBlock) -> bool:
    """Tell whether each line of `block` may be a slot, also where no field says anything in it.

    So boxes that differ in their words alone are one part, which pays where a box has other words
    on each sheet. Links, words to say and letters that our faces lack are drawn as they are.
    """
    items = [item for part in block.parts for item in items_of(part)]
    texts = [bare_text(item.text) for item in items]
    return (
        bool(items)
        and not any(not text.strip() or "](" in text or extra_characters(text) for text in texts)
        and not any(map(is_quote, items))
    )


def text_in_key(text: str, in_lines: bool = False) -> str:
    """Return what the line `text` says for itself: as a slot nothing but how it is set."""
    if not in_lines and not is_slot(text):
        return text
    return quote_start(text) + _SLOT_IN_KEY
