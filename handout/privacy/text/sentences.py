"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re

# Dots after these end no sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Ms|Mrs|Dr|St|Ave|Rd|Jr|Sr|Sra|Srta|Dra|ext|no|vs|etc)|\b[A-Z])$", re.IGNORECASE
)
_END = re.compile(r"[.!?]+(?=\s|$)|[\n|]")


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of `text` starts and ends; blanks go with the one after them."""
    bounds, start = [], 0
    for match in _END.finditer(text):
        if match[0].startswith(".") and _ABBREVIATED.search(
            text, max(0, match.start() - 6), match.start()
        ):
            continue
        bounds.append((start, match.end()))
        start = match.end()
    return [*bounds, (start, len(text))]
