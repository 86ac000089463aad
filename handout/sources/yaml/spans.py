"""A YAML text, its tree, and where in the text the tree's nodes stand.

Offsets count characters from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from handout.problems import Position
from handout.sources.yaml import nodes as yaml_nodes
from handout.sources.yaml.tree import parse_yaml

Path = tuple[str | int, ...]
"""The way to a node: names, and indexes in lists."""


class YamlText:
    """A text that parses. Raises HandoutError if it does not."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = parse_yaml(text, "")
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def offset(self, position: Position) -> int:
        return self.starts[position.line - 1] + position.column - 1

    def line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def is_flow(self, node: yaml_nodes.Node) -> bool:
        """Return whether it stands in brackets, as JSON does."""
        if isinstance(node, yaml_nodes.Scalar):
            return False
        return self.text.startswith(("{", "["), self.offset(node.position))

    def is_in_flow(self, path: Path) -> bool:
        """Return whether something around the value stands in brackets."""
        outer_nodes = (self.value(path[:depth]) for depth in range(len(path)))
        return any(self.is_flow(node) for node in outer_nodes if node is not None)

    def entry_end(self, entry: tuple[yaml_nodes.Scalar, yaml_nodes.Node]) -> int:
        """Return where a name and its value end."""
        key, value = entry
        colon = self.text.index(":", self.offset(key.end)) + 1
        return max(colon, self.node_end(value))

    def value(self, path: Path) -> yaml_nodes.Node | None:
        node: yaml_nodes.Node | None = self.tree
        for step in path:
            if isinstance(node, yaml_nodes.Mapping):
                node = next((value for key, value in node.entries if key.text == step), None)
            elif isinstance(node, yaml_nodes.Sequence) and isinstance(step, int):
                node = node.items[step]
            else:
                return None
        return node

    def key(self, path: Path) -> yaml_nodes.Scalar:
        parent = self.value(path[:-1])
        assert isinstance(parent, yaml_nodes.Mapping)
        return next(key for key, _ in parent.entries if key.text == path[-1])

    def value_start(self, path: Path) -> int:
        """Return where the value begins of a name, or of an entry in a list."""
        if isinstance(path[-1], int):
            node = self.value(path)
            assert node is not None
            return self.text.rindex("-", 0, self.offset(node.position)) + 1
        return self.text.index(":", self.offset(self.key(path).end)) + 1

    def node_end(self, node: yaml_nodes.Node) -> int:
        """Return where a node ends, without the comments and empty lines that follow it."""
        if isinstance(node, yaml_nodes.Scalar):
            end = self.offset(node.end)
            return len(self.text[:end].rstrip()) if node.block else end
        if self.is_flow(node):
            return self.offset(node.end)
        return max(map(self.node_end, _children(node)), default=self.offset(node.position))

    def entry_spans(self, node: yaml_nodes.Sequence) -> list[tuple[int, int, int]] | None:
        """Return the start, end and column of each entry with the comments above it.

        None if they do not stand one below another.
        """
        if not node.items:
            return None
        starts: list[tuple[int, int, int]] = []
        for index, item in enumerate(node.items):
            line = item.position.line - 1
            before = self.text[self.starts[line] : self.offset(item.position)]
            if isinstance(item, yaml_nodes.Scalar) and item.block:
                return None
            if before.strip() != "-":
                return None
            while index and self._is_comment(line - 1):
                line -= 1
            starts.append((self.starts[line], 0, before.index("-")))
        ends = [start - 1 for start, _, _ in starts[1:]] + [self.line_end(self.node_end(node))]
        return [(start, end, column) for (start, _, column), end in zip(starts, ends, strict=True)]

    def _is_comment(self, line: int) -> bool:
        """Return whether a line of the text, counted from 0, is a comment and nothing else."""
        return self.text[self.starts[line] : self.starts[line + 1]].strip().startswith("#")

    def comments(self) -> list[str]:
        """Return all comments, in the order of the text."""
        signs = list(self.text)
        for node in self._scalars(self.tree):
            start = self.offset(node.position)
            signs[start : self.node_end(node)] = " " * max(0, self.node_end(node) - start)
        return re.findall(r"#.*", "".join(signs))

    def _scalars(self, node: yaml_nodes.Node) -> Iterator[yaml_nodes.Scalar]:
        if isinstance(node, yaml_nodes.Scalar):
            yield node
            return
        for child in _children(node):
            yield from self._scalars(child)


def _children(node: yaml_nodes.Sequence | yaml_nodes.Mapping) -> Iterable[yaml_nodes.Node]:
    if isinstance(node, yaml_nodes.Sequence):
        return node.items
    return chain.from_iterable(node.entries)
