"""The words of an item as stretches of one face, and their one form in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from handout.sources.markdown.backslashes import escape_backslashes
from handout.sources.markdown.emphasis import PRODUCT
from handout.sources.markdown.parser import ADDRESS
from handout.sources.unseen_signs import UNSEEN

# No-break spaces come and go as browsers like, so they are spaces here.
SPACE = re.compile("[\x00-\x20\x7f\x85\xa0\u2028\u2029]+")
# UNSEEN, and what no file of ours may hold: see yaml_tree.
DROPPED = re.compile("[\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]|" + UNSEEN.pattern)
_HREF = re.compile(ADDRESS, re.IGNORECASE)
# Not within a word: a letter or digit on both sides. Of two low lines each is escaped, or the inner
# ones of __12__ would be marks.
_LOW_LINE = r"(?<![^\W_])_|_(?![^\W_])"
_MARK_IN_LINK = re.compile(rf"[*\[\]]|{_LOW_LINE}|<(?=[A-Za-z/!?])")
_MARK = re.compile(rf"\*|{_LOW_LINE}|\](?=\()|<(?=[A-Za-z/!?])")
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


_PLAIN_FACE = Stretch("")[1:]


def tidy(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return `stretches` in their normal form, which is all that write_inline can tell apart.

    Spaces are single, never at an end, and have only the faces that both their neighbors have.
    A link has one face. Bold and italic words that touch and share neither are bold only.
    """
    tidied = _join(_clean(stretches))
    if len(tidied) == 1 and tidied[0][1:] == _PLAIN_FACE:  # as most words are
        return (Stretch(tidied[0].text.removesuffix(" ")),)
    before: list[Stretch] | None = None
    while tidied != before:
        before = tidied
        for step in (_merge_links, _set_spaces, _nest_faces, _drop_products):
            tidied = _join(step(tidied))
    return tuple(tidied)


def write_inline(stretches: Iterable[Stretch]) -> str:
    """Return the Markdown of `stretches`, on one line.

    inline_html of it gives them back in their normal form.
    """
    clusters = [list(cluster) for _, cluster in groupby(tidy(stretches), key=_is_marked)]
    words: list[str] = []
    for number, cluster in enumerate(clusters, 1):
        words.append(_write_cluster(cluster, is_last=number == len(clusters)))
    return _AT_START.sub(lambda match: f"{match[1] or ''}\\", "".join(words), count=1)


def plain_text(stretches: Iterable[Stretch]) -> str:
    """Return the words alone."""
    return "".join(stretch.text for stretch in stretches)


def _is_marked(stretch: Stretch) -> bool:
    return stretch.bold or stretch.italic


def _join(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return `stretches`, those in the same face that touch as one."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and joined[-1][1:] == stretch[1:]:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + stretch.text)
        else:
            joined.append(stretch)
    return joined


def _clean(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Drop what cannot be kept: odd characters, addresses we do not take, doubled spaces."""
    open_space = True
    for text, bold, italic, href in stretches:
        if not (text.isascii() and text.isprintable() and "  " not in text):  # as most is
            text = SPACE.sub(" ", DROPPED.sub("", text))
        if open_space:
            text = text.removeprefix(" ")
        if text:
            open_space = text.endswith(" ")
            yield Stretch(text, bold, italic, _clean_href(href) if href else "")


def _clean_href(href: str) -> str:
    """Return an address without spaces; "" for one that we do not take."""
    address = SPACE.sub("", href)
    return address if _HREF.fullmatch(address) else ""


def _set_spaces(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Give each space the faces that both its neighbors have; drop those at the end."""
    words = list(_split_at_spaces(stretches))
    while words and words[-1].text == " ":
        words.pop()
    for number, word in enumerate(words):
        if word.text == " ":
            before, after = words[number - 1], words[number + 1]
            shared_href = before.href if before.href == after.href else ""
            word = Stretch(
                " ", before.bold and after.bold, before.italic and after.italic, shared_href
            )
        yield word


def _split_at_spaces(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    last = Stretch("")
    for stretch in stretches:
        for piece in filter(None, re.split("( )", stretch.text)):
            word = stretch._replace(text=piece)
            if word.href and piece != " " and last.text.endswith("!") and not last.href:
                yield Stretch(" ")  # "![" would begin a picture
            yield word
            last = word


def _merge_links(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Give each link one face: bold or italic only where all of it is."""
    for href, group in groupby(stretches, key=lambda stretch: stretch.href):
        words = list(group)
        if not href:
            yield from words
            continue
        bold = all(stretch.bold for stretch in words)
        italic = all(stretch.italic for stretch in words)
        yield Stretch(plain_text(words), bold, italic, href)


def _nest_faces(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Drop the faces that no Markdown could tell.

    These are bold and italic that share no words, bold within a word of italic, and several italic
    stretches within bold where one begins within a word.
    """
    for marked, group in groupby(stretches, key=_is_marked):
        cluster = list(group)
        if not marked:
            yield from cluster
        elif all(stretch.bold for stretch in cluster):
            # ***a*b*c*d** is read as other words by Python-Markdown 3.10.
            italics = sum(stretch.italic for stretch in cluster)
            plain = italics > 1 and _has_italic_within_word(cluster)
            yield from (
                stretch._replace(italic=stretch.italic and not plain) for stretch in cluster
            )
        elif not all(stretch.italic for stretch in cluster):
            yield from (stretch._replace(italic=False) for stretch in cluster)
        else:
            touching = _has_bold_within_word(cluster)
            yield from (stretch._replace(bold=stretch.bold and not touching) for stretch in cluster)


def _has_italic_within_word(cluster: Sequence[Stretch]) -> bool:
    for before, after in pairwise(cluster):
        if before.italic != after.italic and " " not in (before.text[-1], after.text[0]):
            return True
    return False


def _has_bold_within_word(cluster: Sequence[Stretch]) -> bool:
    for before, after in pairwise(cluster):
        if before.bold != after.bold and " " not in (before.text[-1], after.text[0]):
            return True
    return False


def _drop_products(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Drop faces whose marks would be read as signs of multiplication, as in 5*7*2."""
    if not any(map(_is_marked, stretches)):
        return list(stretches)
    tidied = list(stretches)
    text, borders = _outline(stretches)
    for match in PRODUCT.finditer(text):
        for position in range(*match.span()):
            if number := borders.get(position):
                first, second = tidied[number - 1 : number + 1]
                bold, italic = first.bold and second.bold, first.italic and second.italic
                tidied[number - 1] = first._replace(bold=bold, italic=italic)
                tidied[number] = second._replace(bold=bold, italic=italic)
    return tidied


def _outline(stretches: Sequence[Stretch]) -> tuple[str, dict[int, int]]:
    """Return `stretches` as they are written, with one star for the marks between two of them.

    And the numbers of the stretches that begin after each star, by the star's position.
    """
    text = "*" if _is_marked(stretches[0]) else ""
    borders = {}
    for number, stretch in enumerate(stretches):
        if number and stretches[number - 1][1:3] != stretch[1:3]:
            borders[len(text)] = number
            text += "*"
        text += _write_stretch(stretch, before_mark=True)
    return text + ("*" if _is_marked(stretches[-1]) else ""), borders


def _write_cluster(cluster: list[Stretch], *, is_last: bool) -> str:
    """Return the Markdown of stretches that touch and are all plain, or all in bold or italic."""
    bold = all(stretch.bold for stretch in cluster)
    italic = all(stretch.italic for stretch in cluster)
    outer = "*" * (2 * bold + italic)
    at_end = is_last and not outer
    words = []
    for both, group in groupby(cluster, key=lambda stretch: stretch.bold and stretch.italic):
        inner = ""
        if both and not (bold and italic):
            inner = "*" if bold else "**"
        words_of_face = list(group)
        pieces = [_write_stretch(stretch, before_mark=True) for stretch in words_of_face[:-1]]
        pieces.append(_write_stretch(words_of_face[-1], before_mark=not at_end))
        words.append(inner + "".join(pieces) + inner)
    return outer + "".join(words) + outer


def _write_stretch(stretch: Stretch, *, before_mark: bool) -> str:
    """Return the Markdown of one stretch without the marks of its face; a mark may follow it."""
    if stretch.href:
        text = escape_backslashes(stretch.text, before_mark=True)
        return f"[{_MARK_IN_LINK.sub(_escape, text)}]({stretch.href})"
    text = escape_backslashes(stretch.text, before_mark=before_mark)
    return _MARK.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return "\\" + match[0]
