"""YAML text as a tree of scalars (always text, as typed), sequences and mappings, each with its Place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from handout.problems import HandoutError, Place, Problem, problem

LARGEST = 256 * 1024
DEEPEST = 20
MOST_VALUES = 5000


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was typed: 8:30 is "8:30", 012 is "012", nothing is "".

    The place of a block scalar (after | or >) is the first character of its text, so that line n of the text is
    line `place.line + n` of the file (n from 0). `end` is after its last character.
    """

    text: str
    place: Place
    quoted: bool = False
    block: bool = False
    end: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    place: Place
    end: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[tuple[Scalar, Node], ...]
    place: Place
    end: Place = field(default=Place(""), compare=False)


Node = Scalar | Sequence | Mapping


def read_text(path: Path) -> str:
    """The words of a file of at most 256 KB, in UTF-8. Raises HandoutError if it cannot be read as that."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        _refuse("file-missing", place)
    except (IsADirectoryError, NotADirectoryError):
        _refuse("file-folder", place)
    except PermissionError:
        # Windows answers so for a folder too.
        _refuse("file-folder" if path.is_dir() else "file-permission", place)
    except (OSError, ValueError) as error:
        _refuse("file-unreadable", place, reason=getattr(error, "strerror", None) or str(error))
    return decode(raw, str(path))


def decode(raw: bytes, path: str) -> str:
    """The words in the bytes of a file. Raises HandoutError as read_text does."""
    place = Place(path)
    if len(raw) > LARGEST:
        _refuse("file-large", place, limit=LARGEST // 1024)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse("file-utf16", place)
    if b"\0" in raw:
        _refuse("file-binary", place)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from after the byte order mark, if there is one.
        before = error.object[: error.start].decode("utf-8", "replace")
        _refuse(
            "file-not-utf8", Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(path: Path) -> Mapping:
    """The tree of a YAML file; an empty file is an empty Mapping. Raises HandoutError with all that is wrong."""
    return parse_yaml(read_text(path), str(path))


def parse_yaml(text: str, path: str) -> Mapping:
    """The tree of `text`, its places in `path`. Raises HandoutError with all that is wrong."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [
        problem("character", Place(path, number, at.start() + 1), sign=f"U+{ord(at[0]):04X}")
        for number, line in enumerate(text.split("\n"), 1)
        if (at := UNWANTED.search(line))
    ]
    if found:
        raise HandoutError(found)
    return _Builder(text, path).document()


# Control characters, line breaks that only some programs see, bidi overrides, halves of characters.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# A hash that was meant as a number or a colour: `room: #12`, `accent: #14524A`.
_HASH = re.compile(r"[ \t:-]*[ \t](#(?:\d[^\s,\]}]*|(?:[0-9A-Fa-f]{3}){1,2}(?![^\s,\]}])))")

# What ruamel.yaml says, and the Problem that says it in plain words; the first that fits.
_SAYINGS = (
    (re.compile(r"character '\\t'"), "yaml-tab"),
    (re.compile(r"that cannot start any token|mapping keys are not allowed"), "yaml-start"),
    (re.compile(r"alphabetic or numeric character|\btag\b"), "yaml-mark"),
    (re.compile(r"mapping values are not allowed"), "yaml-colon"),
    (re.compile(r"could not find expected ':'"), "yaml-no-colon"),
    (re.compile(r"sequence entries are not allowed"), "yaml-dash"),
    (re.compile(r"escape"), "yaml-escape"),
    (re.compile(r"unexpected (end of stream|document separator)"), "yaml-open-quote"),
    (re.compile(r"expected ',' or|[\]}]'$|found ','$"), "yaml-bracket"),
    (re.compile(r"expected a comment or a line break"), "yaml-bar"),
    (re.compile(r"expected <block end>"), "yaml-line-up"),
)


def _refuse(code: str, place: Place, **values: str | int) -> NoReturn:
    raise HandoutError([problem(code, place, warning=False, **values)])


class _Builder:
    """Makes the tree from the parser's events, and notes what we do not allow on the way."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.lines = text.split("\n")
        self.found: list[Problem] = []
        self.count = 0
        self.last = Place(path, 1, 1)

    def events(self) -> Iterator[Any]:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            for event in YAML(typ="safe", pure=True).parse(self.text):
                self.last = self.place(event.end_mark)
                yield event
        except YAMLError as error:
            self.syntax(error)
        except (ValueError, OverflowError):  # "\U00110000": the parser does not look before chr()
            self.stop("yaml-escape", self.last)

    def document(self) -> Mapping:
        events = self.events()
        start = Place(self.path, 1, 1)
        tree: Node = Mapping((), start)
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.stop("yaml-documents", self.place(event.start_mark))
                tree = self.node(next(events), events, 0, None)
        if isinstance(tree, Scalar) and not tree.text:
            tree = Mapping((), start)
        if not isinstance(tree, Mapping):
            if not self.found:
                self.stop("yaml-top", tree.place)
            raise HandoutError(self.found)
        if self.found:
            raise HandoutError(self.found)
        return tree

    def node(self, event: Any, events: Iterator[Any], depth: int, key_end: Any) -> Node:
        """The node that `event` begins. `key_end` is the mark after its key, if it has one."""
        place = self.place(event.start_mark)
        self.count += 1
        if self.count > MOST_VALUES:
            self.stop("yaml-values", place, most=MOST_VALUES)
        kind = type(event).__name__
        if kind == "AliasEvent":
            self.found.append(problem("yaml-mark", place, mark="*"))
            return Scalar("", place)
        if event.anchor:
            self.found.append(problem("yaml-mark", place, mark="&"))
        elif event.ctag is not None:
            self.found.append(problem("yaml-mark", place, mark="!"))
        if kind == "ScalarEvent":
            return self.scalar(event, place, key_end)
        if depth >= DEEPEST:
            self.stop("yaml-deep", place, deepest=DEEPEST)
        if kind == "SequenceStartEvent":
            items = []
            while type(event := next(events)).__name__ != "SequenceEndEvent":
                items.append(self.node(event, events, depth + 1, None))
            return Sequence(tuple(items), place, self.place(event.end_mark))
        return self.mapping(events, depth, place)

    def mapping(self, events: Iterator[Any], depth: int, place: Place) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while type(event := next(events)).__name__ != "MappingEndEvent":
            key = self.node(event, events, depth + 1, None)
            value = self.node(next(events), events, depth + 1, event.end_mark)
            if not isinstance(key, Scalar):
                self.found.append(problem("yaml-key", key.place))
            elif key.text in entries:
                first = entries[key.text][0].place
                self.found.append(
                    problem("yaml-twice", key.place, key=key.text[:60], line=first.line)
                )
            else:
                entries[key.text] = key, value
        return Mapping(tuple(entries.values()), place, self.place(event.end_mark))

    def scalar(self, event: Any, place: Place, key_end: Any) -> Scalar:
        text = str(event.value)
        block = event.style in ("|", ">")
        plain = not event.style
        if block:
            place = self.first_line(place) if text.strip() else place
        elif plain:
            # The mark of a value left empty may be lines below; its key's end is not.
            end = (key_end or event.start_mark) if not text else event.end_mark
            if hidden := _HASH.match(self.lines[end.line], end.column):
                at = Place(self.path, end.line + 1, hidden.start(1) + 1)
                self.found.append(problem("yaml-hash", at, words=hidden[1]))
            if not text and key_end:
                place = self.place(key_end)
            text = "" if text == "~" else text
        elif escaped := UNWANTED.search(text):
            self.found.append(problem("character", place, sign=f"U+{ord(escaped[0]):04X}"))
        ended = self.place(event.end_mark) if event.value else place
        return Scalar(text, place, quoted=not plain and not block, block=block, end=ended)

    def first_line(self, place: Place) -> Place:
        """Where the text of the block scalar begins whose | or > is at `place`."""
        for line in self.lines[place.line :]:
            if line.strip():
                return Place(self.path, place.line + 1, len(line) - len(line.lstrip()) + 1)
        return place

    def syntax(self, error: Any) -> NoReturn:
        """Raise what has been found, and in plain words what the parser could not read."""
        saying = f"{getattr(error, 'context', '')} {getattr(error, 'problem', error)}"
        code = next(
            (code for pattern, code in _SAYINGS if pattern.search(saying)), "yaml-unreadable"
        )
        mark = getattr(error, "problem_mark", None)
        place = self.place(mark) if mark else self.last
        before = (
            self.lines[mark.line][: mark.column].rstrip()
            if mark and mark.line < len(self.lines)
            else ""
        )
        if code == "yaml-line-up" and before.endswith(('"', "'")):
            code = "yaml-after-quote"
        if code in ("yaml-open-quote", "yaml-mark") and error.context_mark:
            place = self.place(error.context_mark)
        if not any(
            p.line == place.line for p in self.found
        ):  # one fault seldom comes alone: tell its cause only
            self.found.append(problem(code, place, mark=self.at(place)))
        raise HandoutError(self.found) from None

    def at(self, place: Place) -> str:
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return line[place.column - 1 : place.column]

    def place(self, mark: Any) -> Place:
        return Place(self.path, mark.line + 1, mark.column + 1)

    def stop(self, code: str, place: Place, **values: int) -> NoReturn:
        raise HandoutError([*self.found, problem(code, place, warning=False, **values)]) from None
