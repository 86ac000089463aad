"""What is filled in in the page's form: as the tree that a customization file gives, and as such a
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import indent
from typing import Any

from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.fields import FIELDS
from handout.sources.yaml.tree import (
    DEEPEST,
    MOST_VALUES,
    UNWANTED,
    Mapping,
    Node,
    Scalar,
    Sequence,
)

Answers = dict[str, Any]
"""A customization as JSON: words, lists, and names with values of their own."""

CHANGES = ("blocks", "items", "privacy")
"""What a customization holds beside its fields."""

_PLAIN = re.compile(
    r"[^\W\d_](?:[\w .,;/()’–-]*[\w.)])?|[1-9]\d{0,2}"
)  # needs no quotes, whatever reads it
_READ_OTHERWISE = frozenset("yes no on off true false null none y n ~".split())


def tree_of(answers: object) -> Mapping:
    """The tree of `answers`.

    Each place's path is the field's dotted name, rows counted from 1; its line the row.

    Raises HandoutError if it is no customization at all, or holds a character that cannot be
    printed.
    """
    builder = _Builder()
    tree = builder.node(answers, "", 0, 0)
    if not isinstance(tree, Mapping):
        builder.found.append(problem("web-not-answers", Position("")))
    if builder.found or not isinstance(tree, Mapping):
        raise HandoutError(builder.found)
    return tree


def answers_of(node: Node) -> Any:
    """The words of a tree as JSON; what was left empty is left out."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [value for item in node.items if _has(value := answers_of(item))]
    return {key.text: value for key, item in node.entries if _has(value := answers_of(item))}


def yaml_of(answers: Answers, language: str = "en") -> str:
    """`answers` as a customization file, grouped and headed as the starter file is.

    `tree_of` has taken it before.
    """
    said = message_table("fields", language)
    pieces = [indent(message_table("web", language)["file"]["head"].strip(), "# ")]
    for group, heading in said["groups"].items():
        of_group = (name for name, field in FIELDS.items() if field.group == group)
        names = [name for name in of_group if _has(answers.get(name))]
        if names:
            pieces.append(
                "\n".join(
                    [f"# ---- {heading} ----", *(_entry(name, answers[name]) for name in names)]
                )
            )
    changes = [_entry(name, answers[name]) for name in CHANGES if _has(answers.get(name))]
    if changes:
        pieces.append("\n".join([f"# ---- {said['changes']['heading']} ----", *changes]))
    return "\n\n".join(pieces) + "\n"


class _Builder:
    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.count = 0

    def node(self, typed: object, name: str, row: int, depth: int) -> Node:
        position = Position(name, row)
        self.count += 1
        if depth > DEEPEST or self.count > MOST_VALUES:
            raise HandoutError([problem("web-not-answers", Position(""))])
        if isinstance(typed, dict):
            return Mapping(tuple(self.entries(typed, name, row, depth)), position)
        if isinstance(typed, list):
            rows = enumerate(typed, 1)
            return Sequence(
                tuple(self.node(item, f"{name}.{n}", n, depth + 1) for n, item in rows), position
            )
        if not isinstance(typed, str):
            raise HandoutError([problem("web-not-answers", Position(""))])
        text = typed.replace("\r\n", "\n").replace("\r", "\n")
        if bad := UNWANTED.search(text):
            self.found.append(problem("character", position, sign=f"U+{ord(bad[0]):04X}"))
        return Scalar(text, position)

    def entries(
        self, typed: dict[Any, Any], name: str, row: int, depth: int
    ) -> Iterator[tuple[Scalar, Node]]:
        for key, value in typed.items():
            if UNWANTED.search(key):
                raise HandoutError([problem("web-not-answers", Position(""))])
            dotted = f"{name}.{key}" if name else key
            yield Scalar(key, Position(dotted, row)), self.node(value, dotted, row, depth + 1)


def _has(typed: object) -> bool:
    if isinstance(typed, (dict, list)):
        return any(map(_has, typed.values() if isinstance(typed, dict) else typed))
    return bool(typed)


def _entry(key: str, typed: object) -> str:
    name = _on_one_line(key)
    if isinstance(typed, dict):
        return f"{name}:\n" + indent(
            "\n".join(_entry(k, v) for k, v in typed.items() if _has(v)), "  "
        )
    if isinstance(typed, list):
        return f"{name}:\n" + indent("\n".join(_item(one) for one in typed if _has(one)), "  ")
    return f"{name}: {_scalar(str(typed))}"


def _item(typed: object) -> str:
    if isinstance(typed, dict):
        rows = "\n".join(_entry(key, value) for key, value in typed.items() if _has(value))
        return "- " + indent(rows, "  ")[2:]
    return f"- {_scalar(str(typed))}"


def _scalar(text: str) -> str:
    """`text` so that any YAML reader gives it back unchanged."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if (
        len(lines) > 1
        and all(line.strip() or not line for line in lines)
        and lines[-1]
        and re.match(r"\S", body)
    ):
        return ("|\n" if body != text else "|-\n") + indent(body, "  ")
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    """`text` so that it stands on one line, also as a name."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _READ_OTHERWISE:
        return text
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    )
    return f'"{escaped}"'
