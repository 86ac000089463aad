"""The answers of the form as a tree, like that of a customization file, and as such a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import Any

from handout.content_folders import ENGLISH
from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.translations import split_translation
from handout.sources.yaml.nodes import Mapping, Node, Scalar, Sequence
from handout.sources.yaml.tree import DEEPEST, MOST_VALUES, UNWANTED

Answers = dict[str, Any]
"""A customization as JSON: words, lists, and names with values of their own."""

CHANGES = ("blocks", "items", "privacy")
"""What a customization holds beside its fields."""

# Text that needs no quotes, whatever reads it.
_PLAIN = re.compile(r"[^\W\d_](?:[\w .,;/()’–-]*[\w.)])?|[1-9]\d{0,2}")
# Words that a reader of YAML 1.1 takes for a switch, or for nothing.
_READ_OTHERWISE = frozenset("yes no on off true false null none y n ~".split())


def build_tree(answers: object) -> Mapping:
    """Return the tree of `answers`.

    Each position's path is the field's dotted name, rows counted from 1; its line the row.

    Raises HandoutError if it is no customization at all, or holds a character that cannot be
    printed.
    """
    builder = _TreeBuilder()
    tree = builder.build_node(answers, "", 0, 0)
    if not isinstance(tree, Mapping):
        builder.problems.append(problem("web-not-answers", Position("")))
    if builder.problems or not isinstance(tree, Mapping):
        raise HandoutError(builder.problems)
    return tree


def read_answers(node: Node) -> Any:
    """Return the words of a tree as JSON; what was left empty is left out."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return _filled([read_answers(item) for item in node.items])
    answers = {}
    for key, item in node.entries:
        value = read_answers(item)
        if _has_words(value):
            answers[key.text] = value
    return answers


def format_yaml(answers: Answers, language: str = ENGLISH) -> str:
    """Return `answers` as a customization file, grouped and headed as the starter file is.

    `build_tree` has taken them before.
    """
    messages = message_table("fields", language)
    parts = [indent(message_table("web", language)["file"]["head"].strip(), "# ")]
    for group, heading in messages["groups"].items():
        names: list[str] = []
        for name, field in FIELDS.items():
            if field.group == group:
                names += [name, *(other for other in answers if _is_translation_of(other, name))]
        parts += _format_group(heading, names, answers)
    parts += _format_group(messages["changes"]["heading"], CHANGES, answers)
    return "\n\n".join(parts) + "\n"


def _is_translation_of(name: str, field: str) -> bool:
    translated = split_translation(name)
    return translated is not None and translated.field == field


def _format_group(heading: str, names: Iterable[str], answers: Answers) -> list[str]:
    """Return the entries of these names below their heading; nothing if none was filled in."""
    lines = [_format_entry(name, answers[name]) for name in names if _has_words(answers.get(name))]
    return ["\n".join([f"# ---- {heading} ----", *lines])] if lines else []


class _TreeBuilder:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.node_count = 0

    def build_node(self, typed: object, name: str, row: int, depth: int) -> Node:
        position = Position(name, row)
        self.node_count += 1
        if depth > DEEPEST or self.node_count > MOST_VALUES:
            raise HandoutError([problem("web-not-answers", Position(""))])
        if isinstance(typed, dict):
            return Mapping(tuple(self._build_entries(typed, name, row, depth)), position)
        if isinstance(typed, list):
            items = []
            for number, item in enumerate(typed, 1):
                items.append(self.build_node(item, f"{name}.{number}", number, depth + 1))
            return Sequence(tuple(items), position)
        if not isinstance(typed, str):
            raise HandoutError([problem("web-not-answers", Position(""))])
        text = typed.replace("\r\n", "\n").replace("\r", "\n")
        if unwanted := UNWANTED.search(text):
            code_point = f"U+{ord(unwanted[0]):04X}"
            self.problems.append(problem("character", position, sign=code_point))
        return Scalar(text, position, quoted=True)  # quotes that were typed are words

    def _build_entries(
        self, typed: dict[Any, Any], name: str, row: int, depth: int
    ) -> Iterator[tuple[Scalar, Node]]:
        for key, value in typed.items():
            if UNWANTED.search(key):
                raise HandoutError([problem("web-not-answers", Position(""))])
            dotted = f"{name}.{key}" if name else key
            yield Scalar(key, Position(dotted, row)), self.build_node(value, dotted, row, depth + 1)


def _has_words(typed: object) -> bool:
    if isinstance(typed, dict):
        return any(map(_has_words, typed.values()))
    if isinstance(typed, list):
        return any(map(_has_words, typed))
    return bool(typed)


def _format_entry(key: str, typed: object) -> str:
    name = _format_on_one_line(key)
    if isinstance(typed, dict):
        return f"{name}:\n" + indent(_format_entries(typed), "  ")
    if isinstance(typed, list):
        items = [_format_item(item) for item in _filled(typed)]
        return f"{name}:\n" + indent("\n".join(items), "  ")
    return f"{name}: {_format_scalar(str(typed))}"


def _format_entries(typed: dict[str, Any]) -> str:
    return "\n".join(_format_entry(key, value) for key, value in typed.items() if _has_words(value))


def _filled(typed: list[Any]) -> list[Any]:
    """Return the entries of a list without the empty rows, and without the lines after the last
    that has words: an empty one before it stands beside one of the field that is translated.
    """
    if not all(isinstance(item, str) for item in typed):
        return [item for item in typed if _has_words(item)]
    filled = [number for number, item in enumerate(typed, 1) if item]
    return typed[: filled[-1]] if filled else []


def _format_item(typed: object) -> str:
    if isinstance(typed, dict):
        return "- " + indent(_format_entries(typed), "  ")[2:]
    return f"- {_format_scalar(str(typed))}"


def _format_scalar(text: str) -> str:
    """Return `text` so that any YAML reader gives it back unchanged."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    body = text.removesuffix("\n")
    if _fits_literal_block(body):
        return ("|\n" if body != text else "|-\n") + indent(body, "  ")
    return _format_on_one_line(text)


def _fits_literal_block(body: str) -> bool:
    """Return whether these lines can be written below "|", as they are.

    YAML takes the indentation from the first line, and drops empty lines at the end; a line of
    blanks alone would look empty.
    """
    lines = body.split("\n")
    has_blank_line = any(line and not line.strip() for line in lines)
    starts_at_margin = re.match(r"\S", body) is not None
    return len(lines) > 1 and not has_blank_line and bool(lines[-1]) and starts_at_margin


def _format_on_one_line(text: str) -> str:
    """Return `text` so that it stands on one line, also as a name."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _READ_OTHERWISE:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
