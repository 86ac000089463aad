"""The search for listed students in a text: in full, or in part where that tells of a person."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Set

from handout.privacy.people.listed_names import PARTICLES, index_names
from handout.privacy.people.name_pieces import (
    forms_at,
    is_telling,
    is_usual_word,
    is_word,
    split_pieces,
)
from handout.privacy.people.neutral_names import is_neutral_name, is_place
from handout.privacy.people.person_context import is_person_context, is_person_in_small_letters
from handout.privacy.people.persons import Finding, Staff, is_after_title, is_famous, is_in_title
from handout.privacy.text.tokens import is_common, is_shouted, split_words
from handout.privacy.text.word_lists import word_set

_SURE = 5  # letters of a name that is no word: so long it is that name in small letters too
_BETWEEN = re.compile(r"\.|[\s*_~'\"\\()\[\]{}“”«»,/-]{0,8}")
_AFTER_LETTER = re.compile(r"[\s*_~'\"\\()\[\]{}“”«»,/.-]{0,8}")  # Z. Quillfeather, Jr., Zabrina
_SPACE = re.compile(r"[\s*_~]{1,6}")
_OPENING = "([{\"“”«»'"
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_MOST_BETWEEN = 3  # middle names, initials and a nickname between given and family name


def listed_findings(
    text: str, student_names: frozenset[str], staff: Staff | None
) -> Iterator[Finding]:
    """Yield the students in `student_names` that `text`, in its normal form, names.

    Without `staff` only those in full.
    """
    if not student_names:
        return
    search = _Search(text, student_names, staff)
    index = 0
    while index < len(search.pieces):
        end = search.longest(index)
        if end > index:
            yield Finding("student-name", search.pieces[index].start, search.pieces[end - 1].end)
        index = max(end, index + 1)


class _Search:
    def __init__(self, text: str, student_names: frozenset[str], staff: Staff | None) -> None:
        self.text, self.staff = text, staff
        self.names = index_names(student_names)
        self.pieces = split_pieces(text)
        self.words = split_words(text)
        self.starts = [word.start for word in self.words]

    def longest(self, index: int) -> int:
        """Return the piece after the longest name that starts at piece `index`, or `index`."""
        longest_end = index
        for length, form in forms_at(self.pieces, index, self.text):
            end = index + length
            if form in self.names.joined and not is_word(form) and not self.is_of_staff(form):
                longest_end = max(longest_end, end)
            if families := self.names.pairs.get(form):
                longest_end = max(longest_end, self.end_of_full(index, end, form, families))
            if given_names := self.names.reverse.get(form):
                longest_end = max(longest_end, self.end_of_reverse(index, end, form, given_names))
            if self.staff is None or self.are_of_staff(index, end):
                continue
            if form in self.names.alone and self.is_given_alone(index, end, form):
                longest_end = max(longest_end, end)
            if form in self.names.reverse and self.is_family_alone(index, end, form):
                longest_end = max(longest_end, end)
        return longest_end

    def are_of_staff(self, *bounds: int) -> bool:
        """Tell whether all pieces in the ranges are part of an adult's name.

        `bounds` are the start and end of one range after another.
        """
        if self.staff is None:
            return False
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        pieces = [piece for start, end in pairs for piece in self.pieces[start:end]]
        return all(piece.letters in self.staff.pieces for piece in pieces)

    def is_of_staff(self, joined: str) -> bool:
        """Tell whether a name in one word, as in an address, may be an adult's."""
        parts = self.staff.pieces if self.staff else ()
        return any(len(part) > 2 and part in joined for part in parts)

    def end_of_full(self, index: int, end: int, given: str, families: Set[str]) -> int:
        """Return where the family name after a given name ends; `index` if none follows.

        Middle names may stand between them.
        """
        place = end
        while place < len(self.pieces) and place - end <= _MOST_BETWEEN and self.is_beside(place):
            ends = [
                place + length
                for length, family in forms_at(self.pieces, place, self.text)
                if family in families
                and self.is_full(index, end, place, place + length, given, family)
            ]
            if ends and not self.are_of_staff(index, end, place, max(ends)):
                return max(ends)
            if not self.is_middle(place):
                break
            place += 1
        return index

    def is_full(self, index: int, end: int, place: int, last: int, given: str, family: str) -> bool:
        """Tell whether given and family name side by side are a name.

        If both are words, only written as one.
        """
        if is_telling(family.replace(" ", "")) or not is_word(given):
            return True
        if all(piece.capital for piece in (*self.pieces[index:end], *self.pieces[place:last])):
            return "," not in self.text[self.pieces[end - 1].end : self.pieces[place].start]
        whole = self.is_whole(index, end) and self.is_whole(place, last)
        return place == end and whole and self.text_before(place) == " "

    def end_of_reverse(self, index: int, end: int, family: str, given: Set[str]) -> int:
        """Return where the given name after a family name ends; `index` if none follows."""
        place = end
        while place < len(self.pieces) and self.pieces[place].letters in _SUFFIXES:
            place += 1
        if place >= len(self.pieces) or not self.is_beside(place):
            return index
        comma = "," in self.text[self.pieces[end - 1].end : self.pieces[place].start]
        telling = is_telling(family.replace(" ", "")) and self.pieces[index].capital
        for length, form in forms_at(self.pieces, place, self.text):
            if form in given and not self.are_of_staff(index, end, place, place + length):  # noqa: SIM102
                if comma or (telling and self.pieces[place].capital):
                    return place + length
        return index

    def is_given_alone(self, index: int, end: int, form: str) -> bool:
        first, last = self.word_index(index), self.word_index(end - 1)
        if is_after_title(self.text, self.words, first) or self.is_acronym(first):
            return False
        if is_neutral_name(self.text, self.words, first):
            return False
        if end - index == 1 and is_word(form):
            if is_in_title(self.text, self.words, first) or not self.is_whole(index, end):
                return False
            if not self.pieces[index].capital:
                return is_person_in_small_letters(self.text, self.words, first)
            is_rare = not self.words[first].opens and not is_usual_word(form)
            return is_rare or is_person_context(self.text, self.words, first, weak=True)
        if is_famous(self.words, first):
            return False
        sure = self.pieces[index].capital or (end - index == 1 and len(form) >= _SURE)
        return sure or is_person_context(self.text, self.words, last)

    def is_family_alone(self, index: int, end: int, form: str) -> bool:
        first, last = self.word_index(index), self.word_index(end - 1)
        if is_after_title(self.text, self.words, first) or is_famous(self.words, first):
            return False
        if is_place(self.text, self.words, last) or self.is_acronym(first):
            return False
        letters, word = form.replace(" ", ""), self.words[first]
        if not is_telling(letters) or len(letters) < 3:
            sure = is_person_context(self.text, self.words, last, sure=True)
            inside = not word.opens or is_telling(letters)  # a word has a capital there too
            if not word.capital or not self.is_whole(index, end):
                return False
            return (sure and inside) or is_person_in_small_letters(self.text, self.words, last)
        if " " in form:
            own_pieces = (
                piece for piece in self.pieces[index:end] if piece.letters not in PARTICLES
            )
            return all(piece.capital for piece in own_pieces)
        sure = self.pieces[index].capital or len(form) >= _SURE
        return sure or is_person_context(self.text, self.words, last)

    def is_acronym(self, index: int) -> bool:
        """ELA is a subject before it is a student, but in a text of capitals."""
        word = self.words[index]
        return (
            word.text.isupper() and word.fold in word_set("acronyms") and not is_shouted(self.text)
        )

    def is_whole(self, index: int, end: int) -> bool:
        """Tell whether the pieces are all of a word, and no part of a longer one."""
        word = self.words[self.word_index(index)]
        last = self.words[self.word_index(end - 1)]
        owns = 2 if last.owns else 0
        return (
            word.start == self.pieces[index].start and last.end - owns == self.pieces[end - 1].end
        )

    def is_beside(self, place: int) -> bool:
        """Tell whether piece `place` may go on with the name that the piece before it is of."""
        before = self.pieces[place - 1]
        short = len(before.letters) == 1 or before.letters in _SUFFIXES
        return (_AFTER_LETTER if short else _BETWEEN).fullmatch(self.text_before(place)) is not None

    def is_middle(self, place: int) -> bool:
        """Tell whether piece `place` may be a middle name, an initial or a nickname in brackets."""
        piece = self.pieces[place]
        if len(piece.letters) == 1 or self.text[piece.start - 1] in _OPENING:
            return True
        if not piece.capital or piece.letters in word_set("titles"):
            return False
        return not is_common(piece.letters) or piece.letters in word_set("ambiguous_names")

    def text_before(self, place: int) -> str:
        return self.text[self.pieces[place - 1].end : self.pieces[place].start]

    def word_index(self, index: int) -> int:
        """Return which word piece `index` is in."""
        return bisect_right(self.starts, self.pieces[index].start) - 1
