"""Whether every character that would be printed has a shape in the bundled faces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from handout.layering.block_rules import ComposedBlock, Same
from handout.layering.compose import Handout
from handout.layout.line_breaking import missing
from handout.problems import Place, Problem, problem
from handout.sources.fields.fields import Row
from handout.sources.markdown.document import Table, items_of

_UNPRINTED = ("logo.file", "link.url")


def unprintable(handout: Handout) -> tuple[Problem, ...]:
    """A Problem for each text with characters that no bundled face has."""
    found = list(_unprintable(_texts(handout)))
    for block in handout.blocks:
        found += _in_block(Same(block))
    return tuple(found)


def _unprintable(texts: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    for text, place in texts:
        if lacking := missing(text):
            shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:10])
            yield problem("no-sign-for-character", place, characters=shown)


@lru_cache(maxsize=512)  # most blocks are the same on most sheets
def _in_block(block: Same[ComposedBlock]) -> tuple[Problem, ...]:
    return tuple(_unprintable(_block_texts(block.of)))


def _texts(handout: Handout) -> Iterator[tuple[str, Place]]:
    for name, sourced in handout.values.items():
        placed = sourced.placed
        if name in _UNPRINTED:
            continue
        if not isinstance(placed.value, tuple):
            yield str(placed.value), placed.place
            continue
        entries: tuple[str | Row, ...] = placed.value
        for n, entry in enumerate(entries):
            place = placed.parts[n] if n < len(placed.parts) else placed.place
            yield ("\n".join(entry.values()) if isinstance(entry, dict) else entry), place


def _block_texts(block: ComposedBlock) -> Iterator[tuple[str, Place]]:
    yield block.title, block.at
    for part in block.parts:
        if isinstance(part, Table):
            yield " ".join(part.header), block.at
        for item in items_of(part):
            yield item.text, item.place
