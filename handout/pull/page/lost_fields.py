"""Find fields again whose marks another program removed from a line, by the words around them or
their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from handout.edits.box_units import prose_units
from handout.edits.units import Unit, match_units
from handout.problems import Position, Problem
from handout.sources.edited.html_line import Line
from handout.sources.edited.html_page import Page, PageBox
from handout.sources.edited.record import Record, RecordedBlock
from handout.sources.fields.fields import value_type
from handout.sources.fields.value_parser import parse_value
from handout.sources.markdown.document import Item
from handout.sources.markdown.field_marks import (
    ANY_MARK,
    FIRST_NONCHARACTER,
    FieldMark,
    bare_text,
    find_marks,
    has_marks,
    make_mark,
    readable_text,
)
from handout.sources.markdown.normalize import stretches
from handout.sources.markdown.writer import Stretch, plain_text, tidy

_MARK = re.compile(ANY_MARK)
_LEAST_LETTERS = 2  # of words that are known again wherever they stand in a line


def restore_fields(page: Page, record: Record) -> Page:
    """Return `page` with the marks of fields that its lines have lost.

    A field is in its place where the words around it are those issued, or its own words still
    stand. New words in its place are its new words if no mark of it is left on the page, and it
    can have them; else they are the line's.
    """
    restorer = _Restorer(page, record)
    blocks = [restorer.read_box(block, record.blocks.get(block.id)) for block in page.blocks]
    fields = dict(page.fields)
    for name, words in restorer.found:
        fields[name] = (*fields.get(name, ()), words)
    return replace(page, blocks=tuple(blocks), fields=fields)


class _Place(NamedTuple):
    """Where in the words of a cell a field stands without a mark, and what it says."""

    start: int
    end: int
    name: str
    words: str


class _Restorer:
    """`found` are the fields that were known again, with their words."""

    def __init__(self, page: Page, record: Record) -> None:
        self.marked_fields = page.fields.keys()
        self.words: Mapping[str, str] = record.fields
        self.found: list[tuple[str, str]] = []

    def read_box(self, box: PageBox, issued: RecordedBlock | None) -> PageBox:
        if issued is None or issued.holds not in ("", "help"):
            return box
        base = [unit for unit in prose_units(issued.text) if has_marks(unit.text)]
        if not base:
            return box
        lines = list(box.lines)
        texts = Counter(_line_text(line) for line in lines)
        unmarked = []
        for unit in base:
            text = _unit_text(unit)
            if texts[text] > 0:
                texts[text] -= 1
            else:
                unmarked.append(unit)
        for index, unit in self.pair_lines(lines, unmarked):
            lines[index] = self.restore_line(lines[index], unit)
        return replace(box, lines=lines)

    def pair_lines(
        self, lines: Sequence[Line], unmarked: Sequence[Unit]
    ) -> Iterator[tuple[int, Unit]]:
        """Yield the index of each line that may be one of the `unmarked` units, with that unit."""
        issued = [replace(unit, kind="p", text=self.shown_text(unit), id="") for unit in unmarked]
        current = [Unit("p", line.text) for line in lines]
        for number, index in match_units(issued, current).items():
            yield index, unmarked[number]

    def shown_text(self, unit: Unit) -> str:
        text = readable_text(_unit_text(unit), lambda name: self.words.get(name, "") or " ")
        return " ".join(text.split())

    def restore_line(self, line: Line, unit: Unit) -> Line:
        """Return the line with the fields that `unit` has."""
        patterns = _cells_of(unit)
        if len(patterns) != len(line.cells):
            return line
        pairs = zip(line.cells, patterns, strict=True)
        return replace(line, cells=tuple(self.restore_cell(*pair) for pair in pairs))

    def restore_cell(self, cell: tuple[Stretch, ...], pattern: str) -> tuple[Stretch, ...]:
        """Return `cell` with the fields that it has lost; `pattern` is the cell as issued."""
        if not has_marks(pattern):
            return cell
        text = plain_text(cell)
        places = self.places_around(text, pattern) or self.places_of_words(text, pattern)
        for place in reversed(places):
            self.found.append((place.name, place.words))
            cell = _write_place(cell, place)
        return tidy(cell)

    def places_around(self, text: str, pattern: str) -> list[_Place]:
        """Return where fields stand in `text` without marks, if all words around them are as
        issued. Each stands between the nearest of those words, so that long lines take no time.
        """
        parts, fields = _MARK.split(pattern), find_marks(pattern)
        spans = _spans_between(_mask_marks(text), parts)
        places = []
        for number, (span, field) in enumerate(zip(spans, fields, strict=False)):
            span_text = text[slice(*span)]
            marks = [mark.name for mark in find_marks(span_text)]
            words = _MARK.sub("", span_text).strip()
            # Somebody may have written beside the mark of an empty field.
            is_known = marks == [field.name] and not (words and self.words.get(field.name))
            if is_known and not words:
                continue
            neighbors = parts[number][-1:], parts[number + 1][:1]
            is_value = not words or (
                _has_spaces(text, span, neighbors) and self.is_value(field.name, words)
            )
            if not is_value or (marks and not is_known):
                return []
            places.append(_Place(*span, field.name, words))
        return places

    def is_value(self, name: str, words: str) -> bool:
        """Tell whether `words` that have no mark can be those of a field."""
        issued = self.words.get(name, "")
        if words == issued:
            return True
        if issued and name in self.marked_fields:
            return False
        kind = value_type(name)
        assert kind is not None
        problems: list[Problem] = []
        parse_value(kind, words, Position(""), name, problems)
        return not problems

    def places_of_words(self, text: str, pattern: str) -> list[_Place]:
        """Return where the words of fields that `text` has lost stand in it, each once and as words
        of their own.
        """
        places = []
        for name, count in _missing_marks(pattern, text).items():
            words = self.words.get(name, "")
            if len(words) < _LEAST_LETTERS or count > 1:
                continue
            matches = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", _mask_marks(text)))
            if len(matches) == 1:
                places.append(_Place(*matches[0].span(), name, words))
        return sorted(places)


def _mask_marks(text: str) -> str:
    """Return `text`, as long as it is, with no words in its marks."""
    return _MARK.sub(lambda match: FIRST_NONCHARACTER * len(match[0]), text)


def _spans_between(text: str, parts: Sequence[str]) -> list[tuple[int, int]]:
    """Return what stands between each two of `parts` in `text`, less the spaces at its sides; an
    empty list if they do not stand there, or two of them touch.
    """
    first, *middle, last = (part.strip() for part in parts)
    end = len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last)) or not all(middle):
        return []
    spans, position = [], len(first)
    for part in middle:
        start = text.find(part, position, end)
        if start < 0:
            return []
        spans.append(_strip_span(text, position, start))
        position = start + len(part)
    return [*spans, _strip_span(text, position, end)] if position <= end else []


def _strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    return (start + left, start + left + len(words.strip())) if words.strip() else (end, end)


def _has_spaces(text: str, span: tuple[int, int], neighbors: tuple[str, str]) -> bool:
    """Return whether the words in `span` have a space on each side where `neighbors` has one."""
    beside = text[span[0] - 1 : span[0]], text[span[1] : span[1] + 1]
    pairs = zip(neighbors, beside, strict=True)
    return all(issued != " " or current == " " for issued, current in pairs)


def _missing_marks(pattern: str, text: str) -> Counter[str]:
    issued = Counter(mark.name for mark in find_marks(pattern))
    return issued - Counter(mark.name for mark in find_marks(text))


def _write_place(cell: Sequence[Stretch], place: _Place) -> tuple[Stretch, ...]:
    """Return `cell` with a mark for the characters of `place`, in the face of the first of them."""
    mark = make_mark(FieldMark(place.name, place.words))
    text = plain_text(cell)
    # A line that ends with an empty field has lost the space before it.
    if text[place.start - 1 : place.start].strip() and not place.words:
        mark = f" {mark}"
    written = []
    position, is_written = 0, False
    for stretch in cell:
        begin, position = position, position + len(stretch.text)
        before = stretch.text[: max(0, place.start - begin)]
        after = stretch.text[max(0, place.end - begin) :]
        is_here = not is_written and (place.start < position or position == len(text))
        written.append(stretch._replace(text=before + (mark if is_here else "") + after))
        is_written = is_written or is_here
    return tuple(written)


def _cells_of(unit: Unit) -> list[str]:
    """Return the words of a unit's cells with the bare marks of their fields."""
    cells = Item("", unit.text).cells if unit.kind in ("row", "head") else (unit.text,)
    return [plain_text(tidy(stretches(cell))) for cell in cells]


def _unit_text(unit: Unit) -> str:
    return " · ".join(_cells_of(unit))


def _line_text(line: Line) -> str:
    """Return the same of a line."""
    return " · ".join(bare_text(plain_text(cell)) for cell in line.cells)
