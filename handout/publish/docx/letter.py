"""A letter in a Word file of somebody's own, with words put in the place of others."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from handout.problems import HandoutError, Position, problem


def word_letter_lines(path: Path) -> list[str]:
    """Return the paragraphs of the Word file at `path`. Raises HandoutError if it is none."""
    try:
        document = _open_document(path.read_bytes())
        return [paragraph.text for paragraph in _paragraphs(document)]
    except Exception as error:  # python-docx raises whatever a damaged file makes of it
        raise HandoutError([problem("letter-word", Position(str(path)))]) from error


def fill_word_letter(content: bytes, fill_line: Callable[[str], str]) -> bytes:
    """Return a Word file whose paragraphs are filled in by `fill_line`.

    Word divides words into runs as it likes. Where a placeholder is divided, the paragraph is set
    as its first run.
    """
    document = _open_document(content)
    for paragraph in _paragraphs(document):
        if fill_line(paragraph.text) == paragraph.text:
            continue
        wanted = fill_line(paragraph.text)
        for run in paragraph.runs:
            filled = fill_line(run.text)
            if filled != run.text:
                run.text = filled
        if paragraph.text != wanted and paragraph.runs:
            first, *others = paragraph.runs
            first.text = wanted
            for run in others:
                run.text = ""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _open_document(content: bytes) -> Any:
    from docx import Document

    return Document(io.BytesIO(content))


def _paragraphs(document: Any) -> Iterator[Any]:
    """Yield the paragraphs of the body, of its tables, and of the heads and feet of its pages."""
    parts = [document]
    for section in document.sections:
        parts += [section.header, section.footer]
    for part in parts:
        yield from part.paragraphs
        for table in part.tables:
            for row in table.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
