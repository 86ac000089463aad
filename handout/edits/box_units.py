"""The words of boxes as units, made once for many sheets."""

from __future__ import annotations

from functools import lru_cache

from handout.edits.units import Units, units_of
from handout.layering.compose import ComposedBlock
from handout.problems import Position
from handout.sources.fields.written_fields import read_written_fields
from handout.sources.markdown.document import parse_prose
from handout.sources.markdown.normalize import normal_parts


def block_units(block: ComposedBlock) -> Units:
    """Return the words of a block in the normal form."""
    return _cached_units(block)


@lru_cache(maxsize=512)  # most blocks are the same on most sheets
def _cached_units(block: ComposedBlock) -> Units:
    return units_of(normal_parts(block.parts))


@lru_cache(maxsize=256)  # the boxes of a page as issued, which are asked for at each of its steps
def prose_units(text: str) -> Units:
    """Return the units of block Markdown in the normal form, which has nothing wrong in it.

    Its fields are as write_fields writes them: in a file of edits, in a record.
    """
    return units_of(normal_parts(parse_prose(read_written_fields(text), Position(""))[0]))
