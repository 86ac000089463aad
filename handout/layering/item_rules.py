"""A layer's changes to the items of one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from handout.layering.overlay import Origin, overlay
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Addition, Changes, Layer, Level, Ref, Replacement
from handout.sources.content.template_prose import parse_template_item
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
    """A block's parts, and the layer of each of their items by its id.

    `former` are ids that items had, and what stands in their place.
    """

    parts: tuple[Part, ...]
    origins: Mapping[str, Origin]
    former: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemLock:
    """The items of a block that only a district changes."""

    items: frozenset[str]
    title: str
    owner: str


def overlay_items(
    content: BlockContent,
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
    rules = _ItemRules(content, layer, block, lock, frozenset(known))
    entries, problems = overlay(rules.entries, changes, rules)
    after = BlockContent(tuple(rules.parts(entries)), {entry.id: entry.origin for entry in entries})
    return after, (*problems, *_leftover_problems(content.parts, after.parts, changes.position))


def nonempty_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts that hold anything."""
    return tuple(part for part in parts if items_of(part))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item in the group of this index; a group is a part, or several paragraphs in a row."""

    item: Item
    group_index: int
    origin: Origin

    @property
    def id(self) -> str:
        return self.item.id


class _ItemRules:
    """The Rules of overlay for the items of `block`, while `layer` changes them."""

    def __init__(
        self, content: BlockContent, layer: Layer, block: str, lock: ItemLock, known: frozenset[str]
    ) -> None:
        self.layer, self.block, self.lock, self.known = layer, block, lock, known
        self.former = content.former
        self.groups: list[Part] = []
        self.entries: list[_Entry] = []
        for part in content.parts:
            # Paragraphs in a row are one group, as the items of a list are.
            last = self.groups[-1] if self.groups else None
            if not (isinstance(part, Paragraph) and isinstance(last, Paragraph)):
                self.groups.append(part)
            group_index = len(self.groups) - 1
            for item in items_of(part):
                self.entries.append(_Entry(item, group_index, content.origins[item.id]))

    def parts(self, entries: Sequence[_Entry]) -> Iterator[Part]:
        """Yield the parts that the entries make: the inverse of __init__."""
        for index, part in enumerate(self.groups):
            items = tuple(entry.item for entry in entries if entry.group_index == index)
            match part:
                case Bullets():
                    yield replace(part, items=items)
                case Table():
                    yield replace(part, rows=items)
                case Heading(head):
                    # What was added beside a heading is a paragraph.
                    for item in items:
                        yield Heading(item) if item.id == head.id else Paragraph(item)
                case Paragraph():
                    yield from map(Paragraph, items)

    def group(self, entry: _Entry) -> int:
        return entry.group_index

    def absence_problems(
        self, id: str, position: Position, present: Iterable[str]
    ) -> Iterator[Problem]:
        if now := self.former.get(id):
            # Other roles may have it still, and a district's file is for all of them.
            is_elsewhere = id in self.known
            code, shown = "item-former", {"id": id, "block": self.block, "near": now}
            yield problem(code, position, warning=is_elsewhere, **shown)
        elif id not in self.known:
            guess = find_near_word(id, present)
            code = "item-none-near" if guess else "item-none"
            names = ", ".join(present)
            yield problem(code, position, id=id, block=self.block, near=guess, names=names)
        elif self.layer.level == Level.CUSTOMIZATION:
            yield problem("item-not-here", position, warning=True, id=id, block=self.block)

    def duplicate_problems(self, addition: Addition) -> Iterator[Problem]:
        yield problem("item-taken", addition.position, id=addition.id, block=self.block)

    def refusal_problems(self, entry: _Entry, change: Ref | Replacement) -> Iterator[Problem]:
        if self.layer.level != Level.DISTRICT and entry.id in self.lock.items:
            title, owner = self.lock.title, self.lock.owner
            yield problem("item-locked", change.position, id=entry.id, title=title, owner=owner)

    def create(
        self, addition: Addition, beside: _Entry | None
    ) -> tuple[_Entry, tuple[Problem, ...]]:
        group_index = beside.group_index if beside else self._last_list()
        return self._make_entry(
            addition.id, addition.text, addition.text_position, addition.position, group_index
        )

    def reword(self, entry: _Entry, replacement: Replacement) -> tuple[_Entry, tuple[Problem, ...]]:
        position = replacement.text_position or replacement.position
        return self._make_entry(
            entry.id, replacement.text or "", position, replacement.position, entry.group_index
        )

    def _last_list(self) -> int:
        lists = [
            index for index, part in enumerate(self.groups) if isinstance(part, Bullets | Table)
        ]
        if not lists:
            self.groups.append(Bullets(ordered=False, ticks=False, items=()))
            return len(self.groups) - 1
        return lists[-1]

    def _make_entry(
        self, id: str, text: str, text_position: Position, change: Position, group_index: int
    ) -> tuple[_Entry, tuple[Problem, ...]]:
        part = self.groups[group_index]
        columns = len(part.header) if isinstance(part, Table) else 0
        # A teacher's words are never a template.
        is_template = self.layer.level < Level.CUSTOMIZATION
        parse = parse_template_item if is_template else parse_item
        item, problems = parse(id, text, text_position, columns)
        origin = Origin(self.layer.level, self.layer.name, change)
        return _Entry(item, group_index, origin), problems


def _leftover_problems(
    before: tuple[Part, ...], after: tuple[Part, ...], position: Position
) -> Iterator[Problem]:
    """Yield a Problem for each heading that has lost all under it, and for an empty block."""
    if before and not nonempty_parts(after):
        yield problem("items-all-gone", position)
        return
    bare_before = set(_bare_headings(nonempty_parts(before)))
    for item in set(_bare_headings(nonempty_parts(after))) - bare_before:
        yield problem("heading-bare", position, id=item.id, words=item.text)


def _bare_headings(parts: tuple[Part, ...]) -> Iterator[Item]:
    for part, following in zip(parts, (*parts[1:], None), strict=True):
        if isinstance(part, Heading) and (following is None or isinstance(following, Heading)):
            yield part.item
