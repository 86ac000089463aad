"""The words of a paragraph in a Word file, with their faces and fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from handout.sources.edited.docx_bookmarks import box_of, field_of, side_of
from handout.sources.edited.docx_nodes import HEADINGS, Paragraph, Piece
from handout.sources.edited.docx_package import (
    WordFile,
    attribute,
    child,
    descendants,
    is_hidden_run,
    is_on,
    local,
)

DEEPEST = 40
_WITHIN = frozenset(
    "hyperlink sdt sdtContent smartTag ins moveTo fldSimple customXml dir bdo".split()
)
LEFT_OUT = {
    "pict": "picture",
    "object": "object",
    "footnoteReference": "footnote",
    "endnoteReference": "footnote",
    "commentReference": "comment",
    "oMath": "equation",
    "oMathPara": "equation",
    "altChunk": "object",
}
_SIGNED = HEADINGS | {"drill head"}  # stand beside our own pictures
# A sign of a symbol font has no letter of its own; a space keeps its neighbors apart.
_SIGNS = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "sym": " "}


class TooDeepError(Exception):
    """Tables within tables within tables: nobody made that by hand."""


@dataclass
class RunReader:
    """Reads the words of one paragraph; `open` are the fields' bookmarks that have begun, by their
    ids.
    """

    file: WordFile
    paragraph: Paragraph
    bold: bool
    italic: bool
    open: dict[str, str] = field(default_factory=dict)

    def read(self, container: Element, face: Piece, depth: int = 0) -> None:
        if depth > DEEPEST:
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
        elif name in LEFT_OUT:
            self.paragraph.left_out[LEFT_OUT[name]] += 1

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
        if is_hidden_run(element):
            return
        properties = child(element, "rPr")
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
            elif name in LEFT_OUT:
                self.paragraph.left_out[LEFT_OUT[name]] += 1

    def note_drawing(self, element: Element) -> None:
        names = {local(inner) for inner in element.iter()}
        described = [attribute(inner, "descr") for inner in descendants(element, "docPr")]
        if "txbxContent" in names:
            self.paragraph.left_out["textbox"] += 1
        elif self.paragraph.style not in _SIGNED and not any(described):
            self.paragraph.left_out["picture"] += 1


def _change_face(face: Piece, **changes: str) -> Piece:
    href, field = changes.get("href", face.href), changes.get("field", face.field)
    return Piece("", face.bold, face.italic, href, field)


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
