"""The fit is computed without a typesetter: here it is held against the typesetter's own boxes."""

from __future__ import annotations

import re

import pytest
from fit_cases import CASES, FULL, LONG_NOTE, LONG_ROW
from hypothesis import HealthCheck, Phase, given, settings
from press import boxes, laid_out, prepare_text
from random_sheets import random_sheet
from strategies import ROLES, as_yaml, customizations

from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import PAPERS, load_metrics
from handout.layout.sheet.panels import NoteContent
from handout.layout.sheet.phrase import phrase_text
from handout.pipeline import PreparedHandout
from handout.problems import HandoutError
from handout.publish.html.render import render
from handout.publish.pdf.typeset import typeset_sheet
from handout.publish.pdf.weasyprint import typeset


def expected(prepared: PreparedHandout) -> dict[str, float]:
    """Computed outer heights in pt of every block, of the nameplate or heading, and of the foot, by
    side.
    """
    heights = {}
    for fitted in prepared.fitted.sides:
        box = HeightCalculator(prepared.fitted.metrics, fitted.density)
        heights[f"{fitted.side.name} top"] = box.top_height(fitted.side)
        heights[f"{fitted.side.name} foot"] = box.foot_height(fitted.side.foot)
        inside = (
            prepared.fitted.metrics.theme == "plain"
        )  # there the heading is inside the block's box
        for row in fitted.rows:
            tallest = max(
                inside * box.heading_height(p.panel) + box.panel_height(p.panel, p.span, p.blank)
                for p in row
            )
            heights |= {p.panel.block.id: tallest for p in row}
    return heights


def measured(prepared: PreparedHandout) -> dict[str, float]:
    """The same, as the typesetter has set them."""
    heights: dict[str, float] = {}
    side = ""
    for box in boxes(laid_out(prepared)):
        element = getattr(box, "element", None)
        if element is None or box.element_tag != "div":
            continue
        classes = (element.get("class") or "").split()
        if "side" in classes:
            side = element.get("id")
        key = element.get("id") if element.get("data-block") else None
        if classes and classes[0] in ("plate", "head"):
            key = f"{side} top"
        elif classes and classes[0] == "foot":
            key = f"{side} foot"
        if key:
            heights[key] = heights.get(key, 0) + box.border_height() * 0.75
    return heights


@pytest.mark.parametrize("theme", ["field-guide", pytest.param("plain", marks=pytest.mark.slow)])
@pytest.mark.parametrize("case", CASES)
def test_computed_heights_are_those_of_the_typesetter(theme: str, case: str) -> None:
    prepared = prepare_text(CASES[case].replace("theme: field-guide", "") + f"\ntheme: {theme}\n")
    computed, real = expected(prepared), measured(prepared)
    assert computed.keys() == real.keys()
    wrong = {
        key: (round(computed[key], 2), round(real[key], 2))
        for key in real
        if abs(computed[key] - real[key]) > 0.3
    }
    assert not wrong


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_fits_every_paper_empty_and_full(role: str, paper: str) -> None:
    for text in (
        "",
        FULL.replace("role: classroom", "")
        .replace("paper: letter", "")
        .replace("grade_band: 3-5", ""),
    ):
        prepared = prepare_text(f"{text}\nrole: {role}\npaper: {paper}\n")
        assert [side.side.name for side in prepared.fitted.sides] == (
            ["front"] if role == "substitute" else ["front", "back"]
        )
        assert min(side.density.size for side in prepared.fitted.sides) >= 9.5


@pytest.mark.parametrize(
    "facts",
    [
        "",
        "plans_location: Locked cabinet under the window; ask at the office for the key\nroom_signals: [Hand up, Chime, Lights off, Two claps]\n",
    ],
)
@pytest.mark.parametrize("length", [1, 3, 7, 13, 19])
def test_a_note_has_the_width_with_which_its_row_is_lowest(length: int, facts: str) -> None:
    prepared = prepare_text(f"{facts}teacher_note: {'We are glad that you are here. ' * length}")
    side = prepared.fitted.sides[0]
    [note, other] = next(row for row in side.rows if isinstance(row[0].panel.content, NoteContent))
    block, box = note.panel.block, HeightCalculator(prepared.fitted.metrics, side.density)
    own = side.density.spans.get(block.id, block.span)

    def height_at(span: int) -> float:
        return round(
            max(
                box.heading_height(p) + box.panel_height(p, span_of_panel, 0)
                for p, span_of_panel in ((note.panel, span), (other.panel, 24 - span))
            ),
            1,
        )

    assert note.span == min((own + more for more in (0, 1, -1, 2, -2, 3)), key=height_at)
    assert note.span + other.span == 24


def test_no_density_is_smaller_than_people_can_read() -> None:
    for theme in ("field-guide", "plain"):
        for density in load_metrics(theme, "letter").densities:
            assert density.size >= 9.5
            assert density.drill[0] >= 9.5
            assert density.leading / density.size >= 1.17
        assert load_metrics(theme, "letter").table["foot"]["size"] >= 9.5


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(customizations)
def test_any_customization_fits_or_a_problem_says_why(values: dict[str, object]) -> None:
    try:
        prepared = prepare_text(as_yaml(values))
    except HandoutError as error:
        # dos and don'ts of her own need the table they go into; a substitute's sheet has none
        assert {p.code for p in error.problems if not p.warning} <= {
            "side-too-long",
            "pairs-nowhere",
        }
        assert all(p.message and p.hint for p in error.problems)
        return
    for side in prepared.fitted.sides:
        assert side.free >= 0


# Without shrinking: a sheet takes a second to typeset, and what was drawn is a whole file already.
@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(customizations)
def test_what_fits_by_computation_fits_on_paper(values: dict[str, object]) -> None:
    try:
        prepared = prepare_text(as_yaml(values))
    except HandoutError:
        return
    _, pages = typeset(render(prepared.fitted, "print"))
    assert pages == len(prepared.fitted.sides)


def test_too_much_is_told_with_the_boxes_and_the_rows_to_shorten() -> None:
    rows = ", ".join([LONG_ROW] * 12)
    with pytest.raises(HandoutError) as caught:
        prepare_text(
            f"teacher_note: '{LONG_NOTE[:598]}'\nschedule: [{rows}]\nemergency: {{fire: '{'Walk out by the back door. ' * 3}'}}"
        )
    [problem] = caught.value.problems
    assert problem.code == "side-too-long"
    assert problem.path.endswith("room.yaml") and problem.line == 2
    assert (
        "front" in problem.message
        and "Today, hour by hour" in problem.message
        and "lines)" in problem.message
    )
    assert "10:45–11:30" in problem.hint


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_a_heading_has_the_teachers_name_if_there_is_room(theme: str) -> None:
    def heading(name: str) -> str:
        prepared = prepare_text(f"theme: {theme}\nteacher_name: {name}\n")
        return next(
            phrase_text(p.panel.title)
            for row in prepared.fitted.sides[0].rows
            for p in row
            if p.panel.block.id == "note"
        )

    assert heading("Ms. Rivera") == "A note from Ms. Rivera"
    assert heading("Ms. Katherine Ramirez-Okonkwo Hernandez") == "A note from your teacher"


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_a_heading_that_is_too_long_is_told(theme: str) -> None:
    def titled(title: str) -> PreparedHandout:
        return prepare_text(
            f"theme: {theme}\nblocks:\n  replace:\n    - {{id: watch-for, title: {title}}}\n"
        )

    with pytest.raises(HandoutError) as caught:
        titled("Watch for these things closely every single day of the year")
    [problem] = caught.value.problems
    assert (problem.code, problem.line) == ("title-too-long", 4)
    most = int(re.findall(r"\d+", problem.hint)[0])
    titled("Watch for these things closely every single day"[:most])


def test_nothing_is_cut_when_it_is_told_to_be_one_page() -> None:
    with pytest.raises(HandoutError) as caught:
        prepare_text(FULL + "\npages: 1\n")
    assert [p.code for p in caught.value.problems] == ["side-too-long"]


def test_free_height_becomes_writing_lines_of_an_empty_schedule() -> None:
    def lines(text: str) -> int:
        return next(
            p.blank
            for row in prepare_text(text).fitted.sides[0].rows
            for p in row
            if p.panel.block.id == "schedule"
        )

    assert 5 <= lines("") <= lines("paper: legal") <= 12
    assert lines("hide_blocks: [checklist, people]") > lines("")


def test_a_box_left_alone_takes_the_whole_measure() -> None:
    rows = prepare_text("hide_blocks: [find-it-fast]").fitted.sides[0].rows
    assert [
        (p.panel.block.id, p.span) for row in rows for p in row if p.panel.block.id == "note"
    ] == [("note", 24)]


@pytest.mark.slow
def test_random_sheets_make_the_pages_that_were_fitted() -> None:
    """The same every time.

    See benchmarks/pages.py for thousands. Raises HandoutError where a page is too many.
    """
    count = 0
    for seed in range(12):
        try:
            fitted = prepare_text(random_sheet(seed)).fitted
        except HandoutError as error:
            wrong = {problem.code for problem in error.problems if not problem.warning}
            assert wrong <= {"side-too-long", "title-too-long"}
            continue
        _, pages = typeset_sheet(fitted)
        assert pages == len(fitted.sides) or fitted.sheet.handout.value("large_print") is True
        count += 1
    assert count > 5
