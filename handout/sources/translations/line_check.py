"""Whether words can stand for a line: its fields, signs, numbers and marks are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from handout.message_tables import find_fault, names_in
from handout.plural_forms import CATEGORIES
from handout.problems import Position
from handout.sources.content.template_prose import parse_template_item
from handout.sources.translations.lines import BETWEEN, Line

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’")
_NAME = re.compile(r"[A-Za-z_][\w.\[\]]*")
_KEYWORDS = {"if", "not", "else", "elif", "endif", "default", "and", "or", "is", "in", *CATEGORIES}
_NUMBER = re.compile(r"\d+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
# Office programs print **so** in bold while it is typed, and the stars are gone.
_BOLD = "**"
_LEGAL = "§"
_ID = "{#"


class Breakage(NamedTuple):
    """Why words cannot be taken: a key of [languages.broken] in commands.toml, and its value."""

    reason: str
    detail: str = ""


def find_breakage(line: Line, words: str) -> Breakage | None:
    """Return what is broken in `words`, which are to stand for a line; None if nothing is."""
    if _CONTROL.search(words):
        return Breakage("control")
    if line.is_table:
        return next(_message_breakages(line, words), None)
    return next(_prose_breakages(line, words), None)


def split_entries(words: str) -> list[str]:
    """Return the entries of a list that stands in one line."""
    return [entry.strip() for entry in words.split(BETWEEN.strip())]


def _message_breakages(line: Line, words: str) -> Iterator[Breakage]:
    fault = find_fault(line.english, words)
    if fault:
        yield Breakage(*fault)
    lost = sorted((names_in(line.translated) or set()) - (names_in(words) or set()))
    if lost:
        yield Breakage("lost", "{" + lost[0] + "}")
    if line.is_list and len(split_entries(line.english)) != len(split_entries(words)):
        yield Breakage("count", str(len(split_entries(line.english))))


def _prose_breakages(line: Line, words: str) -> Iterator[Breakage]:
    if _ID in words:
        yield Breakage("id")
    known, used = _fields(line.english) | _fields(line.translated), _fields(words)
    if unknown := sorted(used - known):
        yield Breakage("name", unknown[0])
    if lost := sorted(_fields(line.translated) - used):
        yield Breakage("lost", lost[0])
    if line.english.count(_LEGAL) != words.count(_LEGAL):
        yield Breakage("legal")
    if (_BOLD in line.english) != (_BOLD in words) or words.count(_BOLD) % 2:
        yield Breakage("bold")
    bars = line.english.count("|") - words.count("|")
    if bars:
        yield Breakage("cells", str(line.english.count("|") + 1))
    if sorted(_NUMBER.findall(line.english)) != sorted(_NUMBER.findall(words)):
        yield Breakage("numbers", ", ".join(_NUMBER.findall(line.english)) or "—")
    problems = parse_template_item("line", words, Position(""))[1]
    if problems:
        yield Breakage("marks", problems[0].message)


def _fields(text: str) -> set[str]:
    """Return the fields that the tags of a line name."""
    tags = " ".join(_TAG.findall(text))
    return set(_NAME.findall(_QUOTED.sub(" ", tags))) - _KEYWORDS
