"""The fields in words: what each takes, and its example as it is typed in a customization."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from textwrap import indent
from typing import Any

from handout.messages import words
from handout.sources.fields import types as kinds
from handout.sources.fields.accent import ACCENTS
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.yaml.tree import Node, Scalar, Sequence, parse_yaml

_NAMES: Mapping[type, str] = {
    kinds.Text: "text",
    kinds.Note: "note",
    kinds.Number: "number",
    kinds.Time: "time",
    kinds.Date: "date",
    kinds.Choice: "choice",
    kinds.Switch: "switch",
    kinds.Language: "language",
    kinds.Colour: "colour",
    kinds.Url: "url",
    kinds.Id: "id",
    Lines: "lines",
    Rows: "rows",
    Group: "group",
}


def takes(
    kind: kinds.Kind | Lines | Rows | Group,
    language: str = "en",
    quoted: Callable[[str], str] = str,
) -> str:
    """What a field of this kind takes, and its limits; each option of a choice goes through `quoted`."""
    text: Mapping[str, str] = words("fields", language)["kinds"]
    says = text[_NAMES[type(kind)]]

    def options(names: Iterable[str]) -> str:
        return says.format(options=", ".join(map(quoted, names)))

    match kind:
        case kinds.Text(limit) | kinds.Note(limit) | kinds.Url(limit):
            return says.format(limit=limit)
        case kinds.Number(low, high):
            return says.format(low=low, high=high)
        case kinds.Choice(names):
            return options(names)
        case kinds.Language():
            return options(kinds.languages())
        case kinds.Colour():
            return options(ACCENTS)
        case Lines(most, of):
            return says.format(most=most, each=takes(of, language, quoted))
        case Rows(most):
            return says.format(most=most)
    return says


def example_yaml(name: str, language: str = "en") -> str:
    """The field `name` with its example, as YAML, without a newline at the end."""
    example: str = words("fields", language)["fields"][name]["example"]
    if isinstance(FIELDS[name].kind, (Lines, Rows, Group)):
        return f"{name}:\n{indent(example, '  ')}"
    first, _, rest = example.partition("\n")
    return f"{name}: {first}" + (f"\n{indent(rest, '  ')}" if rest else "")


def example_value(name: str, language: str = "en") -> Any:
    """The same as JSON: words as they are typed, numbers, lists, and names with values."""
    ((_, node),) = parse_yaml(example_yaml(name, language), name).entries
    value = _json(node)
    return int(value) if isinstance(FIELDS[name].kind, kinds.Number) else value


def _json(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_json(item) for item in node.items]
    return {key.text: _json(value) for key, value in node.entries}
