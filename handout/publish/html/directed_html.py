"""HTML of lines, words and phrases, in which what runs another way is kept apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup, escape

from handout.layout.sheet.phrase import Phrase, PhrasePart
from handout.layout.text.binding import unbind
from handout.sources.markdown.field_marks import FieldMark, shown_text
from handout.sources.markdown.inline_html import escape_text, inline_html, write_field_span
from handout.writing_direction import (
    DirectedPiece,
    Direction,
    other_direction,
    phrase_direction,
    split_by_direction,
    split_within,
)

# A span that has its direction already, another tag, or text.
_TOKENS = re.compile(r'(<span[^<>]* dir="(ltr|rtl)">)([^<]*)(?=</span>)|<[^<>]*>|[^<>]+')


def line_html(text: str, around: Direction, *, printed: bool = False) -> str:
    """Return the HTML of one item's Markdown, which stands in a sheet of direction `around`.

    In print a field has a span only where it is a blank or runs the other way.
    """
    own = None if text.isascii() and around == "ltr" else other_direction(shown_text(text), around)
    inside = own or around
    html = inline_html(text, partial(_field_html, around=inside, printed=printed))
    if not (html.isascii() and inside == "ltr"):
        html = _TOKENS.sub(partial(_set_pieces_apart, around=inside), html)
    return f'<span class="turned" dir="{own}">{html}</span>' if own else html


def words_html(text: str, around: Direction, *, is_apart: bool) -> Markup:
    """Return the HTML of plain words: wholly apart from those around them if they are a field's or
    a line of their own, else only the stretches in them that run another way.
    """
    if around == "ltr" and text.isascii():
        return escape(text)
    pieces = split_by_direction(str(escape(text)), around)
    if not is_apart and len(pieces) == 1:
        pieces = split_within(pieces[0].text, pieces[0].direction or around)
    return Markup("".join(map(_piece_html, pieces)))


def direction_attribute(text: str, around: Direction) -> Markup:
    """Return the attribute for an element of `text` alone, "" if it is written as `around`."""
    direction = other_direction(text, around)
    return Markup(f' dir="{direction}"') if direction else Markup("")


@dataclass(frozen=True)
class PhraseWriter:
    """Writes phrases of a sheet that is written `around` them.

    On paper (`is_printed`) their fields are no elements, and what stands `between` two items is a
    new line; in `bare` HTML blanks have their width with them. `templates/editor/box_writer.js`
    writes the same in a browser.

    It is no macro of the templates: a sheet has eighty phrases, and they took a quarter of its
    HTML's time there.
    """

    around: Direction
    between: str
    is_printed: bool
    is_bare: bool

    def __call__(self, phrase: Phrase) -> Markup:
        """Return the HTML of `phrase`.

        What is not translated yet keeps its order, also around the fields and blanks in it.
        """
        html = "".join([self._part_html(part, len(phrase) == 1) for part in phrase])
        return Markup(f'<span dir="ltr">{html}</span>' if self._is_turned(phrase) else html)

    def _part_html(self, part: PhrasePart, is_alone: bool) -> str:
        text, around = part.text, self.around
        if part.ends_line:
            between = f'<span class="between">{escape(text.strip())}</span>\n'
            return "<br>" if self.is_printed else between
        if part.blank:
            width = int(part.blank)
            style = f' style="width: {width}pt"' if self.is_bare else ""
            name = f' data-field="{escape(part.field)}"' if part.field else ""
            return f'<span class="u u{width}"{style}{name}></span>'
        if self.is_printed:
            return words_html(text, around, is_apart=is_alone or bool(part.field))
        if part.field:
            words = words_html(unbind(text), around, is_apart=False)
            direction = direction_attribute(text, around)
            return f'<span data-field="{escape(part.field)}"{direction}>{words}</span>'
        if text != self.between:
            text = text.replace("\N{NO-BREAK SPACE}", " ")
        return words_html(text, around, is_apart=is_alone)

    def _is_turned(self, phrase: Phrase) -> bool:
        """Tell whether a phrase of several parts runs the other way than the sheet around it."""
        if self.around == "ltr" or len(phrase) == 1:
            return False
        own = " ".join(part.text for part in phrase if not part.field)
        fields = [part.text for part in phrase if part.field]
        return phrase_direction(own, fields, self.around) is not None


def _piece_html(piece: DirectedPiece) -> str:
    """Return a piece of HTML's text in its direction, with what runs another way in it apart."""
    if piece.direction is None:
        return piece.text
    return f'<span dir="{piece.direction}">{_inner_html(piece.text, piece.direction)}</span>'


def _inner_html(text: str, around: Direction) -> str:
    return "".join(map(_piece_html, split_within(text, around)))


def _set_pieces_apart(token: re.Match[str], around: Direction) -> str:
    """Return a tag as it is, and text with what runs another way in spans; spaces are in none."""
    if token[1]:
        return token[1] + _inner_html(token[3], "rtl" if token[2] == "rtl" else "ltr")
    words = token[0].strip()
    if not words or words.startswith("<"):
        return token[0]
    before, _, after = token[0].partition(words)
    return before + "".join(map(_piece_html, split_by_direction(words, around))) + after


def _field_html(field: FieldMark, around: Direction, printed: bool) -> str:
    words = field.words or ""
    direction = None if field.blank else other_direction(words, around)
    attribute = f' dir="{direction}"' if direction else ""
    if not printed:
        return write_field_span(field).replace(">", f"{attribute}>", 1)
    if field.blank:
        return f'<span class="u u{field.blank}" style="width: {field.blank}pt"></span>'
    return f"<span{attribute}>{escape_text(words)}</span>" if attribute else escape_text(words)
