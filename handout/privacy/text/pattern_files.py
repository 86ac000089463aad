"""The patterns of the privacy check, compiled from content/<language>/privacy-patterns.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from handout.privacy.text.word_lists import pattern_tables

GROWN_UP = "grown-up"
"""What stands in place of a rule at patterns of whose names may stand."""
CHILD = "child"
"""The same, of whose names may not."""
OF_NAMES = (GROWN_UP, CHILD)

_BEFORE = 50  # characters before a match in which words may excuse it
_DIGIT = re.compile(r"\d")
_PART = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form that breaks a rule, and what excuses it.

    It is searched only in a text that has one of `words`, and a digit if `digit`. The regular
    expressions are compiled when they are first needed: for one handout hardly any are, and all of
    them take a tenth of a second.
    """

    rule: str
    find_text: str
    words: tuple[str, ...]
    digit: bool
    unless_text: str
    unless_after_text: str
    finds: tuple[str, ...]
    passes: tuple[str, ...]

    @property
    def find(self) -> re.Pattern[str]:
        """Return what is searched for."""
        return _compile(self.find_text)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Yield what is found in `text`, whether it has one of the words or not."""
        for match in self.find.finditer(text):
            if not self._is_excused(match):
                yield match

    def _is_excused(self, match: re.Match[str]) -> bool:
        text, start = match.string, max(0, match.start() - _BEFORE)
        if self.unless_text and _compile(self.unless_text).search(text, start, match.end()):
            return True
        after = self.unless_after_text
        return bool(after and _compile(after).match(text, match.end()))


@cache
def _parts() -> dict[str, str]:
    parts: dict[str, str] = {}
    for table in pattern_tables():
        for name, part in table["parts"].items():
            parts[name] = f"{parts[name]}|{part}" if name in parts else part
    return parts


def _with_parts(text: str) -> str:
    while _PART.search(text):
        text = _PART.sub(lambda found: f"(?:{_parts()[found[1]]})", text)
    return text


@lru_cache(maxsize=512)  # all patterns of all languages are some 150
def _compile(text: str) -> re.Pattern[str]:
    return re.compile(_with_parts(text), re.I)


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """Return the patterns of all languages."""
    found = []
    for entry in chain.from_iterable(table["pattern"] for table in pattern_tables()):
        found.append(
            Pattern(
                entry["rule"],
                entry["find"],
                tuple(entry.get("words", ())),
                all(re.search(r"\d", example) for example in entry["finds"]),
                entry.get("unless", ""),
                entry.get("unless_after", ""),
                tuple(entry["finds"]),
                tuple(entry.get("passes", ())),
            )
        )
    return tuple(found)


def patterns_for(text: str) -> list[Pattern]:
    """Return the patterns that may be found in `text`, in their order."""
    patterns, by_word = _patterns_by_word(_DIGIT.search(text) is not None)
    lowered = text.lower()
    wanted = set(by_word[""])
    # Each word is looked for once, and not once for each of the patterns that ask for it.
    for word, numbers in by_word.items():
        if word in lowered:
            wanted.update(numbers)
    return [patterns[number] for number in sorted(wanted)]


@cache
def _patterns_by_word(digits: bool) -> tuple[tuple[Pattern, ...], dict[str, list[int]]]:
    """Return the patterns for texts with or without `digits`, and the numbers of those that ask for
    each word; "" has those that ask for none.
    """
    found = (one for one in load_patterns() if one.rule not in OF_NAMES)
    patterns = tuple(one for one in found if digits or not _needs_digit(one))
    by_word: dict[str, list[int]] = {"": []}
    for number, pattern in enumerate(patterns):
        for word in pattern.words or ("",):
            by_word.setdefault(word, []).append(number)
    return patterns, by_word


@cache
def grown_up_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns whose groups are names of grown-ups."""
    return tuple(one.find for one in load_patterns() if one.rule == GROWN_UP)


@cache
def child_patterns() -> tuple[Pattern, ...]:
    """Return the patterns whose groups are words that are children's names, if they are names."""
    return tuple(one for one in load_patterns() if one.rule == CHILD)


def _needs_digit(pattern: Pattern) -> bool:
    return pattern.rule in ("ssn", "student-id", "contact") and pattern.digit
