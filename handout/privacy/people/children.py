"""Names that a text says are a child's: by what the child is called, has, or is helped with.

Kid in wheelchair: Liam; our student is Ana; give Tom his pencil; Mateo, al baño.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from handout.privacy.text.pattern_files import child_patterns
from handout.privacy.text.tokens import strip_accents

Span = tuple[int, int]


@lru_cache(maxsize=2048)
def child_spans(text: str) -> tuple[Span, ...]:
    """Return where in `text` stand words of which those that are names are children's."""
    return tuple(_spans(strip_accents(text)))


def _spans(plain: str) -> Iterator[Span]:
    for pattern in child_patterns():
        for match in pattern.find.finditer(plain):
            yield from (match.span(name) for name, words in match.groupdict().items() if words)
