"""The office's index: of any size, with what needs somebody on top and reasons on the rows."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from handout.batch.report.index import MOST_BYTES, index_pages, write_index
from handout.batch.report.manifest import ManifestLine
from handout.batch.state.journal import JournalEntry, WrittenFile
from handout.problems import Position, Problem, problem
from handout.sources.headings.columns import Columns
from handout.sources.roster.record import Record

HEADINGS = ("handout_id", "school_id", "school_name", "teacher_family", "role", "room")
COLUMNS = Columns({name: number for number, name in enumerate(HEADINGS, 1)}, len(HEADINGS))
EMPTY = ("approved_by", "valid_to", "hotline", "breaks", "room_signals")
TEACHERS = "Rivera Cole Osei Park Dale Ito Lind Nguyen Haddad Moreau Stone Fischer".split()


def line(
    n: int,
    schools: int,
    *problems: Problem,
    made: bool = True,
    empty: tuple[str, ...] = EMPTY,
    edited: bool = False,
) -> ManifestLine:
    """Return the line of room `n` of a district."""
    school, teacher = n % schools, f"{TEACHERS[n % 12]}-{n % 97}"
    name = f"Oak Hill Elementary School {school}"
    record = Record(
        handout_id=f"H{n:05}",
        school_id=f"{school:03}",
        school_name=name,
        copies=1,
        override_file=None,
        position=Position("roster.xlsx", n + 2),
        columns=COLUMNS,
        cells=(f"H{n:05}", f"{school:03}", name, teacher, "classroom", f"{n % 400}"),
    )
    file = WrittenFile(70_000, "0" * 64, 0)
    fields = {
        "teacher_name": f"Ms. {teacher}",
        "para_name": f"Noor {TEACHERS[n % 11]}",
        "room": f"Room {n % 400}",
        "class_title": "Grade 3",
    }
    entry = JournalEntry(
        id=record.handout_id,
        digest="",
        folder=f"oak-hill-elementary-school-{school}",
        stem=record.handout_id.lower(),
        school=name,
        files={".pdf": file, ".html": file},
        title="First-Day Essentials",
        pages=2,
        density={},
        listed_fields=fields,
        empty=empty,
        problems=(),
    )
    return ManifestLine(
        record=record, entry=entry if made else None, problems=tuple(problems), is_edited=edited
    )


@pytest.mark.costly_cases
@pytest.mark.parametrize(("rows", "schools"), [(60, 3), (600, 30), (10_000, 30), (10_000, 300)])
def test_no_index_is_large(rows: int, schools: int) -> None:
    lines = [line(n, schools) for n in range(rows)]
    pages = index_pages(lines, [], {}, [])
    index = pages["index.html"]
    assert len(index.encode()) <= MOST_BYTES
    assert set(pages) == {"index.html"} | {
        f"schools/oak-hill-elementary-school-{n}.html" for n in range(schools) if rows > 500
    }
    listed = re.findall(r">(H\d{5})</th>", "".join(pages.values()))
    assert sorted(listed) == [f"H{n:05}" for n in range(rows)]
    if rows > 500:
        [words] = re.findall(
            r'<tr data-words="([^"]*)"[^>]*>\s*<th[^>]*><a [^>]*school-2.html"', index
        )
        assert "H00002" in words and "Osei-2" in words and "H00001" not in words
        page = pages["schools/oak-hill-elementary-school-2.html"]
        assert 'href="../oak-hill-elementary-school-2/h00002.pdf"' in page
        assert 'href="../index.html"' in page and len(page.encode()) < 2 * MOST_BYTES


def test_a_school_with_thousands_of_rows_has_several_pages() -> None:
    lines = [line(n, 1) for n in range(2_001)]
    lines += [line(n, 20) for n in range(2_002, 2_022) if n % 20]
    pages = index_pages(lines, [], {"oak-hill-elementary-school-0/print-run.pdf": 9}, [])
    assert all(len(page.encode()) <= MOST_BYTES for page in pages.values())
    parts = [f"schools/oak-hill-elementary-school-0{part}.html" for part in ("", ".2", ".6")]
    assert set(parts) < set(pages) and f"{parts[0][:-5]}.7.html" not in pages
    index = unescape(pages["index.html"])
    assert "Oak Hill Elementary School 0: H00000 to H00333" in index
    assert "<dd>20</dd><dt>schools" in index and index.count("Print run (9 sheets)") == 1
    listed = re.findall(r">(H\d{5})</th>", "".join(pages.values()))
    assert sorted(listed) == sorted(each.record.handout_id for each in lines)


def test_each_row_says_why_and_what_many_have_is_told_once() -> None:
    shared = problem("block-locked", Position("district.yaml", 4), title="Safety", owner="Nurse")
    note = problem(
        "box-left-out", Position("district.yaml", 9), warning=True, title="Pool day", count=2
    )
    own = problem("roster-empty", Position("roster.xlsx", 9))
    waits = problem("batch-page-kept", Position("h.html"), warning=True, file="h", copy="h2")
    lines = [
        *(line(n, 2, shared, made=False) for n in range(5)),
        *(line(n, 2, note, empty=()) for n in range(5, 9)),
        line(9, 2, own, made=False),
        line(10, 2, waits, edited=True),
        line(11, 2, edited=True, empty=()),
    ]
    page = unescape(index_pages(lines, [], {}, [])["index.html"])
    assert page.count(shared.message) == 1 and "stops 5 handouts" in page
    assert page.count(note.message) == 1 and "concerns 4 handouts" in page
    assert page.count(own.message) == 2  # on top, and on its row
    states = re.findall(r'<tr data-words="[^"]*" data-state="([^"]*)"', page)
    assert sorted(states) == sorted(
        [*["failed"] * 6, *["ready"] * 4, "open edited waits", "ready edited"]
    )
    for words in ("Not made (6)", "Ready as it is (5)", "Edited by hand (2)", "decision (1)"):
        assert words in page
    assert page.index(shared.message) < page.index("H00003")


def test_many_faults_are_listed_up_to_a_number() -> None:
    faults = [
        problem("roster-ragged", Position("r", n), row=n, letter="A", found="x") for n in range(80)
    ]
    lines = [line(n, 2, fault, made=False) for n, fault in enumerate(faults)]
    page = unescape(index_pages(lines, [], {}, [])["index.html"])
    assert "And 30 more." in page


def test_pages_of_schools_come_and_go(tmp_path: Path) -> None:
    lines = [line(n, 30) for n in range(900)]
    paths = write_index(tmp_path, index_pages(lines, [], {}, []))
    assert len(paths) == 30 and all((tmp_path / path).is_file() for path in paths)
    other = tmp_path / "schools" / "mine.html"
    other.write_text("<p>mine</p>")
    assert write_index(tmp_path, index_pages(lines[:60], [], {}, [])) == ()
    assert list((tmp_path / "schools").iterdir()) == [other]
