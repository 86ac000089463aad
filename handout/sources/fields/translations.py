"""A field's words in another language: teacher_note_es stands on a Spanish second sheet.

The tag stands behind the last name. A list of words has a list beside it, line by line
(dos_extra_es); a row and a group have a name more (schedule: para_does_es, emergency: fire_es).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handout.content_folders import content_roots, list_languages
from handout.sources.fields.fields import FIELDS, Field, Group, Lines, Rows, value_type
from handout.sources.fields.types import FieldType, Note, Text

_WORDS = ("words", "contact")


class TranslatedName(NamedTuple):
    """The name of a field, a column or a member, and the tag of a language."""

    field: str
    language: str


class _Names(NamedTuple):
    """`values`: names of translated values, of which `typed` can be written so; `members` of a
    group and columns of rows, by the name of their field; `outer`: names that people try for them.
    """

    values: dict[str, TranslatedName]
    typed: dict[str, TranslatedName]
    members: dict[str, dict[str, TranslatedName]]
    outer: dict[str, TranslatedName]


def translatable_members(name: str) -> tuple[str, ...]:
    """Return the columns of rows, or the members of a group, that are words."""
    field = FIELDS[name]
    match field.kind:
        case Rows(_, columns, key):
            # What a choice is known by is no word of the sheet.
            return tuple(
                column
                for column, kind in columns.items()
                if _is_words(kind) and not (field.decides and column == key)
            )
        case Group(members):
            return tuple(member for member, kind in members.items() if _is_words(kind))
    return ()


def is_translatable(name: str) -> bool:
    """Return whether a field is words or a list of them. Names, numbers and files are the same in
    all languages.
    """
    field = FIELDS.get(name)
    if field is None:
        return False
    if isinstance(field.kind, Lines):
        return not field.decides and _is_words(field.kind.item)
    return _is_words(field.kind)


def split_translation(name: str) -> TranslatedName | None:
    """Return the field and the language of a name such as teacher_note_es; None if it is none.

    A value of rows is named so too: schedule_es are the Spanish words of schedule's rows.
    """
    return _names(content_roots()).values.get(name)


def split_member(field: str, name: str) -> TranslatedName | None:
    """Return the column or member and the language of para_does_es in schedule; None if it is
    none.
    """
    return _names(content_roots()).members.get(field, {}).get(name)


def can_be_typed(name: str) -> bool:
    """Return whether a file can have the name of a translation beside those of the fields."""
    return name in _names(content_roots()).typed


def split_outer(name: str) -> TranslatedName | None:
    """Return the field and the language of schedule_es and emergency_es, whose names stand in each
    row and in the group; None for any other name.
    """
    return _names(content_roots()).outer.get(name)


def find_field(name: str) -> Field | None:
    """Return the field of a name, or of the name of a translation."""
    if name in FIELDS:
        return FIELDS[name]
    translated = split_translation(name)
    return replace(FIELDS[translated.field], name=name) if translated else None


def written_type(name: str) -> FieldType | None:
    """Return the type of the value with a dotted name, in whichever language: schedule.2.where_es.

    None for what is no value of a field.
    """
    top, _, inside = name.partition(".")
    translated = split_translation(top)
    member = split_member(top, inside.rpartition(".")[2]) if inside else None
    if translated:
        return value_type(translated.field)
    if member:
        return value_type(f"{top}.{member.field}")
    return value_type(name)


def written_name(name: str, value: object) -> str:
    """Return the name of a translated value as a file has it: of rows, that of their first column
    with words.
    """
    translation = split_translation(name)
    rows = value if isinstance(value, tuple) else ()
    columns = [column for row in rows if isinstance(row, dict) for column in row]
    return f"{columns[0]}_{translation.language}" if translation and columns else name


def translated_names() -> Iterator[str]:
    """Yield the names of all translations that stand beside the fields in a file."""
    yield from _names(content_roots()).typed


def translated_members(field: str) -> tuple[str, ...]:
    """Return the names of all translations that stand in the rows or the group `field`."""
    return tuple(_names(content_roots()).members.get(field, {}))


def with_translated_members(
    field: str, kinds: Mapping[str, FieldType], names: Iterable[str]
) -> dict[str, FieldType]:
    """Return the types of a row's columns or a group's members, with those of the translations
    that `names` has.
    """
    translated = {}
    translations = _names(content_roots()).members.get(field, {})
    for name in names:
        if translation := translations.get(name):
            translated[name] = kinds[translation.field]
    return {**kinds, **translated}


def split_rows(
    field: str, columns: Iterable[str], rows: Iterable[Mapping[str, str]]
) -> dict[str, tuple[dict[str, str], ...]]:
    """Return `rows` as the value of their field, and what they say in each other language as a
    value of as many rows.
    """
    plain: list[dict[str, str]] = []
    spoken: dict[str, dict[int, dict[str, str]]] = {}
    translations = _names(content_roots()).members.get(field, {})
    for number, row in enumerate(rows):
        plain.append({column: row[column] for column in columns})
        for column, words in row.items():
            if translation := translations.get(column):
                by_row = spoken.setdefault(f"{field}_{translation.language}", {})
                by_row.setdefault(number, {})[translation.field] = words
    values = {field: tuple(plain)}
    for name, by_row in spoken.items():
        values[name] = tuple(by_row.get(number, {}) for number in range(len(plain)))
    return values


def _is_words(kind: object) -> bool:
    # How to reach somebody is mostly words: “Push the red button by the door”.
    return isinstance(kind, Note) or (isinstance(kind, Text) and kind.holds in _WORDS)


@cache
def _names(roots: tuple[Path, ...]) -> _Names:
    names = _Names({}, {}, {}, {})
    for field in FIELDS:
        members = translatable_members(field)
        for tag in list_languages():
            name = f"{field}_{tag}"
            if is_translatable(field):
                names.values[name] = names.typed[name] = TranslatedName(field, tag)
            for member in members:
                inner = names.members.setdefault(field, {})
                inner[f"{member}_{tag}"] = TranslatedName(member, tag)
                names.outer[name] = TranslatedName(field, tag)
            if isinstance(FIELDS[field].kind, Rows) and members:
                names.values[name] = TranslatedName(field, tag)
            elif isinstance(FIELDS[field].kind, Group):
                for member in members:
                    translated = TranslatedName(f"{field}.{member}", tag)
                    names.values[f"{field}.{member}_{tag}"] = translated
    return names
