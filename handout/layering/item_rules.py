"""A layer's changes to the items of one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from handout.layering.overlay import Origin, overlay
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Addition, Changes, Layer, Level, Ref, Replacement
from handout.sources.fields.near_words import find_near_word
from handout.sources.markdown.document import (
    Bullets,
    Heading,
    Item,
    Paragraph,
    Part,
    Table,
    items_of,
    parse_item,
)


@dataclass(frozen=True, slots=True)
class BlockContent:
    """A block's parts, and the layer of each of their items by its id."""

    parts: tuple[Part, ...]
    origins: Mapping[str, Origin]


@dataclass(frozen=True, slots=True)
class ItemLock:
    """The items of a block that only a district changes."""

    items: frozenset[str]
    title: str
    owner: str


def overlay_items(
    frame: BlockContent,
    changes: Changes,
    layer: Layer,
    *,
    block: str,
    lock: ItemLock,
    known: Iterable[str],
) -> tuple[BlockContent, tuple[Problem, ...]]:
    """Return the parts of `block` after the `changes` of `layer`, and what is wrong in the changes.

    Lists and tables that have become empty stay. `known` are items that the block has for other
    roles, or had.
    """
    rules = _Rules(frame, layer, block, lock, frozenset(known))
    entries, problems = overlay(rules.entries, changes, rules)
    after = BlockContent(tuple(rules.parts(entries)), {entry.id: entry.origin for entry in entries})
    return after, (*problems, *_left_over(frame.parts, after.parts, changes.position))


def nonempty_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts that hold anything."""
    return tuple(part for part in parts if items_of(part))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item in the part number `stem`."""

    item: Item
    stem: int
    origin: Origin

    @property
    def id(self) -> str:
        return self.item.id


class _Rules:
    def __init__(
        self, frame: BlockContent, layer: Layer, block: str, lock: ItemLock, known: frozenset[str]
    ) -> None:
        self.layer, self.block, self.lock, self.known = layer, block, lock, known
        self.stems: list[Part] = []
        self.entries: list[_Entry] = []
        for part in frame.parts:
            # Paragraphs in a row are one group, as the items of a list are.
            if not (
                isinstance(part, Paragraph) and self.stems and isinstance(self.stems[-1], Paragraph)
            ):
                self.stems.append(part)
            self.entries += [
                _Entry(item, len(self.stems) - 1, frame.origins[item.id]) for item in items_of(part)
            ]

    def parts(self, entries: Sequence[_Entry]) -> Iterator[Part]:
        """Yield the parts that the entries make: the inverse of __init__."""
        for n, stem in enumerate(self.stems):
            items = tuple(entry.item for entry in entries if entry.stem == n)
            match stem:
                case Bullets():
                    yield replace(stem, items=items)
                case Table():
                    yield replace(stem, rows=items)
                case Heading(head):
                    yield from (
                        Heading(item) if item.id == head.id else Paragraph(item) for item in items
                    )
                case Paragraph():
                    yield from map(Paragraph, items)

    def group(self, thing: _Entry) -> int:
        return thing.stem

    def absent(self, id: str, position: Position, present: Iterable[str]) -> Iterator[Problem]:
        if id not in self.known:
            guess = find_near_word(id, present)
            code = "item-none-near" if guess else "item-none"
            yield problem(
                code, position, id=id, block=self.block, near=guess, names=", ".join(present)
            )
        elif self.layer.level == Level.CUSTOMIZATION:
            yield problem("item-not-here", position, warning=True, id=id, block=self.block)

    def taken(self, addition: Addition) -> Iterator[Problem]:
        yield problem("item-taken", addition.position, id=addition.id, block=self.block)

    def refusal(self, thing: _Entry, change: Ref | Replacement) -> Iterator[Problem]:
        if self.layer.level != Level.DISTRICT and thing.id in self.lock.items:
            yield problem(
                "item-locked",
                change.position,
                id=thing.id,
                title=self.lock.title,
                owner=self.lock.owner,
            )

    def make(self, addition: Addition, beside: _Entry | None) -> tuple[_Entry, tuple[Problem, ...]]:
        stem = beside.stem if beside else self._last_list()
        return self._entry(
            addition.id, addition.text, addition.text_position, addition.position, stem
        )

    def renew(self, thing: _Entry, replacement: Replacement) -> tuple[_Entry, tuple[Problem, ...]]:
        position = replacement.text_position or replacement.position
        return self._entry(
            thing.id, replacement.text or "", position, replacement.position, thing.stem
        )

    def _last_list(self) -> int:
        lists = [n for n, stem in enumerate(self.stems) if isinstance(stem, Bullets | Table)]
        if not lists:
            self.stems.append(Bullets(ordered=False, ticks=False, items=()))
            return len(self.stems) - 1
        return lists[-1]

    def _entry(
        self, id: str, text: str, at: Position, change: Position, stem: int
    ) -> tuple[_Entry, tuple[Problem, ...]]:
        part = self.stems[stem]
        item, problems = parse_item(
            id, text, at, len(part.header) if isinstance(part, Table) else 0
        )
        return _Entry(item, stem, Origin(self.layer.level, self.layer.name, change)), problems


def _left_over(
    before: tuple[Part, ...], after: tuple[Part, ...], position: Position
) -> Iterator[Problem]:
    """Yield a Problem for each heading that has lost all under it, and for an empty block."""
    if before and not nonempty_parts(after):
        yield problem("items-all-gone", position)
        return
    for item in set(_bare(nonempty_parts(after))) - set(_bare(nonempty_parts(before))):
        yield problem("heading-bare", position, id=item.id, words=item.text)


def _bare(parts: tuple[Part, ...]) -> Iterator[Item]:
    for part, following in zip(parts, (*parts[1:], None), strict=True):
        if isinstance(part, Heading) and (following is None or isinstance(following, Heading)):
            yield part.item
