"""Compiled parts on disk, so that a sheet need not be typeset to be printed.

They hold nothing of a classroom: our own words stand in their slots, and only parts that are
`shared` come here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from handout.cache import disk
from handout.compiled.fragments.fragment import (
    CopiedPictures,
    FixedText,
    Fragment,
    FragmentDrawing,
    GrowingRow,
    SidewaysShift,
    SlotText,
)
from handout.compiled.parts.positions import PartPosition
from handout.compiled.pdf.types import Bookmark, NotCompilableError, StructureTag
from handout.compiled.text.shaping import FontInstance
from handout.publish.pdf.writing.operators import Op


def read(key: str) -> Fragment | NotCompilableError | None:
    """Return the part `key` as this release of the program made it, why it cannot be compiled, or
    None if nothing is known of it.
    """
    content = disk.read(_file_name(key))
    if content is None:
        return None
    data = json.loads(content)
    if "unknown" in data:
        return NotCompilableError(data["unknown"])
    return _fragment_from_json(data)


def write(key: str, part: Fragment | NotCompilableError) -> None:
    """Keep a part. What cannot be kept is made anew the next time."""
    data = {"unknown": str(part)} if isinstance(part, NotCompilableError) else _to_json(part)
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    disk.write(_file_name(key), text.encode("utf-8", "surrogatepass"))


def is_stretched(key: str) -> bool:
    """Return whether a sheet on which the part `key` is higher than it was compiled was the
    typesetter's.
    """
    return disk.read(f"{_file_name(key)}-stretched") is not None


def write_stretched(key: str) -> None:
    """Have that known of the part `key`."""
    disk.write(f"{_file_name(key)}-stretched", b"")


def _file_name(key: str) -> str:
    return f"part-{key}.json"


# ---- as JSON: bytes as the characters of the same numbers


def _to_json(part: Fragment) -> dict[str, Any]:
    return {
        "name": part.name,
        "position": _values(part.position),
        "texts": [[_text_to_json(item) for item in leaf] for leaf in part.texts],
        "figures": [_drawing_to_json(item) for item in part.figures],
        "drawings": [_drawing_to_json(item) for item in part.drawings],
        "rows": [_values(row) for row in part.rows],
        "tags": [_tag_to_json(tag) for tag in part.tags],
        "bookmarks": [_values(mark) for mark in part.bookmarks],
        "pictures": [
            [_object_to_json(item) for item in part.pictures.objects],
            part.pictures.names,
        ],
        "graphics_states": {
            name: text.decode("latin-1") for name, text in part.graphics_states.items()
        },
        "producer": part.producer,
    }


def _fragment_from_json(data: dict[str, Any]) -> Fragment:
    return Fragment(
        name=data["name"],
        position=PartPosition(*data["position"]),
        texts=[tuple(_text_from_json(item) for item in leaf) for leaf in data["texts"]],
        figures=[_drawing_from_json(item) for item in data["figures"]],
        drawings=[_drawing_from_json(item) for item in data["drawings"]],
        rows=[GrowingRow(*row) for row in data["rows"]],
        tags=[_tag_from_json(tag) for tag in data["tags"]],
        bookmarks=[Bookmark(*mark) for mark in data["bookmarks"]],
        pictures=CopiedPictures(
            tuple(_object_from_json(item) for item in data["pictures"][0]), data["pictures"][1]
        ),
        graphics_states={
            name: text.encode("latin-1") for name, text in data["graphics_states"].items()
        },
        producer=data["producer"],
    )


def _values(record: Any) -> list[Any]:
    return [getattr(record, name) for name in record.__slots__]


def _text_to_json(text: FixedText | SlotText) -> list[Any]:
    if isinstance(text, FixedText):
        return [
            text.face,
            text.size,
            text.x,
            text.y,
            text.color,
            text.shows.decode("latin-1"),
            text.glyphs,
        ]
    return [
        [text.font.face, text.font.size, text.font.features],
        text.slot,
        text.x,
        text.ys,
        text.width,
        text.color,
        text.before,
        text.after,
    ]


def _text_from_json(data: list[Any]) -> FixedText | SlotText:
    if isinstance(data[0], str):
        face, size, x, y, color, shows, glyphs = data
        return FixedText(face, size, x, y, tuple(color), shows.encode("latin-1"), tuple(glyphs))
    (face, size, features), slot, x, ys, width, color, before, after = data
    return SlotText(
        slot,
        FontInstance(face, size, tuple(features)),
        x,
        tuple(ys),
        width,
        tuple(color),
        before,
        after,
    )


def _drawing_to_json(drawing: FragmentDrawing) -> list[Any]:
    ops = [_operator_to_json(op) for op in drawing.ops]
    shifts = [[shift.slot, shift.x, shift.back] for shift in drawing.shifts]
    return [ops, drawing.box, drawing.frame, shifts]


def _operator_to_json(op: Op) -> list[Any]:
    operands, operator = op
    data: list[Any] = [operator.decode()]
    for operand in operands:
        data.append(operand.decode("latin-1") if isinstance(operand, bytes) else operand)
    return data


def _drawing_from_json(data: list[Any]) -> FragmentDrawing:
    ops, box, frame, shifts = data
    return FragmentDrawing(
        tuple(_operator_from_json(op) for op in ops),
        tuple(box),
        frame,
        tuple(SidewaysShift(*shift) for shift in shifts),
    )


def _operator_from_json(data: Sequence[Any]) -> Op:
    operator, *values = data
    operands: list[float | bytes] = []
    for value in values:
        operands.append(value.encode("latin-1") if isinstance(value, str) else float(value))
    return tuple(operands), operator.encode()


def _tag_to_json(tag: StructureTag) -> list[Any]:
    attributes = dict(tag.attributes)
    if "Headers" in attributes:
        attributes["Headers"] = {"id": attributes["Headers"]}
    children: list[Any] = []
    for child in tag.children:
        children.append(_tag_to_json(child) if isinstance(child, StructureTag) else child)
    return [tag.kind, attributes, children]


def _tag_from_json(data: list[Any]) -> StructureTag:
    kind, attributes, child_data = data
    if "Headers" in attributes:
        attributes["Headers"] = [tuple(number) for number in attributes["Headers"]["id"]]
    children: list[StructureTag | int] = []
    for child in child_data:
        children.append(_tag_from_json(child) if isinstance(child, list) else child)
    return StructureTag(kind, attributes, children)


def _object_to_json(parts: Sequence[bytes | int]) -> list[Any]:
    return [part if isinstance(part, int) else part.decode("latin-1") for part in parts]


def _object_from_json(data: Sequence[Any]) -> tuple[bytes | int, ...]:
    return tuple(part if isinstance(part, int) else part.encode("latin-1") for part in data)
