"""The patterns of the privacy check, compiled from content/<language>/privacy-patterns.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from handout.privacy.text.word_lists import pattern_tables

GROWN_UP = "grown-up"
"""What stands in place of a rule at patterns of whose names may stand."""

_BEFORE = 50  # characters before a match in which words may excuse it
_PART = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form that breaks a rule, and what excuses it.

    It is searched only in a text that has one of `words`, and a digit if `digit`.
    """

    rule: str
    find: re.Pattern[str]
    words: tuple[str, ...]
    digit: bool
    unless: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None
    finds: tuple[str, ...]
    passes: tuple[str, ...]

    def matches(self, text: str, lowered: str) -> Iterator[re.Match[str]]:
        """Yield what is found in `text`; `lowered` is the same in small letters."""
        if self.words and not any(word in lowered for word in self.words):
            return
        for match in self.find.finditer(text):
            if self.unless and self.unless.search(
                text, max(0, match.start() - _BEFORE), match.end()
            ):
                continue
            if self.unless_after and self.unless_after.match(text, match.end()):
                continue
            yield match


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


def _compile(text: str | None) -> re.Pattern[str] | None:
    return re.compile(_with_parts(text), re.I) if text else None


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """Return the patterns of all languages."""
    found = []
    for entry in chain.from_iterable(table["pattern"] for table in pattern_tables()):
        find = _with_parts(entry["find"])
        found.append(
            Pattern(
                entry["rule"],
                re.compile(find, re.I),
                tuple(entry.get("words", ())),
                all(re.search(r"\d", example) for example in entry["finds"]),
                _compile(entry.get("unless")),
                _compile(entry.get("unless_after")),
                tuple(entry["finds"]),
                tuple(entry.get("passes", ())),
            )
        )
    return tuple(found)


@cache
def patterns_for(*, digits: bool) -> tuple[Pattern, ...]:
    """Return the patterns to be searched in a text with or without `digits`."""
    found = (one for one in load_patterns() if one.rule != GROWN_UP)
    return tuple(one for one in found if digits or not _needs_digit(one))


@cache
def grown_up_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns whose groups are names of grown-ups."""
    return tuple(one.find for one in load_patterns() if one.rule == GROWN_UP)


def _needs_digit(pattern: Pattern) -> bool:
    return pattern.rule in ("ssn", "student-id", "contact") and pattern.digit
