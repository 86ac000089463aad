"""Blank sheets, each with a box of its own: of a kind of boxes the first is audited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handout.cache import disk
from handout.compiled import COMPILED, audit
from handout.compiled.renderer import Compiler
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.site.catalog import SheetChoice

pytestmark = pytest.mark.slow  # compares pixels of compiled and typeset sheets


def blank(role: str, band: str = "", language: str = "en") -> FittedSheet:
    return SheetChoice(language, role, band, "plain").prepare([])[0].fitted


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    disk.cache_dir.cache_clear()
    yield tmp_path
    disk.cache_dir.cache_clear()


@pytest.fixture
def audits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What came of each audit."""
    results: list[str] = []
    compare: Callable[[bytes, bytes], str] = audit.find_difference

    def count(typeset: bytes, compiled: bytes) -> str:
        results.append(compare(typeset, compiled))
        return results[-1]

    monkeypatch.setattr(audit, "find_difference", count)
    return results


def test_the_first_of_a_kind_is_audited(empty_cache: Path, audits: list[str]) -> None:
    compiler = Compiler(alike=True)
    assert compiler.render(blank("classroom")).route == COMPILED
    assert audits == [""]
    for sheet, is_first in (
        (blank("classroom", "K-2"), False),  # another box of the same kind
        (blank("substitute"), True),  # a box of a new kind
        (blank("classroom", language="es"), True),
    ):
        count, on_disk = len(audits), set(empty_cache.rglob("part-*.json"))
        assert compiler.render(sheet).route == COMPILED
        assert audits == [""] * (count + is_first)
        # What was not audited is on no disk: others would take it for what was.
        assert (set(empty_cache.rglob("part-*.json")) > on_disk) == is_first


@pytest.mark.parametrize("fails", [False, True])
def test_what_differs_or_cannot_be_compared_is_typeset(
    fails: bool, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compare(*_: object) -> str:
        if fails:
            raise audit.NotRenderedError
        return "words"

    monkeypatch.setattr(audit, "find_difference", compare)
    compiler = Compiler(alike=True)
    assert compiler.render(blank("classroom")).route == "typeset: audit"
    assert not compiler.audited_kinds


@pytest.mark.parametrize("language", ["es", "vi"])
def test_a_line_of_blanks_alone_may_go_on_below(
    language: str, empty_cache: Path, audits: list[str]
) -> None:
    """It is drawn as it is: no words in it move what follows."""
    sheet = SheetChoice(language, "bus", "", "field-guide").prepare([])[0].fitted
    assert Compiler(alike=True).render(sheet).route == COMPILED
    assert audits == [""]
