"""The form: the fields of a customization in the order of the sheet, each with its words and its kind of input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handout.messages import words
from handout.sources.fields import types as kinds
from handout.sources.fields.accent import ACCENTS
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows

_FEW_NUMBERS = 5  # so many are chosen from, more are typed
# What the form has its own ways for: the language while there is one, and the list of boxes.
_ELSEWHERE = frozenset({"hide_blocks", "show_blocks"})


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input: `name` is the field's dotted name, or a column's within a row. `form` names its macro in form.j2."""

    name: str
    label: str
    about: str
    form: str
    example: str = ""
    limit: int = 0
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list that grows row by row, with at most `most` rows of `columns`; one column without a name is a list of words."""

    name: str
    label: str
    about: str
    most: int
    columns: tuple[Input, ...]
    form: str = "rows"


@dataclass(frozen=True, kw_only=True)
class Several:
    """A few inputs under one heading."""

    name: str
    label: str
    about: str
    inputs: tuple[Input, ...]
    form: str = "several"


Part = Input | Listed | Several


@dataclass(frozen=True)
class Section:
    """One part of the form that opens and closes."""

    id: str
    title: str
    parts: tuple[Part, ...]


_SECTIONS = {
    "welcome": "para_name teacher_name class_title room",
    "help": "call_for_help emergency",
    "note": "teacher_note",
    "facts": "arrive leave breaks plans_location wait_seconds prompt_order room_signals restroom your_things trainings_done",
    "day": "schedule",
    "people": "contacts",
    "words": "dos_extra donts_extra",
    "boxes": "sign_off",
    "school": "school_name district_name approved_by valid_from valid_to logo link",
    "look": "paper pages theme ink accent large_print language second_language",
}
FIRST = "role grade_band"


def sections(language: str = "en") -> tuple[Section, ...]:
    """The form without its first question, in the order of the sheet."""
    said = words("web", language)["groups"]
    return tuple(
        Section(id, said[id], tuple(_parts(names, language))) for id, names in _SECTIONS.items()
    )


def first_question(language: str = "en") -> tuple[Part, ...]:
    """What is asked before all: the role, and for whom."""
    return tuple(_parts(FIRST, language))


def asked() -> frozenset[str]:
    """The names of all fields that the form asks for."""
    return frozenset(" ".join([FIRST, *_SECTIONS.values()]).split()) | _ELSEWHERE


def _parts(names: str, language: str) -> Iterator[Part]:
    for name in names.split():
        text = words("fields", language)["fields"][name]
        label, about, kind = text["label"], text["description"], FIELDS[name].kind
        match kind:
            case kinds.Language() if len(kinds.languages()) < 2:
                continue
            case Group(fields) if name == "logo":
                alt = _input(
                    "logo.alt", fields["alt"], _column("logo", "alt", text, language), "", language
                )
                yield Several(name=name, label=label, about=about, inputs=(alt,), form="logo")
            case Group(fields):
                inputs = (
                    _input(f"{name}.{key}", each, _column(name, key, text, language), "", language)
                    for key, each in fields.items()
                )
                yield Several(name=name, label=label, about=about, inputs=tuple(inputs))
            case Rows(most, columns):
                inputs = (
                    _input(key, each, _column(name, key, text, language), "", language)
                    for key, each in columns.items()
                )
                yield Listed(name=name, label=label, about=about, most=most, columns=tuple(inputs))
            case Lines(most, of):
                column = _input("", of, words("web", language)["one_named"][name], "", language)
                yield Listed(name=name, label=label, about=about, most=most, columns=(column,))
            case _:
                example = "" if "\n" in text["example"] else text["example"].strip('"')
                yield _input(name, kind, label, about, language, example)


def _column(name: str, key: str, text: dict[str, Any], language: str) -> str:
    return str(words("web", language)["columns"].get(f"{name}.{key}", text["columns"][key]))


def _input(
    name: str, kind: kinds.Kind, label: str, about: str, language: str, example: str = ""
) -> Input:
    form, limit = "line", 0
    options: tuple[tuple[str, str], ...] = ()
    match kind:
        case kinds.Text(limit):
            form = "line"
        case kinds.Url(limit):
            form = "address"
        case kinds.Note(limit):
            form = "note"
        case kinds.Time():
            form = "time"
        case kinds.Date():
            form = "date"
        case kinds.Number(low, high) if high - low < _FEW_NUMBERS:
            form, options = "choice", tuple((str(n), str(n)) for n in range(low, high + 1))
        case kinds.Number():
            form = "number"
        case kinds.Choice(values):
            form, options = (
                "choice",
                tuple((value, _option(name, value, language)) for value in values),
            )
        case kinds.Language():
            form, options = "choice", tuple((tag, tag) for tag in kinds.languages())
        case kinds.Colour():
            form, options = (
                "colour",
                tuple((value, _option(name, value, language)) for value in ACCENTS),
            )
        case kinds.Switch():
            said = words("web", language)["form"]
            form, options = "choice", (("yes", said["yes"]), ("no", said["no"]))
    return Input(
        name=name,
        label=label,
        about=about,
        form=form,
        example=example,
        limit=limit,
        options=options,
    )


def _option(name: str, value: str, language: str) -> str:
    if name in ("role", "grade_band"):
        table = words("roles" if name == "role" else "bands", language)
        return str(table[value]["name"])
    return str(words("web", language)["options"][name][value])
