"""Find characters that the bundled fonts have no shape for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from handout.content_folders import is_content
from handout.interface_language import spoken_language
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layout.text.line_breaking import extra_characters, missing_characters
from handout.problems import Position, Problem, problem
from handout.sources.fields.field_reader import FieldRow
from handout.sources.fields.labels import field_label
from handout.sources.fields.languages import language_called, language_name
from handout.sources.fields.single_line import shorten
from handout.sources.fields.translations import find_field, written_type
from handout.sources.fields.types import Url
from handout.sources.markdown.document import Table, items_of
from handout.sources.markdown.field_marks import text_without_fields

_MOST_SIGNS = 10  # in one message
# What people see as one sign (UTS 51): a flag, or an emoji with its tone and what is joined to it.
_SIGN = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|.(?:\ufe0f|[\U0001f3fb-\U0001f3ff]|\u200d.)*", re.DOTALL
)


class _Text(NamedTuple):
    """Words of a handout: the field or the box they stand in, and where they come from."""

    text: str
    name: str
    position: Position


def font_problems(handout: Handout, field: str = "language") -> tuple[Problem, ...]:
    """Return a Problem if no font here has the letters of the language that `field` asks for."""
    if has_font(handout.language):
        return ()
    chosen = handout.values.get(field)
    position = chosen.placed.position if chosen else Position("")
    return (no_font_problem(handout.language, position),)


def has_font(language: str) -> bool:
    """Tell whether the letters of a language's own name are in some font here."""
    return not missing_characters(language_name(language))


def no_font_problem(language: str, position: Position, *, warning: bool = False) -> Problem:
    """Return the Problem that no font here has the letters of `language`."""
    name = language_called(language, spoken_language("words"))
    return problem("language-no-font", position, warning=warning, language=name)


def missing_glyph_problems(handout: Handout, edits_file: str = "") -> tuple[Problem, ...]:
    """Return a Problem for each text with characters that no bundled face has.

    `edits_file` is the file of the edits: words that a person put on the sheet itself have no place
    of their own.
    """
    problems = list(_field_problems(handout))
    # A field's words may stand in a box as well: they are reported once, at the field.
    field_positions = {fault.position for fault in problems if fault.line}
    for block in handout.blocks:
        for fault in _block_problems(block):
            if fault.position not in field_positions:
                problems.append(fault)
    return tuple(_place_in_edits(fault, edits_file) for fault in problems)


def extra_letters(handout: Handout) -> str:
    """Return the letters on the sheet that are in a face which is not ours, each once."""
    letters = set[str]()
    for text in _field_texts(handout):
        letters.update(extra_characters(text.text))
    for block in handout.blocks:
        letters.update(_extra_letters_in(block))
    return "".join(sorted(letters))


@lru_cache(maxsize=512)
def _extra_letters_in(block: ComposedBlock) -> str:
    return "".join(extra_characters(text.text) for text in _block_texts(block))


def _field_problems(handout: Handout) -> Iterator[Problem]:
    for text in _field_texts(handout):
        if missing_characters(text.text):  # seldom: only then what the field is called is looked up
            top = text.name.partition(".")[0]
            label = field_label(top, spoken_language("fields")) if find_field(top) else text.name
            yield from _text_problems([text._replace(name=label)])


def _text_problems(texts: Iterable[_Text]) -> Iterator[Problem]:
    for text, name, position in texts:
        if missing := missing_characters(text):
            signs = [sign for sign in _SIGN.findall(text) if set(sign) & set(missing)]
            characters = ", ".join(map(_name_sign, list(dict.fromkeys(signs))[:_MOST_SIGNS]))
            yield problem(
                "no-sign-for-character",
                position,
                characters=characters,
                name=name,
                words=shorten(text),
            )


def _name_sign(sign: str) -> str:
    codes = " ".join(f"U+{ord(part):04X}" for part in sign)
    return f"{sign} ({codes})"


def _place_in_edits(fault: Problem, path: str) -> Problem:
    """Return the Problem at the first line of the file of edits with one of its characters.

    One that has a place already keeps it.
    """
    if fault.path:
        return fault
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):  # there is none yet: the words come from a page
        lines = []
    for number, line in enumerate(lines, 1):
        missing = missing_characters(line)
        if missing and missing[0] in fault.message:
            return replace(fault, path=path, line=number)
    return replace(fault, path=path, line=0)


@lru_cache(maxsize=512)  # most blocks are the same on most sheets
def _block_problems(block: ComposedBlock) -> tuple[Problem, ...]:
    return tuple(_text_problems(_block_texts(block)))


@cache
def _is_printed(name: str) -> bool:
    kind = written_type(name)
    return not isinstance(kind, Url) and getattr(kind, "holds", "") != "file"


def _field_texts(handout: Handout) -> Iterator[_Text]:
    for name, sourced in handout.values.items():
        if not _is_printed(name):
            continue
        placed = sourced.placed
        if not isinstance(placed.value, tuple):
            yield _Text(str(placed.value), name, placed.position)
            continue
        entries: tuple[str | FieldRow, ...] = placed.value
        for index, entry in enumerate(entries):
            position = placed.parts[index] if index < len(placed.parts) else placed.position
            text = "\n".join(entry.values()) if isinstance(entry, dict) else entry
            yield _Text(text, name, position)


def _block_texts(block: ComposedBlock) -> Iterator[_Text]:
    yield _Text(block.title, block.title, _position_unless_ours(block.title, block.position))
    for part in block.parts:
        if isinstance(part, Table):
            header = " ".join(part.header)
            yield _Text(header, block.title, _position_unless_ours(header, block.position))
        for item in items_of(part):
            yield _Text(text_without_fields(item.text), block.title, item.position)


def _position_unless_ours(text: str, position: Position) -> Position:
    """Return the place of a heading: none if the teacher wrote it, for the block's file is ours."""
    return Position("") if is_content(position.path) and missing_characters(text) else position
