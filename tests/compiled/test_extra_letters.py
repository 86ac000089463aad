"""Sheets in letters that our faces have not, put together of compiled parts."""

from __future__ import annotations

import io

import pikepdf
import pytest
from press import prepare_text
from script_fonts import script_fonts

from handout.compiled import COMPILED
from handout.compiled.audit import find_difference
from handout.compiled.parts.fingerprints import side_look
from handout.compiled.renderer import Compiler, typeset_whole
from handout.compiled.text import extra_font
from handout.compiled.text.extra_font import load_extra_font, sheet_extra_font
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.publish.html.extra_fonts import find_usual_font
from handout.site.catalog import THEMES, SheetChoice

CHINESE = "language: zh-Hans\n"


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def blank(role: str, band: str, theme: str) -> FittedSheet:
    return SheetChoice("zh-Hans", role, band, theme).prepare([])[0].fitted


@pytest.mark.slow  # compares pixels of compiled and typeset sheets
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("role", "band"), [("bus", "K-2"), ("language", "")])
def test_a_blank_sheet_is_what_the_typesetter_makes(role: str, band: str, theme: str) -> None:
    fitted = blank(role, band, theme)
    compiled = Compiler(alike=True).assemble(fitted, None, "room")
    assert compiled.route == COMPILED
    assert not find_difference(typeset_whole(fitted, None, "room", "audit").pdf, compiled.pdf)
    with pikepdf.open(io.BytesIO(compiled.pdf)) as opened:
        fonts = {
            str(font.BaseFont): font
            for page in opened.pages
            for font in page.Resources.Font.values()
        }
        [extra] = [font for name, font in fonts.items() if name.endswith(extra_font.EXTRA_FACE)]
        embedded = extra.DescendantFonts[0].FontDescriptor.FontFile3.read_bytes()
    # No letters but those on the sheet.
    content = sheet_extra_font(fitted)
    assert len(embedded) < len(content) * 3 / 4


@pytest.mark.parametrize(
    "text",
    [
        f"{CHINESE}para_name: 王小明\n",
        f"{CHINESE}teacher_note: 请先问我。\n",
        f"{CHINESE}blocks:\n  add:\n    - {{id: ours, title: 我们, text: 龘}}\n",
        "para_name: 王小明\n",
        "teacher_note: Well done \N{SMILING FACE WITH OPEN MOUTH}\n",
    ],
    ids=["name", "note", "a letter that our words have not", "in English", "of another face"],
)
def test_words_that_are_a_classrooms_own_are_left_to_the_typesetter(text: str) -> None:
    fitted = prepare_text(text).fitted
    assert Compiler().render(fitted).route == "typeset: letters"


def test_a_part_is_known_by_the_font_that_it_was_compiled_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fitted = blank("bus", "", "plain")
    look = side_look(fitted, fitted.sides[0])
    another = find_usual_font("三", "zh-Hans")
    assert another == sheet_extra_font(fitted)
    changed = extra_font.load_extra_font(another)
    monkeypatch.setattr(changed, "digest", "another")
    assert side_look(fitted, fitted.sides[0]) != look


def test_a_face_of_several_weights_is_left_to_the_typesetter() -> None:
    content = find_usual_font("ابت", "ar")
    assert content and load_extra_font(content).is_variable
    assert find_usual_font("ابت", "zh-Hans") is None
    assert find_usual_font("三ب", "zh-Hans") is None
