"""Limits on the size of an HTML file: far above any handout, and low enough to be read quickly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from handout.problems import Position, Problem, problem
from handout.sources.edited.html_lines import INLINE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# A handout has some 1,200 tags, 220 lines and 8,000 letters; an office program writes several times
# as many tags.
_MOST_TAGS = 12_000
_MOST_ENTITIES = 12_000  # some programs write every letter as one
_MOST_ATTRIBUTES = 200  # of one tag: the parser's time grows with the square
_LONGEST_NAME = 200  # of a tag or an attribute: read letter by letter
_MOST_SIGNS = 1000  # = in a value without quotes
_MOST_DASHES = 5000  # of one comment
_DEEPEST = 400  # of one kind of element: here too
# <b>, <font>, ... that were not closed begin again in every paragraph after them.
_MOST_REOPENED = 20_000
_MOST_LINES = 400
_MOST_CELLS = 50  # of one row
_MOST_LETTERS = 40_000
_LONGEST_WORD = 1000  # an address can be long; the letters of a word are measured together

_SELF_CLOSED = frozenset(
    "area base br col embed hr img input link meta source track wbr p li td th tr thead tbody "
    "tfoot dt dd option colgroup".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_RAW = frozenset("script style".split())
_LINES = frozenset("p li tr h1 h2 h3 h4 h5 h6 br div".split())
_TAG = re.compile(r"<(?:!--|(/?)([A-Za-z][^\s/>]*)|![^>]*)")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"[^"]*"|'[^']*'|([^\s>]*)))?""")


class _Tag(NamedTuple):
    """A tag as it is written.

    `long`: something in it takes very long to read. A comment has no name.
    """

    name: str
    closes: bool = False
    attributes: int = 0
    long: bool = False


def markup_excess(text: str, position: Position) -> Problem | None:
    """Return what is too much in the tags of `text`, counted without parsing it."""
    if text.count("<") > _MOST_TAGS or text.count("&") > _MOST_ENTITIES:
        return problem("page-tangled", position)
    open_now: Counter[str] = Counter()
    reopened = 0
    for tag in _read_tags(text):
        formats = tag.name in _FORMATTING
        if tag.closes:
            open_now[tag.name] -= open_now[tag.name] > 0
        elif tag.name and tag.name not in _SELF_CLOSED:
            open_now[tag.name] += 1
        if not formats and not tag.closes:
            reopened += sum(open_now[name] for name in _FORMATTING)
        deep = open_now[tag.name] > _DEEPEST or reopened > _MOST_REOPENED
        if deep or tag.long or tag.attributes > _MOST_ATTRIBUTES:
            return problem("page-tangled", position)
    return None


def _read_tags(text: str) -> Iterator[_Tag]:
    lower, position = text.lower(), 0
    while match := _TAG.search(text, position):
        position = match.end()
        if match[2] is None:
            end = text.find("-->", position) if match[0] == "<!--" else position
            end = len(text) if end < 0 else end
            declares = len(match[0]) > _LONGEST_NAME
            yield _Tag("", long=declares or text.count("-", position, end) > _MOST_DASHES)
            position = end
            continue
        name, attributes, long = match[2].lower(), 0, len(match[2]) > _LONGEST_NAME
        while attributes <= _MOST_ATTRIBUTES and (attribute := _ATTRIBUTE.match(text, position)):
            position, attributes = attribute.end(), attributes + 1
            signs = (attribute[2] or "").count("=")
            long = long or len(attribute[1]) > _LONGEST_NAME or signs > _MOST_SIGNS
        yield _Tag(name, bool(match[1]), attributes, long)
        if name in _RAW and not match[1]:
            end = lower.find(f"</{name}", position)
            position = len(text) if end < 0 else end


def words_excess(root: Element, position: Position) -> Problem | None:
    """Return what is too much in the words of a page that was parsed."""
    lines, texts = 0, []
    for node in _body_nodes(root):
        if isinstance(node, str):
            texts.append(node)
            continue
        lines += node.tag in _LINES
        if node.tag == "tr" and len(node) > _MOST_CELLS:
            return problem("page-cells", position, count=len(node))
    text = "".join(texts)
    for word in text.split():
        if len(word) > _LONGEST_WORD:
            return problem("page-long-word", position, count=len(word), start=word[:20])
    letters = len(text)
    if letters > _MOST_LETTERS or lines > _MOST_LINES:
        return problem("page-too-much", position, letters=_MOST_LETTERS, lines=_MOST_LINES)
    return None


def _body_nodes(element: Element) -> Iterator[Element | str]:
    """Yield the elements of the body whose words may be read, and their words, in the order of the
    page. A space stands around what is no part of a line, so that a word of which every letter has
    a face of its own is one.
    """
    body = element.find("body")
    stack: list[Element | str] = [element if body is None else body]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node.tag, str) and node.tag not in _RAW:
            yield node
            between = "" if node.tag in INLINE else " "
            stack.append(between)
            for child in reversed(node):
                stack += (child.tail or "", child)
            stack.append(between + (node.text or ""))
