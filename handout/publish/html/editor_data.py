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
from handout.layout.text.missing_glyphs import extra_letters
from handout.messages import message_table
from handout.publish.html.context import all_placed, describe_block
from handout.publish.html.field_rules import field_rules, letters, patterns
from handout.publish.html.scripts import editor_script

Pairs = tuple[tuple[str, str], ...]
"""A mapping as what a cache can be asked with."""


_FIELD = re.compile(r' data-field="([^"]*)"')
_ROW_NUMBER = re.compile(r"\.\d+(?=\.|$)")


@cache
def file_script() -> str:
    """Return the script that makes a file editable."""
    return f"(() => {{\n\n{editor_script()}\n\n}})();"


def editor_words(fitted: FittedSheet, html: str) -> str:
    """Return as JSON the words of the editor, the names of the fields that are in `html`, and why
    each locked box is locked.
    """
    densities = {density.name: density.gap for density in densities_from_here(fitted)}
    return _format_words(
        fitted.sheet.handout.language,
        tuple(_lock_reasons(fitted)),
        tuple(_unsaid_phrases(fitted)),
        tuple(densities.items()),
        extra_letters(fitted.sheet.handout),
        frozenset(map(_without_row_number, _FIELD.findall(html))),
    )


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


def _lock_reasons(fitted: FittedSheet) -> Iterator[tuple[str, str]]:
    """Yield the ids of locked boxes, and why they, or words in them, are locked."""
    language = fitted.sheet.handout.language
    editor, messages = message_table("editor", language), message_table("words", language)
    for placed in all_placed(fitted.sides):
        block = placed.panel.block
        if block.locked or block.present_locked_items:
            text = editor["why" if block.locked else "why_items"]
            yield block.id, describe_block(text, block, messages)


def _unsaid_phrases(fitted: FittedSheet) -> Iterator[tuple[str, str]]:
    """Yield the first field of each fact that says nothing yet, and its phrase with {field} for
    each field.
    """
    for placed in all_placed(fitted.sides):
        content = placed.panel.content
        if not isinstance(content, FactsContent):
            continue
        for fact in content.rows:
            if fact.empty_value:
                yield fact.empty_value[0].field, _pattern(fact.empty_value)


def _pattern(phrase: Phrase) -> str:
    return "".join(f"{{{span.field}}}" if span.field else span.text for span in phrase)


@lru_cache(maxsize=64)
def _format_words(
    language: str,
    why: Pairs,
    phrases: Pairs,
    densities: tuple[tuple[str, float], ...],
    more_letters: str,
    names: frozenset[str],
) -> str:
    messages, editor = message_table("words", language), message_table("editor", language)
    page = {
        "fields": _field_labels(language, names),
        "why": dict(why),
        "phrases": dict(phrases),
        "times": messages["schedule"]["times"],
        "numbered": messages["people"]["numbered"],
        "densities": densities,
        "takes": {name: rule for name, rule in field_rules().items() if name in names},
        "patterns": patterns(),
        "letters": letters(more_letters),
    }
    return json.dumps(
        editor | page, ensure_ascii=False, indent=0, separators=(",", ":"), sort_keys=True
    )


def _field_labels(language: str, names: frozenset[str]) -> dict[str, str]:
    """Return what people call the fields in `names`, their columns and the lists they are in, by
    dotted names.
    """
    wanted = names | {name.partition(".")[0] for name in names}
    fields = message_table("fields", language)["fields"]
    labels = {name: field["label"] for name, field in fields.items()}
    for name, field in fields.items():
        for column, label in field.get("columns", {}).items():
            labels[f"{name}.{column}"] = label
    return {name: label for name, label in labels.items() if name in wanted}
