"""The empty roster that an office fills in."""

from __future__ import annotations

from handout.sources.headings.columns import ROSTER


def format_empty_roster() -> bytes:
    """Return a workbook of the headings that every roster may have, with choices in its cells. Its
    sheet is named in the language of the page.

    It has no column that names a file of the computer: the page refuses such rows.
    """
    from handout.sources.roster.xlsx_writer import format_workbook

    return format_workbook([[name for name in ROSTER if name != "override_file"]])
