"""The messages in content/<language>/*.toml: what a language lacks is said in English."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from handout.content_folders import CONTENT as CONTENT
from handout.content_folders import ENGLISH, content_folders, content_roots
from handout.content_folders import TEMPLATES as TEMPLATES
from handout.message_tables import TableFault, flatten, lay_over, read_table, word_pieces
from handout.plural_forms import choose_form

# Lists of words that the privacy check looks for in every text: they are no translations.
_OWN_WORDS = ("privacy", "privacy-patterns")


def message_table(name: str, language: str = ENGLISH) -> dict[str, Any]:
    """Return the table `name` of a language: what it lacks is as in English.

    Raises FileNotFoundError if there is none in English either.
    """
    return _merge_table(name, language, content_roots())[0]


def table_faults(name: str, language: str) -> tuple[TableFault, ...]:
    """Return what in a language's table `name` cannot be used, and is said in English."""
    return _merge_table(name, language, content_roots())[1]


def untranslated_words(name: str, language: str, key: str = "") -> frozenset[str]:
    """Return the words of the table `name`, whole and between names in braces, that no file of a
    language says: they are said in English. A word that is the same in both is the language's own.

    With a `key` only what has that name in its group.
    """
    return _untranslated_words(name, language, key, content_roots())


@cache
def _untranslated_words(
    name: str, language: str, key: str, roots: tuple[Path, ...]
) -> frozenset[str]:
    spoken = set(_pieces(message_table(name, language), key))
    for folder in content_folders(language):
        if folder.name != ENGLISH:
            try:
                spoken.difference_update(_pieces(read_table(folder / f"{name}.toml"), key))
            except (ValueError, OSError):  # told where the table is laid over the English one
                continue
    return frozenset(spoken if language != ENGLISH else ())


def _pieces(table: dict[str, Any], key: str) -> Iterator[str]:
    for name, words in flatten(table):
        if not key or name.endswith(f".{key}"):
            yield from word_pieces(words)


@cache
def _merge_table(
    name: str, language: str, roots: tuple[Path, ...]
) -> tuple[dict[str, Any], tuple[TableFault, ...]]:
    merged: dict[str, Any] | None = None
    faults: list[TableFault] = []
    folders = content_folders(language)
    if name in _OWN_WORDS:
        folders = tuple(folder for folder in folders if folder.name == language)
    for folder in folders:
        path = folder / f"{name}.toml"
        if not path.is_file():
            continue
        if merged is None:  # a mistake in our own English is a bug
            merged = _read_first(path)
        else:
            adds = folder.name == ENGLISH
            merged, more = lay_over(merged, path, same_lists=name == "words", adds=adds)
            faults += more
    if merged is None:
        raise FileNotFoundError(f"content/{language}/{name}.toml")
    return merged, tuple(faults)


@cache
def _read_first(path: Path) -> dict[str, Any]:
    """Return the table on which those of all languages are laid: what is laid over it is another.

    Raises ValueError.
    """
    return read_table(path)


def forget_tables() -> None:
    """Forget what was read in this process: the files of content may have been changed."""
    _read_first.cache_clear()
    _merge_table.cache_clear()
    _untranslated_words.cache_clear()
    _problem_templates.cache_clear()


@cache
def _problem_templates(language: str, roots: tuple[Path, ...]) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for file in sorted((CONTENT / ENGLISH / "problems").glob("*.toml")):
        merged.update(message_table(f"problems/{file.stem}", language))
    return merged


def problem_templates(
    code: str,
    language: str = ENGLISH,
    values: Mapping[str, object] | None = None,
    *,
    on_page: bool = False,
) -> tuple[str, str]:
    """Return what a Problem says and what to do about it, as templates for fill(); those of the
    page where it has words of its own for it.

    Where {count} is one of the `values` that are to be filled in, they have the form beside it.
    """
    entry = _problem_templates(language, content_roots())[code]
    keys = [f"page_{key}" if on_page and f"page_{key}" in entry else key for key in ("says", "do")]
    count = str((values or {}).get("count", ""))
    if not count.isdecimal():
        return entry[keys[0]], entry[keys[1]]
    says, do = (choose_form(entry, key, int(count), language) for key in keys)
    return says, do


def problem_codes() -> tuple[str, ...]:
    """Return the codes of all Problems."""
    return tuple(_problem_templates(ENGLISH, content_roots()))


def describe_template(template: str) -> str:
    """Return a template for a reader, with the names of its values: ‹key› is not a known field."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", r"‹\1›", template)


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return `template` with `values` filled in. Raises KeyError if one is missing.

    {name:shell} is quoted, as a word of a command that can be pasted.
    """
    return template.format_map({name: _Value(value) for name, value in values.items()})


def quote_word(word: str) -> str:
    """Return `word` as one word of a command line of this system, and never as an option."""
    word = f"./{word}" if word.startswith("-") else word
    if os.name != "nt":
        return shlex.quote(word)
    import subprocess

    return subprocess.list2cmdline([word])


class _Value:
    """A value that also knows the format spec "shell"."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        return quote_word(str(self._value)) if spec == "shell" else format(self._value, spec)

    def __str__(self) -> str:
        return str(self._value)

    def __repr__(self) -> str:
        return repr(self._value)
