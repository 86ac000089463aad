"""A fitted sheet as a Word file, the same bytes for the same input."""

from __future__ import annotations

import datetime
import io
from functools import cache
from typing import Any

from handout.content_folders import ENGLISH
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.metrics import PAPERS
from handout.messages import message_table
from handout.publish.docx.body import Body
from handout.publish.docx.directions import set_directions
from handout.publish.docx.embedded_faces import embed_faces
from handout.publish.docx.look import Look
from handout.publish.docx.numbering import numbering_xml
from handout.publish.docx.package import write_package
from handout.publish.docx.runs import Parts, RunWriter, has_other_script
from handout.publish.docx.second import append_second_sheet
from handout.publish.docx.styles import settings_xml, styles_xml
from handout.publish.docx.xml import DECLARED, twips
from handout.publish.drawings import sign_svg
from handout.publish.palette import color_palette
from handout.sources.edited.docx_bookmarks import RECORD
from handout.sources.fields.languages import language_direction, language_name
from handout.sources.pictures.picture import Picture
from handout.sources.pictures.qr_code import code_bitmap
from handout.sources.pictures.svg_drawing import draw_sign

_CLOSER, _SHARE = 2, 0.9  # steps of density; of the sizes
_NEVER = datetime.datetime(2000, 1, 1)


def build_word_file(
    fitted: FittedSheet,
    logo: Picture | None = None,
    record: str = "",
    second: FittedSheet | None = None,
) -> bytes:
    """Return the .docx of `fitted`, with the `second` sheet behind it, to be read.

    `record`, the JSON that an HTML file carries too, goes with it as a custom XML part.
    """
    import docx

    document = docx.Document(io.BytesIO(_empty_file()))
    handout = fitted.sheet.handout
    look = _look(fitted, second)
    writer = RunWriter(fitted, look, _parts(document, fitted, look, logo))
    xml = Body(fitted, look, writer).xml()
    behind = ""
    if second:
        other = RunWriter(second, look, writer.parts, writer.number, writer.ordered)
        behind = Body(second, look, other).xml()
        writer.number, writer.ordered = other.number, other.ordered
    _replace(document, "styles", styles_xml(look))
    _replace(document, "settings", settings_xml(look))
    _replace(document, "numbering", numbering_xml(look, writer.ordered))
    _set_body(document, xml + _section(fitted, look))
    embed_faces(document, set(fitted.metrics.table["families"]), xml + behind)
    set_directions(document.part.element, language_direction(handout.language))
    if second:
        number = writer.next_number()
        append_second_sheet(document, behind, second.sheet.handout.language, number)
    core = document.core_properties
    core.title, core.language = fitted.sheet.title, handout.language
    core.subject = message_table("words", handout.language)["page"]["description"]
    core.author, core.last_modified_by, core.comments, core.revision = "", "", "", 1
    core.created = core.modified = _NEVER
    if record:
        _add_record(document, record)
    return write_package(document)


def _look(fitted: FittedSheet, second: FittedSheet | None) -> Look:
    """Return one look for the whole file: that of the side that is set most closely."""
    sides = (*fitted.sides, *(second.sides if second else ()))
    handout = fitted.sheet.handout
    order = [density.name for density in fitted.metrics.densities]
    closest = max(order.index(side.density.name) for side in sides)
    languages = {each.sheet.handout.language for each in (fitted, second) if each}
    if languages != {ENGLISH}:
        # A hair wider set, the longer words of a translation would take more lines.
        closest = min(closest + _CLOSER, len(order) - 1)
    # In a typeface of the computer letters are larger, and lines higher.
    has_own_faces = not any(has_other_script(language_name(each)) for each in languages)
    share = 1 if has_own_faces else _SHARE
    density = fitted.metrics.densities[closest]
    palette = color_palette(
        str(handout.value("ink") or "color"), str(handout.value("accent") or "pine")
    )
    plain = fitted.metrics.theme == "plain"
    if plain:  # one colour and white
        palette |= dict.fromkeys(("danger", "warm"), palette["accent"])
        palette |= dict.fromkeys(("sand", "sage", "danger_tint"), "#FFFFFF")
        palette["danger_hair"] = palette["hair"]
    large = handout.value("large_print") is True
    return Look(density, palette, plain, large, handout.language, fitted.metrics.scale, share)


def _parts(document: Any, fitted: FittedSheet, look: Look, logo: Picture | None) -> Parts:
    from docx.image.image import Image
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.image import ImagePart

    images: dict[bytes, str] = {}

    def image(content: bytes) -> str:
        # python-docx compares each with all before it, whose checksums it makes anew.
        if content not in images:
            picture = Image.from_blob(content)
            name = PackURI(f"/word/media/image{len(images) + 1}.{picture.ext}")
            part = ImagePart.from_image(picture, name)
            images[content] = str(document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))
        return images[content]

    def link(url: str) -> str:
        kind = RELATIONSHIP_TYPE.HYPERLINK
        return str(document.part.relate_to(url, kind, is_external=True))

    def draw(name: str, colour: str) -> bytes:
        return draw_sign(sign_svg(name, colour), 160 if name == "hand" else 80).content

    handout = fitted.sheet.handout
    url = str(handout.value("link.url") or "")
    emblem = logo or draw_sign(sign_svg("emblem", look.palette["accent"]), 240)
    return Parts(
        link=link,
        image=image,
        emblem=emblem.content,
        signs=draw,
        code=code_bitmap(url).content if url else b"",
        logo_alt=str(handout.value("logo.alt") or "") if logo else "",
    )


@cache
def _empty_file() -> bytes:
    """Return python-docx's template without all that is not used of it: it is read each time."""
    import docx

    document = docx.Document()
    _strip(document)
    for kind in ("styles", "settings", "numbering"):
        _replace(document, kind, f"<w:{kind} {DECLARED}/>".encode())
    return write_package(document)


def _strip(document: Any) -> None:
    """Leave out what python-docx's template brings along: a thumbnail, a theme, somebody's
    bibliography.
    """
    for owner, kinds in (
        (document.part, ("customXml", "stylesWithEffects", "webSettings", "fontTable", "theme")),
        (document.part.package, ("thumbnail", "extended-properties")),
    ):
        for relation in list(owner.rels.values()):
            if relation.reltype.rpartition("/")[2] in kinds:
                del owner.rels[relation.rId]


def _replace(document: Any, kind: str, xml: bytes) -> None:
    """Put `xml` in the place of the template's styles, settings or numbering."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}"):
            relation.target_part._element = parse_xml(xml)
            return


def _set_body(document: Any, xml: str) -> None:
    from docx.oxml import parse_xml

    content = f"<w:document {DECLARED}><w:body>{xml}</w:body></w:document>"
    document.part._element = parse_xml(content.encode())


def _section(fitted: FittedSheet, look: Look) -> str:
    width, height = PAPERS[fitted.metrics.paper]
    page = fitted.metrics.table["page"]
    inside, outside = (54, 54) if look.large else (page["punch"], page["outer"])
    top, bottom = (54, 54) if look.large else (page["top"] - 3, page["bottom"] - 5)
    margins = {
        "top": top,
        "right": outside,
        "bottom": bottom,
        "left": inside,
        "header": 12,
        "footer": 12,
        "gutter": 0,
    }
    edges = " ".join(f'w:{edge}="{twips(length)}"' for edge, length in margins.items())
    return (
        f'<w:sectPr><w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"/><w:pgMar {edges}'
        '/><w:cols w:space="360"/></w:sectPr>'
    )


def _add_record(document: Any, record: str) -> None:
    from xml.sax.saxutils import escape

    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<record xmlns="{RECORD}">{escape(record)}'
        "</record>"
    )
    part = Part(
        PackURI("/customXml/item1.xml"), "application/xml", xml.encode(), document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
