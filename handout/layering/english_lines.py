"""English on a sheet in another language: lines that are not translated, and a box on an extra page
with those locked lines that are a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from handout.content_folders import ENGLISH
from handout.layering.block_rules import TITLE, ComposedBlock
from handout.layering.overlay import Origin
from handout.messages import message_table, untranslated_words
from handout.sources.content.layer import Level
from handout.sources.content.translation import written_words
from handout.sources.markdown.document import Item, Paragraph, Part, Table, items_of

ID = "in-english"
_TABLES = (("words", ""), ("roles", ""), ("fields", "label"))  # with words outside the boxes


def add_english_lines(
    blocks: tuple[ComposedBlock, ...], language: str
) -> tuple[ComposedBlock, ...]:
    """Return `blocks` with one more, which says in English what is locked in them and a draft.

    A line that a district says in its own words is none of ours.
    """
    drafts = [block for block in blocks if block.english]
    parts: list[Part] = []
    for block in drafts:
        if words := _english_words(block):
            title = f"**{block.english.title if block.english else block.title}:**"
            item = Item(block.id, f"{title} {' '.join(words)}", block.position)
            parts.append(Paragraph(item))
    if not parts:
        return blocks
    first = drafts[0]
    origin = Origin(first.origin.level, first.origin.name, first.position)
    items = [item for part in parts for item in items_of(part)]
    added = ComposedBlock(
        id=ID,
        title=message_table("words", language)["page"]["english_lines"],
        side="extra",
        order=0,
        sign="lock",
        locked=True,
        owner=", ".join(dict.fromkeys(block.owner for block in drafts if block.owner)),
        review=min((block.review for block in drafts if block.review), default=None),
        parts=tuple(parts),
        position=first.position,
        origin=origin,
        items={item.id: replace(origin, position=item.position) for item in items},
        languages={item.id: ENGLISH for item in items},
    )
    return (*blocks, added)


def _english_words(block: ComposedBlock) -> list[str]:
    """Return in English the lines of a block that are still ours."""
    words = []
    for part in block.english.parts if block.english else ():
        for item in items_of(part):
            origin = block.items.get(item.id)
            if origin is not None and origin.level <= Level.BAND:
                words.append(": ".join(item.cells) if isinstance(part, Table) else item.text)
    return words


def english_words(language: str, english: frozenset[str]) -> Mapping[str, str]:
    """Return words of ours outside the boxes that a sheet in `language` says in English, each with
    that language. `english` are those of its blocks and layers.
    """
    words = english.union(*(untranslated_words(name, language, key) for name, key in _TABLES))
    return dict.fromkeys(words, ENGLISH)


def mark_english(
    blocks: tuple[ComposedBlock, ...], english: frozenset[str]
) -> tuple[ComposedBlock, ...]:
    """Return `blocks` that know which of their lines are still said in `english` words of ours."""
    return tuple(_mark(block, english) for block in blocks) if english else blocks


@lru_cache(maxsize=512)  # blocks nobody changed are the same object for all classrooms
def _mark(block: ComposedBlock, english: frozenset[str]) -> ComposedBlock:
    texts = {item.id: item.text for part in block.parts for item in items_of(part)}
    languages = {id: ENGLISH for id, text in texts.items() if written_words(text) in english}
    if block.title in english:
        languages[TITLE] = ENGLISH
    return replace(block, languages=languages) if languages else block
