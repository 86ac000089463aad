"""A Word file's paragraphs and tables, with their boxes, fields and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from handout.sources.edited.docx_bookmarks import box_of, field_of, side_of
from handout.sources.edited.docx_package import (
    WordFile,
    attribute,
    child,
    descendants,
    is_on,
    local,
)

_DEEPEST = 40
_WITHIN = frozenset(
    "hyperlink sdt sdtContent smartTag ins moveTo fldSimple customXml dir bdo".split()
)
_LEFT_OUT = {
    "pict": "picture",
    "object": "object",
    "footnoteReference": "footnote",
    "endnoteReference": "footnote",
    "commentReference": "comment",
    "oMath": "equation",
    "oMathPara": "equation",
    "altChunk": "object",
}
_HEADINGS = frozenset({"heading 2", "help heading"})
_SIGNED = _HEADINGS | {"drill head"}  # stand beside our own pictures


@dataclass(frozen=True)
class Piece:
    """Words in one face, and the field they stand in."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    field: str = ""


@dataclass
class Paragraph:
    """A paragraph.

    `box` is the block that it begins, `side` the side; `list` the format of its list, if it is in
    one.
    """

    style: str
    pieces: list[Piece]
    box: str = ""
    side: str = ""
    list: str = ""
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def heads(self) -> bool:
        return bool(self.box) or self.style in _HEADINGS

    @property
    def outside(self) -> bool:
        return self.style in (
            "title",
            "subtitle",
            "heading 1",
            "foot",
            "foot ruled",
        ) or self.style.startswith("tag ")


@dataclass
class Grid:
    """A table of words; rows that are headers come first."""

    rows: list[tuple[bool, list[list[Piece]]]]
    left_out: Counter[str] = field(default_factory=Counter)


class Break:
    """The box that stood here ends."""


Node = Paragraph | Grid | Break


class TooDeepError(Exception):
    """Tables within tables within tables: nobody made that by hand."""


def read_nodes(file: WordFile, boxes: Collection[str]) -> Iterator[Node]:
    """Yield paragraphs and tables in the order they are read, and where boxes end.

    Raises TooDeepError. `boxes` are the ids of those that were issued, as far as they are known: a
    bookmark like theirs begins a box.
    """
    return _Reader(file, boxes).read_container(file.body)


@dataclass
class _Reader:
    file: WordFile
    boxes: Collection[str]

    def read_container(self, container: Element, depth: int = 0) -> Iterator[Node]:
        """Yield paragraphs and tables in the order they are read, and where boxes end."""
        if depth > _DEEPEST:
            raise TooDeepError
        for element in container:
            name = local(element)
            if name == "p":
                yield self.read_paragraph(element)
            elif name == "tbl":
                yield from self.read_table(element, depth)
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
                yield from self.read_container(element, depth + 1)
            elif name in _LEFT_OUT:
                yield Paragraph("", [], left_out=Counter([_LEFT_OUT[name]]))

    def read_table(self, table: Element, depth: int) -> Iterator[Node]:
        rows = list(_find_children(table, "tr"))
        style = self.style_name(attribute(child(table, "tblPr", "tblStyle"), "val"))
        headers = [is_on(child(row, "trPr"), "tblHeader") for row in rows]
        bookmarks = descendants(table, "bookmarkStart")
        has_boxes = any(box_of(attribute(bookmark, "name")) for bookmark in bookmarks)
        if not has_boxes and (any(headers) or style != "sheet boxes"):
            yield self.read_grid(rows, headers, depth)
            return
        for row in rows:
            for cell in _find_children(row, "tc"):
                nodes = list(self.read_container(cell, depth + 1))
                yield from [Break(), *nodes, Break()] if any(map(_ends_box, nodes)) else nodes

    def read_grid(self, rows: Sequence[Element], headers: Sequence[bool], depth: int) -> Grid:
        result = Grid([])
        for row, header in zip(rows, headers, strict=True):
            cells = []
            for cell in _find_children(row, "tc"):
                span = attribute(child(cell, "tcPr", "gridSpan"), "val")
                if child(cell, "tcPr", "vMerge") is not None or span not in ("", "1"):
                    result.left_out["merged"] += 1
                cells.append(self.read_cell(cell, depth, result.left_out))
            result.rows.append((header, cells))
        return result

    def read_cell(self, cell: Element, depth: int, left_out: Counter[str]) -> list[Piece]:
        pieces: list[Piece] = []
        for node in self.read_container(cell, depth + 1):
            if isinstance(node, Paragraph):
                left_out.update(node.left_out)
                pieces += [Piece(" "), *node.pieces]
            elif isinstance(node, Grid):
                left_out["table"] += 1
        return pieces

    def style_name(self, id: str) -> str:
        return self.file.styles[id].name.lower() if id in self.file.styles else ""

    def read_paragraph(self, element: Element) -> Paragraph:
        properties = child(element, "pPr")
        id = attribute(child(properties, "pStyle"), "val")
        style = self.file.styles.get(id)
        result = Paragraph(self.style_name(id), [])
        number = child(properties, "numPr", "numId")
        list_number = style.list if style else ""
        if number is not None:
            list_number = attribute(number, "val")
        result.list = self.file.lists.get(list_number, "")
        if attribute(child(properties, "numPr", "ilvl"), "val") not in ("", "0") and result.list:
            result.left_out["deeper"] += 1
        bold, italic = (style.bold, style.italic) if style else (False, False)
        runs = _RunReader(self.file, result, bold, italic)
        runs.read(element, Piece(""))
        if result.box not in self.boxes and result.style not in _HEADINGS:
            result.box = ""  # somebody's own bookmark
        return result


@dataclass
class _RunReader:
    """Reads the words of one paragraph; `open` are the fields' bookmarks that have begun, by their
    ids.
    """

    file: WordFile
    paragraph: Paragraph
    bold: bool
    italic: bool
    open: dict[str, str] = field(default_factory=dict)

    def read(self, container: Element, face: Piece, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise TooDeepError
        for element in container:
            name = local(element)
            if name == "sdt":
                self.read_control(element, face, depth)
            elif name == "hyperlink":  # OOXML: its address is in the part's relations
                href = self.file.links.get(attribute(element, "id"), "")
                self.read(element, _change_face(face, href=href), depth + 1)
            elif name in _WITHIN:
                self.read(element, face, depth + 1)
            else:
                self.read_leaf(element, name, face)

    def read_leaf(self, element: Element, name: str, face: Piece) -> None:
        """Read an element with no words but a run's: of what is not read, only its kind."""
        if name == "r":
            self.read_run(element, face)
        elif name == "bookmarkStart":
            self.open_bookmark(element)
        elif name == "bookmarkEnd":
            self.open.pop(attribute(element, "id"), None)
        elif name in ("del", "moveFrom"):
            self.paragraph.left_out["deleted"] += 1
        elif name in _LEFT_OUT:
            self.paragraph.left_out[_LEFT_OUT[name]] += 1

    def open_bookmark(self, element: Element) -> None:
        name = attribute(element, "name")
        if box := box_of(name):
            self.paragraph.box = self.paragraph.box or box
        elif side := side_of(name):
            self.paragraph.side = side
        elif field := field_of(name):
            self.open[attribute(element, "id")] = field
            self.paragraph.pieces.append(Piece("", field=field))

    def read_control(self, element: Element, face: Piece, depth: int) -> None:
        properties = child(element, "sdtPr")
        tag = attribute(child(properties, "tag"), "val")
        field = "" if tag == "locked" else tag
        if field:
            first = next((each for each in element.iter() if local(each) == "r"), None)
            bold, italic = (False, False) if first is None else self.read_face(first)
            self.paragraph.pieces.append(Piece("", bold, italic, face.href, field))
        if not is_on(properties, "showingPlcHdr"):
            self.read(element, _change_face(face, field=field or face.field), depth + 1)

    def read_face(self, element: Element) -> tuple[bool, bool]:
        """Return whether a run is bold, and italic, where its paragraph is not."""
        properties = child(element, "rPr")
        named = self.file.styles.get(attribute(child(properties, "rStyle"), "val"))
        return (
            _has_face(properties, "b", bool(named and named.bold), self.bold),
            _has_face(properties, "i", bool(named and named.italic), self.italic),
        )

    def read_run(self, element: Element, face: Piece) -> None:
        properties = child(element, "rPr")
        if is_on(properties, "vanish"):
            return
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            self.paragraph.left_out["struck"] += 1
        bold, italic = self.read_face(element)
        field = next(reversed(self.open.values()), face.field)
        for part in element:
            name = local(part)
            text = (part.text or "") if name == "t" else _SIGNS.get(name, "")
            if name == "sym":
                self.paragraph.left_out["symbol"] += 1
            if text:
                self.paragraph.pieces.append(Piece(text, bold, italic, face.href, field))
            elif name in ("drawing", "AlternateContent"):
                self.note_drawing(part)
            elif name in _LEFT_OUT:
                self.paragraph.left_out[_LEFT_OUT[name]] += 1

    def note_drawing(self, element: Element) -> None:
        names = {local(inner) for inner in element.iter()}
        described = [attribute(inner, "descr") for inner in descendants(element, "docPr")]
        if "txbxContent" in names:
            self.paragraph.left_out["textbox"] += 1
        elif self.paragraph.style not in _SIGNED and not any(described):
            self.paragraph.left_out["picture"] += 1


# A sign of a symbol font has no letter of its own; a space keeps its neighbors apart.
_SIGNS = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "sym": " "}


def _change_face(face: Piece, **changes: str) -> Piece:
    href, field = changes.get("href", face.href), changes.get("field", face.field)
    return Piece("", face.bold, face.italic, href, field)


def _ends_box(node: Node) -> bool:
    return isinstance(node, Break) or (isinstance(node, Paragraph) and (node.heads or node.outside))


def _has_face(
    properties: Element | None, name: str, in_run_style: bool, in_paragraph_style: bool
) -> bool:
    """Return whether words are set off by the face `name`, b or i.

    OOXML: what a run says itself counts. A face that the paragraph's style gives to all of its
    words sets none of them off, unless the run's own style gives it too.
    """
    if child(properties, name) is None:
        return in_run_style
    return is_on(properties, name) and (in_run_style or not in_paragraph_style)


def _find_children(container: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or cells of a row, also those in a control."""
    for element in container:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _find_children(element, name)
