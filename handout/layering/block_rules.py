"""A block on its way to the sheet, and what layers may do to it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import chain

from handout.layering.overlay import Origin
from handout.problems import Position, Problem, problem
from handout.sources.content.block import Block
from handout.sources.content.layer import Addition, Layer, Level, Ref, Replacement
from handout.sources.content.template_prose import parse_template_prose, title_problems
from handout.sources.fields.near_words import find_near_word
from handout.sources.markdown.document import items_of, parse_prose

TITLE = ""
"""What stands for a block's title where its items are named by their ids."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ComposedBlock(Block):
    """A block as it goes on the sheet; `parts` and `title` are final.

    `items` maps an item's id to its layer. `waiting` maps the id of an item that the teacher
    edited to the wording of a new edition, on which the teacher is to decide. `item_fields` are
    the teacher's fields that its lines name, as they write them, by the ids of the items.
    `confirmed` is the day a district says it has checked it. `languages` are those of its title
    (TITLE) and its items, by their ids, where it is known that they are not in the sheet's.
    """

    origin: Origin
    items: Mapping[str, Origin] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)
    item_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    confirmed: datetime.date | None = None
    languages: Mapping[str, str] = field(default_factory=dict)

    @property
    def named_fields(self) -> tuple[str, ...]:
        """Return the fields that its lines name, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self.item_fields.values())))

    @cached_property
    def present_locked_items(self) -> frozenset[str]:
        """Return the locked items that it has."""
        return frozenset(self.item_ids) if self.locked else self.locked_items & set(self.item_ids)


def compose_block(block: Block, base: Layer) -> ComposedBlock:
    """Return `block` as the library has it, all of it from the `base` layer."""
    block_fields = {part.name: getattr(block, part.name) for part in fields(Block)}
    items = (item for part in block.parts for item in items_of(part))
    return ComposedBlock(
        **block_fields,
        origin=Origin(base.level, base.name, block.position),
        items={item.id: Origin(base.level, base.name, item.position) for item in items},
    )


def lock_problems(block: Block, level: Level, position: Position) -> Iterator[Problem]:
    """Yield a Problem if `block` is locked against a change of this level at `place`."""
    if block.locked and level != Level.DISTRICT:
        yield problem("block-locked", position, title=block.title, owner=block.owner)


def fields_only_problems(block: Block, position: Position) -> Iterator[Problem]:
    """Yield a Problem if `block` shows nothing but the teacher's fields."""
    if block.holds and not block.parts:
        yield problem("block-only-fields", position, title=block.title)


class BlockRules:
    """The Rules of overlay for blocks, while `layer` changes them.

    `known` are the ids of all blocks there are.
    """

    def __init__(self, layer: Layer, known: Mapping[str, Iterable[str]]) -> None:
        self.layer, self.known = layer, known

    def group(self, entry: ComposedBlock) -> str:
        return entry.side

    def absence_problems(
        self, id: str, position: Position, present: Iterable[str]
    ) -> Iterator[Problem]:
        if id not in self.known:
            guess = find_near_word(id, self.known)
            names = ", ".join(sorted(self.known))
            code = "block-none-near" if guess else "block-none"
            yield problem(code, position, id=id, near=guess, names=names)
        elif self.layer.level == Level.CUSTOMIZATION:
            yield problem("block-not-here", position, warning=True, id=id)

    def duplicate_problems(self, addition: Addition) -> Iterator[Problem]:
        yield problem("block-taken", addition.position, id=addition.id)

    def refusal_problems(
        self, entry: ComposedBlock, change: Ref | Replacement
    ) -> Iterator[Problem]:
        yield from lock_problems(entry, self.layer.level, change.position)
        is_whole = isinstance(change, Ref) or change.text is not None
        has_locked_items = bool(entry.present_locked_items) and not entry.locked
        if is_whole and has_locked_items and self.layer.level != Level.DISTRICT:
            ids = ", ".join(sorted(entry.present_locked_items))
            title, owner = entry.title, entry.owner
            code = "block-locked-items"
            yield problem(code, change.position, title=title, owner=owner, items=ids)
        if isinstance(change, Replacement) and change.text is not None:
            yield from fields_only_problems(entry, change.position)

    def create(
        self, addition: Addition, beside: ComposedBlock | None
    ) -> tuple[ComposedBlock, list[Problem]]:
        side = addition.side or (beside.side if beside else "back")
        block = ComposedBlock(
            id=addition.id,
            title=addition.title,
            side=side,
            locked=addition.locked,
            owner=addition.owner,
            review=addition.review,
            sources=addition.sources,
            if_full=addition.if_full,
            position=addition.position,
            origin=self._origin(addition.position),
        )
        new_block, problems = self._with_text(
            block, addition.text, addition.text_position, addition.position
        )
        if beside and beside.side != side:
            anchor = (addition.after or addition.before or addition).position
            problems.append(
                problem("block-other-side", anchor, beside=beside.id, side=beside.side, own=side)
            )
        return new_block, problems

    def reword(
        self, entry: ComposedBlock, replacement: Replacement
    ) -> tuple[ComposedBlock, list[Problem]]:
        block = replace(
            entry, title=replacement.title or entry.title, origin=self._origin(replacement.position)
        )
        if replacement.text is None:
            is_template = self.layer.level < Level.CUSTOMIZATION
            return block, list(title_problems(block.title, replacement.position)) * is_template
        position = replacement.text_position or replacement.position
        return self._with_text(block, replacement.text, position, replacement.position)

    def _origin(self, position: Position) -> Origin:
        return Origin(self.layer.level, self.layer.name, position)

    def _with_text(
        self, block: ComposedBlock, text: str, text_position: Position, change: Position
    ) -> tuple[ComposedBlock, list[Problem]]:
        # A teacher's words are never a template.
        is_template = self.layer.level < Level.CUSTOMIZATION
        parse = parse_template_prose if is_template else parse_prose
        parts, problems = parse(text, text_position)
        if is_template:
            problems = (*problems, *title_problems(block.title, change))
        items = {item.id: self._origin(item.position) for part in parts for item in items_of(part)}
        return replace(block, parts=parts, items=items), list(problems)
