"""Blank paper in place of the PDFs of sheets, for tests of what else a command makes or says: to
typeset a sheet takes three times as long as all else in a build.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from handout.layout.fitting.fitted_sheet import FittedSheet


def use_blank_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a page without words typeset for each side of a sheet."""
    import pikepdf

    from handout.publish.pdf import typeset

    def typeset_sheet(fitted: FittedSheet, *_rest: object, **_options: object) -> tuple[bytes, int]:
        file = io.BytesIO()
        with pikepdf.new() as pdf:
            for _ in fitted.sides:
                pdf.add_blank_page()
            pdf.save(file, deterministic_id=True)
        return file.getvalue(), len(fitted.sides)

    monkeypatch.setattr(typeset, "typeset_sheet", typeset_sheet)
