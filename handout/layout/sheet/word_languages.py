"""The language of words outside the boxes where it is not the sheet's: a label that is not
translated yet, what a person wrote on a second sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from handout.layering.compose import Handout
from handout.layout.sheet.phrase import Phrase, PhrasePart


def words_language(handout: Handout, *texts: str) -> str:
    """Return the language of all `texts`, "" where one is in the sheet's."""
    known = handout.word_languages
    return _only(known.get(_normalize_spaces(text), "") for text in texts) if known else ""


def phrase_language(handout: Handout, *phrases: Phrase) -> str:
    """Return the language of all words of ours in `phrases` and of the fields of which it is known:
    names and figures have none. "" where one is in the sheet's, or nothing is known.
    """
    if not handout.word_languages and not any(part.language for part in chain(*phrases)):
        return ""  # most sheets: each asks for a hundred phrases
    return _only(
        language
        for phrase in phrases
        for part in phrase
        if (language := part_language(handout, part))
        or (not part.field and any(map(str.isalpha, part.text)))
    )


def part_language(handout: Handout, part: PhrasePart) -> str:
    """Return the language of a part of a phrase, "" where it is the sheet's or is not known."""
    return part.language or handout.word_languages.get(_normalize_spaces(part.text), "")


def _normalize_spaces(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").strip()


def _only(languages: Iterator[str]) -> str:
    found = set(languages)
    return found.pop() if len(found) == 1 else ""
