"""Block Markdown -> parts and items with ids, and back: our own closed subset of Markdown, read
line by line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from handout.problems import Position, Problem, problem
from handout.sources.markdown.parser import (
    BAR,
    Run,
    cells_of,
    inline_problems,
    one_line,
    read_lines,
    without_id,
)

_ID = re.compile(r"\w[\w-]*")
_WORD = re.compile(r"[^\W_]+")
_LINK_TARGET = re.compile(r"\]\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Item:
    """One paragraph, heading, bullet or table row. `text` is its inline Markdown, on one line.

    A row's text is its cells with " | " between them; a bar within a cell is written "\\|".
    """

    id: str
    text: str
    position: Position = field(default=Position(""), compare=False)
    ticked: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Return a row's cells, as inline Markdown."""
        return tuple(cell.strip(" ").replace("\\|", "|") for cell in BAR.split(self.text))


@dataclass(frozen=True, slots=True)
class Heading:
    item: Item


@dataclass(frozen=True, slots=True)
class Paragraph:
    item: Item


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `ticks`: its bullets are boxes to tick."""

    ordered: bool
    ticks: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[Item, ...]


Part = Heading | Paragraph | Bullets | Table


def items_of(part: Part) -> tuple[Item, ...]:
    """Return the items of a part, in order."""
    match part:
        case Heading(item) | Paragraph(item):
            return (item,)
        case Bullets(items=items) | Table(rows=items):
            return items


def change_items(
    parts: Iterable[Part], change: Callable[[Item, bool], Item | None]
) -> tuple[Part, ...]:
    """Return `parts` with what `change` makes of each item, told whether it is a table's row.

    Items of which it makes None are left out.
    """
    changed = []
    for part in parts:
        if new_part := _change_part(part, change):
            changed.append(new_part)
    return tuple(changed)


def _change_part(part: Part, change: Callable[[Item, bool], Item | None]) -> Part | None:
    match part:
        case Heading(item) | Paragraph(item):
            changed = change(item, False)
            return replace(part, item=changed) if changed else None
        case Bullets(items=items):
            bullets = (change(item, False) for item in items)
            return replace(part, items=tuple(item for item in bullets if item))
        case Table(rows=rows):
            changed_rows = (change(row, True) for row in rows)
            return replace(part, rows=tuple(row for row in changed_rows if row))


def row_text(cells: Iterable[str]) -> str:
    """Return the text of a table row with these cells (inline Markdown, a bar is a bar): the
    contrary of Item.cells.
    """
    return " | ".join(cell.replace("|", "\\|") for cell in cells).strip(" ")


def slug(text: str) -> str:
    """Return an id made of the first four words of `text`."""
    marks = unicodedata.normalize("NFKD", _LINK_TARGET.sub(" ", text))
    if not marks.isascii():
        marks = "".join(sign for sign in marks if not unicodedata.combining(sign))
    stem = "-".join(_WORD.findall(marks.casefold())[:4])[:36].strip("-")
    return stem if stem[:1].isalpha() else f"item-{stem}".strip("-")


@lru_cache(maxsize=16)  # a note is composed, laid out, and composed for the record
def parse_prose(text: str, position: Position) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """Return the parts of `text`, whose first character stands at `position`, and what is wrong in
    it.

    An item's id is the {#id} at its end (at the end of its first cell, for a row). Where none is
    written, as in a teacher's note, it is derived from the item's first words, with -2, -3, ...
    where two would be the same. A line break within a paragraph or bullet is a space.
    """
    runs, problems = read_lines(text, position)
    return _make_parts(runs, problems), tuple(problems)


def parse_item(
    id: str, text: str, position: Position, columns: int = 0
) -> tuple[Item, tuple[Problem, ...]]:
    """Return one item with this id, and what is wrong in its `text`.

    With `columns` it is a table row, a bar between cells.
    """
    if columns:
        line = one_line(text)
        problems = inline_problems(line, position)
        # With a bar at both ends they are the table's edges; a bar at one end only follows or goes
        # before an empty cell.
        edged = line.startswith("|") and line.endswith("|")
        cells = cells_of(line if edged else f"|{line}|")
        if len(cells) > columns:
            problems.append(problem("prose-cells", position, found=len(cells), wanted=columns))
        if not any(cells):
            problems.append(problem("prose-empty", position))
        cells += [""] * (columns - len(cells))
        return Item(id, " | ".join(cells).strip(" "), position), tuple(problems)
    runs, problems = read_lines(text, position)
    drafts = list(chain.from_iterable(run.drafts for run in runs))
    if len(runs) > 1 or len(drafts) != 1 or runs[0].mark == "|":
        problems.append(problem("item-one" if runs else "prose-empty", position, id=id))
        return Item(id, "", position), tuple(problems)
    words, written_id = without_id(drafts[0].text)
    if not words:
        problems.append(problem("prose-empty", position))
    if written_id not in ("", id):
        problems.append(problem("item-id", position, id=id, own=written_id))
    return Item(id, words, position, drafts[0].ticked), tuple(problems)


def format_prose(parts: Iterable[Part]) -> str:
    """Return the normal form of `parts`: parse_prose gives the same parts back.

    Every id is written.
    """
    return "\n".join("".join(f"{line}\n" for line in _part_lines(part)) for part in parts)


def _make_parts(runs: list[Run], problems: list[Problem]) -> tuple[Part, ...]:
    drafts = [(run, draft) for run in runs for draft in run.drafts]
    taken: set[str] = set()
    for run, draft in drafts:
        if run.mark != "|":
            draft.text, draft.id = without_id(draft.text)
        if not draft.text.replace("|", "").strip():
            problems.append(problem("prose-empty", draft.position))
        if draft.id and not _ID.fullmatch(draft.id):
            problems.append(problem("prose-id", draft.position, id=draft.id, better=slug(draft.id)))
        elif draft.id in taken:
            problems.append(problem("prose-id-twice", draft.position, id=draft.id))
        taken |= {draft.id} - {""}
    used: Counter[str] = Counter()
    for _, draft in drafts:
        stem = draft.id or slug(draft.text)
        while not draft.id:
            used[stem] += 1
            name = stem if used[stem] == 1 else f"{stem}-{used[stem]}"
            draft.id = "" if name in taken else name
        taken.add(draft.id)
    return tuple(_make_part(run) for run in runs)


def _make_part(run: Run) -> Part:
    items = tuple(Item(draft.id, draft.text, draft.position, draft.ticked) for draft in run.drafts)
    match run.mark:
        case "###":
            return Heading(items[0])
        case "":
            return Paragraph(items[0])
        case "|":
            return Table(run.header, items)
        case _:
            return Bullets(run.mark == "1.", run.ticks, items)


def _part_lines(part: Part) -> Iterator[str]:
    match part:
        case Heading(item):
            yield f"### {item.text} {{#{item.id}}}"
        case Paragraph(item):
            yield f"{item.text} {{#{item.id}}}"
        case Bullets(ordered, ticks, items):
            for number, item in enumerate(items, 1):
                mark = f"{number}." if ordered else "-"
                if ticks:
                    mark += " [x]" if item.ticked else " [ ]"
                yield f"{mark} {item.text} {{#{item.id}}}"
        case Table(header, rows):
            yield _row_line(cell.replace("|", "\\|") for cell in header)
            yield _row_line("---" for _ in header)
            for row in rows:
                first, *other_cells = (cell.replace("|", "\\|") for cell in row.cells)
                yield _row_line([f"{first} {{#{row.id}}}".strip(" "), *other_cells])


def _row_line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
