"""The styles and settings of a Word file, from the density and colours of the sheet."""

from __future__ import annotations

from handout.publish.docx.look import SANS, Look
from handout.publish.docx.numbering import DO, DONT, DOTS, STEPS
from handout.publish.docx.style_xml import (
    MIDDLE,
    bold_props,
    character_style,
    face_props,
    italic_props,
    paragraph_style,
    size_props,
    spacing_props,
    table_style,
    wrap_part,
)
from handout.publish.docx.xml import colour

# For letters that our faces have not: on nearly every computer, or a twin of the same widths is.
_OTHER_SANS, _OTHER_SERIF = "Arial", "Georgia"

_BEGUN = 3.0  # pt: by which the lines of a begun fact are closer than those of an empty one


def styles_xml(look: Look) -> bytes:
    """word/styles.xml."""
    palette, density = look.palette, look.density
    body = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{face_props(SANS, _OTHER_SANS)}"
        f'<w:color w:val="{colour(palette["ink"])}"/>'
        f"{size_props(look.size)}"
        f'<w:lang w:val="{look.language}" w:eastAsia="{look.language}" w:bidi="{look.language}"/>'
        "</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    upright, slanted = (face_props(family, _OTHER_SERIF) for family in look.heading_families)
    small = look.fixed_size(9.5)
    para = density.para * (3 if look.large else 1)
    head = look.line_height(density.head)
    styles = [
        paragraph_style(
            "Normal", "Normal", spacing=spacing_props(look.leading), default=True, base=""
        ),
        paragraph_style(
            "Title",
            "Title",
            follow="Subtitle",
            spacing=spacing_props(look.line_height(density.h1 + 3)),
            run=upright
            + bold_props(palette["ink" if look.plain else "accent"])
            + size_props(look.font_size(density.h1) - 2),
        ),
        paragraph_style(
            "Subtitle",
            "Subtitle",
            spacing=spacing_props(look.fixed_height(13.5)),
            run=slanted + italic_props(palette["warm"]) + size_props(look.fixed_size(10.5)),
        ),
        paragraph_style(
            "Heading1",
            "heading 1",
            level=0,
            spacing=spacing_props(look.fixed_height(22)),
            run=upright + bold_props(palette["accent"]) + size_props(look.fixed_size(17)),
        ),
        paragraph_style(
            "Heading2",
            "heading 2",
            level=1,
            spacing=spacing_props(head - 2, after=2) + MIDDLE,
            run=upright + bold_props(palette["accent"]) + size_props(look.fixed_size(11.5)),
        ),
        paragraph_style(
            "Heading3",
            "heading 3",
            level=2,
            spacing=spacing_props(look.leading, before=para),
            run=bold_props(palette["accent"]),
        ),
        paragraph_style("ListBullet", "List Bullet", list=DOTS, keep_spacing=True),
        paragraph_style("ListNumber", "List Number", list=STEPS, keep_spacing=True),
        paragraph_style(
            "ListTick",
            "List Tick",
            spacing=spacing_props(look.leading, exact=True),
            indent=16 * look.size / (10 * look.share),
        ),
        paragraph_style(
            "ListDo",
            "List Do",
            list=DO,
            spacing=spacing_props(look.leading, exact=True),
            run="<w:b/><w:bCs/>",
        ),
        paragraph_style(
            "ListDont", "List Dont", list=DONT, spacing=spacing_props(look.leading, exact=True)
        ),
        paragraph_style("Prose", "Body Text", spacing=spacing_props(look.leading, after=para)),
        paragraph_style(
            "HelpHeading",
            "Help Heading",
            base="Heading2",
            follow="Normal",
            spacing=spacing_props(look.fixed_height(18)) + MIDDLE,
            run=bold_props(palette["danger"]) + size_props(look.fixed_size(13)),
        ),
        paragraph_style(
            "HelpAnswer",
            "Help Answer",
            spacing=spacing_props(look.fixed_height(20)),
            run=bold_props("") + size_props(look.fixed_size(16)),
        ),
        paragraph_style(
            "Lifeline", "Lifeline", run=f'<w:color w:val="{colour(palette["danger"])}"/>'
        ),
        paragraph_style(
            "DrillHead",
            "Drill Head",
            spacing=spacing_props(look.fixed_height(13)) + MIDDLE,
            run=bold_props(palette["danger"]) + size_props(look.font_size(density.drill[0])),
        ),
        paragraph_style(
            "Drill",
            "Drill",
            spacing=spacing_props(look.line_height(density.drill[1])),
            run=size_props(look.font_size(density.drill[0])),
        ),
        paragraph_style(
            "CellHead",
            "Cell Head",
            spacing=spacing_props(look.fixed_height(12.5)),
            run=bold_props(palette["accent"]),
        ),
        paragraph_style("CellLabel", "Cell Label", run=bold_props(palette["accent"])),
        paragraph_style("CellRuled", "Cell Ruled", spacing=spacing_props(look.line - _BEGUN)),
        paragraph_style("CellStrong", "Cell Strong", run="<w:b/><w:bCs/>"),
        paragraph_style(
            "NoteSignature",
            "Note Signature",
            spacing=spacing_props(look.fixed_height(14), before=3),
            run=slanted + italic_props(palette["warm"]) + size_props(look.fixed_size(11)),
        ),
        paragraph_style(
            "WritingLine",
            "Writing Line",
            spacing=spacing_props(look.line, exact=True),
            border=palette["line"],
        ),
        # A name of its own: by that it is known again as one of the last lines of a side.
        paragraph_style("FootNotes", "Foot Notes", base="WritingLine"),
        paragraph_style(
            "TagWelcome",
            "Tag Welcome",
            spacing=spacing_props(look.fixed_height(13)),
            run=slanted + italic_props(palette["warm"]) + size_props(look.fixed_size(10)),
        ),
        paragraph_style(
            "TagName",
            "Tag Name",
            spacing=spacing_props(look.fixed_height(16)),
            run=upright + "<w:b/><w:bCs/>" + size_props(look.fixed_size(13.5)),
        ),
        paragraph_style(
            "TagPlace",
            "Tag Place",
            spacing=spacing_props(look.fixed_height(13)),
            run=size_props(look.fixed_size(10)),
        ),
        paragraph_style(
            "Foot",
            "Foot",
            spacing=spacing_props(look.fixed_height(12), before=1),
            run=f'<w:color w:val="{colour(palette["soft"])}"/>' + size_props(small),
        ),
        *(
            paragraph_style(f"{id}Ruled", f"{name} Ruled", base=id, spacing=spacing_props(height))
            for id, name, height in (
                ("Drill", "Drill", look.line),
                ("TagPlace", "Tag Place", look.fixed_height(18)),
                ("Foot", "Foot", look.fixed_height(17)),
            )
        ),
        paragraph_style("Gap", "Gap", run=size_props(1)),
        character_style(
            "Hyperlink",
            "Hyperlink",
            f'<w:color w:val="{colour(palette["accent"])}"/><w:u w:val="single"/>',
        ),
        character_style("Strong", "Strong", "<w:b/><w:bCs/>"),
        character_style(
            "WritingSpace", "Writing Space", f'<w:color w:val="{colour(palette["line"])}"/>'
        ),
        character_style(
            "PlaceholderText", "Placeholder Text", f'<w:color w:val="{colour(palette["soft"])}"/>'
        ),
        character_style("FootStrong", "Foot Strong", bold_props(palette["accent"])),
        table_style("TableNormal", "Normal Table", "", default=True),
        table_style("SheetBoxes", "Sheet Boxes", ""),
        table_style("SheetTable", "Sheet Table", palette["accent"]),
        table_style("SheetFacts", "Sheet Facts", ""),
    ]
    latent = (
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0" '
        'w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376"/>'
    )
    return wrap_part("styles", body + latent + "".join(styles))


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
    mirrored = "" if look.large else "<w:mirrorMargins/>"
    return wrap_part(
        "settings",
        f'<w:zoom w:percent="100"/><w:embedTrueTypeFonts/>{mirrored}'
        '<w:defaultTabStop w:val="360"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{compat}</w:compat>'
        f'<w:themeFontLang w:val="{look.language}"/><w:decimalSymbol w:val="."/><w:listSeparator '
        'w:val=","/>',
    )
