"""A handout's fields as the phrases that show them."""

from __future__ import annotations

import datetime
from typing import Any

from handout.layering.compose import Handout
from handout.layout.sheet.phrase import Phrase, format_date, text_or_blank, to_phrase
from handout.layout.text.binding import bind
from handout.sources.fields.field_reader import FieldRow

BLANK = 54.0  # pt: a blank within a line, for a time or a name


class FieldPhrases:
    """The handout's values as the phrases that show them."""

    def __init__(self, handout: Handout) -> None:
        self.handout = handout
        # Large print has columns too narrow for a title beside its name.
        self._binds = handout.value("large_print") is not True

    def bound(self, text: str) -> str:
        """Return `text` with what stays on one line bound, where there is room for it."""
        return bind(text) if self._binds else text

    def text(self, name: str) -> str:
        value = self.handout.value(name)
        return "" if value is None else str(value)

    def phrase(self, name: str) -> Phrase:
        return to_phrase(self.bound(self.text(name)), name)

    def blank(self, name: str, width: float = BLANK) -> Phrase:
        return text_or_blank(self.text(name), name, width)

    def rows(self, name: str) -> tuple[FieldRow, ...]:
        value = self.handout.value(name)
        return (
            tuple(row for row in value if isinstance(row, dict)) if isinstance(value, tuple) else ()
        )

    def lines(self, name: str) -> tuple[Phrase, ...]:
        value = self.handout.value(name)
        found = value if isinstance(value, tuple) else ()
        lines = [self.bound(str(line)) for line in found]
        return tuple(to_phrase(line, f"{name}.{n}") for n, line in enumerate(lines, 1))

    def date(self, name: str, dates: dict[str, Any]) -> Phrase:
        value = self.handout.value(name)
        return (
            to_phrase(format_date(value, dates), name) if isinstance(value, datetime.date) else ()
        )
