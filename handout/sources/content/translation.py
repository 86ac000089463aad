"""The words of a language laid over the English blocks and layers, block by block and item by item.

What a block is (its place, its locks, its sources, its items) is said in English only. A file of
another language with the same name says its title and its items' words, by their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.block import Block
from handout.sources.content.layer import Addition, Changes, Layer, Replacement
from handout.sources.content.layer_reader import read_layer
from handout.sources.content.line_template import TAG_CLOSE, TAG_OPEN
from handout.sources.content.template_prose import parse_template_prose
from handout.sources.fields.field_reader import FieldRow
from handout.sources.fields.near_words import find_near_word
from handout.sources.markdown.document import Item, Table, change_items, items_of
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.text_file import read_text
from handout.sources.yaml.tree import parse_yaml

TITLE = "title"
WORD_COLUMNS = {"contacts": "role", "more_facts": "label", "labels": "say"}
"""The lists of a layer of content that hold words, and the column with them."""

_Change = TypeVar("_Change", Addition, Replacement)
_TAGS = re.compile(f"[{TAG_OPEN}{TAG_CLOSE}]")


class BlockWords(dict[str, str]):
    """The words of a block's file: its title, the heads of its tables, and its items by their ids.

    `positions` tells where each stands.
    """

    def __init__(self) -> None:
        super().__init__()
        self.positions: dict[str, Position] = {}

    def put(self, key: str, words: str, position: Position) -> None:
        self[key] = words
        self.positions[key] = position


def read_block_words(path: Path) -> tuple[BlockWords, tuple[Problem, ...]]:
    """Return the words in a language's file of a block, and what is wrong with them.

    Of its front matter only the title is read.
    """
    words = BlockWords()
    try:
        text = read_text(path)
        lines = text.split("\n")
        rules = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
        has_head = len(rules) > 1 and rules[0] == 0
        end = rules[1] if has_head else -1
        if has_head:
            head = parse_yaml("\n".join(["", *lines[1:end]]), str(path))
            for key, node in head.entries:
                if key.text == TITLE and isinstance(node, yaml_nodes.Scalar) and node.text.strip():
                    words.put(TITLE, node.text.strip(), node.position)
    except HandoutError as error:
        return words, error.problems
    position = Position(str(path), end + 2, 1)
    parts, problems = parse_template_prose("\n".join(lines[end + 1 :]), position)
    wrong_lines = {each.line for each in problems}
    tables = 0
    for part in parts:
        if isinstance(part, Table):
            tables += 1
            for number, cell in enumerate(part.header, 1):
                words.put(head_key(tables, number), cell, position)
        for item in items_of(part):
            if item.text.strip() and item.position.line not in wrong_lines:
                words.put(item.id, item.text, item.position)
    return words, problems


def head_key(table: int, column: int) -> str:
    """Return the key of a cell in the head of a table, both counted from 1."""
    return f"head-{table}.{column}"


def block_words(block: Block) -> BlockWords:
    """Return the words of an English block, as read_block_words does those of a translation."""
    words = BlockWords()
    words.put(TITLE, block.title, block.position)
    tables = 0
    for part in block.parts:
        if isinstance(part, Table):
            tables += 1
            for number, cell in enumerate(part.header, 1):
                words.put(head_key(tables, number), cell, block.position)
        for item in items_of(part):
            words.put(item.id, item.text, item.position)
    return words


def written_words(text: str) -> str:
    """Return the words of an item as they stand in its file."""
    return _TAGS.sub("", text)


def unused_words(block: Block, words: BlockWords) -> Iterator[Problem]:
    """Yield what of `words` has no line of the English `block` to stand in place of."""
    english = block_words(block)
    rows = {item.id: item for part in block.parts if isinstance(part, Table) for item in part.rows}
    for key, position in words.positions.items():
        if key not in english:
            near = find_near_word(key, english)
            names = ", ".join(name for name in english if name != TITLE)
            values = {"key": key, "near": near or names, "title": block.title}
            yield problem("translation-no-line", position, warning=True, **values)
        elif key in rows and not _has_same_cells(rows[key], words[key]):
            count = len(rows[key].cells)
            yield problem("translation-cells", position, warning=True, key=key, count=count)


def translate_block(block: Block, words: BlockWords) -> Block:
    """Return `block` with `words` of another language; what they lack stays as it is."""
    tables = 0

    def translate(item: Item, is_row: bool) -> Item:
        text = words.get(item.id)
        if text is None or (is_row and not _has_same_cells(item, text)):
            return item
        return replace(item, text=text, position=words.positions[item.id])

    parts = []
    for part in change_items(block.parts, translate):
        if isinstance(part, Table):
            tables += 1
            header = (
                words.get(head_key(tables, number), cell)
                for number, cell in enumerate(part.header, 1)
            )
            part = replace(part, header=tuple(header))
        parts.append(part)
    return replace(block, title=words.get(TITLE, block.title), parts=tuple(parts))


def _has_same_cells(row: Item, text: str) -> bool:
    """Return whether `text` has as many cells as the English `row`."""
    return len(Item("", text).cells) == len(row.cells)


def layer_words(layer: Layer) -> BlockWords:
    """Return the words of a layer of content: what it says in place of others, and its rows."""
    words = BlockWords()
    for key, change in _changes(layer):
        if isinstance(change, (Addition, Replacement)):
            if change.text:
                words.put(f"{key}.text", change.text, change.text_position or change.position)
            if change.title:
                words.put(f"{key}.title", change.title, change.position)
    for name, column in WORD_COLUMNS.items():
        if placed := layer.values.get(name):
            for number, row in enumerate(placed.rows, 1):
                words.put(f"{name}.{number}", row[column], placed.position)
    return words


def _changes(layer: Layer) -> Iterator[tuple[str, Addition | Replacement]]:
    groups = {f"items.{id}": changes for id, changes in layer.items.items()}
    for prefix, changes in {"blocks": layer.blocks, **groups}.items():
        for addition in changes.add:
            yield f"{prefix}.{addition.id}", addition
        for replacement in changes.replace:
            yield f"{prefix}.{replacement.id}", replacement


def translate_layer(layer: Layer, words: BlockWords) -> Layer:
    """Return a layer of content with `words` of another language; what they lack stays."""

    def change_words(prefix: str, changes: Changes) -> Changes:
        add = tuple(_translate_change(each, f"{prefix}.{each.id}", words) for each in changes.add)
        new = (_translate_change(each, f"{prefix}.{each.id}", words) for each in changes.replace)
        return replace(changes, add=add, replace=tuple(new))

    items = {id: change_words(f"items.{id}", changes) for id, changes in layer.items.items()}
    values = dict(layer.values)
    for name, column in WORD_COLUMNS.items():
        if placed := values.get(name):
            rows: list[FieldRow] = []
            for number, row in enumerate(placed.rows, 1):
                rows.append({**row, column: words.get(f"{name}.{number}", row[column])})
            values[name] = replace(placed, value=tuple(rows))
    return replace(layer, blocks=change_words("blocks", layer.blocks), items=items, values=values)


def _translate_change(change: _Change, key: str, words: BlockWords) -> _Change:
    text, title = words.get(f"{key}.text"), words.get(f"{key}.title")
    if text is not None and change.text:
        position = words.positions[f"{key}.text"]
        change = replace(change, text=text, text_position=position)
    if title is not None and change.title:
        change = replace(change, title=title)
    return change


def word_rows(layer: Layer, name: str) -> list[FieldRow]:
    """Return the rows of one of the WORD_COLUMNS in a layer."""
    placed = layer.values.get(name)
    return placed.rows if placed else []


def read_layer_words(path: Path, layer: Layer) -> tuple[BlockWords, tuple[Problem, ...]]:
    """Return the words in a language's file of `layer`, and what is wrong with them."""
    translated, problems = read_layer(path, layer.level)
    return layer_words(translated), problems


def contact_labels(layer: Layer) -> tuple[str, ...]:
    """Return what the rows of people are called before anybody fills them in."""
    return tuple(row["role"] for row in word_rows(layer, "contacts"))
