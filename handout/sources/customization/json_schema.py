"""The JSON Schema of a customization, by which editors complete names and mark faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handout.messages import message_table
from handout.sources.content import layer
from handout.sources.customization.describe import example_value
from handout.sources.fields.fields import FIELDS, Field, Group, Lines, Rows
from handout.sources.fields.privacy_overrides import MOST_OVERRIDES, OVERRIDE
from handout.sources.fields.types import ID, Id, Schema, whole_pattern

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> Schema:
    """Return the schema of a customization (JSON Schema 2020-12), ready for json.dumps."""
    text = message_table("fields")
    fields = {name: _described(field, text["fields"][name]) for name, field in FIELDS.items()}
    items = {"type": ["object", "null"], "propertyNames": {"pattern": whole_pattern(ID)}}
    changes = {
        "blocks": {"description": text["changes"]["heading"], **_changes(of_blocks=True)},
        "items": {
            "description": text["changes"]["heading"],
            **items,
            "additionalProperties": _changes(of_blocks=False),
        },
        "privacy": {
            "description": message_table("privacy")["schema"],
            **_list(
                _closed({name: kind.json_schema() for name, kind in OVERRIDE.items()}, "object"),
                MOST_OVERRIDES,
            ),
        },
    }
    return {
        "$schema": _DIALECT,
        "title": text["changes"]["title"],
        **_closed(fields | changes, "object"),
    }


def _described(field: Field, text: Mapping[str, Any]) -> Schema:
    about = {
        "title": text["label"],
        "description": text["description"],
        "examples": [example_value(field.name)],
    }
    match field.kind:
        case Lines(most, of):
            return {**about, **_list(of.json_schema(), most)}
        case Rows(most, columns):
            cells = {
                name: kind.json_schema() | {"description": text["columns"][name]}
                for name, kind in columns.items()
            }
            return {**about, **_list(_closed(cells, "object", "null"), most)}
        case Group(members):
            cells = {
                name: kind.json_schema() | {"description": text["columns"][name]}
                for name, kind in members.items()
            }
            return {**about, **_closed(cells, "object", "null")}
        case kind:
            return {**about, **kind.json_schema()}


def _changes(*, of_blocks: bool) -> Schema:
    text = (layer.BLOCK_TEXT if of_blocks else layer.ITEM_TEXT).json_schema()
    id, title = Id().json_schema(), layer.TITLE.json_schema()
    new = {
        "id": id,
        **({"title": title, "place": layer.SIDES.json_schema()} if of_blocks else {}),
        "text": text,
    }
    changed = {"id": id, **({"title": title} if of_blocks else {}), "text": text}
    refs = _list(id, layer.MOST_CHANGES)
    return _closed(
        {
            "add": _list(_closed({**new, "after": id, "before": id}, "object"), layer.MOST_CHANGES),
            "remove": refs,
            "replace": _list(_closed(changed, "object"), layer.MOST_CHANGES),
            "order": refs,
        },
        "object",
        "null",
    )


def _closed(properties: Mapping[str, Schema], *types: str) -> Schema:
    return {"type": [*types], "properties": dict(properties), "additionalProperties": False}


def _list(each: Schema, most: int) -> Schema:
    return {"type": ["array", "null"], "maxItems": most, "items": each}
