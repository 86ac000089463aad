"""What a batch tells of what went wrong: whole, once, in the office's words and at the office's own
files.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from batch.test_run import look, plain
from classrooms import bare_classroom, classroom, write_roster
from sheets import read_sheet

from handout.batch import build_handouts
from handout.batch.faulty_rows import is_surely_too_long
from handout.cli.main import main
from handout.problems import MOST_ALIKE, Position, problem
from handout.sources.fields.fields import FIELDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("batches_in_thread"),
]  # several batches a test

LONG = "Please. " * 60 + "\n\n" + "1\n\n" * 15  # more lines than a front has room for


class District:
    """A folder with roster.csv, in which batches are made into out/."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.out = folder, capsys, Path("out")

    def rows(
        self,
        count: int,
        changes: dict[int, dict[str, str]],
        schools: int = 2,
        row: Callable[..., dict[str, str]] = bare_classroom,
    ) -> None:
        rows = [row(n, schools=schools) | changes.get(n, {}) for n in range(count)]
        write_roster(self.folder / "roster.csv", rows)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def batch(self, *options: str) -> tuple[int, str]:
        """The code and everything that was said."""
        command = ["batch", "roster.csv", "-o", "out", "--jobs", "1", "--no-print-run"]
        code = main([*command, "--no-compiled", *options])  # else three sheets a run are audited
        streams = self.capsys.readouterr()
        assert "Traceback" not in streams.err and "content/" not in streams.err
        return code, streams.err + streams.out

    @property
    def to_correct(self) -> dict[str, str]:
        """What is wrong with each row that is to be corrected, by its handout."""
        path = self.out / "to-correct.xlsx"
        if not path.exists():
            return {}
        return {row["handout_id"]: row["what is wrong"] for row in read_sheet(path)}

    @property
    def index(self) -> str:
        return unescape((self.out / "index.html").read_text(encoding="utf-8"))


@pytest.fixture
def district(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> District:
    monkeypatch.chdir(tmp_path)
    return District(tmp_path, capsys)


def of_today(monkeypatch: pytest.MonkeyPatch, day: datetime.date) -> None:
    clock = SimpleNamespace(date=SimpleNamespace(today=lambda: day))
    monkeypatch.setattr("handout.cli.commands.batch.datetime", clock)


def test_a_handout_that_does_not_fit_is_told_at_its_row(district: District) -> None:
    district.rows(4, {1: {"teacher_note": LONG}, 3: {"teacher_note": LONG, "copies": "4"}})
    code, output = district.batch()
    assert code == 1 and not list(district.out.rglob("*.pdf"))
    code, output = district.batch("--keep-going")
    assert code == 1
    assert re.search(r"roster\.csv:3: The front is about \d+ lines? too long", output)
    for n in (1, 3):
        assert f"R-{n:05}" in output and "too long for its page" in district.to_correct[f"R-{n:05}"]
        assert f"R-{n:05}" in district.index
    assert "Its longest boxes are" in district.index
    manifest = (district.out / "manifest.csv").read_text("utf-8-sig")
    assert manifest.count("too long for its page") == 2


def test_one_fault_in_many_rows_is_one_message_with_its_count(district: District) -> None:
    district.rows(30, {n: {"language": "xx"} for n in range(30)})
    code, output = district.batch()
    assert code == 1 and output.count("“xx”") == 1
    assert "(30 handouts: R-00000 (row 2), R-00001 (row 3)" in output and "and 25 more" in output
    code, output = district.batch("--keep-going")
    assert code == 1 and output.count("“xx”") == 1
    assert len(district.to_correct) == 30


def test_one_privacy_rule_in_many_rows_is_one_message_with_its_count(district: District) -> None:
    names = ("Hannah", "Owen", "Marisol", "Kayla", "Devonte", "Ximena")
    district.rows(6, {n: {"teacher_note": f"Sit with {name}."} for n, name in enumerate(names)})
    _, output = district.batch()
    assert output.count("has what looks like a name") == 1 and "(6 handouts: " in output
    assert not any(name in output for name in names)
    cells = {"allow": "given-name", "field": "teacher_note", "because": "Hannah is the music aide."}
    allowed = {f"privacy.1.{column}": cell for column, cell in cells.items()}
    district.rows(1, {0: {"teacher_note": "Sit with Hannah."} | allowed})
    _, output = district.batch("--prune=all")
    assert "has what looks like a name" not in output and "“Your note” keeps a name" in output


def test_many_different_faults_of_a_kind_are_counted(district: District) -> None:
    district.rows(30, {n: {"start_time": f"25:{n:02}"} for n in range(30)})
    _, output = district.batch()
    assert output.count("is not a time of day") == MOST_ALIKE
    assert f"And {30 - MOST_ALIKE} more like it" in output


def test_all_faults_are_told_in_one_go(district: District) -> None:
    """A bad cell, a layer that cannot be read, one that cannot be used, and a sheet that is too
    long.
    """
    district.rows(
        8,
        {1: {"start_time": "25:99"}, 2: {"teacher_note": LONG}, 3: {"hide_blocks": "no-such"}},
        schools=4,
    )
    district.write("schools/S0.yaml", "room: [1\n")
    district.write("schools/S1.yaml", "show_blocks: [no-such-box]\n")
    for options in ([], ["--keep-going"]):
        code, output = district.batch("--school", "schools", *options)
        assert code == 1
        for words in ("25:99", "too long for its page", "no-such”", "S0.yaml:", "“no-such-box”"):
            assert output.count(words) == 1, words
    built = sorted(path.stem for path in district.out.rglob("*.pdf"))
    assert built == ["r-00006", "r-00007"]
    assert sorted(district.to_correct) == ["R-00001", "R-00002", "R-00003"]


HEALTH = "Maya has a peanut allergy."
FAULTY_CELLS = (
    *({"room": "#REF!"}, {"role": "juggler"}, {"teacher_family": ""}, {"start_time": "25:99"}),
    *({"copies": "two"}, {"handout_id": "R/1"}, {"handout_id": "R-00000"}, {"school_name": ""}),
    *({"role": "substituta"}, {"override_file": "gone.yaml"}, {"teacher_given": "\x07"}),
    *({"picture.file": "gone.png", "picture.alt": "A map"}, {"privacy.1.allow": "Maya"}),
)


@pytest.mark.parametrize("options", [(), ("--keep-going",)])
def test_a_wrong_cell_hides_nothing_else_of_its_row(
    options: tuple[str, ...], district: District
) -> None:
    changes = {n: {"teacher_note": HEALTH} | cells for n, cells in enumerate(FAULTY_CELLS, 1)}
    district.rows(len(FAULTY_CELLS) + 1, changes)
    code, output = district.batch(*options)
    assert code == 1
    assert f"({len(FAULTY_CELLS)} handouts:" in output and "[privacy-health-name]" in output
    if options:
        wrong = [row["what is wrong"] for row in read_sheet(district.out / "to-correct.xlsx")]
        assert len(wrong) == len(FAULTY_CELLS)
        assert all("speaks of health" in words and words.count("\n") for words in wrong), wrong


def test_a_box_that_gives_way_is_told_with_its_handouts_and_by_how_much(
    district: District,
) -> None:
    lines = "".join(f"        - Line number {n} of this box says something.\n" for n in range(18))
    box = "    - id: pool\n      title: Pool\n      if_full: drop\n      text: |\n"
    district.write("district.yaml", f"blocks:\n  add:\n{box}{lines}")
    district.rows(3, {2: {"role": "bus"}}, row=classroom)
    for _ in "made", "there":
        code, output = district.batch("--district", "district.yaml")
        said = "\n".join(line for line in output.splitlines() if "[box-left-out]" in line)
        left_out = re.findall(r"lines? too long. It is left out", said)
        assert code == 0 and len(left_out) == said.count("[box-")
        named = re.findall(r"\(Handout (.+?)\.\)|\(\d handouts: (.+?)\.\)", said)
        ids = ", ".join(one or several for one, several in named)
        assert sorted(ids.split(", ")) == ["R-00000", "R-00001", "R-00002"], said


def test_only_what_is_certain_is_told_of_a_row_with_a_wrong_cell(district: District) -> None:
    """What a faulty cell would have said may be what another one lacks; the number of copies is
    on no sheet.
    """
    long = {"teacher_note": LONG}
    district.rows(3, {1: long | {"role": "juggler"}, 2: long | {"copies": "two"}})
    assert district.batch("--keep-going")[0] == 1
    told = district.to_correct
    assert "too long for its page" in told["R-00002"] and "two" in told["R-00002"]
    assert "too long for its page" not in told["R-00001"]


def test_a_side_that_is_too_long_is_told_beside_cells_that_are_on_it(district: District) -> None:
    """Unless lines to write on, which are taller than answers, may be what makes it too long."""
    cells = ({"start_time": "25:99"}, {"room": "#REF!"}, {"contacts.1.name": "#N/A", "leave": "x"})
    far_too_long = {"teacher_note": LONG + "1\n\n" * 5}
    district.rows(6, {n: far_too_long | more for n, more in enumerate(cells)})
    assert district.batch("--keep-going")[0] == 1
    assert len(district.to_correct) == len(cells)
    for told in district.to_correct.values():
        assert "too long for its page" in told and told.count("\n"), told


def test_a_side_that_may_fit_when_its_row_is_corrected_is_not_told_to_be_too_long() -> None:
    def is_told(lines: int, *unread: str) -> bool:
        roster = Position("roster.csv")
        long = problem("side-too-long", roster, side="front", count=lines, boxes="", more="")
        return is_surely_too_long(long, frozenset(unread))

    for name, field in FIELDS.items():
        assert not is_told(1, name), name
        assert is_told(2, name) is not field.decides, name
        assert is_told(2, name, "handout_id") is False
    for column in "override_file", "no_such_column":
        assert not is_told(9, column)
    assert is_told(3, "teacher_given", "start_time") and not is_told(3, "teacher_given", "role")


def test_strict_makes_no_handout_of_words_that_are_a_draft(district: District) -> None:
    district.rows(3, {1: {"language": "vi"}, 2: {"second_language": "ht"}})
    for strict, failed in ([], []), (["--strict"], ["R-00001", "R-00002"]):
        code, output = district.batch("--keep-going", *strict)
        assert code == bool(failed) and sorted(district.to_correct) == failed, output


def test_a_layer_that_cannot_be_read_hides_no_fault_of_a_row(district: District) -> None:
    district.rows(4, {1: {"teacher_note": HEALTH}, 2: {"room": "#REF!"}}, schools=1)
    district.write("schools/S0.yaml", "room: [1\n")
    _, output = district.batch("--school", "schools", "--keep-going")
    assert "S0.yaml:" in output and "[privacy-health-name]" in output and "#REF!" in output
    assert sorted(district.to_correct) == ["R-00001", "R-00002"]


def test_the_file_of_a_school_all_of_whose_rows_are_wrong_is_not_called_unused(
    district: District,
) -> None:
    district.rows(2, {1: {"room": "#REF!"}})
    for id in ("S0", "S1"):
        district.write(f"schools/{id}.yaml", "room: 1\n")
    assert "batch-school" not in district.batch("--school", "schools")[1]


@pytest.mark.parametrize(
    "layer", ["room: [1\n", "show_blocks: [no-such-box]\n", "no_such_field: 1\n", "\0"]
)
@pytest.mark.parametrize("options", [(), ("--keep-going",)])
def test_a_fault_in_the_district_s_file_is_told_once_as_that_file_s(
    layer: str, options: tuple[str, ...], district: District
) -> None:
    district.rows(5, {})
    district.write("district.yaml", layer)
    code, output = district.batch("--district", "district.yaml", *options)
    assert code == 1
    assert output.count("district.yaml") == 1 and "(It stops 5 handouts.)" in output
    assert not district.to_correct  # nothing in the roster is to be corrected
    if options:
        assert district.index.count("stops 5 handouts") == 1
    code, output = district.batch("--district", "gone.yaml", *options)
    assert code == 1
    assert output.count("gone.yaml") == 1 and "(It stops 5 handouts.)" in output


DATED = """blocks:
  add:
  - {id: rules, title: Rules, place: front, text: Sign in at the office., locked: true, owner: Ms. Rule, review: 2026-09-30}
"""


def test_what_is_out_of_date_is_told_by_every_run(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of handouts that are kept from a day on which nothing was; once for each block, with a
    count.
    """
    ends = {n: {"term_end": "2026-12-18"} for n in (1, 2)}
    district.rows(4, ends)
    district.write("district.yaml", DATED)
    options: tuple[str, ...] = ("--district", "district.yaml")
    of_today(monkeypatch, datetime.date(2026, 9, 30))
    code, output = district.batch(*options)
    assert code == 0 and "please note" not in output and "4 made" in output, output
    of_today(monkeypatch, datetime.date(2027, 1, 4))
    for again in range(3):
        if again == 2:  # as if something had changed: not the quick way
            options = (*options, "--keep-going")
        code, output = district.batch(*options)
        assert code == 0 and "0 made, 4 already there" in output
        assert output.count("“Rules” was due for review by 2026-09-30") == 1
        assert "It is on 4 handouts." in output
        assert "roster.csv: please note: 2 handouts were good until 2026-12-18" in output
        assert "R-00001, R-00002" in output
    assert district.index.count("was due for review") == 1
    of_today(monkeypatch, datetime.date(2026, 9, 1))
    assert "please note" not in district.batch(*options)[1]


def test_files_of_schools_that_nobody_uses_are_told(district: District) -> None:
    ids = {n: {"school_id": ("101", "Oak 7", "S9")[n]} for n in range(3)}
    district.rows(3, ids, schools=3)
    for name in ("0101.yaml", "oak-7.yaml", "S9.yml", "other.yaml"):
        district.write(f"schools/{name}", "call_for_help: Press the button at the north gate.\n")
    code, output = district.batch("--school", "schools")
    assert code == 0
    for name, id in (("0101.yaml", "101"), ("oak-7.yaml", "Oak 7"), ("S9.yml", "S9")):
        assert f"The file {name} is not used: the roster writes this school_id {id}." in output
    assert "it is named for: other.yaml" in output


def test_an_old_list_of_what_to_correct_goes_when_nothing_is_left(district: District) -> None:
    district.rows(2, {1: {"start_time": "25:99"}})
    district.batch("--keep-going")
    assert district.to_correct
    (district.out / "to-correct-mine.csv").write_text("my own notes\n")
    district.rows(2, {})
    assert district.batch("--keep-going")[0] == 0
    assert not (district.out / "to-correct.xlsx").exists()
    assert (district.out / "to-correct-mine.csv").exists()


@pytest.mark.parametrize(
    ("there", "stay", "refused"),
    [(5, 0, True), (2, 0, True), (40, 30, True), (5, 2, False), (41, 38, False), (1, 1, False)],
)
def test_a_roster_that_lacks_too_many_prunes_nothing(
    there: int, stay: int, refused: bool, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_handouts, "build_handout", plain)
    monkeypatch.setattr(build_handouts, "check_handout", look)
    district.rows(there, {})
    assert district.batch()[0] == 0
    before = sorted(district.out.rglob("*"))
    rows = [bare_classroom(n) for n in range(there - stay, there)] or [bare_classroom(99)]
    write_roster(district.folder / "roster.csv", rows)
    code, output = district.batch("--prune")
    gone = there - stay
    assert code == (1 if refused else 0)
    if refused:
        assert f"{gone} of the {there} handouts in out are not in the roster roster.csv" in output
        assert "R-00000" in output and "--prune=all" in output
        assert sorted(district.out.rglob("*")) == before
        assert district.batch("--prune=all")[0] == 0
    left = {path.stem for path in district.out.rglob("r-*.pdf")}
    assert left == {row["handout_id"].lower() for row in rows}


def test_a_roster_of_one_school_leaves_the_others_as_they_are(district: District) -> None:
    district.rows(6, {}, schools=3)
    assert district.batch("--print-run")[0] == 0
    runs = {path: path.read_bytes() for path in district.out.rglob("print-run.pdf")}
    assert len(runs) == 4
    one = [bare_classroom(n, schools=3) for n in (0, 3)]
    write_roster(district.folder / "roster.csv", one)
    code, output = district.batch("--print-run")
    assert code == 0
    assert output.count("not in the roster roster.csv") == 1
    assert "4 handouts" in output and "R-00001, R-00002, R-00004, R-00005" in output
    assert runs == {path: path.read_bytes() for path in district.out.rglob("print-run.pdf")}
    assert "Not in this roster" in district.index and "r-00005.pdf" in district.index
    manifest = (district.out / "manifest.csv").read_text("utf-8-sig")
    assert manifest.count(",not in the roster,") == 4
    one[0]["room"] = "Room 77"  # now what all schools' print run has of it is old
    write_roster(district.folder / "roster.csv", one)
    assert district.batch("--print-run")[0] == 0
    left = {path.parent.name for path in district.out.rglob("print-run.pdf")}
    assert left == {f"oak-hill-school-{n}" for n in range(3)}


def test_corrections_that_are_not_in_the_roster_yet_are_not_written_over(
    district: District,
) -> None:
    district.rows(2, {1: {"copies": "many"}})
    assert district.batch("--keep-going")[0] == 1
    path = district.out / "to-correct.xlsx"
    built = path.read_bytes()
    (district.out / "to-correct-done.xlsx").write_bytes(built)  # hers
    assert district.batch("--keep-going")[0] == 1
    assert len(district.to_correct) == 1
    path.write_bytes(built + b"worked on")
    code, output = district.batch("--keep-going")
    assert code == 1 and output.count("Somebody has worked on this file") == 1
    assert path.read_bytes() == built + b"worked on"
    district.rows(2, {0: {"copies": "few"}})  # another roster: they are in it, or no longer count
    code, output = district.batch("--keep-going")
    assert code == 1 and "worked on" not in output
    assert list(district.to_correct) == ["R-00000"]
    district.rows(2, {})
    assert district.batch("--keep-going")[0] == 0
    assert not path.exists() and (district.out / "to-correct-done.xlsx").exists()


def test_nothing_is_pruned_while_rows_are_wrong(district: District) -> None:
    district.rows(3, {})
    assert district.batch()[0] == 0
    district.rows(2, {1: {"copies": "many"}})
    code, output = district.batch("--keep-going", "--prune")
    assert code == 1 and "Nothing was removed: 2 handouts in this folder may belong" in output
    assert len(list(district.out.rglob("r-*.pdf"))) == 3
