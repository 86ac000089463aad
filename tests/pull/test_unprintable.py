"""Letters that no font here has, written on a page or in a Word file: taken, and told."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from pages import sample_room

from handout.cli.main import main
from handout.pull.page.issued_page import open_issued_page
from handout.pull.pull import pull_page

_NAME = "ꦲꦏ꧀ꦱꦫ"  # Javanese


def test_a_name_on_a_page_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room = sample_room(tmp_path)
    room.edited(("Jordan Ellis", _NAME))
    assert main(["pull", "--yes", str(room.page)]) == 0
    printed = capsys.readouterr()
    assert (printed.out + printed.err).count(_NAME[0]) >= 1
    assert _NAME in room.customization.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_name_in_a_word_file_is_told(tmp_path: Path, blank_prints: None) -> None:
    room = sample_room(tmp_path)
    assert main(["build", str(room.customization), "--docx"]) == 0
    path = room.customization.with_suffix(".docx")
    word = Document(str(path))
    runs = [each for each in word.element.body.iter() if each.text == "Jordan Ellis"]
    assert runs
    for run in runs:
        run.text = _NAME
    word.save(str(path))
    pull = pull_page(open_issued_page(path), room.customization)
    assert [each.warning for each in pull.unprintable] == [True]
