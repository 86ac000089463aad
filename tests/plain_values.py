"""Objects as plain values, so that two of them can be compared by what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any


def plain_value(value: Any) -> Any:
    """Return what `value` holds, at any depth; blocks and layers are equal to themselves alone."""
    if is_dataclass(value):
        members = {
            member.name: plain_value(getattr(value, member.name)) for member in fields(value)
        }
        return type(value).__name__, members
    if isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted(map(repr, value))
    if isinstance(value, tuple | list):
        return [plain_value(item) for item in value]
    return value
