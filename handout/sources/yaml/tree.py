"""YAML text as a tree of nodes, each with its Position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from handout.content_folders import is_content
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.unseen_signs import remove_unseen
from handout.sources.yaml.curly_quotes import CURLY_QUOTES, find_half_quote, is_in_curly_quotes
from handout.sources.yaml.enclosure import blank_enclosure
from handout.sources.yaml.nodes import Mapping, Node, Scalar, Sequence
from handout.sources.yaml.syntax_errors import explain_error, explain_top
from handout.sources.yaml.text_file import read_text

DEEPEST = 20
MOST_VALUES = 5000

# Control characters, line breaks that only some programs see, halves of characters. Written so that
# a browser reads the pattern too. Other signs without ink are dropped: see unseen_signs.
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# A hash that was meant as a number or a colour: `room: #12`, `accent: #14524A`.
_HASH = re.compile(r"[ \t:-]*[ \t](#(?:\d[^\s,\]}]*|(?:[0-9A-Fa-f]{3}){1,2}(?![^\s,\]}])))")

# What libyaml reads otherwise than the parser in Python: tabs between words, a mark of the order of
# bytes amid them, a comment that begins right behind | or >, a last line that does not end.
_READ_OTHERWISE = re.compile(r"[\t\ufeff]|[|>][-+0-9]*#|[^\n]\Z")

# A comment right behind a plain value, or alone on the next line and further in than its name.
_COMMENT = re.compile(r"[:-]?([ \t]+#.*)")
_DEEPER_COMMENT = re.compile(r"(\s*)(#.*)")


def read_yaml(path: Path) -> Mapping:
    """Return the tree of a YAML file; an empty file is an empty Mapping.

    Raises HandoutError with all that is wrong.
    """
    text = read_text(path)
    # A language's files are read for its sheet and for each other language's, and again for its
    # report. What a person wrote is not kept.
    return _parse_content(text, str(path)) if is_content(str(path)) else parse_yaml(text, str(path))


def parse_yaml(text: str, path: str) -> Mapping:
    """Return the tree of `text`, its places in `path`.

    Raises HandoutError with all that is wrong.
    """
    text = blank_enclosure(text.replace("\r\n", "\n").replace("\r", "\n"))
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if sign := UNWANTED.search(line):
            position = Position(path, number, sign.start() + 1)
            problems.append(problem("character", position, sign=f"U+{ord(sign[0]):04X}"))
    if problems:
        raise HandoutError(problems)
    if not _READ_OTHERWISE.search(text):
        with suppress(HandoutError):
            return _TreeBuilder(text, path, pure=False).build_tree()
    return _TreeBuilder(text, path, pure=True).build_tree()


@lru_cache(maxsize=256)
def _parse_content(text: str, path: str) -> Mapping:
    return parse_yaml(text, path)


class _TreeBuilder:
    """Builds the tree from the parser's events, and notes what we do not allow on the way.

    The `pure` parser in Python tells what a person did wrong. libyaml (where ruamel.yaml.clib is
    installed) is eight times as fast, and only its trees are used: the same, as
    tests/sources/yaml/test_parsers.py shows.

    The subset of YAML 1.2 is small: no anchors, aliases or tags, one document, and every scalar is
    the text that was typed: `no` and 8:30 are neither a bool nor a number of minutes, as in YAML
    1.1.
    """

    def __init__(self, text: str, path: str, *, pure: bool) -> None:
        self.text = text
        self.path = path
        self.pure = pure
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.count = 0
        self.last_position = Position(path, 1, 1)

    def read_events(self) -> Iterator[Any]:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            for event in YAML(typ="safe", pure=self.pure).parse(self.text):
                self.last_position = self.position_of(event.end_mark)
                yield event
        except YAMLError as error:
            self.stop_at_syntax(error)
        except (ValueError, OverflowError):  # "\U00110000": the parser does not look before chr()
            self.stop("yaml-escape", self.last_position)

    def build_tree(self) -> Mapping:
        events = self.read_events()
        start = Position(self.path, 1, 1)
        tree: Node = Mapping((), start)
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.stop("yaml-documents", self.position_of(event.start_mark))
                tree = self.build_node(next(events), events, 0, None)
        if isinstance(tree, Scalar) and not tree.text:
            tree = Mapping((), start)
        if not isinstance(tree, Mapping):
            if not self.problems:
                raise HandoutError([explain_top(tree.position, self.lines)])
            raise HandoutError(self.problems)
        if self.problems:
            raise HandoutError(self.problems)
        return tree

    def build_node(self, event: Any, events: Iterator[Any], depth: int, key_end: Any) -> Node:
        """Return the node that `event` begins.

        `key_end` is the mark after its key, if it has one.
        """
        position = self.position_of(event.start_mark)
        self.count += 1
        if self.count > MOST_VALUES:
            self.stop("yaml-values", position, most=MOST_VALUES)
        kind = type(event).__name__
        if kind == "AliasEvent":
            self.problems.append(problem("yaml-mark", position, mark="*"))
            return Scalar("", position)
        if event.anchor:
            self.problems.append(problem("yaml-mark", position, mark="&"))
        elif event.ctag is not None:
            self.problems.append(problem("yaml-mark", position, mark="!"))
        if kind == "ScalarEvent":
            return self.build_scalar(event, position, key_end)
        if depth >= DEEPEST:
            self.stop("yaml-deep", position, deepest=DEEPEST)
        if kind == "SequenceStartEvent":
            items = []
            while type(event := next(events)).__name__ != "SequenceEndEvent":
                items.append(self.build_node(event, events, depth + 1, None))
            return Sequence(tuple(items), position, self.position_of(event.end_mark))
        return self.build_mapping(events, depth, position)

    def build_mapping(self, events: Iterator[Any], depth: int, position: Position) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while type(event := next(events)).__name__ != "MappingEndEvent":
            key = self.build_node(event, events, depth + 1, None)
            value = self.build_node(next(events), events, depth + 1, event.end_mark)
            if not isinstance(key, Scalar):
                self.problems.append(problem("yaml-key", key.position))
            elif sign := not key.quoted and find_half_quote(key.text):
                self.problems.append(problem("yaml-curly", key.position, words=sign))
            elif (name := remove_unseen(key.text)) in entries:
                first = entries[name][0].position
                values = {"key": key.text[:60], "line": first.line}
                self.problems.append(problem("yaml-twice", key.position, warning=False, **values))
            else:
                entries[name] = replace(key, text=name), value
        return Mapping(tuple(entries.values()), position, self.position_of(event.end_mark))

    def build_scalar(self, event: Any, position: Position, key_end: Any) -> Scalar:
        text, comment = str(event.value), ""
        block = event.style in ("|", ">")
        plain = not event.style
        if block:
            position = self.find_block_start(position) if text.strip() else position
        elif plain:
            # The mark of a value left empty may be lines below; its key's end is not.
            end = (key_end or event.start_mark) if not text else event.end_mark
            comment = self.find_comment(end, bool(text))
            if text[:1] in CURLY_QUOTES and comment and not is_in_curly_quotes(text):
                self.problems.append(problem("yaml-curly", position, words=text[0]))
            elif hidden := _HASH.match(self.lines[end.line], end.column):
                hash_position = Position(self.path, end.line + 1, hidden.start(1) + 1)
                self.problems.append(problem("yaml-hash", hash_position, words=hidden[1]))
            if not text and key_end:
                position = self.position_of(key_end)
            text = "" if text == "~" else text
        elif escaped := UNWANTED.search(text):
            self.problems.append(problem("character", position, sign=f"U+{ord(escaped[0]):04X}"))
        ended = self.position_of(event.end_mark) if event.value else position
        return Scalar(text, position, not plain and not block, block, ended, comment)

    def find_comment(self, end: Any, has_text: bool) -> str:
        """Return what YAML takes for a comment of the plain value that ends at the mark `end`."""
        if beside := _COMMENT.match(self.lines[end.line], end.column):
            return beside[1]
        line = self.lines[end.line]
        below = self.lines[end.line + 1] if end.line + 1 < len(self.lines) else ""
        deeper = _DEEPER_COMMENT.fullmatch(below)
        if has_text and deeper and len(deeper[1]) > len(line) - len(line.lstrip(" -")):
            return f" {deeper[2]}"
        return ""

    def find_block_start(self, position: Position) -> Position:
        """Return where the text of the block scalar begins whose | or > is at `position`."""
        for line in self.lines[position.line :]:
            if line.strip():
                return Position(self.path, position.line + 1, len(line) - len(line.lstrip()) + 1)
        return position

    def position_of(self, mark: Any) -> Position:
        # ruamel.yaml counts from 0.
        return Position(self.path, mark.line + 1, mark.column + 1)

    def stop_at_syntax(self, error: Any) -> NoReturn:
        """Raise what has been found, and in plain words what the parser could not read."""
        syntax_problem = explain_error(error, self.lines, self.last_position)
        # One fault seldom comes alone: tell its cause only.
        if not any(known.line == syntax_problem.line for known in self.problems):
            self.problems.append(syntax_problem)
        raise HandoutError(self.problems) from None

    def stop(self, code: str, position: Position, **values: int) -> NoReturn:
        raise HandoutError(
            [*self.problems, problem(code, position, warning=False, **values)]
        ) from None
