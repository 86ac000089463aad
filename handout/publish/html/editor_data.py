"""The editor that goes with an HTML file: its script, and the words and rules that it needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from handout.layout.density import Density
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.panels import FactsContent
from handout.layout.sheet.phrase import Phrase
from handout.layout.text.line_breaking import extra_characters
from handout.layout.text.missing_glyphs import extra_letters
from handout.messages import message_table
from handout.publish.html.context import all_placed
from handout.publish.html.field_rules import Rule, field_rules, letters, patterns
from handout.publish.html.scripts import editor_script
from handout.sources.fields.languages import format_date

Pairs = tuple[tuple[str, str], ...]
"""A mapping as what a cache can be asked with."""


_FIELD = re.compile(r' data-field="([^"]*)"')
_ROW_NUMBER = re.compile(r"\.\d+(?=\.|$)")
_SECOND_SHEET = '<aside class="second"'


@cache
def file_script() -> str:
    """Return the script that makes a file editable."""
    return f"(() => {{\n\n{editor_script()}\n\n}})();"


def editor_words(fitted: FittedSheet, html: str) -> str:
    """Return as JSON the words of the editor, what the fields that are in `html` are called and
    take, and who locked which boxes.
    """
    densities = {density.name: density.gap for density in densities_from_here(fitted)}
    return _format_words(
        fitted.sheet.handout.language,
        tuple(_locks(fitted)),
        tuple(_unsaid_phrases(fitted)),
        tuple(densities.items()),
        extra_letters(fitted.sheet.handout) + _date_letters(fitted.sheet.handout.language),
        frozenset(map(_without_row_number, _FIELD.findall(html))),
        has_second=_SECOND_SHEET in html,
    )


@lru_cache(maxsize=64)
def _date_letters(language: str) -> str:
    """Return the letters that are in no face of ours and that a date is printed with."""
    dates = message_table("words", language)["dates"]
    return extra_characters("".join([*dates["months"], dates["format"]]))


@lru_cache(maxsize=1024)
def _without_row_number(name: str) -> str:
    return _ROW_NUMBER.sub("", name)


def densities_from_here(fitted: FittedSheet) -> tuple[Density, ...]:
    """Return the densities in which the editor may set a side: its own, and those that are closer
    (templates/editor/fit.js).
    """
    densities = fitted.metrics.densities
    names = [density.name for density in densities]
    return densities[min(names.index(side.density.name) for side in fitted.sides) :]


def _locks(fitted: FittedSheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ids of locked boxes, who locked them, and until when; without a date those in which
    only some words are locked.
    """
    dates = message_table("words", fitted.sheet.handout.language)["dates"]
    for placed in all_placed(fitted.sides):
        block = placed.panel.block
        if block.locked:
            yield block.id, (block.owner, format_date(block.review, dates) if block.review else "")
        elif block.present_locked_items:
            yield block.id, (block.owner,)


def _unsaid_phrases(fitted: FittedSheet) -> Iterator[tuple[str, str]]:
    """Yield the first field of each fact that says nothing yet and is more than a field, and its
    phrase with {field} for each field.
    """
    for placed in all_placed(fitted.sides):
        content = placed.panel.content
        if not isinstance(content, FactsContent):
            continue
        for fact in content.rows:
            first = next((span.field for span in fact.empty_value if span.field), "")
            pattern = _pattern(fact.empty_value)
            if first and pattern != f"{{{first}}}":
                yield first, pattern


def _pattern(phrase: Phrase) -> str:
    return "".join(f"{{{span.field}}}" if span.field else span.text for span in phrase)


@lru_cache(maxsize=64)
def _format_words(
    language: str,
    locks: tuple[tuple[str, tuple[str, ...]], ...],
    phrases: Pairs,
    densities: tuple[tuple[str, float], ...],
    more_letters: str,
    names: frozenset[str],
    has_second: bool,
) -> str:
    messages, editor = message_table("words", language), {**message_table("editor", language)}
    if not has_second:
        del editor["second"]
    page = {
        "fields": _describe_fields(language, names),
        "locks": dict(locks),
        "phrases": dict(phrases),
        "times": messages["schedule"]["times"],
        "numbered": messages["people"]["numbered"],
        "densities": densities,
        "patterns": patterns(),
        "letters": letters(more_letters),
    }
    lines = (
        f"{_to_json(key)}:{_to_json(words)}" for key, words in sorted({**editor, **page}.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _describe_fields(language: str, names: frozenset[str]) -> dict[str, list[Rule]]:
    """Return what people call the fields in `names`, their columns and the lists they are in, by
    dotted names, and what each takes.
    """
    wanted = names | {name.partition(".")[0] for name in names}
    fields = message_table("fields", language)["fields"]
    labels = {name: field["label"] for name, field in fields.items()}
    for name, field in fields.items():
        for column, label in field.get("columns", {}).items():
            labels[f"{name}.{column}"] = label
    rules = {name: [rule] for name, rule in field_rules().items() if name in names}
    return {
        name: [labels.get(name, ""), *rules.get(name, [])]
        for name in sorted(labels.keys() | rules.keys())
        if name in wanted
    }
