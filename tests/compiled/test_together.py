"""Parts that are compiled in one document, each on a page of its own."""

from __future__ import annotations

import pytest

from handout.compiled.fragments.compile import compile_part, compile_parts
from handout.compiled.parts.parts import split_into_parts
from handout.site.catalog import SheetChoice

pytestmark = pytest.mark.slow  # typesets each part twice


@pytest.mark.parametrize("theme", ["plain", "field-guide"])
@pytest.mark.parametrize(
    ("language", "role", "band", "in_lines"),
    [("en", "bus", "K-2", True), ("vi", "substitute", "", False)],
)
def test_they_are_what_each_is_alone(
    language: str, role: str, band: str, in_lines: bool, theme: str
) -> None:
    """Equal input gives equal bytes, whatever else was new on the sheet."""
    fitted = SheetChoice(language, role, band, theme).prepare([])[0].fitted
    for side in fitted.sides:
        parts = split_into_parts(fitted, side, None, in_lines=in_lines)
        assert len(parts) > 2
        together = compile_parts(fitted, side, parts, None)
        assert together == [compile_part(fitted, side, part, None) for part in parts]
        assert compile_parts(fitted, side, parts[::-2], None) == together[::-2]
