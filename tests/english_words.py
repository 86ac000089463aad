"""English words in what is said in another language."""

from __future__ import annotations

import re

# No word of ours in Spanish, Portuguese, Vietnamese or Haitian Creole is written as one of these.
_ENGLISH = re.compile(
    r"\b(?:the|this|that|these|those|of|is|are|was|not|cannot|and|with|which|has|have|from|row|rows"
    r"|column|sheet|line|box|here|there|please|write|choose|nothing|your|you)\b",
    re.IGNORECASE,
)
# What a person wrote, what has to be typed, and what a file, a program or its menus are called.
_AS_IT_IS = re.compile(
    r"\{[^{}]*\}|“[^”]*”|«[^»]*»|\([^()]*\)|\S*\.[a-z]{2,5}\b|\b\w+[_-]\w[\w-]*|--\w+(?: [A-Z]+)?|\bhandout \w+"
    r"|\bFile\b|Save As|Word Document|Plain Text|Rich Text|Google Docs|Export To"
)


def english_words_in(text: str) -> list[str]:
    """Return the English words of a sentence in another language, without what it quotes."""
    return _ENGLISH.findall(_AS_IT_IS.sub("", text))
