"""The fit is computed without a typesetter: here it is held against the typesetter's own boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import pytest
from fit_cases import CASES, FULL, LONG_NOTE, LONG_ROW, SHORT_ROW
from hypothesis import HealthCheck, Phase, given, settings
from press import boxes, laid_out, of_each_side, only_side, prepare_text
from random_sheets import random_sheet
from script_fonts import script_fonts
from strategies import ROLES, as_yaml, customizations

from handout.content_folders import list_languages
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import PAPERS, load_metrics
from handout.layout.sheet.panels import NoteContent
from handout.layout.sheet.phrase import phrase_text
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.messages import message_table
from handout.pipeline import PreparedHandout
from handout.problems import HandoutError
from handout.publish.html.render import render
from handout.publish.pdf.typeset import typeset_sheet
from handout.publish.pdf.weasyprint import typeset

_LARGER = {
    "empty",
    "full",
    "half filled",
    "long contacts",
    "quotes",
    "other labels",
    "extras",
}
LARGER_CASES = {
    name: text.replace("theme: field-guide", "") for name, text in CASES.items() if name in _LARGER
}


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
    for found in of_each_side(prepared, heights_in):
        for key, height in found.items():
            heights[key] = heights.get(key, 0) + height
    return heights


def heights_in(document: Any) -> dict[str, float]:
    heights: dict[str, float] = {}
    side = ""
    for box in boxes(document):
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


@pytest.mark.costly_cases
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


@pytest.mark.costly_cases
@pytest.mark.parametrize("theme", ["field-guide", pytest.param("plain", marks=pytest.mark.slow)])
@pytest.mark.parametrize("case", LARGER_CASES)
def test_larger_text_is_as_high_as_computed_on_twice_as_many_sides(theme: str, case: str) -> None:
    prepared = prepare_text(LARGER_CASES[case] + f"\ntheme: {theme}\ntext_size: large\n")
    computed, real = expected(prepared), measured(prepared)
    assert computed.keys() == real.keys()
    wrong = [key for key in real if abs(computed[key] - real[key]) > 0.3]
    assert not wrong
    names = [side.side.name for side in prepared.fitted.sides]
    assert names[:4] == ["front", "front-2", "back", "back-2"]


@pytest.mark.costly_cases
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("language", list_languages())
def test_larger_text_is_as_high_as_computed_in_every_language(
    language: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their words beside the heading of the help card and under the title may take two lines."""
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    look = f"language: {language}\ntheme: {theme}\npaper: a4\nrole: behavior-support\n"
    front = only_side(prepare_text(look + "text_size: large\n"), 0)
    computed, real = expected(front), measured(front)
    assert computed.keys() == real.keys()
    for key in ("front top", "at-a-glance"):
        assert computed[key] == pytest.approx(real[key], abs=0.3), key


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("language", list_languages())
def test_every_role_fits_in_larger_text_in_every_language(
    language: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    for role in ROLES:
        look = f"language: {language}\nrole: {role}\ntheme: {theme}\npaper: a4\n"
        prepare_text(look + "text_size: large\n")  # raises where something does not fit


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("role", ROLES)
def test_each_band_order_and_paper_of_a_role_is_on_one_sheet(role: str, theme: str) -> None:
    bands, orders = message_table("bands"), ("least-to-most", "most-to-least")
    for band, order, paper in product(bands, orders, PAPERS):
        prepared = prepare_text(
            f'role: {role}\ntheme: {theme}\npaper: {paper}\ngrade_band: "{band}"\nprompt_order: {order}\n'
        )
        names = [side.side.name for side in prepared.fitted.sides]
        assert names == (["front"] if role == "substitute" else ["front", "back"]), (band, paper)
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
    note_words = "We are glad that you are here. " * length
    prepared = prepare_text(
        f"{facts}teacher_note: {note_words}\nschedule: [{SHORT_ROW}]\nleave: '9:45'"
    )
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


def lines_of(made: PreparedHandout, block: str) -> int:
    """The writing lines of a box."""
    placed = [p for row in made.fitted.sides[0].rows for p in row]
    return next(p.blank for p in placed if p.panel.block.id == block)


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("paper", PAPERS)
def test_an_empty_day_has_ten_rows(theme: str, paper: str) -> None:
    for fields in ("", "teacher_name: Ms. Rivera\nroom: Room 12\n", "school_name: Oak Hill\n"):
        made = prepare_text(f"{fields}theme: {theme}\npaper: {paper}\n")
        assert 10 <= lines_of(made, "schedule") <= 12
        assert lines_of(made, "at-a-glance") == (
            2 if "school" in fields and paper == "letter" else 3
        )


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"substitute"}))
def test_every_role_has_ten_rows_for_an_empty_day(role: str, theme: str) -> None:
    assert lines_of(prepare_text(f"role: {role}\ntheme: {theme}\n"), "schedule") == 10


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("paper, rows", [("letter", 6), ("a4", 9), ("legal", 10)])
def test_the_one_page_of_a_substitute_has_rows_for_a_day(paper: str, rows: int, theme: str) -> None:
    made = prepare_text(f"role: substitute\npaper: {paper}\ntheme: {theme}\n")
    assert rows <= lines_of(made, "schedule") <= 12


def test_a_back_without_room_is_lent_nothing() -> None:
    lines = "".join(f"- {number} life jackets on first.\\n" for number in range(8))
    box = f'{{id: pool-day, title: Pool day, place: back, text: "{lines}"}}'
    front, back = prepare_text(f"blocks:\n  add:\n    - {box}\n").fitted.sides
    assert "checklist" in [placed.panel.block.id for row in front.rows for placed in row]
    assert not back.side.foot.lines


def test_a_day_that_is_begun_goes_on_in_writing_lines() -> None:
    def day(*rows: str, leave: str = "2:45") -> int:
        hours = ", ".join(rows)
        made = prepare_text(f"leave: '{leave}'\nschedule: [{hours}]\n")
        return len(rows) + lines_of(made, "schedule")

    row = "{start: '8:10', teacher_does: Reading}"
    assert all(9 <= day(*[row] * count) <= 10 for count in range(1, 6))
    assert day(*[row] * 6) == 6  # a day that is all written
    whole = "{start: '8:10', end: '11:00', teacher_does: Reading}"
    assert day(whole, leave="11:00") == 1
    assert day(whole, leave="2:45") == 9


def test_who_leads_signs_under_the_name_of_the_job() -> None:
    for text, leader in (
        ("", "teacher"),
        ("role: bus", "driver"),
        ("labels: [{label: Teacher, say: Coach}]", "coach"),
        ("labels: [{label: Teacher, say: Person in the chair}]", "teacher"),
    ):
        assert prepare_text(text).fitted.sides[-1].side.foot.signed == ("aide", leader, "date")


@pytest.mark.parametrize("language", list_languages())
def test_a_filled_page_of_a_substitute_is_signed_in_every_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was up to four lines too long: a full page has no room to be signed, a draft's last has."""
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    text = FULL.replace("role: classroom", "role: substitute")
    sides = prepare_text(f"{text}\nlanguage: {language}\nsign_off: yes\n").fitted.sides
    assert [bool(fitted.side.foot.signed) for fitted in sides] == [False] * (len(sides) - 1) + [
        True
    ]


def test_what_is_to_be_signed_goes_to_the_back_of_an_empty_front() -> None:
    front, back = prepare_text("school_name: Oak Hill School\n").fitted.sides
    assert [phrase_text(line) for line in front.side.foot.lines] == ["Oak Hill School"]
    assert len(back.side.foot.lines) == 2 and back.side.foot.signed


WRITTEN = {
    "empty": "",
    "begun": "schedule: [{start: '8:10', teacher_does: Reading}]\narrive: '7:45'\nbreaks: [{start: '9:30'}]\ncontacts: [{role: Nurse, name: Ms. Park}, {role: Office, how: Ext. 101}]\nemergency: {fire: Out by the back door}",
    "crowded": FULL.replace("name: Ms. Dale", "name: ''").replace("arrive: 7:45", "arrive: ''"),
    "on one page": "role: substitute",
    "hidden": "hide_blocks: [note, schedule]\npaper: legal",
}


def _is_label_on_line(box: Any) -> bool:
    """Tell whether a paragraph is a writing line with a word on it."""
    return box.style["border_bottom_style"] == "solid" and box.element.get("class") is None


def writing_heights(made: PreparedHandout) -> Iterator[tuple[str, float]]:
    """Yield what is printed for a hand, and how high each line of it is in pt."""
    table: set[str] = set()
    first_line = made.fitted.metrics.table["help"]
    name_height = first_line["cell_top"] + first_line["cell_head"]
    for box in boxes(laid_out(made)):
        element, kind = getattr(box, "element", None), type(box).__name__
        if element is None or kind not in ("BlockBox", "TableBox", "TableRowBox"):
            continue
        classes, height = set((element.get("class") or "").split()), box.border_height() * 0.75
        if kind == "TableBox":
            table = classes
        elif kind == "TableRowBox":
            is_empty_fact = "facts" in table and "said" not in classes
            is_head = element[0].get("scope") == "col"
            if is_empty_fact or ("open" in table | classes and not is_head):
                yield f"row of {sorted(table)}", height
        elif "wl" in classes:  # a drill's name stands on its first line
            yield "line", height if height > 4 else height + name_height
        elif "line" in classes:
            yield "answer", height
        elif box.element_tag == "p" and ("blank" in classes or _is_label_on_line(box)):
            yield "tag or foot", height


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("case", WRITTEN)
def test_a_hand_has_seven_millimetres_wherever_it_writes(theme: str, case: str) -> None:
    """College ruling is 7.1 mm. The name tag has three lines of 6.3 mm."""
    text = WRITTEN[case].replace("theme: field-guide", "")
    lines = list(writing_heights(prepare_text(f"{text}\ntheme: {theme}\n")))
    assert len(lines) > 5
    low = [(what, height) for what, height in lines if height < 20.49]
    assert len(low) <= 3 and {(what, round(height)) for what, height in low} <= {
        ("tag or foot", 18)
    }


def fact_rows(made: PreparedHandout) -> list[tuple[str, Any]]:
    """Return the rows of Find it fast as they are typeset, each with its class."""
    tables = [
        box for box in boxes(laid_out(only_side(made, 0))) if type(box).__name__ == "TableBox"
    ]
    (facts,) = (table for table in tables if table.element.get("class") == "facts")
    rows = [box for box in facts.descendants() if type(box).__name__ == "TableRowBox"]
    return [(row.element.get("class") or "", row) for row in rows]


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_rows_to_be_written_are_in_step_whether_begun_or_empty(theme: str) -> None:
    words = "arrive: '7:45'\nbreaks: [{start: '9:30'}]\nroom_signals: [Chime]\n"
    made = prepare_text(f"{words}theme: {theme}\n")
    rows = fact_rows(made)
    assert {kind for kind, _ in rows} == {"said open", "said", ""}
    to_write = [row for kind, row in rows if kind != "said"]
    line = made.fitted.sides[0].density.line
    assert {round(row.height * 0.75, 1) for row in to_write} == {line}
    feet = []
    for row in to_write:
        lines = [box for box in row.children[0].descendants() if type(box).__name__ == "LineBox"]
        feet.append((row.position_y + row.height - lines[-1].position_y) * 0.75)
    assert max(feet) - min(feet) < 1  # labels stand as far above their line


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_words_have_a_rule_to_every_row_beside_them(theme: str) -> None:
    words = "leave: '2:45'\nplans_location: Cabinet\nroom_signals: [Chime]\nrestroom: Hall\n"
    for (before, _), (after, row) in pairwise(fact_rows(prepare_text(f"{words}theme: {theme}\n"))):
        label = row.children[0]
        has_rule = label.border_top_width > 0
        assert label.style["border_top_color"] != label.style["color"]
        assert has_rule == ("said" in (before, after)), (before, after)


def test_the_answer_is_larger_than_its_label_and_the_drills_than_the_body() -> None:
    for theme in ("field-guide", "plain"):
        metrics = load_metrics(theme, "letter")
        card = metrics.table["help"]
        assert card["answer"][0] > card["answer_long"][0] > card["title"][1]
        for density in metrics.densities:
            assert density.drill[0] >= density.size + 0.25


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_densities_are_even_steps(theme: str) -> None:
    densities = load_metrics(theme, "letter").densities
    for roomier, closer in pairwise(densities):
        assert 0 <= roomier.size - closer.size <= 0.26
        assert 0 < roomier.leading - closer.leading < 0.4
        assert roomier.gap - closer.gap <= 1


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_free_height_goes_into_the_type_before_the_gaps(theme: str) -> None:
    """From one word more to the next a sheet gets closer by one step at most, and no box drifts."""
    text = FULL.replace("theme: field-guide", "")
    for rows in range(6):
        hours = f"schedule: [{', '.join([SHORT_ROW] * (6 + rows))}]"
        made = prepare_text(f"{text[: text.index('schedule:')]}{hours}\ntheme: {theme}\n")
        for side in made.fitted.sides:
            assert side.gap <= 1.5 * side.density.gap + 0.01


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


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_columns_of_a_list_are_as_high_as_computed(theme: str) -> None:
    lines = ["Stay calm", "Walk away slowly " * 9, "Call", "Write down what you saw " * 5, "Rest"]
    for count in range(1, len(lines) + 1):
        text = "\\n".join(f"- {line}" for line in lines[:count])
        box = f'{{id: bees, title: Bees, place: extra, text: "{text}"}}'
        prepared = prepare_text(f"theme: {theme}\nblocks:\n  add:\n    - {box}\n")
        computed, real = expected(prepared), measured(prepared)
        assert abs(computed["bees"] - real["bees"]) < 0.3
