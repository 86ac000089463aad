"""The words in a box that holds fields -> the fields' values: the contrary of what sheet.py says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Any

from handout.sources.edited.html_lines import Line
from handout.sources.edited.record import RecordedBlock
from handout.sources.fields.types import TIME

Rows = tuple[tuple[str, ...], ...]
Value = str | tuple[str, ...] | tuple[dict[str, str], ...]

_TIMES = frozenset({"start", "end", "arrive", "leave"})
_LIST = {"signals": "room_signals", "trained": "trainings_done"}
_WORDS = {
    "plans": "plans_location",
    "restroom": "restroom",
    "things": "your_things",
    "link": "link.label",
}
_DASH = re.compile(r"\s*(?:–|—|-|\bto\b)\s*")
COLUMNS = {
    "schedule": ("start", "end", "teacher_does", "para_does", "where"),
    "contacts": ("role", "name", "how"),
}


class Unread(Exception):
    """These words do not say a field's value as it is written on the sheet."""


def split_lines(block: RecordedBlock, lines: Sequence[Line]) -> tuple[Rows, list[Line]]:
    """The rows of a box's tables, as shown_rows gives them, and the lines that are not in a table."""
    rows: list[tuple[str, ...]] = []
    rest: list[Line] = []
    head: tuple[str, ...] = ()
    for line in lines:
        if line.kind not in ("row", "head"):
            rest.append(line)
        elif block.holds == "help":
            if head:
                rows += zip(head, (*line.texts, *[""] * len(head)), strict=False)
            head = () if head else line.texts
        elif line.kind == "row" and line.text:
            rows.append(line.texts)
    return tuple(rows), rest


def schedule_row(cells: Sequence[str]) -> dict[str, str]:
    """A row of the schedule as its four cells say it. Raises Unread if the first holds no times."""
    times, *rest = (*cells, *[""] * 4)
    if not re.fullmatch(rf"(?:{TIME})?{_DASH.pattern}(?:{TIME})?|{TIME}|", times.strip()):
        raise Unread(times)
    start, _, end = _DASH.sub("\0", times.strip(), count=1).partition("\0")
    return dict(zip(COLUMNS["schedule"], (start, end, *rest[:3]), strict=True))


def contact_row(cells: Sequence[str]) -> dict[str, str]:
    """A row of people: the number before its role is not hers."""
    role, name, how = (*cells, "", "", "")[:3]
    return {"role": re.sub(r"^\d+[.)]\s*", "", role), "name": name, "how": how}


def fact_values(label: str, words: str, said: Mapping[str, Any]) -> dict[str, Value]:
    """The fields that a row of Find it fast says; `said` are the words of its labels and phrases.

    Raises KeyError if no row has this label, Unread if its words are not as they are written there.
    """
    key = next(
        key
        for key in (*_WORDS, *_LIST, "hours", "breaks", "wait", None)
        if key is None or said[key] == label
    )
    if key is None:
        raise KeyError(label)
    if key in _WORDS:
        return {_WORDS[key]: words}
    between = said["break_between"].strip()
    pieces = tuple(filter(None, (piece.strip() for piece in words.split(between))))
    if key in _LIST:
        return {_LIST[key]: pieces}
    if key == "wait":
        number = re.search(r"\d+", words)
        if words and not number:
            raise Unread(words)
        return {"wait_seconds": number[0] if number else ""}
    if key == "breaks":
        times, covered = (
            said["break_times"],
            said["break_covered"].replace("{times}", said["break_times"]),
        )
        empty = {"start": "", "end": "", "covered_by": ""}
        return {"breaks": tuple(empty | _unfilled((covered, times), piece) for piece in pieces)}
    if not words:
        return {"arrive": "", "leave": ""}
    hours = [said[name] for name in ("hours_value", "hours_from", "hours_until") if name in said]
    return {"arrive": "", "leave": "", **_unfilled(hours, words)}


def _unfilled(templates: Sequence[str], words: str) -> dict[str, str]:
    """The values with which the first of `templates` that can says `words`."""
    for template in templates:
        if found := re.fullmatch("".join(_pattern(template)), words.strip()):
            return {name: (value or "").strip() for name, value in found.groupdict().items()}
    raise Unread(words)


def _pattern(template: str) -> Iterator[str]:
    for text, name, _, _ in Formatter().parse(template):
        yield (
            r"\s*".join(["", *map(re.escape, text.split()), ""])
            if text.strip()
            else r"\s*"
            if text
            else ""
        )
        if name:
            yield rf"(?P<{name}>{TIME})?" if name in _TIMES else rf"(?P<{name}>.*?)"
