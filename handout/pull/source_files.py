"""The customization and the edits that say what a handout says, and nothing else: so that a print
can be opened again.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from handout.edits.apply import apply_edits, block_units
from handout.edits.units import parts_of
from handout.layering.compose import ComposedBlock, Handout, compose
from handout.pull.fields.contacts import contact_order, contact_rows
from handout.sources.content.layer import Changes, Layer, Level
from handout.sources.content.library import SIDES, load_library
from handout.sources.customization.edit import Change, format_values
from handout.sources.edited.edits_file import BlockEdit, Edits, format_edits
from handout.sources.fields.fields import FIELDS
from handout.sources.markdown.document import format_prose


def source_files(handout: Handout, shown: Collection[str]) -> tuple[str, str]:
    """The texts of NAME.yaml and of NAME.edits.yaml ("" if there is nothing to say) that make this
    handout again.

    `shown` names the fields that stand on its sheet. Whatever a district or a school says is left
    to their own layers.
    """
    said = dict(_said(handout, shown))
    given = [layer for layer in handout.layers if layer.level != Level.CUSTOMIZATION]
    own = [_only(layer, said) for layer in handout.layers if layer.level == Level.CUSTOMIZATION]
    plain, found = compose(load_library(handout.language), [*given, *own], today=datetime.date.min)
    if any(
        not one.warning for one in found
    ):  # without what is not on the sheet the layers may not go together:
        plain = replace(handout, blocks=())  # then all of it is an edit
    edits = difference(plain, handout)
    return format_values(said), format_edits(edits) if edits else ""


def _only(layer: Layer, said: Mapping[str, Change]) -> Layer:
    """The layer with these of its values, and no more."""
    values = {name: placed for name, placed in layer.values.items() if name in said}
    hidden = said.get("hide_blocks", ())
    remove = tuple(ref for ref in layer.blocks.remove if ref.id in hidden)
    return replace(layer, values=values, blocks=Changes(remove=remove), items={})


def difference(plain: Handout, handout: Handout) -> Edits:
    """The edits that make `handout` of `plain`. What they were made on is not said."""
    before = {block.id: block for block in plain.blocks}
    blocks: list[BlockEdit] = []
    previous = ""
    for block in handout.blocks:
        old, title = before.get(block.id), block.title
        if old is None:
            blocks.append(
                BlockEdit(
                    id=block.id,
                    new=True,
                    title=title,
                    text=_text(block),
                    side=block.side,
                    after=previous,
                )
            )
        elif old is not block and not block.locked:
            edit = BlockEdit(
                id=block.id,
                text=_text(block) if block_units(old) != block_units(block) else None,
                title=title if old.title != title else None,
            )
            if edit.text is not None or edit.title is not None:
                blocks.append(edit)
        previous = block.id
    there = {block.id for block in handout.blocks}
    blocks += [
        BlockEdit(id=id, removed=True)
        for id, block in before.items()
        if id not in there and not block.locked
    ]
    edits = Edits(
        blocks=tuple(blocks), people=contact_order(plain, contact_rows(handout.value("contacts")))
    )
    again = apply_edits(plain, edits, "").handout if edits else plain
    if handout.arranged or [(b.id, b.side) for b in again.blocks] != [
        (b.id, b.side) for b in handout.blocks
    ]:
        edits = replace(edits, order=_order(handout))
    return edits


def _text(block: ComposedBlock) -> str:
    return format_prose(parts_of(block_units(block)))


def _order(handout: Handout) -> dict[str, tuple[str, ...]]:
    sides = [side for side in SIDES if any(block.side == side for block in handout.blocks)]
    return {
        side: tuple(block.id for block in handout.blocks if block.side == side) for side in sides
    }


def _said(handout: Handout, shown: Collection[str]) -> Iterator[tuple[str, Change]]:
    """The customization's own values that stand on the sheet, or shape it."""
    holds = {block.holds for block in handout.blocks}
    within = set[str]()  # the lists and groups that the fields are in
    for field in shown:
        while (field := field.rpartition(".")[0]) and field not in within:
            within.add(field)
    pairs = any(item.startswith("extra-") for block in handout.blocks for item in block.item_ids)
    for name, sourced in handout.values.items():
        value = sourced.placed.value
        if sourced.origin.level != Level.CUSTOMIZATION:
            continue
        known = FIELDS[name.partition(".")[0]]
        seen = name in shown or name in within or known.decides
        seen |= bool(known.box) and known.box in holds
        seen |= name in ("dos_extra", "donts_extra") and pairs
        if not seen:
            continue
        if name == "contacts":
            by = zip(value, sourced.rows, strict=True) if isinstance(value, tuple) else ()
            yield (
                name,
                [
                    row
                    for row, origin in by
                    if isinstance(row, dict) and origin.level == Level.CUSTOMIZATION
                ],
            )
        elif isinstance(value, tuple):
            yield (
                name,
                [row for row in value if isinstance(row, dict) and any(row.values())]
                or [str(line) for line in value],
            )
        else:
            yield name, {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
