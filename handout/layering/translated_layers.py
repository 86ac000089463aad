"""Layers with what they say in another language in the place of their other words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeVar

from handout.layering.block_rules import TITLE
from handout.layering.spoken_times import speak_times
from handout.messages import message_table
from handout.problems import Problem, problem
from handout.sources.content.layer import Addition, Changes, Layer, Replacement
from handout.sources.fields.field_reader import FieldRow, PlacedValue
from handout.sources.fields.fields import key_column
from handout.sources.fields.translations import split_translation, written_name
from handout.sources.fields.typed_times import spoken_time

Change = TypeVar("Change", Addition, Replacement)
_WHOLE = "*"  # in the place of an item's id: all that a block's text has


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
    blocks = _translate_changes(layer.blocks, language)
    items = {id: _translate_changes(changes, language) for id, changes in layer.items.items()}
    return replace(layer, values=spoken, blocks=blocks, items=items)


def _translate_changes(changes: Changes, language: str) -> Changes:
    added = tuple(_translate_change(change, language) for change in changes.add)
    replaced = tuple(_translate_change(change, language) for change in changes.replace)
    return replace(changes, add=added, replace=replaced)


def _translate_change(change: Change, language: str) -> Change:
    for spoken in change.translations:
        if spoken.language != language:
            continue
        if spoken.title:
            change = replace(change, title=spoken.title)
        if spoken.text and spoken.text_position:
            change = replace(change, text=spoken.text, text_position=spoken.text_position)
    return change


def find_translated(layers: Iterable[Layer], language: str) -> Callable[[str, str], bool]:
    """Return a function that tells of the id of a block, and of an item in it or TITLE, whether the
    words that `layers` give it last are there in `language`.
    """
    lines: dict[tuple[str, str], bool] = {}
    for layer in layers:
        for block, item, change in layer.word_changes():
            spoken = [each for each in change.translations if each.language == language]
            has_text = any(each.text for each in spoken)
            if item:
                lines[block, item] = has_text
                continue
            if change.title:
                lines[block, TITLE] = any(each.title for each in spoken)
            if change.text:
                kept = (key for key in lines if key[0] != block or key[1] == TITLE)
                lines = {key: lines[key] for key in kept}
                lines[block, _WHOLE] = has_text

    def is_translated(block: str, item: str) -> bool:
        is_title = item == TITLE
        return lines.get((block, item), not is_title and lines.get((block, _WHOLE), False))

    return is_translated


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
            original = layer.values.get(translation.field)
            rows = original.rows if original else []
            for row, words in zip(rows, placed.rows, strict=True):
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
        for _, _, change in layer.word_changes():
            for spoken in change.translations:
                if spoken.language != language:
                    name = f"{'text' if spoken.text else 'title'}_{spoken.language}"
                    values = {"name": name, "tag": spoken.language}
                    yield problem("translation-nowhere", spoken.position, warning=True, **values)


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
    rows = spoken.rows
    if rows:
        merged: list[FieldRow] = []
        for row, words in zip(original.rows, rows, strict=True):
            said = {column: text for column, text in words.items() if text and column != key}
            merged.append({**row, **said})
        return replace(original, value=tuple(merged))
    before = original.value if isinstance(original.value, tuple) else ()
    pairs = zip_longest(before, spoken.value, fillvalue="")
    lines = tuple(str(line or typed) for typed, line in pairs)
    parts = (*original.parts, *spoken.parts[len(original.parts) :])
    return PlacedValue(lines, original.position, parts)
