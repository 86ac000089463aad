"""Names and initials in a text that are not the staff's.

Those of students, as far as words can tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from handout.messages import message_table
from handout.privacy.people.children import child_spans
from handout.privacy.people.initials import can_have_initials, find_initials
from handout.privacy.people.listed_findings import listed_findings
from handout.privacy.people.neutral_names import is_neutral_name
from handout.privacy.people.person_context import is_person_context, is_spanish
from handout.privacy.people.persons import Finding, Staff, is_after_title, is_in_title
from handout.privacy.text.tokens import (
    Word,
    fold,
    is_common,
    is_shouted,
    letters_of,
    split_words,
    word_after,
    word_before,
)
from handout.privacy.text.word_lists import hand_listed, word_set


def person_findings(text: str, staff: Staff, student_names: frozenset[str]) -> Iterator[Finding]:
    """Students' names (those in `student_names`, as listed_names reads them), given names that are
    no staff member's, and initials.

    `text` is in its normal form. A student's name is told once, not as a given name too; where the
    words tell that a listed given name is a child's, it is a "child-name".
    """
    names, letters = _find_candidates(text)
    if names or student_names:
        words = split_words(text)
        listed = list(listed_findings(text, student_names, staff))
        yield from listed
        listed_places = {place for found in listed for place in range(found.start, found.end)}
        for index in names:
            word = words[index]
            if word.start not in listed_places and _is_name(text, words, index, staff):
                yield Finding(_rule_of_name(text, word), word.start, word.end)
    yield from letters


def _rule_of_name(text: str, word: Word) -> str:
    # Kahoot in "Students who finish: Kahoot" may be a name as well; that alone stops no sheet.
    is_listed = is_given_name(word.fold) or word.fold in hand_listed("given_names")
    return "child-name" if is_listed and _is_childs(text, word) else "given-name"


def _is_childs(text: str, word: Word) -> bool:
    """Tell whether the words around `word` say that it is a child's name, if it is a name."""
    return any(start <= word.start < end for start, end in child_spans(text))


@lru_cache(maxsize=2048)  # most cells say what many others say
def _find_candidates(text: str) -> tuple[tuple[int, ...], tuple[Finding, ...]]:
    """Return which words of `text` are given names if nobody is on the staff, and the initials in
    it.
    """
    written = letters_of(text)
    candidates = [
        index
        for index, word in enumerate(written)
        if _may_be_name(word) or _may_be_childs_name(word)
    ]
    lettered = can_have_initials(text, written)
    if not candidates and not lettered:
        return (), ()
    words, nobody = split_words(text), Staff(())
    names = tuple(index for index in candidates if _is_name(text, words, index, nobody))
    return names, tuple(
        Finding("initials", start, end) for start, end in find_initials(text, words)
    ) if lettered else ()


@lru_cache(maxsize=16_384)
def _may_be_name(word: str) -> bool:
    """Tell whether the word is a given name wherever a person is spoken of.

    Of most words nothing else need be asked.
    """
    folded = fold(word).removesuffix("'s")
    if is_given_name(folded):
        return True
    if not word[0].isupper() or word.isupper():
        return False
    if folded in word_set("ambiguous_names"):
        return True
    if folded in word_set("family_neutral"):
        return False
    # A word nobody knows may as well be the name of a thing.
    if len(word) < 3 or folded.endswith(_word_endings()) or folded in word_set("titles"):
        return False
    return folded not in word_set("acronyms") and not is_common(folded)


@lru_cache(maxsize=16_384)
def _may_be_childs_name(word: str) -> bool:
    """Tell whether the word is a name where nothing but a child's can stand: Jo, Bo, Maya."""
    folded = fold(word).removesuffix("'s")
    if not word[0].isupper() or folded in word_set("titles") | word_set("acronyms"):
        return False
    return folded in hand_listed("given_names") or (len(word) == 2 and not is_common(folded))


@cache
def _word_endings() -> tuple[str, ...]:
    return tuple(word_set("word_endings"))


@lru_cache(maxsize=16_384)
def is_given_name(folded: str) -> bool:
    """Tell whether this is a given name and seldom anything else: also Mary-Ann and Toñito."""
    names = word_set("given_names")
    if folded in names:
        return True
    if "-" in folded:
        return not names.isdisjoint(folded.split("-"))
    if not folded.endswith(("ito", "ita")) or is_common(folded) or folded in word_set("titles"):
        return False
    stem = folded[:-3].removesuffix("c") if folded.endswith(("cito", "cita")) else folded[:-3]
    return len(stem) > 2 and not names.isdisjoint((stem, f"{stem}o", f"{stem}a", f"{stem}e"))


@cache
def _sure_in_small_letters() -> frozenset[str]:
    """Return names that no word is like, so that they count in small letters, too.

    A cooper and a sawyer are words.
    """
    listed = message_table("privacy")["given_names"].split()
    return frozenset(name for name in listed if len(name) > 5 and not name.endswith("er"))


def _is_name(text: str, words: Sequence[Word], index: int, staff: Staff) -> bool:
    """Tell whether word `index`, which may be a given name, is one here, and no staff member's.

    Of more staff no more words are.
    """
    word = words[index]
    if (
        len(word.text) < 2
        or word in staff
        or is_after_title(text, words, index)
        or is_in_title(text, words, index)
        or is_neutral_name(text, words, index)
    ):
        return False
    neighbour = word_after(text, words, index)
    if word.owns and neighbour is not None and neighbour.fold in ("has", "had", "sells"):
        return False  # Michael's has the cheap felt: a shop
    if (
        neighbour is not None
        and neighbour.capital
        and (neighbour in staff or neighbour.fold in word_set("places"))
    ):
        return False
    before = word_before(text, words, index)
    if before is not None and (before.capital and before in staff or _is_article(before, words)):
        return False
    if word.text.isupper() and word.fold in word_set("acronyms") and not is_shouted(text):
        return False
    if _is_childs(text, word) and (word.capital or is_given_name(word.fold)):
        return True
    if not _may_be_name(word.text):
        return False
    if is_given_name(word.fold):
        if word.fold in _sure_in_small_letters():
            return True
        is_usual = word.fold in hand_listed("given_names")
        return word.capital or is_person_context(text, words, index, weak=is_usual)
    return is_person_context(text, words, index, sure=word.fold not in word_set("ambiguous_names"))


def _is_article(before: Word, words: Sequence[Word]) -> bool:
    """Tell whether a thing stands after `before`; the Spanish "a" is no article."""
    return before.fold in ("an", "the") or (before.fold == "a" and not is_spanish(words))
