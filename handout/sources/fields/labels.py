"""What people call a field, and a column of its rows or a member of its group."""

from __future__ import annotations

from handout.messages import message_table
from handout.sources.fields.languages import language_called
from handout.sources.fields.translations import split_member, split_translation


def field_label(name: str, language: str = "en") -> str:
    """Return what the field `name` is called; KeyError if there is none."""
    fields = message_table("fields", language)["fields"]
    translated = split_translation(name)
    if translated is None:
        return str(fields[name]["label"])
    called = language_called(translated.language, language)
    return f"{fields[translated.field]['label']} ({called})"


def member_label(field: str, key: str, language: str = "en") -> str:
    """Return what the column or member `key` of `field` is called; KeyError if there is none.

    The page's short labels are taken in their own language alone, else what the column holds.
    """
    if translated := split_member(field, key):
        called = language_called(translated.language, language)
        return f"{member_label(field, translated.field, language)} ({called})"
    holds = message_table("fields", language)["fields"][field]["columns"][key]
    short, english = (message_table("web", tag)["columns"] for tag in (language, "en"))
    is_translated = language == "en" or short != english
    return str(short.get(f"{field}.{key}", holds) if is_translated else holds)
