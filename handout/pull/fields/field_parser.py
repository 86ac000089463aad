"""Parse the words in a box of fields into values: the inverse of layout/sheet/build.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from handout.edits.units import Unit, match_units
from handout.plural_forms import form_stem
from handout.sources.fields.facts import fact_fields
from handout.sources.fields.fields import FIELDS, Lines, columns_of
from handout.sources.fields.typed_times import TYPED_TIME, typed_time
from handout.sources.fields.types import URL

Row = dict[str, str]
Value = str | tuple[str, ...] | tuple[Row, ...]

_TIME_NAMES = ("start", "end", "arrive", "leave")  # the names in our own templates
_DASH = re.compile(r"\s*(?:–|—|-|\bto\b)\s*")
_MORE_HOURS_TEMPLATES = ("{arrive} – {leave}", "{arrive} - {leave}", "{arrive} — {leave}")


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
    unreadable: list[str] = field(default_factory=list)
    removed: str = ""


def schedule_row(cells: Sequence[str], before: Mapping[str, str] | None) -> tuple[Row, str]:
    """Return a row of the schedule as its four cells say it, and the words in the first that are no
    time, else "".

    With such words its times are those that it had, in `before`; None if it is new.
    """
    times, *other_cells = (*cells, *[""] * 4)
    typed = _DASH.sub("\0", times.strip(), count=1).partition("\0")[::2]
    start, end = map(typed_time, typed)
    unreadable = ""
    if (bool(start), bool(end)) != (bool(typed[0]), bool(typed[1])):
        unreadable = times.strip()
        start, end = (before["start"], before["end"]) if before else ("", "")
    cells = (start, end, *other_cells[:3])
    return dict(zip(columns_of("schedule"), cells, strict=True)), unreadable


def contact_row(cells: Sequence[str]) -> Row:
    """Return a row of people: the number before its role is not theirs."""
    role, name, how = (*cells, "", "", "")[:3]
    return {"role": re.sub(r"^\d+[.)](?:\s+|$)", "", role), "name": name, "how": how}


def read_fact(
    key: str, old: str, new: str, messages: Mapping[str, Any], issued: Any
) -> FactReading:
    """Return what the row `key` of Find it fast says with the words `new`, where it was issued with
    `old`.

    `issued` are the lines or rows of its list, or its fields' words, as they were issued.
    """
    if key == "breaks":
        return _read_breaks(new, issued, messages)
    if key == "hours":
        return _read_hours(new, messages)
    if key == "wait":
        return _read_wait(old, new, messages)
    if key == "link":
        # The address itself stands there where it was given no name.
        names_address = re.fullmatch(URL, old) and re.fullmatch(URL, new)
        return FactReading({"link.url" if names_address else "link.label": new}, new)
    (name,) = fact_fields()[key]
    if isinstance(FIELDS[name].kind, Lines):
        return FactReading({name: split_items(new, issued, messages["break_between"])}, new)
    return FactReading({name: new}, new)


def split_items(text: str, issued: Sequence[str], between: str) -> tuple[str, ...]:
    """Return the items of a list that stand in one line.

    What was issued as one item stays one, whatever is in it.
    """
    separator, items = between.strip(), []
    remaining = text.strip()
    while remaining:
        whole = [old for old in issued if _begins_with_item(remaining, old, separator)]
        item = max(whole, key=len, default="") or remaining.partition(separator)[0]
        remaining = remaining[len(item) :].strip().removeprefix(separator).strip()
        if item.strip():
            items.append(item.strip())
    return tuple(items)


def _begins_with_item(text: str, item: str, separator: str) -> bool:
    return text == item or text.startswith(item + separator)


def break_words(row: Mapping[str, str], messages: Mapping[str, Any]) -> str:
    """Return a break as it stands on the sheet, where a blank says nothing."""
    times = messages["break_times"].format_map(row)
    return " ".join(messages["break_covered"].format_map({**row, "times": times}).split())


def _read_breaks(text: str, issued: Sequence[Row], messages: Mapping[str, Any]) -> FactReading:
    reading = FactReading(words=text)
    issued_texts = [break_words(row, messages) for row in issued]
    pieces = split_items(text, issued_texts, messages["break_between"])
    issued_breaks = _match_breaks(issued_texts, pieces, issued)
    rows = []
    for index, piece in enumerate(pieces):
        row = _read_break(piece, issued_breaks.get(index), messages, reading.unreadable)
        if row and any(row.values()):
            rows.append(row)
    reading.values["breaks"] = tuple(rows)
    return reading


def _match_breaks(
    issued_texts: Sequence[str], pieces: Sequence[str], issued: Sequence[Row]
) -> dict[int, Row]:
    """Return the issued break of each of `pieces` that was one, by the index of the piece."""
    units, piece_units = ([Unit("p", words) for words in texts] for texts in (issued_texts, pieces))
    matches = match_units(units, piece_units)
    breaks = {index: issued[issued_index] for issued_index, index in matches.items()}
    if len(pieces) == len(issued_texts):  # in their order, if they are not alike
        new_pieces = [index for index in range(len(pieces)) if index not in breaks]
        unmatched = [row for index, row in enumerate(issued) if index not in matches]
        breaks |= zip(new_pieces, unmatched, strict=False)
    return breaks


def _read_break(
    piece: str, before: Row | None, messages: Mapping[str, Any], unreadable: list[str]
) -> Row | None:
    """Return one break.

    Words that are no time go to `unreadable`; its times are then those of `before`.
    """
    covered = messages["break_covered"].replace("{times}", messages["break_times"])
    empty = {"start": "", "end": "", "covered_by": ""}
    if before and break_words(before, messages) == piece:
        return before
    try:
        return empty | _read_template((covered, messages["break_times"], "{start}"), piece)
    except UnparsableTextError:
        pass
    whole = re.fullmatch("".join(_template_pattern(messages["break_covered"])), piece)
    if whole is None:
        unreadable.append(piece)
        return before
    unreadable.append(whole["times"].strip())
    return (before or empty) | {"covered_by": whole["covered_by"].strip()}


def _read_hours(text: str, messages: Mapping[str, Any]) -> FactReading:
    empty = {"arrive": "", "leave": ""}
    if not text:
        return FactReading({**empty})
    names = ("hours_value", "hours_from", "hours_until")
    templates = [*(messages[name] for name in names if name in messages), *_MORE_HOURS_TEMPLATES]
    try:
        return FactReading({**empty, **_read_template(templates, text)}, text)
    except UnparsableTextError:
        pass
    # One of the two may be a time all the same.
    parts = _DASH.sub("\0", text, count=1).split("\0")
    if len(parts) != 2 or not any(map(typed_time, parts)):
        return FactReading(unreadable=[text])
    pairs = list(zip(empty, parts, strict=True))
    times: dict[str, Value] = {name: time for name, part in pairs if (time := typed_time(part))}
    return FactReading(times, text, [part for name, part in pairs if name not in times])


def _read_wait(old: str, text: str, messages: Mapping[str, Any]) -> FactReading:
    numbers = re.findall(r"\d+", text)
    forms = [key for key in messages if "wait_value" in (key, form_stem(key))]
    words_without_value = [messages[form].format(seconds="").split() for form in forms]
    if not text or text.split() in words_without_value:
        return FactReading({"wait_seconds": ""})
    if len(numbers) != 1:  # "10 to 20", "ten or so"
        return FactReading(unreadable=[text])
    removed = [word for word in re.findall(r"[^\W\d_]+", old) if word not in text]
    return FactReading({"wait_seconds": numbers[0]}, numbers[0], removed=" ".join(removed))


def _read_template(templates: Sequence[str], words: str) -> Row:
    """Return the values with which the first of `templates` that can says `words`."""
    for template in templates:
        if match := re.fullmatch("".join(_template_pattern(template)), words.strip()):
            said = {name: (value or "").strip() for name, value in match.groupdict().items()}
            times = {name: typed_time(said[name]) for name in said if name in _TIME_NAMES}
            return {**said, **times}
    raise UnparsableTextError(words)


def _template_pattern(template: str) -> Iterator[str]:
    for text, name, _, _ in Formatter().parse(template):
        yield (
            r"\s*".join(["", *map(re.escape, text.split()), ""])
            if text.strip()
            else r"\s*"
            if text
            else ""
        )
        if name:
            yield rf"(?P<{name}>{TYPED_TIME})?" if name in _TIME_NAMES else rf"(?P<{name}>.*?)"
