"""Each glyph that a typeset page shows has its outline in the font that goes with the file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from press import SAMPLE, prepare_text

from handout.publish.pdf.font_maps import parse_letters
from handout.publish.pdf.typeset import typeset_sheet

pytestmark = pytest.mark.slow  # typesets each sheet

_TEXT = SAMPLE.read_text(encoding="utf-8")
SHEETS = {
    "sample": _TEXT,
    "plain": _TEXT.replace("theme: field-guide", "theme: plain"),
    "digits alone": "room: 1\nteacher_name: '7'\nschool_name: '12'\npara_name: '34'\n",
    "other letters": "language: vi\npara_name: Ольга Đặng Γιώργος\nteacher_note: '½ “x” € §'\n",
}


@pytest.mark.parametrize("text", SHEETS.values(), ids=SHEETS)
def test_each_glyph_has_its_outline(text: str) -> None:
    prepared = prepare_text(text)
    content, _ = typeset_sheet(prepared.fitted, prepared.logo, "room")
    count = 0
    fonts: dict[Any, list[bool]] = {}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for font, glyph in _shown_glyphs(page, page.Resources):
                number = font.objgen
                if number not in fonts:
                    fonts[number] = _drawn_or_space(font)
                assert fonts[number][glyph]
                count += 1
    assert count > 500


def _shown_glyphs(drawing: Any, resources: Any) -> Iterator[tuple[Any, int]]:
    """Yield each glyph that a page or a form in it shows, with its font."""
    font: Any = None
    for instruction in pikepdf.parse_content_stream(drawing):
        operands: Any = instruction.operands
        operator = str(instruction.operator)
        match operator:
            case "Tf":
                font = resources.Font[str(operands[0])]
            case "Tj" | "TJ":
                pieces: Any = operands if operator == "Tj" else operands[0]
                for piece in pieces:
                    codes = bytes(piece) if isinstance(piece, pikepdf.String) else b""
                    yield from ((font, code) for code in _two_byte_codes(codes))
            case "Do":
                form = resources.XObject[str(operands[0])]
                if "/Resources" in form:
                    yield from _shown_glyphs(form, form.Resources)


def _two_byte_codes(codes: bytes) -> Iterator[int]:
    for index in range(0, len(codes), 2):
        yield int.from_bytes(codes[index : index + 2])


def _drawn_or_space(font: Any) -> list[bool]:
    """Return of each glyph whether it draws something, or stands for a space."""
    file = TTFont(io.BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
    names = [f"glyph{number}" for number in range(file["maxp"].numGlyphs)]
    file.setGlyphOrder(names)
    letters = parse_letters(font.ToUnicode.read_bytes())
    return [
        bool(file["glyf"][name].numberOfContours) or letters.get(number, "").isspace()
        for number, name in enumerate(names)
    ]
