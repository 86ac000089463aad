"""A new edition of the content, for the tests of the way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pages import NewEdition

import handout.pipeline as edition_module
from handout.messages import CONTENT
from handout.pull import source_files as source_text
from handout.sources.content.library import Library, clear_libraries, load_library


@pytest.fixture
def new_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewEdition:
    """Puts other words into a block of the content; it is given the block's file name, the words
    and the new words.
    """
    root = tmp_path / "content"
    shutil.copytree(CONTENT, root)

    def load(language: str = "en") -> Library:
        return load_library(language, root)

    def change(file: str, old: str, new: str) -> None:
        path = root / "en" / "blocks" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), encoding="utf-8")
        clear_libraries()  # once a change: reading the library takes half a second
        for module in (edition_module, source_text):
            monkeypatch.setattr(module, "load_library", load)

    return change
