"""Separator sheets of print runs, kept in the program's folder between runs.

Setting one loads the typesetter, which takes longer than to bind a volume of 60 copies from
finished files; and a school's sheet stands in its own print run and in that of all schools.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from handout.batch.print_runs.volumes import PrintRun, SchoolPrints
from handout.batch.state.digest import bytes_digest
from handout.batch.state.lock import FOLDER
from handout.cache.fingerprint import program_fingerprint
from handout.files import write_atomic
from handout.problems import HandoutError

SEPARATOR_FOLDER = f"{FOLDER}/separators"  # within the output folder
_SUFFIX = ".separator"  # who gathers all PDFs of the folder must not find these
_DIGEST_LENGTH = 64  # hex digits before the PDF, of itself


def get_separator(run: PrintRun, school: SchoolPrints) -> bytes:
    """Return the PDF of the separator sheet of a school in a print run, and keep it.

    Where it cannot be kept it is set anew by the next run.
    """
    path = _path(run, school)
    if kept := _read_kept(path):
        return kept
    from handout.publish.print_run.separator import build_separator_sheet

    sheet = build_separator_sheet(
        school.name, school.contents, school.sheets, run.paper, run.language
    )
    try:
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, bytes_digest(sheet).encode() + sheet)
    except (OSError, HandoutError):  # what cannot be written is told of the print run itself
        pass
    return sheet


def remove_separators(output: Path, runs: Iterable[PrintRun]) -> None:
    """Remove the separator sheets in `output` that none of its print `runs` has."""
    needed = frozenset(_names(runs))
    for path in (output / SEPARATOR_FOLDER).glob(f"*{_SUFFIX}"):
        if path.name not in needed:
            path.unlink(missing_ok=True)


def _names(runs: Iterable[PrintRun]) -> Iterator[str]:
    for run in runs:
        for school in run.schools:
            yield _path(run, school).name


def _path(run: PrintRun, school: SchoolPrints) -> Path:
    shown = (school.name, school.contents, school.sheets, run.paper, run.language)
    digest = bytes_digest(f"{program_fingerprint()}{shown!r}".encode())
    return run.output / SEPARATOR_FOLDER / f"{digest}{_SUFFIX}"


def _read_kept(path: Path) -> bytes | None:
    """Return the sheet at `path`, None if it is not there or not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, sheet = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH:]
    return sheet if digest == bytes_digest(sheet).encode() else None
