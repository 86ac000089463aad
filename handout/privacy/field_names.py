"""What a field of a sheet is called in a message: as the person knows it who filled it in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handout.messages import message_table
from handout.plural_forms import choose_form
from handout.privacy.sheet_texts import SheetText
from handout.sources.fields.labels import field_label, member_label
from handout.sources.fields.privacy_overrides import WHOLE_SHEET
from handout.sources.fields.translations import find_field

_NUMBER = re.compile(r"\.(\d+)")


def is_in_rows(text: SheetText) -> bool:
    """Tell whether the words are a row's of a list in a file that a person wrote by hand.

    A cell of a spreadsheet, and a field of the page, is told where it is.
    """
    is_numbered = _NUMBER.search(text.field) is not None
    return is_numbered and text.origin.position.path.endswith((".yaml", ".yml"))


def is_on_form(text: SheetText) -> bool:
    """Tell whether the words were typed into a form: what is said of them stands right below."""
    top = text.field.partition(".")[0]
    return find_field(top) is not None and text.origin.position.path.partition(".")[0] == top


def place_in_form(text: SheetText) -> str:
    """Return the dotted name of the input that `text` was typed into.

    Rows are counted as they were sent, without those of the school.
    """
    place, member = text.origin.position.path, text.column.partition(".")[2]
    is_row = place.rpartition(".")[2].isdigit()
    return f"{place}.{member}" if is_row and member else place


def describe_field(text: SheetText, rows: Sequence[str], count: int, language: str) -> str:
    """Return what the field of `text` is called in `language`.

    `rows` are the dotted names of all places of which the same is said, `count` times in all.
    """
    messages: dict[str, str] = message_table("privacy-words", language)["where"]
    if is_on_form(text):
        return messages["this"]
    if find_field(text.column.partition(".")[0]) is None:
        return _describe_box(text, messages)
    return _describe_places(text.column, rows, count, language)


def describe_name(name: str, language: str) -> str:
    """Return what the dotted `name` of a field, a row, a box or a line is called."""
    column = _NUMBER.sub("", name)
    if find_field(column.partition(".")[0]):
        return _describe_places(column, [name], 1, language)
    messages: dict[str, str] = message_table("privacy-words", language)["where"]
    if name in ("file", WHOLE_SHEET):
        return messages[name]
    return messages["box"].format(title=name)


def _describe_places(column: str, rows: Sequence[str], count: int, language: str) -> str:
    messages: dict[str, str] = message_table("privacy-words", language)["where"]
    top, _, member = column.partition(".")
    label = field_label(top, language)
    inside = messages["member"].format(label=member_label(top, member, language)) if member else ""
    numbers = [found[1] for row in rows if (found := _NUMBER.search(row))]
    kind = "rows" if len(numbers) > 1 else "row" if numbers else "field"
    words = choose_form(messages, kind, count, language)
    return words.format(label=label, member=inside, rows=", ".join(numbers), count=count)


def _describe_box(text: SheetText, messages: dict[str, str]) -> str:
    """Return what a box is called; the title of one of their own may be what is private."""
    if text.column in ("file", "id"):
        return messages[text.column]
    return messages["box"].format(title=text.box) if text.box else messages["own_box"]
