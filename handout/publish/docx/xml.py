"""Pieces of WordprocessingML as text, their parts in the order that ISO/IEC 29500 asks for.

Lengths in pt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
}
# Programs that do not know boxes to tick pass over them.
DECLARED = (
    " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    + ' mc:Ignorable="w14"'
)
SYMBOLS = "Segoe UI Symbol"
BOXES = {False: "\u2610", True: "\u2612"}

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def twips(length: float) -> int:
    """Return `length` (pt) in twentieths of a point."""
    return round(length * 20)


def colour(value: str) -> str:
    """Return #abc123 as ABC123, the way WordprocessingML writes it (ST_HexColor)."""
    return value.removeprefix("#").upper()


def escape_text(text: str) -> str:
    """Return `text` as it stands between tags; what XML 1.0 forbids is replaced by U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text))


def _quote_attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))


# ---- within a paragraph


def run(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    style: str = "",
    face: str = "",
    hidden: bool = False,
) -> str:
    """Words in one face; `style` is a character style.

    Bold words are bold and Strong: the style tells them from others where all of a paragraph is
    bold.
    """
    if not text:
        return ""
    style = style or ("Strong" if bold else "")
    props = f'<w:rStyle w:val="{style}"/>' if style else ""
    if face:
        props += f'<w:rFonts w:ascii="{face}" w:eastAsia="{face}" w:hAnsi="{face}" w:cs="{face}"/>'
    if bold:
        props += "<w:b/><w:bCs/>"
    if italic:
        props += "<w:i/><w:iCs/>"
    if hidden:
        props += "<w:vanish/>"
    words = f'<w:t xml:space="preserve">{escape_text(text)}</w:t>'
    return f"<w:r>{wrap_element('w:rPr', props)}{words}</w:r>"


_RUN = re.compile("<w:r>(?:<w:rPr>(.*?)</w:rPr>)?")


def speak_runs(runs: str, language: str) -> str:
    """Return `runs` as words of a language that is not that of the file."""
    tag = f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="{language}"/>'
    return _RUN.sub(lambda match: f"<w:r><w:rPr>{match[1] or ''}{tag}</w:rPr>", runs)


LINE_BREAK = "<w:r><w:br/></w:r>"


def hyperlink(relation: str, runs: str) -> str:
    return f'<w:hyperlink r:id="{relation}" w:history="1">{runs}</w:hyperlink>'


def bookmark(name: str, number: int, runs: str) -> str:
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{number}"/>'
    )


def field_control(
    tag: str, title: str, number: int, runs: str, *, empty: bool = False, is_rich: bool = False
) -> str:
    """Return the words of one field.

    An `empty` one shows `runs` until something is typed in their stead. Bold and italic words,
    and those of two scripts or directions, must be in one that `is_rich`: of another LibreOffice
    7.4 saves no face, and its words once for each stretch of one script.
    """
    shown = "<w:showingPlcHdr/>" if empty else ""
    props = (
        f"<w:alias w:val={_quote_attribute(title)}/><w:tag w:val={_quote_attribute(tag)}/>"
        f'<w:id w:val="{number}"/>'
        f"{shown}{'<w:richText/>' if is_rich else '<w:text/>'}"
    )
    return f"<w:sdt><w:sdtPr>{props}</w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>"


def tick_box(number: int, ticked: bool) -> str:
    """Return a box that a click ticks."""
    states = (
        f'<w14:checked w14:val="{int(ticked)}"/>'
        f'<w14:checkedState w14:val="2612" w14:font="{SYMBOLS}"/><w14:uncheckedState '
        f'w14:val="2610" w14:font="{SYMBOLS}"/>'
    )
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{number}"/><w14:checkbox>{states}</w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run(BOXES[ticked], face=SYMBOLS)}</w:sdtContent></w:sdt>"
    )


def picture(relation: str, number: int, name: str, alt: str, width: float, height: float) -> str:
    """Return a picture in the line of words; without `alt` it is decoration."""
    cx, cy = (round(length * 12700) for length in (width, height))
    decorative = (
        '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1"/>'
        "</a:ext></a:extLst>"
    )
    named = (
        f'<wp:docPr id="{number}" name={_quote_attribute(name)} descr={_quote_attribute(alt)}>'
        f"{'' if alt else decorative}</wp:docPr>"
    )
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" '
        f'cy="{cy}"/>{named}'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        "<a:graphic>"
        f'<a:graphicData uri="{NAMESPACES["pic"]}"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" '
        f"name={_quote_attribute(name)}/>"
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch>'
        "<a:fillRect/></a:stretch>"
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/>'
        "</a:xfrm>"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


# ---- paragraphs and what holds them


def paragraph(style: str, runs: str = "", *, numbering: int = 0, page_break: bool = False) -> str:
    """Return a paragraph in a style; `numbering` is the list it counts on in."""
    props = f'<w:pStyle w:val="{style}"/>'
    if page_break:
        props += "<w:pageBreakBefore/>"
    if numbering:
        props += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'
    return f"<w:p><w:pPr>{props}</w:pPr>{runs}</w:p>"


_LEADED = {
    "atLeast": "Normal|Prose|Heading3|ListBullet|ListNumber|CellLabel|CellStrong",
    "exact": "ListTick|ListDo|ListDont",
}


def set_leading(xml: str, leading: float) -> str:
    """Return paragraphs with another `leading` (pt) than their styles have."""
    for rule, styles in _LEADED.items():
        spacing = f'<w:spacing w:line="{twips(leading)}" w:lineRule="{rule}"/>'
        style = rf'<w:pPr><w:pStyle w:val="(?:{styles})"/>(?:<w:numPr>.*?</w:numPr>)?(?=</w:pPr>)'
        xml = re.sub(style, rf"\g<0>{spacing}", xml)
    return xml


def space(height: float, mark: str = "", *, page_break: bool = False) -> str:
    """Return an empty line that is exactly so high; it also keeps two tables apart."""
    start = "<w:pageBreakBefore/>" if page_break else ""
    spacing = (
        f'<w:spacing w:before="0" w:after="0" w:line="{max(20, twips(height))}" w:lineRule="exact"'
        "/>"
    )
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{start}{spacing}</w:pPr>{mark}</w:p>'


def locked_control(title: str, number: int, content: str) -> str:
    """RunWriter, or paragraphs and tables, that are neither changed nor removed."""
    props = (
        f"<w:alias w:val={_quote_attribute(title)}/>"
        f'<w:tag w:val="locked"/><w:id w:val="{number}"/><w:lock '
        'w:val="sdtContentLocked"/><w:richText/>'
    )
    return f"<w:sdt><w:sdtPr>{props}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


Edge = Literal["top", "left", "bottom", "right"]
Borders = dict[Edge, tuple[float, str]]
Upright = Literal["", "center", "bottom"]
_EDGES: tuple[Edge, ...] = ("top", "left", "bottom", "right")


@dataclass(frozen=True)
class Cell:
    """A table's cell.

    `borders` are by edge: width in pt and colour; `margins` top, right, bottom, left; `upright` is
    where its words stand in a cell that is higher.
    """

    content: str
    width: float
    fill: str = ""
    borders: Borders = field(default_factory=dict)
    margins: tuple[float, float, float, float] | None = None
    upright: Upright = ""

    def xml(self) -> str:
        props = f'<w:tcW w:w="{twips(self.width)}" w:type="dxa"/>'
        edges = [_border(edge, *self.borders[edge]) for edge in _EDGES if edge in self.borders]
        props += wrap_element("w:tcBorders", "".join(edges))
        if self.fill and colour(self.fill) != "FFFFFF":
            props += f'<w:shd w:val="clear" w:color="auto" w:fill="{colour(self.fill)}"/>'
        if self.margins:
            top, right, bottom, left = self.margins
            lengths = zip(_EDGES, (top, left, bottom, right), strict=True)
            margins = [f'<w:{edge} w:w="{twips(width)}" w:type="dxa"/>' for edge, width in lengths]
            props += wrap_element("w:tcMar", "".join(margins))
        if self.upright:
            props += f'<w:vAlign w:val="{self.upright}"/>'
        return f"<w:tc><w:tcPr>{props}</w:tcPr>{self.content}</w:tc>"


def _border(edge: Edge, width: float, hex_colour: str) -> str:
    eighths = max(2, round(width * 8))  # of a pt: the unit of w:sz; thinner than 2 is not drawn
    return f'<w:{edge} w:val="single" w:sz="{eighths}" w:space="0" w:color="{colour(hex_colour)}"/>'


@dataclass(frozen=True)
class Row:
    """A table's row, at least `height` pt high. A `header` is repeated and read out as one."""

    cells: Sequence[Cell]
    header: bool = False
    height: float = 0

    def xml(self) -> str:
        props = "<w:cantSplit/>"
        if self.height:
            props += f'<w:trHeight w:val="{twips(self.height)}" w:hRule="atLeast"/>'
        if self.header:
            props += "<w:tblHeader/>"
        return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cell.xml() for cell in self.cells)}</w:tr>"


def table(style: str, widths: Sequence[float], rows: Iterable[Row], *, title: str = "") -> str:
    """Return a table of fixed column widths; its cells are as wide as its columns."""
    header = False
    written = []
    for row in rows:
        header = header or row.header
        cells = [replace(cell, width=width) for cell, width in zip(row.cells, widths, strict=True)]
        written.append(replace(row, cells=cells).xml())
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    caption = f"<w:tblCaption w:val={_quote_attribute(title)}/>" if title else ""
    look = (
        f'<w:tblLook w:val="{"0020" if header else "0000"}" w:firstRow="{int(header)}" '
        'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{twips(sum(widths))}" '
        'w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(written)}</w:tbl>"
    )


def wrap_element(tag: str, content: str) -> str:
    """Return `content` in an element, nothing if it is empty."""
    return f"<{tag}>{content}</{tag}>" if content else ""
