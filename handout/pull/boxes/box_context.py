"""What the readers of a page's boxes share: the page, its record, and the edits so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain

from handout.edits.apply import EditedHandout
from handout.edits.diff import Change
from handout.layering.compose import Handout
from handout.problems import Position, Problem, problem
from handout.pull.page.page_words import words_in
from handout.sources.edited.edits_file import BlockEdit, Edits
from handout.sources.edited.html_page import Page
from handout.sources.edited.record import Record, RecordedBlock
from handout.sources.fields.written_fields import read_written_fields
from handout.sources.markdown.field_marks import find_marks


@dataclass
class BoxEdits:
    """The edits there are now. `problems` tell what was not taken, from the boxes in `refused`.

    `seen` are the words that were taken or told.
    """

    edits: Edits = Edits()
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)


class BoxContext:
    """A page, the record of what was issued, and the handout `current` with its edits.

    `edits` are those of each box by its id, and `result` is what the page changes: both grow as
    the page is read. With `as_it_stands` the page is compared with what the content says now.
    """

    def __init__(
        self,
        record: Record,
        page: Page,
        unedited: Handout,
        current: EditedHandout,
        edits: Edits,
        *,
        as_it_stands: bool,
    ) -> None:
        self.record, self.page, self.current = record, page, current
        self.as_it_stands = as_it_stands
        self.unedited_blocks = {block.id: block for block in unedited.blocks}
        self.blocks = {block.id: block for block in current.handout.blocks}
        self.edits: dict[str, BlockEdit] = {edit.id: edit for edit in edits.blocks}
        self.edits_before = edits
        self.position = Position(page.path)
        self.result = BoxEdits()
        texts = (block.text for block in record.blocks.values())
        marks = (find_marks(read_written_fields(text)) for text in texts)
        self.line_fields = {mark.name for mark in chain.from_iterable(marks)}

    def is_line_field(self, name: str) -> bool:
        """Return whether a field that stands in a line of the page may be one there: the times of a
        table are written otherwise in a line.
        """
        return name in self.line_fields or (
            name in self.record.fields and not name.startswith("schedule.")
        )

    def issued_words(self, name: str) -> str:
        """Return the words of a field as it was issued."""
        return self.record.fields.get(name, "")

    def page_words(self, name: str) -> str:
        """Return the words of a field as the page has them: new ones, if they are new anywhere."""
        old, texts = self.issued_words(name), self.page.fields.get(name, ())
        return next((text for text in texts if text != old), old)

    def box_owner(self, id: str) -> str:
        """Return who decides on the words of a locked box; "" if nobody does."""
        return self.blocks[id].owner if id in self.blocks else ""

    def lock_names(self, id: str, issued: RecordedBlock) -> dict[str, str]:
        """Return the words for a problem about something locked: its box, and who decides on it."""
        return {"title": issued.title, "owner": self.box_owner(id)}

    def warn(self, code: str, **values: object) -> None:
        """Add a warning about something that was taken all the same."""
        self.result.problems.append(problem(code, self.position, warning=True, **values))

    def refuse(self, id: str, code: str, **values: object) -> None:
        """Add a warning that something in the box `id` was not taken."""
        self.warn(code, **values)
        self.result.refused.add(id)
        self.result.seen += words_in(f"{values.get('words', '')}\n{values.get('new', '')}")
