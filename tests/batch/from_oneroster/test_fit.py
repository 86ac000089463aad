"""A roster that from-oneroster writes is one that a batch takes, whatever the export has in its
cells.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oneroster_export import tables, write_export

from handout.batch.from_oneroster.fit import cut_words, fit_row
from handout.cli.main import main
from handout.sources.fields.fields import text_limit
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.spreadsheet import read_rows

# Cells as exports have them, and as nobody expects them.
ODD = [
    "",
    "AP English Language and Composition - 304 - S. Trantow",
    "Pine Street Middle School of Science Technology Engineering and Mathematics",
    "Building 2 North Wing 204B",
    "Two\nlines",
    "A" * 130,
    "1/2/2026",
    "3-Mar",
    "1.5E+11",
    "<b>Math</b>",
    "Math\x0b7\x07",
    "=1+1",
    "#REF!",
    "CON",
    "../up",
    ":,;",
    "N/A",
    "Ünï 学校",
    "Maria Guadalupe Esperanza",
    "Featherstonehaugh-Cholmondeley-Marjoribanks",
    "2026-13-45",
    "TBD",
]
CELLS = [
    ("orgs.csv", 2, 3), ("orgs.csv", 2, 5), ("classes.csv", 1, 3), ("classes.csv", 1, 4), ("classes.csv", 1, 6),
    ("classes.csv", 1, 8), ("classes.csv", 1, 13), ("classes.csv", 2, 13), ("classes.csv", 2, 3), ("users.csv", 1, 8),
    ("users.csv", 1, 9), ("users.csv", 1, 12), ("users.csv", 4, 8), ("users.csv", 4, 9),
    ("academicSessions.csv", 1, 5), ("academicSessions.csv", 2, 6),
]  # fmt: skip


def roster_of(folder: Path, cells: dict[tuple[str, int, int], str], by: str) -> Path:
    files = tables("1.1")
    files["enrollments.csv"].append(["e9", "", "", "c1", "s1", "u4", "aide", "", "", ""])
    for (file, row, column), cell in cells.items():
        files[file][row][column] = cell
    for name in ("roster.csv", "roster-missing.csv"):
        (folder / name).unlink(missing_ok=True)
    export = write_export(folder / "e.zip", files)
    output = folder / "roster.csv"
    assert main(["roster", "from-oneroster", str(export), "-o", str(output), "--by", by]) == 0
    return output


@pytest.mark.slow
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(st.sampled_from(CELLS), st.sampled_from(ODD), max_size=8),
    st.sampled_from(["teacher", "class"]),
)
def test_a_batch_takes_whatever_roster_is_written(
    tmp_path: Path, cells: dict[tuple[str, int, int], str], by: str
) -> None:
    path = roster_of(tmp_path, cells, by)
    _, problems = read_roster(path)
    assert [problem for problem in problems if not problem.warning] == []


@pytest.mark.parametrize(
    ("cell", "heading", "expected", "note"),
    [
        (("classes.csv", 1, 8), "room", "", "Building 2 North Wing 204B"),
        (
            ("orgs.csv", 2, 3),
            "school_name",
            "Pine Street Middle School of Science Technology Engineering…",
            "Pine Street Middle School of Science Technology Engineering and Mathematics",
        ),
        (
            ("classes.csv", 1, 3),
            "class_title",
            "AP English Language and Composition…",
            "AP English Language and Composition - 304 - S. Trantow",
        ),
        (
            ("users.csv", 1, 8),
            "teacher_given",
            "Ana",
            "Ana Esperanza Guadalupe Maria del Carmen Rivera",
        ),
    ],
)
def test_what_has_no_room_is_shortened_and_listed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    cell: tuple[str, int, int],
    heading: str,
    expected: str,
    note: str,
) -> None:
    path = roster_of(tmp_path, {cell: note.removesuffix(" Rivera")}, "teacher")
    head, *rows = (row.cells for row in read_rows(path)[0])
    at = {name: n for n, name in enumerate(head)}
    rivera = next(row for row in rows if row[at["teacher_family"]] == "Rivera")
    assert rivera[at[heading]] == expected
    missing = [row.cells for row in read_rows(tmp_path / "roster-missing.csv")[0]]
    assert any(row[4].startswith(f"a shorter {heading}") and row[5] == note for row in missing)
    assert "had more in " in capsys.readouterr().err


def test_what_a_roster_cannot_have_is_left_empty_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = roster_of(tmp_path, {("classes.csv", 1, 3): "<b>Math</b>"}, "teacher")
    assert "<b>" not in path.read_text("utf-8")
    assert "<b>Math</b>" in (tmp_path / "roster-missing.csv").read_text("utf-8")
    assert "1 cell had something in it that a roster cannot have" in capsys.readouterr().err


def test_a_title_goes_before_its_period(tmp_path: Path) -> None:
    row = {"school_name": "x", "room": "", "class_title": "T" * 36, "period": "3"}
    assert fit_row(row, ()) == {"period": "3"} and row["class_title"] == "T" * 36
    typed = {"school_name": "x", "room": "r" * 30, "class_title": "T" * 50, "period": ""}
    assert fit_row(typed, ("room", "class_title")) == {} and len(typed["room"]) == 30


def test_emoji_are_left_out_and_letters_stay() -> None:
    row = {"school_name": "学校", "room": "🎨 Art 1", "class_title": "AP Bio ✨🧬", "period": ""}
    assert fit_row(row, ()) == {"room": "🎨 Art 1", "class_title": "AP Bio ✨🧬"}
    assert (row["school_name"], row["room"], row["class_title"]) == ("学校", "Art 1", "AP Bio")


def test_a_cut_is_no_longer_than_it_may_be() -> None:
    assert cut_words("short", 10) == "short"
    assert cut_words("one two three", 8) == "one two…" and cut_words("one two three", 7) == "one…"
    assert cut_words("x" * 50, 10) == "x" * 9 + "…"


def test_the_message_counts_the_cell_and_names_the_period(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    title = "T" * 38
    path.write_text(
        "handout_id,school_name,teacher_family,role,class_title,period\n"
        f"A1,Oak Hill,Rivera,classroom,{title},3\nA2,Oak Hill,Rivera,classroom,{'T' * 48},3\n",
        "utf-8",
    )
    first, second = read_roster(path)[1]
    assert "is 38 characters long" in first.message and "“, period 3”" in first.message
    assert "8 too many" in first.message and str(text_limit("class_title")) in first.message
    assert "48 characters" in second.message
