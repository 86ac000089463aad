"""What is put away between runs: damaged, refused, or gone, it is made again."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handout.cache import disk as shelf
from handout.messages import CONTENT
from handout.publish.html.css import create_environment
from handout.sources.content.library import load_library


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path / "shelf"))
    shelf.folder.cache_clear()
    yield tmp_path / "shelf"
    shelf.folder.cache_clear()


def _only(place: Path) -> Path:
    (file,) = (path for path in place.rglob("*") if path.is_file())
    return file


def test_what_is_put_away_is_found_again(place: Path) -> None:
    assert shelf.read("one") is None
    shelf.write("one", b"words")
    assert shelf.read("one") == b"words"
    assert shelf.kept("two", lambda: {"a": 1}) == {"a": 1}
    assert shelf.kept("two", lambda: {"a": 2}) == {"a": 1}
    assert all(
        path.stat().st_mode & 0o077 == 0
        for path in [place, *place.rglob("*")]
        if sys.platform != "win32"
    )


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 40, pickle.dumps({"a": 2})])
def test_what_is_damaged_is_made_again(place: Path, damage: bytes) -> None:
    shelf.kept("one", lambda: {"a": 1})
    whole = _only(place).read_bytes()
    _only(place).write_bytes(damage)
    assert shelf.kept("one", lambda: {"a": 1}) == {"a": 1}
    assert _only(place).read_bytes() == whole


def test_what_another_python_wrote_is_made_again() -> None:
    shelf.write("one", b"\x80\x63nothing that this one understands")
    assert shelf.kept("one", lambda: 5) == 5
    assert shelf.kept("one", lambda: 6) == 5


def test_another_release_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write("one", b"words")
    monkeypatch.setattr(shelf, "tool_digest", lambda: "f" * 64)
    assert shelf.read("one") is None


def test_switched_off(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", "")
    shelf.folder.cache_clear()
    assert shelf.kept("one", lambda: 5) == 5
    assert shelf.kept("one", lambda: 6) == 6
    assert not place.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there folders have no mode")
def test_a_folder_that_others_may_write_to_is_not_used(place: Path) -> None:
    shelf.write("one", b"words")
    place.chmod(0o777)
    shelf.folder.cache_clear()
    assert shelf.read("one") is None
    assert shelf.folder() is None


def test_a_file_stands_where_the_folder_would(place: Path) -> None:
    place.write_text("mine", encoding="utf-8")
    shelf.write("one", b"words")
    assert shelf.read("one") is None
    assert place.read_text(encoding="utf-8") == "mine"


def test_it_stays_small(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_MOST", 1000)
    monkeypatch.setattr(shelf, "_LOOK", 100)
    for n in range(20):
        shelf.write(str(n), b"x" * 100)
    assert sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) <= 1000
    assert shelf.read("19") and not shelf.read("0")


def test_the_library_is_read_once() -> None:
    whole = load_library.__wrapped__("en", CONTENT)
    assert load_library.__wrapped__("en", CONTENT) == whole
    assert load_library.__wrapped__("en", CONTENT) is not whole


def test_the_library_of_another_folder_is_not_put_away(place: Path, tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(CONTENT)
    load_library.__wrapped__("en", tmp_path / "content")
    assert not place.exists()


def test_templates_are_translated_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = create_environment().get_template("css/separator.css.j2")
    assert _only(place).name.startswith("template-")
    monkeypatch.setattr("jinja2.Environment._generate", _never)
    again = create_environment().get_template("css/separator.css.j2")
    assert again is not first
    shelf.write(_only(place).name, b"damaged")
    with pytest.raises(AssertionError):
        create_environment().get_template("css/separator.css.j2")


def _never(*_: object, **__: object) -> None:
    raise AssertionError("translated")
