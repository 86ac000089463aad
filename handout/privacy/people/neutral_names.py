"""Names that tell of no person here: of the class's animals and toys, of places, of books.

A place, a pet, a grown-up or a person in a book is taken for one only where the words say so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from handout.privacy.people.grown_ups import grown_up_names
from handout.privacy.people.person_context import is_person_context
from handout.privacy.text.phrases import any_of, compile_phrases
from handout.privacy.text.tokens import Word, fold, split_words, strip_accents, word_before
from handout.privacy.text.word_lists import word_set

_SENTENCE = re.compile(r"[.!?]+(?=\s|$)|\n")
_ADJECTIVES = r"(?:[\w-]{1,15} ){0,2}"


@cache
def _pet_patterns() -> tuple[re.Pattern[str], ...]:
    kinds = "|".join(sorted(word_set("pets"), key=len, reverse=True))
    pet = rf"(?:{kinds})s?\b(?: (?:de la clase|del salon|del grupo|of the class))?"
    name = r"(?-i:[A-Z])[\w'-]{1,20}(?:(?:,? and|,? y|,|&) (?-i:[A-Z])[\w'-]{1,20}){0,3}"
    calls = (
        r"(?:,? ?(?:is |are |es |son |was )?(?:named|called|se llaman?|llamad[oa]s?|de nombre)"
        r"|'s name is|'s names are"
        r"|,? (?:his|her|its|their) names? (?:is|are)|\. (?:his|her|its|their) names? (?:is|are))"
    )
    the = r"(?:the|our|my|a|an|el|la|los|las|nuestr[oa]s?|mi|un|una)"
    patterns = (
        rf"(?<![\w'-])(?P<name>{name})(?:,? | is | are | es | son ){the} {_ADJECTIVES}{pet}",
        rf"\b{the} {_ADJECTIVES}{pet}(?:,| is| are|:|,? is| es(?: de)?| son(?: de)?)? "
        rf"(?P<name>{name})(?=[ .,;:!?]|$)",
        rf"\b{pet}[^.!?\n]{{0,25}}?{calls} (?P<name>{name})",
        rf"{calls} (?P<name>{name})",
        rf"\bcalls? {the} \w{{1,20}} (?P<name>{name})",
    )
    return tuple(re.compile(pattern, re.I) for pattern in patterns)


@lru_cache(maxsize=2048)
def pet_names(text: str) -> frozenset[str]:
    """Return the names of animals, plants and toys in `text`, in small letters."""
    plain = strip_accents(text)
    *beside, given = _pet_patterns()
    names: set[str] = set()
    for pattern in (*beside, given) if _pets().search(plain) else (given,):
        for match in pattern.finditer(plain):
            names.update(fold(word.text) for word in split_words(match["name"]) if word.capital)
    return frozenset(names)


@cache
def _pets() -> re.Pattern[str]:
    return any_of({form for pet in word_set("pets") for form in (pet, f"{pet}s")})


@cache
def _culture() -> re.Pattern[str]:
    return any_of(word_set("culture"))


def is_neutral_name(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether word `index` names a grown-up, a pet, a month, a place or a book's person."""
    word = words[index]
    return (
        word.fold in pet_names(text)
        or word.fold in grown_up_names(text)
        or _is_month(words, index)
        or is_place(text, words, index)
        or (_is_in_culture(text, word) and not _is_spoken_of(text, words, index))
    )


def _is_month(words: Sequence[Word], index: int) -> bool:
    """Tell whether word `index` is a month beside another: May and June, from April to June."""
    months, own = word_set("months"), words[index].fold
    beside = words[max(0, index - 2) : index + 3]
    return own in months and any(word.fold in months - {own} for word in beside)


def _is_spoken_of(text: str, words: Sequence[Word], index: int) -> bool:
    is_weak = not words[index].owns and words[index].fold not in word_set("place_names")
    return is_person_context(text, words, index, weak=is_weak)


def is_place(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether word `index` is a place here: near Austin, Calle Zapata, Lincoln School."""
    if _is_after_kind(text, words, index) or _is_before_kind(text, words, index):
        return True
    word, before = words[index], word_before(text, words, index)
    if word.fold not in word_set("place_names"):
        return False
    if before is not None and before.fold in word_set("place_before"):
        return True
    if before is not None and before.fold in ("to", "near"):
        return index > 1 and words[index - 2].fold in word_set("place_towards")
    has_state = index + 1 < len(words) and text[word.end : words[index + 1].start] == ", "
    return has_state and words[index + 1].fold in word_set("states")


def _is_after_kind(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether it is told before word `index` what kind of place it names: Calle, Mount."""
    for back in range(1, 4):
        if index < back or text[words[index - back].end : words[index - back + 1].start].strip(
            " ."
        ):
            return False
        if words[index - back].fold in word_set("places_before"):
            return back == 1 or all(other.capital for other in words[index - back + 1 : index])
    return False


def _is_before_kind(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether it is told after word `index` what kind of place it names: School, Street."""
    for ahead in range(index + 1, min(index + 4, len(words))):
        if text[words[ahead - 1].end : words[ahead].start] != " " or not words[ahead].capital:
            return False
        if words[ahead].fold in word_set("places"):
            return True
    return False


def _is_in_culture(text: str, word: Word) -> bool:
    starts, are_cultural = _sentences(text)
    return are_cultural[bisect_right(starts, word.start) - 1]


@lru_cache(maxsize=256)
def _sentences(text: str) -> tuple[list[int], list[bool]]:
    """Return where each sentence begins, and whether it speaks of books, films, maps or history."""
    plain = strip_accents(text)
    starts = [0, *(end.end() for end in _SENTENCE.finditer(plain))]
    bounds = list(pairwise([*starts, len(plain)]))
    return starts, [
        _culture().search(plain, *bound) is not None
        or any(compile_phrases("famous")[1].finditer(plain, *bound))
        for bound in bounds
    ]
