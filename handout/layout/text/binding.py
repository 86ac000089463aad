"""Words that stay on one line: a title with its name, a room or an extension with its number, and
a short last word with the one before it.
"""

from __future__ import annotations

import re

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
)
# A short last word would stand alone on its line. This never takes a line more: what moves down is
# on a line that was there.
_LAST = re.compile(
    rf"(?P<before>^(?=(?:\S+\s+){{3}})(?:.*[ ])?[\w’'(“]{{0,7}}[\w.,;:?!)”’])[ {_NO_BREAK}]"
    r"(?=(?=\S{1,5}$)(?:[\w’']+[.,;:?!”)]*|§)$)",
    re.DOTALL,
)


def bind(text: str) -> str:
    """Return `text` with a no-break space where a line must not end (UAX 14, class GL)."""
    return _join(text, _NO_BREAK)


def _join(text: str, space: str) -> str:
    """Return `text` with `space` between words that stay together."""
    text = _PAIR.sub(lambda match: match[0][:-1] + space, text)
    return _LAST.sub(lambda match: match["before"] + space, text)


def unbind(text: str) -> str:
    """Return `text` with plain spaces where bind put no-break ones: edits have plain spaces."""
    if _NO_BREAK not in text:
        return text
    return _join(text, " ")
