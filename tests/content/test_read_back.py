"""Translated lines of the paper are translated back: one that was changed is to be read anew."""

from __future__ import annotations

import runpy

import pytest
from paths import ROOT

SCRIPT = runpy.run_path(str(ROOT / "docs" / "write_read_back.py"))
LANGUAGES = ["es", *SCRIPT["drafts"]()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_is_read_back(language: str) -> None:
    wordings = {line.translated for line in SCRIPT["paper_lines"](language)}
    back = SCRIPT["read_back"](language)
    assert len(wordings) > (400 if language == "es" else 60)
    assert sorted(wordings - back.keys()) == [], f"translate them back in docs/back/{language}.toml"
    assert sorted(back.keys() - wordings) == [], "nobody says this any more"
    assert all(back.values())


def test_the_pages_of_what_the_translations_say_are_current() -> None:
    """After a change run `python docs/write_read_back.py`."""
    spanish = SCRIPT["spanish_page"](SCRIPT["paper_lines"]("es"), SCRIPT["read_back"]("es"))
    assert SCRIPT["SPANISH"].read_text(encoding="utf-8") == spanish
    assert SCRIPT["DRAFTS"].read_text(encoding="utf-8") == SCRIPT["drafts_page"]()


def test_a_changed_line_is_told() -> None:
    line = SCRIPT["paper_lines"]("es")[0]
    assert f"| {line.translated} | (changed since) |" in SCRIPT["spanish_page"]([line], {})
