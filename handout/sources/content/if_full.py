"""What becomes of a box of a district or a school where its side is too long: `if_full`."""

from __future__ import annotations

from handout.problems import Problem
from handout.sources.fields.field_reader import as_mapping, known_entries, read_value
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.types import Choice, Schema
from handout.sources.yaml import nodes as yaml_nodes

DROP, NEXT_SIDE, HIDE = "drop", "next_side", "hide"
_FOR_ALL = Choice((DROP, NEXT_SIDE))
_FOR_A_ROLE = Choice((DROP, NEXT_SIDE, HIDE))


def if_full_schema() -> Schema:
    """Return the JSON Schema of `if_full`: a word, or one for each role."""
    roles = FIELDS["role"].kind
    assert isinstance(roles, Choice)
    by_role = dict.fromkeys(roles.options, _FOR_A_ROLE.json_schema())
    group = {"type": "object", "properties": by_role, "additionalProperties": False}
    return {"anyOf": [_FOR_ALL.json_schema(), group]}


def read_if_full(node: yaml_nodes.Node, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    """Return what a box does where its side is full, by role; the role "" is every other one.

    A word is for all roles. What is wrong is added to `problems`.
    """
    if not isinstance(node, yaml_nodes.Mapping):
        word = read_value(_FOR_ALL, node, "if_full", problems)
        return (("", str(word)),) if word else ()
    roles = FIELDS["role"].kind
    assert isinstance(roles, Choice)
    group = as_mapping(node, "group", "if_full", problems)
    by_role = []
    for role, value in known_entries(group, roles.options, problems):
        if word := read_value(_FOR_A_ROLE, value, f"if_full.{role.text}", problems):
            by_role.append((role.text, str(word)))
    return tuple(by_role)
