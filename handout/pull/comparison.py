"""Compare an edited page with what it said when it was issued: its changes, and the problems in
it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from handout.edits.apply import EditedHandout
from handout.edits.diff import Change
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layering.overlay import Origin, SourcedValue
from handout.problems import Position, Problem
from handout.pull.boxes.box_context import BoxEdits
from handout.pull.boxes.page_boxes import box_edits
from handout.pull.fields.field_context import FieldEdits
from handout.pull.fields.field_rows import issued_rows
from handout.pull.fields.page_fields import field_edits
from handout.pull.issued_pictures import picture_problems
from handout.pull.page.issued_page import IssuedPage
from handout.pull.page.untaken import is_untaken, untaken_problems
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.edited.edits_file import Edits
from handout.sources.edited.record import Record
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.fields import FIELDS, columns_of
from handout.sources.fields.written_fields import read_written_fields
from handout.sources.markdown.document import parse_prose
from handout.sources.yaml.tree import parse_yaml


def changes_since_issue(issue: IssuedPage) -> tuple[Change, ...]:
    """Return what was changed in the page since it was made, and can be taken."""
    return compare_page(issue).changes


@dataclass(frozen=True)
class Comparison:
    """What was changed in a page since it was made and can be taken, and all that is to be said of
    it.
    """

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    @property
    def untaken(self) -> tuple[Problem, ...]:
        """Return those of `problems` that tell of something on the page that cannot be taken."""
        return tuple(filter(is_untaken, self.problems))

    @property
    def is_edited(self) -> bool:
        """Return whether the page says anything that it did not say when it was made."""
        return bool(self.changes or self.untaken)


def compare_page(issue: IssuedPage) -> Comparison:
    """Return the page as it is with the page as it was made; no other file is looked at."""
    record = issue.record
    handout = _handout_as_issued(record)
    fields = field_edits(record, issue.page, handout, record.fields)
    boxes = box_edits(record, issue.page, handout, EditedHandout(handout), Edits())
    return Comparison((*fields.changes, *boxes.changes), page_problems(issue, fields, boxes))


def _handout_as_issued(record: Record) -> Handout:
    """Return the handout that a record tells of, as far as it does."""
    nowhere = Position("")
    origin = Origin(Level.CUSTOMIZATION, record.name, nowhere)
    layer, _ = parse_layer(parse_yaml(record.customization, ""), Level.CUSTOMIZATION)
    values = {name: SourcedValue(placed, origin) for name, placed in layer.values.items()}
    for name in filter(columns_of, FIELDS):
        if rows := issued_rows(name, {**record.fields, **record.row_labels}):
            values[name] = SourcedValue(
                PlacedValue(tuple(dict(row) for row in rows), nowhere), origin
            )
    signed = record.fields.get("teacher_name")
    blocks = []
    for side, ids in record.sides.items():
        for id in ids:
            block = record.blocks[id]
            title = "" if block.holds == "note" and signed else block.title
            parts = (
                parse_prose(read_written_fields(block.text), nowhere)[0]
                if block.holds != "note"
                else ()
            )
            blocks.append(
                ComposedBlock(
                    id=id,
                    title=title,
                    side=side,
                    locked=block.locked,
                    holds=block.holds,
                    parts=parts,
                    waiting={id: read_written_fields(t) for id, t in block.waiting.items()},
                    origin=origin,
                    owner=block.owner,
                    locked_items=frozenset(block.locked_items),
                )
            )
    return Handout(language=record.language, values=values, blocks=tuple(blocks))


def page_problems(
    issue: IssuedPage, fields: FieldEdits, boxes: BoxEdits, pictures_taken: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Return all that is to be said of a page that was read: last whatever stands on it and was
    neither taken nor told. The pictures of the fields `pictures_taken` are the page's own.
    """
    pictures = picture_problems(issue, pictures_taken)
    untaken = untaken_problems(issue, fields.seen + boxes.seen, fields.replaced)
    problems = (*issue.problems, *fields.problems, *boxes.problems, *pictures, *untaken)
    return tuple(dict.fromkeys(problems))
