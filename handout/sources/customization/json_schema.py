"""The JSON Schema of a customization, with which an editor completes names and marks faults as she types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handout.messages import words
from handout.sources.content import layer
from handout.sources.customization.describe import example_value
from handout.sources.fields import types as kinds
from handout.sources.fields.accent import ACCENTS
from handout.sources.fields.fields import FIELDS, Field, Group, Lines, Rows
from handout.sources.fields.privacy_overrides import MOST_OVERRIDES, OVERRIDE
from handout.sources.fields.typed_times import TYPED_DATE, TYPED_TIME

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# An editor takes 12 for a number, we take it as it was typed; and what is empty is not set.
_TYPED = ["string", "number", "boolean", "null"]
_HEX = "^#?[0-9A-Fa-f]{6}$"


def json_schema() -> Schema:
    """The schema of a customization (JSON Schema 2020-12), ready for json.dumps."""
    text = words("fields")
    fields = {name: _described(field, text["fields"][name]) for name, field in FIELDS.items()}
    items = {"type": ["object", "null"], "propertyNames": {"pattern": _whole(kinds.ID)}}
    changes = {
        "blocks": {"description": text["changes"]["heading"], **_changes(of_blocks=True)},
        "items": {
            "description": text["changes"]["heading"],
            **items,
            "additionalProperties": _changes(of_blocks=False),
        },
        "privacy": {
            "description": words("privacy")["schema"],
            **_list(
                _closed({name: _one(kind) for name, kind in OVERRIDE.items()}, "object"),
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
            return {**about, **_list(_one(of), most)}
        case Rows(most, columns):
            cells = {
                name: _one(kind) | {"description": text["columns"][name]}
                for name, kind in columns.items()
            }
            return {**about, **_list(_closed(cells, "object", "null"), most)}
        case Group(members):
            cells = {
                name: _one(kind) | {"description": text["columns"][name]}
                for name, kind in members.items()
            }
            return {**about, **_closed(cells, "object", "null")}
        case kind:
            return {**about, **_one(kind)}


def _one(kind: kinds.Kind) -> Schema:
    match kind:
        case kinds.Text(limit) | kinds.Note(limit) | kinds.Markdown(limit):
            return {"type": _TYPED, "maxLength": limit}
        case kinds.Number(low, high):
            return {"type": ["integer", "null"], "minimum": low, "maximum": high}
        case kinds.Choice(options):
            return {"enum": [*options, None]}
        case kinds.Language():
            return {"enum": [*kinds.languages(), None]}
        case kinds.Switch():
            return {"enum": [True, False, *kinds.SWITCH, None]}
        case kinds.Time():
            # 745 without quotes is a number to an editor.
            return {"type": ["string", "integer", "null"], "pattern": _whole(TYPED_TIME)}
        case kinds.Date():
            return {"type": ["string", "null"], "pattern": _whole(TYPED_DATE)}
        case kinds.Url(limit):
            return {"type": ["string", "null"], "pattern": _whole(kinds.URL), "maxLength": limit}
        case kinds.Id():
            return {"type": ["string", "null"], "pattern": _whole(kinds.ID)}
        case kinds.Colour():
            # 145240 without quotes is a number to an editor.
            return {
                "anyOf": [
                    {"enum": [*ACCENTS, None]},
                    {"type": "string", "pattern": _HEX},
                    {"type": "number"},
                ]
            }


def _changes(*, of_blocks: bool) -> Schema:
    text = _one(layer.BLOCK_TEXT if of_blocks else layer.ITEM_TEXT)
    id, title = _one(kinds.Id()), _one(layer.TITLE)
    new = {
        "id": id,
        **({"title": title, "place": _one(layer.SIDES)} if of_blocks else {}),
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


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"
