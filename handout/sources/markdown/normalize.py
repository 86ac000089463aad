"""The normal form of prose: two texts are equal exactly if a reader sees the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from xml.etree import ElementTree

from handout.sources.markdown.document import Item, Part, Table, change_items, row_text
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
    return change_items(map(_normalize_header, parts), _normalize_item)


def _normalize_header(part: Part) -> Part:
    if not isinstance(part, Table):
        return part
    return replace(part, header=tuple(map(normal_text, part.header)))


def _normalize_item(item: Item, is_row: bool) -> Item:
    if is_row:
        return replace(item, text=row_text(map(normal_text, item.cells)))
    return replace(item, text=normal_text(item.text))
