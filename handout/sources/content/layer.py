"""A layer: the values, blocks and items that one file of the layer language sets or changes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from handout.problems import Position
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.privacy_overrides import Override


class Level(IntEnum):
    """Whose words these are; the later goes on top."""

    BASE = 0
    ROLE = 1
    BAND = 2
    DISTRICT = 3
    SCHOOL = 4
    CUSTOMIZATION = 5


@dataclass(frozen=True, kw_only=True)
class Ref:
    """The id of a block or an item, and where it was named."""

    id: str
    position: Position


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a block's words come from: `points` are item ids, or ("all",).

    `read` is the day on which what stands at `url` was last read; a source that has no address says
    why in `why_no_address`.
    """

    name: str
    url: str = ""
    points: tuple[str, ...] = ("all",)
    read: datetime.date | None = None
    why_no_address: str = ""


@dataclass(frozen=True, kw_only=True)
class Translation:
    """What the title and the text of a change say on a second sheet in `language`; None: what they
    say on the first.
    """

    language: str
    position: Position
    title: str | None = None
    text: str | None = None
    text_position: Position | None = None


@dataclass(frozen=True, kw_only=True)
class Addition:
    """A new block or item. `text` is its Markdown, `text_position` its first character.

    A block has a `title` and a `side` (front, back or extra); only a district's has the next four.
    `if_full` says what becomes of a shared block whose side is too long, by role; "" is every role.
    """

    id: str
    position: Position
    text: str
    text_position: Position
    title: str = ""
    side: str = ""
    after: Ref | None = None
    before: Ref | None = None
    locked: bool = False
    owner: str = ""
    review: datetime.date | None = None
    sources: tuple[Source, ...] = ()
    if_full: tuple[tuple[str, str], ...] = ()
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """New words for a block or an item; None: as it was."""

    id: str
    position: Position
    title: str | None = None
    text: str | None = None
    text_position: Position | None = None
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a layer does to the blocks, or to one block's items.

    `position` is where the changes stand.
    """

    position: Position = Position("")
    add: tuple[Addition, ...] = ()
    remove: tuple[Ref, ...] = ()
    replace: tuple[Replacement, ...] = ()
    order: tuple[Ref, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """The blocks that a district has checked (their ids), and the day it did."""

    day: datetime.date
    blocks: tuple[Ref, ...]
    position: Position


@dataclass(frozen=True, eq=False, kw_only=True)
class Layer:
    """One file: fields set (`values`, by dotted name), changes to blocks, and to items by their
    block's id.

    `overrides` are what the privacy check lets stand; `confirmed` is what a district has checked.
    """

    level: Level
    name: str
    path: str
    values: Mapping[str, PlacedValue] = field(default_factory=dict)
    blocks: Changes = Changes()
    items: Mapping[str, Changes] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    confirmed: Confirmation | None = None

    def word_changes(self) -> Iterator[tuple[str, str, Addition | Replacement]]:
        """Yield the changes that bring words, each with the ids of its block and of its item; of a
        whole block the second is "".
        """
        for change in _words_of(self.blocks):
            yield change.id, "", change
        for block, changes in self.items.items():
            for change in _words_of(changes):
                yield block, change.id, change


def _words_of(changes: Changes) -> list[Addition | Replacement]:
    return [*changes.add, *changes.replace]
