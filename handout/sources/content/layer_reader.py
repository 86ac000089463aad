"""One YAML file of the layer language (role, band, district, school, customization) as a Layer."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

from handout.problems import HandoutError, Problem, problem
from handout.sources.content.change_reader import MOST_CHANGES, read_changes
from handout.sources.content.layer import Changes, Confirmation, Layer, Level, Ref
from handout.sources.fields.field_reader import (
    PlacedValue,
    as_mapping,
    known_entries,
    list_items,
    read_fields,
    read_value,
)
from handout.sources.fields.placeholders import real_name
from handout.sources.fields.privacy_overrides import Override, read_overrides
from handout.sources.fields.single_line import shorten
from handout.sources.fields.types import Date, Id
from handout.sources.text_repair import repair_text
from handout.sources.unseen_signs import unseen_codes
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.tree import read_yaml


def read_layer(path: Path, level: Level) -> tuple[Layer, tuple[Problem, ...]]:
    """Return the layer in the file `path`, and all that is wrong with it.

    If the file cannot be read the layer is empty.
    """
    try:
        tree = read_yaml(path)
    except HandoutError as error:
        return Layer(level=level, name=path.stem, path=str(path)), error.problems
    return parse_layer(tree, level)


def parse_layer(tree: yaml_nodes.Mapping, level: Level) -> tuple[Layer, tuple[Problem, ...]]:
    """Return the layer that `tree` describes, and all that is wrong with it: what is wrong is left
    out of the layer.
    """
    problems: list[Problem] = []
    values = read_fields(tree, problems, more_names=("blocks", "items", "privacy", "confirmed"))
    blocks, items = Changes(position=tree.position), {}
    overrides: tuple[Override, ...] = ()
    confirmed: Confirmation | None = None
    for key, node in tree.entries:
        if key.text == "blocks":
            blocks = read_changes(key, node, level, problems, of_blocks=True)
        elif key.text == "confirmed":
            confirmed = _read_confirmation(key, node, level, problems)
        elif key.text == "privacy":
            overrides = read_overrides(node, problems, shared=level is not Level.CUSTOMIZATION)
        elif key.text == "items":
            for block, verbs in as_mapping(node, "group", "items", problems).entries:
                if read_value(Id(), block, "items", problems):
                    changes = read_changes(block, verbs, level, problems, of_blocks=False)
                    items[block.text] = changes
    if hidden := values.get("hide_blocks"):
        assert isinstance(hidden.value, tuple)
        pairs = zip(hidden.value, hidden.parts, strict=True)
        refs = [Ref(id=str(name), position=position) for name, position in pairs]
        removed = {ref.id: ref for ref in (*refs, *blocks.remove)}
        blocks = replace(blocks, remove=tuple(removed.values()))
    count = sum(map(_count_changes, (blocks, *items.values())))
    if level is Level.CUSTOMIZATION and count > MOST_CHANGES:
        problems.append(problem("change-many", blocks.position, count=count, most=MOST_CHANGES))
    problems += _placeholder_warnings(values)
    problems += _odd_signs(tree)
    path = tree.position.path
    layer = Layer(
        level=level,
        name=Path(path).stem,
        path=path,
        values=values,
        blocks=blocks,
        items=items,
        overrides=overrides,
        confirmed=confirmed,
    )
    return layer, tuple(problems)


def _read_confirmation(
    key: yaml_nodes.Scalar, node: yaml_nodes.Node, level: Level, problems: list[Problem]
) -> Confirmation | None:
    """Return what a layer's `confirmed` says; None, and why in `problems`, if it cannot count."""
    if level is not Level.DISTRICT:
        problems.append(problem("confirmed-district", key.position))
        return None
    group = as_mapping(node, "group", "confirmed", problems)
    entries = {
        entry.text: value for entry, value in known_entries(group, ("date", "blocks"), problems)
    }
    day = read_value(Date(), entries["date"], "date", problems) if "date" in entries else None
    blocks = []
    named = list_items(entries["blocks"], "list", "blocks", problems) if "blocks" in entries else ()
    for item in named:
        if id := read_value(Id(), item, "blocks", problems):
            blocks.append(Ref(id=str(id), position=item.position))
    if len(entries) < 2:
        problems.append(problem("confirmed-incomplete", key.position))
    if not isinstance(day, datetime.date) or not blocks:
        return None
    return Confirmation(day=day, blocks=tuple(blocks), position=key.position)


def _count_changes(changes: Changes) -> int:
    verbs = (changes.add, changes.remove, changes.replace, changes.order)
    return sum(map(len, verbs))


def _odd_signs(node: yaml_nodes.Node) -> Iterator[Problem]:
    """Note words that look as if another program had garbled them, which print as they stand, and
    invisible signs, which are left out.
    """
    if isinstance(node, yaml_nodes.Scalar):
        if node.text.isascii() and "&" not in node.text:  # nearly all, of a whole roster
            return
        words = normalize("NFC", node.text)
        if (read := repair_text(words)) != words:
            said = {"found": shorten(words), "read": shorten(read)}
            yield problem("text-garbled", node.position, warning=True, **said)
        if signs := unseen_codes(words):
            yield problem("unseen-signs", node.position, warning=True, signs=signs)
        return
    if isinstance(node, yaml_nodes.Sequence):
        inner = node.items
    else:
        inner = tuple(value for _, value in node.entries)
    for each in inner:
        yield from _odd_signs(each)


def _placeholder_warnings(values: Mapping[str, PlacedValue]) -> Iterator[Problem]:
    """Note a name that says that there is none yet: the sheet would welcome “Vacant”."""
    named = [(name, values[name]) for name in ("teacher_name", "para_name") if name in values]
    names = [(name, str(placed.value), placed.position) for name, placed in named]
    if contacts := values.get("contacts"):
        assert isinstance(contacts.value, tuple)
        pairs = zip(contacts.value, contacts.parts, strict=True)
        for number, (row, position) in enumerate(pairs, 1):
            if isinstance(row, dict):
                names.append((f"contacts.{number}.name", row["name"], position))
    for name, text, position in names:
        if text and real_name(text) != text:
            yield problem("name-of-nobody", position, warning=True, name=name, found=text)
