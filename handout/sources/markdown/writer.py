"""The words of one item in stretches of one face, and the one way we write them as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from handout.sources.markdown.emphasis import FACTOR, FACTOR_AFTER, FACTOR_BEFORE
from handout.sources.markdown.parser import ADDRESS

# No-break spaces come and go as browsers like, so they are spaces here.
SPACE = re.compile("[\x00-\x20\x7f\x85\xa0\u2028\u2029]+")
# UNSEEN, and what no file of ours may hold: see yaml_tree.
DROPPED = re.compile(
    "[\x80-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_HREF = re.compile(ADDRESS, re.IGNORECASE)
_IN_LINK = re.compile(r"[\\*\[\]]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])")
_ESCAPED = re.compile(r"[\\*]|(?<!\w)_|_(?!\w)|\](?=\()|<(?=[A-Za-z/!?])")
# What would make a list, a box to tick, a heading, a table of a paragraph.
_AT_START = re.compile(
    r"(\d{1,3})(?=[.)](?: |$))|(?=[-+•](?: |$)|\[[ xX]?\](?: |$)|#{1,6}(?: |$)|[>|]|```|~~~)"
)


class Stretch(NamedTuple):
    """Words in one face; `href` is where they lead, or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


def tidy(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """`stretches` in their normal form, which is all that write_inline can tell apart.

    Spaces are single, never at an end, and have only the faces that both their neighbours have. A link has one face.
    Bold and italic words that touch and share neither are bold only.
    """
    found = _joined(_cleaned(stretches))
    before: list[Stretch] | None = None
    while found != before:
        before = found
        found = _joined(_factors(_joined(_nested(_joined(_spaced(_joined(_links(found))))))))
    return tuple(found)


def write_inline(stretches: Iterable[Stretch]) -> str:
    """The Markdown of `stretches`, on one line: inline_html of it gives them back in their normal form."""
    tidied = tidy(stretches)
    text = "".join(_written(list(cluster)) for _, cluster in groupby(tidied, key=_is_marked))
    return (
        _AT_START.sub(lambda m: f"{m[1] or ''}\\", text, count=1) if _AT_START.match(text) else text
    )


def plain_text(stretches: Iterable[Stretch]) -> str:
    """The words alone."""
    return "".join(stretch.text for stretch in stretches)


def _is_marked(stretch: Stretch) -> bool:
    return stretch.bold or stretch.italic


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    return [
        Stretch(plain_text(same), *face) for face, same in groupby(stretches, key=lambda s: s[1:])
    ]


def _cleaned(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Without what cannot be kept: odd characters, addresses we do not take, doubled spaces."""
    open_space = True
    for text, bold, italic, href in stretches:
        href = SPACE.sub("", href)
        text = SPACE.sub(" ", DROPPED.sub("", text))
        if open_space:
            text = text.removeprefix(" ")
        if text:
            open_space = text.endswith(" ")
            yield Stretch(text, bold, italic, href if _HREF.fullmatch(href) else "")


def _spaced(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    words: list[Stretch] = []
    for word in (
        s._replace(text=piece) for s in stretches for piece in re.split("( )", s.text) if piece
    ):
        if (
            word.href
            and word.text != " "
            and words
            and words[-1].text.endswith("!")
            and not words[-1].href
        ):
            words.append(Stretch(" "))  # "![" would begin a picture
        words.append(word)
    while words and words[-1].text == " ":
        words.pop()
    for n, word in enumerate(words):
        if word.text == " ":
            before, after = words[n - 1], words[n + 1]
            same = before.href if before.href == after.href else ""
            word = Stretch(" ", before.bold and after.bold, before.italic and after.italic, same)
        yield word


def _links(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    for href, group in groupby(stretches, key=lambda s: s.href):
        same = list(group)
        if href:
            bold, italic = (all(s[n] for s in same) for n in (1, 2))
            yield Stretch(plain_text(same), bold, italic, href)
        else:
            yield from same


def _nested(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Without the marks that no Markdown could tell: bold and italic that share no words, bold within a word of italic."""
    for marked, group in groupby(stretches, key=_is_marked):
        cluster = list(group)
        if not marked or all(s.bold for s in cluster):
            yield from cluster
        elif not all(s.italic for s in cluster):
            yield from (s._replace(italic=False) for s in cluster)
        else:
            touching = any(
                " " not in (a.text[-1], b.text[0]) for a, b in pairwise(cluster) if a.bold != b.bold
            )
            yield from (s._replace(bold=s.bold and not touching) for s in cluster)


def _factors(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Without marks that would be read as signs of multiplication, as in 5*7*2."""
    for n, stretch in enumerate(stretches):
        before = stretches[n - 1].text if n else ""
        after = stretches[n + 1].text if n + 1 < len(stretches) else ""
        alone = FACTOR.fullmatch(stretch.text) and _is_marked(stretch) and not stretch.href
        if alone and FACTOR_BEFORE.search(before) and FACTOR_AFTER.match(after):
            stretch = stretch._replace(bold=False, italic=False)
        yield stretch


def _written(cluster: list[Stretch]) -> str:
    """Stretches that touch and are all plain, or all in bold or italic."""
    bold, italic = (all(s[n] for s in cluster) for n in (1, 2))
    mark = "***" if bold and italic else "**" if bold else "*" if italic else ""
    words = []
    for both, group in groupby(cluster, key=lambda s: s.bold and s.italic):
        inner = ("*" if bold else "**") if both and mark != "***" else ""
        words.append(inner + "".join(map(_piece, group)) + inner)
    return mark + "".join(words) + mark


def _piece(stretch: Stretch) -> str:
    if stretch.href:
        return f"[{_IN_LINK.sub(_escape, stretch.text)}]({stretch.href})"
    return _ESCAPED.sub(_escape, stretch.text)


def _escape(found: re.Match[str]) -> str:
    return "\\" + found[0]
