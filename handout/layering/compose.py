"""Blocks and layers -> one Handout, every value and item of which knows the layer it came from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from handout.layering.block_layers import (
    add_teacher_dos_donts,
    apply_layer,
    base_blocks,
    content_layers,
    without_empty_parts,
)
from handout.layering.block_rules import ComposedBlock as ComposedBlock
from handout.layering.overlay import Origin, SourcedValue, overlay_values
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.library import SIDES, Library
from handout.sources.fields.field_reader import Value
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.privacy_overrides import Override
from handout.sources.fields.single_line import shorten
from handout.sources.markdown.document import items_of, parse_prose


@dataclass(frozen=True, kw_only=True)
class Handout:
    """One handout, ready to be laid out.

    `values` is by dotted field name; `blocks` are in reading order: front, back, extra, and within
    a side in the order they go on the sheet. `arranged` are the sides that the teacher reordered.
    `overrides` are what the privacy check lets stand. `layers` are those it was made of, less the
    content's own.
    """

    language: str = "en"
    values: Mapping[str, SourcedValue] = field(default_factory=dict)
    blocks: tuple[ComposedBlock, ...] = ()
    overrides: tuple[Override, ...] = ()
    arranged: frozenset[str] = frozenset()
    layers: tuple[Layer, ...] = ()

    def value(self, name: str) -> Value | None:
        """Return the value of the field `name` ("room", "emergency.fire", "contacts"), or None."""
        found = self.values.get(name)
        return found.placed.value if found else None


class Explanation(NamedTuple):
    """A value, block or item (`what`), its words in short, and the layer that set it last."""

    what: str
    words: str
    layer: str
    position: Position


def compose(
    library: Library, layers: Sequence[Layer], *, today: datetime.date
) -> tuple[Handout, tuple[Problem, ...]]:
    """Return the handout that `layers` make of `library`, and everything to be said about it.

    What is wrong in a layer is left out.     The layers go on in the order of their levels,
    whatever their order here. The role and the grade band are those that the layers' values ask
    for. `today` tells which locked blocks are past their review date.
    """
    given = sorted(layers, key=lambda layer: layer.level)
    role, band = (_asked(name, (library.base, *given)) for name in ("role", "grade_band"))
    # Those below the customization are the same for many, and so is what they make.
    below = tuple(layer for layer in given if layer.level < Level.CUSTOMIZATION)
    own = given[len(below) :]
    chain = [*content_layers(library, role, band), *given]
    values, told = _values(_values_below(library, role, band, below), own)
    board = base_blocks(library, role, band, values, below)
    for layer in own:
        board = apply_layer(board, layer)
    blocks, found = add_teacher_dos_donts(board.blocks, values)
    problems = [*told, *board.problems, *found]
    if note := values.get("teacher_note"):
        problems += parse_prose(str(note.placed.value), note.placed.position)[1]
    blocks = tuple(sorted(blocks, key=lambda block: SIDES.index(block.side)))
    problems += _overdue(blocks, today)
    problems += _expired(values, today)
    overrides = tuple(override for layer in chain for override in layer.overrides)
    handout = Handout(
        language=library.language,
        values=values,
        blocks=tuple(without_empty_parts(block) for block in blocks),
        overrides=overrides,
        layers=tuple(given),
    )
    return handout, tuple(sorted(set(problems)))


def explain(handout: Handout) -> list[Explanation]:
    """Return the layer of every value, block and item of `handout`, in the order of the sheet.

    They are named as in the language of layers: room, contacts.1, blocks.safety,
    items.safety.plans.
    """
    found = []
    rank = {name: n for n, name in enumerate(FIELDS)}
    for name, sourced in sorted(
        handout.values.items(), key=lambda pair: rank.get(pair[0].partition(".")[0], len(rank))
    ):
        value = sourced.placed.value
        if sourced.rows and isinstance(value, tuple):
            for n, (row, origin) in enumerate(zip(value, sourced.rows, strict=True), 1):
                found.append(_explained(f"{name}.{n}", _in_short(row), origin))
        else:
            found.append(_explained(name, _in_short(value), sourced.origin))
    for block in handout.blocks:
        found.append(_explained(f"blocks.{block.id}", block.title, block.origin))
        for item in (item for part in block.parts for item in items_of(part)):
            found.append(
                _explained(f"items.{block.id}.{item.id}", shorten(item.text), block.items[item.id])
            )
    return found


def _explained(what: str, words: str, origin: Origin) -> Explanation:
    return Explanation(what, words, origin.name, origin.position)


def _in_short(value: object) -> str:
    if isinstance(value, dict):
        return shorten(" · ".join(str(words) for words in value.values() if words))
    if isinstance(value, tuple):
        return shorten("; ".join(map(_in_short, value)))
    return shorten(str(value))


def _asked(name: str, layers: Sequence[Layer]) -> str:
    return next(
        (str(layer.values[name].value) for layer in reversed(layers) if name in layer.values), ""
    )


class _Values(NamedTuple):
    values: Mapping[str, SourcedValue]
    problems: tuple[Problem, ...]


def _values(under: _Values, layers: Iterable[Layer]) -> _Values:
    for layer in layers:
        values, found = overlay_values(under.values, layer)
        under = _Values(values, (*under.problems, *found))
    return under


@lru_cache(maxsize=128)
def _values_below(library: Library, role: str, band: str, layers: tuple[Layer, ...]) -> _Values:
    """Return the values of the content's layers, and of these upon them."""
    if layers:
        return _values(_values_below(library, role, band, layers[:-1]), [layers[-1]])
    return _values(_Values({}, ()), content_layers(library, role, band))


def _expired(values: Mapping[str, SourcedValue], today: datetime.date) -> Iterator[Problem]:
    """Note that the sheet is good until a day that is past."""
    end = values.get("valid_to")
    day = end.placed.value if end else None
    if end and isinstance(day, datetime.date) and day < today:
        yield problem("sheet-expired", end.placed.position, warning=True, day=day)


def _overdue(blocks: Iterable[ComposedBlock], today: datetime.date) -> Iterator[Problem]:
    for block in blocks:
        if block.review and block.review < today and (block.locked or block.present_locked_items):
            yield problem(
                "block-overdue",
                block.at,
                warning=True,
                title=block.title,
                owner=block.owner,
                review=block.review,
            )
