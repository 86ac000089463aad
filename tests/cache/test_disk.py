"""The cache on disk: what is damaged, refused or gone is computed again."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plain_values import plain_value

from handout.cache import disk
from handout.compiled.parts.fingerprints import style_fingerprint
from handout.messages import CONTENT
from handout.publish.html.css import build_style_sheet
from handout.publish.html.field_rules import patterns
from handout.publish.templates import create_environment
from handout.sources.content.library import clear_libraries, load_library


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path / "cache"))
    disk.cache_dir.cache_clear()
    yield tmp_path / "cache"
    disk.cache_dir.cache_clear()


def _only_file(folder: Path) -> Path:
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    return file


def test_what_is_written_is_read_again(folder: Path) -> None:
    assert disk.read("one") is None
    disk.write("one", b"words")
    assert disk.read("one") == b"words"
    assert disk.cached("two", lambda: {"a": 1}) == {"a": 1}
    assert disk.cached("two", lambda: {"a": 2}) == {"a": 1}
    assert all(
        path.stat().st_mode & 0o077 == 0
        for path in [folder, *folder.rglob("*")]
        if sys.platform != "win32"
    )


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 40, pickle.dumps({"a": 2})])
def test_what_is_damaged_is_computed_again(folder: Path, damage: bytes) -> None:
    disk.cached("one", lambda: {"a": 1})
    whole = _only_file(folder).read_bytes()
    _only_file(folder).write_bytes(damage)
    assert disk.cached("one", lambda: {"a": 1}) == {"a": 1}
    assert _only_file(folder).read_bytes() == whole


def test_what_another_python_wrote_is_computed_again() -> None:
    disk.write("one", b"\x80\x63nothing that this one understands")
    assert disk.cached("one", lambda: 5) == 5
    assert disk.cached("one", lambda: 6) == 5


def test_another_release_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    disk.write("one", b"words")
    monkeypatch.setattr(disk, "program_stamp", lambda: "f" * 64)
    assert disk.read("one") is None


def test_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", "")
    disk.cache_dir.cache_clear()
    assert disk.cached("one", lambda: 5) == 5
    assert disk.cached("one", lambda: 6) == 6
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there folders have no mode")
def test_a_folder_that_others_may_write_to_is_not_used(folder: Path) -> None:
    disk.write("one", b"words")
    folder.chmod(0o777)
    disk.cache_dir.cache_clear()
    assert disk.read("one") is None
    assert disk.cache_dir() is None


def test_a_file_in_the_place_of_the_folder_stays_as_it_is(folder: Path) -> None:
    folder.write_text("mine", encoding="utf-8")
    disk.write("one", b"words")
    assert disk.read("one") is None
    assert folder.read_text(encoding="utf-8") == "mine"


def test_the_folder_stays_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "MAX_BYTES", 1000)
    monkeypatch.setattr(disk, "CHECK_INTERVAL", 100)
    for n in range(20):
        disk.write(str(n), b"x" * 100)
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 1000
    assert disk.read("19") and not disk.read("0")


def test_the_library_is_read_once() -> None:
    whole = load_library("en", CONTENT)
    clear_libraries()
    again = load_library("en", CONTENT)
    assert again is not whole
    assert plain_value(again) == plain_value(whole)


def test_the_library_of_another_folder_is_not_cached(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(CONTENT)
    load_library("en", tmp_path / "content")
    assert not folder.exists()


def test_templates_are_translated_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = create_environment().get_template("css/separator.css.j2")
    assert _only_file(folder).name.startswith("template-")
    monkeypatch.setattr("jinja2.Environment._generate", _never)
    again = create_environment().get_template("css/separator.css.j2")
    assert again is not first
    disk.write(_only_file(folder).name, b"damaged")
    with pytest.raises(AssertionError):
        create_environment().get_template("css/separator.css.j2")


STYLE = ("field-guide", "letter", "color", "#14524A", False, "file")
MADE_ONCE: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "the rules of a file": (build_style_sheet, STYLE),
    "the mark of the rules of print": (style_fingerprint, STYLE[:4]),
    "the editor's patterns": (patterns, ()),
}


@pytest.mark.parametrize("what", MADE_ONCE)
def test_what_is_the_same_for_many_sheets_is_made_once(
    what: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, arguments = MADE_ONCE[what]
    make.cache_clear()
    made = make(*arguments)
    for maker in ("css._write_style_sheet", "field_rules._write_patterns"):
        monkeypatch.setattr(f"handout.publish.html.{maker}", _never)
    make.cache_clear()
    assert make(*arguments) == made
    monkeypatch.undo()
    monkeypatch.setenv("HANDOUT_CACHE", "")
    disk.cache_dir.cache_clear()
    make.cache_clear()
    assert make(*arguments) == made


def _never(*_: object, **__: object) -> None:
    raise AssertionError("translated")
