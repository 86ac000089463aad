"""The reviewer's table as a Word file: the decision is chosen from a list."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from handout.publish.docx.xml import escape_text
from handout.sources.translations.review_table import COLUMNS, DECISIONS, FILLED_IN, review_words

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Of a landscape page with margins of half an inch, in twips.
_WIDTHS = {
    "id": 1250,
    "place": 1150,
    "state": 650,
    "english": 2650,
    "draft": 2650,
    "decision": 850,
    "words": 2500,
    "by": 1050,
    "on": 850,
    "mark": 800,
}
_TRANSLATED = ("draft", "words")


def format_review_docx(rows: Sequence[Sequence[str]], language: str) -> bytes:
    """Return the Word file of a reviewer's table, whose first row are the headings."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Inches

    document: Any = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Inches(11), Inches(8.5)
    section.left_margin = section.right_margin = Inches(0.5)
    document.add_paragraph(review_words()["file"]["help"])
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(_format_table(rows, language)))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _format_table(rows: Sequence[Sequence[str]], language: str) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>' for side in sides)
    widths = [_WIDTHS[name] for name in COLUMNS]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    head, *others = rows
    parts = [_format_row(head, language, is_head=True)]
    parts += [_format_row(row, language, is_head=False) for row in others]
    return (
        f'<w:tbl xmlns:w="{_MAIN}"><w:tblPr>{properties}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(parts)}</w:tbl>"
    )


def _format_row(row: Sequence[str], language: str, *, is_head: bool) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
    cells = []
    for name, text in zip(COLUMNS, row, strict=True):
        fill = '<w:shd w:val="clear" w:fill="FFF4D6"/>' if name in FILLED_IN else ""
        width = f'<w:tcW w:w="{_WIDTHS[name]}" w:type="dxa"/>'
        if name == "decision" and not is_head:
            words = _format_choice()
        else:
            tag = language if name in _TRANSLATED else "en"
            words = _format_run(text, tag, bold=is_head)
        paragraph = f'<w:p><w:pPr><w:spacing w:after="40"/></w:pPr>{words}</w:p>'
        cells.append(f"<w:tc><w:tcPr>{width}{fill}</w:tcPr>{paragraph}</w:tc>")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _format_run(text: str, language: str, *, bold: bool = False) -> str:
    props = ("<w:b/>" if bold else "") + f'<w:sz w:val="17"/><w:lang w:val="{language}"/>'
    lines = [f'<w:t xml:space="preserve">{escape_text(line)}</w:t>' for line in text.split("\n")]
    return f"<w:r><w:rPr>{props}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def _format_choice() -> str:
    words = review_words()
    asks = words["decisions"]["choose"]
    options = [words["decisions"][name] for name in DECISIONS]
    items = "".join(
        f'<w:listItem w:displayText="{option}" w:value="{option}"/>' for option in options
    )
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{words["headings"]["decision"]}"/>'
        f"<w:showingPlcHdr/><w:dropDownList>{items}</w:dropDownList></w:sdtPr>"
        f"<w:sdtContent>{_format_run(asks, 'en')}</w:sdtContent></w:sdt>"
    )
