"""A handout's fields as the phrases that show them."""

from __future__ import annotations

import datetime
from typing import Any

from handout.layering.compose import Handout
from handout.layering.front_labels import new_labels
from handout.layout.sheet.phrase import Phrase, text_or_blank, to_phrase
from handout.layout.text.binding import bind
from handout.sources.fields.field_reader import FieldRow
from handout.sources.fields.languages import format_date

BLANK = 54.0  # pt: a blank within a line, for a time or a name


class FieldPhrases:
    """The handout's values as the phrases that show them."""

    def __init__(self, handout: Handout) -> None:
        self.handout = handout
        self.labels = new_labels(handout.values, handout.language)
        # Large print has columns too narrow for a title beside its name.
        self._binds = handout.value("large_print") is not True

    def bind(self, text: str) -> str:
        """Return `text` with what stays on one line bound, where there is room for it."""
        return bind(text) if self._binds else text

    def bind_all(self, text: str) -> str:
        """Return `text` with no place for a line to end, where there is room for it."""
        return text.replace(" ", "\N{NO-BREAK SPACE}") if self._binds else text

    def text(self, name: str) -> str:
        """Return a value in words, "" if there is none."""
        value = self.handout.value(name)
        return "" if value is None else str(value)

    def phrase(self, name: str) -> Phrase:
        """Return a value as a phrase, empty if there is none."""
        return to_phrase(self.bind(self.text(name)), name)

    def blank(self, name: str, width: float = BLANK) -> Phrase:
        """Return a value as a phrase, or a blank of `width` pt."""
        return text_or_blank(self.text(name), name, width)

    def rows(self, name: str) -> tuple[FieldRow, ...]:
        """Return the rows of a list of rows, none if the field is empty."""
        return tuple(row for row in self._entries(name) if isinstance(row, dict))

    def lines(self, name: str) -> tuple[Phrase, ...]:
        """Return the lines of a list, none if the field is empty."""
        lines = [self.bind(str(line)) for line in self._entries(name)]
        return tuple(to_phrase(line, f"{name}.{number}") for number, line in enumerate(lines, 1))

    def _entries(self, name: str) -> tuple[str | FieldRow, ...]:
        value = self.handout.value(name)
        return value if isinstance(value, tuple) else ()

    def date(self, name: str, dates: dict[str, Any]) -> Phrase:
        """Return a day as people write it; `dates` is the table of that name in words.toml."""
        value = self.handout.value(name)
        if not isinstance(value, datetime.date):
            return ()
        return to_phrase(format_date(value, dates), name)
