"""The reviewer's table as a workbook: each cell is text, and the decision is chosen from a list."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from handout.sources.spreadsheet.rows import column_letter
from handout.sources.translations.review_table import COLUMNS, DECISIONS, FILLED_IN, review_words

_WIDTHS = {"english": 45, "draft": 45, "words": 45, "place": 24, "id": 30, "by": 20}  # characters
_WIDTH = 12
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def format_review_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return the workbook of a reviewer's table, whose first row are the headings."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = review_words()["file"]["sheet"]
    color = PatternFill("solid", fgColor="FFF4D6")
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.number_format = "@"  # what is typed stays as it is: days, signs, numbers
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if text:
                cell.value = _FORBIDDEN.sub("\ufffd", text)
                cell.data_type = "s"  # also what begins like a formula
            if number == 1:
                cell.font = Font(bold=True)
            elif COLUMNS[column - 1] in FILLED_IN:
                cell.fill = color
    for column, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[column_letter(column)].width = _WIDTHS.get(name, _WIDTH)
    decisions = [review_words()["decisions"][name] for name in DECISIONS]
    choices = DataValidation("list", formula1=f'"{",".join(decisions)}"', allow_blank=True)
    letter = column_letter(COLUMNS.index("decision") + 1)
    choices.add(f"{letter}2:{letter}{max(len(rows), 2)}")
    sheet.add_data_validation(choices)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{column_letter(len(COLUMNS))}{len(rows)}"
    sheet.page_setup.orientation = "landscape"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
