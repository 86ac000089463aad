"""A sentence names a button, a box or a field as it is called where it stands, in each language."""

from __future__ import annotations

import re

import pytest

from handout.content_folders import ENGLISH, list_languages
from handout.sources.translations.lines import Line, list_lines

# Where buttons and boxes have their names, and the keys of titles in other files; what is quoted and
# stands in code; in how many texts such are named, at least.
_LABELLED = (
    (
        ("web.toml", "editor.toml", "site.toml", "fields.toml", "ready-boxes.toml"),
        ("title",),
        set[str](),
        12,
    ),
    (
        ("web.toml", "editor.toml", "site.toml", "commands.toml"),
        ("title", "titles"),
        {"seconds", "bus", "edited"},
        10,
    ),
)
_QUOTED = re.compile(r"“([^“”{}]+)”")
_BUTTONS = ("save", "copy", "print", "editing", "undo", "redo")
# Buttons of the bar that a line names without quotes.
_BAR = {
    "not_written": ("copy",),
    "written_there": ("copy", "save"),
    "print_long": ("print",),
    "start_reading": ("editing",),
    "removed": ("undo",),
    "draft_undo": ("undo",),
    "html.head": ("save",),
}


def _folded(words: str) -> str:
    return words.strip().rstrip(".").casefold()


@pytest.fixture(params=[tag for tag in list_languages() if tag != ENGLISH], scope="module")
def lines(request: pytest.FixtureRequest) -> list[Line]:
    return [line for line in list_lines(request.param) if line.translated]


@pytest.mark.parametrize(("files", "keys", "in_code", "least"), _LABELLED)
def test_what_stands_in_quotes_is_called_so_elsewhere(
    lines: list[Line], files: tuple[str, ...], keys: tuple[str, ...], in_code: set[str], least: int
) -> None:
    called: dict[str, set[str]] = {}
    for line in lines:
        if line.file in files or line.key in keys:
            called.setdefault(_folded(line.english), set()).add(_folded(line.translated))
    named = [
        (line, called[quoted])
        for line in lines
        for quoted in map(_folded, _QUOTED.findall(line.english))
        if quoted in called and quoted not in in_code
    ]
    assert len(named) >= least
    wrong = [
        (line.file, line.key, labels)
        for line, labels in named
        if not any(label in line.translated.casefold() for label in labels)
    ]
    assert wrong == []


def test_the_buttons_of_the_bar_are_called_so_in_its_sentences(lines: list[Line]) -> None:
    labels = {line.key: line for line in lines if line.file == "editor.toml"}
    sentences = [line for line in lines if line.key in _BAR]
    assert {line.key for line in sentences} == set(_BAR)
    for line in sentences:
        for button in _BAR[line.key]:
            assert labels[button].english in line.english, line.key
            assert labels[button].translated in line.translated, line.translated


def test_the_editor_names_its_buttons_as_they_are_labelled(lines: list[Line]) -> None:
    """“Save a copy keeps both”: its buttons stand in capitals within a sentence."""
    editor = {line.key: line for line in lines if line.file == "editor.toml"}
    named = 0
    for key, line in editor.items():
        for button in () if key.endswith("title") else _BUTTONS:
            label = editor[button]
            if key != button and re.search(rf"(?<=[a-z.] ){label.english}\b", line.english):
                named += 1
                assert label.translated in line.translated, (key, line.translated)
    assert named >= 8
