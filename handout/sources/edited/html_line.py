"""One line of an edited page: a heading, paragraph, bullet or row of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from handout.sources.markdown.field_marks import (
    FieldMark,
    find_marks,
    has_marks,
    make_mark,
    replace_marks,
    shown_text,
)
from handout.sources.markdown.writer import Stretch, plain_text, tidy


@dataclass(frozen=True, slots=True)
class Line:
    """One heading, paragraph, bullet or table row, as it was found.

    `cells` has one entry unless it is a row; a field in them is a mark with its words. `kind` is
    h1 to h6, p, ul, ol, head (a table's first row, if its cells are headings) or row.
    """

    kind: str
    cells: tuple[tuple[Stretch, ...], ...] = ()
    ticks: bool = False
    ticked: bool = False

    @property
    def text(self) -> str:
        """Return its words alone."""
        return " ".join(filter(None, self.texts))

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the words of its cells."""
        return tuple(_shown_words(plain_text(cell)) for cell in self.cells)

    @property
    def fields(self) -> tuple[FieldMark, ...]:
        """Return the fields in it, with their words."""
        return tuple(mark for cell in self.cells for mark in find_marks(plain_text(cell)))

    def keep_fields(self, is_kept: Callable[[str], bool]) -> Line:
        """Return the line with only those fields marked for whose names `is_kept` holds."""

        def write(field: FieldMark) -> str:
            return make_mark(field) if is_kept(field.name) else field.words or ""

        cells = [
            tidy(stretch._replace(text=replace_marks(stretch.text, write)) for stretch in cell)
            for cell in self.cells
        ]
        return replace(self, cells=tuple(cells))


def _shown_words(text: str) -> str:
    """Return the words of a cell; an empty field has none, and there are no spaces around it."""
    return " ".join(shown_text(text).split()) if has_marks(text) else text
