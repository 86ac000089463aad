"""Suggest the known word that an unknown one was probably meant to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from handout.messages import message_table

_LONGEST = 40  # characters; difflib's time grows with their square
_LIKENESS = 0.7


def find_near_word(word: str, words: Iterable[str]) -> str:
    """Return the one of `words` that may have been meant by `word`; "" if none comes near."""
    if len(word) > _LONGEST:
        return ""
    import difflib

    close = difflib.get_close_matches(word.casefold(), words, 1, _LIKENESS)
    return close[0] if close else ""


def find_near_field(word: str, names: Collection[str]) -> str:
    """Return the field, one of `names`, that may have been meant by `word`; "" if none comes near.

    People call some fields otherwise than they are spelled: a teacher is no teacher_note.
    """
    key = "_".join(word.casefold().replace("-", " ").split())
    meant = message_table("field-names").get(key, "")
    return meant if meant in names else find_near_word(key, names)
