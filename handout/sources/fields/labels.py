"""What people call a field, and a column of its rows or a member of its group."""

from __future__ import annotations

from handout.messages import message_table


def field_label(name: str, language: str = "en") -> str:
    """Return what the field `name` is called; KeyError if there is none."""
    return str(message_table("fields", language)["fields"][name]["label"])


def member_label(field: str, key: str, language: str = "en") -> str:
    """Return what the column or member `key` of `field` is called; KeyError if there is none."""
    usual = message_table("fields", language)["fields"][field]["columns"][key]
    return str(message_table("web", language)["columns"].get(f"{field}.{key}", usual))
