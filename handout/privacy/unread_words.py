"""Words in a language that the privacy check has no words of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handout.privacy.people.persons import Finding
from handout.privacy.sheet_texts import FoundText, SheetText
from handout.privacy.text.word_lists import privacy_languages
from handout.privacy.text_findings import is_grown_ups_name, words_kind
from handout.sources.fields.privacy_overrides import UNREAD

# Two words in other letters than Latin ones, or four of the letters that need no spaces between
# words: one word may be a greeting, and three Chinese letters a colleague.
_OTHER = r"[^\W\d_\u0041-\u02af\u1e00-\u1eff]"
_OTHER_WORDS = re.compile(
    rf"{_OTHER}{{2,}}\W+{_OTHER}{{2,}}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\u3040-\u30ff\u3400-\u9fff]{4,}"
)
_FEWEST_WORDS = 3  # in Latin letters, where the language of the sheet alone tells


def find_unread(texts: Iterable[SheetText], language: str) -> Iterator[FoundText]:
    """Yield those of `texts` that the check cannot read, and where such words begin.

    `language` is that of the sheet.
    """
    is_unknown = language not in privacy_languages()
    for text in texts:
        if text.column == "id" or words_kind(text.column) != "words" or is_grown_ups_name(text):
            continue
        other = _OTHER_WORDS.search(text.words)
        if other or (is_unknown and len(text.words.split()) >= _FEWEST_WORDS):
            start = other.start() if other else 0
            yield FoundText(text, Finding(UNREAD, start, len(text.words)))
