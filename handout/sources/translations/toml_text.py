"""Words set in the text of a table of messages: its comments, order and layout stay."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class _Statement(NamedTuple):
    """The lines `start` to `end` (from 0, without the last) that set `keys`; none for a heading."""

    start: int
    end: int
    table: str
    keys: tuple[str, ...]


def set_message(text: str, key: str, words: str | Sequence[str]) -> str:
    """Return the TOML `text` with the words of a dotted key set. Raises ValueError."""
    lines = text.split("\n")
    table, _, name = key.rpartition(".")
    value = f"{_format_key(name)} = {json.dumps(words, ensure_ascii=False)}"
    statements = list(_statements(lines))
    for each in statements:
        if each.keys == (key,):
            kept = lines[each.start].partition("=")[0].rstrip() if each.table else ""
            prefix = kept or value.partition(" = ")[0]
            lines[each.start : each.end] = [f"{prefix} = {json.dumps(words, ensure_ascii=False)}"]
            return "\n".join(lines)
    here = [each for each in statements if each.table == table]
    if here:
        lines.insert(here[-1].end, value)
        return "\n".join(lines)
    head = ["[" + ".".join(map(_format_key, table.split("."))) + "]"] if table else []
    if not head:
        return "\n".join([value, *lines])
    ended = text.rstrip("\n")
    return ended + ("\n\n" if ended else "") + "\n".join([*head, value]) + "\n"


def _statements(lines: Sequence[str]) -> Iterator[_Statement]:
    """Yield what sets a value, and the headings: a statement ends where it is TOML by itself."""
    table, start = "", 0
    while start < len(lines):
        end, parsed = _parse_from(lines, start)
        keys = tuple(_leaves(parsed))
        if lines[start].lstrip().startswith("["):
            table = _table_name(parsed)
            yield _Statement(start, end, table, ())
        elif keys:
            prefix = f"{table}." if table else ""
            yield _Statement(start, end, table, tuple(f"{prefix}{key}" for key in keys))
        start = end


def _parse_from(lines: Sequence[str], start: int) -> tuple[int, dict[str, object]]:
    for end in range(start + 1, len(lines) + 1):
        try:
            return end, tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
    raise ValueError(lines[start])


def _leaves(table: dict[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _table_name(parsed: object) -> str:
    names = []
    while isinstance(parsed, dict) and parsed:
        name, parsed = next(iter(parsed.items()))
        names.append(name)
    return ".".join(names)


def _format_key(name: str) -> str:
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else json.dumps(name, ensure_ascii=False)
