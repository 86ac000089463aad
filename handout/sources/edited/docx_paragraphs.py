"""A Word file's paragraphs and tables, with their boxes, fields and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from handout.sources.edited.docx_bookmarks import box_of, field_of, side_of
from handout.sources.edited.docx_package import WordFile, attribute, child, is_on, local

_DEEPEST = 40
_WITHIN = frozenset(
    "hyperlink sdt sdtContent smartTag ins moveTo fldSimple customXml dir bdo".split()
)
_LEFT_OUT = {
    "pict": "picture", "object": "object", "footnoteReference": "footnote", "endnoteReference": "footnote",
    "commentReference": "comment", "oMath": "equation", "oMathPara": "equation", "altChunk": "object",
}  # fmt: skip
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
    """Paragraphs and tables in the order they are read, and where boxes end. Raises TooDeepError.

    `boxes` are the ids of those that were issued, as far as they are known: a bookmark like theirs
    begins a box.
    """
    return _Reader(file, boxes).nodes(file.body)


@dataclass
class _Reader:
    file: WordFile
    boxes: Collection[str]

    def nodes(self, container: Element, depth: int = 0) -> Iterator[Node]:
        """Paragraphs and tables in the order they are read, and where boxes end."""
        if depth > _DEEPEST:
            raise TooDeepError
        for element in container:
            name = local(element)
            if name == "p":
                yield self.paragraph(element)
            elif name == "tbl":
                yield from self.table(element, depth)
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
                yield from self.nodes(element, depth + 1)
            elif name in _LEFT_OUT:
                yield Paragraph("", [], left_out=Counter([_LEFT_OUT[name]]))

    def table(self, table: Element, depth: int) -> Iterator[Node]:
        rows = list(_find_children(table, "tr"))
        style = self.style(attribute(child(table, "tblPr", "tblStyle"), "val"))
        headers = [is_on(child(row, "trPr"), "tblHeader") for row in rows]
        boxes = any(
            box_of(attribute(element, "name"))
            for element in table.iter()
            if local(element) == "bookmarkStart"
        )
        if not boxes and (any(headers) or style != "sheet boxes"):
            yield self.grid(rows, headers, depth)
            return
        for row in rows:
            for cell in _find_children(row, "tc"):
                inside = list(self.nodes(cell, depth + 1))
                ends = any(
                    isinstance(node, Break)
                    or (isinstance(node, Paragraph) and (node.heads or node.outside))
                    for node in inside
                )
                yield from [Break(), *inside, Break()] if ends else inside

    def grid(self, rows: Sequence[Element], headers: Sequence[bool], depth: int) -> Grid:
        result = Grid([])
        for row, header in zip(rows, headers, strict=True):
            cells = []
            for cell in _find_children(row, "tc"):
                if child(cell, "tcPr", "vMerge") is not None or attribute(
                    child(cell, "tcPr", "gridSpan"), "val"
                ) not in ("", "1"):
                    result.left_out["merged"] += 1
                cells.append(self.cell(cell, depth, result.left_out))
            result.rows.append((header, cells))
        return result

    def cell(self, cell: Element, depth: int, left_out: Counter[str]) -> list[Piece]:
        pieces: list[Piece] = []
        for node in self.nodes(cell, depth + 1):
            if isinstance(node, Paragraph):
                left_out.update(node.left_out)
                pieces += [Piece(" "), *node.pieces]
            elif isinstance(node, Grid):
                left_out["table"] += 1
        return pieces

    def style(self, id: str) -> str:
        return self.file.styles[id].name.lower() if id in self.file.styles else ""

    def paragraph(self, element: Element) -> Paragraph:
        properties = child(element, "pPr")
        id = attribute(child(properties, "pStyle"), "val")
        style = self.file.styles.get(id)
        result = Paragraph(self.style(id), [])
        number = child(properties, "numPr", "numId")
        list_number = (
            attribute(number, "val") if number is not None else style.list if style else ""
        )
        result.list = self.file.lists.get(list_number, "")
        if attribute(child(properties, "numPr", "ilvl"), "val") not in ("", "0") and result.list:
            result.left_out["deeper"] += 1
        runs = _Runs(
            self.file, result, style.bold if style else False, style.italic if style else False
        )
        runs.read(element, Piece(""))
        if result.box not in self.boxes and result.style not in _HEADINGS:
            result.box = ""  # somebody's own bookmark
        return result


@dataclass
class _Runs:
    """Reads the words of one paragraph; `open` are the fields' bookmarks that have begun, by their
    ids.
    """

    file: WordFile
    found: Paragraph
    bold: bool
    italic: bool
    open: dict[str, str] = field(default_factory=dict)

    def read(self, container: Element, face: Piece, depth: int = 0) -> None:  # noqa: C901
        if depth > _DEEPEST:
            raise TooDeepError
        for element in container:
            name = local(element)
            if name == "r":
                self.run(element, face)
            elif name == "bookmarkStart":
                self.start(element)
            elif name == "bookmarkEnd":
                self.open.pop(attribute(element, "id"), None)
            elif name == "sdt":
                self.control(element, face, depth)
            elif name == "hyperlink":
                href = self.file.links.get(attribute(element, "id"), "")
                self.read(element, _change_face(face, href=href), depth + 1)
            elif name in _WITHIN:
                self.read(element, face, depth + 1)
            elif name in ("del", "moveFrom"):
                self.found.left_out["deleted"] += 1
            elif name in _LEFT_OUT:
                self.found.left_out[_LEFT_OUT[name]] += 1

    def start(self, element: Element) -> None:
        name = attribute(element, "name")
        if box := box_of(name):
            self.found.box = self.found.box or box
        elif side := side_of(name):
            self.found.side = side
        elif field := field_of(name):
            self.open[attribute(element, "id")] = field
            self.found.pieces.append(Piece("", field=field))

    def control(self, element: Element, face: Piece, depth: int) -> None:
        properties = child(element, "sdtPr")
        tag = attribute(child(properties, "tag"), "val")
        field = "" if tag == "locked" else tag
        if field:
            self.found.pieces.append(Piece("", field=field))
        if not is_on(properties, "showingPlcHdr"):
            self.read(element, _change_face(face, field=field or face.field), depth + 1)

    def run(self, element: Element, face: Piece) -> None:
        properties = child(element, "rPr")
        named = self.file.styles.get(attribute(child(properties, "rStyle"), "val"))
        if is_on(properties, "vanish"):
            return
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            self.found.left_out["struck"] += 1
        bold, italic = (
            child(properties, name) is None
            and bool(of_style)
            or is_on(properties, name)
            and (bool(of_style) or not is_on_in_style)
            for name, of_style, is_on_in_style in (
                ("b", named and named.bold, self.bold),
                ("i", named and named.italic, self.italic),
            )
        )
        field = next(reversed(self.open.values()), face.field)
        for part in element:
            name = local(part)
            text = (part.text or "") if name == "t" else _SIGNS.get(name, "")
            if name == "sym":
                self.found.left_out["symbol"] += 1
            if text:
                self.found.pieces.append(Piece(text, bold, italic, face.href, field))
            elif name in ("drawing", "AlternateContent"):
                self.drawing(part)
            elif name in _LEFT_OUT:
                self.found.left_out[_LEFT_OUT[name]] += 1

    def drawing(self, element: Element) -> None:
        names = {local(inner) for inner in element.iter()}
        described = [
            attribute(inner, "descr") for inner in element.iter() if local(inner) == "docPr"
        ]
        if "txbxContent" in names:
            self.found.left_out["textbox"] += 1
        elif self.found.style not in _SIGNED and not any(described):
            self.found.left_out["picture"] += 1


# A sign of a symbol font has no letter of its own; a space keeps its neighbors apart.
_SIGNS = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "sym": " "}


def _change_face(face: Piece, **changes: str) -> Piece:
    return Piece(
        "", face.bold, face.italic, changes.get("href", face.href), changes.get("field", face.field)
    )


def _find_children(container: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or cells of a row, also those in a control."""
    for element in container:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _find_children(element, name)
