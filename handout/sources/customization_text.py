"""Changing the values in a customization's text, and nothing else in it: comments, order and layout stay."""

from __future__ import annotations

import json
import re
from bisect import insort
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from handout.problem import HandoutError, Place
from handout.sources import yaml_tree
from handout.sources.fields import FIELDS

Row = Mapping[str, str]
Change = str | Sequence[str] | Sequence[Row]
"""The words of one field, "" to empty it; or all its lines, or all its rows."""

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.,;&()'’/–§“”-]|:(?=[A-Za-z0-9])| (?=[A-Za-z0-9(]))*")
_ORDER = {name: n for n, name in enumerate(FIELDS)}


def with_values(text: str, changes: Mapping[str, Change]) -> str:
    """`text`, the YAML of a customization that parses, with the fields in `changes` (by their dotted names) set.

    Raises HandoutError if it does not parse.
    """
    for name, change in sorted(changes.items(), key=lambda pair: _ORDER.get(pair[0].partition(".")[0], 0)):
        group, _, member = name.partition(".")
        if isinstance(change, str):
            text = _with_member(text, group, member, change) if member else _with_scalar(text, (group,), change)
        else:
            text = _with_list(text, name, change)
    return text


def text_of_values(values: Mapping[str, Change]) -> str:
    """The YAML of a customization that sets `values` (by their dotted names), in the order of the fields."""
    lines: list[str] = []
    group = ""
    for name, value in sorted(values.items(), key=lambda pair: _ORDER[pair[0].partition(".")[0]]):
        top, _, member = name.partition(".")
        if member and top != group:
            lines.append(f"{top}:")
        group = top
        if isinstance(value, str):
            lines += _entry(member or name, value, 2 if member else 0)
        else:
            lines += [f"{name}:"]
            for one in value:
                lines += _item(one, 2)
    return "".join(f"{line}\n" for line in lines)


def _with_member(text: str, group: str, member: str, words: str) -> str:
    if isinstance(_Text(text).value((group,)), yaml_tree.Mapping):
        return _with_scalar(text, (group, member), words)
    return _inserted(text, group, [f"{group}:", *_entry(member, words, 2)]) if words else text


def _with_scalar(text: str, path: tuple[str | int, ...], words: str) -> str:
    at = _Text(text)
    node = at.value(path)
    if node is None:
        return _with_new(at, path, words) if words else text
    start = at.after_colon(path)
    end = max(start, at.end_of(node))  # an empty value stands before its colon
    column = (node if isinstance(path[-1], int) else at.key(path)).place.column - 1
    quoted = isinstance(node, yaml_tree.Scalar) and node.quoted
    header = re.match(r"[ \t]*[|>][-+\d]*([ \t]+#[^\n]*)", text[start:end])
    value = _value(words, column + 2, quoted)
    if header and value.startswith(" |"):
        value = value.replace("\n", header[1] + "\n", 1)
    return text[:start] + value + text[end:]


def _with_new(at: _Text, path: tuple[str | int, ...], words: str) -> str:
    """A name that is not there yet, after the names beside it."""
    name = str(path[-1])
    if len(path) == 1:
        return _inserted(at.text, name, _entry(name, words, 0))
    beside = at.value(path[:-1])
    assert isinstance(beside, yaml_tree.Mapping)
    key, node = beside.entries[-1]
    end = at.end_of(node) if at.end_of(node) > at.offset(key.end) else at.offset(key.end) + 1
    if at.text[at.offset(beside.place)] == "{":
        return at.text[:end] + f", {name}: {json.dumps(words, ensure_ascii=False)}" + at.text[end:]
    end = at.line_end(end)
    lines = _entry(name, words, key.place.column - 1)
    return at.text[:end] + "".join(f"\n{line}" for line in lines) + at.text[end:]


def _with_list(text: str, name: str, wanted: Sequence[str] | Sequence[Row]) -> str:
    at = _Text(text)
    node = at.value((name,))
    if not wanted:
        return _with_scalar(text, (name,), "")
    pieces = at.pieces(node) if isinstance(node, yaml_tree.Sequence) else None
    if pieces is None or not isinstance(node, yaml_tree.Sequence):
        lines = [line for value in wanted for line in _item(value, 2)]
        if node is None:
            return _inserted(text, name, [f"{name}:", *lines])
        start = at.after_colon((name,))
        end = max(start, at.end_of(node))
        return text[:start] + "".join(f"\n{line}" for line in lines) + text[end:]
    old = [_plain(item) for item in node.items]
    kept = _paired(old, wanted)
    for n, m in kept.items():
        text = _with_item(text, name, m, old[m], wanted[n])
    at = _Text(text)
    node = at.value((name,))
    assert isinstance(node, yaml_tree.Sequence)
    pieces = at.pieces(node)
    assert pieces is not None
    if list(kept.values()) == list(range(len(old))) and len(kept) == len(wanted):
        return text
    column = pieces[0][2]
    found: list[str] = []
    entries: list[str | Row] = [*wanted]
    for n, value in enumerate(entries):
        if n in kept:
            start, end, _ = pieces[kept[n]]
            found.append(text[start:end])
        else:
            found += _item(value, column)
    return text[: pieces[0][0]] + "\n".join(found) + text[pieces[-1][1] :]


def _with_item(text: str, name: str, n: int, old: str | Row, new: str | Row) -> str:
    if isinstance(new, str) or isinstance(old, str):
        return text if old == new else _with_scalar(text, (name, n), str(new))
    for column, words in new.items():
        if words != old.get(column, ""):
            text = _with_scalar(text, (name, n, column), words)
    return text


def _paired(old: Sequence[str | Row], new: Sequence[str] | Sequence[Row]) -> dict[int, int]:
    """Which of the `old` entries each of the `new` ones was, by their indexes: the same, then the most alike."""
    found: dict[int, int] = {}
    before, after = [_words(one) for one in old], [_words(one) for one in new]
    for least in (1.0, 0.5):
        ranked: list[tuple[float, int, int]] = []
        for n, words in enumerate(after):
            for m, other in enumerate(before):
                if n not in found and m not in found.values():
                    alike = SequenceMatcher(None, other, words, autojunk=False).ratio()
                    if alike >= least:
                        insort(ranked, (-alike + 0.001 * abs(n - m), n, m))
        for _, n, m in ranked:
            if n not in found and m not in found.values():
                found[n] = m
    return dict(sorted(found.items()))


def _words(value: str | Row) -> str:
    return value if isinstance(value, str) else " | ".join(f"{value[key]}" for key in sorted(value) if value[key])


def _plain(node: yaml_tree.Node) -> str | Row:
    if isinstance(node, yaml_tree.Mapping):
        return {key.text: value.text for key, value in node.entries if isinstance(value, yaml_tree.Scalar)}
    return node.text if isinstance(node, yaml_tree.Scalar) else ""


def _inserted(text: str, name: str, lines: list[str]) -> str:
    """`text` with an entry of its own for the field `name`: where its example stands, else after the field before it."""
    example = re.search(rf"^#{re.escape(name)}:", text, re.MULTILINE)
    if example:
        return text[: example.start()] + "\n".join(lines) + "\n" + text[example.start() :]
    at = _Text(text)
    earlier = [(key, node) for key, node in at.tree.entries if _ORDER.get(key.text, len(_ORDER)) < _ORDER[name]]
    if not earlier:
        first = at.tree.entries[0][0].place.line if at.tree.entries else len(at.starts) + 1
        end = at.starts[first - 1] if first <= len(at.starts) else len(text)
        before = "\n" if end and text[end - 1] != "\n" else ""
        return text[:end] + before + "\n".join(lines) + "\n" + text[end:]
    key, node = max(earlier, key=lambda entry: entry[0].place.line)
    end = at.line_end(max(at.end_of(node), at.offset(key.end)))
    return text[:end] + "".join(f"\n{line}" for line in lines) + (text[end:] or "\n")


def _entry(name: str, words: str, indent: int) -> list[str]:
    return (" " * indent + f"{name}:{_value(words, indent + 2, False)}").split("\n")


def _item(value: str | Row, indent: int) -> list[str]:
    dash = " " * indent + "-"
    if isinstance(value, str):
        return [dash + _value(value, indent + 2, False)]
    lines = [f"{key}:{_value(words, indent + 4, False)}" for key, words in value.items() if words]
    return [f"{dash} {lines[0]}", *(" " * (indent + 2) + line for line in lines[1:])]


def _value(words: str, indent: int, quoted: bool) -> str:
    """What goes after a colon or a dash."""
    if not words:
        return ""
    if "\n" in words:
        return " |\n" + "\n".join(" " * indent + line if line else "" for line in words.strip("\n").split("\n"))
    return " " + (words if not quoted and _is_plain(words) else json.dumps(words, ensure_ascii=False))


def _is_plain(words: str) -> bool:
    """Whether YAML reads `words` as they are, without quotes."""
    if words.casefold() in ("null", "~"):
        return False
    if _PLAIN.fullmatch(words):
        return True
    try:
        tree = yaml_tree.parse_yaml(f"x: {words}", "")
    except HandoutError:
        return False
    node = tree.entries[0][1]
    return isinstance(node, yaml_tree.Scalar) and not node.quoted and not node.block and node.text == words


class _Text:
    """A text, its tree, and where in it the tree's nodes stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = yaml_tree.parse_yaml(text, "")
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def offset(self, place: Place) -> int:
        return self.starts[place.line - 1] + place.column - 1

    def line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def value(self, path: tuple[str | int, ...]) -> yaml_tree.Node | None:
        node: yaml_tree.Node | None = self.tree
        for step in path:
            if isinstance(node, yaml_tree.Mapping):
                node = next((value for key, value in node.entries if key.text == step), None)
            elif isinstance(node, yaml_tree.Sequence) and isinstance(step, int):
                node = node.items[step]
            else:
                return None
        return node

    def key(self, path: tuple[str | int, ...]) -> yaml_tree.Scalar:
        parent = self.value(path[:-1])
        assert isinstance(parent, yaml_tree.Mapping)
        return next(key for key, _ in parent.entries if key.text == path[-1])

    def after_colon(self, path: tuple[str | int, ...]) -> int:
        """Where the value begins of a name, or of an entry in a list."""
        if isinstance(path[-1], int):
            node = self.value(path)
            assert node is not None
            return self.text.rindex("-", 0, self.offset(node.place)) + 1
        return self.text.index(":", self.offset(self.key(path).end)) + 1

    def end_of(self, node: yaml_tree.Node) -> int:
        """After the last character of a node, without the comments and empty lines that follow it."""
        if isinstance(node, yaml_tree.Scalar):
            end = self.offset(node.end)
            return len(self.text[:end].rstrip()) if node.block else end
        if self.text[self.offset(node.place)] in "[{":
            return self.offset(node.end)
        inner = node.items if isinstance(node, yaml_tree.Sequence) else [n for pair in node.entries for n in pair]
        return max((self.end_of(one) for one in inner), default=self.offset(node.place))

    def pieces(self, node: yaml_tree.Sequence) -> list[tuple[int, int, int]] | None:
        """Start, end and column of each entry with the comments above it; None if they do not stand one below another."""
        if not node.items:
            return None
        found: list[tuple[int, int, int]] = []
        for n, item in enumerate(node.items):
            line = item.place.line - 1
            before = self.text[self.starts[line] : self.offset(item.place)]
            if isinstance(item, yaml_tree.Scalar) and item.block:
                return None
            if before.strip() != "-":
                return None
            while n and self.text[self.starts[line - 1] : self.starts[line]].strip().startswith("#"):
                line -= 1
            found.append((self.starts[line], 0, before.index("-")))
        ends = [start - 1 for start, _, _ in found[1:]] + [self.line_end(self.end_of(node))]
        return [(start, end, column) for (start, _, column), end in zip(found, ends, strict=True)]
