"""Names in any script: a letter that our faces have not is set in one that has it, and only it."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from caches import clear_caches
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from script_fonts import script_fonts

from handout.layout.text.extra_faces import (
    FONTS_VARIABLE,
    find_extra_face,
    packaged_files,
    split_by_face,
)
from handout.layout.text.line_breaking import (
    StyledText,
    TextStyle,
    count_lines,
    measure_text,
    missing_characters,
    printable_code_points,
    text_width,
)
from handout.pipeline import PreparedHandout, prepare_layers
from handout.publish.html.render import render
from handout.publish.pdf.typeset import typeset_sheet
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.yaml.tree import parse_yaml

NAMES = ["王小明", "ليلى", "ਅਮਨ", "אסתר", "김민준", "😀"]
BODY = TextStyle("Handout Sans", 10)


@pytest.fixture(autouse=True)
def faces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with a font of blocks, half an em wide, for the letters of NAMES."""
    letters = sorted(set("".join(NAMES)))
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 700))
    pen.lineTo((400, 700))
    pen.lineTo((400, 0))
    pen.closePath()
    glyph = pen.glyph()
    names = [".notdef", "space", *(f"u{ord(letter):X}" for letter in letters)]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({32: "space"} | {ord(each): f"u{ord(each):X}" for each in letters})
    font.setupGlyf(dict.fromkeys(names, glyph))
    font.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    font.setupHorizontalHeader(ascent=900, descent=-250)
    font.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=900, sTypoDescender=-250)
    font.setupPost()
    font.save(tmp_path / "blocks.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "a-folder.ttf").mkdir()  # comes first, and cannot be opened
    monkeypatch.setenv(FONTS_VARIABLE, str(tmp_path))
    # Other tests measure the same names in real fonts.
    clear_caches("handout.layout.text.line_breaking")
    yield
    clear_caches("handout.layout.text.line_breaking")


@pytest.fixture
def no_faces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(FONTS_VARIABLE, "")
    yield


def prepare(text: str) -> tuple[PreparedHandout, set[str]]:
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    assert problems == ()
    prepared, problems = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    return prepared, {problem.code for problem in problems}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_has_the_width_of_its_own_face(name: str) -> None:
    assert missing_characters(name) == ""
    assert text_width(name, BODY) == pytest.approx(len(name) * 5)
    mixed = text_width("Ms. ", BODY) + len(name) * 5
    assert text_width(f"Ms. {name}", BODY) == pytest.approx(mixed)


def test_without_a_face_it_is_told_as_before(no_faces: None) -> None:
    for name in NAMES:
        assert missing_characters(name) == "".join(sorted(set(name)))
    assert prepare("para_name: 王小明\n")[1] == {"no-sign-for-character"}


def test_marks_and_joiners_stay_with_their_letter() -> None:
    known = printable_code_points()
    face = find_extra_face("ਅ")
    assert face and split_by_face("aਅ\u0a3cb", known) == [
        (None, "a"),
        (face, "ਅ\u0a3c"),
        (None, "b"),
    ]
    assert split_by_face("😀\ufe0f!", known) == [(find_extra_face("😀"), "😀\ufe0f"), (None, "!")]
    assert missing_characters("\u200d\ufe0f") == ""


def test_chinese_breaks_between_any_two_letters() -> None:
    words = measure_text(StyledText("王小明" * 8, "Handout Sans"))
    assert [count_lines(words, 10, measure) for measure in (121, 61, 31)] == [1, 2, 4]


@pytest.mark.parametrize("package", ["fontpkg_noto_sans_x", "manimgx_fonts"])
def test_an_installed_package_brings_its_faces(
    package: str, faces: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font = tmp_path / "blocks.ttf"
    site = tmp_path / "site"
    (site / package).mkdir(parents=True)
    (site / package / "Noto[wght].ttf").write_bytes(font.read_bytes())
    (site / f"{package}-1.0.dist-info").mkdir()
    record = f"{package}/Noto[wght].ttf,sha256=x,1\n"
    (site / f"{package}-1.0.dist-info" / "RECORD").write_text(record, encoding="utf-8")
    monkeypatch.setattr("sys.path", [str(site)])
    assert list(packaged_files()) == [site / package / "Noto[wght].ttf"]


@pytest.mark.costly_cases
@pytest.mark.parametrize("name", NAMES)
def test_the_paper_and_the_file_carry_only_what_is_used(name: str) -> None:
    text = f"para_name: {name}\nteacher_note: 'Hello {name}, welcome.'\ncontacts: [{{role: Nurse, name: {name}}}]\n"
    prepared, codes = prepare(text)
    assert codes == set()
    pdf, pages = typeset_sheet(prepared.fitted, None, "room")
    assert pages == 2
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = document.pages[0].Resources.Font
        names = [str(font.BaseFont) for font in fonts.values()]
    assert any("Extra" in font for font in names) and len(pdf) < 300_000
    html = render(prepared.fitted, "file", None, "room").html
    assert f"unicode-range: U+{ord(sorted(set(name))[0]):X}" in html
    assert "unicode-range" not in render(prepare("")[0].fitted, "file", None, "room").html


@pytest.mark.parametrize("language", ["ar", "zh-Hans"])
def test_a_file_has_a_borrowed_face_once_for_all_weights(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    prepared, _ = prepare(f"language: {language}\n")
    html = render(prepared.fitted, "file", None, "room").html
    borrowed = re.findall(
        r'@font-face\s*{\s*font-family: *"Handout Extra".*?\("data:(.*?)"\)', html
    )
    assert len(borrowed) == 1
    lists = re.findall(r'font-family: *("Handout [^;}]*,[^;}]*)', html)
    assert lists and all('"Handout Sans","Handout Extra"' in names for names in lists)
    ours = render(prepare("")[0].fitted, "file", None, "room").html
    assert "Handout Extra" not in ours and len(html) < len(ours) + 180_000


def test_cyrillic_and_greek_of_our_own_faces_get_into_the_file(no_faces: None) -> None:
    prepared, codes = prepare("para_name: Ольга\nteacher_name: Ελένη\n")
    html = render(prepared.fitted, "file", None, "room").html
    assert codes == set() and "unicode-range: U+41E" in html


def test_the_compiled_paper_leaves_such_a_sheet_to_the_typesetter() -> None:
    from handout.compiled.renderer import get_compiler

    rendered = get_compiler(compiles=False).render(prepare("para_name: 王小明\n")[0].fitted)
    assert rendered.route == "typeset: letters"
