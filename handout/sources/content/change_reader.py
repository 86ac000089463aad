"""What a layer adds, removes, replaces and reorders: blocks, or the items of a block."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from handout.content_folders import list_languages
from handout.problems import Position, Problem, problem
from handout.sources.content.if_full import read_if_full
from handout.sources.content.layer import (
    Addition,
    Changes,
    Level,
    Ref,
    Replacement,
    Source,
    Translation,
)
from handout.sources.fields.field_reader import (
    as_mapping,
    known_entries,
    list_items,
    read_value,
    text_position,
)
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

MOST_CHANGES = 40
# A customization's blocks and items are short; a district may have to say more.
_BLOCK_TEXT, _ITEM_TEXT, _ANY_LENGTH = Markdown(1200), Markdown(300), Markdown(LARGEST)
TITLE = Text(60)
SIDES = Choice(("front", "back", "extra"))
# What a district alone says of a box, and of where its words come from.
OWNERSHIP: Mapping[str, FieldType] = {"locked": Switch(), "owner": Text(120), "review": Date()}
SOURCE: Mapping[str, FieldType] = {
    "name": Text(200),
    "url": Url(200),
    "read": Date(),
    "why_no_address": Text(200),
}
_DISTRICT_KEYS = (*OWNERSHIP, "sources")
_SOURCE_KEYS = (*SOURCE, "points")

_Change = TypeVar("_Change", Ref, Addition, Replacement)


def text_limit(level: Level, *, of_blocks: bool) -> Markdown:
    """Return how long the words of a block, or of an item, may be in a file of `level`."""
    if level is not Level.CUSTOMIZATION:
        return _ANY_LENGTH
    return _BLOCK_TEXT if of_blocks else _ITEM_TEXT


def read_sources(node: yaml_nodes.Node, problems: list[Problem]) -> tuple[Source, ...]:
    """Return the sources in a block's head, a list of rows.

    What is wrong is added to `problems`.
    """
    sources = []
    for row in _read_rows(node, "sources", _SOURCE_KEYS, problems):
        name, url = row.read_required("name", SOURCE["name"]), row.text("url", SOURCE["url"])
        read = row.value("read", SOURCE["read"])
        reason = row.text("why_no_address", SOURCE["why_no_address"])
        points = row.nodes.get("points")
        if points is None or (isinstance(points, yaml_nodes.Scalar) and points.text == "all"):
            ids: tuple[str, ...] = ()
        else:
            ids = tuple(ref.id for ref in _read_refs(points, "points", problems))
        if name:
            source = Source(
                name=name,
                url=url,
                points=ids or ("all",),
                read=read if isinstance(read, datetime.date) else None,
                why_no_address=reason,
            )
            sources.append(source)
    return tuple(sources)


@dataclass(frozen=True)
class _ChangeRow:
    """One change, as it was typed: the nodes under their names."""

    name: str
    nodes: Mapping[str, yaml_nodes.Node]
    position: Position
    problems: list[Problem]

    def value(self, key: str, kind: FieldType) -> Single | None:
        return read_value(kind, self.nodes[key], key, self.problems) if key in self.nodes else None

    def text(self, key: str, kind: FieldType) -> str:
        return str(self.value(key, kind) or "")

    def read_required(self, key: str, kind: FieldType) -> str:
        before = len(self.problems)
        text = self.text(key, kind)
        if not text and len(self.problems) == before:
            self.problems.append(problem("change-missing", self.position, name=self.name, key=key))
        return text

    def ref(self, key: str) -> Ref | None:
        name = self.text(key, Id())
        return Ref(id=name, position=self.position_of(key)) if name else None

    def position_of(self, key: str) -> Position:
        return text_position(self.nodes[key]) if key in self.nodes else self.position


def _read_rows(
    node: yaml_nodes.Node, name: str, keys: tuple[str, ...], problems: list[Problem]
) -> Iterator[_ChangeRow]:
    for row in list_items(node, "rows", name, problems):
        tree = as_mapping(row, "row", name, problems)
        if tree is row:
            nodes = {key.text: value for key, value in known_entries(tree, keys, problems)}
            yield _ChangeRow(name, nodes, row.position, problems)


def _read_refs(node: yaml_nodes.Node, name: str, problems: list[Problem]) -> tuple[Ref, ...]:
    refs = []
    for entry in list_items(node, "list", name, problems):
        if id := read_value(Id(), entry, name, problems):
            refs.append(Ref(id=str(id), position=entry.position))
    return _refuse_doubles(name, refs, problems)


def read_changes(
    key: yaml_nodes.Scalar,
    node: yaml_nodes.Node,
    level: Level,
    problems: list[Problem],
    *,
    of_blocks: bool,
) -> Changes:
    """Return the changes to blocks, or to the items of the block `key`, under that name.

    What is wrong is added to `problems`, and left out.
    """
    tree = as_mapping(node, "group", key.text, problems)
    verbs = known_entries(tree, ("add", "remove", "replace", "order"), problems)
    nodes = {verb.text: value for verb, value in verbs}
    nothing = yaml_nodes.Scalar("", key.position)
    shared = ("id", "title", "text") if of_blocks else ("id", "text")
    extra = ("place", "if_full", *_DISTRICT_KEYS) if of_blocks else ()
    limit = text_limit(level, of_blocks=of_blocks)
    shared = (*shared, *translated_keys(of_blocks=of_blocks))
    new_keys = (*shared, "after", "before", *extra)
    new_rows = _read_rows(nodes.get("add", nothing), "add", new_keys, problems)
    added = [_read_addition(row, level, limit, of_blocks) for row in new_rows]
    changed_rows = _read_rows(nodes.get("replace", nothing), "replace", shared, problems)
    replaced = [_read_replacement(row, limit, of_blocks) for row in changed_rows]
    return Changes(
        position=key.position,
        add=_refuse_doubles("add", filter(None, added), problems),
        replace=_refuse_doubles("replace", filter(None, replaced), problems),
        remove=_read_refs(nodes.get("remove", nothing), "remove", problems),
        order=_read_refs(nodes.get("order", nothing), "order", problems),
    )


def _read_addition(
    row: _ChangeRow, level: Level, limit: Markdown, of_block: bool
) -> Addition | None:
    id, text = row.read_required("id", Id()), row.read_required("text", limit)
    title = row.read_required("title", TITLE) if of_block else ""
    after, before = row.ref("after"), row.ref("before")
    if after and before:
        row.problems.append(problem("change-both-ends", before.position, id=id))
    for key in _DISTRICT_KEYS:
        if key in row.nodes and level is not Level.DISTRICT:
            row.problems.append(problem("district-only", row.position_of(key), key=key))
    if "if_full" in row.nodes and level is Level.CUSTOMIZATION:
        row.problems.append(problem("if-full-shared", row.position_of("if_full")))
    if_full = read_if_full(row.nodes["if_full"], row.problems) if "if_full" in row.nodes else ()
    side = row.text("place", SIDES) if of_block else ""
    review, locked = (row.value(key, OWNERSHIP[key]) for key in ("review", "locked"))
    owner = row.text("owner", OWNERSHIP["owner"])
    sources = read_sources(row.nodes["sources"], row.problems) if "sources" in row.nodes else ()
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
        if_full=if_full,
        translations=_read_translations(row, limit, of_block),
    )


def _read_replacement(row: _ChangeRow, limit: Markdown, of_block: bool) -> Replacement | None:
    before = len(row.problems)
    id, title = row.read_required("id", Id()), row.text("title", TITLE)
    text = row.text("text", limit) if of_block else row.read_required("text", limit)
    if not id or not (title or text):
        if len(row.problems) == before:
            row.problems.append(problem("change-nothing", row.position, id=id))
        return None
    return Replacement(
        id=id,
        position=row.position_of("id"),
        title=title or None,
        text=text or None,
        text_position=row.position_of("text") if text else None,
        translations=_read_translations(row, limit, of_block),
    )


def translated_keys(*, of_blocks: bool) -> tuple[str, ...]:
    """Return the names of a change's words in other languages: text_es, and of a block title_es."""
    names = ("title", "text") if of_blocks else ("text",)
    return tuple(f"{name}_{tag}" for tag in list_languages() for name in names)


def _read_translations(row: _ChangeRow, limit: Markdown, of_block: bool) -> tuple[Translation, ...]:
    translations = []
    for tag in list_languages():
        title = row.text(f"title_{tag}", TITLE) if of_block else ""
        text_key = f"text_{tag}"
        text = row.text(text_key, limit)
        if title or text:
            translation = Translation(
                language=tag,
                position=row.position_of(text_key if text else f"title_{tag}"),
                title=title or None,
                text=text or None,
                text_position=row.position_of(text_key) if text else None,
            )
            translations.append(translation)
    return tuple(translations)


def _refuse_doubles(
    name: str, changes: Iterable[_Change], problems: list[Problem]
) -> tuple[_Change, ...]:
    """Return `changes` without those whose id was there before; each is a Problem."""
    first: dict[str, _Change] = {}
    for change in changes:
        if change.id in first:
            line = first[change.id].position.line
            values = {"name": name, "id": change.id, "line": line}
            problems.append(problem("change-twice", change.position, warning=False, **values))
        else:
            first[change.id] = change
    return tuple(first.values())
