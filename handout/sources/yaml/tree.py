"""YAML text as a tree of scalars (always text, as typed), sequences and mappings, each with its
Position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.file_kinds import kind_of, refuse_page

LARGEST = 256 * 1024
DEEPEST = 20
MOST_VALUES = 5000


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was typed: 8:30 is "8:30", 012 is "012", nothing is "".

    The place of a block scalar (after | or >) is the first character of its text, so that line n of
    the text is line `place.line + n` of the file (n from 0). `end` is after its last character.
    `comment` is what YAML takes for a comment behind the words, with the spaces before it: “ # and
    0” of `Press # and 0`.
    """

    text: str
    position: Position
    quoted: bool = False
    block: bool = False
    end: Position = field(default=Position(""), compare=False)
    comment: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    position: Position
    end: Position = field(default=Position(""), compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[tuple[Scalar, Node], ...]
    position: Position
    end: Position = field(default=Position(""), compare=False)


Node = Scalar | Sequence | Mapping


def read_text(path: Path) -> str:
    """Return the words of a file of at most 256 KB, in UTF-8.

    Raises HandoutError if it cannot be read as that.
    """
    position = Position(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        _refuse("file-missing", position)
    except (IsADirectoryError, NotADirectoryError):
        _refuse("file-folder", position)
    except PermissionError:
        # Windows answers so for a folder too.
        _refuse("file-folder" if path.is_dir() else "file-permission", position)
    except (OSError, ValueError) as error:
        _refuse("file-unreadable", position, reason=getattr(error, "strerror", None) or str(error))
    refuse_page(kind_of(path.name, raw), position)
    return decode(raw, str(path))


def decode(raw: bytes, path: str) -> str:
    """Return the words in the bytes of a file. Raises HandoutError as read_text does."""
    position = Position(path)
    if raw[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # no customization begins so
        _refuse("file-tags", position)
    if len(raw) > LARGEST:
        _refuse("file-large", position, limit=LARGEST // 1024)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse("file-utf16", position)
    if b"\0" in raw:
        _refuse("file-binary", position)
    if raw.lstrip().startswith(b"{\\rtf"):
        _refuse("file-rtf", position)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from after the byte order mark, if there is one.
        before = error.object[: error.start].decode("utf-8", "replace")
        _refuse(
            "file-not-utf8",
            Position(path, before.count("\n") + 1, len(before) - before.rfind("\n")),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(path: Path) -> Mapping:
    """Return the tree of a YAML file; an empty file is an empty Mapping.

    Raises HandoutError with all that is wrong.
    """
    return parse_yaml(read_text(path), str(path))


def parse_yaml(text: str, path: str) -> Mapping:
    """Return the tree of `text`, its places in `path`.

    Raises HandoutError with all that is wrong.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [
        problem("character", Position(path, number, at.start() + 1), sign=f"U+{ord(at[0]):04X}")
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

# A comment right behind a plain value, or alone on the next line and further in than its name.
_COMMENT = re.compile(r"[:-]?([ \t]+#.*)")
_DEEPER_COMMENT = re.compile(r"(\s*)(#.*)")
CURLY_QUOTES = {
    "“": "”",
    "„": "“”",
    "”": "”",
    "‘": "’",
    "‚": "‘’",
    "’": "’",
    "«": "»",
    "»": "«",
    "‹": "›",
    "″": "″",
}
_CURLY_VALUE = re.compile(rf"\s*(?:- )*(?:[\w. ]+:\s+)?(?=[{''.join(CURLY_QUOTES)}])")
# A no-break space, which Word and web pages put there, is none to YAML.
_NO_SPACE_AFTER_COLON = re.compile(r"\s*(?:- )?[A-Za-z_]\w*:(?!//)[^ \t]")
_NO_SPACE_AFTER_DASH = re.compile(r"\s*-[^\s-]")

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


# Where the thing began that the parser could not end is where a person looks for the mistake.
_WHERE_IT_BEGAN = ("yaml-open-quote", "yaml-mark", "yaml-no-colon", "yaml-bracket")


def is_in_curly_quotes(text: str) -> bool:
    """Return whether words are wholly within one pair of quotes that are not YAML's.

    The second may be straight: where quotes are turned curly while typing, often only one is.
    """
    inner = text[1:-1]
    ends = CURLY_QUOTES.get(text[:1], "")
    ends += "'" if text[:1] in "‘‚’" else '"'
    return (
        text[:1] in CURLY_QUOTES
        and len(text) > 1
        and text[-1] in ends
        and not (set(inner) & {text[0], *ends} - {"’"})
    )


def _half_of_a_quote(name: str) -> str:
    """Return the curly quote at one end of a name, "" if there is none.

    In `- “Smile: always”` and `{where: “Hall, left”}` words of one quote are taken for a name.
    """
    if is_in_curly_quotes(name):
        return ""
    ends = [sign for sign in (name[:1], name[-1:]) if sign in CURLY_QUOTES]
    return ends[0] if ends else ""


def _refuse(code: str, position: Position, **values: str | int) -> NoReturn:
    raise HandoutError([problem(code, position, warning=False, **values)])


class _Builder:
    """Makes the tree from the parser's events, and notes what we do not allow on the way."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.lines = text.split("\n")
        self.found: list[Problem] = []
        self.count = 0
        self.last = Position(path, 1, 1)

    def events(self) -> Iterator[Any]:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            for event in YAML(typ="safe", pure=True).parse(self.text):
                self.last = self.position(event.end_mark)
                yield event
        except YAMLError as error:
            self.syntax(error)
        except (ValueError, OverflowError):  # "\U00110000": the parser does not look before chr()
            self.stop("yaml-escape", self.last)

    def document(self) -> Mapping:
        events = self.events()
        start = Position(self.path, 1, 1)
        tree: Node = Mapping((), start)
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.stop("yaml-documents", self.position(event.start_mark))
                tree = self.node(next(events), events, 0, None)
        if isinstance(tree, Scalar) and not tree.text:
            tree = Mapping((), start)
        if not isinstance(tree, Mapping):
            if not self.found:
                self.stop("yaml-top", tree.position)
            raise HandoutError(self.found)
        if self.found:
            raise HandoutError(self.found)
        return tree

    def node(self, event: Any, events: Iterator[Any], depth: int, key_end: Any) -> Node:
        """Return the node that `event` begins.

        `key_end` is the mark after its key, if it has one.
        """
        position = self.position(event.start_mark)
        self.count += 1
        if self.count > MOST_VALUES:
            self.stop("yaml-values", position, most=MOST_VALUES)
        kind = type(event).__name__
        if kind == "AliasEvent":
            self.found.append(problem("yaml-mark", position, mark="*"))
            return Scalar("", position)
        if event.anchor:
            self.found.append(problem("yaml-mark", position, mark="&"))
        elif event.ctag is not None:
            self.found.append(problem("yaml-mark", position, mark="!"))
        if kind == "ScalarEvent":
            return self.scalar(event, position, key_end)
        if depth >= DEEPEST:
            self.stop("yaml-deep", position, deepest=DEEPEST)
        if kind == "SequenceStartEvent":
            items = []
            while type(event := next(events)).__name__ != "SequenceEndEvent":
                items.append(self.node(event, events, depth + 1, None))
            return Sequence(tuple(items), position, self.position(event.end_mark))
        return self.mapping(events, depth, position)

    def mapping(self, events: Iterator[Any], depth: int, position: Position) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while type(event := next(events)).__name__ != "MappingEndEvent":
            key = self.node(event, events, depth + 1, None)
            value = self.node(next(events), events, depth + 1, event.end_mark)
            if not isinstance(key, Scalar):
                self.found.append(problem("yaml-key", key.position))
            elif sign := not key.quoted and _half_of_a_quote(key.text):
                self.found.append(problem("yaml-curly", key.position, words=sign))
            elif key.text in entries:
                first = entries[key.text][0].position
                self.found.append(
                    problem("yaml-twice", key.position, key=key.text[:60], line=first.line)
                )
            else:
                entries[key.text] = key, value
        return Mapping(tuple(entries.values()), position, self.position(event.end_mark))

    def scalar(self, event: Any, position: Position, key_end: Any) -> Scalar:
        text, comment = str(event.value), ""
        block = event.style in ("|", ">")
        plain = not event.style
        if block:
            position = self.first_line(position) if text.strip() else position
        elif plain:
            # The mark of a value left empty may be lines below; its key's end is not.
            end = (key_end or event.start_mark) if not text else event.end_mark
            comment = self.comment(end, bool(text))
            if text[:1] in CURLY_QUOTES and comment and not is_in_curly_quotes(text):
                self.found.append(problem("yaml-curly", position, words=text[0]))
            elif hidden := _HASH.match(self.lines[end.line], end.column):
                at = Position(self.path, end.line + 1, hidden.start(1) + 1)
                self.found.append(problem("yaml-hash", at, words=hidden[1]))
            if not text and key_end:
                position = self.position(key_end)
            text = "" if text == "~" else text
        elif escaped := UNWANTED.search(text):
            self.found.append(problem("character", position, sign=f"U+{ord(escaped[0]):04X}"))
        ended = self.position(event.end_mark) if event.value else position
        return Scalar(text, position, not plain and not block, block, ended, comment)

    def comment(self, end: Any, has_text: bool) -> str:
        """Return what YAML takes for a comment of the plain value that ends at the mark `end`."""
        if beside := _COMMENT.match(self.lines[end.line], end.column):
            return beside[1]
        line = self.lines[end.line]
        below = self.lines[end.line + 1] if end.line + 1 < len(self.lines) else ""
        deeper = _DEEPER_COMMENT.fullmatch(below)
        if has_text and deeper and len(deeper[1]) > len(line) - len(line.lstrip(" -")):
            return f" {deeper[2]}"
        return ""

    def first_line(self, position: Position) -> Position:
        """Return where the text of the block scalar begins whose | or > is at `place`."""
        for line in self.lines[position.line :]:
            if line.strip():
                return Position(self.path, position.line + 1, len(line) - len(line.lstrip()) + 1)
        return position

    def syntax(self, error: Any) -> NoReturn:
        """Raise what has been found, and in plain words what the parser could not read."""
        saying = f"{getattr(error, 'context', '')} {getattr(error, 'problem', error)}"
        code = next(
            (code for pattern, code in _SAYINGS if pattern.search(saying)), "yaml-unreadable"
        )
        mark = getattr(error, "problem_mark", None)
        position = self.position(mark) if mark else self.last
        code, position = self.cause(code, position, getattr(error, "context_mark", None))
        # one fault seldom comes alone: tell its cause only
        if not any(p.line == position.line for p in self.found):
            self.found.append(
                problem(code, position, mark=self.at(position), words=self.at(position))
            )
        raise HandoutError(self.found) from None

    def cause(self, code: str, position: Position, context: Any) -> tuple[str, Position]:
        """Return what a person did wrong, and where: the parser stumbles some lines later."""
        line = self.lines[position.line - 1] if position.line <= len(self.lines) else ""
        before = line[: position.column - 1].rstrip()
        if code == "yaml-line-up" and before.endswith(('"', "'")):
            return "yaml-after-quote", position
        above = self.lines[position.line - 2] if position.line > 1 else ""
        if code == "yaml-line-up" and above.lstrip().startswith("#"):
            column = len(above) - len(above.lstrip()) + 1
            return "yaml-comment-line", Position(self.path, position.line - 1, column)
        if code in _WHERE_IT_BEGAN and context:
            position = self.position(context)
        elif code == "yaml-colon":
            position = self.line_without_colon(position, before) or position
            code = code if position.column > len(before) else "yaml-no-colon"
        line = self.lines[position.line - 1] if position.line <= len(self.lines) else ""
        if code == "yaml-no-colon" and _NO_SPACE_AFTER_COLON.match(line):
            return "yaml-colon-space", position
        if code == "yaml-no-colon" and _NO_SPACE_AFTER_DASH.match(line):
            return "yaml-dash-space", position
        curly = _CURLY_VALUE.match(line)
        if curly and code != "yaml-no-colon" and curly.end() < position.column:
            return "yaml-curly", position._replace(column=curly.end() + 1)
        return code, position

    def line_without_colon(self, position: Position, before: str) -> Position | None:
        """Return the start of the line above `place` that has no colon and no place of its own.

        YAML reads `room 12` and `leave: 2:45` below it as one name, and stumbles at its colon.
        """
        indent = len(before) - len(before.lstrip())
        above = position.line - 2
        if ":" in before or above < 0:
            return None
        while above > 0 and self.lines[above - 1].strip() and self._is_words(above - 1, indent):
            above -= 1
        return Position(self.path, above + 1, indent + 1) if self._is_words(above, indent) else None

    def _is_words(self, number: int, indent: int) -> bool:
        """Return whether a line of the file, counted from 0, is words without a name before them."""
        line = self.lines[number]
        if not line.strip() or len(line) - len(line.lstrip()) != indent:
            return False
        return not re.search(r":(?:[ \t]|$)|^\s*(?:#|- )", line)

    def at(self, position: Position) -> str:
        line = self.lines[position.line - 1] if position.line <= len(self.lines) else ""
        return line[position.column - 1 : position.column]

    def position(self, mark: Any) -> Position:
        return Position(self.path, mark.line + 1, mark.column + 1)

    def stop(self, code: str, position: Position, **values: int) -> NoReturn:
        raise HandoutError(
            [*self.found, problem(code, position, warning=False, **values)]
        ) from None
