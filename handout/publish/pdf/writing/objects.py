"""The objects of a PDF as they are written (PDF 1.7, ISO 32000-1): numbered, packed, and found by
the cross-reference.

They are written by us, because building them with a library for each sheet takes longer than all
else does together.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import lru_cache

from handout.publish.packing import pack, pack_once

NumberedObject = tuple[int, bytes]
"""An object and its number."""


_ROW = struct.Struct(">xBIH")
_ROW_SIZE = _ROW.size

NEW_FILE = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n", _ROW.pack(0, 0, 65535)
"""How a file with nothing in it yet begins, and the cross-reference row of its object 0, which is
free.
"""


def _set_row(rows: bytearray, number: int, kind: int, place: int, index: int = 0) -> None:
    """Write the row of the object `number`: free (0), at an offset (1), or in another one (2)."""
    _ROW.pack_into(rows, number * _ROW_SIZE, kind, place, index)


def _differences(rows: bytearray) -> bytes:
    """Return each row as its difference from the row above, its first byte telling so (predictor
    12, ISO 32000-1, 7.4.4.4): packed, that is a third as much.

    All bytes are subtracted at once, as one number, in which no byte may borrow from the next.
    """
    high, low, mark = _masks(len(rows))
    here, above = int.from_bytes(rows), int.from_bytes(rows[:-_ROW_SIZE])
    difference = ((here | high) - (above & low)) ^ ((here ^ above ^ high) & high)
    return (difference | mark).to_bytes(len(rows))


@lru_cache(maxsize=50)
def _masks(size: int) -> tuple[int, int, int]:
    """Return the highest bits of `size` bytes, the others, and 2 in the first byte of each row."""
    marks = b"\2".ljust(_ROW_SIZE, b"\0") * (size // _ROW_SIZE)
    return int.from_bytes(b"\x80" * size), int.from_bytes(b"\x7f" * size), int.from_bytes(marks)


class ObjectTable:
    """The objects that sheets of one layout share, on their way into a file."""

    def __init__(self) -> None:
        self._data: dict[int, bytes] = {}
        self._next = 1
        self._same: dict[bytes, int] = {}

    def reserve(self) -> int:
        """Return the next number."""
        self._next += 1
        return self._next - 1

    def write(self, number: int, data: bytes) -> None:
        """Write an object with a number that was taken before."""
        self._data[number] = data

    def add(self, data: bytes) -> int:
        """Write an object; its number."""
        number = self.reserve()
        self.write(number, data)
        return number

    def add_once(self, data: bytes) -> int:
        """Return the number of an object that is written once, however often it is asked for."""
        if data not in self._same:
            self._same[data] = self.add(data)
        return self._same[data]

    def finish(self) -> tuple[bytes, bytes, int]:
        """Return the file up to what is each classroom's own, the cross-reference rows of all
        numbers so far, and their count.
        """
        holder = self.reserve()
        head, first_row = NEW_FILE
        rows = bytearray(first_row.ljust(_ROW_SIZE * self._next, b"\0"))
        out = bytearray(head)
        small = []
        for number, data in sorted(self._data.items()):
            if not data.endswith(b"endstream"):
                small.append((number, data))
                continue
            _set_row(rows, number, 1, len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, data)
        offset = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (holder, object_stream(small, rows, holder, pack_once))
        _set_row(rows, holder, 1, offset)
        return bytes(out), bytes(rows), self._next


def object_stream(
    small: Sequence[NumberedObject],
    rows: bytearray,
    holder: int,
    pack: Callable[[bytes], bytes] = pack,
) -> bytes:
    """Return an object stream; where its objects are goes to `rows`."""
    places, offset = [], 0
    for index, (number, data) in enumerate(small):
        _set_row(rows, number, 2, holder, index)
        places.append(b"%d %d" % (number, offset))
        offset += len(data) + 1
    head = b" ".join(places) + b"\n"
    data = pack(head + b"\n".join(data for _, data in small))
    return stream(b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(small), len(head)), data)


def compress_stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return `content` as a stream with these entries in its dictionary."""
    return stream(entries + b"/Filter/FlateDecode", pack(content))


def stream(entries: bytes, data: bytes) -> bytes:
    """Return a stream object with these entries in its dictionary."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def write_file(
    prefix: bytes,
    rows: bytes,
    streams: Sequence[NumberedObject],
    small: Sequence[NumberedObject],
    last: int,
    root: int,
    info: int,
) -> bytes:
    """Return a file: `prefix` with the cross-reference `rows` of what is in it, then `streams`, and
    `small` objects packed as one.

    `last` is the first number that is free; `root` and `info` are those of the catalog and of the
    document information.
    """
    holder, table = last, last + 1
    all_rows = bytearray(rows) + bytes(_ROW_SIZE * (table + 1) - len(rows))
    out, offset = [prefix], len(prefix)
    for number, data in streams:
        _set_row(all_rows, number, 1, offset)
        written = b"%d 0 obj\n%b\nendobj\n" % (number, data)
        out.append(written)
        offset += len(written)
    written = b"%d 0 obj\n%b\nendobj\n" % (holder, object_stream(small, all_rows, holder))
    _set_row(all_rows, holder, 1, offset)
    out.append(written)
    offset += len(written)
    _set_row(all_rows, table, 1, offset)
    packed_rows = pack(_differences(all_rows))
    out.append(
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/Filter/FlateDecode"
        b"/DecodeParms<</Predictor 12/Columns 7>>/Length %d>>\nstream\n%b\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF\n"
        % (table, table + 1, root, info, len(packed_rows), packed_rows, offset)
    )
    return b"".join(out)


@lru_cache(maxsize=5000)
def pdf_string(text: str) -> bytes:
    """Return a text string."""
    if text.isascii():
        return (
            b"("
            + text.replace("\\", "\\\\")
            .replace("(", "\\(")
            .replace(")", "\\)")
            .replace("\r", "\\r")
            .encode()
            + b")"
        )
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def pdf_number(value: float, digits: int = 3) -> bytes:
    """Return a number as it is written in a PDF."""
    text = b"%.*f" % (digits, value)
    return text.rstrip(b"0").rstrip(b".") if b"." in text else text
