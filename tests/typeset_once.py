"""Sheets that several tests have typeset, and pairs of PDFs that they compare: once in a process.

The batches of many tests are of the same made-up classrooms, and typesetting them was half of what
those tests compute. Only for tests that look at something else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from handout.layout.fitting.fitted_sheet import FittedSheet
    from handout.sources.pictures.picture import Picture

T = TypeVar("T")

_pdfs: dict[Hashable, tuple[bytes, int]] = {}
_differences: dict[Hashable, str] = {}


def typeset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what was typeset or compared before in this process taken from memory.

    What fails is tried again each time.
    """
    from handout.compiled import audit
    from handout.publish.pdf import typeset

    typeset_anew, compare_anew = typeset.typeset_sheet, audit.find_difference

    def typeset_sheet(
        fitted: FittedSheet,
        logo: Picture | None = None,
        name: str = "",
        *,
        shares_front: bool = False,
    ) -> tuple[bytes, int]:
        def make() -> tuple[bytes, int]:
            return typeset_anew(fitted, logo, name, shares_front=shares_front)

        return _remember(_pdfs, _contents(fitted, logo, name, shares_front), make)

    def find_difference(first: bytes, second: bytes) -> str:
        return _remember(_differences, (first, second), lambda: compare_anew(first, second))

    monkeypatch.setattr(typeset, "typeset_sheet", typeset_sheet)
    monkeypatch.setattr(audit, "find_difference", find_difference)


def _contents(fitted: FittedSheet, logo: Picture | None, name: str, shares_front: bool) -> Hashable:
    """Return all that the PDF of a sheet is made of."""
    from handout.publish.html.record import collect_sources
    from handout.publish.html.render import render

    page = render(fitted, "print", logo)
    pictures = logo, *(side.side.picture for side in fitted.sides)
    looks = page.html, page.own_css, page.style.css, fitted.sheet.handout.value("link.url")
    attached = tuple(collect_sources(fitted, name, logo).items()) if name else ()
    return looks, pictures, attached, name, shares_front, os.environ.get("HANDOUT_FONTS")


def _remember(known: dict[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
    if key not in known:
        known[key] = make()
    return known[key]
