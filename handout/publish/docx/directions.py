"""The direction of words in a Word file: of paragraphs, runs and tables (ISO/IEC 29500-1, 17.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from handout.publish.docx.xml import BOXES
from handout.writing_direction import (
    DirectedPiece,
    Direction,
    first_direction,
    other_direction,
    phrase_direction,
    split_by_direction,
    split_within,
)

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Isolates of UAX 9: behind an embedding a number goes with the words in it ("ليلى · 12").
_MARKS: dict[Direction, str] = {"ltr": "\u2066", "rtl": "\u2067"}
_END_MARK = "\u2069"
# In these a line of a block stands; others are put together of fields and of words of ours.
_LINES = ("Prose", "Heading3", "List")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")


def set_directions(root: Any, around: Direction) -> None:
    """Set the directions in `root`, the words of a sheet that is written as `around`.

    Words of another direction keep their own; where they are all of a paragraph it stands at the
    same side as its neighbors. What is all written to the right is as it was.
    """
    if around == "ltr" and not _RIGHT_TO_LEFT.search(_text_of(root)):
        return
    for paragraph in root.iter(f"{_MAIN}p"):
        _set_paragraph(paragraph, around)
    if around == "rtl":
        for properties in root.iter(f"{_MAIN}tblPr"):
            properties.find(f"{_MAIN}tblStyle").addnext(_element(root, "bidiVisual"))
        for row in root.iter(f"{_MAIN}tr"):
            _repeat_dividers(row)
        for properties in root.iter(f"{_MAIN}sectPr"):
            properties.append(_element(root, "bidi"))


def _repeat_dividers(row: Any) -> None:
    """Draw the line between two cells as the end of the first, too: LibreOffice 7.4 loses some of
    those at the start of a cell in a table that is turned round.
    """
    cells = row.findall(f"{_MAIN}tc")
    for cell, following in pairwise(cells):
        divider = following.find(f"{_MAIN}tcPr/{_MAIN}tcBorders/{_MAIN}left")
        if divider is None or cell.find(f"{_MAIN}tcPr/{_MAIN}tcBorders/{_MAIN}right") is not None:
            continue
        borders = cell.find(f"{_MAIN}tcPr/{_MAIN}tcBorders")
        if borders is None:
            borders = _element(cell, "tcBorders")
            cell.find(f"{_MAIN}tcPr/{_MAIN}tcW").addnext(borders)
        end = _element(cell, "right")
        end.attrib.update(divider.attrib)
        borders.append(end)


def _set_paragraph(paragraph: Any, around: Direction) -> None:
    own = _other_direction(paragraph, around)
    inside = own or around
    for field in _fields_in(paragraph):
        if field_direction := other_direction(_text_of(field), inside):
            _embed(field, field_direction)
    for text in paragraph.iter(f"{_MAIN}t"):
        text.text = _embed_pieces(text.text or "", inside)
    if own and _style_of(paragraph).startswith("List"):
        # Its dot stays at the side of the others.
        _embed(paragraph, own)
        _set_side(paragraph, None, around)
        direction = around
    else:
        _set_side(paragraph, own, around)
        direction = inside
    for run in paragraph.iter(f"{_MAIN}r"):
        if (first_direction(_text_of(run)) or _neutral_direction(run, direction)) == "rtl":
            properties = run.get_or_add_rPr()
            language = properties.find(f"{_MAIN}lang")
            if language is None:
                properties.append(_element(run, "rtl"))
            else:  # the order of ISO/IEC 29500
                language.addprevious(_element(run, "rtl"))


def _set_side(paragraph: Any, own: Direction | None, around: Direction) -> None:
    """Give a paragraph its direction, and the side on which the sheet's words begin."""
    properties = paragraph.find(f"{_MAIN}pPr")
    if own or around == "rtl":
        mark = _element(paragraph, "bidi", "1" if (own or around) == "rtl" else "0")
        spacing = properties.find(f"{_MAIN}spacing")
        if spacing is None:
            properties.append(mark)
        else:
            spacing.addprevious(mark)
    if own:
        properties.append(_element(paragraph, "jc", "right"))  # its end, in both directions


def _other_direction(paragraph: Any, around: Direction) -> Direction | None:
    """Return the direction of a paragraph's words if it is not that of the sheet."""
    text = _text_of(paragraph)
    controls = list(_fields_in(paragraph))
    fields = [_text_of(field) for field in controls]
    is_one = not fields or fields == [text]
    if is_one or _style_of(paragraph).startswith(_LINES):
        return other_direction(text, around)
    in_fields = {node for field in controls for node in field.iter(f"{_MAIN}t")}
    own = [node for node in paragraph.iter(f"{_MAIN}t") if node not in in_fields]
    return phrase_direction("".join(node.text or "" for node in own), fields, around)


def _neutral_direction(run: Any, direction: Direction) -> Direction:
    """Return the direction of a run without letters: figures run to the right."""
    return "ltr" if re.search(r"\d", _text_of(run)) else direction


def _embed(element: Any, direction: Direction) -> None:
    """Put the words of an element between marks that keep their direction.

    They are dropped where a page is read back (writer.DROPPED).
    """
    texts = [text for text in element.iter(f"{_MAIN}t") if text.text not in BOXES.values()]
    if texts:
        texts[0].text = _MARKS[direction] + texts[0].text
        texts[-1].text += _END_MARK


def _embed_pieces(text: str, around: Direction) -> str:
    """Return `text` with the stretches embedded that run another way than the words `around` it."""
    if _END_MARK in text or text in BOXES.values():
        return text
    return "".join(map(_embed_piece, split_by_direction(text, around)))


def _embed_piece(piece: DirectedPiece) -> str:
    if piece.direction is None:
        return piece.text
    inner = "".join(map(_embed_piece, split_within(piece.text, piece.direction)))
    return f"{_MARKS[piece.direction]}{inner}{_END_MARK}"


def _fields_in(paragraph: Any) -> Iterator[Any]:
    for control in paragraph.iter(f"{_MAIN}sdt"):
        tag = control.find(f"{_MAIN}sdtPr/{_MAIN}tag")
        if tag is not None and tag.get(f"{_MAIN}val") != "locked":
            yield control


def _style_of(paragraph: Any) -> str:
    style: str = paragraph.find(f"{_MAIN}pPr/{_MAIN}pStyle").get(f"{_MAIN}val")
    return style


def _text_of(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_MAIN}t")).strip()


def _element(beside: Any, name: str, value: str = "") -> Any:
    """Return a new element of WordprocessingML."""
    return beside.makeelement(f"{_MAIN}{name}", {f"{_MAIN}val": value} if value else {})
