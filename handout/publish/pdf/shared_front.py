"""A front that several sheets share: laid out and drawn once, written with the back of each."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from handout.publish.pdf.finish import finish_file
from handout.publish.pdf.raw_object import number_of, resolve
from handout.publish.pdf.shared_back import (
    BackPage,
    catch_pdf,
    freeze_object,
)
from handout.publish.pdf.writing.typeset_file import write_typeset


class FrontPage:
    """A page that is laid out, drawn and tagged, to be written any number of times."""

    def __init__(self, document: Any, **options: Any) -> None:
        """`document` is a laid-out one of one page, `options` those it is to be written with."""
        self._pdf = catch_pdf(document, **options)
        changing = set(_numbers_that_change(self._pdf))
        self._pdf.objects[:] = [
            element if element.number in changing else freeze_object(element)
            for element in self._pdf.objects
        ]

    def write(self, further: Sequence[BackPage], attach: Callable[[Any], None]) -> bytes:
        """Return a PDF of this page with `further` ones behind it.

        `attach` puts the files that go with it into a pydyf.PDF.
        """
        pdf = copy.deepcopy(self._pdf)  # frozen objects are not copied
        attach(pdf)
        for page in further:
            page.join(pdf)
        finish_file(pdf, 1 + len(further))
        return write_typeset(pdf)


def _numbers_that_change(pdf: Any) -> Iterable[int]:
    """Yield the numbers of the objects to which a page that is joined adds itself."""
    root = resolve(pdf.objects, pdf.catalog["StructTreeRoot"])
    yield from (0, pdf.catalog.number, pdf.pages.number, root.number)
    yield from (number_of(root["ParentTree"]), number_of(root["K"][0]))
    if "Outlines" in pdf.catalog:
        outlines = resolve(pdf.objects, pdf.catalog["Outlines"])
        above = resolve(pdf.objects, outlines["Last"])
        yield from (outlines.number, above.number)
        if "Last" in above:
            yield number_of(above["Last"])
