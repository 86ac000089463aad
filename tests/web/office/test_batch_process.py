"""The batch that the office's page makes: its last report, and what is in its zip.

The first is made as the page makes it, in a process of its own, and the others in this one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pytest
from threads import Threads

from handout.web.office import batch_process
from handout.web.office.batch_options import BatchOptions
from handout.web.office.batch_process import ZIP_NAME, BatchProcess, BatchRequest
from handout.web.office.roster_file import summarize_roster

_HEAD = (
    "handout_id,school_id,school_name,class_title,room,role,"
    "para_given,para_family,teacher_given,teacher_family\n"
)
_GOOD = "h1,oak,Oak,G3,R1,classroom,A,B,C,D\n"
_MISSPELLED = "h2,oak,Oak,G3,R2,clasroom,A,B,C,D\n"


def request_batch(folder: Path, rows: str, **chosen: Any) -> BatchRequest:
    roster = folder / "roster.csv"
    roster.write_text(_HEAD + rows, encoding="utf-8")
    return BatchRequest(roster, folder / "output", "en", BatchOptions(**chosen))


Make = Callable[..., dict[str, Any]]


@pytest.fixture
def make(batches_in_thread: None, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a batch in this process, and returns its last report."""
    monkeypatch.setattr("handout.batch.work.pool.LocalWorkers", Threads)
    progress = mock.create_autospec(batch_process.BatchProgress, instance=True)

    def make(folder: Path, rows: str, **chosen: Any) -> dict[str, Any]:
        return batch_process.make_batch(progress, request_batch(folder, rows, **chosen))

    return make


def zipped(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / ZIP_NAME) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.slow
def test_rows_left_out_are_in_the_zip_and_can_be_dropped_again(tmp_path: Path) -> None:
    *_, report = BatchProcess(request_batch(tmp_path, _GOOD + _MISSPELLED)).reports()
    assert (report["made"], report["kept"], report["corrections"]) == (1, 0, "to-correct.xlsx")
    content = zipped(tmp_path)["to-correct.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    wrong = next(cell for cell in cells if cell.value == "clasroom")
    assert str(tmp_path) not in "".join(str(cell.value) for cell in cells)
    wrong.value = "classroom"
    corrected = tmp_path / "corrected.xlsx"
    book.save(corrected)
    summary = summarize_roster(corrected, "en")
    assert summary["sheets"] == 1
    assert not [fault for fault in summary["faults"] if not fault["warning"]]


@pytest.mark.slow
def test_what_was_made_before_is_counted(tmp_path: Path, make: Make) -> None:
    make(tmp_path, _GOOD)
    report = make(tmp_path, _GOOD + _MISSPELLED.replace("clasroom", "classroom"))
    assert (report["made"], report["kept"], report["corrections"]) == (1, 1, "")
    assert "to-correct.xlsx" not in zipped(tmp_path)


_STUDENT = "role,givenName,familyName,sourcedId,status,enabledUser,username,orgSourcedIds\n"


def students(folder: Path, family: str) -> Path:
    path = folder / "students.zip"
    row = f"student,Zed,{family},s1,active,true,z,o1\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.csv", _STUDENT + row)
    return path


@pytest.mark.slow
def test_the_office_s_options_do_what_the_command_line_does(tmp_path: Path, make: Make) -> None:
    district = tmp_path / "district.yaml"
    district.write_text("district_name: Zorbla District\n", encoding="utf-8")
    export = students(tmp_path, "Quillfeather")
    roster_rows = _GOOD + _GOOD.replace("h1", "h2").replace("R1", "R2").replace(
        "G3", "Zed Quillfeather reads"
    )
    report = make(
        tmp_path, roster_rows, district=district, students=export, mail=True, accessibility=True
    )
    assert not export.exists()
    told = {fault["code"] for fault in report["faults"]}
    assert any(code.startswith("privacy-") for code in told)
    names = zipped(tmp_path)
    assert {"to-mail/oak.zip", "to-mail/mail-merge.csv", "accessibility.html"} <= {*names}
    assert str(tmp_path).encode() not in names["to-mail/mail-merge.csv"]
    assert b"oak/h1.pdf" in names["to-mail/mail-merge.csv"]
    assert b"Zorbla District" in names["oak/h1.html"]
    assert report["made"] == 1


@pytest.mark.slow
def test_only_what_changed_is_printed_again(tmp_path: Path, make: Make) -> None:
    other = _GOOD.replace("h1", "h2").replace("R1", "R2")
    first = make(tmp_path, _GOOD + other)
    assert first["printed"] is None and [run["path"] for run in first["runs"]] == [
        "oak/print-run.pdf"
    ]
    record = tmp_path / "record.json"
    record.write_bytes(zipped(tmp_path)["printed.json"])
    later = tmp_path / "later"  # the next month: nothing is there but the roster and the record
    later.mkdir()
    report = make(later, _GOOD + other.replace("R2", "R3"), printed=record)
    assert (report["made"], report["printed"]) == (2, 1)
    (bound,) = report["runs"]
    assert bound["path"].startswith("to-print/") and bound["sheets"] == 2  # a cover, and one
    again = make(later, _GOOD + other.replace("R2", "R3"), printed=later / "output/printed.json")
    assert (again["kept"], again["printed"], again["runs"]) == (2, 0, [])
