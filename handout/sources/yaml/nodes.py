"""The nodes of a YAML tree: scalars (always text, as typed), sequences and mappings."""

from __future__ import annotations

from dataclasses import dataclass, field

from handout.problems import Position


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was typed: 8:30 is "8:30", 012 is "012", nothing is "".

    The position of a block scalar (after | or >) is the first character of its text, so that line
    n of the text is line `position.line + n` of the file (n from 0). `end` is after its last
    character.
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
    """A list; `end` is after its last character."""

    items: tuple[Node, ...]
    position: Position
    end: Position = field(default=Position(""), compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Names and their values, in the order of the file."""

    entries: tuple[tuple[Scalar, Node], ...]
    position: Position
    end: Position = field(default=Position(""), compare=False)


Node = Scalar | Sequence | Mapping
