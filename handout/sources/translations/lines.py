"""Every line of a language beside the English one, and whether it is missing, stale or reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from handout.content_folders import CONTENT, ENGLISH, content_folders
from handout.message_tables import BETWEEN as BETWEEN
from handout.message_tables import TableFault, flatten, read_table
from handout.messages import message_table, table_faults
from handout.plural_forms import form_stem, has_word_beside_number, needed_categories
from handout.problems import Problem
from handout.sources.content.layer import Layer
from handout.sources.content.library import Library, load_library
from handout.sources.content.reviews import find_review, is_stale
from handout.sources.content.translated_library import PAPER_TABLES, layer_file
from handout.sources.content.translation import (
    block_words,
    layer_words,
    read_block_words,
    read_layer_words,
    written_words,
)

TABLES = {
    "paper": PAPER_TABLES,
    "editor": ("editor",),
    "page": ("fields", "web", "ready-boxes", "privacy-words", "index", "pictures", "site"),
    "help": ("commands", "machine", "roster-words", "accessibility"),
}
"""The tables of messages by what they are for; `paper` has the blocks and layers too."""
GROUPS = ("paper", "editor", "page", "problems", "help")
_TABLE = ".toml"


class State(Enum):
    """What became of a line of English in another language."""

    MISSING = "missing"
    STALE = "stale"
    DRAFT = "draft"
    REVIEWED = "reviewed"


class Line(NamedTuple):
    """A line of English, and what a language says for it ("" if nothing).

    `file` is its file in the folder of a language; `key` its place there.
    """

    group: str
    file: str
    key: str
    english: str
    translated: str
    state: State

    @property
    def is_table(self) -> bool:
        """Return whether it stands in a table of messages, and not in a block or a layer."""
        return self.file.endswith(_TABLE)

    @property
    def is_list(self) -> bool:
        """Return whether it is several entries of a table."""
        value: object = message_table(self.file.removesuffix(_TABLE)) if self.is_table else ""
        for name in self.key.split("."):
            value = value.get(name) if isinstance(value, dict) else value
        return isinstance(value, list)


class Progress(NamedTuple):
    """How many lines of a group there are in English, and how many in each state."""

    group: str
    lines: int
    by_state: dict[State, int]

    @property
    def translated(self) -> int:
        return self.lines - self.by_state[State.MISSING]


def tables_of(group: str) -> tuple[str, ...]:
    """Return the names of the tables of messages in a group."""
    if group == "problems":
        files = sorted((CONTENT / ENGLISH / "problems").glob("*.toml"))
        return tuple(f"problems/{file.stem}" for file in files)
    return TABLES[group]


def list_lines(language: str) -> list[Line]:
    """Return all lines of English beside those of `language`."""
    lines: list[Line] = []
    for group in GROUPS:
        if group == "paper":
            lines += _block_lines(language)
        for name in tables_of(group):
            lines += _table_lines(group, name, language)
    return lines


def count_progress(lines: list[Line]) -> list[Progress]:
    """Return for each group how far it is."""
    progress = []
    for group in GROUPS:
        states = [line.state for line in lines if line.group == group]
        by_state = {state: states.count(state) for state in State}
        progress.append(Progress(group, len(states), by_state))
    return progress


def list_faults(language: str) -> list[TableFault | Problem]:
    """Return what in a language's files cannot be used."""
    faults: list[TableFault | Problem] = []
    for group in GROUPS:
        for name in tables_of(group):
            faults += table_faults(name, language)
    return faults + list(load_library(language).faults)


def own_folders(language: str) -> tuple[Path, ...]:
    """Return the folders of a language that are not English ones."""
    return tuple(path for path in content_folders(language) if path.name != ENGLISH)


def _table_lines(group: str, name: str, language: str) -> Iterator[Line]:
    english, translated = message_table(name), dict(flatten(message_table(name, language)))
    faulty = {fault.key for fault in table_faults(name, language)}
    present: set[str] = set()
    for folder in own_folders(language):
        try:
            present |= {key for key, _ in flatten(read_table(folder / f"{name}.toml"))}
        except (OSError, ValueError):  # list_faults tells why
            continue
    usable = {key: translated[key] for key in present - faulty}
    for key, words in _with_forms(dict(flatten(english)), usable, language):
        yield _line(group, language, f"{name}{_TABLE}", key, words, usable.get(key, ""))


def _with_forms(
    english: dict[str, str], translated: dict[str, str], language: str
) -> Iterator[tuple[str, str]]:
    """Yield the words of English by their keys, and of those beside a number each form that the
    language needs or has, with the English that it is made from.
    """
    forms: dict[str, set[str]] = {}
    for key in (*english, *translated):
        if form_stem(key) in english:
            forms.setdefault(form_stem(key), set()).add(key)
    for key, words in english.items():
        if form_stem(key) in english:
            continue
        yield key, words
        wanted = {form for form in forms.get(key, ()) if form in translated}
        if key in forms and has_word_beside_number(translated.get(key, "")):
            wanted |= {f"{key}_{category}" for category in needed_categories(language)}
        for form in sorted(wanted):
            yield form, english.get(form, words)


def _block_lines(language: str) -> Iterator[Line]:
    library = load_library()
    folders = own_folders(language)
    for block in library.blocks:
        name = Path(block.position.path).name
        translated: dict[str, str] = {}
        for folder in folders:
            if (folder / "blocks" / name).is_file():
                translated |= read_block_words(folder / "blocks" / name)[0]
        yield from _compare("blocks/" + name, block_words(block), translated, language)
    for layer in library_layers(library):
        translated = {}
        for folder in folders:
            if (folder / layer_file(layer)).is_file():
                translated |= read_layer_words(folder / layer_file(layer), layer)[0]
        yield from _compare(layer_file(layer), layer_words(layer), translated, language)


def library_layers(library: Library) -> tuple[Layer, ...]:
    """Return the layers of content."""
    return (library.base, *library.roles.values(), *library.bands.values())


def _compare(
    file: str, english: dict[str, str], translated: dict[str, str], language: str
) -> Iterator[Line]:
    for key, words in english.items():
        text = written_words(translated.get(key, ""))
        yield _line("paper", language, file, key, written_words(words), text)


def _line(group: str, language: str, file: str, key: str, english: str, text: str) -> Line:
    if not text.strip() and english.strip():
        state = State.MISSING
    elif is_stale(language, file, key, english):
        state = State.STALE
    elif find_review(language, file, key, english, text):
        state = State.REVIEWED
    else:
        state = State.DRAFT
    return Line(group, file, key, english, text, state)
