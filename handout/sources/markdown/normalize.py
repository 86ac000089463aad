"""The one way prose is written, so that two texts are the same exactly if a reader sees the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from xml.etree import ElementTree

from handout.sources.markdown.document import (
    Bullets,
    Heading,
    Item,
    Paragraph,
    Part,
    Table,
    row_text,
)
from handout.sources.markdown.inline_html import bare_html
from handout.sources.markdown.writer import DROPPED, Stretch, write_inline


@lru_cache(maxsize=4096)
def stretches(text: str) -> tuple[Stretch, ...]:
    """Return what a reader sees of one item's Markdown, a bare mark for each field in it."""
    html = bare_html(DROPPED.sub("", text)).replace("&nbsp;", " ")
    return tuple(_inner_stretches(ElementTree.fromstring(f"<p>{html}</p>"), Stretch("")))


def _inner_stretches(element: ElementTree.Element, face: Stretch) -> Iterator[Stretch]:
    yield face._replace(text=element.text or "")
    for child in element:
        tag = child.tag
        inner = Stretch(
            "",
            face.bold or tag == "strong",
            face.italic or tag == "em",
            child.get("href") or face.href,
        )
        yield from _inner_stretches(child, inner)
        yield face._replace(text=child.tail or "")


@lru_cache(maxsize=4096)
def normal_text(text: str) -> str:
    """Return the Markdown of one item as write_inline writes it."""
    return write_inline(stretches(text))


def normal_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return `parts` with every item in its normal form, their ids and ticks kept."""
    return tuple(_normalize_part(part) for part in parts)


def _normalize_part(part: Part) -> Part:
    match part:
        case Heading(item):
            return Heading(_normalize_item(item))
        case Paragraph(item):
            return Paragraph(_normalize_item(item))
        case Bullets(items=items):
            return replace(part, items=tuple(map(_normalize_item, items)))
        case Table(header, rows):
            return Table(
                tuple(map(normal_text, header)),
                tuple(replace(row, text=row_text(map(normal_text, row.cells))) for row in rows),
            )


def _normalize_item(item: Item) -> Item:
    return replace(item, text=normal_text(item.text))
