"""The lists of a Word file: what stands before their items, and where each counts from."""

from __future__ import annotations

from handout.publish.docx.look import Look
from handout.publish.docx.style_xml import bold_props, face_props, wrap_part
from handout.publish.docx.xml import SYMBOLS, twips, wrap_element

DOTS, STEPS, DO, DONT = 1, 2, 3, 4
"""Lists of numbering.xml; each further ordered list is one of its own after these."""


def numbering_xml(look: Look, ordered: int) -> bytes:
    """word/numbering.xml with `ordered` lists that each count from 1; list n of them is STEPS + 2 +
    n.
    """
    palette, scale = look.palette, look.size / (10 * look.share)
    do_face = face_props(SYMBOLS) + bold_props(palette["accent"])
    dont_face = face_props(SYMBOLS) + bold_props(palette["danger"])
    levels = [
        (DOTS, "ListBullet", "bullet", "\u2022", 10 * scale, ""),
        (STEPS, "ListNumber", "decimal", "%1.", 16 * scale, bold_props(palette["accent"])),
        (DO, "ListDo", "bullet", "\u2713", 16 * scale, do_face),
        (DONT, "ListDont", "bullet", "\u2717", 16 * scale, dont_face),
    ]
    abstract = "".join(_list_level(*level) for level in levels)
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, *_ in levels
    )
    # Without an override a second list of steps would go on where the first one ended.
    restarts = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{STEPS}"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for number in range(DONT + 1, DONT + 1 + ordered)
    )
    return wrap_part("numbering", abstract + numbers + restarts)


def _list_level(
    number: int, style: str, kind: str, sign: str, indent: float, run_props: str
) -> str:
    """Return a kind of list; `indent` of its words is in pt."""
    position = twips(indent)
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl '
        'w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/><w:lvlText w:val="{sign}"/>'
        '<w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{position}"/></w:tabs><w:ind '
        f'w:left="{position}" w:hanging="{position}"/></w:pPr>'
        f"{wrap_element('w:rPr', run_props)}</w:lvl></w:abstractNum>"
    )
