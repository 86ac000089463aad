"""Findings, the grown-ups who may be named, and whose name a word is by the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from handout.privacy.people.name_pieces import split_pieces
from handout.privacy.text.normal_form import normalize
from handout.privacy.text.tokens import Word, fold, folded_words, split_words, word_after
from handout.privacy.text.word_lists import phrase_list, word_set


class Finding(NamedTuple):
    """Something private: the rule it breaks, and where it stands in the text."""

    rule: str
    start: int
    end: int


class Staff:
    """The names that may stand on the sheet, because they are a grown-up's.

    `pieces` are the letters of each part.
    """

    def __init__(self, names: Iterable[str]) -> None:
        titles = word_set("titles")
        known = [normalize(name) for name in names]
        self.words = {word for name in known for word in folded_words(name)} - titles
        self.pieces = {piece.letters for name in known for piece in split_pieces(name)} - titles

    def __contains__(self, word: Word) -> bool:
        return word.fold in self.words


def is_after_title(text: str, words: Sequence[Word], index: int) -> bool:
    """Ms. Rivera, Coach Dan, and the family name of Ms. Ana Rivera."""
    for back in (1, 2):
        if index < back:
            return False
        between = text[words[index - back].end : words[index - back + 1].start]
        if between.strip(". ") or len(between) > 3:
            return False
        if words[index - back].fold in word_set("titles"):
            return True
        if not words[index - back].capital:
            return False
    return False


@cache
def _famous() -> dict[str, tuple[tuple[str, ...], ...]]:
    names_by_word: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in phrase_list("famous"):
        name_words = tuple(word.fold for word in split_words(fold(name)))
        for word in name_words:
            names_by_word[word] = (*names_by_word.get(word, ()), name_words)
    return names_by_word


def is_famous(words: Sequence[Word], index: int) -> bool:
    """Rosa Parks, Charlotte's Web: persons in lessons and on shelves."""
    for name in _famous().get(words[index].fold, ()):
        for start in range(max(0, index - len(name) + 1), index + 1):
            if tuple(word.fold for word in words[start : start + len(name)]) == name:
                return True
    return False


def is_in_title(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether the word is part of a famous name, or the name of a thing that is somebody's
    Something.
    """
    after = word_after(text, words, index)
    # Charlotte's Web is a book; Ximena's EpiPen is hers.
    is_owner = words[index].owns and after is not None and after.fold not in word_set("belongings")
    is_title = is_owner and after is not None and after.capital and not after.text.isupper()
    return is_title or is_famous(words, index)
