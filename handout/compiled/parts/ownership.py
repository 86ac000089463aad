"""Whose words a part draws: those of the content, the district and the school, or a classroom's
own.

Words of a classroom's own never go into a folder that was not chosen for them.
"""

from __future__ import annotations

from functools import lru_cache

from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layering.overlay import Origin
from handout.sources.content.layer import Level
from handout.sources.markdown.document import items_of


@lru_cache(maxsize=1024)
def is_own_block(block: ComposedBlock) -> bool:
    """Return whether any of its words, or its title, may be the classroom's own."""
    if _is_own(block.origin):
        return True
    items = (item for part in block.parts for item in items_of(part))
    return any(item.id not in block.items or _is_own(block.items[item.id]) for item in items)


def is_own_value(handout: Handout, name: str) -> bool:
    """Return whether what the field with this dotted name says may be the classroom's own; a row or
    a column is its list's.
    """
    return any(map(_is_own, _value_origins(handout, name)))


def _value_origins(handout: Handout, name: str) -> tuple[Origin, ...]:
    while name and name not in handout.values:
        name = name.rpartition(".")[0]
    sourced = handout.values.get(name)
    return (sourced.origin, *sourced.rows) if sourced else ()


def _is_own(origin: Origin) -> bool:
    return origin.level not in (
        Level.BASE,
        Level.ROLE,
        Level.BAND,
        Level.DISTRICT,
        Level.SCHOOL,
    )
