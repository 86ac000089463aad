"""A side divided into parts (nameplate, boxes, foot): what many classrooms share, and slots for
the rest.

Parts with the same key are drawn alike but for the words in their slots. What a part says in no
slot is in its key.
"""

from __future__ import annotations

from functools import lru_cache

from handout.compiled.parts.fingerprints import (
    block_fingerprint,
    side_look,
)
from handout.compiled.parts.key_builder import fingerprint
from handout.compiled.parts.ownership import is_district_value, is_own_block
from handout.compiled.parts.sides import SideSplitter
from handout.compiled.parts.slots import WHOLE, SheetPart, slot_fields
from handout.layering.compose import Handout
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.layout.sheet.phrase import phrase_text
from handout.sources.content.logo import Picture


def split_into_parts(
    fitted: FittedSheet, side: FittedSide, logo: Picture | None
) -> list[SheetPart]:
    """Return the parts of a side, in reading order.

    Raises NotCompilableError if a part of it cannot be compiled.
    """
    if side.side.name == "front" or _names_own_fields(fitted.sheet.handout, side):
        return SideSplitter(fitted, side, logo, tokens=False).read()[1]
    return _split_back(side_look(fitted, side), side)


def _names_own_fields(handout: Handout, side: FittedSide) -> bool:
    """Tell whether a line says what not all of the district have in it."""
    names = [
        name for row in side.rows for placed in row for name in slot_fields(placed.panel.block)
    ]
    return not all(is_district_value(handout, name) for name in names)


@lru_cache(maxsize=64)
def _split_back(look: tuple[object, ...], side: FittedSide) -> list[SheetPart]:
    """Return the one part of a back that says nothing of a classroom: many sheets have it."""
    key: list[object] = [
        look,
        WHOLE,
        side.side.title,
        side.side.lead,
        side.side.foot,
        side.gap,
        side.free,
    ]
    for row in side.rows:
        key.append(
            [
                (
                    placed.span,
                    placed.blank,
                    block_fingerprint(placed.panel.block, slots=False),
                    phrase_text(placed.panel.title),
                    placed.panel.content,
                )
                for placed in row
            ]
        )
    # Fields on a back stand in no slots.
    shared = not any(
        is_own_block(placed.panel.block)
        or placed.panel.content is not None
        or any(span.text and span.field for span in placed.panel.title)
        for row in side.rows
        for placed in row
    )
    return [SheetPart(WHOLE, fingerprint(key), (), (), shared=shared)]


def put_tokens_in(
    fitted: FittedSheet, side: FittedSide, logo: Picture | None, whole: bool
) -> tuple[FittedSide, list[SheetPart]]:
    """Return the side with a word of our own, matched by TOKEN, in each slot, and its parts.

    A side that is one part as a `whole` has no slots. Raises NotCompilableError.
    """
    if whole:
        return side, split_into_parts(fitted, side, logo)
    return SideSplitter(fitted, side, logo, tokens=True).read()
