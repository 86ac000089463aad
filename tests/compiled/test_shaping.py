"""Words shaped as the typesetter shapes them, at sizes as its PDF has them."""

from __future__ import annotations

import pytest

from handout.compiled.text.shaping import UNITS, FontInstance, shape_run
from handout.fonts import FACES_BY_PDF_NAME


@pytest.mark.parametrize("face", sorted(FACES_BY_PDF_NAME))
def test_a_size_is_the_one_that_the_typesetter_wrote_with_six_digits(face: str) -> None:
    for units in range(9_000, 20_000, 101):
        exact = shape_run(FontInstance(face, units / UNITS), "Zq 12 fits")
        written = shape_run(FontInstance(face, round(units / UNITS, 6)), "Zq 12 fits")
        assert written == exact, units
