"""Lists of words and phrases as patterns, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from handout.privacy.text.word_lists import phrase_list

_RUN = re.compile(r"\w+")
_FOREIGN = re.compile("[\u0130\u0131\u017f\u212a]")  # what re takes for i, s and k


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of `phrases` as whole words, the longest first."""
    longest_first = sorted(map(re.escape, phrases), key=lambda text: (-len(text), text))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def phrases_in(name: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where the phrases called `name` stand in `text`.

    It is searched only if the longest word of one is in it.
    """
    longest, pattern = compile_phrases(name)
    if _FOREIGN.search(text) or not longest.isdisjoint(_RUN.findall(text.lower())):
        yield from pattern.finditer(text)


@cache
def compile_phrases(name: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the longest word of each phrase called `name`, and the pattern of all."""
    phrases = phrase_list(name)
    longest = frozenset(max(_RUN.findall(phrase.lower()), key=len) for phrase in phrases)
    return longest, any_of(phrases)
