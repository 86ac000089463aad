"""Where lines may end: words without East Asian letters are split by a pattern of their own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handout.layout.text.line_ends import split_at_ends

SIGNS = st.sampled_from("ab1é-–—/!?…}|.,:;([{¡$+@&*=~^<>#%§•·)]⸺")
APART = " 文"  # has the words before it split by the pattern for all letters, and no end beside it


@given(st.text(SIGNS) | st.text(st.characters(max_codepoint=0x2E7F)))
def test_other_words_are_split_as_the_pattern_for_all_letters_splits_them(words: str) -> None:
    assert "".join([*split_at_ends(words), APART]) == words + APART
    *parts, last = split_at_ends(words)
    assert split_at_ends(words + APART) == [*parts, last + APART]
