"""Each Spanish line of the paper is translated back: one that was changed is to be read anew."""

from __future__ import annotations

import runpy

from paths import ROOT

SCRIPT = runpy.run_path(str(ROOT / "docs" / "write_spanish_back.py"))


def test_each_spanish_line_is_read_back() -> None:
    wordings = {line.translated for line in SCRIPT["paper_lines"]()}
    back = SCRIPT["read_back"]()
    assert len(wordings) > 400
    assert sorted(wordings - back.keys()) == [], "translate them back in docs/spanish-back.toml"
    assert sorted(back.keys() - wordings) == [], "nobody says this any more"
    assert all(back.values())


def test_the_page_of_what_the_spanish_says_is_current() -> None:
    """After a change run `python docs/write_spanish_back.py`."""
    written = (ROOT / "docs" / "spanish.md").read_text(encoding="utf-8")
    assert SCRIPT["page"](SCRIPT["paper_lines"](), SCRIPT["read_back"]()) == written


def test_a_changed_line_is_told() -> None:
    line = SCRIPT["paper_lines"]()[0]
    assert f"| {line.translated} | (changed since) |" in SCRIPT["page"]([line], {})
