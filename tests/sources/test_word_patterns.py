"""Regular expressions of lists of words: they take these words and no other, the longest first."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from handout.sources.word_patterns import one_of

# With signs that mean something in a regular expression, and a mark that joins the letter before.
_words = st.lists(st.text("ab-^]. ñً", max_size=5).filter(lambda word: word == word.strip()))


@given(words=_words, text=st.text("ab-^]. ñً", max_size=7))
def test_the_longest_of_the_words_is_found_as_in_a_plain_list(words: list[str], text: str) -> None:
    pattern = re.compile(one_of(words) if words else "(?!)")
    longest_first = sorted(words, key=len, reverse=True)
    found = next((word for word in longest_first if text.startswith(word)), None)
    match = pattern.match(text)
    assert (match and match[0]) == found


def test_a_blank_stands_for_any_number_of_them() -> None:
    assert re.fullmatch(one_of(["a las", "a la"]), "a  las")
