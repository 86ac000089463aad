"""HTML in which words of another direction are kept apart from those around them."""

from __future__ import annotations

import re
from functools import partial

from markupsafe import Markup, escape

from handout.sources.markdown.field_marks import FieldMark, shown_text
from handout.sources.markdown.inline_html import escape_text, inline_html, write_field_span
from handout.writing_direction import (
    DirectedPiece,
    Direction,
    other_direction,
    split_by_direction,
)

# A span that has its direction already, another tag, or text.
_TOKENS = re.compile(r'<span[^<>]* dir="ltr">[^<]*</span>|<[^<>]*>|[^<>]+')


def line_html(text: str, around: Direction, *, printed: bool = False) -> str:
    """Return the HTML of one item's Markdown, which stands in a sheet of direction `around`.

    In print a field has a span only where it is a blank or runs the other way.
    """
    own = None if text.isascii() and around == "ltr" else other_direction(shown_text(text), around)
    inside = own or around
    html = inline_html(text, partial(_field_html, around=inside, printed=printed))
    if inside == "rtl":
        html = _TOKENS.sub(_set_groups_apart, html)
    return f'<span class="turned" dir="{own}">{html}</span>' if own else html


def words_html(text: str, around: Direction, *, is_apart: bool) -> Markup:
    """Return the HTML of plain words: wholly apart from those around them if they are a field's or
    a line of their own, else only their groups of figures.
    """
    if around == "ltr" and (text.isascii() or not is_apart):
        return escape(text)
    pieces = split_by_direction(str(escape(text)), around)
    if not is_apart and len(pieces) == 1:
        return escape(text)
    return Markup("".join(map(_piece_html, pieces)))


def direction_attribute(text: str, around: Direction) -> Markup:
    """Return the attribute for an element of `text` alone, "" if it is written as `around`."""
    direction = other_direction(text, around)
    return Markup(f' dir="{direction}"') if direction else Markup("")


def _piece_html(piece: DirectedPiece) -> str:
    """Return a piece of HTML's text in its direction."""
    if piece.direction is None:
        return piece.text
    return f'<span dir="{piece.direction}">{piece.text}</span>'


def _set_groups_apart(token: re.Match[str]) -> str:
    """Return a tag as it is, and text with what runs to the right in spans; spaces are in none."""
    words = token[0].strip()
    if not words or words.startswith("<"):
        return token[0]
    before, _, after = token[0].partition(words)
    return before + "".join(map(_piece_html, split_by_direction(words, "rtl"))) + after


def _field_html(field: FieldMark, around: Direction, printed: bool) -> str:
    words = field.words or ""
    direction = None if field.blank else other_direction(words, around)
    attribute = f' dir="{direction}"' if direction else ""
    if not printed:
        return write_field_span(field).replace(">", f"{attribute}>", 1)
    if field.blank:
        return f'<span class="u u{field.blank}" style="width: {field.blank}pt"></span>'
    return f"<span{attribute}>{escape_text(words)}</span>" if attribute else escape_text(words)
