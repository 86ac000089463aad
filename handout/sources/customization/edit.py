"""Changes to the values in a customization's text; its comments, order and layout stay."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handout.sources.fields.fields import FIELDS
from handout.sources.fields.translations import can_be_typed, split_member
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.spans import Path, YamlText
from handout.sources.yaml.writer import format_flow, format_value

Row = Mapping[str, str]
Change = str | Sequence[str] | Sequence[Row]
"""The words of one field, "" to empty it; or all its lines, or all its rows."""

_ORDER = {name: index for index, name in enumerate(FIELDS)}
_DISTANCE_COST = 0.001  # of likeness, for each entry that two entries stand apart


def _rank(name: str) -> int:
    """Return where a name stands in a customization: the fields in their order, then what it
    changes in boxes.
    """
    return _ORDER.get(name, len(_ORDER))


def set_values(text: str, changes: Mapping[str, Change]) -> str:
    """Return `text`, the YAML of a customization that parses, with the values in `changes` (by
    their dotted names) set.

    Raises HandoutError if it does not parse.
    """
    for name, change in sorted(changes.items(), key=lambda pair: _rank(pair[0].partition(".")[0])):
        path, change = tuple(name.split(".")), _drop_empty(change, can_be_typed(name))
        if isinstance(change, str):
            text = set_scalar(text, path, change)
        else:
            text = _set_list(text, path, change)
    return text


def format_values(values: Mapping[str, Change]) -> str:
    """Return the YAML of a customization that sets `values` (by their dotted names), in the order
    of the fields.
    """
    lines: list[str] = []
    group = ""
    for name, value in sorted(values.items(), key=lambda pair: _rank(pair[0].partition(".")[0])):
        top, _, member = name.partition(".")
        if member and top != group:
            lines.append(f"{top}:")
        group = top
        value = _drop_empty(value, can_be_typed(name))
        if not value:
            value = ""
        lines += _entry_lines(member or name, value, 2 if member else 0)
    return "".join(f"{line}\n" for line in lines)


def _drop_empty(change: Change, is_translation: bool = False) -> Change:
    """Return all the lines or rows of a list that say something: there is no YAML for a row of
    nothing.
    """
    if isinstance(change, str):
        return change
    lines = [entry for entry in change if isinstance(entry, str)]
    # An empty line of a translation stands for the one beside it, which has none.
    lines = _without_end(lines) if is_translation else [line for line in lines if line.strip()]
    rows = [entry for entry in change if not isinstance(entry, str) and any(entry.values())]
    return rows or lines


def _without_end(lines: list[str]) -> list[str]:
    """Return lines without the empty ones after the last that says something."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    return lines[: filled[-1] + 1] if filled else []


def set_scalar(text: str, path: Path, words: str) -> str:
    """Return `text` with the one value at `path` set. Raises HandoutError if it does not parse."""
    yaml_text = YamlText(text)
    node = yaml_text.value(path)
    if node is None:
        return _add_name(yaml_text, path, words) if words else text
    start = yaml_text.value_start(path)
    end = max(start, yaml_text.node_end(node))  # an empty value stands before its colon
    if yaml_text.is_in_flow(path):
        flow = format_flow(words) if words else ""
        return f"{text[:start]} {flow}{text[end:]}"
    column = (node if isinstance(path[-1], int) else yaml_text.key(path)).position.column - 1
    quoted = isinstance(node, yaml_nodes.Scalar) and node.quoted
    header = re.match(r"[ \t]*[|>][-+\d]*([ \t]+#[^\n]*)", text[start:end])
    value = format_value(words, column + 2, quoted=quoted)
    if header and value.startswith(" |"):
        value = value.replace("\n", header[1] + "\n", 1)
    return text[:start] + value + text[end:]


def _add_name(yaml_text: YamlText, path: Path, change: Change) -> str:
    """Return the text with a name that is not there yet, after the names beside it."""
    name, beside, text = str(path[-1]), yaml_text.value(path[:-1]), yaml_text.text
    if isinstance(beside, yaml_nodes.Mapping) and yaml_text.is_flow(beside):
        return _add_to_flow(yaml_text, beside, name, change)
    if len(path) == 1:
        return _insert_entry(text, name, _entry_lines(name, change, 0))
    if beside is None:
        group = str(path[-2])
        return _insert_entry(text, group, [f"{group}:", *_entry_lines(name, change, 2)])
    if isinstance(beside, yaml_nodes.Mapping):
        last = beside.entries[-1]
        end, indent = yaml_text.line_end(yaml_text.entry_end(last)), last[0].position.column - 1
    else:
        end, indent = yaml_text.line_end(yaml_text.value_start(path[:-1])), 2
    return text[:end] + _below(_entry_lines(name, change, indent)) + text[end:]


def _add_to_flow(
    yaml_text: YamlText, mapping: yaml_nodes.Mapping, name: str, change: Change
) -> str:
    """Return the text with a new name in the brackets of `mapping`, quoted if the first one is."""
    entries, text = mapping.entries, yaml_text.text
    key = format_flow(name) if entries and entries[0][0].quoted else name
    end = max(map(yaml_text.entry_end, entries), default=yaml_text.offset(mapping.position) + 1)
    comma = ", " if entries else ""
    return f"{text[:end]}{comma}{key}: {_format_list(change)}{text[end:]}"


def _below(lines: Iterable[str]) -> str:
    """Return `lines` as they follow the end of a line."""
    return "".join(f"\n{line}" for line in lines)


def _set_list(text: str, path: Path, new_values: Sequence[str] | Sequence[Row]) -> str:
    yaml_text = YamlText(text)
    node = yaml_text.value(path)
    if not new_values:
        return set_scalar(text, path, "")
    if node is None:
        return _add_name(yaml_text, path, new_values)
    if not isinstance(node, yaml_nodes.Sequence):
        return _replace_list(yaml_text, path, node, new_values)
    old = [_plain_entry(item) for item in node.items]
    matches = _match_entries([_without_translations(path, row) for row in old], new_values)
    spans = yaml_text.entry_spans(node)
    if spans is None:  # in brackets
        hidden = {index: _translated_cells(path, old[match]) for index, match in matches.items()}
        kept: list[str | Row] = [*new_values]
        for index, cells in hidden.items():
            entry = kept[index]
            kept[index] = entry if isinstance(entry, str) else {**entry, **cells}
        return _replace_list(yaml_text, path, node, kept)
    for index, old_index in matches.items():
        text = _set_item(text, (*path, old_index), old[old_index], new_values[index])
    yaml_text = YamlText(text)
    node = yaml_text.value(path)
    assert isinstance(node, yaml_nodes.Sequence)
    spans = yaml_text.entry_spans(node)
    assert spans is not None
    if list(matches.values()) == list(range(len(old))) and len(matches) == len(new_values):
        return text
    column = spans[0][2]
    entry_texts: list[str] = []
    entries: list[str | Row] = [*new_values]
    for index, value in enumerate(entries):
        if index in matches:
            start, end, _ = spans[matches[index]]
            entry_texts.append(text[start:end])
        else:
            entry_texts += _item_lines(value, column)
    return text[: spans[0][0]] + "\n".join(entry_texts) + text[spans[-1][1] :]


def _replace_list(
    yaml_text: YamlText,
    path: Path,
    node: yaml_nodes.Node,
    new_values: Sequence[str | Row],
) -> str:
    """Return the text with a list in the place of `node`, which is no list of lines with dashes."""
    text, start = yaml_text.text, yaml_text.value_start(path)
    end = max(start, yaml_text.node_end(node))
    if yaml_text.is_in_flow(path):
        return f"{text[:start]} {_format_list(new_values)}{text[end:]}"
    indent = yaml_text.key(path).position.column + 1
    return text[:start] + _below(_list_lines(new_values, indent)) + text[end:]


def _set_item(text: str, path: Path, old: str | Row, new: str | Row) -> str:
    if isinstance(new, str) or isinstance(old, str):
        return text if old == new else set_scalar(text, path, str(new))
    for column, words in new.items():
        if words != old.get(column, ""):
            text = set_scalar(text, (*path, column), words)
    return text


def _match_entries(old: Sequence[str | Row], new: Sequence[str] | Sequence[Row]) -> dict[int, int]:
    """Return which of the `old` entries each of the `new` ones was, by their indexes: the same,
    then the most alike.
    """
    from difflib import SequenceMatcher

    matches: dict[int, int] = {}
    before, after = [_entry_words(entry) for entry in old], [_entry_words(entry) for entry in new]
    for least in (1.0, 0.5):
        ranked: list[tuple[float, int, int]] = []
        for index, words in enumerate(after):
            for old_index, other in enumerate(before):
                if index not in matches and old_index not in matches.values():
                    likeness = SequenceMatcher(None, other, words, autojunk=False).ratio()
                    if likeness >= least:
                        distance = abs(index - old_index)
                        rank = -likeness + _DISTANCE_COST * distance
                        insort(ranked, (rank, index, old_index))
        for _, index, old_index in ranked:
            if index not in matches and old_index not in matches.values():
                matches[index] = old_index
    return dict(sorted(matches.items()))


def _translated_cells(path: Path, entry: str | Row) -> Row:
    """Return what an entry of the list at `path` says in other languages: no page changes it."""
    cells: Row = {} if isinstance(entry, str) else entry
    return {key: words for key, words in cells.items() if split_member(str(path[0]), key)}


def _without_translations(path: Path, entry: str | Row) -> str | Row:
    if isinstance(entry, str):
        return entry
    translated = _translated_cells(path, entry)
    return {key: words for key, words in entry.items() if key not in translated}


def _entry_words(value: str | Row) -> str:
    if isinstance(value, str):
        return value
    return " | ".join(value[key] for key in sorted(value) if value[key])


def _plain_entry(node: yaml_nodes.Node) -> str | Row:
    if isinstance(node, yaml_nodes.Mapping):
        pairs = node.entries
        return {key.text: cell.text for key, cell in pairs if isinstance(cell, yaml_nodes.Scalar)}
    return node.text if isinstance(node, yaml_nodes.Scalar) else ""


def _insert_entry(text: str, name: str, lines: list[str]) -> str:
    """Return `text` with an entry of its own for the field `name`: where its example stands, else
    after the field before it.
    """
    example = re.search(rf"^#{re.escape(name)}:", text, re.MULTILINE)
    if example:
        return text[: example.start()] + "\n".join(lines) + "\n" + text[example.start() :]
    yaml_text = YamlText(text)
    entries = yaml_text.tree.entries
    if name in _ORDER:
        earlier = [entry for entry in entries if _rank(entry[0].text) < _rank(name)]
    else:
        earlier = list(entries)
    if not earlier:
        end = yaml_text.starts[entries[0][0].position.line - 1] if entries else len(text)
        before = "\n" if end and text[end - 1] != "\n" else ""
        return text[:end] + before + "\n".join(lines) + "\n" + text[end:]
    key, node = max(earlier, key=lambda entry: entry[0].position.line)
    end = yaml_text.line_end(max(yaml_text.node_end(node), yaml_text.offset(key.end)))
    return text[:end] + _below(lines) + (text[end:] or "\n")


def _entry_lines(name: str, change: Change, indent: int) -> list[str]:
    if not isinstance(change, str):
        return [" " * indent + f"{name}:", *_list_lines(change, indent + 2)]
    return (" " * indent + f"{name}:{format_value(change, indent + 2)}").split("\n")


def _list_lines(values: Sequence[str | Row], indent: int) -> Iterator[str]:
    for value in values:
        yield from _item_lines(value, indent)


def _item_lines(value: str | Row, indent: int) -> list[str]:
    dash = " " * indent + "-"
    if isinstance(value, str):
        return [dash + (format_value(value, indent + 2) or ' ""')]
    lines = [f"{key}:{format_value(words, indent + 4)}" for key, words in value.items() if words]
    return [f"{dash} {lines[0]}", *(" " * (indent + 2) + line for line in lines[1:])]


def _format_list(change: str | Sequence[str | Row]) -> str:
    """Return a value between quotes or brackets; empty cells of rows are left out."""
    if isinstance(change, str):
        return format_flow(change)
    entries: list[str | Row] = []
    for entry in change:
        if not isinstance(entry, str):
            entry = {key: words for key, words in entry.items() if words}
        entries.append(entry)
    return format_flow(entries)
