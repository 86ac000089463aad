"""The times of day in fields, as the language of a sheet says them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from handout.content_folders import ENGLISH
from handout.layering.overlay import SourcedValue
from handout.messages import message_table
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.fields import FIELDS, Rows
from handout.sources.fields.typed_times import half_of_day
from handout.sources.fields.types import Time


def speak_values(values: Mapping[str, SourcedValue], language: str) -> Mapping[str, SourcedValue]:
    """Return the values of a sheet with its times of day as its language says them: 上午8点, in a
    file 8:00 am, is 8:00 where a day has 24 hours.

    Those that do not say their half of the day stay as they were typed, and all in English do.
    """
    if language == ENGLISH:
        return values
    clock = message_table("words", language)["times"]
    changed = {}
    for name, sourced in values.items():
        placed = speak_times(name, sourced.placed, lambda typed: half_of_day(typed, clock))
        if placed.value != sourced.placed.value:
            changed[name] = replace(sourced, placed=placed)
    return {**values, **changed} if changed else values


def speak_times(name: str, placed: PlacedValue, speak: Callable[[str], str]) -> PlacedValue:
    """Return the value of a field with each of its times of day as `speak` says it."""
    field = FIELDS.get(name)
    if field is None:
        return placed
    match field.kind:
        case Time():
            return replace(placed, value=speak(str(placed.value)))
        case Rows(columns=columns) if isinstance(placed.value, tuple):
            times = {column for column, kind in columns.items() if isinstance(kind, Time)}
            if not times:
                return placed
            rows = [
                {key: speak(text) if key in times else text for key, text in row.items()}
                for row in placed.value
                if isinstance(row, dict)
            ]
            return replace(placed, value=tuple(rows))
    return placed
