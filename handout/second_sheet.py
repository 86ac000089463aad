"""The second sheet of a handout: the same classroom in another language that the aide reads."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from handout.interface_language import interface_language, spoken_language
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout, compose
from handout.layering.english_lines import ID as ENGLISH_LINES
from handout.layering.translated_layers import (
    translate_layer,
    translated_keys,
    translation_problems,
)
from handout.layout.fitting.fit import fit_sheet
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.build import lay_out
from handout.layout.text.missing_glyphs import font_problems
from handout.problems import Position, Problem, problem, reword_problem
from handout.sources.content.layer import Layer
from handout.sources.content.library import Library, load_library
from handout.sources.fields.languages import language_called
from handout.sources.markdown.document import Item, Part, Table, change_items, items_of
from handout.sources.pictures.picture import Picture


def fit_second_sheet(
    layers: Sequence[Layer],
    unedited: Handout,
    edited: Handout,
    today: datetime.date,
    picture: Picture | None = None,
) -> tuple[FittedSheet | None, tuple[Problem, ...]]:
    """Return the sheet in the second language that the handout asks for, None if it asks for none,
    and what is to be said of it.

    `layers` make the `unedited` handout, and edits of its page the `edited` one: what a person
    wrote stands in the second sheet as it was typed. A `picture` has a side there too.
    """
    chosen = edited.values.get("second_language")
    language = str(chosen.placed.value) if chosen else edited.language
    if chosen is None or language == edited.language:
        return None, tuple(translation_problems(edited.layers, ""))
    library = load_library(language)
    layers = sorted(layers, key=lambda layer: layer.level)
    if keys := translated_keys(layers, language, library.contact_labels):
        library = _with_labels(library, frozenset(keys.items()))
    spoken = [translate_layer(layer, language) for layer in layers]
    composed, _ = compose(library, spoken, today=today)  # its problems are those of the first
    blocks = tuple(_with_edits(composed, unedited, edited))
    handout = replace(composed, blocks=blocks)
    if lacks_font := font_problems(handout, "second_language"):
        return None, lacks_font
    fitted, fit_problems = fit_sheet(lay_out(handout, picture))
    problems = _problems(handout, chosen.placed.position, fit_problems)
    return fitted, (*problems, *translation_problems(layers, language))


@lru_cache(maxsize=32)  # what is made of a library is cached by it
def _with_labels(library: Library, labels: frozenset[tuple[str, str]]) -> Library:
    return replace(library, contact_labels={**library.contact_labels, **dict(labels)})


def _problems(
    handout: Handout, position: Position, fit_problems: Sequence[Problem]
) -> Iterator[Problem]:
    name = language_called(handout.language, spoken_language("words"))
    if handout.has_drafts:
        values = {"language": name, "tag": handout.language}
        yield problem("second-draft", position, warning=True, **values)
    for found in fit_problems:
        found = reword_problem(found, interface_language())
        values = {"language": name, "says": found.message, "hint": found.hint}
        yield problem("second-sheet", position, warning=found.warning, **values)


def _with_edits(composed: Handout, unedited: Handout, edited: Handout) -> Iterator[ComposedBlock]:
    """Yield the boxes of the second sheet in the order of the first."""
    translated = {block.id: block for block in composed.blocks}
    before = {block.id: block for block in unedited.blocks}
    for block in edited.blocks:
        known = before.get(block.id)
        if block.id == ENGLISH_LINES:
            continue
        if known is None or block.id not in translated:  # a person's own box
            yield block
        elif known is block:
            yield translated[block.id]
        else:
            yield _edited_block(translated[block.id], known, block)


def _edited_block(
    translated: ComposedBlock, known: ComposedBlock, edited: ComposedBlock
) -> ComposedBlock:
    """Return a box of the second sheet with what a person wrote in it on the first."""
    old = {item.id: item for part in known.parts for item in items_of(part)}
    words = {item.id: item for part in translated.parts for item in items_of(part)}

    def translate(item: Item, is_row: bool) -> Item:
        is_ours = item.id in words and item.id in old and item.text == old[item.id].text
        return replace(item, text=words[item.id].text) if is_ours else item

    title = translated.title if edited.title == known.title else edited.title
    headers = iter([part.header for part in translated.parts if isinstance(part, Table)])
    parts: list[Part] = []
    for part in change_items(edited.parts, translate):
        if isinstance(part, Table):
            part = replace(part, header=next(headers, part.header))
        parts.append(part)
    return replace(edited, title=title, parts=tuple(parts), waiting={})
