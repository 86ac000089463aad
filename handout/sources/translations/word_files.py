"""The files of a translation with words set in them, held to what is read back from them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from handout.message_tables import flatten, read_table
from handout.problems import HandoutError
from handout.sources.content.block import Block
from handout.sources.content.layer import Layer
from handout.sources.content.library import load_library
from handout.sources.content.translated_library import layer_file
from handout.sources.content.translation import (
    read_block_words,
    read_layer_words,
    written_words,
)
from handout.sources.translations.block_text import format_block_words, set_block_words
from handout.sources.translations.layer_text import format_layer_words, set_layer_words
from handout.sources.translations.line_check import split_entries
from handout.sources.translations.lines import Line, library_layers
from handout.sources.translations.toml_text import set_message
from handout.sources.yaml.text_file import read_text


class UnwritableWordsError(Exception):
    """A file of a translation that does not take words as they are."""


def set_words(path: Path, changes: Mapping[str, tuple[Line, str]]) -> str:
    """Return the text of the file at `path`, or of a new one, with the words in `changes` by their
    keys. Raises UnwritableWordsError.
    """
    file = next(line.file for line, _ in changes.values())
    wanted = {key: words for key, (_, words) in changes.items()}
    try:
        before = _read_words(path, file) if path.exists() else {}
        for text in _candidates(path, changes, before | wanted):
            if _reads_as(text, path.name, file, before | wanted):
                return text
    except (HandoutError, OSError, ValueError) as error:
        raise UnwritableWordsError from error
    raise UnwritableWordsError


def _candidates(
    path: Path, changes: Mapping[str, tuple[Line, str]], all_words: Mapping[str, str]
) -> Iterator[str]:
    """Yield the text with the words set in it, then one written anew."""
    text = read_text(path) if path.exists() else ""
    line = next(iter(changes.values()))[0]
    if line.is_table:
        for key, (each, words) in changes.items():
            text = set_message(text, key, split_entries(words) if each.is_list else words)
        yield text
        return
    wanted = {key: words for key, (_, words) in changes.items()}
    english = _find_english(line.file)
    if isinstance(english, Block):
        if text and (changed := set_block_words(text, wanted)):
            yield changed
        yield format_block_words(english, all_words)
    elif isinstance(english, Layer):
        if text and (changed := set_layer_words(text, wanted)):
            yield changed
        yield format_layer_words(english, all_words)


def _find_english(file: str) -> Block | Layer | None:
    """Return the English of a file of words, by its path in the folder of a language."""
    library = load_library()
    for block in library.blocks:
        if f"blocks/{Path(block.position.path).name}" == file:
            return block
    layers = library_layers(library)
    return next((layer for layer in layers if layer_file(layer) == file), None)


def _read_words(path: Path, file: str) -> dict[str, str]:
    if file.endswith(".toml"):
        return dict(flatten(read_table(path)))
    english = _find_english(file)
    if isinstance(english, Layer):
        words, problems = read_layer_words(path, english)
    else:
        words, problems = read_block_words(path)
    if problems:
        raise HandoutError(problems)
    return {key: written_words(text) for key, text in words.items()}


def _reads_as(text: str, name: str, file: str, wanted: Mapping[str, str]) -> bool:
    """Return whether a file of this `text` says what is `wanted`; more may stand there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8", newline="")
        try:
            found = _read_words(path, file)
        except (HandoutError, ValueError):
            return False
    return all(found.get(key) == words for key, words in wanted.items())
