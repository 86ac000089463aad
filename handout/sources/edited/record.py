"""What a handout said when it was issued: the record at the end of its HTML."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handout.problems import Place, Problem, problem

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class RecordedBlock:
    """A block as it was issued. `text` is its prose in the normal form; `rows` are the words that `holds` showed.

    `waiting`: the ids of the items under which a newer wording stood, to be decided on, and that wording.
    """

    title: str
    text: str = ""
    locked: bool = False
    holds: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    waiting: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Record:
    """`fields` are the words shown for each field; `sides` the ids of their blocks in reading order.

    `customization` and `edits` are the files that say what the page says; see docs/edits.md.
    """

    name: str
    tool: str
    language: str
    content: str
    fields: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: Mapping[str, RecordedBlock] = field(default_factory=dict)
    customization: str = ""
    edits: str = ""


def format_record(record: Record) -> str:
    """`record` as JSON that cannot end the element it stands in."""
    table = {
        "format": FORMAT,
        **vars(record),
        "blocks": {id: vars(block) for id, block in record.blocks.items()},
    }
    table["sum"] = _sum(table)
    # Everything on a line of its own, so that a difference shows; json's own layout takes ten times as long.
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",\n", ": "))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def read_record(text: str, place: Place) -> Record | Problem:
    """The record that `text` holds, or why it cannot be used. A Problem that is a warning: a kept copy serves as well."""
    try:
        table = json.loads(text)
        if not isinstance(table, dict) or "format" not in table:
            raise ValueError
        if table["format"] != FORMAT:
            return problem("page-newer", place, tool=str(table.get("tool", ""))[:40])
        if table.pop("sum", "") != _sum(table):
            raise ValueError
        blocks = {id: _block(block) for id, block in table["blocks"].items()}
        sides = {side: tuple(map(str, ids)) for side, ids in table["sides"].items()}
        fields = {str(name): str(words) for name, words in table["fields"].items()}
        plain = {
            key: str(table[key])
            for key in ("name", "tool", "language", "content", "customization", "edits")
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return problem("record-broken", place, warning=True)
    return Record(**plain, fields=fields, sides=sides, blocks=blocks)


def _block(table: Mapping[str, Any]) -> RecordedBlock:
    rows = tuple(tuple(map(str, row)) for row in table["rows"])
    waiting = {str(id): str(text) for id, text in table["waiting"].items()}
    return RecordedBlock(**{**table, "rows": rows, "waiting": waiting})


def _sum(table: Mapping[str, Any]) -> str:
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
