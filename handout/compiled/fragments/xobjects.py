"""Pictures and signs of a page, copied out of the file they were drawn in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pikepdf

from handout.compiled.fragments.content_stream import parse_operators
from handout.compiled.fragments.fragment import CopiedObject, CopiedPictures
from handout.compiled.pdf.types import PLAIN, NotCompilableError
from handout.publish.pdf.writing.operators import Op


def inline_simple_forms(ops: Sequence[Op], picture: Callable[[bytes], Any]) -> Iterator[Op]:
    """`ops` with what simple pictures draw in their place: there are dozens on a page, and each
    costs more than it draws.
    """
    opaque = all(
        _is_opaque(op) for op in ops if op[1] == b"gs"
    )  # else what is drawn shines through as a whole
    for operands, operator in ops:
        if operator == b"Do" and opaque:
            assert isinstance(operands[0], bytes)
            inside = _simple(picture(operands[0]))
            if inside is not None:
                yield (), b"q"
                yield from inside
                yield (), b"Q"
                continue
        yield operands, operator


def _simple(picture: Any) -> list[Op] | None:
    if picture.get("/Subtype") != "/Form" or "/Matrix" in picture:
        return None
    ops = parse_operators(picture)
    return ops if all(op[1] in PLAIN or op[1] == b"gs" and _is_opaque(op) for op in ops) else None


def _is_opaque(op: Op) -> bool:
    return op[0][0] in (b"/a1.0", b"/A1.0", b"/a1")


def drop_opaque_states(ops: Sequence[Op]) -> list[Op]:
    """Return `ops` without the states that make them opaque, if they have no others: a page is."""
    opaque = all(_is_opaque(op) for op in ops if op[1] == b"gs")
    return [op for op in ops if not opaque or op[1] != b"gs"]


def copy_pictures(pictures: Mapping[str, Any]) -> CopiedPictures:
    """XObjects by the names that they are drawn by, with all that they are made of.

    Raises NotCompilableError.
    """
    copy = _Copy()
    names = {name: copy.object(picture) for name, picture in pictures.items()}
    return CopiedPictures(tuple(copy.objects), names)


class _Copy:
    def __init__(self) -> None:
        self.objects: list[CopiedObject] = []
        self._indexes: dict[tuple[int, int], int] = {}

    def object(self, stream: Any) -> int:
        """Copy a stream and all that it refers to; its index."""
        if stream.objgen in self._indexes:
            return self._indexes[stream.objgen]
        index = self._indexes[stream.objgen] = len(self.objects)
        self.objects.append(())
        entries = {key: value for key, value in stream.items() if key != "/Length"}
        if stream.get("/Subtype") == "/Form":
            content = stream.read_bytes()
            if b" Tf" in content:
                raise NotCompilableError("words in a picture")
            entries["/Resources"] = _select_used(stream.get("/Resources", {}), content)
        raw = stream.read_raw_bytes()
        parts = [*self._entries(entries), b"/Length %d>>\nstream\n%b\nendstream" % (len(raw), raw)]
        self.objects[index] = tuple(
            part
            for kind, run in groupby(parts, type)
            for part in (run if kind is int else [b"".join(run)])  # type: ignore[arg-type]
        )
        return index

    def _value(self, operand: Any) -> Iterator[bytes | int]:
        if isinstance(operand, pikepdf.Stream):
            yield self.object(operand)
        elif isinstance(operand, (pikepdf.Dictionary, dict)):
            yield from self._entries(dict(operand.items()))
            yield b">>"
        elif isinstance(operand, pikepdf.Array):
            yield b"["
            for index, value in enumerate(operand):
                yield b" " if index else b""
                yield from self._value(value)
            yield b"]"
        elif isinstance(operand, bool):
            yield b"true" if operand else b"false"
        else:
            yield bytes(operand.unparse()) if hasattr(operand, "unparse") else str(operand).encode()

    def _entries(self, entries: Mapping[str, Any]) -> Iterator[bytes | int]:
        """Yield a dictionary but for its end."""
        yield b"<<"
        for key in sorted(entries):
            yield key.encode() + b" "
            yield from self._value(entries[key])


def _select_used(resources: Any, content: bytes) -> dict[str, Any]:
    """Of the resources that the typesetter gives to every form, those that `content` may use."""
    spared = {"/Font"} if b" cs" in content or b" CS" in content else {"/Font", "/ColorSpace"}
    return {key: value for key, value in resources.items() if key not in spared and len(value)}
