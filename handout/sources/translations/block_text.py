"""Words set in a translation's file of a block: each at its id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from handout.sources.content.block import Block
from handout.sources.content.translation import TITLE, head_key, written_words
from handout.sources.markdown.document import (
    Bullets,
    Heading,
    Item,
    Part,
    Table,
    items_of,
    row_text,
)
from handout.sources.yaml.writer import format_value

_MARK = re.compile(r"\s*(?:#{1,6} |(?:[-*+]|\d+[.)]) (?:\[[ xX]?\] )?)?")

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")  # in which a bar begins a filter
_BAR = "\\|"


def set_block_words(text: str, changes: Mapping[str, str]) -> str | None:
    """Return the text of a block's file with `changes` by their keys; None if one of them does not
    stand there on a line of its own.
    """
    lines = text.split("\n")
    for key, words in changes.items():
        if key == TITLE:
            numbers = [n for n, line in enumerate(lines) if line.startswith("title:")]
            new_line = f"title:{format_value(words, 2)}"
        else:
            sign = "{#" + key + "}"
            numbers = [n for n, line in enumerate(lines) if sign in line]
            new_line = _item_line(lines[numbers[0]], sign, words) if numbers else ""
        if len(numbers) != 1:
            return None
        lines[numbers[0]] = new_line
    return "\n".join(lines)


def _item_line(line: str, sign: str, words: str) -> str:
    if line.lstrip().startswith("|"):
        return _row_line(words, sign)
    mark = _MARK.match(line)
    return f"{mark[0] if mark else ''}{words} {sign}"


def _row_line(words: str, sign: str) -> str:
    first, *others = Item("", words).cells
    row = row_text([f"{first} {sign}", *others])
    return f"| {_TAG.sub(lambda tag: tag[0].replace(_BAR, '|'), row)} |"


def format_block_words(block: Block, words: Mapping[str, str]) -> str:
    """Return a file of a block with the `words` that there are, in the order of the English one."""
    lines = ["---"]
    if TITLE in words:
        lines.append(f"title:{format_value(words[TITLE], 2)}")
    lines.append("---")
    tables = 0
    for part in block.parts:
        tables += isinstance(part, Table)
        part_lines = list(_part_lines(part, words, tables))
        if part_lines and lines[-1] != "---" and not isinstance(part, Bullets):
            lines.append("")
        lines += part_lines
    return "\n".join(lines) + "\n"


def _part_lines(part: Part, words: Mapping[str, str], table: int) -> Iterator[str]:
    items = [item for item in items_of(part) if item.id in words]
    if isinstance(part, Table):
        # The rows of a table need its head, also where that is as it was.
        heads = [head_key(table, number) for number in range(1, len(part.header) + 1)]
        if items or any(key in words for key in heads):
            yield from _head_lines(part.header, heads, words)
    for number, item in enumerate(items, 1):
        sign, text = "{#" + item.id + "}", written_words(words[item.id])
        match part:
            case Heading():
                yield f"### {text} {sign}"
            case Table():
                yield _row_line(text, sign)
            case Bullets(ordered=ordered, ticks=ticks):
                yield f"{f'{number}.' if ordered else '-'} {'[ ] ' if ticks else ''}{text} {sign}"
            case _:
                yield f"{text} {sign}"


def _head_lines(
    header: Sequence[str], keys: Sequence[str], words: Mapping[str, str]
) -> Iterator[str]:
    cells = [words.get(key, cell) for key, cell in zip(keys, header, strict=True)]
    yield f"| {row_text(cells)} |"
    yield "|" + "---|" * len(cells)
