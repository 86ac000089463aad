"""One YAML file of the layer language (role, band, district, school, customization) as a Layer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.field_reader import (
    PlacedValue,
    as_mapping,
    known_entries,
    list_items,
    read_fields,
    read_value,
    text_position,
)
from handout.sources.fields.placeholders import real_name
from handout.sources.fields.privacy_overrides import Override, read_overrides
from handout.sources.fields.types import (
    Choice,
    Date,
    FieldType,
    Id,
    Markdown,
    Single,
    Switch,
    Text,
    Url,
)
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.text_file import LARGEST
from handout.sources.yaml.tree import read_yaml


class Level(IntEnum):
    """Whose words these are; the later goes on top."""

    BASE = 0
    ROLE = 1
    BAND = 2
    DISTRICT = 3
    SCHOOL = 4
    CUSTOMIZATION = 5


@dataclass(frozen=True, kw_only=True)
class Ref:
    """The id of a block or an item, and where it was named."""

    id: str
    position: Position


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a block's words come from: `points` are item ids, or ("all",)."""

    name: str
    url: str = ""
    points: tuple[str, ...] = ("all",)


@dataclass(frozen=True, kw_only=True)
class Addition:
    """A new block or item. `text` is its Markdown, `text_place` its first character.

    A block has a `title` and a `side` (front, back or extra); only a district's has the last four.
    """

    id: str
    position: Position
    text: str
    text_position: Position
    title: str = ""
    side: str = ""
    after: Ref | None = None
    before: Ref | None = None
    locked: bool = False
    owner: str = ""
    review: datetime.date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """New words for a block or an item; None: as it was."""

    id: str
    position: Position
    title: str | None = None
    text: str | None = None
    text_position: Position | None = None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a layer does to the blocks, or to one block's items.

    `place` is where the changes stand.
    """

    position: Position = Position("")
    add: tuple[Addition, ...] = ()
    remove: tuple[Ref, ...] = ()
    replace: tuple[Replacement, ...] = ()
    order: tuple[Ref, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Layer:
    """One file: fields set (`values`, by dotted name), changes to blocks, and to items by their
    block's id.

    `overrides` are what the privacy check lets stand.
    """

    level: Level
    name: str
    path: str
    values: Mapping[str, PlacedValue] = field(default_factory=dict)
    blocks: Changes = Changes()
    items: Mapping[str, Changes] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()


MOST_CHANGES = 40
# A customization's blocks and items are short; a district may have to say more.
BLOCK_TEXT, ITEM_TEXT, _ANY_LENGTH = Markdown(1200), Markdown(300), Markdown(LARGEST)
TITLE = Text(60)
SIDES = Choice(("front", "back", "extra"))
_DISTRICT_KEYS = ("locked", "owner", "review", "sources")

_Change = TypeVar("_Change", Ref, Addition, Replacement)


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
    found: list[Problem] = []
    values = read_fields(tree, found, also=("blocks", "items", "privacy"))
    blocks, items = Changes(position=tree.position), {}
    overrides: tuple[Override, ...] = ()
    for key, node in tree.entries:
        if key.text == "blocks":
            blocks = _changes(key, node, level, found, of_blocks=True)
        elif key.text == "privacy":
            overrides = read_overrides(node, found, shared=level is not Level.CUSTOMIZATION)
        elif key.text == "items":
            for block, changes in as_mapping(node, "group", "items", found).entries:
                if read_value(Id(), block, "items", found):
                    items[block.text] = _changes(block, changes, level, found, of_blocks=False)
    if hidden := values.get("hide_blocks"):
        assert isinstance(hidden.value, tuple)
        refs = [
            Ref(id=str(name), position=at)
            for name, at in zip(hidden.value, hidden.parts, strict=True)
        ]
        removed = {ref.id: ref for ref in (*refs, *blocks.remove)}
        blocks = replace(blocks, remove=tuple(removed.values()))
    count = sum(
        len(c.add) + len(c.remove) + len(c.replace) + len(c.order)
        for c in (blocks, *items.values())
    )
    if level is Level.CUSTOMIZATION and count > MOST_CHANGES:
        found.append(problem("change-many", blocks.position, count=count, most=MOST_CHANGES))
    found += _names_of_nobody(values)
    path = tree.position.path
    layer = Layer(
        level=level,
        name=Path(path).stem,
        path=path,
        values=values,
        blocks=blocks,
        items=items,
        overrides=overrides,
    )
    return layer, tuple(found)


def _names_of_nobody(values: Mapping[str, PlacedValue]) -> Iterator[Problem]:
    """Note a name that says that there is none yet: the sheet would welcome “Vacant”."""
    named = [(name, values[name]) for name in ("teacher_name", "para_name") if name in values]
    told = [(name, str(placed.value), placed.position) for name, placed in named]
    if contacts := values.get("contacts"):
        assert isinstance(contacts.value, tuple)
        for n, row in enumerate(contacts.value):
            if isinstance(row, dict):
                told.append((f"contacts.{n + 1}.name", row["name"], contacts.parts[n]))
    for name, text, position in told:
        if text and real_name(text) != text:
            yield problem("name-of-nobody", position, warning=True, name=name, found=text)


def read_sources(node: yaml_nodes.Node, found: list[Problem]) -> tuple[Source, ...]:
    """Return the sources in a block's head: a list of rows of name, url and points.

    What is wrong is added to `found`.
    """
    sources = []
    for row in _rows(node, "sources", ("name", "url", "points"), found):
        name, url = row.needed("name", Text(200)), row.text("url", Url(200))
        points = row.nodes.get("points")
        if points is None or (isinstance(points, yaml_nodes.Scalar) and points.text == "all"):
            ids: tuple[str, ...] = ()
        else:
            ids = tuple(ref.id for ref in _refs(points, "points", found))
        if name:
            sources.append(Source(name=name, url=url, points=ids or ("all",)))
    return tuple(sources)


@dataclass(frozen=True)
class _Row:
    """One change, as it was typed: the nodes under their names."""

    name: str
    nodes: Mapping[str, yaml_nodes.Node]
    position: Position
    found: list[Problem]

    def one(self, key: str, kind: FieldType) -> Single | None:
        return read_value(kind, self.nodes[key], key, self.found) if key in self.nodes else None

    def text(self, key: str, kind: FieldType) -> str:
        return str(self.one(key, kind) or "")

    def needed(self, key: str, kind: FieldType) -> str:
        before = len(self.found)
        text = self.text(key, kind)
        if not text and len(self.found) == before:
            self.found.append(problem("change-missing", self.position, name=self.name, key=key))
        return text

    def ref(self, key: str) -> Ref | None:
        name = self.text(key, Id())
        return Ref(id=name, position=self.position_of(key)) if name else None

    def position_of(self, key: str) -> Position:
        return text_position(self.nodes[key]) if key in self.nodes else self.position


def _rows(
    node: yaml_nodes.Node, name: str, keys: tuple[str, ...], found: list[Problem]
) -> Iterator[_Row]:
    for row in list_items(node, "rows", name, found):
        tree = as_mapping(row, "row", name, found)
        if tree is row:
            yield _Row(
                name,
                {key.text: value for key, value in known_entries(tree, keys, found)},
                row.position,
                found,
            )


def _refs(node: yaml_nodes.Node, name: str, found: list[Problem]) -> tuple[Ref, ...]:
    return _once(
        name,
        [
            Ref(id=str(id), position=entry.position)
            for entry in list_items(node, "list", name, found)
            if (id := read_value(Id(), entry, name, found))
        ],
        found,
    )


def _changes(
    key: yaml_nodes.Scalar,
    node: yaml_nodes.Node,
    level: Level,
    found: list[Problem],
    *,
    of_blocks: bool,
) -> Changes:
    verbs = known_entries(
        as_mapping(node, "group", key.text, found), ("add", "remove", "replace", "order"), found
    )
    nodes = {verb.text: value for verb, value in verbs}
    nothing = yaml_nodes.Scalar("", key.position)
    shared = ("id", "title", "text") if of_blocks else ("id", "text")
    extra = ("place", *_DISTRICT_KEYS) if of_blocks else ()
    limit = (
        _ANY_LENGTH if level is not Level.CUSTOMIZATION else BLOCK_TEXT if of_blocks else ITEM_TEXT
    )
    added = _rows(nodes.get("add", nothing), "add", (*shared, "after", "before", *extra), found)
    replaced = _rows(nodes.get("replace", nothing), "replace", shared, found)
    return Changes(
        position=key.position,
        add=_once(
            "add", filter(None, [_addition(row, level, limit, of_blocks) for row in added]), found
        ),
        replace=_once(
            "replace",
            filter(None, [_replacement(row, limit, of_blocks) for row in replaced]),
            found,
        ),
        remove=_refs(nodes.get("remove", nothing), "remove", found),
        order=_refs(nodes.get("order", nothing), "order", found),
    )


def _addition(row: _Row, level: Level, limit: Markdown, of_block: bool) -> Addition | None:
    id, text = row.needed("id", Id()), row.needed("text", limit)
    title = row.needed("title", TITLE) if of_block else ""
    after, before = row.ref("after"), row.ref("before")
    if after and before:
        row.found.append(problem("change-both-ends", before.position, id=id))
    for key in _DISTRICT_KEYS:
        if key in row.nodes and level is not Level.DISTRICT:
            row.found.append(problem("district-only", row.position_of(key), key=key))
    side = row.text("place", SIDES) if of_block else ""
    review, locked, owner = (
        row.one("review", Date()),
        row.one("locked", Switch()),
        row.text("owner", Text(120)),
    )
    sources = read_sources(row.nodes["sources"], row.found) if "sources" in row.nodes else ()
    if not id or not text or (of_block and not title):
        return None
    return Addition(
        id=id,
        position=row.position_of("id"),
        text=text,
        text_position=row.position_of("text"),
        title=title,
        side=side or ("back" if of_block else ""),
        after=after,
        before=before,
        locked=bool(locked),
        owner=owner,
        review=review if isinstance(review, datetime.date) else None,
        sources=sources,
    )


def _replacement(row: _Row, limit: Markdown, of_block: bool) -> Replacement | None:
    before = len(row.found)
    id, title = row.needed("id", Id()), row.text("title", TITLE)
    text = row.text("text", limit) if of_block else row.needed("text", limit)
    if not id or not (title or text):
        if len(row.found) == before:
            row.found.append(problem("change-nothing", row.position, id=id))
        return None
    return Replacement(
        id=id,
        position=row.position_of("id"),
        title=title or None,
        text=text or None,
        text_position=row.position_of("text") if text else None,
    )


def _once(name: str, changes: Iterable[_Change], found: list[Problem]) -> tuple[_Change, ...]:
    """Return `changes` without those whose id was there before; each is a Problem."""
    first: dict[str, _Change] = {}
    for change in changes:
        if change.id in first:
            line = first[change.id].position.line
            found.append(
                problem("change-twice", change.position, name=name, id=change.id, line=line)
            )
        else:
            first[change.id] = change
    return tuple(first.values())
