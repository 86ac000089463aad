"""How the boxes of a side stand beside and below each other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fit_cases import FULL
from press import prepare_text
from strategies import ROLES

from handout.layout.fitting.fit import fit_sheet
from handout.layout.sheet.build import lay_out
from handout.layout.sheet.panels import ScheduleContent
from handout.pipeline import PreparedHandout

ADDED = """
blocks:
  add: [{id: pool-day, title: Pool day, place: back, after: %s, text: "- Life jackets on first."}]
"""


def rows_of(prepared: PreparedHandout, number: int = 1) -> list[list[tuple[str, int]]]:
    """Return the boxes of a side in their rows, each with its width in 24ths."""
    rows = prepared.fitted.sides[number].rows
    return [[(placed.panel.block.id, placed.span) for placed in row] for row in rows]


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize(
    "after",
    ["role", "dos-donts", "participation", "watch-for", "calm", "safety", "privacy", "team"],
)
def test_a_box_as_wide_as_the_sheet_parts_no_pair(after: str, theme: str) -> None:
    plain = rows_of(prepare_text(f"theme: {theme}"))
    added = rows_of(prepare_text(f"theme: {theme}\n{ADDED % after}"))
    assert [("pool-day", 24)] in added
    assert [row for row in added if row != [("pool-day", 24)]] == plain
    names = [[name for name, _ in row] for row in added]
    assert names.index(["pool-day"]) == next(i for i, row in enumerate(names) if after in row) + 1


def test_boxes_that_somebody_ordered_keep_their_order() -> None:
    handout = prepare_text(ADDED % "calm").fitted.sheet.handout
    fitted, _ = fit_sheet(lay_out(replace(handout, arranged=frozenset({"back"}))))
    names = [placed.panel.block.id for row in fitted.sides[1].rows for placed in row]
    assert names.index("calm") + 1 == names.index("pool-day") == names.index("safety") - 1


@pytest.mark.parametrize(
    "hidden,row",
    [
        ("speak-up", [("privacy", 12), ("team", 12)]),
        ("dos-donts", [("role", 10), ("participation", 14)]),
        ("watch-for", [("safety", 14), ("privacy", 10)]),
    ],
)
def test_the_width_of_a_hidden_box_is_shared_out_evenly(
    hidden: str, row: list[tuple[str, int]]
) -> None:
    assert row in rows_of(prepare_text(f"hide_blocks: [{hidden}]"))


def test_boxes_are_arranged_otherwise_before_words_become_small() -> None:
    prepared = prepare_text("teacher_note: Please watch the first lesson.")
    assert prepared.fitted.sides[0].density.size >= 9.75
    assert [("note", 24)] in rows_of(prepared, 0)


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_a_page_that_stands_alone_keeps_its_room_for_the_day(theme: str) -> None:
    side = prepare_text(f"role: substitute\ntheme: {theme}").fitted.sides[0]
    blanks = [
        placed.blank
        for row in side.rows
        for placed in row
        if isinstance(placed.panel.content, ScheduleContent)
    ]
    assert blanks[0] >= 7
    assert not any(part.blank for line in side.side.foot.lines for part in line)
    named = prepare_text(f"role: substitute\ntheme: {theme}\nschool_name: Oak Hill School")
    assert [part.text for line in named.fitted.sides[0].side.foot.lines for part in line] == [
        "Oak Hill School"
    ]


def test_the_sample_is_as_it_was_designed() -> None:
    sample = prepare_text(re.sub(r"^(?:theme|role):.*\n", "", FULL, flags=re.MULTILINE))
    assert [len(row) for row in rows_of(sample, 0)] == [1, 2, 1, 1, 1]
    assert [len(row) for row in rows_of(sample, 1)] == [2, 2, 2, 3]


HALF = "teacher_name: Ms. Rivera\nteacher_note: Welcome!\ncontacts: [{role: Nurse, name: Ms. Park}]"


@pytest.mark.costly_cases
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"substitute"}))
def test_no_front_of_larger_text_ends_long_before_its_foot(role: str, theme: str) -> None:
    for words in ("", HALF):
        made = prepare_text(f"{words}\nrole: {role}\ntheme: {theme}\ntext_size: large\n")
        front, second = made.fitted.sides[:2]
        assert max(front.free, second.free) < 0.1 * made.fitted.metrics.depth
        assert "schedule" in {placed.panel.block.id for row in second.rows for placed in row}


def test_larger_text_keeps_boxes_where_somebody_put_them() -> None:
    ordered = "text_size: large\nblocks: {order: [schedule, checklist]}\n"
    shown = [
        placed.panel.block.id
        for side in prepare_text(ordered).fitted.sides[:2]
        for row in side.rows
        for placed in row
    ]
    assert shown.index("schedule") + 1 == shown.index("checklist")
