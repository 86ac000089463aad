"""What tells that the program changed: its files' words, or on one computer their times."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from handout.cache import fingerprint
from handout.cache.fingerprint import forget_fingerprint, program_fingerprint, program_stamp
from handout.content_folders import content_roots


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A district's content beside ours, with one block."""
    block = tmp_path / "en" / "blocks" / "lunch.md"
    block.parent.mkdir(parents=True)
    block.write_text("Lunch is at noon.", encoding="utf-8")
    (tmp_path / "roster.csv").write_text("a", encoding="utf-8")
    roots = (*content_roots(), tmp_path)
    monkeypatch.setattr(fingerprint, "content_roots", lambda: roots)
    forget_fingerprint()
    yield tmp_path
    forget_fingerprint()


def _state() -> tuple[str, str]:
    forget_fingerprint()
    return program_fingerprint(), program_stamp()


def test_a_changed_word_changes_both(added: Path) -> None:
    before = _state()
    block = added / "en" / "blocks" / "lunch.md"
    for words in ("Lunch is at once.", "Lunch."):
        block.write_text(words, encoding="utf-8")
        after = _state()
        assert after[0] != before[0]
        assert after[1] != before[1]
        before = after


def test_the_same_size_and_an_old_time_do_not_hide_a_change(added: Path) -> None:
    block = added / "en" / "blocks" / "lunch.md"
    times = block.stat()
    before = _state()
    block.write_text("Lunch is at once.", encoding="utf-8")
    os.utime(block, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert _state()[1] != before[1]


def test_a_new_file_or_one_less_changes_both(added: Path) -> None:
    before = _state()
    new = added / "en" / "blocks" / "bus.md"
    new.write_text("The bus.", encoding="utf-8")
    more = _state()
    new.unlink()
    assert more[0] != before[0]
    assert more[1] != before[1]
    assert _state() == before


def test_what_lies_beside_the_content_changes_neither(added: Path) -> None:
    before = _state()
    (added / "roster.csv").write_text("a,b", encoding="utf-8")
    assert _state() == before


def test_a_link_that_leads_nowhere_is_no_fault(added: Path) -> None:
    (added / "en" / "gone.md").symlink_to(added / "nowhere.md")
    assert len(_state()[1]) == 64
