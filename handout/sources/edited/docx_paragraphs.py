"""A Word file's paragraphs and tables, with their boxes, fields and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from handout.sources.edited.docx_bookmarks import box_of
from handout.sources.edited.docx_nodes import HEADINGS, Break, Grid, Node, Paragraph, Piece
from handout.sources.edited.docx_package import (
    WordFile,
    attribute,
    child,
    descendants,
    is_on,
    local,
)
from handout.sources.edited.docx_runs import DEEPEST, LEFT_OUT, RunReader, TooDeepError


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

    def read_container(
        self, container: Element, depth: int = 0, in_cell: bool = False
    ) -> Iterator[Node]:
        """Yield paragraphs and tables in the order they are read, and where boxes end.

        A box ends with its cell, but not `in_cell`, with a cell of a table within a cell.
        """
        if depth > DEEPEST:
            raise TooDeepError
        for element in container:
            name = local(element)
            if name == "p":
                yield self.read_paragraph(element)
            elif name == "tbl":
                yield from self.read_table(element, depth, in_cell)
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
                yield from self.read_container(element, depth + 1, in_cell)
            elif name in LEFT_OUT:
                yield Paragraph("", [], left_out=Counter([LEFT_OUT[name]]))

    def read_table(self, table: Element, depth: int, in_cell: bool) -> Iterator[Node]:
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
                nodes = list(self.read_container(cell, depth + 1, in_cell=True))
                is_end = not in_cell and any(map(_ends_box, nodes))
                yield from [Break(), *nodes, Break()] if is_end else nodes

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
        runs = RunReader(self.file, result, bold, italic)
        runs.read(element, Piece(""))
        if result.box not in self.boxes and result.style not in HEADINGS:
            result.box = ""  # somebody's own bookmark
        return result


def _ends_box(node: Node) -> bool:
    return isinstance(node, Break) or (isinstance(node, Paragraph) and (node.heads or node.outside))


def _find_children(container: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or cells of a row, also those in a control."""
    for element in container:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _find_children(element, name)
