"""A file that is no roster is told by what it is, whatever its name says, with what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from handout.problems import HandoutError
from handout.sources.spreadsheet.spreadsheet import read_rows

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
TABLE = "<table><tr><th>handout_id</th><th>role</th></tr><tr><td>a1</td><td>bus</td></tr></table>"
XML = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@pytest.mark.parametrize(
    ("content", "message", "do"),
    [
        (TABLE, "web page", ".xlsx"),
        (f"\ufeff  <html><body>{TABLE}", "web page", ".xlsx"),
        (f"<!DOCTYPE HTML>\n{TABLE}", "web page", ".xlsx"),
        (f"<!-- made by a SIS -->{TABLE}", "web page", ".xlsx"),
        (f'<?xml version="1.0"?><html>{TABLE}', "web page", ".xlsx"),
        ("<html>".encode("utf-16"), "web page", ".xlsx"),
        (f"<meta charset=utf-8>{TABLE}", "web page", ".xlsx"),
        (f"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n{TABLE}", "MHTML", ".xlsx"),
        (XML, "Excel 2003", ".xlsx"),
        ("<?xml version='1.0'?><office:document xmlns:office='x'/>", "OpenDocument", "LibreOffice"),
        ("<?xml version='1.0'?><rows/>", "XML", "CSV"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 40, "old format", ".xlsx"),
        (b"\x09\x04\x06\x00\x07\x00\x10\x00", "old format", ".xlsx"),
        (OLE + "Workbook".encode("utf-16-le"), "old format", ".xlsx"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word", ".xlsx"),
        ("%PDF-1.7\n%", "PDF", "CSV"),
        ("{\\rtf1\\ansi", "RTF", ".xlsx"),
        (b"\x1f\x8b\x08\0", "packed", "Unpack"),
        (b"\xff\xd8\xff\xe0", "picture", "CSV"),
        ('{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "Google Sheet", "Download"),
        ("ID;PWXL;N;E\r\n", "SYLK", ".xlsx"),
    ],
)
@pytest.mark.parametrize("name", ["roster.xls", "roster.csv", "roster.xlsx", "roster"])
def test_other_kinds_of_file(
    tmp_path: Path, content: str | bytes, message: str, do: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(HandoutError) as error:
        read_rows(path)
    (problem,) = error.value.problems
    assert message in problem.message and do in problem.hint


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("content.xml", "OpenDocument"),
        ("Index/Document.iwa", "Numbers"),
        ("Index.zip", "Numbers"),
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("users.csv", "OneRoster"),
        ("export/orgs.csv", "OneRoster"),
        ("list.csv", "zip"),
    ],
)
def test_other_kinds_of_zip(tmp_path: Path, part: str, message: str) -> None:
    path = tmp_path / "my export.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(HandoutError) as error:
        read_rows(path)
    (problem,) = error.value.problems
    assert message in problem.message and problem.hint
    if message == "OneRoster":
        assert f"from-oneroster '{path}'" in problem.hint


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    """CSV called .xlsx, a workbook called .csv, and words that only look like a web page."""
    (tmp_path / "a.xlsx").write_text("handout_id,role\n1,<b>\n")
    assert [row.cells for row in read_rows(tmp_path / "a.xlsx")[0]] == [
        ("handout_id", "role"),
        ("1", "<b>"),
    ]
    book = Workbook()
    assert book.active is not None
    book.active.append(["handout_id"])
    book.save(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").rename(tmp_path / "b.csv")
    assert read_rows(tmp_path / "b.csv")[0][0].cells == ("handout_id",)
    (tmp_path / "c.csv").write_text("<none>,ID\n1,2\n")
    assert read_rows(tmp_path / "c.csv")[0][0].cells == ("<none>", "ID")
