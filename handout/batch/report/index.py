"""index.html: what was built, what was not and why, and what is still to be filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from handout.batch.plan.plan import school_key
from handout.batch.report.index_rows import format_rows
from handout.batch.report.index_schools import (
    IndexedSchool,
    group_by_school,
    split_large_schools,
)
from handout.batch.report.index_templates import index_template, page_frame
from handout.batch.report.manifest import ManifestLine
from handout.batch.state.journal import JournalEntry
from handout.files import make_folder, report_os_errors, write_atomic
from handout.interface_language import interface_language
from handout.problems import Problem, reword_problem

MOST_BYTES = 300_000  # of index.html: what is more goes to a page for each school
INDEX = "index.html"
PAGES_FOLDER = "schools"
_LEAST_ROW = 400  # bytes
_MOST_ROWS = 400  # on the page of a school: with notes on the rows some 300 KB
_MOST_LISTED = 50  # handouts that are listed with what is wrong before all others
_MOST_OPEN = 6  # of them that are seen at once: the schools are not to be far down
_MARK = b'<meta name="generator" content="first-day-essentials index">'


def write_index(output: Path, pages: Mapping[str, str]) -> tuple[str, ...]:
    """Write the pages of the index into `output`, and return their paths besides index.html.

    Raises HandoutError.
    """
    if len(pages) > 1:
        make_folder(output / PAGES_FOLDER)
    for path, page in pages.items():
        _write_page(output / path, page.encode())
    _remove_old_pages(output, pages)
    return tuple(path for path in pages if path != INDEX)


def index_pages(
    lines: Sequence[ManifestLine],
    others: Sequence[JournalEntry],
    runs: Mapping[str, int],
    problems: Sequence[Problem],
) -> dict[str, str]:
    """Return the pages of the index by their paths, index.html first. They load nothing.

    `others` are built and not in the roster, `runs` the print runs with their sheets of paper.
    Where one page would be too large each school has one of its own.
    """
    language = interface_language()
    problems = [reword_problem(each, language) for each in problems]
    lines = [_reword_line(line, language) for line in lines]
    shared = _count_shared_problems(lines)
    schools = group_by_school(lines, runs)
    _name_pages(schools)
    if len(lines) * _LEAST_ROW <= MOST_BYTES:
        page = _format_index(schools, lines, others, runs, problems, shared, is_paged=False)
        if len(page.encode()) <= MOST_BYTES:
            return {INDEX: page}
    parts = split_large_schools(schools, _MOST_ROWS)
    _name_pages(parts)
    page = _format_index(parts, lines, others, runs, problems, shared, is_paged=True)
    pages = {INDEX: page}
    for school in parts:
        pages[school.page] = index_template("index.school.html.j2").render(
            **page_frame(),
            school=school,
            rows=format_rows(school.lines, school.name, shared, "../"),
            sheets=runs,
            address=lambda path: quote(f"../{path}"),
        )
    return pages


def _rows_by_page(schools: Sequence[IndexedSchool], shared: Collection[Problem]) -> dict[str, str]:
    return {each.page: format_rows(each.lines, each.name, shared, "") for each in schools}


def _reword_line(line: ManifestLine, language: str) -> ManifestLine:
    """Return a line with what is wrong with its handout in the words of a language."""
    if not line.problems:
        return line
    return replace(line, problems=tuple(reword_problem(each, language) for each in line.problems))


def _name_pages(schools: Sequence[IndexedSchool]) -> None:
    """Give each of `schools` the path of its page; parts of one are numbered from the second."""
    taken: Counter[str] = Counter()
    for number, school in enumerate(schools, 1):
        name = school.folder or f"school-{number}"
        taken[name] += 1
        # A dot stands in no folder of a school, so that no two pages have one name.
        part = f".{taken[name]}" if taken[name] > 1 else ""
        school.page = f"{PAGES_FOLDER}/{name}{part}.html"


def _format_index(
    schools: Sequence[IndexedSchool],
    lines: Sequence[ManifestLine],
    others: Sequence[JournalEntry],
    runs: Mapping[str, int],
    problems: Sequence[Problem],
    shared: Mapping[Problem, int],
    *,
    is_paged: bool,
) -> str:
    failed = [line for line in lines if not line.entry]
    notes = sorted(set(problems).difference(*(line.problems for line in lines)))
    faulty = _faults_of_lines(failed, shared)
    return index_template("index.html.j2").render(
        **page_frame(),
        schools=schools,
        school_count=len({school_key(line.record) for line in lines}),
        rows={} if is_paged else _rows_by_page(schools, shared),
        is_paged=is_paged,
        runs={path: sheets for path, sheets in runs.items() if "/" not in path},
        sheets=runs,
        counts=Counter(state for line in lines for state in line.states),
        made=len(lines) - len(failed),
        failed=failed,
        faulty=faulty[:_MOST_LISTED],
        most_open=_MOST_OPEN,
        more=max(0, len(faulty) - _MOST_LISTED),
        shared=shared,
        address=quote,
        unread=_faults_by_row(notes),
        notes=[note for note in notes if note.warning or not note.line],
        others=sorted(others, key=lambda entry: (entry.school, entry.id)),
    )


def _count_shared_problems(lines: Sequence[ManifestLine]) -> dict[Problem, int]:
    """Return the Problems outside the rows that several of `lines` have, and how many.

    Such is a fault in a school's file.
    """
    counts: Counter[Problem] = Counter()
    for line in lines:
        if line.problems:
            roster = line.record.position.path
            counts.update({problem for problem in line.problems if problem.path != roster})
    return {problem: count for problem, count in sorted(counts.items()) if count > 1}


def _faults_of_lines(
    failed: Sequence[ManifestLine], shared: Collection[Problem]
) -> list[tuple[ManifestLine, list[Problem]]]:
    """Return the lines that have faults besides those that are `shared`, with these faults."""
    faulty = []
    for line in failed:
        if faults := [problem for problem in line.problems if problem not in shared]:
            faulty.append((line, faults))
    return faulty


def _faults_by_row(problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """Return the errors in rows of which no record could be read, by the number of the row."""
    faults: dict[int, list[Problem]] = {}
    for problem in problems:
        if not problem.warning and problem.line:
            faults.setdefault(problem.line, []).append(problem)
    return faults


def _write_page(path: Path, content: bytes) -> None:
    with report_os_errors(path):
        is_current = path.is_file() and not path.is_symlink() and path.read_bytes() == content
    if not is_current:
        write_atomic(path, content)


def _remove_old_pages(output: Path, pages: Collection[str]) -> None:
    """Remove the pages of schools that earlier runs wrote and this one did not."""
    folder = output / PAGES_FOLDER
    with report_os_errors(folder):
        if not folder.is_dir() or folder.is_symlink():
            return
        for path in folder.glob("*.html"):
            is_current = f"{PAGES_FOLDER}/{path.name}" in pages
            if not is_current and not path.is_symlink() and _MARK in path.read_bytes()[:1000]:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
