"""Translations of fields that a page says anew: they follow their line or row, or are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import zip_longest

from handout.content_folders import list_languages
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.customization.edit import set_values
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.translations import (
    TranslatedName,
    can_be_typed,
    split_translation,
    written_name,
)
from handout.sources.yaml.tree import parse_yaml

Values = Mapping[str, PlacedValue]


def move_translated_lines(before: str, after: str) -> str:
    """Return the customization `after` a page's edits, with the lines of each translation beside
    those that they stood beside in the text `before`.
    """
    if after == before or not _names_translations(before):
        return after
    old = _read_values(before)
    new = _read_values(after)
    lines = {}
    for name, translation in _changed_translations(old, new):
        original, spoken = old[translation.field], old[name]
        is_as_it_was = name in new and new[name].value == spoken.value
        if original.parts and can_be_typed(name) and is_as_it_was:
            moved = _moved_lines(original, new.get(translation.field), spoken)
            if moved != spoken.value:
                lines[name] = moved
    return set_values(after, lines) if lines else after


def translation_problems(before: str, after: str, path: str) -> Iterator[Problem]:
    """Note the translations of words that the page says anew, and that are as they were."""
    if after == before or not _names_translations(before):
        return
    old = _read_values(before)
    new = _read_values(after)
    for name, translation in _changed_translations(old, new):
        if name in new and _is_behind(translation, name, old, new):
            written = written_name(name, new[name].value)
            position = Position(path, new[name].position.line)
            values = {"name": written, "field": translation.field}
            yield problem("translation-behind", position, warning=True, **values)


def _read_values(text: str) -> Values:
    return parse_layer(parse_yaml(text, ""), Level.CUSTOMIZATION)[0].values


def _names_translations(text: str) -> bool:
    """Return whether any field may have one: mostly none has, and to read a file again takes a
    tenth of a pull. A name in quotes may be written with escapes.
    """
    return "\\" in text or any(f"_{tag}" in text for tag in list_languages())


def _changed_translations(old: Values, new: Values) -> Iterator[tuple[str, TranslatedName]]:
    """Yield the translations of fields whose values differ."""
    for name in old:
        translation = split_translation(name)
        if translation is None or translation.field not in old:
            continue
        now = new.get(translation.field)
        if now is None or now.value != old[translation.field].value:
            yield name, translation


def _entries(placed: PlacedValue | None) -> tuple[object, ...]:
    value = placed.value if placed else ()
    return value if isinstance(value, tuple) else (value,)


def _moved_lines(
    original: PlacedValue, now: PlacedValue | None, spoken: PlacedValue
) -> tuple[str, ...]:
    before, words = _entries(original), _entries(spoken)
    after = _entries(now) if now else ()
    lines = [""] * len(after)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, start_now, end_now in matcher.get_opcodes():
        # Lines in the place of as many are those lines, reworded.
        for index, index_now in zip(range(start, end), range(start_now, end_now), strict=False):
            lines[index_now] = str(words[index]) if index < len(words) else ""
    return tuple(lines)


def _is_behind(translation: TranslatedName, name: str, old: Values, new: Values) -> bool:
    """Return whether a translation stands beside words that it was not made from."""
    known = set()
    for pair in _pairs(old[translation.field], old[name]):
        known.add(pair)
    return any(
        pair not in known and pair[1] for pair in _pairs(new.get(translation.field), new[name])
    )


def _pairs(original: PlacedValue | None, spoken: PlacedValue) -> Iterator[tuple[str, str]]:
    """Yield words and their translations, line by line or cell by cell."""
    for entry, words in zip_longest(_entries(original), _entries(spoken), fillvalue=""):
        if isinstance(words, dict):
            cells = entry if isinstance(entry, dict) else {}
            yield from ((cells.get(column, ""), said) for column, said in words.items())
        else:
            yield str(entry), str(words)
