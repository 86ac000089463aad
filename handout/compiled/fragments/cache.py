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
from handout.compiled.pdf.types import Bookmark, NotCompilableError, Op, StructureTag
from handout.compiled.text.shaping import FontInstance


def read(key: str) -> Fragment | NotCompilableError | None:
    """Return the part `key` as this release of the program made it, why it cannot be compiled, or
    None if nothing is known of it.
    """
    kept = disk.read(_file_name(key))
    if kept is None:
        return None
    found = json.loads(kept)
    return (
        NotCompilableError(found["unknown"]) if "unknown" in found else _fragment_from_json(found)
    )


def write(key: str, part: Fragment | NotCompilableError) -> None:
    """Keep a part. What cannot be kept is made anew the next time."""
    told = {"unknown": str(part)} if isinstance(part, NotCompilableError) else _to_json(part)
    disk.write(
        _file_name(key),
        json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        ),
    )


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
        "texts": [[_text_to_json(one) for one in leaf] for leaf in part.texts],
        "figures": [_drawing_to_json(one) for one in part.figures],
        "drawings": [_drawing_to_json(one) for one in part.drawings],
        "rows": [_values(row) for row in part.rows],
        "tags": [_tag_to_json(tag) for tag in part.tags],
        "bookmarks": [_values(mark) for mark in part.bookmarks],
        "pictures": [[_object_to_json(one) for one in part.pictures.objects], part.pictures.names],
        "graphics_states": {
            name: text.decode("latin-1") for name, text in part.graphics_states.items()
        },
        "producer": part.producer,
    }


def _fragment_from_json(told: dict[str, Any]) -> Fragment:
    return Fragment(
        name=told["name"],
        position=PartPosition(*told["position"]),
        texts=[tuple(_text_from_json(one) for one in leaf) for leaf in told["texts"]],
        figures=[_drawing_from_json(one) for one in told["figures"]],
        drawings=[_drawing_from_json(one) for one in told["drawings"]],
        rows=[GrowingRow(*row) for row in told["rows"]],
        tags=[_tag_from_json(tag) for tag in told["tags"]],
        bookmarks=[Bookmark(*mark) for mark in told["bookmarks"]],
        pictures=CopiedPictures(
            tuple(_object_from_json(one) for one in told["pictures"][0]), told["pictures"][1]
        ),
        graphics_states={
            name: text.encode("latin-1") for name, text in told["graphics_states"].items()
        },
        producer=told["producer"],
    )


def _values(one: Any) -> list[Any]:
    return [getattr(one, name) for name in one.__slots__]


def _text_to_json(one: FixedText | SlotText) -> list[Any]:
    if isinstance(one, FixedText):
        return [
            one.face,
            one.size,
            one.x,
            one.y,
            one.color,
            one.shows.decode("latin-1"),
            one.glyphs,
        ]
    return [
        [one.font.face, one.font.size, one.font.features],
        one.slot,
        one.x,
        one.ys,
        one.width,
        one.color,
        one.before,
        one.after,
    ]


def _text_from_json(told: list[Any]) -> FixedText | SlotText:
    if isinstance(told[0], str):
        face, size, x, y, color, shows, glyphs = told
        return FixedText(face, size, x, y, tuple(color), shows.encode("latin-1"), tuple(glyphs))
    (face, size, features), slot, x, ys, width, color, before, after = told
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


def _drawing_to_json(one: FragmentDrawing) -> list[Any]:
    ops = [
        [operator.decode(), *(v.decode("latin-1") if isinstance(v, bytes) else v for v in operands)]
        for operands, operator in one.ops
    ]
    return [ops, one.box, one.frame, [[shift.slot, shift.x, shift.back] for shift in one.shifts]]


def _drawing_from_json(told: list[Any]) -> FragmentDrawing:
    ops, box, frame, shifts = told
    return FragmentDrawing(
        tuple(_operator_from_json(op) for op in ops),
        tuple(box),
        frame,
        tuple(SidewaysShift(*shift) for shift in shifts),
    )


def _operator_from_json(told: Sequence[Any]) -> Op:
    return tuple(
        one.encode("latin-1") if isinstance(one, str) else float(one) for one in told[1:]
    ), told[0].encode()


def _tag_to_json(tag: StructureTag) -> list[Any]:
    attributes = {
        key: {"id": value} if key == "Headers" else value for key, value in tag.attributes.items()
    }
    return [
        tag.kind,
        attributes,
        [
            _tag_to_json(child) if isinstance(child, StructureTag) else child
            for child in tag.children
        ],
    ]


def _tag_from_json(told: list[Any]) -> StructureTag:
    kind, attributes, children = told
    read_ = {
        key: [tuple(one) for one in value["id"]] if key == "Headers" else value
        for key, value in attributes.items()
    }
    return StructureTag(
        kind,
        read_,
        [_tag_from_json(child) if isinstance(child, list) else child for child in children],
    )


def _object_to_json(one: Sequence[bytes | int]) -> list[Any]:
    return [part if isinstance(part, int) else part.decode("latin-1") for part in one]


def _object_from_json(told: Sequence[Any]) -> tuple[bytes | int, ...]:
    return tuple(part if isinstance(part, int) else part.encode("latin-1") for part in told)
