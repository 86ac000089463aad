"""The English library in the words of another language, and which of them are drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from handout.message_tables import flatten
from handout.messages import message_table
from handout.problems import Problem
from handout.sources.content.block import Block, read_block
from handout.sources.content.layer import Layer
from handout.sources.content.library_folder import Library
from handout.sources.content.reviews import find_review
from handout.sources.content.translation import (
    BlockWords,
    block_words,
    contact_labels,
    layer_words,
    read_block_words,
    read_layer_words,
    translate_block,
    translate_layer,
    unused_words,
    written_words,
)
from handout.sources.markdown.document import Heading, Item, change_items, items_of

PAPER_TABLES = ("words", "roles", "bands")
"""The tables of messages with words of the sheet."""


def translate_library(library: Library, folder: Path) -> Library:
    """Return `library` with the words in `folder` in the place of its own.

    A file that says the words of no block of ours is a block of its own.
    """
    faults = list(library.faults)
    blocks = []
    names = set()
    for block in library.blocks:
        name = Path(block.position.path).name
        names.add(name)
        path = folder / "blocks" / name
        if path.is_file():
            words, problems = read_block_words(path)
            faults += [*problems, *unused_words(block, words)]
            block = translate_block(block, words)
        blocks.append(block)
    for path in sorted((folder / "blocks").glob("*.md")):
        if path.name not in names:
            added, problems = read_block(path)
            faults += problems
            blocks += [added] if added and not problems else []

    def translate(layer: Layer) -> Layer:
        layer, problems = _translate_layer(layer, folder)
        faults.extend(problems)
        return layer

    return replace(
        _change_layers(library, translate),
        blocks=tuple(blocks),
        faults=tuple(replace(fault, warning=True) for fault in faults),
    )


def translate_contacts(library: Library, folder: Path) -> Library:
    """Return `library` with the words in `folder` for the layers that list people, no others.

    Most of the time that a language takes goes into reading its files.
    """

    def translate(layer: Layer) -> Layer:
        return _translate_layer(layer, folder)[0] if contact_labels(layer) else layer

    return _change_layers(library, translate)


def _change_layers(library: Library, change: Callable[[Layer], Layer]) -> Library:
    return replace(
        library,
        base=change(library.base),
        roles={name: change(layer) for name, layer in library.roles.items()},
        bands={name: change(layer) for name, layer in library.bands.items()},
    )


def _translate_layer(layer: Layer, folder: Path) -> tuple[Layer, tuple[Problem, ...]]:
    path = folder / layer_file(layer)
    if not path.is_file():
        return layer, ()
    words, problems = read_layer_words(path, layer)
    return translate_layer(layer, words), problems


def layer_file(layer: Layer) -> str:
    """Return the path of a layer of content in its language's folder."""
    path = Path(layer.path)
    return path.name if path.stem == "base" else f"{path.parent.name}/{path.name}"


def finish_translation(english: Library, translated: Library, language: str) -> Library:
    """Return a `translated` library that knows its drafts: what is locked in it carries the English
    until it is reviewed.
    """
    known = {Path(block.position.path).name: block for block in english.blocks}
    drafts = any(_has_draft_messages(name, language) for name in PAPER_TABLES)
    blocks = []
    same: set[str] = set()
    owners = _owners(language)
    for block in translated.blocks:
        name = Path(block.position.path).name
        if name in known:
            words, source = block_words(block), block_words(known[name])
            same.update(_same_words(source, words))
            unreviewed = set(_drafts(language, f"blocks/{name}", source, words))
            drafts = drafts or bool(unreviewed)
            block = _with_english(block, known[name], unreviewed)
            block = replace(block, owner=owners.get(block.owner, block.owner))
        blocks.append(block)
    pairs = zip(_layers(english), _layers(translated), strict=True)
    for source_layer, layer in pairs:
        words, source = layer_words(layer), layer_words(source_layer)
        same.update(_same_words(source, words))
        drafts = drafts or any(_drafts(language, layer_file(source_layer), source, words))
    return replace(
        translated,
        language=language,
        blocks=tuple(blocks),
        has_drafts=drafts,
        english=frozenset(same),
    )


def _owners(language: str) -> dict[str, str]:
    """Return what the owners that our blocks name are called in a language, by their English."""
    names: dict[str, str] = message_table("words", language)["owners"]
    return {english: names[key] for key, english in message_table("words")["owners"].items()}


def match_contact_labels(library: Library, others: Iterable[Library]) -> dict[str, str]:
    """Return our labels of people in `library` by those in other languages, casefolded.

    The form is in the language of its reader, and the sheet may be in another.
    """
    labels: dict[str, str] = {}
    for other in others:
        for layer_there, layer in zip(_layers(other), _layers(library), strict=True):
            pairs = zip(contact_labels(layer_there), contact_labels(layer), strict=True)
            for label, label_here in pairs:
                if label_here != label:  # one that is not translated yet has nothing to say
                    labels.setdefault(label.casefold(), label_here)
    return labels


def _layers(library: Library) -> tuple[Layer, ...]:
    return (library.base, *library.roles.values(), *library.bands.values())


def _has_draft_messages(table: str, language: str) -> bool:
    """Return whether a table has words that are a translation and not reviewed."""
    translated = dict(flatten(message_table(table, language)))
    for key, source in flatten(message_table(table)):
        text = translated.get(key, source)
        if text != source and not find_review(language, f"{table}.toml", key, source, text):
            return True
    return False


def _drafts(language: str, file: str, english: BlockWords, words: BlockWords) -> Iterator[str]:
    """Yield the keys of the words that are a translation and not reviewed."""
    for key, source in english.items():
        text = words.get(key, source)
        if text != source:
            pair = written_words(source), written_words(text)
            if not find_review(language, file, key, *pair):
                yield key


def _same_words(english: BlockWords, words: BlockWords) -> Iterator[str]:
    """Yield what is said in English: it is not translated, or is the same in the language."""
    for key, source in english.items():
        if words.get(key, source) == source:
            yield written_words(source)


def _with_english(block: Block, english: Block, drafts: set[str]) -> Block:
    """Return `block` with the English block, less what is not locked or not a draft."""
    locked = set(block.item_ids) if block.locked else set(block.locked_items)

    def select(item: Item, is_row: bool) -> Item | None:
        return item if item.id in locked & drafts else None

    parts = (part for part in english.parts if not isinstance(part, Heading))
    selected = tuple(part for part in change_items(parts, select) if items_of(part))
    return replace(block, english=replace(english, parts=selected)) if selected else block
