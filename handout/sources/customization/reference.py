"""The customization reference, docs/customization.md, made from the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handout.messages import message_table
from handout.sources.content import change_reader
from handout.sources.content.layer import Level
from handout.sources.customization.describe import describe_type, example_value
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.types import FieldType


def reference() -> str:
    """Return all fields and the language of changes, as Markdown."""
    text = message_table("fields")
    words = text["reference"]
    lines = [f"# {words['title']}", "", f"<!-- {words['generated']} -->", "", words["intro"]]
    for group, heading in text["groups"].items():
        rule = _table_row("---" for _ in words["heads"])
        lines += ["", f"## {heading}", "", _table_row(words["heads"]), rule]
        for name in FIELDS:
            if FIELDS[name].group == group:
                lines += _field_rows(name, text)
    limits = {
        "block": change_reader.text_limit(Level.CUSTOMIZATION, of_blocks=True).limit,
        "item": change_reader.text_limit(Level.CUSTOMIZATION, of_blocks=False).limit,
        "title": change_reader.TITLE.limit,
    }
    intro = words["changes_intro"].format(changes=change_reader.MOST_CHANGES, **limits)
    lines += ["", f"## {words['changes_title']}", "", intro, ""]
    lines += ["```yaml", text["changes"]["example"], "```"]
    return "\n".join([*lines, "", words["changes_outro"], ""])


def _field_rows(name: str, text: Mapping[str, Any]) -> Iterator[str]:
    kind, field = FIELDS[name].kind, text["fields"][name]
    example: Any = example_value(name)
    if isinstance(kind, Lines):
        example = f"- {example[0]}"
    elif isinstance(kind, (Rows, Group)):
        example, cells = "", example[0] if isinstance(kind, Rows) else example
    yield _field_row(name, field["description"], kind, example)
    if isinstance(kind, (Rows, Group)):
        members = kind.columns if isinstance(kind, Rows) else kind.fields
        for member, member_kind in members.items():
            description = field["columns"][member]
            yield _field_row(f"{name}.{member}", description, member_kind, cells[member])


def _field_row(
    name: str, description: str, kind: FieldType | Lines | Rows | Group, example: object
) -> str:
    limits = describe_type(kind, quoted=_format_code)
    return _table_row([f"`{name}`", description, limits, _format_code(example)])


def _format_code(example: object) -> str:
    words = " ".join(str(example).split()).replace("|", r"\|")
    return f"`{words}`" if words else ""


def _table_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
