"""Words that stay on one line: a title with its name, a room or an extension with its number, and
a short last word with the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_NO_BREAK = "\N{NO-BREAK SPACE}"
# letters: what is bound must fit the narrowest place on the sheet, or it would be cut there
_LONGEST = 12
_TITLE = r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Fr|St)\.?|Miss|Coach|Señora?|Sra?\."
_PLACE = (
    r"rooms?|rm\.?|ext\.?|extension|channel|radio|grade|door|gate|bus|route|line|hook|cubby|locker"
    r"|portable|building|bldg\.?|suite|unit|apt\.?|lot|no\.|nos\.|nr\.|page|step|hall|wing|floor"
    r"|table"
)
_PAIR = re.compile(
    rf"(?P<one>(?<!\w)(?:{_TITLE}))[ {_NO_BREAK}](?=[^\W\d_][\w’']{{0,{_LONGEST - 1}}}(?![\w’']))"
    rf"|(?P<two>(?<!\w)(?i:{_PLACE}))[ {_NO_BREAK}](?=[#№]?\d[\w./-]{{0,7}}(?![\w-]))"
    rf"|(?P<three>\d)[ {_NO_BREAK}](?=(?i:[ap]\.?m)\b)"
    rf"|(?P<four>(?<!\w)(?i:by|at|before|until))[ {_NO_BREAK}](?=\d{{1,2}}:\d\d(?!\w))"
)
# A short last word would stand alone on its line, as would a § after it. This never takes a line
# more: what moves down is on a line that was there.
_LAST = re.compile(
    rf"(?:^|(?<= ))(?P<before>[\w’'(“]{{0,7}}[\w.,;:?!)”’])(?P<space>[ {_NO_BREAK}])"
    rf"(?P<last>(?:[\w’']+[.,;:?!”)]*|§)(?:[ {_NO_BREAK}]§)?)$"
)
_MARK = re.compile(rf"(?<=\w[.,;:?!”)])[ {_NO_BREAK}](?=§$)")
_LAST_TWO = 14  # letters, with the space between
_FEWEST_WORDS = 4  # of fewer words those are that stand in a narrow cell


def bind(text: str) -> str:
    """Return `text` with a no-break space where a line must not end (UAX 14, class GL)."""
    return _join(text, _NO_BREAK)


def bind_pieces(pieces: Sequence[str]) -> list[str]:
    """Return the pieces of a line, in several faces, bound as the words of one text.

    Between two pieces a line may end: the typesetter loses its place where it must not.
    """
    bound = bind("".join(pieces))
    said = []
    start = 0
    for piece in pieces:
        inside = bound[start + 1 : start + len(piece) - 1]
        said.append(piece if len(piece) < 3 else piece[0] + inside + piece[-1])
        start += len(piece)
    return said


@lru_cache(maxsize=4096)  # most cells say what many others say
def _join(text: str, space: str) -> str:
    """Return `text` with `space` between words that stay together."""
    text = _PAIR.sub(lambda match: match[0][:-1] + space, text)
    if len(text.split()) < _FEWEST_WORDS:
        return text
    text = _MARK.sub(space, text)
    last = _LAST.search(text)
    if not last or len(last[0]) > _LAST_TWO:
        return text
    return text[: last.start("space")] + space + text[last.end("space") :]


def unbind(text: str) -> str:
    """Return `text` with plain spaces where bind put no-break ones: edits have plain spaces."""
    if _NO_BREAK not in text:
        return text
    return _join(text, " ")
