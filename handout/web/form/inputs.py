"""The form: the fields of a customization in the order of the sheet, each with its words and its
kind of input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from handout.messages import message_table
from handout.sources.fields.accent import ACCENTS
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.languages import list_languages
from handout.sources.fields.types import Choice, Color, FieldType, Language, Number, Switch

_CHOSEN = ("choice", "colour")
# What the form has its own ways for: the language while there is one, and the list of boxes.
_ELSEWHERE = frozenset({"hide_blocks", "show_blocks"})


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input: `name` is the field's dotted name, or a column's within a row.

    `form` names its macro in form.j2.
    """

    name: str
    label: str
    about: str
    form: str
    example: str = ""
    limit: int = 0
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class InputList:
    """A list that grows row by row, with at most `most` rows of `columns`; one column without a
    name is a list of words.
    """

    name: str
    label: str
    about: str
    most: int
    columns: tuple[Input, ...]
    form: str = "rows"


@dataclass(frozen=True, kw_only=True)
class InputGroup:
    """A few inputs under one heading."""

    name: str
    label: str
    about: str
    inputs: tuple[Input, ...]
    form: str = "several"


Part = Input | InputList | InputGroup


@dataclass(frozen=True)
class Section:
    """One part of the form that opens and closes."""

    id: str
    title: str
    parts: tuple[Part, ...]


# The parts of the form, and the groups of fields that are asked for there.
_SECTIONS = {
    "welcome": "welcome",
    "help": "help",
    "note": "note",
    "facts": "facts",
    "day": "day",
    "people": "people",
    "words": "words",
    "boxes": "choice",
    "school": "school",
    "look": "sheet",
}
FIRST = ("role", "grade_band")


def sections(language: str = "en") -> tuple[Section, ...]:
    """The form without its first question, in the order of the sheet."""
    said = message_table("web", language)["groups"]
    return tuple(
        Section(id, said[id], tuple(_parts(_asked_in(group), language)))
        for id, group in _SECTIONS.items()
    )


def first_question(language: str = "en") -> tuple[Part, ...]:
    """What is asked before all: the role, and for whom."""
    return tuple(_parts(FIRST, language))


def asked_fields() -> frozenset[str]:
    """The names of all fields that the form asks for."""
    groups = set(_SECTIONS.values())
    return frozenset(name for name, field in FIELDS.items() if field.group in groups)


def _asked_in(group: str) -> list[str]:
    elsewhere = {*FIRST, *_ELSEWHERE}
    return [name for name, one in FIELDS.items() if one.group == group and name not in elsewhere]


def _parts(names: Iterable[str], language: str) -> Iterator[Part]:
    for name in names:
        text = message_table("fields", language)["fields"][name]
        label, about, kind = text["label"], text["description"], FIELDS[name].kind
        match kind:
            case Language() if len(list_languages()) < 2:
                continue
            case Group(fields) if name == "logo":
                alt = _input(
                    "logo.alt", fields["alt"], _column("logo", "alt", text, language), "", language
                )
                yield InputGroup(name=name, label=label, about=about, inputs=(alt,), form="logo")
            case Group(fields):
                inputs = (
                    _input(f"{name}.{key}", each, _column(name, key, text, language), "", language)
                    for key, each in fields.items()
                )
                yield InputGroup(name=name, label=label, about=about, inputs=tuple(inputs))
            case Rows(most, columns):
                inputs = (
                    _input(key, each, _column(name, key, text, language), "", language)
                    for key, each in columns.items()
                )
                yield InputList(
                    name=name, label=label, about=about, most=most, columns=tuple(inputs)
                )
            case Lines(most, of):
                column = _input(
                    "", of, message_table("web", language)["one_named"][name], "", language
                )
                yield InputList(name=name, label=label, about=about, most=most, columns=(column,))
            case _:
                example = "" if "\n" in text["example"] else text["example"].strip('"')
                yield _input(name, kind, label, about, language, example)


def _column(name: str, key: str, text: dict[str, Any], language: str) -> str:
    return str(message_table("web", language)["columns"].get(f"{name}.{key}", text["columns"][key]))


def _input(
    name: str, kind: FieldType, label: str, about: str, language: str, example: str = ""
) -> Input:
    return Input(
        name=name,
        label=label,
        about=about,
        form=kind.widget,
        example=example,
        limit=getattr(kind, "limit", 0),
        options=tuple(_options(name, kind, language)) if kind.widget in _CHOSEN else (),
    )


def _options(name: str, kind: FieldType, language: str) -> Iterator[tuple[str, str]]:
    """The values that a choice offers, and what they are called."""
    if isinstance(kind, Switch):
        said = message_table("web", language)["form"]
        yield from (("yes", said["yes"]), ("no", said["no"]))
    elif isinstance(kind, Number):
        yield from ((str(n), str(n)) for n in range(kind.low, kind.high + 1))
    elif isinstance(kind, Language):
        yield from ((tag, tag) for tag in list_languages())
    elif isinstance(kind, Choice | Color):
        values = kind.options if isinstance(kind, Choice) else ACCENTS
        yield from ((value, _option(name, value, language)) for value in values)


def _option(name: str, value: str, language: str) -> str:
    if name in ("role", "grade_band"):
        table = message_table("roles" if name == "role" else "bands", language)
        return str(table[value]["name"])
    return str(message_table("web", language)["options"][name][value])
