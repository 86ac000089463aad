"""The words in a box that holds fields -> the fields' values: the contrary of what
layout/sheet/build.py says of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from handout.edits.units import Unit, match_units
from handout.sources.fields.facts import fact_fields
from handout.sources.fields.fields import FIELDS, Lines, columns_of
from handout.sources.fields.types import TIME, URL

Row = dict[str, str]
Value = str | tuple[str, ...] | tuple[Row, ...]

_TIME_NAMES = ("start", "end", "arrive", "leave")  # the names in our own templates
_DASH = re.compile(r"\s*(?:–|—|-|\bto\b)\s*")
_HOURS_TOO = ("{arrive} – {leave}", "{arrive} - {leave}", "{arrive} — {leave}")


class UnparsableTextError(Exception):
    """These words do not say a field's value as it is written on the sheet."""


@dataclass
class FactReading:
    """What a row of Find it fast says: the fields it sets, the words that say them, and what is no
    value.

    `removed` are the words of ours round the values that were taken out.
    """

    values: dict[str, Value] = field(default_factory=dict)
    words: str = ""
    unread: list[str] = field(default_factory=list)
    removed: str = ""


def schedule_row(cells: Sequence[str], before: Mapping[str, str] | None) -> tuple[Row, str]:
    """A row of the schedule as its four cells say it, and the words in the first that are no time,
    else "".

    With such words its times are those that it had, in `before`; None if it is new.
    """
    times, *rest = (*cells, *[""] * 4)
    start, _, end = _DASH.sub("\0", times.strip(), count=1).partition("\0")
    unread = ""
    if not re.fullmatch(rf"(?:{TIME})?{_DASH.pattern}(?:{TIME})?|{TIME}|", times.strip()):
        unread = times.strip()
        start, end = (before["start"], before["end"]) if before else ("", "")
    return dict(zip(columns_of("schedule"), (start, end, *rest[:3]), strict=True)), unread


def contact_row(cells: Sequence[str]) -> Row:
    """A row of people: the number before its role is not theirs."""
    role, name, how = (*cells, "", "", "")[:3]
    return {"role": re.sub(r"^\d+[.)](?:\s+|$)", "", role), "name": name, "how": how}


def read_fact(key: str, old: str, new: str, said: Mapping[str, Any], issued: Any) -> FactReading:
    """What the row `key` of Find it fast says with the words `new`, where it was issued with `old`.

    `issued` are the lines or rows of its list, or its fields' words, as they were issued.
    """
    if key == "breaks":
        return _breaks(new, issued, said)
    if key == "hours":
        return _hours(new, said)
    if key == "wait":
        return _wait(old, new, said)
    if key == "link":
        # The address itself stands there where it was given no name.
        names_address = re.fullmatch(URL, old) and re.fullmatch(URL, new)
        return FactReading({"link.url" if names_address else "link.label": new}, new)
    (name,) = fact_fields()[key]
    if isinstance(FIELDS[name].kind, Lines):
        return FactReading({name: split_items(new, issued, said["break_between"])}, new)
    return FactReading({name: new}, new)


def split_items(text: str, issued: Sequence[str], between: str) -> tuple[str, ...]:
    """The items of a list that stand in one line.

    What was issued as one item stays one, whatever is in it.
    """
    sign, found = between.strip(), []
    rest = text.strip()
    while rest:
        whole = [one for one in issued if rest == one or rest.startswith(one + sign)]
        item = max(whole, key=len, default="") or rest.partition(sign)[0]
        rest = rest[len(item) :].strip().removeprefix(sign).strip()
        if item.strip():
            found.append(item.strip())
    return tuple(found)


def break_words(row: Mapping[str, str], said: Mapping[str, Any]) -> str:
    """A break as it stands on the sheet, where a blank says nothing."""
    times = said["break_times"].format_map(row)
    return " ".join(said["break_covered"].format_map({**row, "times": times}).split())


def _breaks(text: str, issued: Sequence[Row], said: Mapping[str, Any]) -> FactReading:
    found = FactReading(words=text)
    shown = [break_words(row, said) for row in issued]
    pieces = split_items(text, shown, said["break_between"])
    pairs = match_units([Unit("p", one) for one in shown], [Unit("p", one) for one in pieces])
    before = {m: issued[n] for n, m in pairs.items()}
    if len(pieces) == len(shown):  # in their order, if they are not alike
        free = [row for n, row in enumerate(issued) if n not in pairs]
        before |= zip([m for m in range(len(pieces)) if m not in before], free, strict=False)
    rows = []
    for m, piece in enumerate(pieces):
        row = _break(piece, before.get(m), said, found.unread)
        if row and any(row.values()):
            rows.append(row)
    found.values["breaks"] = tuple(rows)
    return found


def _break(
    piece: str, before: Row | None, said: Mapping[str, Any], unread: list[str]
) -> Row | None:
    """One break. Words that are no time go to `unread`; its times are then those it had."""
    covered = said["break_covered"].replace("{times}", said["break_times"])
    empty = {"start": "", "end": "", "covered_by": ""}
    if before and break_words(before, said) == piece:
        return before
    try:
        return empty | _unfilled((covered, said["break_times"], "{start}"), piece)
    except UnparsableTextError:
        pass
    whole = re.fullmatch("".join(_pattern(said["break_covered"])), piece)
    if whole is None:
        unread.append(piece)
        return before
    unread.append(whole["times"].strip())
    return (before or empty) | {"covered_by": whole["covered_by"].strip()}


def _hours(text: str, said: Mapping[str, Any]) -> FactReading:
    empty = {"arrive": "", "leave": ""}
    if not text:
        return FactReading({**empty})
    names = ("hours_value", "hours_from", "hours_until")
    templates = [*(said[name] for name in names if name in said), *_HOURS_TOO]
    try:
        return FactReading({**empty, **_unfilled(templates, text)}, text)
    except UnparsableTextError:
        pass
    # One of the two may be a time all the same.
    parts = _DASH.sub("\0", text, count=1).split("\0")
    if len(parts) != 2 or not any(re.fullmatch(TIME, part) for part in parts):
        return FactReading(unread=[text])
    pairs = list(zip(empty, parts, strict=True))
    times: dict[str, Value] = {name: part for name, part in pairs if re.fullmatch(TIME, part)}
    return FactReading(times, text, [part for name, part in pairs if name not in times])


def _wait(old: str, text: str, said: Mapping[str, Any]) -> FactReading:
    numbers = re.findall(r"\d+", text)
    around = said["wait_value"].format(seconds="").split()
    if not text or text.split() == around:
        return FactReading({"wait_seconds": ""})
    if len(numbers) != 1:  # "10 to 20", "ten or so"
        return FactReading(unread=[text])
    removed = [word for word in re.findall(r"[^\W\d_]+", old) if word not in text]
    return FactReading({"wait_seconds": numbers[0]}, numbers[0], removed=" ".join(removed))


def _unfilled(templates: Sequence[str], words: str) -> Row:
    """The values with which the first of `templates` that can says `words`."""
    for template in templates:
        if found := re.fullmatch("".join(_pattern(template)), words.strip()):
            return {name: (value or "").strip() for name, value in found.groupdict().items()}
    raise UnparsableTextError(words)


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
            yield rf"(?P<{name}>{TIME})?" if name in _TIME_NAMES else rf"(?P<{name}>.*?)"
