"""The JSON Schema of a customization, or of a district's or a school's file, by which editors
complete names and mark faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handout.messages import message_table
from handout.sources.content import change_reader
from handout.sources.content.if_full import if_full_schema
from handout.sources.content.layer import Level
from handout.sources.customization.describe import example_value
from handout.sources.fields.fields import FIELDS, Field, Group, Lines, Rows
from handout.sources.fields.labels import field_label, member_label
from handout.sources.fields.privacy_overrides import MOST_OVERRIDES, OVERRIDE
from handout.sources.fields.translations import (
    find_field,
    split_member,
    translated_members,
    translated_names,
)
from handout.sources.fields.types import (
    ID,
    Date,
    FieldType,
    Id,
    Note,
    Schema,
    Text,
    whole_pattern,
)

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(level: Level = Level.CUSTOMIZATION) -> Schema:
    """Return the schema of a file of `level` (JSON Schema 2020-12), ready for json.dumps."""
    text = message_table("fields")
    fields = {name: _field_schema(field, text["fields"][name]) for name, field in FIELDS.items()}
    for name in translated_names():
        field = find_field(name)
        if field and isinstance(field.kind, Text | Note):
            fields[name] = {"title": field_label(name), **field.kind.json_schema()}
        elif field and isinstance(field.kind, Lines):
            line = field.kind.item.json_schema()
            fields[name] = {"title": field_label(name), **_list_schema(line, field.kind.most)}
    items = {"type": ["object", "null"], "propertyNames": {"pattern": whole_pattern(ID)}}
    override_keys = {name: kind.json_schema() for name, kind in OVERRIDE.items()}
    override = _closed_object(override_keys, "object")
    changes = {
        "blocks": {
            "description": text["changes"]["heading"],
            **_changes_schema(level, of_blocks=True),
        },
        "items": {
            "description": text["changes"]["heading"],
            **items,
            "additionalProperties": _changes_schema(level, of_blocks=False),
        },
        "privacy": {
            "description": message_table("privacy")["schema"],
            **_list_schema(override, MOST_OVERRIDES),
        },
    }
    if level is Level.DISTRICT:
        refs = _list_schema(Id().json_schema(), change_reader.MOST_CHANGES)
        confirmed = {"date": Date().json_schema(), "blocks": refs}
        changes["confirmed"] = _closed_object(confirmed, "object")
    return {
        "$schema": _DIALECT,
        "title": text["changes"]["title"],
        **_closed_object(fields | changes, "object"),
    }


def _field_schema(field: Field, text: Mapping[str, Any]) -> Schema:
    labels = {
        "title": text["label"],
        "description": text["description"],
        "examples": [example_value(field.name)],
    }
    match field.kind:
        case Lines(most, of):
            return {**labels, **_list_schema(of.json_schema(), most)}
        case Rows(most, columns):
            row = _members_schema(field.name, columns, text["columns"])
            return {**labels, **_list_schema(row, most)}
        case Group(members):
            return {**labels, **_members_schema(field.name, members, text["columns"])}
        case kind:
            return {**labels, **kind.json_schema()}


def _members_schema(
    field: str, members: Mapping[str, FieldType], words: Mapping[str, str]
) -> Schema:
    """Return the schema of names with values, each described in `words`."""
    properties = {
        name: kind.json_schema() | {"description": words[name]} for name, kind in members.items()
    }
    for name in translated_members(field):
        if translated := split_member(field, name):
            kind = members[translated.field]
            properties[name] = kind.json_schema() | {"description": member_label(field, name)}
    return _closed_object(properties, "object", "null")


def _changes_schema(level: Level, *, of_blocks: bool) -> Schema:
    text = change_reader.text_limit(level, of_blocks=of_blocks).json_schema()
    id, title = Id().json_schema(), change_reader.TITLE.json_schema()
    new = {
        "id": id,
        **({"title": title, "place": change_reader.SIDES.json_schema()} if of_blocks else {}),
        "text": text,
        **(_shared_keys(level) if of_blocks else {}),
    }
    translated = {
        name: title if name.startswith("title") else text
        for name in change_reader.translated_keys(of_blocks=of_blocks)
    }
    new |= translated
    changed = {"id": id, **({"title": title} if of_blocks else {}), "text": text, **translated}
    refs = _list_schema(id, change_reader.MOST_CHANGES)
    addition = _closed_object({**new, "after": id, "before": id}, "object")
    replacement = _closed_object(changed, "object")
    verbs = {
        "add": _list_schema(addition, change_reader.MOST_CHANGES),
        "remove": refs,
        "replace": _list_schema(replacement, change_reader.MOST_CHANGES),
        "order": refs,
    }
    return _closed_object(verbs, "object", "null")


def _shared_keys(level: Level) -> Schema:
    """Return what a box may have in a file of `level` besides what it may in a customization."""
    if level is Level.CUSTOMIZATION:
        return {}
    keys = {"if_full": if_full_schema()}
    if level is Level.DISTRICT:
        refs = _list_schema(Id().json_schema(), change_reader.MOST_CHANGES)
        source = {name: kind.json_schema() for name, kind in change_reader.SOURCE.items()}
        source["points"] = {"anyOf": [{"const": "all"}, refs]}
        sources = _list_schema(_closed_object(source, "object"), change_reader.MOST_CHANGES)
        keys |= {name: kind.json_schema() for name, kind in change_reader.OWNERSHIP.items()}
        keys["sources"] = sources
    return keys


def _closed_object(properties: Mapping[str, Schema], *types: str) -> Schema:
    return {"type": [*types], "properties": dict(properties), "additionalProperties": False}


def _list_schema(each: Schema, most: int) -> Schema:
    return {"type": ["array", "null"], "maxItems": most, "items": each}
