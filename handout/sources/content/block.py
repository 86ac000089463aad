"""One Markdown file with front matter -> Block."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from handout.messages import TEMPLATES
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.change_reader import read_sources
from handout.sources.content.layer import Source
from handout.sources.content.template_prose import parse_template_prose, title_problems
from handout.sources.fields.field_reader import as_mapping, known_entries, list_items, read_value
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.near_words import find_near_word
from handout.sources.fields.types import Choice, Date, FieldType, Id, Number, Switch, Text
from handout.sources.markdown.document import Heading, Part, items_of
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.text_file import read_text
from handout.sources.yaml.tree import parse_yaml


@dataclass(frozen=True, eq=False, kw_only=True)
class Block:
    """A headed piece of the sheet.

    Empty `roles` or `bands` mean every one; `at` is where it was written. `side` is front, back or
    extra; `span` its width in 24ths of the measure; `order` its rank within its side; `holds` the
    teacher's fields it shows (help, facts, note, schedule, contacts) or "". `locked` locks the
    whole block, `locked_items` only some of it. `english` has the English of those locked items
    that are a translation which nobody has reviewed. `if_full` is as in an Addition.
    `former` are ids that items had, and what stands in their place.
    """

    id: str
    title: str
    side: str = "back"
    span: int = 24
    order: int = 1000
    sign: str = ""
    tint: str = "paper"
    roles: tuple[str, ...] = ()
    not_roles: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    when: Mapping[str, str] = field(default_factory=dict)
    holds: str = ""
    duties: tuple[str, ...] = ()
    locked: bool = False
    locked_items: frozenset[str] = frozenset()
    owner: str = ""
    review: datetime.date | None = None
    sources: tuple[Source, ...] = ()
    if_full: tuple[tuple[str, str], ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    position: Position = Position("")
    english: Block | None = None

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in chain.from_iterable(map(items_of, self.parts)))

    def fits(self, role: str, band: str, values: Mapping[str, object]) -> bool:
        """Return whether it is for this role and grade band, with the teacher's `values` as they
        are.
        """
        if role in self.not_roles or (self.roles and role not in self.roles):
            return False
        if self.bands and band not in self.bands:
            return False
        return all(str(values.get(name, "")) == value for name, value in self.when.items())


def read_block(path: Path) -> tuple[Block | None, tuple[Problem, ...]]:
    """Return the block in the file `path`, and all that is wrong with it.

    None if it has no id or no title.
    """
    try:
        text = read_text(path)
    except HandoutError as error:
        return None, error.problems
    return parse_block(text, str(path))


def parse_block(text: str, path: str) -> tuple[Block | None, tuple[Problem, ...]]:
    """Return the block that `text` describes, its places in `path`; see read_block."""
    top = Position(path, 1, 1)
    lines = text.split("\n")
    rules = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(rules) < 2 or rules[0] != 0:
        return None, (problem("block-no-head", top),)
    end = rules[1]
    problems: list[Problem] = []
    try:
        # An empty line stands for the first ---, so that lines count as in the file.
        tree = parse_yaml("\n".join(["", *lines[1:end]]), path)
    except HandoutError as error:
        return None, error.problems
    head = _read_head(tree, problems)
    text_position = Position(path, end + 2, 1)
    parts, prose_problems = parse_template_prose("\n".join(lines[end + 1 :]), text_position)
    problems += prose_problems
    problems += title_problems(str(head.get("title", "")), top)
    positions = {key.text: key.position for key, _ in tree.entries}
    wrong_lines = {each.line for each in problems}
    for key in ("id", "title"):
        if key not in head and not (key in positions and positions[key].line in wrong_lines):
            problems.append(problem(f"block-no-{key}", positions.get(key, top)))
    if "id" not in head or "title" not in head:
        return None, tuple(problems)
    block = Block(**head, parts=parts, position=top)
    return block, (*problems, *_check_parts(block, positions))


def _read_head(tree: yaml_nodes.Mapping, problems: list[Problem]) -> dict[str, Any]:
    """Return the fields of a Block that its front matter sets."""
    head: dict[str, Any] = {}
    names = (*_SINGLE_KEYS, *_LIST_KEYS, "sign", "when", "former", "locked", "sources")
    for key, node in known_entries(tree, names, problems):
        name = key.text
        if name in _LIST_KEYS:
            head[name] = _read_choices(_LIST_KEYS[name], node, name, problems)
        elif name == "when":
            head[name] = dict(_read_conditions(node, problems))
        elif name == "former":
            head[name] = dict(_read_former(node, problems))
        elif name == "sources":
            head[name] = read_sources(node, problems)
        elif name == "locked" and isinstance(node, yaml_nodes.Sequence):
            head["locked_items"] = frozenset(_read_choices(Id(), node, name, problems))
        else:
            value = read_value(_single_type(name), node, name, problems)
            if value is not None:
                head["side" if name == "place" else name] = value
    return head


def _single_type(name: str) -> FieldType:
    """Return the type of a value that is no list."""
    if name == "locked":
        return Switch()
    return Choice(_sign_names()) if name == "sign" else _SINGLE_KEYS[name]


def _read_choices(
    kind: FieldType, node: yaml_nodes.Node, name: str, problems: list[Problem]
) -> tuple[str, ...]:
    entries = list_items(node, "list", name, problems)
    values = [read_value(kind, entry, name, problems) for entry in entries]
    return tuple(str(value) for value in values if value is not None)


def _read_conditions(node: yaml_nodes.Node, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    choices = {name: field.kind for name, field in FIELDS.items() if isinstance(field.kind, Choice)}
    for key, value in known_entries(as_mapping(node, "group", "when", problems), choices, problems):
        choice = read_value(choices[key.text], value, key.text, problems)
        if choice is not None:
            yield key.text, str(choice)


def _read_former(node: yaml_nodes.Node, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for key, value in as_mapping(node, "group", "former", problems).entries:
        id = read_value(Id(), key, "former", problems)
        now = read_value(Text(60), value, "former", problems)
        if id and now:
            yield str(id), str(now)


@cache
def _sign_names() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in (TEMPLATES / "signs").glob("*.svg")))


def _check_parts(block: Block, positions: Mapping[str, Position]) -> Iterator[Problem]:
    """Yield what is wrong between the parts of a block."""
    ids = frozenset(block.item_ids)
    sources = positions.get("sources", block.position)
    if block.locked or block.locked_items:
        for key in ("owner", "review", "sources"):
            if not getattr(block, key):
                yield problem("block-lock-needs", positions.get("locked", block.position), key=key)
    for name in sorted(block.locked_items - ids):
        yield _unknown_item_problem(name, ids, positions["locked"])
    points = set(chain.from_iterable(source.points for source in block.sources))
    for name in sorted(points - ids - {"all"}):
        yield _unknown_item_problem(name, ids, sources)
    if "all" not in points:
        for part in block.parts:
            for item in items_of(part):
                if item.id not in points and not isinstance(part, Heading):
                    yield problem("block-item-unsourced", item.position, id=item.id)


def _unknown_item_problem(name: str, ids: Collection[str], position: Position) -> Problem:
    guess = find_near_word(name, ids)
    code = "block-no-item-near" if guess else "block-no-item"
    return problem(code, position, id=name, near=guess)


def _choice_of(name: str) -> Choice:
    kind = FIELDS[name].kind
    assert isinstance(kind, Choice)
    return kind


_SINGLE_KEYS: Mapping[str, FieldType] = {
    "id": Id(),
    "title": Text(60),
    "place": Choice(("front", "back", "extra")),
    "span": Number(1, 24),
    "order": Number(0, 1000),
    "tint": Choice(("paper", "sage", "sand", "danger")),
    "holds": Choice(("help", "facts", "note", "schedule", "contacts")),
    "owner": Text(120),
    "review": Date(),
}
_LIST_KEYS: Mapping[str, FieldType] = {
    "roles": _choice_of("role"),
    "not_roles": _choice_of("role"),
    "bands": _choice_of("grade_band"),
    "duties": Choice(
        ("instructional", "language", "behavioral", "physical-medical", "administrative")
    ),
}
