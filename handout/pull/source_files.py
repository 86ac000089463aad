"""The customization and the edits that produce a handout, written anew so that a print can be
opened again.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from handout.edits.apply import apply_edits
from handout.edits.box_units import block_units
from handout.edits.units import parts_of
from handout.layering.compose import ComposedBlock, Handout, compose
from handout.layering.overlay import SourcedValue
from handout.problems import Position, has_errors
from handout.pull.fields.contacts import contact_order, contact_rows
from handout.sources.content.layer import Changes, Layer, Level
from handout.sources.content.library import SIDES, load_library
from handout.sources.customization.edit import Change, Row, format_values
from handout.sources.edited.edits_file import BlockEdit, Edits, format_edits
from handout.sources.fields.fields import Rows, key_column
from handout.sources.fields.translations import find_field, split_translation
from handout.sources.fields.written_fields import write_fields
from handout.sources.markdown.document import format_prose


def source_files(handout: Handout, displayed: Collection[str]) -> tuple[str, str]:
    """Return the texts of NAME.yaml and of NAME.edits.yaml ("" if there is nothing to say) that
    make this handout again.

    `displayed` names the fields that stand on its sheet. Whatever a district or a school says is
    left to their own layers.
    """
    values = dict(_own_values(handout, displayed))
    upper_layers = [layer for layer in handout.layers if layer.level != Level.CUSTOMIZATION]
    customizations = [layer for layer in handout.layers if layer.level == Level.CUSTOMIZATION]
    layers = [*upper_layers, *(_keep_values(layer, values) for layer in customizations)]
    plain, problems = compose(load_library(handout.language), layers, today=datetime.date.min)
    if has_errors(problems):
        # Without what is not on the sheet the layers may not go together: then all is an edit.
        plain = replace(handout, blocks=())
    edits = edits_between(plain, handout)
    return format_values(values), format_edits(edits) if edits else ""


def _keep_values(layer: Layer, values: Mapping[str, Change]) -> Layer:
    """Return the layer with those of its values that are in `values`, and no more."""
    placed_values = {name: placed for name, placed in layer.values.items() if name in values}
    hidden = values.get("hide_blocks", ())
    remove = tuple(ref for ref in layer.blocks.remove if ref.id in hidden)
    return replace(layer, values=placed_values, blocks=Changes(remove=remove), items={})


def edits_between(plain: Handout, handout: Handout) -> Edits:
    """Return the edits that make `handout` of `plain`. What they were made on is not said."""
    before = {block.id: block for block in plain.blocks}
    blocks: list[BlockEdit] = []
    previous = ""
    for block in handout.blocks:
        old, title = before.get(block.id), block.title
        if old is None:
            text, side = _block_text(block), block.side
            blocks.append(
                BlockEdit(id=block.id, new=True, title=title, text=text, side=side, after=previous)
            )
        elif old is not block and not block.locked:
            edit = BlockEdit(
                id=block.id,
                text=_block_text(block) if block_units(old) != block_units(block) else None,
                title=title if old.title != title else None,
            )
            if edit.text is not None or edit.title is not None:
                blocks.append(edit)
        previous = block.id
    present = {block.id for block in handout.blocks}
    blocks += [
        BlockEdit(id=id, removed=True)
        for id, block in before.items()
        if id not in present and not block.locked
    ]
    people = contact_order(plain, contact_rows(handout.value("contacts")))
    edits = Edits(blocks=tuple(blocks), people=people)
    rebuilt = apply_edits(plain, edits, "").handout if edits else plain
    if handout.arranged or _placed_ids(rebuilt) != _placed_ids(handout):
        edits = replace(edits, order=_sides_order(handout))
    return edits


def _placed_ids(handout: Handout) -> list[tuple[str, str]]:
    return [(block.id, block.side) for block in handout.blocks]


def _block_text(block: ComposedBlock) -> str:
    return write_fields(format_prose(parts_of(block_units(block))))


def _sides_order(handout: Handout) -> dict[str, tuple[str, ...]]:
    ids = {
        side: tuple(block.id for block in handout.blocks if block.side == side) for side in SIDES
    }
    return {side: blocks for side, blocks in ids.items() if blocks}


def _own_values(handout: Handout, displayed: Collection[str]) -> Iterator[tuple[str, Change]]:
    """Yield the customization's own values that stand on the sheet, or shape it."""
    holds = {block.holds for block in handout.blocks}
    containers = set[str]()  # the lists and groups that the fields are in
    for field in displayed:
        while (field := field.rpartition(".")[0]) and field not in containers:
            containers.add(field)
    translated_cells = _translated_cells(handout.layers)
    item_ids = chain.from_iterable(block.item_ids for block in handout.blocks)
    has_extra_pairs = any(item.startswith("extra-") for item in item_ids)
    for name, sourced in handout.values.items():
        if sourced.origin.level != Level.CUSTOMIZATION:
            continue
        known = find_field(name.partition(".")[0])
        translation = split_translation(name)
        if known is None or (translation and isinstance(known.kind, Rows)):
            continue  # the words of rows in another language stand in the rows
        shown = translation.field if translation else name
        is_shown = shown in displayed or shown in containers or known.decides
        is_shown |= bool(known.box) and known.box in holds
        is_shown |= shown in ("dos_extra", "donts_extra") and has_extra_pairs
        if is_shown:
            yield name, _own_value(name, sourced, translated_cells.get(name, {}))


def _translated_cells(layers: Iterable[Layer]) -> Mapping[str, Mapping[Position, Row]]:
    """Return what the customization says in rows in other languages, by the name of the field."""
    cells: dict[str, dict[Position, dict[str, str]]] = {}
    for layer in layers:
        if layer.level != Level.CUSTOMIZATION:
            continue
        for name, placed in layer.values.items():
            translation = split_translation(name)
            if not translation or not isinstance(placed.value, tuple):
                continue
            by_position = cells.setdefault(translation.field, {})
            for position, row in zip(placed.parts, placed.value, strict=True):
                words = row if isinstance(row, dict) else {}
                named = {f"{key}_{translation.language}": said for key, said in words.items()}
                by_position.setdefault(position, {}).update(named)
    return cells


def _own_value(name: str, sourced: SourcedValue, cells: Mapping[Position, Row]) -> Change:
    """Return a value as it is written into the customization, with the translated `cells` of its
    rows.
    """
    placed = sourced.placed
    value = placed.value
    if isinstance(value, tuple):
        origins = sourced.rows if key_column(name) else ()  # a role's rows come with the content
        own = [not origins or origins[n].level == Level.CUSTOMIZATION for n in range(len(value))]
        rows: list[Row] = [
            {**row, **cells.get(position, {})}
            for row, position, is_own in zip(value, placed.parts, own, strict=True)
            if isinstance(row, dict) and is_own
        ]
        if key_column(name):
            return rows
        filled = [row for row in rows if any(row.values())]
        if filled:
            return filled
        return [str(line) for line in value]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
