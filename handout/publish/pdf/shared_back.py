"""A page that many handouts share: laid out once, then appended to each of them.

The typesetter's own hook is used, write_pdf(finisher=...): the page's finished objects are added to
the document's, its tags go to the end of the document's tree, its bookmarks under the document's
last heading.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from handout.publish.pdf.finish import finish_page
from handout.publish.pdf.raw_object import is_dropped, number_of, raw_object, resolve

# A reference, or a string, in which nothing is a reference.
_TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|(?<![\w.])(\d+) 0 R\b")
_CELL_ID = re.compile(rb"\((\d+-\d+-\d+)\)")
_SUBSET = re.compile(rb"/([A-Z]{6})\+")
_DOCUMENT, _PAGES, _BEFORE, _ABOVE = (
    -1,
    -2,
    -3,
    -4,
)  # what the joined page refers to in the document it goes to


class NotJoinableError(Exception):
    """This page cannot be laid out apart: it has links or forms, or is more than one page."""


class BackPage:
    """A page that is laid out and tagged, and can be joined to any number of documents."""

    def __init__(self, document: Any, **options: Any) -> None:
        """`document` is a laid-out one of one page, `options` those it is to be written with.

        Raises NotJoinableError.
        """
        pdf = catch_pdf(document, **options)
        objects = pdf.objects
        root = resolve(objects, pdf.catalog["StructTreeRoot"])
        tree, top = resolve(objects, root["ParentTree"]), resolve(objects, root["K"][0])
        page = objects[pdf.pages["Kids"][0]]
        if pdf.pages["Count"] != 1 or len(tree["Nums"]) != 2 or "Annots" in page:
            raise NotJoinableError
        special = {top.number: _DOCUMENT, pdf.pages.number: _PAGES}
        left_out = {0, pdf.catalog.number, pdf.info.number, root.number, tree.number, *special}
        if "Metadata" in pdf.catalog:
            left_out.add(number_of(pdf.catalog["Metadata"]))
        self._marks: tuple[int, int, int] | None = None
        if "Outlines" in pdf.catalog:
            outlines = resolve(objects, pdf.catalog["Outlines"])
            left_out.add(outlines.number)
            special[outlines.number] = _ABOVE
            marks = (
                number_of(outlines["First"]),
                number_of(outlines["Last"]),
                int(outlines["Count"]),
            )
            objects[marks[0]]["Prev"] = b"%d 0 R" % len(objects)
            special[len(objects)] = _BEFORE
            self._marks = marks
        page_objects = [
            pdf_object
            for pdf_object in objects
            if pdf_object.number not in left_out
            and pdf_object.number is not None
            and not is_dropped(pdf_object)
        ]
        self._index = {
            pdf_object.number: index for index, pdf_object in enumerate(page_objects)
        } | special
        page["StructParents"] = b"%d 0 R" % (
            len(objects) + 1
        )  # not a reference in the end: its key in the tree
        self._index[len(objects) + 1] = _KEY
        self._page = self._index[page.number]
        self._tags = [self._index[number_of(pdf_object)] for pdf_object in top["K"]]
        self._tree = self._split(tree["Nums"][1].data)
        self._objects = [self._read(pdf_object) for pdf_object in page_objects]

    def join(self, pdf: Any) -> None:
        """Put the page at the end of `pdf`, a pydyf.PDF that is about to be written, tagged and of
        one page or more.
        """
        root = resolve(pdf.objects, pdf.catalog["StructTreeRoot"])
        nums, top = (
            resolve(pdf.objects, root["ParentTree"])["Nums"],
            resolve(pdf.objects, root["K"][0]),
        )
        key, base = nums[-2] + 1, len(pdf.objects)
        outside = {_DOCUMENT: top.reference, _PAGES: pdf.pages.reference, _KEY: b"%d" % key}
        if self._marks:
            outside |= self._join_marks(pdf, base)

        def fill_in(parts: list[bytes | int]) -> bytes:
            return b"".join(
                part
                if isinstance(part, bytes)
                else outside[part]
                if part < 0
                else b"%d 0 R" % (base + part)
                for part in parts
            )

        for parts, stream in self._objects:
            pdf.add_object(raw_object(fill_in(parts), stream))
        pdf.pages["Count"] += 1
        pdf.pages["Kids"].extend([base + self._page, 0, "R"])
        top["K"].extend(b"%d 0 R" % (base + number) for number in self._tags)
        nums.extend([key, fill_in(self._tree)])

    def _join_marks(self, pdf: Any, base: int) -> dict[int, bytes]:
        assert self._marks
        first, last, count = self._marks
        outlines = resolve(pdf.objects, pdf.catalog["Outlines"])
        above = resolve(pdf.objects, outlines["Last"])
        before = resolve(pdf.objects, above["Last"]) if "Last" in above else None
        first_reference, last_reference = (
            b"%d 0 R" % (base + self._index[number]) for number in (first, last)
        )
        if before is None:
            above["First"] = first_reference
        else:
            before["Next"] = first_reference
        above["Last"] = last_reference
        above["Count"] += count
        outlines["Count"] += count
        return {
            _ABOVE: above.reference,
            _BEFORE: before.reference if before is not None else b"null",
        }

    def _read(self, pdf_object: Any) -> tuple[list[bytes | int], bool]:
        data, stream = pdf_object.data, not pdf_object.compressible
        head, separator, tail = data.partition(b"stream\n") if stream else (data, b"", b"")
        # A subset of the same face in the other document has other glyphs, so this one needs
        # another name.
        head = _SUBSET.sub(
            lambda match: b"/" + match[1][:5] + (b"Y" if match[1][5:] == b"Z" else b"Z") + b"+",
            head,
        )
        if b"/O /Table" in head:  # ids of table cells count from the start of their document
            head = _CELL_ID.sub(rb"(b\1)", head)
        parts = self._split(head)
        if stream:
            parts.append(separator + tail)
        return parts, stream

    def _split(self, data: bytes) -> list[bytes | int]:
        parts: list[bytes | int] = []
        start = 0
        for match in _TOKEN.finditer(data):
            if match[1]:
                parts += [data[start : match.start()], self._index[int(match[1])]]
                start = match.end()
        return [*parts, data[start:]]


_KEY = -5


class _CaughtError(Exception):
    """A PDF was caught before it was written."""


def catch_pdf(document: Any, *, as_drawn: bool = False, **options: Any) -> Any:
    """Return the pydyf.PDF of a laid-out document as it is about to be written, its pages finished
    as finish_page does.
    """
    caught: list[Any] = []

    def catch(_: Any, pdf: Any) -> None:
        caught.append(pdf)
        raise _CaughtError

    with suppress(_CaughtError):
        document.write_pdf(finisher=catch, **options)
    [pdf] = caught
    finish_page(pdf, as_drawn=as_drawn)
    return pdf


def freeze_object(element: Any) -> Any:
    """Return `element`, an object of a pydyf.PDF, as it is written: with the same number."""
    frozen = raw_object(element.data, not element.compressible)
    frozen.number = element.number
    return frozen
