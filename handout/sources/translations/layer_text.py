"""Words set in a translation's file of a role, a band or the base: each at its block and id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handout.sources.content.layer import Layer
from handout.sources.content.translation import WORD_COLUMNS, word_rows
from handout.sources.customization.edit import set_scalar
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.spans import Path, YamlText
from handout.sources.yaml.writer import format_flow


def set_layer_words(text: str, changes: Mapping[str, str]) -> str | None:
    """Return the YAML `text` with `changes` by their keys; None if one of them is not there."""
    for key, words in changes.items():
        path = _find_path(YamlText(text), key)
        if path is None:
            return None
        text = set_scalar(text, path, words)
    return text


def _find_path(yaml_text: YamlText, key: str) -> Path | None:
    *group, last = key.split(".")
    if group and group[0] in WORD_COLUMNS:
        rows: Path = (group[0], int(last) - 1, WORD_COLUMNS[group[0]])
        node = yaml_text.value((group[0],))
        has_row = isinstance(node, yaml_nodes.Sequence) and int(last) <= len(node.items)
        return rows if has_row else None
    *outer, id = group
    for change in ("add", "replace"):
        entries = yaml_text.value((*outer, change))
        if not isinstance(entries, yaml_nodes.Sequence):
            continue
        for index in range(len(entries.items)):
            named = yaml_text.value((*outer, change, index, "id"))
            path = (*outer, change, index, last)
            if isinstance(named, yaml_nodes.Scalar) and named.text == id and yaml_text.value(path):
                return path
    return None


def format_layer_words(layer: Layer, words: Mapping[str, str]) -> str:
    """Return a file of a layer with the `words` that there are. A list is there whole or not at
    all: its rows are known by their numbers.
    """
    lines: list[str] = []
    blocks = {id: change for id, change in _by_id(words, "blocks")}
    lines += _replacement_lines("blocks", blocks)
    groups = dict.fromkeys(key.split(".")[1] for key in words if key.startswith("items."))
    if groups:
        lines.append("items:")
    for group in groups:
        changes = {id: change for id, change in _by_id(words, f"items.{group}")}
        lines += [f"  {line}" for line in _replacement_lines(group, changes)]
    for name, column in WORD_COLUMNS.items():
        rows = word_rows(layer, name)
        if any(f"{name}.{number}" in words for number in range(1, len(rows) + 1)):
            lines.append(f"{name}:")
            for number, row in enumerate(rows, 1):
                cells = {**row, column: words.get(f"{name}.{number}", row[column])}
                lines.append(f"  - {format_flow(cells)}")
    return "\n".join(lines) + "\n"


def _by_id(words: Mapping[str, str], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    changes: dict[str, dict[str, str]] = {}
    for key, text in words.items():
        if key.startswith(f"{prefix}."):
            id, part = key.removeprefix(f"{prefix}.").split(".")
            changes.setdefault(id, {})[part] = text
    yield from changes.items()


def _replacement_lines(name: str, changes: Mapping[str, Mapping[str, str]]) -> list[str]:
    if not changes:
        return []
    entries = [f"    - {format_flow({'id': id, **parts})}" for id, parts in changes.items()]
    return [f"{name}:", "  replace:", *entries]
