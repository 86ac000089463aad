"""The words of a field in running text: the same on the name tag, in Find it fast and in a line of
a block, so that a change of it in one place is found in all.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from handout.layering.front_labels import new_labels
from handout.layering.overlay import SourcedValue
from handout.messages import message_table
from handout.sources.fields.languages import format_date

_ROOM_NUMBER = re.compile(r"[A-Za-z]?-?\d+[A-Za-z]?")


def room_words(room: str, tag: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return "Room 12" for 12, "Bus 12" on a bus; `tag` is that table of words.toml, `labels` are
    the new ones by their fields.
    """
    return _numbered(room, labels.get("room") or tag["room"], tag)


def class_words(title: str, tag: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return "Route 7" for 7 where the class is called a route; a class may be a mere number."""
    label = labels.get("class_title")
    return _numbered(title, label, tag) if label else title


def _numbered(words: str, label: str, tag: Mapping[str, str]) -> str:
    is_number = _ROOM_NUMBER.fullmatch(words)
    return tag["room_named"].format(label=label, room=words) if is_number else words


def field_lookup(values: Mapping[str, SourcedValue], language: str) -> Callable[[str], str | int]:
    """Return the function that gives a field's words by its dotted name (contacts.1.name).

    It gives "" for an empty field, and for a list how many rows it has.
    """
    words, labels = message_table("words", language), new_labels(values, language)

    def look_up(name: str) -> str | int:
        if sourced := values.get(name):
            return _words(name, sourced.placed.value, words, labels)
        top, _, row_name = name.partition(".")
        if top not in values:
            # A group is set where one of its fields is.
            members = (member for member in values if member.startswith(f"{name}."))
            return 1 if any(map(look_up, members)) else ""
        number, _, column = row_name.partition(".")
        rows = values[top].placed.value
        if not isinstance(rows, tuple) or not number.isdigit() or int(number) > len(rows):
            return ""
        row = rows[int(number) - 1]
        if isinstance(row, dict):
            return row.get(column, "") if column else next(filter(None, row.values()), "")
        return str(row)

    return look_up


def _words(
    name: str, value: object, words: Mapping[str, Any], labels: Mapping[str, str]
) -> str | int:
    if isinstance(value, tuple):
        return len(value)
    if isinstance(value, datetime.date):
        return format_date(value, words["dates"])
    if name == "room":
        return room_words(str(value), words["tag"], labels)
    if name == "class_title":
        return class_words(str(value), words["tag"], labels)
    return "" if value is None else str(value)
