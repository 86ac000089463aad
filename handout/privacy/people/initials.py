"""Initials in a text: those of students, as far as letters can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from handout.privacy.people.person_context import is_person_context
from handout.privacy.text.tokens import Word, is_common, word_before
from handout.privacy.text.word_lists import word_set

_DOTTED = re.compile(
    r"(?<![\w.])(?:[A-Z]\. ?(?:[A-Z]\. ?)?[A-Z](?:\.|\b)(?!\w)|[a-z]\.[a-z]\.(?![\w.]))"
)


_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-z]{2}")


def can_have_initials(text: str, written: Iterable[str]) -> bool:
    """Tell whether `text` could hold initials; `written` are its words."""
    return any(_may_be_initials(word) for word in written) or _DOTTED.search(text) is not None


def _may_be_initials(word: str) -> bool:
    return word.isupper() and word != "I" or _NO_VOWEL.fullmatch(word) is not None


def find_initials(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where initials start and end in `text`, whose words are `words`."""
    allowed = word_set("dotted")
    ends: set[int] = set()
    for match in _DOTTED.finditer(text):
        letters = match[0].replace(" ", "").rstrip(".").casefold()
        following = (
            next((word for word in words if word.start >= match.end()), None)
            if len(words) < 200
            else None
        )
        surname = (
            following
            and following.start - match.end() <= 1
            and following.capital
            and not is_common(following.fold)
        )
        if letters not in allowed and not surname:
            yield match.span()
        ends.update(range(match.start(), match.end()))
    shouting = sum(map(str.isupper, text)) > 0.6 * sum(map(str.isalpha, text)) and len(text) > 12
    for index, word in enumerate(words):
        if word.start in ends or shouting and len(words) > 3:
            continue
        if not word.text.isupper():
            if _is_lower_pair(text, words, index):
                yield word.start, word.end
            continue
        if (
            word.start
            and text[word.start - 1].isdigit()
            or word.end < len(text)
            and text[word.end].isdigit()
        ):
            continue
        if (len(word.text) == 1 and _is_letter(text, words, index)) or (
            len(word.text) > 1 and _is_pair(text, words, index)
        ):
            yield word.start, word.end


def _is_pair(text: str, words: Sequence[Word], index: int) -> bool:
    """JM; of three letters only where a person is spoken of."""
    word = words[index]
    if (
        len(word.text.removesuffix("'S")) > 3
        or word.fold in word_set("acronyms")
        or is_common(word.fold)
    ):
        return False
    before = word_before(text, words, index)
    if before is not None and before.fold in word_set("lettered") - {"and", "or", "the"}:
        return False
    return len(word.text) == 2 or is_person_context(text, words, index)


def _is_lower_pair(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether two small letters stand for a person: "jm needs a break"."""
    word = words[index]
    if len(word.text) != 2 or not word.text.islower() or word.fold in word_set("acronyms"):
        return False
    if is_common(word.fold) or not _NO_VOWEL.fullmatch(word.text):
        return False
    return is_person_context(text, words, index, weak=True)


def _is_letter(text: str, words: Sequence[Word], index: int) -> bool:
    """Student M; alumna C; M needs; M. needs. Not a student, I need, group B needs."""
    word, before = words[index], word_before(text, words, index)
    if before is not None and before.fold in word_set("student_words"):
        return word.text not in ("I", "Y", "O")
    if word.text in ("A", "I") or (before is not None and before.fold in word_set("lettered")):
        return False
    text_after = text[word.end :]
    after = (
        words[index + 1]
        if index + 1 < len(words) and text[word.end : words[index + 1].start] in (" ", ". ")
        else None
    )
    verb = after is not None and not after.capital and after.fold in word_set("person_verbs")
    return verb or (
        before is not None
        and before.fold in word_set("before_person")
        and not text_after.startswith(("-", "'"))
    )
