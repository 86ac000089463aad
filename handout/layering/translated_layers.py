"""Layers with what they say in another language in the place of their other words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from handout.layering.spoken_times import speak_times
from handout.messages import message_table
from handout.problems import Problem, problem
from handout.sources.content.layer import Layer
from handout.sources.fields.field_reader import FieldRow, PlacedValue
from handout.sources.fields.fields import key_column
from handout.sources.fields.translations import split_translation, written_name
from handout.sources.fields.typed_times import spoken_time


def translate_layer(layer: Layer, language: str) -> Layer:
    """Return a layer whose fields say what it has for them in `language`, else what they say.

    Rows keep the column by which layers merge them: see `translated_keys`.
    """
    values = dict(layer.values)
    for name, placed in layer.values.items():
        translation = split_translation(name)
        if translation and translation.language == language:
            field = translation.field
            values[field] = _lay_over(layer.values.get(field), placed, key_column(field))
    clock = message_table("words", language)["times"]

    def speak(typed: str) -> str:
        return spoken_time(typed, clock)

    spoken = {name: speak_times(name, placed, speak) for name, placed in values.items()}
    return replace(layer, values=spoken)


def translated_keys(
    layers: Iterable[Layer], language: str, labels: Mapping[str, str]
) -> dict[str, str]:
    """Return what the words by which rows merge are called in `language`, by what they are called
    in small letters, and by our own word for it, if `labels` has one.
    """
    keys: dict[str, str] = {}
    for layer in layers:
        for name, placed in layer.values.items():
            translation = split_translation(name)
            key = key_column(translation.field) if translation else ""
            if translation is None or translation.language != language or not key:
                continue
            rows = _rows_of(layer.values.get(translation.field))
            for row, words in zip(rows, _rows_of(placed), strict=True):
                if words.get(key):
                    called = row[key].casefold()
                    keys[called] = keys[labels.get(called, called).casefold()] = words[key]
    return keys


def translation_problems(layers: Sequence[Layer], language: str) -> Iterator[Problem]:
    """Note the translations that stand nowhere: in a language that no second sheet is in (only its
    own is `language`), of a field that a later layer says anew, or of lines that are not there.
    """
    for index, layer in enumerate(layers):
        for name, placed in layer.values.items():
            translation = split_translation(name)
            if translation is None:
                continue
            written, field = written_name(name, placed.value), translation.field
            hidden_by = _layer_that_hides(layers[index + 1 :], name, field)
            values: dict[str, object] = {"name": written, "field": field}
            if translation.language != language:
                values = {"name": written, "tag": translation.language}
                yield problem("translation-nowhere", placed.position, warning=True, **values)
            elif hidden_by:
                values["by"] = hidden_by.name
                yield problem("translation-hidden", placed.position, warning=True, **values)
            elif (count := len(placed.parts)) > (most := _line_count(layer, field)):
                values |= {"count": count, "most": most}
                yield problem("translation-lines", placed.position, warning=True, **values)


def _layer_that_hides(later: Iterable[Layer], name: str, field: str) -> Layer | None:
    """Return the layer that says `field` anew, without its translation; None where there is none.

    Rows that merge do not hide one another.
    """
    if key_column(field):
        return None
    for layer in later:
        if field in layer.values:
            return None if name in layer.values else layer
    return None


def _line_count(layer: Layer, field: str) -> int:
    """Return how many lines or rows the field has in a layer: no end of them where it has none."""
    original = layer.values.get(field)
    return len(original.parts) if original else 1_000_000


def _lay_over(original: PlacedValue | None, spoken: PlacedValue, key: str) -> PlacedValue:
    """Return the words of a translation, with the original's where it has none."""
    if original is None or not isinstance(spoken.value, tuple):
        return spoken
    rows = _rows_of(spoken)
    if rows:
        merged: list[FieldRow] = []
        for row, words in zip(_rows_of(original), rows, strict=True):
            said = {column: text for column, text in words.items() if text and column != key}
            merged.append({**row, **said})
        return replace(original, value=tuple(merged))
    before = original.value if isinstance(original.value, tuple) else ()
    pairs = zip_longest(before, spoken.value, fillvalue="")
    lines = tuple(str(line or typed) for typed, line in pairs)
    parts = (*original.parts, *spoken.parts[len(original.parts) :])
    return PlacedValue(lines, original.position, parts)


def _rows_of(placed: PlacedValue | None) -> tuple[FieldRow, ...]:
    value = placed.value if placed else ()
    rows = value if isinstance(value, tuple) else ()
    return tuple(row for row in rows if isinstance(row, dict))
