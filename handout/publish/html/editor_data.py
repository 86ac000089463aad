"""The editor that goes with an HTML file: its script, and the words and rules that it needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache

from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.panels import FactsContent
from handout.layout.sheet.phrase import Phrase
from handout.layout.text.missing_glyphs import extra_letters
from handout.messages import message_table
from handout.publish.html.context import all_placed, describe_block
from handout.publish.html.field_rules import escape_letter, field_rules, letters, patterns
from handout.publish.html.scripts import editor_script

Pairs = tuple[tuple[str, str], ...]
"""A mapping as what a cache can be asked with."""


@cache
def file_script() -> str:
    """Return the script that makes a file editable."""
    return f"(() => {{\n\n{editor_script()}\n\n}})();"


def editor_words(fitted: FittedSheet) -> str:
    """Return as JSON the words of the editor, the names of the fields, and why each locked box is
    locked.
    """
    densities = {density.name: density.gap for density in fitted.metrics.densities}
    return _format_words(
        fitted.sheet.handout.language,
        tuple(_lock_reasons(fitted)),
        tuple(_unsaid_phrases(fitted)),
        tuple(densities.items()),
        extra_letters(fitted.sheet.handout),
    )


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
) -> str:
    messages, editor = message_table("words", language), message_table("editor", language)
    page = {
        "fields": _field_labels(language),
        "why": dict(why),
        "phrases": dict(phrases),
        "times": messages["schedule"]["times"],
        "numbered": messages["people"]["numbered"],
        "densities": densities,
        "takes": field_rules(),
        "patterns": patterns(),
        "letters": letters() + "".join(map(escape_letter, more_letters)),
    }
    return json.dumps(editor | page, ensure_ascii=False, indent=0, sort_keys=True)


def _field_labels(language: str) -> dict[str, str]:
    """Return what people call the fields and the columns of lists, by dotted names."""
    fields = message_table("fields", language)["fields"]
    labels = {name: field["label"] for name, field in fields.items()}
    for name, field in fields.items():
        for column, label in field.get("columns", {}).items():
            labels[f"{name}.{column}"] = label
    return labels
