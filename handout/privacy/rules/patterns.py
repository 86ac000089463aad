"""Find what identifies a person: numbers, addresses, family, custody, codes, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from handout.privacy.people.persons import Finding
from handout.privacy.rules.health import health_findings, health_words
from handout.privacy.text.pattern_files import patterns_for
from handout.privacy.text.phrases import any_of, phrases_in
from handout.privacy.text.tokens import strip_accents
from handout.privacy.text.word_lists import word_set

_I = re.IGNORECASE
_MINE = re.compile(r"\b(?:my|mi) $", _I)
_HOME = re.compile(r"home\b", _I)
_PRIVATE_MAIL = re.compile(
    r"@(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|proton"
    r"|protonmail|gmx|comcast|verizon|att|sbcglobal|cox|mail)\.[a-z.]{2,6}",
    _I,
)
_CALL = re.compile(r"\b(?:ring|reach|call|need) me\b", _I)
_NUMBERS = ("ssn", "student-id")


def find_disclosures(text: str, *, of_staff: bool, persons: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what `text` gives away, apart from names. `persons` are the names and initials already
    found in it.

    `text` has plain apostrophes and dashes. `of_staff`: a number to reach grown-ups at is what is
    asked for here.
    """
    plain = strip_accents(text)
    found, health = _impersonal(plain, of_staff)
    yield from found
    if hits := tuple(sorted({*health, *health_words(plain)})):
        yield from health_findings(plain, hits, list(persons))


_Hits = tuple[tuple[tuple[int, int], bool], ...]


@lru_cache(maxsize=2048)  # most cells say what many others say
def _impersonal(text: str, of_staff: bool) -> tuple[tuple[Finding, ...], _Hits]:
    """Return what can be told without knowing who is named, and where words of health are."""
    matches = list(_matches(text))
    health = tuple((match.span(), True) for rule, match in matches if rule == "health")
    contacts = [match for rule, match in matches if rule == "contact"]
    found = [
        Finding(rule, match.start(), match.end())
        for rule, match in matches
        if rule not in ("health", "contact")
    ]
    found = [one for one in found if not _is_number_of_student(one, found)]
    found = _without_repeats(found)
    found += _contacts(text, of_staff, contacts, found)
    found += [Finding("custody", m.start(), m.end()) for m in phrases_in("custody", text)]
    return tuple(_without_repeats(found)), health


def _without_repeats(found: Iterable[Finding]) -> list[Finding]:
    """Return `found` without what two patterns of a rule both find: the first and longest stays."""
    last: dict[str, Finding] = {}
    kept = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        before = last.get(one.rule)
        if before is None or not _overlap(before, one):
            kept.append(one)
            last[one.rule] = one
    return kept


def _is_number_of_student(one: Finding, found: Sequence[Finding]) -> bool:
    """Tell whether a code is a student's number, which is told already."""
    others = [other for other in found if other.rule in _NUMBERS]
    return one.rule == "door-code" and any(_overlap(one, other) for other in others)


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for pattern in patterns_for(text):
        for match in pattern.matches(text):
            yield pattern.rule, match


def _contacts(
    text: str, of_staff: bool, contacts: Iterable[re.Match[str]], found: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield numbers and mail addresses that are the family's, or somebody's own."""
    for match in contacts:
        one = Finding("personal-contact", *match.span())
        if any(_overlap(one, other) for other in found if other.rule in _NUMBERS):
            continue
        if _is_of_family(text, match, of_staff):
            yield one._replace(rule="family-contact")
        elif "@" in match[0]:
            if _PRIVATE_MAIL.search(match[0]):
                yield one
        elif _is_personal_number(text, match, of_staff):
            yield one


def _is_personal_number(text: str, match: re.Match[str], of_staff: bool) -> bool:
    office = _list("office")
    if office.search(text, max(0, match.start() - 40), match.start()):
        return False
    if _is_own(text, match):
        return True
    after = office.search(text, match.end(), match.end() + 25)
    return after is None and not (of_staff or match[0].isdigit())


def _is_own(text: str, match: re.Match[str]) -> bool:
    before = max(0, match.start() - 40)
    own = _list("own_phone").search(text, before, match.start())
    return own is not None or _CALL.search(text, before, match.start()) is not None


def _is_of_family(text: str, match: re.Match[str], of_staff: bool) -> bool:
    start, end = match.span()
    around = max(0, start - 60), min(len(text), end + 30)
    kin = [
        near
        for near in _list("family").finditer(text, *around)
        if "\n" not in text[min(near.end(), start) : max(near.start(), end)]
    ]
    if kin:
        return not _list("office").search(text, max(0, start - 40), start)
    wide = _list("family_wide").search(text, max(0, start - 28), start)
    if wide is None or _MINE.search(text, 0, wide.start()):
        return False
    return not (of_staff and _HOME.match(text, wide.start()))


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


@cache
def _list(name: str) -> re.Pattern[str]:
    return any_of(word_set(name))
