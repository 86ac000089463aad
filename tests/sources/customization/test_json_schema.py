"""The JSON Schema an editor uses agrees with what we read."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from paths import CASES
from yaml_editor import as_an_editor_reads

from handout.messages import CONTENT, message_table
from handout.sources.customization.describe import example_yaml
from handout.sources.customization.json_schema import json_schema
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.translations import translated_names

SCHEMA = json_schema()
EDITOR = Draft202012Validator(SCHEMA)
FAULTS = tomllib.loads((CASES / "customization-faults.toml").read_text("utf-8"))["fault"]

# Faults that need more than a schema: the order of two values, the same thing twice, what stands in
# the words.
UNSEEN = {
    "ends-early",
    "row-twice",
    "html-tag",
    "one-line",
    "accent-pale",
    "date-none",
    "change-twice",
    "name-of-nobody",
}
UNSEEN |= {"change-both-ends", "change-missing", "change-nothing"}


def test_it_is_a_schema_and_json() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert set(SCHEMA["properties"]) == {*FIELDS, *translated_names(), "blocks", "items", "privacy"}


def test_every_object_is_closed() -> None:
    def objects(node: Any) -> list[dict[str, Any]]:
        if isinstance(node, dict):
            inner = [result for value in node.values() for result in objects(value)]
            return [node, *inner] if "properties" in node else inner
        return (
            [result for value in node for result in objects(value)]
            if isinstance(node, list)
            else []
        )

    result = objects(SCHEMA)
    assert len(result) > 8
    assert all(
        part["additionalProperties"] is False
        for part in result
        if isinstance(part["properties"], dict)
    )


def test_the_sample_is_valid() -> None:
    sample = as_an_editor_reads((CONTENT / "en" / "sample.yaml").read_text("utf-8"))
    assert len(sample) > 20
    assert list(EDITOR.iter_errors(sample)) == []


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_says_what_it_is_and_its_example_is_valid(name: str) -> None:
    field = SCHEMA["properties"][name]
    assert field["title"] and field["description"]
    assert list(EDITOR.iter_errors({name: field["examples"][0]})) == []
    assert list(EDITOR.iter_errors(as_an_editor_reads(example_yaml(name)))) == []
    assert list(EDITOR.iter_errors(as_an_editor_reads(f"{name}:"))) == []


def test_the_example_of_changes_is_valid() -> None:
    assert (
        list(EDITOR.iter_errors(as_an_editor_reads(message_table("fields")["changes"]["example"])))
        == []
    )


@pytest.mark.parametrize(
    "text",
    ["room: 012", "room: 12", "para_name: No", "para_name: true", "arrive: 8:30", "accent: 145240"],
)
def test_what_we_take_as_typed_is_valid(text: str) -> None:
    assert list(EDITOR.iter_errors(as_an_editor_reads(text))) == []


def is_seen(fault: dict[str, Any]) -> bool:
    codes = [line.split()[1] for line in fault["told"]]
    return not any(code in UNSEEN or code.startswith(("yaml-", "character")) for code in codes)


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if is_seen(fault)], ids=lambda fault: fault["title"]
)
def test_an_editor_marks_what_we_refuse(fault: dict[str, Any]) -> None:
    assert list(EDITOR.iter_errors(as_an_editor_reads(fault["yaml"])))
