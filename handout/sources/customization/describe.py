"""The fields in words: what each takes, and its example as it is typed in a customization."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent
from typing import Any

from handout.messages import message_table
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.types import FieldType, Number
from handout.sources.yaml.nodes import Node, Scalar, Sequence
from handout.sources.yaml.tree import parse_yaml


def describe_type(
    kind: FieldType | Lines | Rows | Group,
    language: str = "en",
    quoted: Callable[[str], str] = str,
) -> str:
    """Return what a field of this type takes, and its limits.

    Each option of a choice goes through `quoted`.
    """
    says = str(message_table("fields", language)["kinds"][kind.words_for])
    if isinstance(kind, Lines):
        return says.format(most=kind.most, each=describe_type(kind.item, language, quoted))
    if isinstance(kind, Rows):
        return says.format(most=kind.most)
    if isinstance(kind, Group):
        return says
    limits = dict(kind.limits())
    if isinstance(options := limits.get("options"), tuple):
        limits["options"] = ", ".join(map(quoted, options))
    return says.format(**limits)


def example_yaml(name: str, language: str = "en") -> str:
    """Return the field `name` with its example, as YAML, without a newline at the end."""
    example: str = message_table("fields", language)["fields"][name]["example"]
    if isinstance(FIELDS[name].kind, (Lines, Rows, Group)):
        return f"{name}:\n{indent(example, '  ')}"
    first, _, more_lines = example.partition("\n")
    return f"{name}: {first}" + (f"\n{indent(more_lines, '  ')}" if more_lines else "")


def example_value(name: str, language: str = "en") -> Any:
    """Return the same as JSON: words as they are typed, numbers, lists, and names with values."""
    ((_, node),) = parse_yaml(example_yaml(name, language), name).entries
    value = _to_json(node)
    return int(value) if isinstance(FIELDS[name].kind, Number) else value


def _to_json(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_to_json(item) for item in node.items]
    return {key.text: _to_json(value) for key, value in node.entries}
