"""How large a typeset sheet is, and what its fonts and drawings consist of."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import pikepdf
import pytest
from press import SAMPLE, prepare_text

from handout.publish.pdf.typeset import typeset_sheet

pytestmark = pytest.mark.slow  # typesets three sheets

_TEXT = SAMPLE.read_text(encoding="utf-8")
SHEETS = {
    "field guide": _TEXT,
    "plain theme": _TEXT.replace("theme: field-guide", "theme: plain"),
    "large print": _TEXT + "\nlarge_print: yes\n",
}
_MOST = 75_000  # bytes; it was 106,000 with two subsets a face and each sign an object


@pytest.fixture(scope="module", params=list(SHEETS.values()), ids=list(SHEETS))
def sheet(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    prepared = prepare_text(request.param)
    content, _ = typeset_sheet(prepared.fitted, prepared.logo, "room")
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert len(opened.pages) > 2 or len(content) < _MOST
        yield opened


def test_each_face_has_one_subset_for_all_pages(sheet: pikepdf.Pdf) -> None:
    fonts = [font for page in sheet.pages for font in page.Resources.Font.values()]
    files = {font.DescendantFonts[0].FontDescriptor.FontFile2.objgen for font in fonts}
    names = {str(font.BaseFont) for font in fonts}
    assert len(files) == len(names) == len({name.partition("+")[2] for name in names})
    embedded = [each for each in _dictionaries(sheet) if each.get("/Type") == "/FontDescriptor"]
    assert len(embedded) == len(files)


def test_a_font_has_what_a_reader_needs_and_each_glyph_a_width(sheet: pikepdf.Pdf) -> None:
    for font in (font for page in sheet.pages for font in page.Resources.Font.values()):
        below = font.DescendantFonts[0]
        data = below.FontDescriptor.FontFile2.read_bytes()
        (count,) = struct.unpack(">H", data[4:6])
        tables = {data[12 + 16 * n :][:4].decode() for n in range(count)}
        assert tables == {"head", "hhea", "maxp", "hmtx", "glyf", "loca"}
        assert len(data) == int(below.FontDescriptor.FontFile2.Length1)


def test_signs_are_written_into_the_page(sheet: pikepdf.Pdf) -> None:
    drawings = [each for page in sheet.pages for each in page.Resources.XObject.values()]
    forms = [each.read_bytes() for each in drawings if each.get("/Subtype") == "/Form"]
    assert all(b" Do" in form for form in forms)  # what shows another one needs its resources
    states = [page.Resources.ExtGState for page in sheet.pages]
    for page, known in zip(sheet.pages, states, strict=True):
        used = [
            str(step.operands[0])
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "gs"
        ]
        assert used and set(used) <= set(known.keys())


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    return (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
