"""The styles, lists and settings of the Word file as text, from the same density and colours as the
sheet's style.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handout.layout.density import Density
from handout.publish.docx.xml import DECLARED, SYMBOLS, colour, twips, wrap_element

SANS, PLATE = "Arial", "Georgia"  # on nearly every computer, or a twin of the same widths is
# Arial's letters are larger than Source Sans: at this share of the size they look alike, and lines
# break alike.
SHARE = 0.9
DOTS, STEPS, DO, DONT = 1, 2, 3, 4
"""Lists of numbering.xml; each further ordered list is one of its own after these."""
_LARGE = 18.0


@dataclass(frozen=True)
class Look:
    """What the styles are made from: `density` of the closest side, colours by name, whether in
    large print; larger text is `scale` times as large as usual.
    """

    density: Density
    palette: Mapping[str, str]
    plain: bool
    large: bool
    language: str
    scale: float = 1

    @property
    def size(self) -> float:
        """Of the body, pt."""
        return _LARGE if self.large else round(self.density.size * SHARE * 2) / 2

    @property
    def leading(self) -> float:
        return 24 if self.large else self.density.leading

    @property
    def line(self) -> float:
        """Pitch of writing lines, pt."""
        return 36 if self.large else self.density.line

    def font_size(self, size: float) -> float:
        """Return a size of the sheet as it is here."""
        return max(_LARGE, round(size * 1.3)) if self.large else round(size * SHARE * 2) / 2

    def fixed_size(self, size: float) -> float:
        """Return a size that is the same at every density."""
        return self.font_size(size * self.scale)

    def fixed_height(self, leading: float) -> float:
        """Return a line height that is the same at every density."""
        return self.line_height(leading * self.scale)

    def line_height(self, leading: float) -> float:
        """Return a line height of the sheet as it is here."""
        return max(24, round(leading * 1.4)) if self.large else leading


def styles_xml(look: Look) -> bytes:
    """word/styles.xml."""
    palette, density = look.palette, look.density
    body = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_face(SANS)}"
        f'<w:color w:val="{colour(palette["ink"])}"/>'
        f"{_size(look.size)}"
        f'<w:lang w:val="{look.language}" w:eastAsia="{look.language}" w:bidi="{look.language}"/>'
        "</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    small = look.fixed_size(9.5)
    para = density.para * (3 if look.large else 1)
    head = look.line_height(density.head)
    styles = [
        _style("Normal", "Normal", spacing=_spacing(look.leading), default=True, base=""),
        _style(
            "Title",
            "Title",
            follow="Subtitle",
            spacing=_spacing(look.line_height(density.h1 + 3)),
            run=_face(PLATE) + _bold(palette["accent"]) + _size(look.font_size(density.h1) - 2),
        ),
        _style(
            "Subtitle",
            "Subtitle",
            spacing=_spacing(look.fixed_height(13.5)),
            run=_face(PLATE) + _italic(palette["warm"]) + _size(look.fixed_size(10.5)),
        ),
        _style(
            "Heading1",
            "heading 1",
            level=0,
            spacing=_spacing(look.fixed_height(22)),
            run=_face(PLATE) + _bold(palette["accent"]) + _size(look.fixed_size(17)),
        ),
        _style(
            "Heading2",
            "heading 2",
            level=1,
            spacing=_spacing(head - 2, after=2) + _MIDDLE,
            run=_face(PLATE) + _bold(palette["accent"]) + _size(look.fixed_size(11.5)),
        ),
        _style(
            "Heading3",
            "heading 3",
            level=2,
            spacing=_spacing(look.leading, before=para),
            run=_bold(palette["accent"]),
        ),
        _style("ListBullet", "List Bullet", list=DOTS, keep_spacing=True),
        _style("ListNumber", "List Number", list=STEPS, keep_spacing=True),
        _style(
            "ListTick",
            "List Tick",
            spacing=_spacing(look.leading, exact=True),
            indent=16 * look.size / 9,
        ),
        _style(
            "ListDo",
            "List Do",
            list=DO,
            spacing=_spacing(look.leading, exact=True),
            run="<w:b/><w:bCs/>",
        ),
        _style("ListDont", "List Dont", list=DONT, spacing=_spacing(look.leading, exact=True)),
        _style("Prose", "Body Text", spacing=_spacing(look.leading, after=para)),
        _style(
            "HelpHeading",
            "Help Heading",
            base="Heading2",
            follow="Normal",
            spacing=_spacing(look.fixed_height(18)),
            run=_bold(palette["danger"]) + _size(look.fixed_size(13)),
        ),
        _style(
            "HelpAnswer",
            "Help Answer",
            spacing=_spacing(look.fixed_height(20)),
            run=_bold("") + _size(look.fixed_size(16)),
        ),
        _style("Lifeline", "Lifeline", run=f'<w:color w:val="{colour(palette["danger"])}"/>'),
        _style(
            "DrillHead",
            "Drill Head",
            spacing=_spacing(look.fixed_height(13)) + _MIDDLE,
            run=_bold(palette["danger"]) + _size(look.font_size(density.drill[0])),
        ),
        _style(
            "Drill",
            "Drill",
            spacing=_spacing(look.line_height(density.drill[1])),
            run=_size(look.font_size(density.drill[0])),
        ),
        _style(
            "CellHead",
            "Cell Head",
            spacing=_spacing(look.fixed_height(12.5)),
            run=_bold(palette["accent"]),
        ),
        _style("CellLabel", "Cell Label", run=_bold(palette["accent"])),
        _style("CellStrong", "Cell Strong", run="<w:b/><w:bCs/>"),
        _style(
            "NoteSignature",
            "Note Signature",
            spacing=_spacing(look.fixed_height(14), before=3),
            run=_face(PLATE) + _italic(palette["warm"]) + _size(look.fixed_size(11)),
        ),
        _style(
            "WritingLine",
            "Writing Line",
            spacing=_spacing(look.line, exact=True),
            border=palette["line"],
        ),
        _style(
            "TagWelcome",
            "Tag Welcome",
            spacing=_spacing(look.fixed_height(13)),
            run=_face(PLATE) + _italic(palette["warm"]) + _size(look.fixed_size(10)),
        ),
        _style(
            "TagName",
            "Tag Name",
            spacing=_spacing(look.fixed_height(16)),
            run=_face(PLATE) + "<w:b/><w:bCs/>" + _size(look.fixed_size(13.5)),
        ),
        _style(
            "TagPlace",
            "Tag Place",
            spacing=_spacing(look.fixed_height(13)),
            run=_size(look.fixed_size(10)),
        ),
        _style(
            "Foot",
            "Foot",
            spacing=_spacing(look.fixed_height(12), before=1),
            run=f'<w:color w:val="{colour(palette["soft"])}"/>' + _size(small),
        ),
        *(
            _style(f"{id}Ruled", f"{name} Ruled", base=id, spacing=_spacing(look.fixed_height(16)))
            for id, name in (("Drill", "Drill"), ("TagPlace", "Tag Place"), ("Foot", "Foot"))
        ),
        _style("Gap", "Gap", run=_size(1)),
        _character(
            "Hyperlink",
            "Hyperlink",
            f'<w:color w:val="{colour(palette["accent"])}"/><w:u w:val="single"/>',
        ),
        _character("Strong", "Strong", "<w:b/><w:bCs/>"),
        _character(
            "WritingSpace", "Writing Space", f'<w:color w:val="{colour(palette["line"])}"/>'
        ),
        _character(
            "PlaceholderText", "Placeholder Text", f'<w:color w:val="{colour(palette["soft"])}"/>'
        ),
        _character("FootStrong", "Foot Strong", _bold(palette["accent"])),
        _table("TableNormal", "Normal Table", "", default=True),
        _table("SheetBoxes", "Sheet Boxes", ""),
        _table("SheetTable", "Sheet Table", palette["accent"]),
        _table("SheetFacts", "Sheet Facts", ""),
    ]
    latent = (
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0" '
        'w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376"/>'
    )
    return _part("styles", body + latent + "".join(styles))


def numbering_xml(look: Look, ordered: int) -> bytes:
    """word/numbering.xml with `ordered` lists that each count from 1; list n of them is STEPS + 2 +
    n.
    """
    palette, scale = look.palette, look.size / 9
    do_face = _face(SYMBOLS) + _bold(palette["accent"])
    dont_face = _face(SYMBOLS) + _bold(palette["danger"])
    levels = [
        (DOTS, "ListBullet", "bullet", "\u2022", 10 * scale, ""),
        (STEPS, "ListNumber", "decimal", "%1.", 16 * scale, _bold(palette["accent"])),
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
    return _part("numbering", abstract + numbers + restarts)


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


def settings_xml(look: Look) -> bytes:
    """word/settings.xml: margins change sides with the pages, so that the holes are always at the
    same edge.
    """
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
        )
    )
    return _part(
        "settings",
        f'<w:zoom w:percent="100"/>{"" if look.large else "<w:mirrorMargins/>"}<w:defaultTabStop '
        'w:val="360"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{compat}</w:compat>'
        f'<w:themeFontLang w:val="{look.language}"/><w:decimalSymbol w:val="."/><w:listSeparator '
        'w:val=","/>',
    )


def _part(root: str, content: str) -> bytes:
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{declaration}\n<w:{root} {DECLARED}>{content}</w:{root}>".encode()


def _face(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _bold(hex: str) -> str:
    return "<w:b/><w:bCs/>" + (f'<w:color w:val="{colour(hex)}"/>' if hex else "")


def _italic(hex: str) -> str:
    return f'<w:i/><w:iCs/><w:color w:val="{colour(hex)}"/>'


def _size(size: float) -> str:
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


# A sign stands with its middle on that of the letters, not on their foot.
_MIDDLE = '<w:textAlignment w:val="center"/>'


def _spacing(line: float, *, before: float = 0, after: float = 0, exact: bool = False) -> str:
    rule = "exact" if exact else "atLeast"
    return (
        f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" w:line="{twips(line)}" '
        f'w:lineRule="{rule}"/>'
    )


def _style(
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


def _character(id: str, name: str, run: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:rPr>{run}</w:rPr>'
        "</w:style>"
    )


def _table(id: str, name: str, head: str, *, default: bool = False) -> str:
    """Return a table style; with `head`, a colour, its header row is bold in it."""
    margins = "".join(
        f'<w:{edge} w:w="0" w:type="dxa"/>' for edge in ("top", "left", "bottom", "right")
    )
    first = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{_bold(head)}</w:rPr></w:tblStylePr>'
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
