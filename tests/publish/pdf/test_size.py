"""How large a typeset sheet is, and what its fonts and drawings consist of."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from press import SAMPLE, prepare_text
from script_fonts import script_fonts

from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import prepare
from handout.publish.html.render import render
from handout.publish.pdf.typeset import typeset_sheet
from handout.publish.pdf.weasyprint import typeset

pytestmark = pytest.mark.slow  # typesets three sheets

_TEXT = SAMPLE.read_text(encoding="utf-8")
_PICTURE = (
    "logo: {file: logo.png, alt: An owl}\nteacher_note: See [the map](https://example.org/map).\n"
)
SHEETS = {
    "field guide": _TEXT,
    "plain theme": _TEXT.replace("theme: field-guide", "theme: plain"),
    "large print": _TEXT + "\nlarge_print: yes\n",
}
_MOST = 55_000  # bytes; it was 106,000 with two subsets a face and each sign an object


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


def test_the_weights_of_a_face_share_the_map_of_their_letters(sheet: pikepdf.Pdf) -> None:
    fonts = [font for page in sheet.pages for font in page.Resources.Font.values()]
    maps = {font.ToUnicode.objgen for font in fonts}
    assert len(maps) < len({str(font.BaseFont) for font in fonts})


def test_no_tag_says_nothing(sheet: pikepdf.Pdf) -> None:
    tags = [each for each in _dictionaries(sheet) if "/S" in each and "/K" in each]
    assert len(tags) > 50
    assert not [tag for tag in tags if tag.S in ("/Span", "/NonStruct") and "/Lang" not in tag]


@pytest.mark.parametrize("text", [*SHEETS.values(), _TEXT + "\nlanguage: ar\n", _PICTURE, ""])
def test_what_is_written_shorter_says_and_shows_the_same(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    logo = Image.new("RGBA", (200, 200), (200, 30, 30, 128))
    logo.save(tmp_path / "logo.png")
    (tmp_path / "room.yaml").write_text(text, encoding="utf-8")
    prepared = prepare(tmp_path / "room.yaml")
    page = render(prepared.fitted, "print", prepared.logo)
    (drawn, pages), (short, count) = typeset(page, as_drawn=True), typeset(page)
    assert pages == count and len(short) < len(drawn) - 3_000
    assert _words(short) == _words(drawn)
    for first, second in zip(_drawn_pages(drawn), _drawn_pages(short), strict=True):
        difference = ImageChops.difference(first, second).convert("L")
        assert not any(difference.histogram()[70:])  # where an edge is at that of a pixel
        assert sum(difference.histogram()[8:]) < 800


def _words(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def _drawn_pages(content: bytes) -> list[Image.Image]:
    return [page.render(scale=1.5).to_pil() for page in pypdfium2.PdfDocument(content)]


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
        assert set(used) <= set(known.keys())


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    return (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
