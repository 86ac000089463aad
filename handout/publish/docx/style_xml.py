"""The XML of a style in a Word file, and of what it is made of: faces, sizes, spacing in pt."""

from __future__ import annotations

from handout.publish.docx.xml import DECLARED, colour, twips, wrap_element


def wrap_part(root: str, content: str) -> bytes:
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{declaration}\n<w:{root} {DECLARED}>{content}</w:{root}>".encode()


def face_props(name: str, others: str = "") -> str:
    """Return a face; letters of Asia and Africa are set in `others`, which has more of them."""
    others = others or name
    return f'<w:rFonts w:ascii="{name}" w:eastAsia="{others}" w:hAnsi="{name}" w:cs="{others}"/>'


def bold_props(hex: str) -> str:
    return "<w:b/><w:bCs/>" + (f'<w:color w:val="{colour(hex)}"/>' if hex else "")


def italic_props(hex: str) -> str:
    return f'<w:i/><w:iCs/><w:color w:val="{colour(hex)}"/>'


def size_props(size: float) -> str:
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


# A sign stands with its middle on that of the letters, not on their foot.
MIDDLE = '<w:textAlignment w:val="center"/>'


def spacing_props(line: float, *, before: float = 0, after: float = 0, exact: bool = False) -> str:
    rule = "exact" if exact else "atLeast"
    return (
        f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" w:line="{twips(line)}" '
        f'w:lineRule="{rule}"/>'
    )


def paragraph_style(
    id: str,
    name: str,
    *,
    base: str = "Normal",
    follow: str = "",
    spacing: str = "",
    run: str = "",
    indent: float = 0,
    list: int = 0,
    level: int | None = None,
    border: str = "",
    keep_spacing: bool = False,
    default: bool = False,
) -> str:
    """Return a paragraph style; headings have a `level` and stay with what follows."""
    props = "" if level is None else "<w:keepNext/><w:keepLines/>"
    props += f'<w:numPr><w:numId w:val="{list}"/></w:numPr>' if list else ""
    if border:
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{colour(border)}"/>'
            for edge in ("bottom", "between")
        )
        props += f"<w:pBdr>{edges}</w:pBdr>"
    props += spacing
    props += f'<w:ind w:left="{twips(indent)}" w:hanging="{twips(indent)}"/>' if indent else ""
    props += "<w:contextualSpacing/>" if keep_spacing else ""
    props += "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    return (
        f'<w:style w:type="paragraph"{_default(default)} w:styleId="{id}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{base}"/>' if base else "")
        + (f'<w:next w:val="{follow or "Normal"}"/>' if follow or level is not None else "")
        + f"<w:qFormat/>{wrap_element('w:pPr', props)}{wrap_element('w:rPr', run)}</w:style>"
    )


def character_style(id: str, name: str, run: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:rPr>{run}</w:rPr>'
        "</w:style>"
    )


def table_style(id: str, name: str, head: str, *, default: bool = False) -> str:
    """Return a table style; with `head`, a colour, its header row is bold in it."""
    margins = "".join(
        f'<w:{edge} w:w="0" w:type="dxa"/>' for edge in ("top", "left", "bottom", "right")
    )
    first = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{bold_props(head)}</w:rPr></w:tblStylePr>'
        if head
        else ""
    )
    base = "" if default else '<w:basedOn w:val="TableNormal"/>'
    return (
        f'<w:style w:type="table"{_default(default)} w:styleId="{id}"><w:name w:val="{name}"/>'
        f"{base}"
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"{first}</w:style>"
    )


def _default(default: bool) -> str:
    return ' w:default="1"' if default else ""
