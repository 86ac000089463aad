"""The second sheet of a handout: the same classroom in another language that the aide reads."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from handout.interface_language import interface_language, spoken_language
from handout.layering.block_layers import is_teacher_pair
from handout.layering.block_rules import TITLE, ComposedBlock
from handout.layering.compose import Handout, compose
from handout.layering.english_lines import ID as ENGLISH_LINES
from handout.layering.translated_layers import (
    find_translated,
    translate_layer,
    translated_keys,
    translation_problems,
)
from handout.layout.fitting.fit import fit_sheet
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.build import lay_out
from handout.layout.text.missing_glyphs import font_problems
from handout.problems import Position, Problem, problem, reword_problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.library import Library, load_library
from handout.sources.content.translation import written_words
from handout.sources.fields.field_reader import Value
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.labels import field_label
from handout.sources.fields.languages import language_called
from handout.sources.fields.single_line import shorten
from handout.sources.fields.translations import is_translatable, translatable_members
from handout.sources.markdown.document import Item, Part, Table, change_items, items_of
from handout.sources.markdown.field_marks import readable_text
from handout.sources.pictures.picture import Picture

_WORD = re.compile(r"[^\W\d_]{2,}")
_MOST_NAMED = 6  # lines in one message
_NEVER_SENTENCES = ("dos_extra", "donts_extra")  # they are lines of a box


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
    titles = frozenset(block.title for block in library.blocks)
    is_translated = find_translated(layers, language)
    pairs = _pair_texts(unedited)
    spoken_blocks = (
        _mark_own(block, edited.language, titles, is_translated, pairs) for block in composed.blocks
    )
    composed = replace(composed, blocks=tuple(spoken_blocks))
    blocks = tuple(_with_edits(composed, unedited, edited))
    untranslated = list(_untranslated_words(composed, edited))
    typed = dict.fromkeys((words for _, words in untranslated), edited.language)
    handout = replace(composed, blocks=blocks, word_languages={**composed.word_languages, **typed})
    if lacks_font := font_problems(handout, "second_language"):
        return None, lacks_font
    fitted, fit_problems = fit_sheet(lay_out(handout, picture))
    position = chosen.placed.position
    problems = _problems(handout, position, fit_problems)
    labels = [*_untranslated_lines(handout, edited.language), *_untranslated_labels(untranslated)]
    as_typed = _as_typed_problems(labels, language, position)
    return fitted, (*problems, *as_typed, *translation_problems(layers, language))


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


def _pair_texts(first: Handout) -> dict[str, str]:
    """Return the teacher's own dos and don'ts on the first sheet, by the ids of their rows."""
    pairs: dict[str, str] = {}
    for block in first.blocks:
        for item in chain.from_iterable(map(items_of, block.parts)):
            if is_teacher_pair(block.id, item.id):
                pairs[item.id] = item.text
    return pairs


def _mark_own(
    block: ComposedBlock,
    language: str,
    titles: frozenset[str],
    is_translated: Callable[[str, str], bool],
    pairs: Mapping[str, str],
) -> ComposedBlock:
    """Return a box of the second sheet that knows what a layer above ours says in it, if it does
    not say it in the language of that sheet too: then it stands there as on the first sheet, whose
    `language` it is in. `titles` are ours, `pairs` the teacher's dos and don'ts there.
    """
    texts = {item.id: item.text for part in block.parts for item in items_of(part)}
    own = [
        id
        for id, origin in block.items.items()
        if origin.level > Level.BAND
        and not is_translated(block.id, id)
        and texts.get(id) == pairs.get(id, texts.get(id))
    ]
    is_own_title = block.origin.level > Level.BAND and block.title not in titles
    if is_own_title and not is_translated(block.id, TITLE):
        own.append(TITLE)
    if not own:
        return block
    return replace(block, languages={**block.languages, **dict.fromkeys(own, language)})


def _untranslated_words(second: Handout, first: Handout) -> Iterator[tuple[str, str]]:
    """Yield the words of fields that stand in the `second` sheet as they were typed for the first,
    each with the name of its field; names, times and numbers are in no language.
    """
    for name, sourced in second.values.items():
        known = first.value(name)
        if known is None or sourced.origin.level <= Level.BAND:
            continue
        value = sourced.placed.value
        typed = set(_words_in(name, known))
        yield from ((name, text) for text in _words_in(name, value) if text in typed)


def _untranslated_labels(untranslated: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield what the fields are called whose words are words, and no room or extension."""
    for name, words in untranslated:
        top = name.partition(".")[0]
        if top not in _NEVER_SENTENCES and len(_WORD.findall(words)) > 1:
            yield field_label(top, spoken_language("fields"))


def _untranslated_lines(second: Handout, language: str) -> Iterator[str]:
    """Yield the lines of boxes that stand in the `second` sheet in the `language` of the first;
    ours are not among them, for nobody here can translate them.
    """
    ours = load_library(second.language).english
    for block in second.blocks:
        texts = {item.id: item.text for part in block.parts for item in items_of(part)}
        for id, text in {TITLE: block.title, **texts}.items():
            if block.languages.get(id) == language and written_words(text) not in ours:
                yield shorten(readable_text(text.strip(" |"), lambda name: ""))


def _as_typed_problems(
    labels: Iterable[str], language: str, position: Position
) -> Iterator[Problem]:
    """Note, once for a sheet, what is said in it in the language of the first."""
    named = list(dict.fromkeys(filter(None, labels)))
    if named:
        shown = "”, “".join(named[:_MOST_NAMED]) + ("”, …" if named[_MOST_NAMED:] else "”")
        values = {
            "language": language_called(language, spoken_language("words")),
            "tag": language,
            "what": f"“{shown}",
        }
        count = len(named)
        yield problem("second-as-typed", position, warning=True, count=count, **values)


def _words_in(name: str, value: Value) -> Iterator[str]:
    """Yield what the value of a field, or of a member of a group, says in words."""
    field, _, member = name.partition(".")
    if field not in FIELDS:  # a translation
        return
    columns = translatable_members(field)
    entries = value if isinstance(value, tuple) else (value,)
    for entry in entries:
        if isinstance(entry, dict):
            yield from (entry[column].strip() for column in columns if entry.get(column))
        elif isinstance(entry, str) and (member in columns or is_translatable(name)):
            yield entry.strip()


def _with_edits(composed: Handout, unedited: Handout, edited: Handout) -> Iterator[ComposedBlock]:
    """Yield the boxes of the second sheet in the order of the first."""
    translated = {block.id: block for block in composed.blocks}
    before = {block.id: block for block in unedited.blocks}
    for block in edited.blocks:
        known = before.get(block.id)
        if block.id == ENGLISH_LINES:
            continue
        if known is None or block.id not in translated:  # a person's own box
            spoken = dict.fromkeys((TITLE, *block.item_ids), edited.language)
            yield replace(block, languages=spoken)
        elif known is block:
            yield translated[block.id]
        else:
            yield _edited_block(translated[block.id], known, block, edited.language)


def _edited_block(
    translated: ComposedBlock, known: ComposedBlock, edited: ComposedBlock, language: str
) -> ComposedBlock:
    """Return a box of the second sheet with what a person wrote in it on the first, whose
    `language` it is in.
    """
    languages = dict(translated.languages)
    old = {item.id: item for part in known.parts for item in items_of(part)}
    words = {item.id: item for part in translated.parts for item in items_of(part)}

    def translate(item: Item, is_row: bool) -> Item:
        if item.id in words and item.id in old and item.text == old[item.id].text:
            return replace(item, text=words[item.id].text)
        languages[item.id] = language
        return item

    title = translated.title
    if edited.title != known.title:
        title, languages[TITLE] = edited.title, language
    headers = iter([part.header for part in translated.parts if isinstance(part, Table)])
    parts: list[Part] = []
    for part in change_items(edited.parts, translate):
        if isinstance(part, Table):
            part = replace(part, header=next(headers, part.header))
        parts.append(part)
    return replace(edited, title=title, parts=tuple(parts), waiting={}, languages=languages)
