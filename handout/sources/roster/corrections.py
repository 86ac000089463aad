"""The rows of a roster that are not right, on their way to a person who corrects them, and back into the roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handout.messages import words
from handout.problems import Place, Problem, problem, raise_errors
from handout.sources.roster.columns import Headed, read_headings, squeezed
from handout.sources.roster.csv import Row, format_csv, read_rows


@dataclass(frozen=True)
class Corrected:
    """A roster with corrected rows in it, as CSV; how many took the place of another, and how many are new."""

    content: bytes
    replaced: int
    added: int
    problems: tuple[Problem, ...] = ()


def rows_to_correct(path: Path, problems: Iterable[Problem]) -> bytes | None:
    """The rows of the roster at `path` that have errors, as CSV: as they came, with their number and what is wrong.

    None if no error is in a row. Raises HandoutError if the roster cannot be read.
    """
    wrong: dict[int, list[Problem]] = {}
    for one in sorted(set(problems)):
        if not one.warning and one.path == str(path) and one.line:
            wrong.setdefault(one.line, []).append(one)
    if not wrong:
        return None
    table = read_headings(read_rows(path)[0], str(path), [], ())
    if table is None:
        return None
    width = max(len(row.cells) for row in (table.head, *table.rows))
    said = words("roster")["correct"]
    lines = [[*_wide(table.head, width), said["row"], said["wrong"]]]
    for row in table.rows:
        if row.number in wrong:
            told = "\n".join(f"{one.message} {one.hint}".strip() for one in wrong[row.number])
            lines.append([*_wide(row, width), str(row.number), told])
    return format_csv(lines) if len(lines) > 1 else None


def with_corrections(path: Path, corrected: Path) -> Corrected:
    """The roster at `path` with the rows of `corrected`, a file as rows_to_correct makes it, in place of those they were.

    A row without a number goes to the end. Raises HandoutError with all that is wrong with either file.
    """
    found: list[Problem] = []
    roster, fixed = (_table(one, found) for one in (path, corrected))
    raise_errors(found)
    assert roster is not None and fixed is not None
    said = words("roster")["correct"]
    own = (squeezed(said["row"]), squeezed(said["wrong"]))
    heads = list(roster.head.cells)
    at = {squeezed(heading): n for n, heading in enumerate(heads) if heading}
    for heading in fixed.head.cells:
        if heading and squeezed(heading) not in (*at, *own):
            at[squeezed(heading)] = len(heads)
            heads.append(heading)
    rows = {row.number: [*_wide(row, len(heads))] for row in roster.rows}
    there, replaced, new = set(rows), set[int](), []
    for row in fixed.rows:
        cells = {
            squeezed(heading): cell
            for heading, cell in zip(fixed.head.cells, row.cells, strict=False)
            if heading
        }
        line = [""] * len(heads)
        for heading, cell in cells.items():
            if heading in at:
                line[at[heading]] = cell
        number = cells.get(own[0], "")
        if not number:
            new.append(line)
        elif not number.isdecimal() or int(number) not in there or int(number) in replaced:
            found.append(
                problem(
                    "roster-correct-row",
                    Place(str(corrected), row.number),
                    found=number[:20],
                    heading=said["row"],
                )
            )
        else:
            replaced.add(int(number))
            rows[int(number)] = line
    raise_errors(found)
    lines = [heads, *(rows[number] for number in sorted(rows)), *new]
    return Corrected(format_csv(lines), len(replaced), len(new), tuple(found))


def _table(path: Path, found: list[Problem]) -> Headed | None:
    rows, told = read_rows(path)
    found += told
    return read_headings(rows, str(path), found, ())


def _wide(row: Row, width: int) -> Sequence[str]:
    return [*row.cells, *[""] * (width - len(row.cells))]
