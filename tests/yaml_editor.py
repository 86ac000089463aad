"""How a text editor reads the YAML that a person types, for its JSON Schema."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML


def as_an_editor_reads(text: str) -> Any:
    """YAML 1.2 with its own types: 12 is a number, yes is a word, 2026-09-01 is a word."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.yaml_constructors = {
        tag: build
        for tag, build in yaml.constructor.yaml_constructors.items()
        if "timestamp" not in str(tag)
    } | {"tag:yaml.org,2002:timestamp": yaml.constructor.yaml_constructors["tag:yaml.org,2002:str"]}
    return yaml.load(text)
