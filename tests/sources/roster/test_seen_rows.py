"""Rows known to be good are not looked at again, and that changes nothing of what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handout.sources.roster.meanings import Meanings
from handout.sources.roster.roster import read_roster
from handout.sources.roster.seen_rows import KnownRows
from handout.sources.spreadsheet.csv import format_csv

HEADS = (
    "handout_id",
    "school_name",
    "teacher_family",
    "role",
    "grade_band",
    "room",
    "start_time",
    "term_start",
    "copies",
    "override_file",
    "teacher_note",
)
_CELLS = (
    ("a1", "a2", "A1", "b 7", "con", "x/y", ""), ("Oak Hill", "", "Elm", "Oak  Hill"), ("Rivera", "", "TBD", "Cole, Ana", "Ana Cole"),
    ("classroom", "substitute", "clasroom", "1:1 Para", "one-to-one"),
    ("3-5", "5-Mar", "K-2", "3-6", "3rd"), ("012", "5-Mar", "1.2E+11", "", "x" * 30, "N/A", "TRUE"), ("7:45", "8:30:00 AM", "25:99", "", "745"),
    ("9/1/2026", "2026-09-01", "31/12/26", ""), ("", "2", "0", "many"), ("", "", "own.yaml", "gone.yaml", "../out.yaml"),
    ("Welcome.", "", "<b>no</b>", "\u200bhidden", "Line\nand line"),
)  # fmt: skip
_ROWS = st.lists(st.tuples(*map(st.sampled_from, _CELLS)), min_size=1, max_size=8)


@pytest.mark.slow
def test_what_is_known_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    (tmp_path / "own.yaml").write_text("room: '7'\n")

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.tuples(_ROWS, st.permutations(HEADS), st.booleans()), min_size=2, max_size=4)
    )
    def same(runs: list[tuple[list[tuple[str, ...]], list[str], bool]]) -> None:
        content = b""
        for rows, heads, other_program in runs:
            lines = [[row[HEADS.index(name)] for name in heads] for row in rows]
            path.write_bytes(
                format_csv(
                    [heads, *lines, *([*line, "more"] for line in lines[:1] if other_program)]
                )
            )
            known = KnownRows(content, "2" if other_program else "1")
            assert repr(read_roster(path, known)) == repr(read_roster(path))
            content = known.content

    same()


def test_a_known_row_is_really_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(
        format_csv([HEADS[:4], *((f"a{n}", "Oak Hill", "Rivera", "classroom") for n in range(3))])
    )
    first = KnownRows()
    assert len(read_roster(path, first)[0]) == 3 and first.is_new
    second = KnownRows(first.content)
    with monkeypatch.context() as patched:
        patched.delattr(Meanings, "read")
        assert len(read_roster(path, second)[0]) == 3 and not second.is_new
    assert len(second.content) == 4 * 16
    for broken in (b"", first.content[:-1], b"\0" * 64):
        third = KnownRows(broken)
        assert len(read_roster(path, third)[0]) == 3 and third.content == first.content
