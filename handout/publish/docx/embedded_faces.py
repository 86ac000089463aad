"""The faces of the sheet in a Word file: it carries them, and names others for where they are not
read.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

from handout.fonts import FACES, Cut, Face, cut_characters, face_path
from handout.layout.text.line_of_face import set_heights
from handout.publish.docx.look import SANS
from handout.publish.docx.style_xml import wrap_part

# What stands in for a family, the nearest first: of about its widths, so that lines end alike.
# Google Docs has the originals, Word has the others.
_STAND_INS = {
    "Handout Sans": ("Source Sans 3", "Source Sans Pro", "Calibri"),
    "Handout Plate": ("Bitter", "Georgia"),
    "Handout Serif": ("Source Serif 4", "Source Serif Pro", "Georgia"),
}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_OBFUSCATED = 32  # bytes at the start of a font
# Of a line, against the size. With those of the faces themselves (1.42 in all), lines could not
# stand as close as on the sheet: no program takes less than a face asks for.
_ASCENT, _DESCENT = 0.9, 0.25


def word_family(face: Face) -> str:
    """Return the family of `face` as Word knows it: one has no weights but regular and bold."""
    return f"{face.family} Medium" if face.weight == 500 else face.family


def embed_faces(document: Any, families: set[str], words: str) -> None:
    """Add a table of fonts to `document` with the faces of `families` that Word can ask for.

    They have the letters of Western Europe, to go on typing in, and those of `words`.
    """
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    letters = set(words) & cut_characters("wide")
    cut: Cut = "latin" if letters <= cut_characters("latin") else "wide"
    table = Part(PackURI("/word/fontTable.xml"), _TABLE_TYPE, b"", document.part.package)
    document.part.relate_to(table, f"{_OFFICE}/fontTable")
    entries = ""
    for family, faces in groupby(_asked_for(families), key=word_family):
        embedded = ""
        for face in faces:
            key = uuid.uuid5(uuid.NAMESPACE_URL, face.file)
            name = PackURI(f"/word/fonts/{face.file}.odttf")
            font = Part(name, _FONT_TYPE, _obfuscate(_font(face, cut), key), table.package)
            relation = table.relate_to(font, f"{_OFFICE}/font")
            kind = ("Bold" if face.weight == 700 else "") + (
                "Italic" if face.style == "italic" else ""
            )
            embedded += (
                f'<w:embed{kind or "Regular"} r:id="{relation}" '
                f'w:fontKey="{{{str(key).upper()}}}"/>'
            )
        stand_ins = ",".join(_STAND_INS[family.removesuffix(" Medium")])
        form = "swiss" if "Sans" in family else "roman"
        entries += (
            f'<w:font w:name="{family}"><w:altName w:val="{stand_ins}"/><w:charset w:val="00"/>'
            f'<w:family w:val="{form}"/><w:pitch w:val="variable"/>{embedded}</w:font>'
        )
    table._blob = wrap_part("fonts", entries)


def _asked_for(families: set[str]) -> Iterator[Face]:
    """Yield the faces, each family's together: regular, bold, italic, as the schema wants them."""
    faces = [face for face in FACES if face.family in families and face.weight != 600]
    order = [(400, "normal"), (700, "normal"), (400, "italic"), (500, "italic"), (700, "italic")]
    yield from sorted(faces, key=lambda f: (word_family(f), order.index((f.weight, f.style))))


@cache
def _font(face: Face, cut: Cut) -> bytes:
    """Return the TrueType font of `face` with the letters of `cut`."""
    from fontTools.ttLib import TTFont

    font = TTFont(face_path(face, cut), recalcTimestamp=False)
    font.flavor = None
    set_heights(font, _ASCENT, _DESCENT)
    if face.family == SANS:
        _join_low_lines(font)
    saved = io.BytesIO()
    font.save(saved)
    return saved.getvalue()


def _join_low_lines(font: Any) -> None:
    """Draw the low line as wide as its place: a row of them is a line to write on."""
    name = font.getBestCmap()[ord("_")]
    width, _ = font["hmtx"][name]
    line = font["glyf"][name]
    for index, (x, y) in enumerate(line.coordinates):
        line.coordinates[index] = (0 if x < width / 2 else width, y)
    line.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, 0)


def _obfuscate(font: bytes, key: uuid.UUID) -> bytes:
    """Return `font` with its start mixed with `key`, as ISO/IEC 29500-1, 17.8.1, wants it."""
    mask = key.bytes[::-1] * 2
    start = bytes(byte ^ other for byte, other in zip(font[:_OBFUSCATED], mask, strict=True))
    return start + font[_OBFUSCATED:]
