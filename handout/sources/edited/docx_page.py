"""An edited Word file as the HTML that its handout would have, so that both are read in one way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from pathlib import Path
from string import Formatter
from typing import Any

from handout.interface_language import interface_messages
from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.edited.docx_nodes import Break, Grid, Node, Paragraph, Piece
from handout.sources.edited.docx_package import open_word_file
from handout.sources.edited.docx_paragraphs import read_nodes
from handout.sources.edited.docx_runs import TooDeepError
from handout.sources.edited.html_page import Document, parse_document
from handout.sources.edited.record import Record, read_record
from handout.sources.pictures.drawings import find_pictures

_RULE = re.compile(r"_{3,}(?: _+)*")
_LESS = "\\u003c"
_BOXES, _TICKED = "☐☑☒", "☑☒"
_CLASSES = {"note signature": "signature", "help answer": "answer", "lifeline": "lifeline"}


def open_docx(path: Path, language: str = "en") -> tuple[Document, tuple[Problem, ...]]:
    """Return the Word file at `path` as read_page takes it, and a warning for each box that holds
    what cannot be read back.

    Raises HandoutError if it is no Word file, not one of ours, damaged or not safe to open.
    """
    position = Position(str(path))
    file = open_word_file(path)
    messages = message_table("words", language)
    record = read_record(file.record, position)
    known = record if isinstance(record, Record) else None
    waiting = _waiting_items(known)
    writer = _Writer(waiting=waiting, unsaid=_texts_between_fields(messages))
    try:
        html = writer.page(read_nodes(file, waiting), file.record, language)
    except TooDeepError as error:
        raise HandoutError([problem("docx-unsafe", position)]) from error
    if not writer.boxes:
        raise HandoutError([problem("docx-not-ours", position)])
    names = interface_messages("words")["docx"]
    problems = []
    for title, left_out in writer.left_out.items():
        kinds = ", ".join(names[name] for name in sorted(left_out) if name in names)
        for code in _left_out_codes(left_out, title):
            problems.append(problem(code, position, warning=True, title=title, what=kinds))
    page = replace(
        parse_document(html, str(path)),
        pictures=find_pictures(file.drawings, _picture_words(known)),
        asides=file.asides,
        has_changed_second=bool(file.second and file.second.is_changed),
    )
    return page, tuple(problems)


def _waiting_items(record: Record | None) -> dict[str, tuple[str, ...]]:
    """Return the boxes that were issued, and the items of each under which a newer wording waits: a
    Word file does not show them.
    """
    if record is None:
        return {}
    return {id: tuple(block.waiting) for id, block in record.blocks.items()}


def _picture_words(record: Record | None) -> dict[str, str]:
    """Return what the pictures showed that the file was made with, by their fields."""
    pictures = (record and record.pictures) or {}
    return {field: picture.shows for field, picture in pictures.items()}


def _left_out_codes(left_out: Counter[str], title: str) -> Iterable[str]:
    if left_out.keys() - {"deleted"}:
        yield "docx-left-out" if title else "docx-left-out-between"
    if "deleted" in left_out:
        yield "docx-deleted"


@dataclass
class _Writer:
    """Nodes -> HTML, one box after another."""

    lines: list[str] = field(default_factory=list)
    left_out: dict[str, Counter[str]] = field(default_factory=dict)
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsaid: Collection[str] = ()
    title: str = ""
    inside: bool = False
    boxes: int = 0
    open_list: str = ""

    def page(self, nodes: Iterable[Node], record: str, language: str) -> str:
        for node in nodes:
            self.node(node)
        self.close()
        if record:
            self.lines.append(
                f'<script type="application/json" id="record">{record.replace("<", _LESS)}</script>'
            )
        head = (
            "<!DOCTYPE html>",
            f'<html lang="{escape(language)}">',
            '<head><meta charset="utf-8"></head>',
            "<body>",
            "<main>",
            '<div class="side front" id="front">',
        )
        return "\n".join([*head, *self.lines, "</div>\n</main>\n</body>\n</html>\n"])

    def node(self, node: Node) -> None:
        if isinstance(node, Break):
            self.close()
            return
        if isinstance(node, Paragraph) and (node.heads or node.outside):
            self.close()
            if node.heads:
                self.title = node.text
                self.inside = True
                self.boxes += 1
                named = f' id="{node.box}" data-block="{node.box}"' if node.box else ""
                self.lines.append(
                    f'<div class="block"{named}>\n<h2>{_inline_html(node.pieces)}</h2>'
                )
                self.lines += [
                    f'<div class="waiting" data-item="{escape(item)}"></div>'
                    for item in self.waiting.get(node.box, ())
                ]
                self.note_left_out(node.left_out)
            else:
                self.outside(node)
            return
        self.note_left_out(node.left_out)
        if isinstance(node, Grid):
            self.end_list()
            self.lines.append(_table_html(node, self.unsaid))
        elif node.text or any(piece.field for piece in node.pieces):
            self.words(node)

    def words(self, node: Paragraph) -> None:
        text = node.text
        level = re.fullmatch(r"heading ([3-9])", node.style)
        tag = "li" if text[:1] in _BOXES and text else ""
        kind = (
            "ticks"
            if tag
            else {"bullet": "dots", "": ""}.get(node.list, "steps")
            if not level
            else ""
        )
        if kind != self.open_list:
            self.end_list()
            if kind:
                self.lines.append(f'<{"ol" if kind == "steps" else "ul"} class="{kind}">')
                self.open_list = kind
        if kind == "ticks":
            ticked = ' class="ticked"' if text[0] in _TICKED else ""
            self.lines.append(f"<li{ticked}>{_inline_html(_drop_box_sign(node.pieces))}</li>")
        elif kind:
            self.lines.append(f"<li>{_inline_html(node.pieces)}</li>")
        elif level:
            self.lines.append(f"<h3>{_inline_html(node.pieces)}</h3>")
        else:
            named = f' class="{_CLASSES[node.style]}"' if node.style in _CLASSES else ""
            self.lines.append(f"<p{named}>{_inline_html(node.pieces)}</p>")

    def outside(self, node: Paragraph) -> None:
        place, tag = {
            "title": ("plate", "h1"),
            "heading 1": ("head", "h2"),
            "foot": ("foot", "p"),
            "foot notes": ("foot", "p"),
            "foot ruled": ("foot", "p"),
        }.get(node.style, ("plate", "p"))
        if node.style == "heading 1":
            side = node.side or "back"
            self.lines.append(f'</div>\n<div class="side {side}" id="{side}">')
        if node.pieces:
            self.lines.append(
                f'<div class="{place}"><{tag}>{_inline_html(node.pieces)}</{tag}></div>'
            )

    def note_left_out(self, left_out: Counter[str]) -> None:
        """Note what is not read. Pictures between the boxes are ours."""
        noted = Counter(left_out)
        if not self.inside:
            del noted["picture"]
        if noted:
            self.left_out.setdefault(self.title if self.inside else "", Counter()).update(noted)

    def end_list(self) -> None:
        if self.open_list:
            self.lines.append("</ol>" if self.open_list == "steps" else "</ul>")
        self.open_list = ""

    def close(self) -> None:
        self.end_list()
        if self.inside:
            self.lines.append("</div>")
        self.inside = False


def _drop_box_sign(pieces: Sequence[Piece]) -> list[Piece]:
    index = next(index for index, piece in enumerate(pieces) if piece.text.strip())
    first_piece = Piece(pieces[index].text.lstrip()[1:], *_piece_face(pieces[index]))
    return [first_piece, *pieces[index + 1 :]]


def _piece_face(piece: Piece) -> tuple[bool, bool, str, str]:
    return piece.bold, piece.italic, piece.href, piece.field


def _inline_html(pieces: Iterable[Piece]) -> str:
    """Return the HTML of `pieces`: those that follow each other in one field are one.

    A line to write on is nothing said.
    """
    html = ""
    for field_name, group in groupby(pieces, key=lambda piece: piece.field):
        if field_name:
            html += _field_html(field_name, list(group))
            continue
        for face, pieces_of_face in groupby(group, key=_piece_face):
            html += _add_face(_words_html(pieces_of_face), face)
    return html.strip()


def _field_html(name: str, pieces: Sequence[Piece]) -> str:
    """Return a field in the face of its words; an empty one in that of its control."""
    filled = [piece for piece in pieces if piece.text.strip()] or pieces[-1:]
    faces = {_piece_face(piece) for piece in filled}
    span = f'<span data-field="{escape(name)}">{_words_html(pieces)}</span>'
    return _add_face(span, faces.pop()) if len(faces) == 1 else span


def _words_html(pieces: Iterable[Piece]) -> str:
    return escape(_RULE.sub("", "".join(piece.text for piece in pieces)), quote=False)


def _add_face(html: str, face: tuple[bool, bool, str, str]) -> str:
    bold, italic, href, _ = face
    html = f"<strong>{html}</strong>" if bold and html else html
    html = f"<em>{html}</em>" if italic and html else html
    return f'<a href="{escape(href)}">{html}</a>' if href and html else html


def _cell_html(cell: Sequence[Piece], empty_texts: Collection[str]) -> str:
    """Return a cell; what stands between empty fields ("__ to __") says nothing yet."""
    written = _inline_html(cell)
    between = "".join(_RULE.sub("", piece.text) for piece in cell if not piece.field)
    fields = [piece for piece in cell if piece.field]
    empty = bool(fields) and not any(_RULE.sub("", piece.text).strip() for piece in fields)
    if empty and "".join(between.split()) in empty_texts:
        return f'<span class="unsaid">{written}</span>'
    return written


def _texts_between_fields(messages: Mapping[str, Any]) -> frozenset[str]:
    """Return what stands between the fields of a row, without its spaces."""
    facts = messages["facts"]
    breaks = facts["break_covered"].replace("{times}", facts["break_times"])
    templates = (facts["hours_value"], breaks, facts["wait_value"], messages["schedule"]["times"])
    texts = set()
    for template in templates:
        text = "".join(literal for literal, *_ in Formatter().parse(template))
        texts.add("".join(text.split()))
    return frozenset(texts)


def _table_html(grid: Grid, empty_texts: Collection[str]) -> str:
    lines = ["<table>"]
    for header, cells in grid.rows:
        tag = "th" if header else "td"
        texts = [f"<{tag}>{_cell_html(cell, empty_texts)}</{tag}>" for cell in cells]
        lines.append(f"<tr>{''.join(texts)}</tr>")
    return "\n".join([*lines, "</table>"])
