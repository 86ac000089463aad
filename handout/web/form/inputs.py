"""The form: the fields of a customization in the order of the sheet, each with its words and its
kind of input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from handout.content_folders import ENGLISH, list_languages
from handout.messages import message_table
from handout.sources.fields.accent import ACCENTS
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.labels import member_label
from handout.sources.fields.languages import language_name
from handout.sources.fields.translations import is_translatable, translatable_members
from handout.sources.fields.types import Choice, Color, FieldType, Language, Number, Switch
from handout.sources.pictures.picture import PICTURE_USES

_CHOICE_WIDGETS = ("choice", "colour")
_PICTURES = frozenset(use.field for use in PICTURE_USES)
# What the form has its own list of boxes for.
_IN_BOX_LIST = frozenset({"hide_blocks", "show_blocks"})


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input: `name` is the field's dotted name, or a column's within a row.

    `form` names its macro in form.j2. `translatable`: the second sheet may have other words for it.
    """

    name: str
    label: str
    description: str
    form: str
    example: str = ""
    limit: int = 0
    options: tuple[tuple[str, str], ...] = ()
    translatable: bool = False


@dataclass(frozen=True, kw_only=True)
class InputList:
    """A list that grows row by row, with at most `most` rows of `columns`; one column without a
    name is a list of words.
    """

    name: str
    label: str
    description: str
    most: int
    columns: tuple[Input, ...]
    form: str = "rows"


@dataclass(frozen=True, kw_only=True)
class InputGroup:
    """A few inputs under one heading."""

    name: str
    label: str
    description: str
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
    "picture": "picture",
    "boxes": "choice",
    "school": "school",
    "look": "sheet",
}
FIRST_FIELDS = ("role", "grade_band")
# What is asked first, on one screen: with these a sheet is ready ten minutes before the bell.
_QUICK_FIELDS = (
    *("para_name", "teacher_name", "room", "arrive", "leave"),
    *("call_for_help", "teacher_note"),
)


def sections(language: str = ENGLISH) -> tuple[Section, ...]:
    """Return the form without what is asked first, in the order of the sheet."""
    titles = message_table("web", language)["groups"]
    all_sections = []
    for id, group in _SECTIONS.items():
        parts = tuple(_parts(_names_in_group(group), language))
        if parts:
            all_sections.append(Section(id, titles[id], parts))
    return tuple(all_sections)


def first_question(language: str = ENGLISH) -> tuple[Part, ...]:
    """Return what is asked before all: the role, and for whom."""
    return tuple(_parts(FIRST_FIELDS, language))


def quick_questions(language: str = ENGLISH) -> tuple[Part, ...]:
    """Return what is asked first, on one screen."""
    return tuple(_parts(_QUICK_FIELDS, language))


def asked_fields() -> frozenset[str]:
    """Return the names of all fields that the form asks for."""
    groups = set(_SECTIONS.values())
    return frozenset(name for name, field in FIELDS.items() if field.group in groups)


def _names_in_group(group: str) -> list[str]:
    elsewhere = {*FIRST_FIELDS, *_QUICK_FIELDS, *_IN_BOX_LIST}
    names = [name for name, field in FIELDS.items() if field.group == group]
    return [name for name in names if name not in elsewhere]


def _parts(names: Iterable[str], language: str) -> Iterator[Part]:
    for name in names:
        kind = FIELDS[name].kind
        # There is nothing to choose while there is one language.
        if not isinstance(kind, Language) or len(list_languages()) > 1:
            yield _part(name, language)


def _part(name: str, language: str) -> Part:
    text = message_table("fields", language)["fields"][name]
    label, description = text["label"], text["description"]
    match FIELDS[name].kind:
        case Group(members) if name in _PICTURES:
            # The file itself is dropped on the form or chosen there.
            words = {key: kind for key, kind in members.items() if key != "file"}
            inputs = _member_inputs(name, words, f"{name}.", language)
            return InputGroup(
                name=name, label=label, description=description, inputs=inputs, form="picture"
            )
        case Group(members):
            inputs = _member_inputs(name, members, f"{name}.", language)
            return InputGroup(name=name, label=label, description=description, inputs=inputs)
        case Rows(most, columns):
            inputs = _member_inputs(name, columns, "", language)
            return InputList(
                name=name, label=label, description=description, most=most, columns=inputs
            )
        case Lines(most, line_kind):
            line_label = message_table("web", language)["one_named"][name]
            column = _input("", line_kind, line_label, "", language)
            column = replace(column, translatable=is_translatable(name))
            return InputList(
                name=name, label=label, description=description, most=most, columns=(column,)
            )
        case kind:
            example = "" if "\n" in text["example"] else text["example"].strip('"')
            single = _input(name, kind, label, description, language, example)
            return replace(single, translatable=is_translatable(name))


def _member_inputs(
    field: str, kinds: Mapping[str, FieldType], prefix: str, language: str
) -> tuple[Input, ...]:
    """Return an input for each member of a group or column of a row."""
    inputs = []
    for key, kind in kinds.items():
        label = member_label(field, key, language)
        member = _input(f"{prefix}{key}", kind, label, "", language)
        inputs.append(replace(member, translatable=key in translatable_members(field)))
    return tuple(inputs)


def _input(
    name: str, kind: FieldType, label: str, description: str, language: str, example: str = ""
) -> Input:
    return Input(
        name=name,
        label=label,
        description=description,
        form=kind.widget,
        example=example,
        limit=getattr(kind, "limit", 0),
        options=tuple(_options(name, kind, language)) if kind.widget in _CHOICE_WIDGETS else (),
    )


def _options(name: str, kind: FieldType, language: str) -> Iterator[tuple[str, str]]:
    """Yield the values that a choice offers, and what they are called."""
    if isinstance(kind, Switch):
        messages = message_table("web", language)["form"]
        yield from (("yes", messages["yes"]), ("no", messages["no"]))
    elif isinstance(kind, Number):
        yield from ((str(number), str(number)) for number in range(kind.low, kind.high + 1))
    elif isinstance(kind, Language):
        yield from ((tag, language_name(tag)) for tag in list_languages())
    elif isinstance(kind, Choice | Color):
        values = kind.options if isinstance(kind, Choice) else ACCENTS
        yield from ((value, _option_label(name, value, language)) for value in values)


def _option_label(name: str, value: str, language: str) -> str:
    if name in ("role", "grade_band"):
        table = message_table("roles" if name == "role" else "bands", language)
        return str(table[value]["name"])
    return str(message_table("web", language)["options"][name][value])
