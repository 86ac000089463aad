"""Local edits of a handout in a batch: NAME.yaml and NAME.edits.yaml beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from handout.layering.overlay import SourcedValue, overlay_values
from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.edited.edits_file import Edits, edits_path, parse_edits
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.fields import FIELDS
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.text_file import read_text
from handout.sources.yaml.tree import parse_yaml

SUFFIXES = (".yaml", ".edits.yaml")


@dataclass(frozen=True, kw_only=True)
class LocalEdits:
    """The two files as they were read, which go over the row; `path` is that of NAME.yaml.

    `layer` has the fields, `names` also those that are to be empty: a field that is named replaces
    that of the layers below as a whole. `digest` is equal for equal files, and "" if there are
    none. `problems` is what is wrong with the files.
    """

    path: str
    text: str = ""
    edits_text: str = ""
    layer: Layer | None = None
    names: frozenset[str] = frozenset()
    edits: Edits = Edits()
    sum: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def edits_at(self) -> str:
        """Return the path of NAME.edits.yaml."""
        return str(edits_path(Path(self.path)))

    def over(self, layers: Iterable[Layer]) -> list[Layer]:
        """Return `layers` with these edits on top."""
        below = [
            replace(
                one, values={name: v for name, v in one.values.items() if name not in self.names}
            )
            for one in layers
        ]
        return [*below, self.layer] if self.layer else list(layers)

    def told(self, layers: Sequence[Layer]) -> tuple[Problem, ...]:
        """Return what is wrong with the files, and a note on fields that differ from `layers`."""
        if self.layer is None:
            return self.problems
        under: Mapping[str, SourcedValue] = {}
        for one in layers:
            under, _ = overlay_values(under, one)
        mine, theirs = self.layer.values, {name: sourced.placed for name, sourced in under.items()}
        other = [
            name for name in sorted(self.names) if _said(mine.get(name)) != _said(theirs.get(name))
        ]
        if not other:
            return self.problems
        line = min((mine[name].position.line for name in other if name in mine), default=0)
        fields = ", ".join(dict.fromkeys(map(field_label, other)))
        note = problem(
            "batch-own-field",
            Position(self.path, line),
            warning=True,
            fields=fields,
            file=Path(self.path).name,
        )
        return (*self.problems, note)


def read_local_edits(path: Path) -> LocalEdits:
    """Return the local edits in `path` (NAME.yaml) and the file beside it, if they are there."""
    text, found = _text(path)
    edits_text, more = _text(edits_path(path))
    return with_texts(LocalEdits(path=str(path), problems=(*found, *more)), text, edits_text)


def with_texts(own: LocalEdits, text: str, edits_text: str) -> LocalEdits:
    """Return `own` with these two texts; "" is for a file that is not there."""
    found, layer, names, edits = list(own.problems), None, frozenset[str](), Edits()
    if text:
        try:
            tree = parse_yaml(text, own.path)
            layer, problems = parse_layer(tree, Level.CUSTOMIZATION)
            found += problems
            names = frozenset(_names(tree))
        except HandoutError as error:
            found += error.problems
    if edits_text:
        try:
            edits = parse_edits(edits_text, own.edits_at)
        except HandoutError as error:
            found += error.problems
    sum = sha256(f"{text}\0{edits_text}".encode()).hexdigest() if text or edits_text else ""
    return replace(
        own,
        text=text,
        edits_text=edits_text,
        layer=layer,
        names=names,
        edits=edits,
        sum=sum,
        problems=tuple(found),
    )


def initial_text(handout: str) -> str:
    """Return the comment with which a new NAME.yaml begins."""
    return "".join(
        f"# {line}\n" for line in message_table("index")["own"].format(file=handout).splitlines()
    )


def field_label(name: str) -> str:
    """Return what a field is called on the sheet or in the roster."""
    top, _, rest = name.partition(".")
    if top == "emergency":
        return str(message_table("words")["help"][rest])
    return str(message_table("fields")["fields"][top]["label"])


def _text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    if not path.exists():
        return "", ()
    try:
        return read_text(path), ()
    except HandoutError as error:
        return "", error.problems


def _said(placed: PlacedValue | None) -> object:
    """A value without the rows that say no more than their role."""
    if placed is None or not isinstance(placed.value, tuple):
        return placed and placed.value
    return [
        row
        for row in placed.value
        if not isinstance(row, dict) or any(words for name, words in row.items() if name != "role")
    ]


def _names(tree: yaml_nodes.Mapping) -> Iterable[str]:
    for key, node in tree.entries:
        if key.text not in FIELDS:
            continue
        if isinstance(node, yaml_nodes.Mapping):
            yield from (f"{key.text}.{member.text}" for member, _ in node.entries)
        else:
            yield key.text
