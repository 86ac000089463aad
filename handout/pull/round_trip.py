"""The proof that a pulled handout says what its page says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from handout.edits.box_units import block_units, prose_units
from handout.edits.diff import Change
from handout.edits.units import Unit
from handout.layering.block_rules import ComposedBlock
from handout.pipeline import PreparedHandout
from handout.problems import HandoutError, Position, problem
from handout.pull.boxes.page_boxes import box_edits
from handout.pull.fields.page_fields import field_edits
from handout.pull.result import Pull
from handout.pull.snapshot import displayed_fields, take_snapshot
from handout.sources.edited.record import Record


def verify_round_trip(
    now: PreparedHandout, pull: Pull, refused: set[str], refilled: set[str]
) -> None:
    """Raise HandoutError if the page, read against the pulled handout, has anything more to take.

    `now` is the handout before the pull; boxes and fields in `refused` stay as they were, and the
    boxes in `refilled` have other lines by the page's values.
    """
    record, page, prepared = pull.issued_page.record, pull.issued_page.page, pull.prepared
    before = take_snapshot(now.fitted, record.name)
    after = take_snapshot(prepared.fitted, record.name)
    if (before.blocks, before.fields) == (record.blocks, record.fields):
        left = _box_changes_left(pull, after)
        changes = [change for change in left if change.where not in refilled]
        changes += [change for change in _unmerged_changes(pull) if change.where in refilled]
    else:  # by now the content says something else: then what was merged must come out
        changes = list(_unmerged_changes(pull))
    shown = displayed_fields(prepared.fitted.sheet)
    changes += field_edits(record, page, prepared.handout, shown).changes
    # How the boxes stand on a side is its layout's choice, unless one was moved by hand.
    is_reordered = any(change.kind == "boxes-moved" for change in pull.changes)
    ignored = {"decided"} if is_reordered else {"decided", "boxes-moved"}
    lost_changes = [
        change for change in changes if change.where not in refused and change.kind not in ignored
    ]
    if lost_changes:
        where = ", ".join(dict.fromkeys(change.title or change.where for change in lost_changes))
        raise HandoutError(
            [problem("pull-differs", Position(page.path), where=where), *pull.problems]
        )


def _box_changes_left(pull: Pull, after: Record) -> list[Change]:
    """Return what the boxes of the page say otherwise than the pulled handout, whose record is
    `after`.
    """
    record, page, prepared = pull.issued_page.record, pull.issued_page.page, pull.prepared
    all_ids = [id for ids in after.sides.values() for id in ids]
    new_ids = iter([id for id in all_ids if id not in record.blocks])
    named = [replace(block, id=block.id or next(new_ids, "")) for block in page.blocks]
    page = replace(page, blocks=tuple(named))
    return box_edits(after, page, prepared.unedited, prepared.edited, pull.edits).changes


def _unmerged_changes(pull: Pull) -> Iterator[Change]:
    """Yield a change for each box that does not say what its edit says."""
    blocks = {block.id: block for block in pull.prepared.handout.blocks}
    for edit in pull.edits.blocks:
        block = blocks.get(edit.id)
        if not block or block.locked or edit.text is None:
            continue
        if _open_words(block, block_units(block)) != _open_words(block, prose_units(edit.text)):
            yield Change("reworded", edit.id, block.title)


def _open_words(block: ComposedBlock, units: Iterable[Unit]) -> list[object]:
    """Return what `units` say, but for the locked items of `block`."""
    return [unit.wording for unit in units if unit.id not in block.present_locked_items]
