"""NAME.edits.yaml: what was changed in the handout itself, beside the customization NAME.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.field_reader import as_mapping, known_entries, list_items, read_value
from handout.sources.fields.types import Choice, FieldType, Id, Switch, Text
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.enclosure import read_enclosure
from handout.sources.yaml.text_file import read_text
from handout.sources.yaml.tree import parse_yaml
from handout.sources.yaml.writer import format_flow


@dataclass(frozen=True, kw_only=True)
class BlockEdit:
    """A box that was changed: `issued` is its prose, `issued_title` its heading before the edits,
    in the normal form.

    None stands for what the content says now. `text` or `title` None: it was left as it was. A box
    of their own is `new`: it stands on `side`, after the box `after`, "" for the first.
    """

    id: str
    issued: str | None = None
    text: str | None = None
    issued_title: str | None = None
    title: str | None = None
    removed: bool = False
    new: bool = False
    side: str = ""
    after: str = ""
    position: Position = field(default=Position(""), compare=False)


@dataclass(frozen=True, kw_only=True)
class Edits:
    """`order`: side -> the ids of its boxes, if any were moved.

    `people`: the order of roles before and after, if changed.
    """

    blocks: tuple[BlockEdit, ...] = ()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def __bool__(self) -> bool:
        return bool(self.blocks or self.order or self.people)


def edits_path(customization: Path) -> Path:
    """Return where the edits of a customization are kept."""
    return customization.with_name(customization.stem + ".edits.yaml")


def read_edits(customization: Path) -> Edits:
    """Return the edits in the file beside a customization, or else those enclosed in it.

    Raises HandoutError with all that is wrong in them.
    """
    path = edits_path(customization)
    if path.exists():
        return parse_edits(read_text(path), str(path))
    if not customization.is_file():
        return Edits()
    return enclosed_edits(read_text(customization), str(customization))


def enclosed_edits(text: str, path: str) -> Edits:
    """Return the edits enclosed in the text of the customization at `path`.

    Raises HandoutError as read_edits does.
    """
    enclosed = read_enclosure(text, path).edits
    return parse_edits(enclosed, path) if enclosed else Edits()


def parse_edits(text: str, path: str) -> Edits:
    """Return the edits in `text`, their places in `path`.

    Raises HandoutError with all that is wrong.
    """
    problems: list[Problem] = []
    entries = known_entries(parse_yaml(text, path), ("blocks", "order", "people"), problems)
    nodes = {key.text: node for key, node in entries}
    nothing = yaml_nodes.Scalar("", Position(path))
    rows = list_items(nodes.get("blocks", nothing), "rows", "blocks", problems)
    blocks = [_read_block(node, problems) for node in rows]
    order_node, people_node = nodes.get("order", nothing), nodes.get("people", nothing)
    order = _read_lists(order_node, "order", _SIDES.options, Id(), problems)
    people = _read_lists(people_node, "people", ("issued", "now"), Text(80), problems)
    if problems:
        raise HandoutError(problems)
    roles = (people["issued"], people["now"]) if {"issued", "now"} <= set(people) else None
    return Edits(blocks=tuple(filter(None, blocks)), order=order, people=roles)


def enclosure_heading(language: str) -> str:
    """Return what the lines of an enclosure say to people."""
    heading: str = message_table("words", language)["edits"]["enclosed"]
    return heading


def is_edits(text: str, path: str) -> bool:
    """Return whether a YAML text holds edits: `blocks` is a list there, and a mapping in a layer.

    Raises HandoutError if it is not YAML of names and values.
    """
    entries = {key.text: node for key, node in parse_yaml(text, path).entries}
    blocks = entries.get("blocks")
    is_listed = blocks is None or isinstance(blocks, yaml_nodes.Sequence)
    return bool(entries) and entries.keys() <= {"blocks", "order", "people"} and is_listed


def format_edits(edits: Edits) -> str:
    """Return the text of a file that parse_edits reads as `edits`."""
    lines = [f"# {line}" for line in message_table("words")["edits"]["head"].splitlines()]
    if edits.blocks:
        lines += ["blocks:", *chain.from_iterable(map(_block_lines, edits.blocks))]
    if edits.order:
        lines += ["order:", *(f"  {side}: {format_flow(ids)}" for side, ids in edits.order.items())]
    if edits.people:
        issued, now = map(format_flow, edits.people)
        lines += ["people:", f"  issued: {issued}", f"  now: {now}"]
    return "".join(f"{line}\n" for line in lines)


_SIDES = Choice(("front", "back", "extra"))
_KEYS = ("id", "title", "issued_title", "removed", "new", "side", "after", "issued", "text")


def _read_block(node: yaml_nodes.Node, problems: list[Problem]) -> BlockEdit | None:
    tree = as_mapping(node, "row", "blocks", problems)
    row = {key.text: value for key, value in known_entries(tree, _KEYS, problems)}
    position = row["id"].position if "id" in row else node.position

    def value_of(key: str, kind: FieldType) -> str | bool | None:
        value = read_value(kind, row[key], key, problems) if key in row else None
        return value if isinstance(value, str | bool) else None

    def text_of(key: str) -> str | None:
        value = row.get(key)
        return value.text if isinstance(value, yaml_nodes.Scalar) else None

    id = value_of("id", Id())
    if not id and not problems:
        problems.append(problem("change-missing", position, name="blocks", key="id"))
    title, issued_title = text_of("title"), text_of("issued_title")
    return BlockEdit(
        id=str(id),
        issued=text_of("issued"),
        text=text_of("text"),
        issued_title=issued_title,
        title=title,
        removed=bool(value_of("removed", Switch())),
        new=bool(value_of("new", Switch())),
        side=str(value_of("side", _SIDES) or ""),
        after=str(value_of("after", Id()) or ""),
        position=position,
    )


def _read_lists(
    node: yaml_nodes.Node,
    name: str,
    names: tuple[str, ...],
    kind: FieldType,
    problems: list[Problem],
) -> dict[str, tuple[str, ...]]:
    """Return the lists of values under the `names` in a group."""
    entries = known_entries(as_mapping(node, "group", name, problems), names, problems)
    return {key.text: _read_texts(value, key.text, kind, problems) for key, value in entries}


def _read_texts(
    node: yaml_nodes.Node, name: str, kind: FieldType, problems: list[Problem]
) -> tuple[str, ...]:
    entries = list_items(node, "list", name, problems)
    return tuple(str(read_value(kind, entry, name, problems) or "") for entry in entries)


def _block_lines(block: BlockEdit) -> Iterator[str]:
    yield f"  - id: {block.id}"
    for key in ("removed", "new"):
        if getattr(block, key):
            yield f"    {key}: yes"
    for key in ("side", "after"):
        if value := getattr(block, key):
            yield f"    {key}: {value}"
    for key in ("issued_title", "title"):
        if (value := getattr(block, key)) is not None:
            yield f"    {key}: {format_flow(value)}"
    for key in ("issued", "text"):
        if (value := getattr(block, key)) is not None:
            yield f"    {key}: |" if value else f'    {key}: ""'
            yield from (f"      {line}".rstrip() for line in value.splitlines())
