"""The names of listed students in every form that exports have, and words that could hold them.

A listed name is "Given<TAB>Family" or "Given<TAB>Family<TAB>Middle"; of one without a tab the last
word is the family name. Names and words are cut into the same pieces: the letters between blanks,
marks, apostrophes and capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from handout.privacy.text.nicknames import list_nicknames
from handout.privacy.text.normal_form import normalize
from handout.privacy.text.tokens import fold, is_common
from handout.privacy.text.word_lists import hand_listed, word_set

_MOST_JOINED = 6  # pieces that may be one name: d'an-dre-mc-don-ald
_LETTERS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z])")
# What may stand inside a name and leaves it one: marks, an apostrophe, a hyphen, also one that ends
# a line.
_INSIDE = re.compile(r"|[*_~'\\-]{1,6}|[-*_~]{0,3}-[ \t]*\n[ \t]*")
_BROKEN = re.compile(r"-[ \t]*\n")
_SPELLED = re.compile(r"(?<!\w)[^\W\d_](?:(?: ?' ?|[ .*_·-])[^\W\d_]){3,}(?!\w)")  # Z a b r i n a
_SIMPLE = re.compile(r"([A-Z]?[a-z]{2,30})[ \t]([A-Z]?[a-z]{4,30})")
_SPACE = re.compile(r"[\s*_~'\"\\-]{1,8}")
# A digit or sign in place of a letter, in the middle of a word that is no address.
_FOR_LETTER = re.compile(r"(?<=[^\W\d_])(?:[013457$!]|@(?!\w+[\w.-]*\.\w))(?=[^\W\d_])")
_LETTER_FOR = dict(zip("013457$!@", "oieastsia", strict=True))
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_ASIDE = re.compile(r"[(\[{\"“”«»](.*?)[)\]}\"“”«»]|(?<!\w)'([^']+)'(?!\w)")
_SUFFIXES = frozenset("jr sr ii iii iv nd rd th".split())
PARTICLES = frozenset(
    "de la las los lo le del della di da do dos das du des van von der den het ter ten y e i el al "
    "bin bint ibn abu "
    "st san santa saint o mc mac d ben".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters of a text in small letters.

    `inside`: it goes on from the piece before it, as one word may.
    """

    letters: str
    start: int
    end: int
    capital: bool
    inside: bool


@lru_cache(maxsize=1024)
def split_pieces(text: str) -> tuple[Piece, ...]:
    """Return the pieces of `text`, which is in its normal form."""
    text = _FOR_LETTER.sub(lambda match: _LETTER_FOR[match[0]], text)
    spelled = {match.start(): match.end() for match in _SPELLED.finditer(text)}
    pieces: list[Piece] = []
    last, until = 0, -1
    for match in _LETTERS.finditer(text):
        if match.start() < until:
            continue
        if until := spelled.get(match.start(), 0):
            parts = ["".join(_LETTERS.findall(text[match.start() : until]))]
            spans = [(match.start(), until)]
        else:
            parts = _CAMEL.split(match[0])
            cuts = [match.start()]
            for part in parts:
                cuts.append(cuts[-1] + len(part))
            spans = list(pairwise(cuts))
        for part, (start, end) in zip(parts, spans, strict=True):
            inside = bool(pieces) and _INSIDE.fullmatch(text, last, start) is not None
            pieces.append(Piece(fold(part), start, end, part[0].isupper(), inside))
            last = end
    return tuple(pieces)


def letters_in(text: str) -> frozenset[str]:
    """Return every name of one piece, or joined to one word, that `text` could hold.

    `text` is in its normal form.
    """
    if _BROKEN.search(text) or _SPELLED.search(text):
        return _letters_in(text)
    return frozenset().union(*map(_letters_in, text.split()))


@lru_cache(maxsize=65_536)  # of most texts every word is known
def _letters_in(text: str) -> frozenset[str]:
    pieces = split_pieces(text)
    names = {letters for piece in pieces for letters in _without_s(piece.letters)}
    for index, piece in enumerate(pieces):
        joined = piece.letters
        for other in pieces[index + 1 : index + _MOST_JOINED]:
            if not other.inside:
                break
            joined += other.letters
            names.add(joined)
    return frozenset(names)


def _without_s(letters: str) -> Iterator[str]:
    """Yield a piece, and what it is if the apostrophe of a possessive was forgotten."""
    yield letters
    if len(letters) > 3 and letters.endswith("s") and not is_word(letters):
        yield letters[:-1]


def is_word(letters: str) -> bool:
    """Tell whether this is a word too, so that it alone is no name."""
    return is_common(letters) or letters in word_set("ambiguous_names")


def is_usual_word(letters: str) -> bool:
    """Tell whether this is a word that somebody listed, or an everyday one.

    Of others it is known from word counts alone that they are words as well.
    """
    return is_common(letters) or letters in hand_listed("ambiguous_names")


def is_telling(family: str) -> bool:
    """Tell whether a family name alone tells of a person.

    No word, and no name of a city or of somebody in lessons.
    """
    return len(family) > 1 and not is_word(family) and family not in word_set("family_neutral")


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
        if _LETTERS.search(word)
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


def forms_at(pieces: Sequence[Piece], n: int, text: str) -> Iterator[tuple[int, str]]:
    """Yield what the pieces from piece `n` on may be as one name, and how many they are."""
    joined = spaced = pieces[n].letters
    is_joined = is_spaced = True
    for letters in _without_s(joined):
        yield 1, letters
    for length, piece in enumerate(pieces[n + 1 : n + _MOST_JOINED], 2):
        is_joined &= piece.inside
        is_spaced &= (
            length < 5
            and _SPACE.fullmatch(text, pieces[n + length - 2].end, piece.start) is not None
        )
        if not (is_joined or is_spaced):
            return
        joined += piece.letters
        spaced += f" {piece.letters}"
        if is_joined:
            yield length, joined
        if is_spaced:
            yield length, spaced
