"""Boxes of blank sheets whose lines are slots: those that differ in their words are one part."""

from __future__ import annotations

from pathlib import Path

import pytest
from script_fonts import script_fonts
from typeset_once import typeset_once

from handout.compiled import COMPILED, audit
from handout.compiled.parts.parts import split_into_parts
from handout.compiled.renderer import Compiler, typeset_whole
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import read_layers
from handout.site.catalog import SheetChoice

_BANDS = ("PreK", "K-2", "3-5", "6-8")


def back_keys(fitted: FittedSheet, *, in_lines: bool = True) -> dict[str, str]:
    parts = split_into_parts(fitted, fitted.sides[1], None, in_lines=in_lines)
    return {part.name: part.key for part in parts}


@pytest.mark.parametrize("language", ["en", "ht"])
def test_bands_share_their_boxes(language: str) -> None:
    sheets = [SheetChoice(language, "classroom", b, "plain").prepare([])[0].fitted for b in _BANDS]
    first, *others = map(back_keys, sheets)
    assert all(other == first for other in others)
    as_drawn = {back_keys(sheet, in_lines=False)["dos-donts"] for sheet in sheets}
    assert len(as_drawn) == len(_BANDS)


def test_letters_of_no_face_of_ours_are_drawn_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    fitted = SheetChoice("zh-Hans", "classroom", "K-2", "plain").prepare([])[0].fitted
    assert back_keys(fitted) == back_keys(fitted, in_lines=False)


_LINES = {
    "certain": "Ask the **teacher** first, and *then* the office " * 3,
    "breaks that are not certain": "one|two " * 20,
    "words to say and a link": "[The plan](https://example.org/plan) hangs by the door.",
    "a blank": "Ask {{ contacts[0].name | blank(60) }} or the office " * 3,
}


@pytest.mark.slow
@pytest.mark.parametrize("line", _LINES.values(), ids=_LINES)
def test_it_is_what_the_typesetter_makes(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of which we cannot say where it breaks leaves its box as it was drawn."""
    typeset_once(monkeypatch)  # for its audit and for us
    district = tmp_path / "district.yaml"
    text = f"- {line.strip()} {{#first}}\n        - A short line. {{#second}}"
    district.write_text(
        "district_name: Oak Hill\nhide_blocks: [checklist, speak-up]\n"
        "blocks:\n  add:\n    - id: own-box\n      title: Ours\n      place: back\n"
        f"      text: |\n        {text}\n"
    )
    layers, problems = read_layers(None, district)
    assert not problems
    compiler = Compiler(alike=True)
    for role in ("classroom", "substitute"):
        fitted = SheetChoice("en", role, "", "field-guide").prepare(layers)[0].fitted
        rendered = compiler.render(fitted)
        if "](" in line:
            assert rendered.route.startswith("typeset")
            continue
        assert rendered.route == COMPILED
        typeset = typeset_whole(fitted, None, "", "", shares_front=True)
        assert not audit.find_difference(typeset.pdf, rendered.pdf)
