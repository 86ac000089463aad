"""Tell backslashes that escape a mark from those that are printed."""

from __future__ import annotations

import re

ESCAPABLE = "`*_{}[]()>#+-.!<|&~•"
"""The signs that a backslash before them makes plain, beside the backslash itself."""

_ESCAPABLE = re.escape(ESCAPABLE)
# \\server\share, C:\\: a Markdown of the book would print one of the two.
_TYPED = re.compile(rf"(?<!\\)\\\\+(?![\\{_ESCAPABLE}])")
_BEFORE_SIGN = re.compile(rf"\\+(?=[{_ESCAPABLE}])")
_AT_END = re.compile(r"\\+$")


def double_typed_backslashes(line: str) -> str:
    """Return `line` with a second backslash for each of several that stand before no sign.

    Markdown prints half of them; nobody who types the path of a shared folder knows that.
    """
    return _TYPED.sub(lambda match: match[0] * 2, line)


def escape_backslashes(text: str, *, before_mark: bool) -> str:
    """Return plain `text` with the backslashes doubled that would take the next sign its meaning.

    `before_mark`: a mark follows the text.
    """
    text = _BEFORE_SIGN.sub(lambda match: match[0] * 2, text)
    if before_mark:
        text = _AT_END.sub(lambda match: match[0] * 2, text)
    return text
