"""A district's whole way, a tenth of its size: from a spreadsheet as it is to what each school gets.

What is made is fakes; every row is read, composed, checked and fitted for real.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from batch.test_run import fake
from office import Office
from openpyxl import Workbook, load_workbook
from sheets import read_sheet
from threads import Threads

from handout.batch import build_handouts
from handout.batch.office import print_chosen
from handout.batch.plan.task import HandoutTask
from handout.batch.work.worker import BuiltHandout, check_handout
from handout.cli.commands import batch as batch_command
from handout.cli.main import main
from handout.problems import Problem, has_errors
from handout.sources.roster.roster import read_roster

pytestmark = pytest.mark.slow

SCHOOLS = {
    "004": "Elm Elementary School",
    "017": "Oak Hill Middle School",
    "023": "Pine High School",
}
HEADINGS = (
    *("ID", "School No.", "Campus", "Teacher Last Name", "Teacher First Name", "Aide"),
    *("Position", "Grade Level", "Rm #", "Copies", "Email Addr", "FTE"),
)
DISTRICT = """
district_name: Cedar Valley
blocks:
  add:
    - id: pool-day
      title: Pool day
      if_full: {substitute: hide, classroom: next_side, one-to-one: drop}
      text: |
        - Life jackets on first.
        - Count the children at the gate.
"""
GOOD_SCHOOL = "call_for_help: Press the red button\n"
BAD_SCHOOL = "call_for_help: Press the red button\nshow_blocks: [no-such-box]\n"

# What stands otherwise in some rows, by the number of the room; what is an error comes last.
CHANGES: dict[int, dict[str, str]] = {
    0: {"Aide": "Ellis, Jordan", "Grade Level": "3rd", "Campus": "ELM ELEMENTARY SCHOOL"},
    1: {"Aide": "Vacant", "Grade Level": "K–2"},
    2: {"Aide": "TBD", "Position": "1:1 Para"},
    3: {"Aide": "N/A", "School No.": "4"},
    4: {"Position": "Substitute", "Grade Level": "4"},
    5: {"Campus": "Pine HS"},
    6: {"Position": "Bus Aide", "Rm #": "Bus 7"},
    7: {"Grade Level": "Kindergarten"},
    10: {"Position": "juggler"},
    11: {"Copies": "two"},
    12: {"Rm #": "#REF!"},
    13: {"ID": "P 013 / a"},
    14: {"Teacher Last Name": ""},
}
FAULTY = {10, 11, 12, 13, 14}


def room(n: int) -> dict[str, str]:
    """Return the row of room `n` as the student information system exports it."""
    id = list(SCHOOLS)[n % 3]
    row = {
        "ID": f"P{n:03}",
        "School No.": id,
        "Campus": SCHOOLS[id],
        "Teacher Last Name": ("Rivera", "Cole", "Osei", "Park")[n % 4],
        "Teacher First Name": ("Ana", "Ben", "Dana")[n % 3],
        "Aide": "Noor Haddad",
        "Position": "Classroom Aide",
        "Grade Level": ("3-5", "6-8", "9-12")[n % 3],
        "Rm #": f"{n:03}",
        "Copies": "1",
        "Email Addr": f"t{n}@cedar.example.org" if n % 2 else "",
        "FTE": "0.5",
    }
    return row | CHANGES.get(n, {})


def write_spreadsheet(path: Path) -> None:
    """Write the roster as an office has it: title, empty row, notes and a total below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Cedar Valley Unified: aides 2026"])
    sheet.append([])
    sheet.append(list(HEADINGS))
    for n in range(60):
        sheet.append([room(n)[heading] for heading in HEADINGS])
        if n == 29:
            sheet.append(list(HEADINGS))  # the second page
    sheet.append(["Total:", "60"])
    sheet.append(["Questions? Call Pat at the district office"])
    book.save(path)


def build(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    """Check a handout for real, and leave a fake in its place."""
    problems = check_handout(task)
    if has_errors(problems):
        return problems
    built = fake(task)
    assert isinstance(built, BuiltHandout)
    names = {name for layer in task.layers for name in layer.values}
    empty = tuple(name for name in ("valid_to", "para_name") if name not in names)
    return replace(built, empty=empty, problems=problems)


class Way:
    """The folder of the office, and what was said last."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.said = folder, capsys, ""

    def run(self, *arguments: str) -> int:
        code = main([*arguments])
        captured = self.capsys.readouterr()
        self.said = captured.err + captured.out
        assert "Traceback" not in self.said
        return code

    def batch(self, roster: str, *options: str) -> tuple[int, int, int]:
        """Make the handouts and return how many were made, left and not made."""
        given = ["--district", "district.yaml", "--school", "schools", "--schools", "schools.csv"]
        self.run("batch", roster, "-o", "out", *given, "--no-print-run", *options)
        match = re.search(r"(\d+) made, (\d+) already there, (\d+) not made", self.said)
        assert match, self.said
        made, there, failed = map(int, match.groups())
        return made, there, failed


@pytest.fixture
def way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Way:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build_handouts, "build_handout", build)
    monkeypatch.setattr(batch_command, "LocalWorkers", Threads)
    monkeypatch.setattr(print_chosen, "bind_run", lambda run: (b"", len(run.prints)))
    (tmp_path / "schools").mkdir()
    (tmp_path / "district.yaml").write_text(DISTRICT, "utf-8")
    (tmp_path / "schools" / "004.yaml").write_text(GOOD_SCHOOL, "utf-8")
    (tmp_path / "schools" / "017.yaml").write_text(BAD_SCHOOL, "utf-8")
    lines = "".join(f"{id},{name}\n" for id, name in SCHOOLS.items())
    (tmp_path / "schools.csv").write_text(f"school_id,school_name\n{lines}", "utf-8")
    return Way(tmp_path, capsys)


def correct(path: Path, cells: dict[int, dict[str, str]]) -> None:
    """Change cells of to-correct.xlsx by their row in the roster; delete all other rows."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headings = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    for row in range(sheet.max_row, 1, -1):
        number = int(str(sheet.cell(row, headings["row in the roster"]).value))
        if number not in cells:
            sheet.delete_rows(row)
            continue
        for heading, text in cells[number].items():
            sheet.cell(row, headings[heading]).value = text
    book.save(path)


def choose_columns(path: Path) -> None:
    """Fill in the map of columns."""
    chosen = {"ID": "handout_id", "Position": "role", "Email Addr": "teacher_email"}
    chosen["FTE"] = "(leave out)"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        heading = str(sheet.cell(row, 1).value)
        if heading in chosen:
            sheet.cell(row, 2).value = chosen[heading]
    book.save(path)


def edit_roster(path: Path, id: str, heading: str, text: str) -> None:
    """Change one cell of a roster."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headings = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, headings["ID"]).value == id:
            sheet.cell(row, headings[heading]).value = text
    book.save(path)


def test_the_whole_way(way: Way, office: Office, tmp_path: Path) -> None:
    # The spreadsheet as the office has it, once through another program.
    (tmp_path / "typed").mkdir()
    write_spreadsheet(tmp_path / "typed" / "roster.xlsx")
    office.convert(tmp_path / "typed" / "roster.xlsx", to="xlsx", folder=tmp_path)

    # What its headings mean is said once.
    assert way.run("roster", "map", "roster.xlsx") == 0
    choose_columns(tmp_path / "columns.xlsx")

    # The first run: everything that is wrong at once, and what is right is made. A fault in a
    # school's file stops its 20 handouts and is told once.
    assert way.batch("roster.xlsx", "--keep-going") == (60 - 20 - 3, 0, 23)
    assert way.said.count("There is no optional block") <= 1 and "schools/017.yaml:2" in way.said
    assert "(It stops 18 handouts.)" in way.said  # of its 20 rows, two are not right themselves
    wrong = read_sheet(tmp_path / "out" / "to-correct.xlsx")
    assert {int(row["row in the roster"]) for row in wrong} == {n + 4 for n in FAULTY}
    for words in ("above the headings", "Total:", "Questions?", "Vacant", "TBD", "N/A", "1:1 Para"):
        assert words in way.said
    assert "“Pine HS”" in way.said and "Pine High School" in way.said
    folders = {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()}
    assert folders == {".handout", "elm-elementary-school", "pine-high-school"}
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "stops 18 handouts" in page and page.count("no-such-box") == 1

    # The faulty rows are corrected in a spreadsheet program, which takes their zeros; one is
    # deleted.
    fixes = {
        10: {"Position": "Aide, 1:1"},
        11: {"Copies": "2"},
        12: {"Rm #": "012"},
        13: {"ID": "P013"},
    }
    rows = {n + 4: cells for n, cells in fixes.items()}
    correct(tmp_path / "out" / "to-correct.xlsx", rows)
    office.convert(tmp_path / "out" / "to-correct.xlsx", to="xlsx", folder=tmp_path / "typed")
    fixed = str(Path("typed") / "to-correct.xlsx")
    assert way.run("roster", "correct", "roster.xlsx", fixed, "-o", "corrected.xlsx") == 0
    assert "4 rows corrected" in way.said and "You deleted row 18" in way.said
    (tmp_path / "schools" / "017.yaml").write_text(GOOD_SCHOOL, "utf-8")
    made, there, failed = way.batch("corrected.xlsx")
    assert (made + there, failed) == (59, 0) and there == 37
    records, _ = read_roster(tmp_path / "corrected.xlsx")
    assert {record.cell("room") for record in records} >= {"003", "012", "Bus 7"}
    assert not (tmp_path / "out" / "to-correct.xlsx").exists()
    assert Counter(path.parent.name for path in (tmp_path / "out").glob("*/*.pdf")) == {
        "elm-elementary-school": 20,
        "oak-hill-middle-school": 20,
        "pine-high-school": 19,
    }

    # One row changes: one handout is made.
    assert way.run("office", "print", "out", "--new") == 0 and "59 handouts" in way.said
    edit_roster(tmp_path / "corrected.xlsx", "P020", "Rm #", "Gym")
    assert way.batch("corrected.xlsx") == (1, 58, 0)
    assert way.run("office", "print", "out", "--reprints") == 0 and "1 handout" in way.said
    assert way.batch("corrected.xlsx") == (0, 59, 0)

    # What goes to the schools, and what comes back.
    assert way.run("office", "mail", "out", "--deadline", "September 5") == 0
    assert "59 handouts for 3 schools" in way.said
    forms = sorted((tmp_path / "out" / "to-mail").glob("*-missing.xlsx"))
    assert len(forms) == 3 and sum(len(read_sheet(form)) for form in forms) == 59
    for form in forms:
        book = load_workbook(form)
        sheet = book.worksheets[0]
        headings = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, headings["Good until (term_end)"]).value = "2027-06-04"
        book.save(form)
    assert way.run("roster", "fill", "corrected.xlsx", *map(str, forms), "-o", "filled.xlsx") == 0
    assert "59 cells filled in" in way.said
    assert way.batch("filled.xlsx") == (59, 0, 0)
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "Lines to fill in (3)" in page  # Vacant, TBD and N/A
