"""A side divided into parts (nameplate, boxes, foot): what many classrooms share, and slots for
the rest.

Parts with the same key are drawn alike but for the words in their slots. What a part says in no
slot is in its key.
"""

from __future__ import annotations

from handout.compiled.parts.sides import SideSplitter
from handout.compiled.parts.slots import SheetPart
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.sources.pictures.picture import Picture


def split_into_parts(
    fitted: FittedSheet, side: FittedSide, logo: Picture | None, *, in_lines: bool = False
) -> list[SheetPart]:
    """Return the parts of a side, in reading order.

    With `in_lines` each line of a block is a slot, where it can be. Raises NotCompilableError if a
    part of it cannot be compiled.
    """
    return SideSplitter(fitted, side, logo, tokens=False, in_lines=in_lines).read()[1]


def find_part_as_drawn(
    fitted: FittedSheet, side: FittedSide, name: str, logo: Picture | None
) -> SheetPart:
    """Return the part `name` of a side without slots for lines in which no field says anything.

    Raises NotCompilableError as split_into_parts does.
    """
    return next(part for part in split_into_parts(fitted, side, logo) if part.name == name)


def put_tokens_in(
    fitted: FittedSheet, side: FittedSide, logo: Picture | None, *, in_lines: bool = False
) -> tuple[FittedSide, list[SheetPart]]:
    """Return the side with a word of our own, matched by TOKEN, in each slot, and its parts.

    Raises NotCompilableError.
    """
    return SideSplitter(fitted, side, logo, tokens=True, in_lines=in_lines).read()
