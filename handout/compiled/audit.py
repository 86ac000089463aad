"""Compare a compiled sheet with a typeset one: words, places, tags, bookmarks and pixels."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pikepdf

from handout.compiled.fragments.page import TypesetPage
from handout.compiled.pdf.types import PX, NotCompilableError, StructureTag

_NEAR = 0.1 * PX  # px: as far as a glyph may be from where it should be
_PATIENCE = 60  # seconds
_TRIES = 3


class NotRenderedError(Exception):
    """The pages could not be drawn, for a reason that is not theirs: the process that draws them
    was ended, or never began.
    """


def find_difference(typeset: bytes, compiled: bytes) -> str:
    """Return what first differs between two PDFs of one sheet, in a few words for the manifest; ""
    if nothing does.

    Raises NotDrawnError if nothing else differs and the pages could not be drawn.
    """
    with (
        pikepdf.open(io.BytesIO(typeset)) as typeset_pdf,
        pikepdf.open(io.BytesIO(compiled)) as compiled_pdf,
    ):
        if len(typeset_pdf.pages) != len(compiled_pdf.pages):
            return "pages"
        for key in ("/Lang", "/MarkInfo"):
            if str(typeset_pdf.Root.get(key)) != str(compiled_pdf.Root.get(key)):
                return key
        if typeset_pdf.docinfo.get("/Title") != compiled_pdf.docinfo.get("/Title"):
            return "title"
        try:
            for index in range(len(typeset_pdf.pages)):
                pages = TypesetPage(typeset_pdf, index), TypesetPage(compiled_pdf, index)
                if difference := _page(*pages):
                    return f"{difference}, page {index + 1}"
        except NotCompilableError as reason:
            return str(reason)
    return _pixels(typeset, compiled)


def _page(typeset: TypesetPage, compiled: TypesetPage) -> str:
    for first, second in zip_longest(
        _words(typeset, typeset.tags), _words(compiled, compiled.tags)
    ):
        if first is None or second is None or first[0] != second[0]:
            return f"tags ({first and first[0]}, {second and second[0]})"
        for glyph, other in zip_longest(first[1], second[1]):
            if (
                glyph is None
                or other is None
                or glyph[:2] != other[:2]
                or max(abs(a - b) for a, b in zip(glyph[2:], other[2:], strict=True)) > _NEAR
            ):
                words = "".join(letter for letter, *_ in first[1])
                return f"words ({words[:30]})"
    marks, others = typeset.bookmarks, compiled.bookmarks
    if [(mark.level, mark.title) for mark in marks] != [
        (mark.level, mark.title) for mark in others
    ]:
        return "bookmarks"
    for mark, other in zip(marks, others, strict=True):
        if max(abs(mark.x - other.x), abs(mark.y - other.y)) > _NEAR:
            return "places of bookmarks"
    return ""


Glyph = tuple[str, str, float, float, float, float]


def _words(
    page: TypesetPage, tag: StructureTag
) -> Iterator[tuple[tuple[object, ...], list[Glyph]]]:
    """Yield every element in reading order, with what it is and the glyphs that are its own."""
    ids = {}
    for number, element in enumerate(_tags(tag)):
        if "ID" in element.attributes:
            ids[element.attributes["ID"]] = number
    for element in _tags(tag):
        attributes = {
            key: tuple(ids[part[1]] for part in value) if key == "Headers" else value
            for key, value in element.attributes.items()
            if key not in ("ID", "BBox")
        }
        glyphs: list[Glyph] = []
        for child in element.children:
            for text in page.texts.get(child, []) if isinstance(child, int) else []:
                color = sum(level * 1000**place for place, level in enumerate(text.color))
                for glyph, start in text.glyphs:
                    letter = text.font.letters.get(glyph, "?")
                    if letter.strip():
                        glyphs.append(
                            (letter, text.font.name, text.x + start, text.y, text.size, color)
                        )
        children: list[str] = []
        for child in element.children:
            kind = "text" if isinstance(child, int) else child.kind
            if kind != "text" or children[-1:] not in (
                [],
                ["text"],
            ):  # pieces of text next to each other are one
                children.append(kind)
        yield (element.kind, tuple(sorted(attributes.items())), tuple(children)), glyphs


def _tags(tag: StructureTag) -> Iterator[StructureTag]:
    yield tag
    for child in tag.children:
        if isinstance(child, StructureTag):
            yield from _tags(child)


def _pixels(typeset: bytes, compiled: bytes) -> str:
    """In a process of its own: a library that draws may end the one it is in, and knows nothing of
    threads.
    """
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    for _ in range(_TRIES):
        try:
            process = subprocess.run(
                [sys.executable, "-P", "-m", "handout.compiled.audit_pixels", str(len(typeset))],
                input=typeset + compiled,
                capture_output=True,
                timeout=_PATIENCE,
                check=True,
                env=os.environ | {"PYTHONPATH": path},
            )
        except (OSError, subprocess.SubprocessError):
            continue
        return process.stdout.decode()
    raise NotRenderedError
