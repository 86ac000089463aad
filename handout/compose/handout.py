"""Blocks and layers -> one Handout, every value and item of which knows the layer it came from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import NamedTuple

from handout.compose.blocks import BlockRules, composed, locked, only_fields
from handout.compose.blocks import ComposedBlock as ComposedBlock
from handout.compose.items import Frame, Lock, overlay_items, without_empty
from handout.compose.overlay import Origin, Sourced, overlay, overlay_values
from handout.problem import Place, Problem, problem, raise_errors
from handout.sources.fields import FIELDS, Value
from handout.sources.kinds import near, shortened
from handout.sources.layer import Layer, Level
from handout.sources.library import SIDES, Library
from handout.sources.override import Override
from handout.sources.prose import Item, Table, items_of, parse_prose, row_text


@dataclass(frozen=True, kw_only=True)
class Handout:
    """One handout, ready to be laid out. `values` is by dotted field name; `blocks` are in reading order.

    Blocks are sorted front, back, extra, and within a side in the order they go on the sheet, unless she put them in
    another: `arranged` are the sides she did that on. `overrides` are what the privacy check lets stand. `layers` are
    those it was made of, less the content's own.
    """

    language: str = "en"
    values: Mapping[str, Sourced] = field(default_factory=dict)
    blocks: tuple[ComposedBlock, ...] = ()
    overrides: tuple[Override, ...] = ()
    arranged: frozenset[str] = frozenset()
    layers: tuple[Layer, ...] = ()

    def value(self, name: str) -> Value | None:
        """What the field `name` ("room", "emergency.fire", "contacts") is set to, or None."""
        found = self.values.get(name)
        return found.placed.value if found else None


class Explained(NamedTuple):
    """A value, block or item (`what`), its words in short, and the layer that set it last."""

    what: str
    words: str
    layer: str
    place: Place


def compose(
    library: Library, layers: Sequence[Layer], *, today: datetime.date
) -> tuple[Handout, tuple[Problem, ...]]:
    """The handout that `layers` make of `library`, and warnings. Raises HandoutError if anything is wrong.

    The layers go on in the order of their levels, whatever their order here. The role and the grade band are
    those that the layers' values ask for. `today` tells which locked blocks are past their review date.
    """
    given = sorted(layers, key=lambda layer: layer.level)
    asked, _ = _values([library.base, *given])
    role, band = (str(asked[name].placed.value) if name in asked else "" for name in ("role", "grade_band"))
    own = (library.roles.get(role), library.bands.get(band))
    chain = [library.base, *(layer for layer in own if layer), *given]
    values, problems = _values(chain)
    board = _Board(library, role, band, values, problems)
    for layer in chain:
        board.put(layer)
    board.add_pairs()
    if note := values.get("teacher_note"):
        problems += parse_prose(str(note.placed.value), note.placed.place)[1]
    blocks = sorted(board.blocks, key=lambda block: SIDES.index(block.place))
    problems += _overdue(blocks, today)
    raise_errors(problems)
    finished = tuple(replace(block, parts=without_empty(block.parts)) for block in blocks)
    overrides = tuple(override for layer in chain for override in layer.overrides)
    handout = Handout(
        language=library.language, values=values, blocks=finished, overrides=overrides, layers=tuple(given)
    )
    return handout, tuple(sorted(set(problems)))


def explain(handout: Handout) -> list[Explained]:
    """For every value, block and item of `handout` the layer that it came from, in the order of the sheet.

    They are named as in the language of layers: room, contacts.1, blocks.safety, items.safety.plans.
    """
    found = []
    rank = {name: n for n, name in enumerate(FIELDS)}
    for name, sourced in sorted(handout.values.items(), key=lambda pair: rank.get(pair[0].partition(".")[0], len(rank))):
        value = sourced.placed.value
        if sourced.rows and isinstance(value, tuple):
            for n, (row, origin) in enumerate(zip(value, sourced.rows, strict=True), 1):
                found.append(_explained(f"{name}.{n}", _in_short(row), origin))
        else:
            found.append(_explained(name, _in_short(value), sourced.origin))
    for block in handout.blocks:
        found.append(_explained(f"blocks.{block.id}", block.title, block.origin))
        for item in (item for part in block.parts for item in items_of(part)):
            found.append(_explained(f"items.{block.id}.{item.id}", shortened(item.text), block.items[item.id]))
    return found


def _explained(what: str, words: str, origin: Origin) -> Explained:
    return Explained(what, words, origin.name, origin.place)


def _in_short(value: object) -> str:
    if isinstance(value, dict):
        return shortened(" · ".join(str(words) for words in value.values() if words))
    if isinstance(value, tuple):
        return shortened("; ".join(map(_in_short, value)))
    return shortened(str(value))


def _values(layers: Iterable[Layer]) -> tuple[dict[str, Sourced], list[Problem]]:
    values: dict[str, Sourced] = {}
    problems: list[Problem] = []
    for layer in layers:
        values, found = overlay_values(values, layer)
        problems += found
    return values, problems


def _overdue(blocks: Iterable[ComposedBlock], today: datetime.date) -> Iterator[Problem]:
    for block in blocks:
        if block.review and block.review < today and (block.locked or block.locked_now):
            yield problem(
                "block-overdue", block.at, warning=True, title=block.title, owner=block.owner, review=block.review
            )


class _Board:
    """The blocks while layer after layer is put on them. `known` are the blocks and items there are for anybody."""

    def __init__(
        self, library: Library, role: str, band: str, values: Mapping[str, Sourced], problems: list[Problem]
    ) -> None:
        self.values = values
        self.problems = problems
        self.optional = {block.id for block in library.blocks if block.place == "extra"}
        self.known: dict[str, set[str]] = {}
        for block in library.blocks:
            self.known.setdefault(block.id, set()).update(block.item_ids)
        shown = self._shown()
        plain = {name: sourced.placed.value for name, sourced in values.items()}
        self.blocks: list[ComposedBlock] = [
            composed(block, library.base)
            for block in library.pick(role, band, plain)
            if block.place != "extra" or block.id in shown
        ]
        present = {block.id for block in self.blocks}
        for id, place in shown.items():
            if id in self.optional and id not in present:
                problems.append(problem("block-not-here", place, warning=True, id=id))

    def put(self, layer: Layer) -> None:
        """Put one layer on the blocks."""
        rules = BlockRules(layer, self.known)
        blocks, found = overlay(self.blocks, layer.blocks, rules)
        self.problems += found
        for addition in layer.blocks.add:
            self.known.setdefault(addition.id, set())
        at = {block.id: n for n, block in enumerate(blocks)}
        self.blocks = list(blocks)
        for block in blocks:
            self.known[block.id].update(block.item_ids)
        for id, changes in layer.items.items():
            if id not in at:
                self.problems += rules.absent(id, changes.place, at)
                continue
            block = self.blocks[at[id]]
            if refused := [*locked(block, layer.level, changes.place), *only_fields(block, changes.place)]:
                self.problems += refused
                continue
            items = frozenset() if layer.level == Level.DISTRICT else block.locked_items
            frame, found = overlay_items(
                Frame(block.parts, block.items),
                changes,
                layer,
                block=id,
                lock=Lock(items, block.title, block.owner),
                known=self.known[id],
            )
            self.problems += found
            self.blocks[at[id]] = block = replace(block, parts=frame.parts, items=frame.origins)
            self.known[id].update(block.item_ids)

    def add_pairs(self) -> None:
        """Put the teacher's own dos and don'ts at the end of the table of the block dos-donts."""
        dos, donts = (self.values.get(name) for name in ("dos_extra", "donts_extra"))
        first = dos or donts
        if first is None:
            return
        n = next((n for n, block in enumerate(self.blocks) if block.id == "dos-donts"), None)
        if n is None or not any(isinstance(part, Table) for part in self.blocks[n].parts):
            self.problems.append(problem("pairs-nowhere", first.placed.place, warning=True))
            return
        block, rows, origins = self.blocks[n], [], dict(self.blocks[n].items)
        for number, pair in enumerate(zip_longest(_lines(dos), _lines(donts)), 1):
            cells = [line[0] if line else "" for line in pair]
            origin = next(line[1] for line in pair if line)
            self.problems += locked(block, origin.level, origin.place)
            rows.append(Item(f"extra-{number}", row_text(cells), origin.place))
            origins[rows[-1].id] = origin
        last = max(m for m, part in enumerate(block.parts) if isinstance(part, Table))
        parts = list(block.parts)
        table = parts[last]
        assert isinstance(table, Table)
        parts[last] = replace(table, rows=(*table.rows, *rows))
        self.blocks[n] = replace(block, parts=tuple(parts), items=origins)

    def _shown(self) -> dict[str, Place]:
        """The optional blocks that are asked for, and where."""
        found: dict[str, Place] = {}
        sourced = self.values.get("show_blocks")
        for id, origin in _lines(sourced):
            found[id] = origin.place
            if id not in self.optional:
                guess = near(id, self.optional)
                names = ", ".join(sorted(self.optional))
                code = "block-not-optional-near" if guess else "block-not-optional"
                self.problems.append(problem(code, origin.place, id=id, near=guess, names=names))
        return found


def _lines(sourced: Sourced | None) -> list[tuple[str, Origin]]:
    """The lines of a list of texts, each with its layer and place."""
    if sourced is None or not isinstance(sourced.placed.value, tuple):
        return []
    lines = zip(sourced.placed.value, sourced.placed.parts, strict=True)
    return [(str(line), replace(sourced.origin, place=place)) for line, place in lines]
