"""Pages that are not the sides that were fitted are told, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from caches import clear_caches
from press import SAMPLE, prepare_text

from handout.cache import disk
from handout.cli.main import main
from handout.compiled.renderer import Compiler
from handout.layout.heights import text_heights
from handout.pipeline import PreparedHandout
from handout.problems import HandoutError
from handout.publish.html.media import RenderedPage
from handout.publish.html.render import render
from handout.publish.pdf.page_check import check_pages
from handout.publish.pdf.typeset import typeset_sheet
from handout.publish.pdf.weasyprint import typeset
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import render_pdf

LONG = "\n".join(
    f"      - {{id: own-{n}, text: 'A further line that is not so long, {n}, but long enough to take two.'}}"
    for n in range(14)
)
TEXT = f"{SAMPLE.read_text(encoding='utf-8')}\nitems:\n  speak-up:\n    add:\n{LONG}\n"


_CACHE_HEIGHTS = ("handout.layout.heights.height_calculator", "handout.layout.fitting.fit")


@pytest.fixture
def wrong_measure(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The fit takes all words to fit on a line."""
    clear_caches(*_CACHE_HEIGHTS)
    monkeypatch.setattr(text_heights, "count_lines", lambda *_: 1)
    yield
    clear_caches(*_CACHE_HEIGHTS)


def error_codes(error: HandoutError) -> list[str]:
    return [problem.code for problem in error.problems if not problem.warning]


@pytest.fixture
def too_high(wrong_measure: None) -> PreparedHandout:
    return prepare_text(TEXT)


def test_the_typesetter_is_not_believed_when_it_makes_a_page_more(
    too_high: PreparedHandout,
) -> None:
    with pytest.raises(HandoutError) as caught:
        typeset_sheet(too_high.fitted)
    [problem] = caught.value.problems
    assert problem.code == "pages-not-sides"
    assert "back makes 2 pages" in problem.message and problem.path.endswith("room.yaml")


@pytest.mark.parametrize("compiles", [True, False])
def test_nor_are_compiled_parts(
    too_high: PreparedHandout, compiles: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    disk.cache_dir.cache_clear()
    with pytest.raises(HandoutError) as caught:
        Compiler(compiles).render(too_high.fitted)
    assert error_codes(caught.value) == ["pages-not-sides"]


def test_nothing_is_written_of_a_sheet_with_a_page_more(
    tmp_path: Path, wrong_measure: None, capsys: pytest.CaptureFixture[str]
) -> None:
    file, empty = tmp_path / "room.yaml", tmp_path / "empty.yaml"
    file.write_text(TEXT, encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    assert main(["check", str(file)]) == 1
    assert "2 pages" in capsys.readouterr().err
    assert main(["build", str(file), str(empty)]) == 1
    assert str(empty) in capsys.readouterr().err
    assert {path.suffix for path in tmp_path.iterdir()} == {".yaml"}


def test_the_page_gives_no_print_of_it(wrong_measure: None) -> None:
    row = {"start": "8:00", "para_does": "Help two groups and then a third one until the bell"}
    answers = {"teacher_note": "We are glad that you are here. " * 19, "schedule": [row] * 12}
    with pytest.raises(HandoutError) as caught:
        render_pdf(LayerFiles(), FormSheet(answers))
    assert error_codes(caught.value) == ["pages-not-sides"]


def test_an_edited_page_is_not_printed_with_a_page_more(
    tmp_path: Path, wrong_measure: None
) -> None:
    prepared = prepare_text(TEXT)
    file = tmp_path / "room.html"
    file.write_text(render(prepared.fitted, "file", prepared.logo, "room").html, encoding="utf-8")
    assert main(["pdf", str(file)]) == 1
    assert not file.with_suffix(".pdf").exists()


@pytest.mark.slow
def test_words_outside_the_page_are_told() -> None:
    prepared = prepare_text(SAMPLE.read_text(encoding="utf-8"))
    page = render(prepared.fitted, "print", prepared.logo)
    check = partial(check_pages, fitted=prepared.fitted)
    typeset(page, check=check)
    moved = RenderedPage(
        page.html, page.style, page.own_css + "\n.people { position: relative; left: 90pt }"
    )
    with pytest.raises(HandoutError) as caught:
        typeset(moved, check=check)
    assert error_codes(caught.value) == ["words-off-the-page"]


@pytest.mark.slow
def test_white_space_after_a_full_line_is_not_outside() -> None:
    # More than 4 px of the space of 12 px hung out of some of these lines: no print was made.
    for letters in range(3, 12):
        names = {
            "district_name": "Lakewood " * 6,
            "approved_by": "Board " * 7 + "x" + "i" * letters,
        }
        text = "\n".join(f"{name}: {words.strip()}" for name, words in names.items())
        typeset_sheet(prepare_text(f"{text}\nvalid_to: 2027-06-12\n").fitted)
