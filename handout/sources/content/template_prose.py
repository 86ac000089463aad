"""The Markdown of an office's or editor's block, in which fields may be named: parts and items as
of any Markdown, their lines with tags in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from handout.problems import Position, Problem, problem
from handout.sources.content.line_reader import LineFaultError
from handout.sources.content.line_template import (
    TAG_CLOSE,
    TAG_OPEN,
    find_silent_field,
    read_line,
)
from handout.sources.markdown.document import (
    Item,
    Part,
    Table,
    change_items,
    parse_item,
    parse_prose,
    row_text,
)
from handout.sources.markdown.field_marks import NONCHARACTERS

_TAG = re.compile(r"\{\{[^\n]*?\}\}|\{%[^\n]*?%\}")
_BRACES = re.compile(r"[{}%] ?[{}%]|\{#[^{}]*#\}|\{# ")
_OPENING = re.compile(r"\{\{|\{%")
# While Markdown is read, a tag is a sign that Markdown knows nothing of, and two digits to base 16.
_MASK, _ZERO = "\ufdd5", 0xFDE0
_MASKED = re.compile(f"{_MASK}([\ufde0-\ufdef]{{2}})")
_NEARLY = re.compile(r"\{ +[{%]|[}%] +\}|\}\}|%\}|\{#[^{}]*#\}|\{# ")
# A word processor's quotes in a tag are Jinja's.
_STRAIGHT = str.maketrans("“”„″‘’", '""""\'\'')
# Jinja's signs for taking the spaces beside a tag away would join words.
_TRIM = re.compile(r"(?<=^\{[{%])[-+]|[-+](?=[}%]\}$)")
_MOST_TAGS = 256  # in one text
_IN_ADDRESS = re.compile(rf"\]\([^()\n]*{_MASK}|\{{#[^{{}}\n]*{_MASK}")


@dataclass
class _Tags:
    """The tags of a text, masked: the source and the place of each."""

    position: Position
    sources: list[str] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def mask(self, text: str) -> str:
        """Return `text` with a mask for each tag."""
        lines = NONCHARACTERS.sub("", text).split("\n")
        return "\n".join(self._mask_line(line, number) for number, line in enumerate(lines))

    def _mask_line(self, line: str, number: int) -> str:
        before = max(self.position.column, 1) if number == 0 else 1
        first = self.position._replace(line=max(self.position.line, 1) + number)

        def place(column: int) -> Position:
            return first._replace(column=before + column)

        def mask(match: re.Match[str]) -> str:
            index = len(self.sources)
            if index == _MOST_TAGS:
                position = place(match.start())
                self.problems.append(problem("template-many", position, most=_MOST_TAGS))
            if index >= _MOST_TAGS:
                self.sources.append("")
                return ""
            self.sources.append(_TRIM.sub("", match[0].translate(_STRAIGHT)))
            self.positions.append(place(match.start()))
            return _MASK + chr(_ZERO + index // 16) + chr(_ZERO + index % 16)

        # The id at a line's end is no tag, though its brace may stand beside one.
        masked = _TAG.sub(mask, line)
        if opening := _OPENING.search(masked):
            column = line.rfind(opening[0])
            self.problems.append(problem("template-open", place(column), found=opening[0]))
        elif braces := _NEARLY.search(masked):
            position = place(max(0, line.find(braces[0])))
            self.problems.append(problem("template-nearly", position, found=braces[0]))
        if address := _IN_ADDRESS.search(masked):
            self.problems.append(problem("template-address", place(address.start())))
        return masked

    def unmask(self, text: str) -> tuple[str, list[Position]]:
        """Return `text` with its tags between TAG_OPEN and TAG_CLOSE, and where each of them is."""
        indexes = [_mask_index(match) for match in _MASKED.finditer(text)]

        def write(match: re.Match[str]) -> str:
            return TAG_OPEN + self.sources[_mask_index(match)] + TAG_CLOSE

        return _MASKED.sub(write, text), [self.positions[index] for index in indexes]

    def line(self, text: str, otherwise: Position) -> str:
        """Return a line as a template, and tell what is wrong with it."""
        line, positions = self.unmask(text)
        try:
            read_line(line)
            silent = find_silent_field(line)
        except LineFaultError as error:
            tag, code, values = error.fault
            position = positions[tag] if tag < len(positions) else otherwise
            self.problems.append(problem(code, position, warning=False, **values))
            return re.sub(f"{TAG_OPEN}[^{TAG_CLOSE}]*{TAG_CLOSE}", "", line)
        if silent:
            tag, name = silent
            self.problems.append(problem("template-silent", positions[tag], name=name))
        return line

    def item(self, item: Item, is_row: bool) -> Item:
        if _MASK not in item.text:
            return item
        if not is_row:
            return replace(item, text=self.line(item.text, item.position))
        cells = [self.line(cell, item.position) for cell in item.cells]
        return replace(item, text=row_text(cells))

    def all_problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return the `problems` of the Markdown, and those of the tags.

        What holds a mask is told already, as a field in an id.
        """
        return (*(each for each in problems if _MASK not in each.message), *self.problems)


def parse_template_prose(
    text: str, position: Position
) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """Return the parts of `text`, as parse_prose does, their lines templates where tags stand."""
    if not _BRACES.search(text):
        return parse_prose(text, position)
    tags = _Tags(position)
    parts, problems = parse_prose(tags.mask(text), position)
    unmasked = change_items((_unmask_header(tags, part) for part in parts), tags.item)
    return unmasked, tags.all_problems(problems)


def parse_template_item(
    id: str, text: str, position: Position, columns: int = 0
) -> tuple[Item, tuple[Problem, ...]]:
    """Return one item, as parse_item does, a template where tags stand in it."""
    if not _BRACES.search(text):
        return parse_item(id, text, position, columns)
    tags = _Tags(position)
    item, problems = parse_item(id, tags.mask(text), position, columns)
    return tags.item(item, columns > 0), tags.all_problems(problems)


def _unmask_header(tags: _Tags, part: Part) -> Part:
    if not isinstance(part, Table):
        return part
    if match := _MASKED.search("".join(part.header)):
        position = tags.positions[_mask_index(match)]
        tags.problems.append(problem("template-head", position))
    return replace(part, header=tuple(_MASKED.sub("", cell) for cell in part.header))


def _mask_index(match: re.Match[str]) -> int:
    high, low = match[1][0], match[1][1]
    return (ord(high) - _ZERO) * 16 + ord(low) - _ZERO


def title_problems(title: str, position: Position) -> Iterator[Problem]:
    """Note a field in a title: it would print as it is written."""
    if _OPENING.search(title):
        yield problem("template-title", position)
