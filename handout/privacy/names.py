"""Names and initials in a text that are not the staff's: those of students, as far as words can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from handout.messages import words
from handout.privacy.initials import initials, may_have_initials
from handout.privacy.tokens import (
    Word,
    fold,
    folds_of,
    is_common,
    letters_of,
    spoken_of,
    word_after,
    word_before,
    word_set,
    words_of,
)


class Finding(NamedTuple):
    """Something private: the rule it breaks, and where it stands in the text."""

    rule: str
    start: int
    end: int


class Staff:
    """The names that may stand on the sheet, because they are a grown-up's."""

    def __init__(self, names: Iterable[str]) -> None:
        titles = word_set("titles")
        self.words = {word for name in names for word in folds_of(name)} - titles

    def __contains__(self, word: Word) -> bool:
        return word.fold in self.words


def person_findings(text: str, staff: Staff, deny: frozenset[str]) -> Iterator[Finding]:
    """Students' names (those in `deny`: "Given Family"), given names that are no staff member's, and initials.

    `text` has plain apostrophes and dashes. A student's name is told once, not as a given name too.
    """
    names, letters = _unknown(text)
    if names or deny:
        own = words_of(text)
        listed = list(_listed(text, own, staff, deny))
        yield from listed
        taken = {at for found in listed for at in range(found.start, found.end)}
        for n in names:
            if own[n].start not in taken and _is_name(text, own, n, staff):
                yield Finding("given-name", own[n].start, own[n].end)
    yield from letters


@lru_cache(maxsize=8192)  # most cells say what many others say
def _unknown(text: str) -> tuple[tuple[int, ...], tuple[Finding, ...]]:
    """Which words of `text` are given names if nobody is on the staff, and the initials in it."""
    written = letters_of(text)
    perhaps = [n for n, word in enumerate(written) if _may_be_name(word)]
    lettered = may_have_initials(text, written)
    if not perhaps and not lettered:
        return (), ()
    own, nobody = words_of(text), Staff(())
    names = tuple(n for n in perhaps if _is_name(text, own, n, nobody))
    return names, tuple(
        Finding("initials", start, end) for start, end in initials(text, own)
    ) if lettered else ()


@lru_cache(maxsize=16_384)
def _may_be_name(word: str) -> bool:
    """Whether the word is a given name wherever a person is spoken of: of most words nothing else need be asked."""
    folded = fold(word).removesuffix("'s")
    if folded in word_set("given_names"):
        return True
    if not word[0].isupper() or word.isupper():
        return False
    if folded in word_set("ambiguous_names"):
        return True
    # A word nobody knows may as well be the name of a thing.
    return len(word) > 2 and folded not in word_set("acronyms") and not is_common(folded)


def listed_findings(text: str, deny: frozenset[str]) -> Iterator[Finding]:
    """The students in `deny` that `text` names in full: all that is looked for where staff are named."""
    return _listed(text, words_of(text), None, deny)


class _Names(NamedTuple):
    """Students by the first word of their given names, and of their family names."""

    given: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]
    family: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


@lru_cache(maxsize=4)
def _names(deny: frozenset[str]) -> _Names:
    names = _Names({}, {})
    for full in deny:
        *given, family = [word.fold for word in words_of(full.replace("’", "'"))] or [""]
        if given:
            names.given.setdefault(given[0], []).append((tuple(given), (family,)))
            names.family.setdefault(family, []).append((tuple(given), (family,)))
    return names


def _listed(
    text: str, own: Sequence[Word], staff: Staff | None, deny: frozenset[str]
) -> Iterator[Finding]:
    """Students' full names in any letters, and their given names where a person is spoken of. No `staff`: full ones only."""
    if not deny:
        return
    names, folds = _names(deny), [word.fold for word in own]

    def stand(at: int, wanted: tuple[str, ...]) -> bool:
        return tuple(folds[at : at + len(wanted)]) == wanted

    n = 0
    while n < len(own):
        length = 0
        for given, family in names.given.get(folds[n], ()):
            if stand(n, given):
                full = stand(n + len(given), family)
                if (
                    full
                    and staff is not None
                    and all(word in staff for word in own[n : n + len(given) + 1])
                ):
                    continue  # a grown-up of the same name
                if full or (
                    staff is not None and _is_listed_given(text, own, n, len(given), staff)
                ):
                    length = max(length, len(given) + full)
        for given, family in names.family.get(folds[n], ()):
            if stand(n + 1, given) and "," in text[own[n].end : own[n + 1].start]:
                length = max(length, 1 + len(given))
        if length:
            yield Finding("student-name", own[n].start, own[n + length - 1].end)
        n += max(length, 1)


def _is_listed_given(text: str, own: Sequence[Word], n: int, length: int, staff: Staff) -> bool:
    word = own[n]
    if word in staff or _after_title(text, own, n) or _in_title(text, own, n):
        return False
    if length > 1 or not (word.fold in word_set("ambiguous_names") or is_common(word.fold)):
        return word.capital or spoken_of(text, own, n)
    return word.capital and spoken_of(text, own, n, weak=True)


def _is_name(text: str, own: Sequence[Word], n: int, staff: Staff) -> bool:
    """Whether word `n`, which may be a given name, is one here, and no staff member's: of more staff no more words are."""
    word = own[n]
    if len(word.text) < 2 or word in staff or _after_title(text, own, n) or _in_title(text, own, n):
        return False
    neighbour = word_after(text, own, n)
    if (
        neighbour is not None
        and neighbour.capital
        and (neighbour in staff or neighbour.fold in word_set("places"))
    ):
        return False
    before = word_before(text, own, n)
    if before is not None and (
        before.capital and before in staff or before.fold in ("a", "an", "the")
    ):
        return False
    if word.fold in word_set("given_names"):
        return word.capital or spoken_of(text, own, n)
    return spoken_of(text, own, n, sure=word.fold not in word_set("ambiguous_names"))


def _after_title(text: str, own: Sequence[Word], n: int) -> bool:
    """Ms. Rivera, Coach Dan, and the family name of Ms. Ana Rivera."""
    for back in (1, 2):
        if n < back:
            return False
        between = text[own[n - back].end : own[n - back + 1].start]
        if between.strip(". ") or len(between) > 3:
            return False
        if own[n - back].fold in word_set("titles"):
            return True
        if not own[n - back].capital:
            return False
    return False


@cache
def _famous() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in re.split(r"[|\n]+", words("privacy")["famous"].strip()):
        own = tuple(word.text for word in words_of(name))
        for word in own:
            found[word.removesuffix("'s")] = (*found.get(word.removesuffix("'s"), ()), own)
    return found


def _in_title(text: str, own: Sequence[Word], n: int) -> bool:
    """Rosa Parks, Charlotte's Web: persons in lessons and on shelves, and whatever else is somebody's Something."""
    for name in _famous().get(own[n].fold, ()):
        for start in range(max(0, n - len(name) + 1), n + 1):
            if tuple(fold(word.text) for word in own[start : start + len(name)]) == name:
                return True
    after = word_after(text, own, n)
    return own[n].owns and after is not None and after.capital and not after.text.isupper()
