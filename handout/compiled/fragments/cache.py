"""Compiled parts on disk, so that a sheet need not be typeset to be printed.

They hold nothing of a classroom: our own words stand in their slots, and only parts that are `shared` come here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from handout.cache import disk
from handout.compiled.fragments.fragment import Blank, Drawn, Fragment, Pictures, Push, Row, Still
from handout.compiled.parts.positions import Standing
from handout.compiled.pdf.types import Mark, NotCompilableError, Op, Tag
from handout.compiled.text.shaping import Cut


def read(key: str) -> Fragment | NotCompilableError | None:
    """The part `key` as this release of the program made it, why it cannot be compiled, or None if nothing is known of it."""
    kept = disk.read(_name(key))
    if kept is None:
        return None
    found = json.loads(kept)
    return NotCompilableError(found["unknown"]) if "unknown" in found else _fragment(found)


def write(key: str, part: Fragment | NotCompilableError) -> None:
    """Keep a part. What cannot be kept is made anew the next time."""
    told = {"unknown": str(part)} if isinstance(part, NotCompilableError) else _told(part)
    disk.write(
        _name(key),
        json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        ),
    )


def is_stretched(key: str) -> bool:
    """Whether a sheet on which the part `key` is higher than it was compiled was the typesetter's."""
    return disk.read(f"{_name(key)}-stretched") is not None


def write_stretched(key: str) -> None:
    """Have that known of the part `key`."""
    disk.write(f"{_name(key)}-stretched", b"")


def _name(key: str) -> str:
    return f"part-{key}.json"


# ---- as JSON: bytes as the characters of the same numbers


def _told(part: Fragment) -> dict[str, Any]:
    return {
        "name": part.name,
        "standing": _values(part.standing),
        "leaves": [[_leaf_told(one) for one in leaf] for leaf in part.leaves],
        "figures": [_drawn_told(one) for one in part.figures],
        "drawings": [_drawn_told(one) for one in part.drawings],
        "rows": [_values(row) for row in part.rows],
        "tags": [_tag_told(tag) for tag in part.tag],
        "marks": [_values(mark) for mark in part.marks],
        "pictures": [[_parts_told(one) for one in part.pictures.objects], part.pictures.names],
        "states": {name: said.decode("latin-1") for name, said in part.states.items()},
        "producer": part.producer,
    }


def _fragment(told: dict[str, Any]) -> Fragment:
    return Fragment(
        name=told["name"],
        standing=Standing(*told["standing"]),
        leaves=[tuple(_leaf(one) for one in leaf) for leaf in told["leaves"]],
        figures=[_drawn(one) for one in told["figures"]],
        drawings=[_drawn(one) for one in told["drawings"]],
        rows=[Row(*row) for row in told["rows"]],
        tag=[_tag(tag) for tag in told["tags"]],
        marks=[Mark(*mark) for mark in told["marks"]],
        pictures=Pictures(tuple(_parts(one) for one in told["pictures"][0]), told["pictures"][1]),
        states={name: said.encode("latin-1") for name, said in told["states"].items()},
        producer=told["producer"],
    )


def _values(one: Any) -> list[Any]:
    return [getattr(one, name) for name in one.__slots__]


def _leaf_told(one: Still | Blank) -> list[Any]:
    if isinstance(one, Still):
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
        [one.cut.face, one.cut.size, one.cut.features],
        one.slot,
        one.x,
        one.ys,
        one.width,
        one.color,
        one.before,
        one.after,
    ]


def _leaf(told: list[Any]) -> Still | Blank:
    if isinstance(told[0], str):
        face, size, x, y, color, shows, glyphs = told
        return Still(face, size, x, y, tuple(color), shows.encode("latin-1"), tuple(glyphs))
    (face, size, features), slot, x, ys, width, color, before, after = told
    return Blank(
        slot, Cut(face, size, tuple(features)), x, tuple(ys), width, tuple(color), before, after
    )


def _drawn_told(one: Drawn) -> list[Any]:
    ops = [
        [operator.decode(), *(v.decode("latin-1") if isinstance(v, bytes) else v for v in operands)]
        for operands, operator in one.ops
    ]
    return [ops, one.box, one.frame, [[push.slot, push.x, push.back] for push in one.pushes]]


def _drawn(told: list[Any]) -> Drawn:
    ops, box, frame, pushes = told
    return Drawn(
        tuple(_op(op) for op in ops), tuple(box), frame, tuple(Push(*push) for push in pushes)
    )


def _op(told: Sequence[Any]) -> Op:
    return tuple(
        one.encode("latin-1") if isinstance(one, str) else float(one) for one in told[1:]
    ), told[0].encode()


def _tag_told(tag: Tag) -> list[Any]:
    attributes = {
        key: {"id": value} if key == "Headers" else value for key, value in tag.attributes.items()
    }
    return [
        tag.kind,
        attributes,
        [_tag_told(child) if isinstance(child, Tag) else child for child in tag.children],
    ]


def _tag(told: list[Any]) -> Tag:
    kind, attributes, children = told
    read_ = {
        key: [tuple(one) for one in value["id"]] if key == "Headers" else value
        for key, value in attributes.items()
    }
    return Tag(
        kind, read_, [_tag(child) if isinstance(child, list) else child for child in children]
    )


def _parts_told(one: Sequence[bytes | int]) -> list[Any]:
    return [part if isinstance(part, int) else part.decode("latin-1") for part in one]


def _parts(told: Sequence[Any]) -> tuple[bytes | int, ...]:
    return tuple(part if isinstance(part, int) else part.encode("latin-1") for part in told)
