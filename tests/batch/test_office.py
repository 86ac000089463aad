"""What an office does with a batch's handouts: print some, mail them, take the forms back."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from batch.test_run import batch, fake, look
from classrooms import classroom, write_roster
from docx import Document
from openpyxl import load_workbook
from sheets import read_sheet

from handout.batch import build_handouts
from handout.batch.office import print_chosen as print_chosen_module
from handout.batch.plan.task import HandoutTask
from handout.batch.print_runs.volumes import PrintRun
from handout.batch.work.worker import BuiltHandout
from handout.cli.main import main
from handout.problems import Problem
from handout.sources.roster.roster import read_roster

EMPTY = ("para_name", "valid_to", "emergency.fire", "room_signals", "breaks", "schedule")


class District:
    """A folder with roster.csv and what was made of it in out/, by fakes."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.out = folder, capsys, folder / "out"
        self.rows = [classroom(n, schools=2) for n in range(4)]
        for row in self.rows:
            row["para_given"] = row["para_family"] = row["emergency.fire"] = ""
        self.rows[0]["paper"] = "legal"
        self.rows[1]["teacher_email"] = "osei@district.example.org"

    def make(self) -> None:
        batch(write_roster(self.folder / "roster.csv", self.rows), self.out)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command in the folder and return its code and everything that it said."""
        code = main(list(arguments))
        streams = self.capsys.readouterr()
        assert "Traceback" not in streams.err
        return code, streams.err + streams.out

    def office(self, *arguments: str) -> tuple[int, str]:
        command, *options = arguments
        return self.run("office", command, "out", *options)

    def files(self, folder: str) -> set[str]:
        return {path.name for path in (self.out / folder).glob("*")}


def fake_with_gaps(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    built = fake(task)
    return replace(built, empty=EMPTY) if isinstance(built, BuiltHandout) else built


def bind_names(run: PrintRun) -> tuple[bytes, int]:
    """Return the ids of what would be bound, in place of a PDF."""
    return " ".join(printed.id for printed in run.prints).encode(), len(run.prints)


@pytest.fixture
def district(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> District:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build_handouts, "build_handout", fake_with_gaps)
    monkeypatch.setattr(build_handouts, "check_handout", look)
    monkeypatch.setattr(print_chosen_module, "bind_run", bind_names)
    made = District(tmp_path, capsys)
    made.make()
    return made


def printed(district: District) -> dict[str, str]:
    folder = district.out / "to-print"
    return {path.name: path.read_text() for path in folder.glob("*.pdf")}


def test_each_school_and_paper_is_printed_apart(district: District) -> None:
    code, output = district.office("print")
    assert code == 0 and "4 handouts to print" in output
    assert printed(district) == {
        "oak-hill-school-0-legal.pdf": "R-00000",
        "oak-hill-school-0-letter.pdf": "R-00002",
        "oak-hill-school-1.pdf": "R-00001 R-00003",
    }
    with (district.out / "to-print" / "print-jobs.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 3


def test_new_and_reprints_go_by_what_was_printed(district: District) -> None:
    assert "Nothing to do" in district.office("print", "--reprints")[1]
    assert district.office("print", "--school", "S1")[0] == 0
    assert printed(district) == {"oak-hill-school-1.pdf": "R-00001 R-00003"}
    assert district.office("print", "--new")[0] == 0
    assert set(printed(district).values()) == {"R-00000", "R-00002"}  # and the others are gone
    before = printed(district)
    assert "Nothing to do" in district.office("print", "--new")[1]
    assert printed(district) == before
    district.rows[3]["room"] = "Room 99"
    district.rows.append(classroom(4, schools=2))
    district.make()
    assert district.office("print", "--reprints")[0] == 0
    assert list(printed(district).values()) == ["R-00003"]
    assert district.office("print", "--new")[0] == 0
    assert list(printed(district).values()) == ["R-00004"]
    assert district.office("print", "--only", "r-00001", "--only", "R-00003")[0] == 0
    assert list(printed(district).values()) == ["R-00001 R-00003"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--school", "Oak Hil School 1"], "Did you mean Oak Hill School 1?"),
        (["--school", "Pine"], "No school here has the id or the name “Pine”"),
        (["--only", "R-0003"], "No handout here is called “R-0003”"),
        (["--new", "--reprints"], "cannot go together"),
    ],
)
def test_what_is_not_there_is_told(district: District, options: list[str], words: str) -> None:
    code, output = district.office("print", *options)
    assert code in (1, 2) and words in output and not printed(district)


def test_a_folder_without_handouts_is_told(district: District) -> None:
    assert "There are no handouts in nowhere" in district.run("office", "print", "nowhere")[1]
    (district.out / "oak-hill-school-0" / "r-00000.pdf").unlink()
    code, output = district.office("mail")
    assert code == 1 and "is not there: R-00000" in output and not district.files("to-mail")


def test_one_zip_a_school_with_letter_and_form(district: District) -> None:
    code, output = district.office("mail", "--deadline", "September 5")
    assert code == 0 and "4 handouts for 2 schools to mail" in output
    assert "3 handouts have no address" in output
    schools = ("oak-hill-school-0", "oak-hill-school-1")
    assert district.files("to-mail") == {"mail-merge.csv"} | {
        f"{school}{end}" for school in schools for end in (".zip", "-letter.txt", "-missing.xlsx")
    }
    with zipfile.ZipFile(district.out / "to-mail" / "oak-hill-school-1.zip") as packed:
        names = {Path(name).name for name in packed.namelist()}
        assert {Path(name).parts[0] for name in packed.namelist()} == {"oak-hill-school-1"}
    assert names == {
        *(f"r-0000{n}.{kind}" for n in (1, 3) for kind in ("pdf", "html")),
        *("oak-hill-school-1-letter.txt", "oak-hill-school-1-missing.xlsx"),
    }
    letter = (district.out / "to-mail" / "oak-hill-school-1-letter.txt").read_text()
    assert "Oak Hill School 1" in letter and "2 First-Day" in letter and "September 5" in letter
    with (district.out / "to-mail" / "mail-merge.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["address"] for row in rows].count("osei@district.example.org") == 1
    assert all(Path(row["pdf"]).is_file() and Path(row["web page"]).is_file() for row in rows)
    assert "Nothing to do" in district.office("mail", "--new")[1]


def word_letter(path: Path) -> None:
    """Write a letter as Word divides it: a placeholder in three runs, one in a table."""
    document = Document()
    paragraph = document.add_paragraph("For ")
    for part in ("{sch", "ool", "} and its ", "{handouts} aides"):
        paragraph.add_run(part)
    document.add_table(1, 1).cell(0, 0).text = "By {deadline}"
    document.save(str(path))


def test_a_letter_of_their_own(district: District) -> None:
    word_letter(district.folder / "letter.docx")
    assert district.office("mail", "--letter", "letter.docx", "--deadline", "May 2")[0] == 0
    document = Document(str(district.out / "to-mail" / "oak-hill-school-0-letter.docx"))
    assert document.paragraphs[0].text == "For Oak Hill School 0 and its 2 aides"
    assert document.tables[0].cell(0, 0).text == "By May 2"
    assert "oak-hill-school-0-letter.txt" not in district.files("to-mail")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("letter.txt", b"Dear {scool}", "Did you mean {school}?"),
        ("letter.txt", b"Send it by { Deadline }.", "--deadline"),
        ("letter.txt", b"Dear {principal},", "These can: {school}, {handouts}"),
        ("letter.pdf", b"%PDF-1.4", "ends with “.pdf”"),
        ("letter.docx", b"PK\x03\x04 no Word file", "cannot be opened"),
        ("gone.txt", None, "gone.txt"),
        ("gone.docx", None, "gone.docx"),
    ],
)
def test_a_letter_that_cannot_be_filled_in_is_told(
    district: District, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (district.folder / name).write_bytes(content)
    code, output = district.office("mail", "--letter", name)
    assert code in (1, 4) and words in output and not district.files("to-mail")


def column_of(heading: str) -> str:
    """Return the roster's column in “Good until (term_end)”."""
    return heading.rpartition("(")[2].rstrip(")")


def fill_form(path: Path, cells: dict[str, dict[str, str]]) -> None:
    """Fill in a form as a school does: by the id of the row and the heading."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = [column_of(str(cell.value)) for cell in sheet[1]]
    headings = {column: number for number, column in enumerate(columns, 1)}
    for row in range(2, sheet.max_row + 1):
        for heading, text in cells.get(str(sheet.cell(row, 1).value), {}).items():
            sheet.cell(row, headings[heading]).value = text
    book.save(path)


def test_forms_go_out_and_come_back(district: District) -> None:
    district.office("mail")
    form = district.out / "to-mail" / "oak-hill-school-0-missing.xlsx"
    rows = read_sheet(form)
    assert [row["handout_id"] for row in rows] == ["R-00000", "R-00002"]
    assert "Good until (term_end)" in rows[0] and "Aide's first name (para_given)" in rows[0]
    assert "Breaks 1: when it starts (breaks.1.start)" in rows[0]
    assert [column_of(heading) for heading in list(rows[0])[2:-1]] == [
        *("term_end", "para_given", "para_family", "emergency.fire"),
        *("breaks.1.start", "breaks.1.end", "breaks.1.covered_by", "room_signals"),
    ]
    assert rows[0]["also empty on the sheet"] == "Schedule"
    filled = {"para_given": "Noor", "para_family": "Cole", "room_signals": "Bell\nLights off"}
    fill_form(form, {"R-00000": filled, "R-00002": {"emergency.fire": "Back door"}})
    district.rows[2]["emergency.fire"] = "Front door"  # somebody was quicker
    district.make()
    code, output = district.run("roster", "fill", "roster.csv", str(form), "-o", "filled.xlsx")
    assert code == 0 and "3 cells filled in" in output and "now “Noor”" in output
    assert "“Back door” for “Front door”" in output
    records, problems = read_roster(district.folder / "filled.xlsx")
    assert [record.cell("para_family") for record in records] == ["Cole", "", "", ""]
    assert records[0].cell("room_signals") == "Bell\nLights off"
    assert records[2].cell("emergency.fire") == "Front door"
    assert not [problem for problem in problems if not problem.warning]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("handout_id,room\nR-00009,12\n", "The roster has no row “R-00009”"),
        ("teacher_family,room\nCole,12\n", "it has no column handout_id"),
    ],
)
def test_a_form_that_is_none_is_told(district: District, form: str, words: str) -> None:
    (district.folder / "form.csv").write_text(form)
    code, output = district.run("roster", "fill", "roster.csv", "form.csv")
    assert code == 1 and words in output and not (district.folder / "filled.xlsx").exists()


def test_a_form_that_excel_saved_as_csv_is_read_as_it_was_typed(district: District) -> None:
    district.rows[0]["handout_id"], district.rows[2]["handout_id"] = "0012", "3-5"
    district.make()
    form = "handout_id,Good until (Term End),teacher (not to fill in)\n12,2027-06-04,x\n5-Mar,is there,x\n"
    (district.folder / "form.csv").write_text(form)
    code, output = district.run("roster", "fill", "roster.csv", "form.csv")
    assert code == 0, output
    first, *_ = read_roster(district.folder / "filled.xlsx")[0]
    assert (first.handout_id, first.cell("term_end")) == ("0012", "2027-06-04")


@pytest.mark.parametrize("settings", ['output = "out"\nschool = "schools"\n', None])
def test_the_folder_need_not_be_named(district: District, settings: str | None) -> None:
    """The output of settings, whose school is a file and not a name; else where a batch writes."""
    if settings:
        (district.folder / "schools").mkdir()
        (district.folder / "handout.toml").write_text(settings)
    else:
        district.out = district.out.rename(district.folder / "output")
    for command in ("print", "mail"):
        code, said = district.run("office", command)
        assert code == 0 and "4" in said, said
        assert district.files(f"to-{command}")
