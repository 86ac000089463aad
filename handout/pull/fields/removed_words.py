"""Report fixed words that were removed from a box of fields: the next build prints them again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from handout.pull.fields.field_lines import BoxLines, has_known_rows
from handout.pull.page.page_words import line_key
from handout.sources.edited.html_line import Line
from handout.sources.edited.record import RecordedBlock

_PEOPLE_COLUMNS = 3


def removed_lines(
    block: RecordedBlock, lines: Sequence[Line], split: BoxLines, optional: Collection[str]
) -> list[str]:
    """Return the headings of tables, the names of rows and the signature that `lines` have no more.

    `split` are the same lines, sorted. Those in `optional` stand in some kinds of file only.
    """
    cells = [(line.kind, line_key(text)) for line in lines for text in line.texts]
    removed = []
    for text in (*_fixed_lines(block, split), *_row_names(block, split, lines)):
        key = line_key(text)
        if not key or text in optional:
            continue
        match = next((cell for cell in cells if cell[1] == key), None)
        # More words in a heading are not its end, and are told by whoever finds them.
        match = match or next((cell for cell in cells if _is_longer_heading(cell, key)), None)
        if match:
            cells.remove(match)
        else:
            removed.append(text)
    return removed


def _is_longer_heading(cell: tuple[str, str], key: str) -> bool:
    kind, text = cell
    return kind == "head" and f" {key} " in f" {text} "


def _fixed_lines(block: RecordedBlock, split: BoxLines) -> Iterable[str]:
    """Return the fixed lines, of people for each table, of a schedule for one: Word has no other.

    A second table of people may have gone with its people.
    """
    if block.holds == "note" and not block.text:
        return ()  # nothing is signed
    if block.holds != "contacts":
        return dict.fromkeys(block.fixed)
    is_shorter = len(split.rows) < len(block.rows)
    return block.fixed[:_PEOPLE_COLUMNS] if is_shorter else block.fixed


def _row_names(block: RecordedBlock, split: BoxLines, lines: Sequence[Line]) -> Iterator[str]:
    """Yield the names of rows, but of none that was taken out whole: then its field is emptied."""
    if block.holds not in ("facts", "help"):
        return
    texts_present = {text for line in lines for text in line.texts}
    for name, text, *_ in block.rows:
        is_emptied = text and text not in texts_present and has_known_rows(block, split)
        if name and not is_emptied:
            yield name
