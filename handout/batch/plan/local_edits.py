"""Local edits of a handout in a batch: NAME.yaml and NAME.edits.yaml beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from handout.interface_language import interface_messages
from handout.layering.overlay import SourcedValue, overlay_values
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.edited.edits_file import Edits, edits_path, enclosed_edits, parse_edits
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.fields import FIELDS, key_column
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
    digest: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def edits_path(self) -> str:
        """Return the path of NAME.edits.yaml."""
        return str(edits_path(Path(self.path)))

    def apply_to(self, layers: Iterable[Layer]) -> list[Layer]:
        """Return `layers` with these edits on top."""
        if self.layer is None:
            return list(layers)
        return [*(self._without_named_fields(layer) for layer in layers), self.layer]

    def _without_named_fields(self, layer: Layer) -> Layer:
        values = {name: value for name, value in layer.values.items() if name not in self.names}
        return replace(layer, values=values)

    def find_problems(self, layers: Sequence[Layer]) -> tuple[Problem, ...]:
        """Return what is wrong with the files, and a note on fields that differ from `layers`."""
        if self.layer is None:
            return self.problems
        below: Mapping[str, SourcedValue] = {}
        for layer in layers:
            below, _ = overlay_values(below, layer)
        local_values = self.layer.values
        differing = []
        for name in sorted(self.names):
            shared = below[name].placed if name in below else None
            key = key_column(name)
            local = local_values.get(name)
            if _comparable_value(local, key) != _comparable_value(shared, key):
                differing.append(name)
        if not differing:
            return self.problems
        lines = [local_values[name].position.line for name in differing if name in local_values]
        note = problem(
            "batch-own-field",
            Position(self.path, min(lines, default=0)),
            warning=True,
            fields=", ".join(dict.fromkeys(map(field_label, differing))),
            file=Path(self.path).name,
        )
        return (*self.problems, note)


def read_local_edits(path: Path) -> LocalEdits:
    """Return the local edits in `path` (NAME.yaml) and the file beside it, if they exist."""
    text, problems = _read_text(path)
    edits_text, edits_problems = _read_text(edits_path(path))
    empty = LocalEdits(path=str(path), problems=(*problems, *edits_problems))
    return replace_texts(empty, text, edits_text)


def replace_texts(local_edits: LocalEdits, text: str, edits_text: str) -> LocalEdits:
    """Return `local_edits` with these two texts; "" is for a file that does not exist."""
    problems = list(local_edits.problems)
    layer = None
    names = frozenset[str]()
    edits = Edits()
    if text:
        try:
            tree = parse_yaml(text, local_edits.path)
            layer, layer_problems = parse_layer(tree, Level.CUSTOMIZATION)
            problems += layer_problems
            names = frozenset(_field_names(tree))
        except HandoutError as error:
            problems += error.problems
    try:
        if edits_text:
            edits = parse_edits(edits_text, local_edits.edits_path)
        elif text:
            edits = enclosed_edits(text, local_edits.path)
    except HandoutError as error:
        problems += error.problems
    has_text = bool(text or edits_text)
    return replace(
        local_edits,
        text=text,
        edits_text=edits_text,
        layer=layer,
        names=names,
        edits=edits,
        digest=sha256(f"{text}\0{edits_text}".encode()).hexdigest() if has_text else "",
        problems=tuple(problems),
    )


def initial_text(handout: str) -> str:
    """Return the comment with which a new NAME.yaml begins."""
    comment = interface_messages("index")["own"].format(file=handout)
    return "".join(f"# {line}\n" for line in comment.splitlines())


def field_label(name: str) -> str:
    """Return what a field is called on the sheet or in the roster."""
    group, _, member = name.partition(".")
    if group == "emergency":
        return str(interface_messages("words")["help"][member])
    return str(interface_messages("fields")["fields"][group]["label"])


def _read_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    if not path.exists():
        return "", ()
    try:
        return read_text(path), ()
    except HandoutError as error:
        return "", error.problems


def _comparable_value(placed: PlacedValue | None, key: str) -> object:
    """Return a value without the rows that say no more than what they are called, in `key`."""
    if placed is None or not isinstance(placed.value, tuple):
        return placed and placed.value
    return [row for row in placed.value if not isinstance(row, dict) or _has_more(row, key)]


def _has_more(row: Mapping[str, object], key: str) -> bool:
    return any(words for name, words in row.items() if name != key)


def _field_names(tree: yaml_nodes.Mapping) -> Iterable[str]:
    for key, node in tree.entries:
        if key.text not in FIELDS:
            continue
        if isinstance(node, yaml_nodes.Mapping):
            yield from (f"{key.text}.{member.text}" for member, _ in node.entries)
        else:
            yield key.text
