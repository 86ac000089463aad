"""The places that contacts have on a sheet: “Front desk” fills the row of “School office”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from handout.content_folders import ENGLISH, content_roots, list_languages
from handout.layering.overlay import SourcedValue
from handout.messages import message_table
from handout.problems import Problem, problem
from handout.sources.content.layer import Level
from handout.sources.fields.field_reader import FieldRow, PlacedValue
from handout.sources.fields.near_words import find_near_word
from handout.sources.plain_letters import plain_letters

_ROLE = "role"
_MARKS = re.compile(r"[^\w\s]|_")


def claim_places(
    lower: SourcedValue | None, upper: PlacedValue, language: str
) -> tuple[SourcedValue | None, PlacedValue]:
    """Return the contacts below a layer and those of the layer, with the same name where one of
    these is for a row of ours that is still empty and called otherwise.

    It keeps the name that it has, unless that is in another language than the sheet's.
    """
    own_rows, rows = lower.placed.rows if lower else [], upper.rows
    if lower is None or not own_rows:
        return lower, upper
    called = {row[_ROLE].casefold() for row in rows}
    known = {row[_ROLE].casefold() for row in own_rows}
    free = {
        place: index
        for index, (row, origin) in reversed([*enumerate(zip(own_rows, lower.rows, strict=True))])
        if origin.level <= Level.BAND and _is_empty(row) and row[_ROLE].casefold() not in called
        if (place := _find_place(row[_ROLE], language))
    }
    for number, row in enumerate(rows):
        label = row[_ROLE]
        index = None
        if label.casefold() not in known:
            index = free.pop(_find_place(label, language), None)
        if index is None:
            continue
        if _fold(label) in _names_in(language):
            own_rows[index] = {**own_rows[index], _ROLE: label}
        else:
            rows[number] = {**row, _ROLE: own_rows[index][_ROLE]}
    placed = replace(lower.placed, value=tuple(own_rows))
    return replace(lower, placed=placed), replace(upper, value=tuple(rows))


def apart_problems(values: Mapping[str, SourcedValue], language: str) -> Iterator[Problem]:
    """Note the contacts that are called nearly as an empty row of ours is, and do not fill it."""
    contacts = values.get("contacts")
    if contacts is None:
        return
    rows = list(zip(contacts.placed.rows, contacts.rows, strict=True))
    empty = {
        place: row[_ROLE]
        for row, origin in rows
        if origin.level <= Level.BAND and _is_empty(row)
        if (place := _find_place(row[_ROLE], language))
    }
    for row, origin in rows if empty else ():
        label = row[_ROLE]
        if origin.level <= Level.BAND or _is_empty(row) or _find_place(label, language):
            continue
        if near := _find_near_row(label, empty, language):
            yield problem("contact-apart", origin.position, warning=True, label=label, row=near)


def _find_near_row(label: str, rows: Mapping[str, str], language: str) -> str:
    """Return the one of `rows`, by their places, whose plainest name is in `label`, or nearly it;
    "" if none.
    """
    plainest = {names[0]: place for place, names in _places_in(language).items() if place in rows}
    words = f" {_fold(label)} "
    for name, place in plainest.items():
        if f" {name} " in words:
            return rows[place]
    near = find_near_word(words.strip(), plainest)
    return rows[plainest[near]] if near else ""


def _is_empty(row: FieldRow) -> bool:
    return not any(words for name, words in row.items() if name != _ROLE)


@lru_cache(maxsize=4096)
def _find_place(label: str, language: str) -> str:
    """Return the place that a contact is called by, in the language of the sheet or else in any
    other; "" if it is none that we know.
    """
    folded = _fold(label)
    tags = dict.fromkeys((language, ENGLISH, *list_languages()))
    return next((place for tag in tags if (place := _names_in(tag).get(folded))), "")


def _names_in(language: str) -> Mapping[str, str]:
    """Return the places by their names in a language."""
    return {name: place for place, names in _places_in(language).items() for name in names}


def _places_in(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names of places in a language, the plainest first."""
    return _read_places(content_roots(), language)


@cache
def _read_places(_: object, language: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = message_table("contacts", language)
    return {place: tuple(map(_fold, names)) for place, names in table.items()}


def _fold(label: str) -> str:
    """Return a label in small plain letters, without marks."""
    words = plain_letters(label).replace("'", "").replace("’", "")
    return " ".join(_MARKS.sub(" ", words).split())
