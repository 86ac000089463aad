"""A field's words in another language: teacher_note_es stands on a Spanish second sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handout.content_folders import content_roots, list_languages
from handout.sources.fields.fields import FIELDS, Field
from handout.sources.fields.types import Note, Text


class TranslatedName(NamedTuple):
    """The name of a field and the tag of a language, as teacher_note_es has them."""

    field: str
    language: str


def is_translatable(name: str) -> bool:
    """Return whether a field is words. Names, numbers and files are the same in all languages."""
    kind = FIELDS[name].kind if name in FIELDS else None
    return isinstance(kind, Note) or (isinstance(kind, Text) and kind.holds == "words")


def split_translation(name: str) -> TranslatedName | None:
    """Return the field and the language of a name such as teacher_note_es; None if it is none."""
    return _by_name(content_roots()).get(name)


@cache
def _by_name(roots: tuple[Path, ...]) -> Mapping[str, TranslatedName]:
    names: dict[str, TranslatedName] = {}
    for field in filter(is_translatable, FIELDS):
        for tag in list_languages():
            names[f"{field}_{tag}"] = TranslatedName(field, tag)
    return names


def find_field(name: str) -> Field | None:
    """Return the field of a name, or of the name of a translation."""
    if name in FIELDS:
        return FIELDS[name]
    translated = split_translation(name)
    return replace(FIELDS[translated.field], name=name) if translated else None


def translated_names() -> Iterator[str]:
    """Yield the names of all translations that there can be."""
    yield from _by_name(content_roots())
