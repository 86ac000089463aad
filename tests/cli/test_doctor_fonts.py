"""The doctor names the languages whose letters no font here has."""

from __future__ import annotations

import pytest
from script_fonts import script_fonts

from handout.cli.main import main
from handout.layout.text.extra_faces import FONTS_VARIABLE


@pytest.mark.parametrize("has_fonts", [False, True])
def test_doctor_names_languages_without_a_font(
    has_fonts: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts() if has_fonts else "")
    assert main(["doctor"]) == 0
    told = capsys.readouterr().err
    assert ("[languages-without-font]" in told) != has_fonts
    assert ("Arabic" in told and "Chinese" in told and "Spanish" not in told) != has_fonts
