"""Where lines may end, as the typesetter ends them: with spaces between words, and without."""

from __future__ import annotations

import re
from functools import cache

# Ideographs, kana, bopomofo, Hangul syllables: a line may end before and after each (ID, H2, H3).
_LETTERS = (
    "\u2e80-\u2fff\u3003-\u3004\u3006-\u3007\u3012-\u3013\u3020-\u3029\u3041-\u3096\u30a1-\u30fa\u30ff"
    "\u3105-\u312f\u3131-\u318e\u3190-\u31bf\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff"
    "\uff03-\uff04\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9d\U00020000-\U0003fffd"
)
# None begins with these: marks of repetition and length, small kana (NS, CJ), points (CL, EX).
_NOT_FIRST = (
    "\u3005\u301c\u303b\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096\u309b-\u309e"
    "\u30a0\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6\u30fb-\u30fe\u31f0-\u31ff"
    "\uff1a\uff1b\uff65\uff67-\uff70\uff9e\uff9f"
)
_CLOSING = (
    "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\u301e\u301f\uff01\uff09\uff0c\uff0e"
    "\uff1f\uff3d\uff5d\uff60\uff61\uff63\uff64"
)
# None ends with these (OP).
_OPENING = (
    "\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\u301d\uff08\uff3b\uff5b\uff5f\uff62"
)


def _unspaced_ends() -> str:
    """Return a pattern of the places between letters of these scripts where a line may end."""
    points = f"{_NOT_FIRST}{_CLOSING}"
    return (
        rf"(?<=[{_LETTERS}{points}])(?=[^\W_]|[{_LETTERS}{_OPENING}]|[$+@&*=~^<>\#(\[{{§•·])"
        rf"|(?<=[{points}])(?=[%—])"
        rf"|(?<=[\w.,:;!?)\]}}%§•·&*@=\#])(?=[{_LETTERS}{_OPENING}])"
        rf"|(?<=[-–—…/+$])(?=[{_OPENING}])"
    )


# Where the typesetter ends lines (UAX 14, of which it knows a few places more): at spaces; after a
# hyphen or a slash before a letter or an opening sign; after dashes and a few signs before letters,
# figures and opening signs; before a long dash; between a letter's point and a figure. A no-break
# space joins. Where it knows a place more than these, a line more is counted than it sets.
_SPACED_ENDS = r"""(?<=[-/–—!?…}|])(?=[^\W\d_]|[$+@&*=~^<>\#(\[{¡¿])|(?<=[–—!?…}|])(?=\d)
    |(?<=[.,:;!?])(?=[(\[{])|(?<=[-\w.,:;!?)\]}…])(?=—)
    |(?<=[^\W\d_][.,:;])(?=\d)|(?<=[^\d]/)(?=\d)"""
_FIRST_UNSPACED = "\u2e80"  # below it is no letter of the scripts above


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(f"(?![{_NOT_FIRST}])(?:{_SPACED_ENDS}|{_unspaced_ends()})", re.VERBOSE)


@cache
def _spaced_ends() -> re.Pattern[str]:
    """Return the pattern for words without letters of the scripts above, which compiles in a tenth
    of the time: most processes see no such letter.
    """
    return re.compile(_SPACED_ENDS, re.VERBOSE)


def _is_spaced(text: str) -> bool:
    return max(text, default="") < _FIRST_UNSPACED


@cache
def _ends_between_letters() -> re.Pattern[str]:
    return re.compile(f"(?![{_NOT_FIRST}])(?:{_unspaced_ends()})")


def split_at_ends(text: str) -> list[str]:
    """Return the parts of a text without spaces between which a line may end."""
    return (_spaced_ends() if _is_spaced(text) else _ends()).split(text)


def can_end_between(before: str, after: str) -> bool:
    """Return whether a line may end between two letters of which one is of these scripts."""
    if _is_spaced(before + after):
        return False
    return len(_ends_between_letters().split(before + after)) > 1
