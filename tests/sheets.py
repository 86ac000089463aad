"""Workbooks that the program wrote, as rows."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The rows of a workbook's first sheet by their headings; every cell of it is text."""
    head, *rows = load_workbook(path).worksheets[0].iter_rows()
    assert all(cell.number_format == "@" for row in (head, *rows) for cell in row)
    names = [str(cell.value) for cell in head]
    return [dict(zip(names, (str(cell.value or "") for cell in row), strict=True)) for row in rows]
