"""Separator sheets of print runs: set once, and kept beside the output as long as they are needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handout.batch.print_runs.separators import (
    SEPARATOR_FOLDER,
    get_separator,
    remove_separators,
)
from handout.batch.print_runs.volumes import PrintedHandout, PrintRun, SchoolPrints
from handout.publish.print_run import separator

_PRINTED = PrintedHandout(
    path="oak/1.pdf", sha256="a", id="1", title="Room 1", copies=2, pages=2, ink="color"
)
_OAK = SchoolPrints(name="Oak Hill", prints=(_PRINTED,))


@pytest.fixture
def sheets_set(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return what separator sheets were set for; each is the text of that."""
    asked: list[tuple[Any, ...]] = []

    def build(*asked_for: Any) -> bytes:
        asked.append(asked_for)
        return repr(asked_for).encode()

    monkeypatch.setattr(separator, "build_separator_sheet", build)
    return asked


def make_run(output: Path, school: SchoolPrints = _OAK, **changes: Any) -> PrintRun:
    (output / SEPARATOR_FOLDER).parent.mkdir(exist_ok=True)
    run = PrintRun(output=output, path="print-run.pdf", schools=(school,), paper="letter")
    return replace(run, **changes)


def test_a_sheet_is_set_once_for_all_runs_that_have_it(
    tmp_path: Path, sheets_set: list[tuple[Any, ...]]
) -> None:
    first = get_separator(make_run(tmp_path), _OAK)
    other_run = make_run(tmp_path, path="oak/print-run.pdf")
    rebuilt = replace(_OAK, prints=(replace(_PRINTED, sha256="b", path="oak/2.pdf"),))
    assert get_separator(other_run, _OAK) == get_separator(other_run, rebuilt) == first
    assert len(sheets_set) == 1


@pytest.mark.parametrize(
    ("school", "changes"),
    [
        (replace(_OAK, name="Elm"), {}),
        (replace(_OAK, prints=(replace(_PRINTED, title="Room 2"),)), {}),
        (replace(_OAK, prints=(replace(_PRINTED, copies=3),)), {}),
        (replace(_OAK, prints=(replace(_PRINTED, pages=4),)), {}),
        (replace(_OAK, prints=(_PRINTED, _PRINTED)), {}),
        (_OAK, {"paper": "a4"}),
        (_OAK, {"language": "es"}),
    ],
)
def test_whatever_a_sheet_says_makes_it_another(
    tmp_path: Path,
    sheets_set: list[tuple[Any, ...]],
    school: SchoolPrints,
    changes: dict[str, str],
) -> None:
    first = get_separator(make_run(tmp_path), _OAK)
    assert get_separator(make_run(tmp_path, school, **changes), school) != first
    assert len(sheets_set) == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"0" * 64 + b"%PDF-1.7 another's"])
def test_a_damaged_sheet_is_set_again(
    tmp_path: Path, sheets_set: list[tuple[Any, ...]], content: bytes
) -> None:
    sheet = get_separator(make_run(tmp_path), _OAK)
    (kept,) = (tmp_path / SEPARATOR_FOLDER).iterdir()
    kept.write_bytes(content)
    assert get_separator(make_run(tmp_path), _OAK) == sheet
    assert len(sheets_set) == 2


@pytest.mark.usefixtures("sheets_set")
def test_a_sheet_that_cannot_be_kept_is_printed(tmp_path: Path) -> None:
    run = make_run(tmp_path)
    (tmp_path / SEPARATOR_FOLDER).write_text("a file where the folder should be")
    assert b"Oak Hill" in get_separator(run, _OAK)


@pytest.mark.usefixtures("sheets_set")
def test_those_that_no_run_has_are_removed(tmp_path: Path) -> None:
    remove_separators(tmp_path, [])  # nothing was kept yet
    elm = replace(_OAK, name="Elm")
    for school in (_OAK, elm):
        get_separator(make_run(tmp_path, school), school)
    theirs = tmp_path / SEPARATOR_FOLDER / "a folder of somebody's"
    theirs.mkdir()
    remove_separators(tmp_path, [make_run(tmp_path, elm)])
    (kept,) = set((tmp_path / SEPARATOR_FOLDER).iterdir()) - {theirs}
    assert b"Elm" in kept.read_bytes()
