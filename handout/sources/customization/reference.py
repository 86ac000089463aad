"""The customization reference, docs/customization.md, made from the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handout.messages import message_table
from handout.sources.content import change_reader
from handout.sources.customization.describe import example_value, takes
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows


def reference() -> str:
    """Return all fields and the language of changes, as Markdown."""
    text = message_table("fields")
    words = text["reference"]
    lines = [f"# {words['title']}", "", f"<!-- {words['generated']} -->", "", words["intro"]]
    for group, heading in text["groups"].items():
        lines += [
            "",
            f"## {heading}",
            "",
            _table_row(words["heads"]),
            _table_row("---" for _ in words["heads"]),
        ]
        for name in FIELDS:
            if FIELDS[name].group == group:
                lines += _field_rows(name, text)
    limits = {
        "block": change_reader.BLOCK_TEXT.limit,
        "item": change_reader.ITEM_TEXT.limit,
        "title": change_reader.TITLE.limit,
    }
    intro = words["changes_intro"].format(changes=change_reader.MOST_CHANGES, **limits)
    lines += [
        "",
        f"## {words['changes_title']}",
        "",
        intro,
        "",
        "```yaml",
        text["changes"]["example"],
        "```",
    ]
    return "\n".join([*lines, "", words["changes_outro"], ""])


def _field_rows(name: str, text: Mapping[str, Any]) -> Iterator[str]:
    kind, field = FIELDS[name].kind, text["fields"][name]
    example: Any = example_value(name)
    if isinstance(kind, Lines):
        example = f"- {example[0]}"
    elif isinstance(kind, (Rows, Group)):
        example, cells = "", example[0] if isinstance(kind, Rows) else example
    yield _table_row(
        [f"`{name}`", field["description"], takes(kind, quoted=_format_code), _format_code(example)]
    )
    if isinstance(kind, (Rows, Group)):
        for member, member_kind in (
            kind.columns if isinstance(kind, Rows) else kind.fields
        ).items():
            description = field["columns"][member]
            yield _table_row(
                [
                    f"`{name}.{member}`",
                    description,
                    takes(member_kind, quoted=_format_code),
                    _format_code(cells[member]),
                ]
            )


def _format_code(example: object) -> str:
    words = " ".join(str(example).split()).replace("|", r"\|")
    return f"`{words}`" if words else ""


def _table_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
