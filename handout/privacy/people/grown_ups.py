"""Given names that a text says are a grown-up's: by their work, or because they write the note.

Mike (custodian); Beto el chofer; our aide is Denise; ask Brenda in the office; Love, Karen.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from handout.privacy.text.pattern_files import grown_up_patterns
from handout.privacy.text.tokens import fold, split_words, strip_accents


@lru_cache(maxsize=2048)
def grown_up_names(text: str) -> frozenset[str]:
    """Return the names of grown-ups in `text`, in small letters."""
    return frozenset(_names(strip_accents(text)))


def _names(plain: str) -> Iterator[str]:
    for pattern in grown_up_patterns():
        for match in pattern.finditer(plain):
            for name in filter(None, match.groupdict().values()):
                yield from (fold(word.text).removesuffix("'s") for word in split_words(name))
