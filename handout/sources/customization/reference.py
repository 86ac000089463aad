"""The customization reference, docs/customization.md, made from the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handout.messages import message_table
from handout.sources.content import layer
from handout.sources.customization.describe import example_value, takes
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows


def reference() -> str:
    """Return all fields and the language of changes, as Markdown."""
    text = message_table("fields")
    about = text["reference"]
    lines = [f"# {about['title']}", "", f"<!-- {about['generated']} -->", "", about["intro"]]
    for group, heading in text["groups"].items():
        lines += [
            "",
            f"## {heading}",
            "",
            _row(about["heads"]),
            _row("---" for _ in about["heads"]),
        ]
        for name in FIELDS:
            if FIELDS[name].group == group:
                lines += _rows_of(name, text)
    limits = {
        "block": layer.BLOCK_TEXT.limit,
        "item": layer.ITEM_TEXT.limit,
        "title": layer.TITLE.limit,
    }
    intro = about["changes_intro"].format(changes=layer.MOST_CHANGES, **limits)
    lines += [
        "",
        f"## {about['changes_title']}",
        "",
        intro,
        "",
        "```yaml",
        text["changes"]["example"],
        "```",
    ]
    return "\n".join([*lines, "", about["changes_outro"], ""])


def _rows_of(name: str, text: Mapping[str, Any]) -> Iterator[str]:
    kind, field = FIELDS[name].kind, text["fields"][name]
    example: Any = example_value(name)
    if isinstance(kind, Lines):
        example = f"- {example[0]}"
    elif isinstance(kind, (Rows, Group)):
        example, cells = "", example[0] if isinstance(kind, Rows) else example
    yield _row([f"`{name}`", field["description"], takes(kind, quoted=_code), _code(example)])
    if isinstance(kind, (Rows, Group)):
        for member, of in (kind.columns if isinstance(kind, Rows) else kind.fields).items():
            about = field["columns"][member]
            yield _row([f"`{name}.{member}`", about, takes(of, quoted=_code), _code(cells[member])])


def _code(example: object) -> str:
    words = " ".join(str(example).split()).replace("|", r"\|")
    return f"`{words}`" if words else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
