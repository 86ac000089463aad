"""The names of listed students in every form that exports have, and words that could hold them.

A listed name is "Given<TAB>Family" or "Given<TAB>Family<TAB>Middle"; of one without a tab the last
word is the family name. Names and words are cut into the same pieces: the letters between blanks,
marks, apostrophes and capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from handout.privacy.people.name_pieces import LETTERS, is_telling, split_pieces
from handout.privacy.text.nicknames import list_nicknames
from handout.privacy.text.normal_form import normalize

_SIMPLE = re.compile(r"([A-Z]?[a-z]{2,30})[ \t]([A-Z]?[a-z]{4,30})")
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_ASIDE = re.compile(r"[(\[{\"“”«»](.*?)[)\]}\"“”«»]|(?<!\w)'([^']+)'(?!\w)")
_SUFFIXES = frozenset("jr sr ii iii iv nd rd th".split())
PARTICLES = frozenset(
    "de la las los lo le del della di da do dos das du des van von der den het ter ten y e i el al "
    "bin bint ibn abu "
    "st san santa saint o mc mac d ben".split()
)


@dataclass(frozen=True)
class ListedName:
    """The forms of a student's name: each its pieces with a blank between, and all in one.

    `alone` are given names that may stand alone, `given` all that may stand before a form of the
    `family` name.
    """

    alone: frozenset[str]
    given: frozenset[str]
    family: frozenset[str]

    @property
    def short(self) -> frozenset[str]:
        """Return the nicknames of the given names; they may stand alone, too.

        They are of the language, not of the student, and so are not held for each.
        """
        return frozenset().union(*map(list_nicknames, self.alone))

    @property
    def joined(self) -> frozenset[str]:
        """Return given and family name in one word, and the initial before the family name."""
        found = set()
        for given in self.given:
            for family in self.family:
                if " " in given + family:
                    continue
                found |= {given + family, family + given}
                if is_telling(family) and len(family) > 3:
                    found.add(given[0] + family)
        return frozenset(found)

    @property
    def parts(self) -> frozenset[str]:
        """Return every word that could stand in a text for this name, or for a part of it."""
        forms = self.alone | self.short | self.family
        return frozenset({*self.joined, *(part for form in forms for part in form.split(" "))})

    @property
    def longest(self) -> frozenset[str]:
        """Return of each form that may stand alone the word by which it is looked up."""
        forms = self.alone | self.short | self.family
        return frozenset({*self.joined, *(max(form.split(" "), key=len) for form in forms)})

    def could_stand(self, words: frozenset[str]) -> bool:
        """Tell whether `words`, from letters_in, could hold this name or a telling part of it."""
        forms = (form.split(" ") for form in self.alone | self.short | self.family)
        return any(map(words.issuperset, forms)) or not words.isdisjoint(self.joined)


@lru_cache(maxsize=65_536)
def read_name(listed: str) -> ListedName:
    """Return the forms of a listed name."""
    if simple := _SIMPLE.fullmatch(listed):  # of fifty thousand names nearly all
        only = frozenset((simple[1].lower(),))
        return ListedName(only, only, frozenset((simple[2].lower(),)))
    composed = unicodedata.normalize("NFC", listed).casefold()
    if (spread := composed.translate(_TWO_LETTERS)) != composed:  # Mueller for Müller
        one, other = _read_name(normalize(listed)), _read_name(normalize(spread))
        forms = (one.alone | other.alone, one.given | other.given, one.family | other.family)
        return ListedName(*forms)
    return _read_name(normalize(listed))


def _read_name(listed: str) -> ListedName:
    given, tab, family = listed.partition("\t")
    family, _, middle = family.partition("\t")
    if not tab:
        given, _, family = given.strip().rpartition(" ")
    if not (given.strip() and family.strip()) and "," in given + family:
        family, _, given = (given + family).partition(",")  # all in one cell
    asides = [" ".join(filter(None, found.groups())) for found in _ASIDE.finditer(given)]
    family_asides = [" ".join(filter(None, found.groups())) for found in _ASIDE.finditer(family)]
    own = _words(_ASIDE.sub(" ", given))
    alone = {form for words in (own, *map(_words, asides)) for form in _given_forms(words)}
    others = {form for word in _words(middle) for form in _forms([word]) if len(form) > 1}
    families = {
        form
        for name in (_ASIDE.sub(" ", family), *family_asides)
        for form in _family_forms(_words(name))
    }
    return ListedName(frozenset(alone), frozenset(alone | others), frozenset(families))


def _words(name: str) -> list[tuple[str, ...]]:
    """Return the words of a name, each in pieces; Jr. and III only if there is nothing else."""
    words = [
        tuple(piece.letters for piece in split_pieces(word))
        for word in re.split(r"[\s,;/.]+", name)
        if LETTERS.search(word)
    ]
    return [word for word in words if "".join(word) not in _SUFFIXES] or words


def _given_forms(words: Sequence[tuple[str, ...]]) -> set[str]:
    """Return the whole of a given name, its words and their halves.

    No initials, and no middle name of two letters.
    """
    forms = _forms(words)
    for n, word in enumerate(words):
        forms |= {form for form in _forms([word]) if len(form) > 2 or n == 0}
        if word[0] not in PARTICLES:
            forms |= {piece for piece in word if len(piece) > 2}
    return {form for form in forms if len(form) > 1} or forms


def _family_forms(words: Sequence[tuple[str, ...]]) -> set[str]:
    """Return the whole of a family name, without what stands before it, and its halves."""
    forms = _forms(words)
    pieces = [piece for word in words for piece in word]
    own = [piece for piece in pieces if piece not in PARTICLES]
    if own and pieces[0] not in ("o", "mc", "mac", "d"):  # Donald is no half of McDonald
        forms |= _forms([tuple(own)])
        forms |= {piece for piece in own if len(piece) > 2}
    forms |= {form for word in words if len("".join(word)) > 2 for form in _forms([word])}
    return {form for form in forms if form not in PARTICLES} or forms


def _forms(words: Iterable[tuple[str, ...]]) -> set[str]:
    pieces = [piece for word in words for piece in word]
    return {" ".join(pieces), "".join(pieces)} - {""}


@dataclass(frozen=True, slots=True)
class Names:
    """All forms of some students' names, to be looked up."""

    pairs: dict[str, set[str]] = field(
        default_factory=dict
    )  # given names, and family names after them
    reverse: dict[str, set[str]] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)


@lru_cache(maxsize=4)
def index_names(student_names: frozenset[str]) -> Names:
    """Return the forms of the names in `student_names`."""
    names = Names()
    for listed in student_names:
        name = read_name(listed)
        names.alone.update(name.alone, name.short)
        names.joined.update(name.joined)
        for given in name.given | name.short:
            names.pairs.setdefault(given, set()).update(name.family)
        for family in name.family:
            names.reverse.setdefault(family, set()).update(name.given, name.short)
    return names
