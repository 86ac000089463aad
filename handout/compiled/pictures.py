"""Pictures and signs of a page, copied out of the file they were drawn in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pikepdf

from handout.compiled.elements import Op, Unknown
from handout.compiled.fragment import Copied, Pictures
from handout.compiled.painted import operators

def unfolded(ops: Iterable[Op], picture: Callable[[bytes], Any]) -> Iterator[Op]:
    """`ops` with what simple pictures draw in their place: there are dozens on a page, and each costs more than it draws."""
    for operands, operator in ops:
        if operator == b"Do":
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
    ops = operators(picture)
    plain = all(operator in _PLAIN or (operator == b"gs" and operands[0] in (b"/a1.0", b"/A1.0")) for operands, operator in ops)
    return ops if plain else None


_PLAIN = frozenset(b"q Q cm m l c v y h re W W* n f f* B B* b b* S s w J j M d rg RG g G k K i ri".split())

def copied(pictures: Mapping[str, Any]) -> Pictures:
    """XObjects by the names that they are drawn by, with all that they are made of. Raises Unknown."""
    copy = _Copy()
    names = {name: copy.object(picture) for name, picture in pictures.items()}
    return Pictures(tuple(copy.objects), names)


class _Copy:
    def __init__(self) -> None:
        self.objects: list[Copied] = []
        self._known: dict[tuple[int, int], int] = {}

    def object(self, one: Any) -> int:
        if one.objgen in self._known:
            return self._known[one.objgen]
        number = len(self.objects)
        self.objects.append(())
        self._known[one.objgen] = number
        parts: list[bytes | int] = []
        if isinstance(one, pikepdf.Stream):
            raw = one.read_raw_bytes()
            content = one.read_bytes() if one.get("/Subtype") == "/Form" else b""
            if b" Tf" in content:
                raise Unknown("words in a picture")
            self._dictionary(parts, {key: value for key, value in one.items() if key != "/Length"}, content)
            parts.append(b"/Length %d>>\nstream\n%b\nendstream" % (len(raw), raw))
            parts[-2:] = [_open(parts[-2]), parts[-1]] if isinstance(parts[-2], bytes) else parts[-2:]
        else:
            self._value(parts, one, b"")
        joined: list[bytes | int] = []
        for part in parts:
            if joined and isinstance(part, bytes) and isinstance(joined[-1], bytes):
                joined[-1] += part
            else:
                joined.append(part)
        self.objects[number] = tuple(joined)
        return number

    def _value(self, parts: list[bytes | int], one: Any, content: bytes) -> None:
        if isinstance(one, pikepdf.Object) and one.is_indirect and isinstance(one, (pikepdf.Stream, pikepdf.Dictionary, pikepdf.Array)):
            if isinstance(one, pikepdf.Stream):
                parts.append(self.object(one))
                return
        if isinstance(one, pikepdf.Dictionary):
            self._dictionary(parts, dict(one.items()), content)
        elif isinstance(one, pikepdf.Array):
            parts.append(b"[")
            for n, value in enumerate(one):
                parts.append(b" " if n else b"")
                self._value(parts, value, content)
            parts.append(b"]")
        elif isinstance(one, bool):
            parts.append(b"true" if one else b"false")
        elif hasattr(one, "unparse"):
            parts.append(bytes(one.unparse()))
        else:
            parts.append(str(one).encode())

    def _dictionary(self, parts: list[bytes | int], entries: Mapping[str, Any], content: bytes) -> None:
        parts.append(b"<<")
        for key in sorted(entries):
            if key in _SPARED and (key == "/Font" or not any(sign in content for sign in _SPARED[key])):
                continue
            if key in _LISTS and not len(entries[key]):
                continue
            parts.append(key.encode() + b" ")
            self._value(parts, entries[key], content)
        parts.append(b">>")


def _open(end: bytes) -> bytes:
    return end.removesuffix(b">>")


# Resources that the typesetter gives to every form, and what uses them.
_SPARED: Mapping[str, tuple[bytes, ...]] = {"/Font": (), "/ColorSpace": (b" cs", b" CS")}
_LISTS = ("/Pattern", "/Shading", "/XObject")
