"""The encoding of a text that a spreadsheet program or a student system saved."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from itertools import chain

from handout.problems import HandoutError, Position, Problem, problem

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LOOKED_AT = 400  # bytes
_LEAST_LETTERS = 4
_SHARE_OF_ZEROS = 0.8


def detect_encoding(chunks: Iterable[bytes], position: Position) -> tuple[str, tuple[Problem, ...]]:
    """Return the encoding of a text, and a warning if it is an old one.

    Raises HandoutError if this is no text.
    """
    chunks = iter(chunks)
    start = next(chunks, b"")
    decoders = {name: codecs.getincrementaldecoder(name)() for name in _possible_encodings(start)}
    for chunk in chain([start], chunks):
        _drop_failing(decoders, chunk, position, final=False)
    _drop_failing(decoders, b"", position, final=True)
    if not decoders:
        raise HandoutError([problem("table-binary", position)])
    name = next(iter(decoders))
    if name == "cp1252":
        return name, (problem("table-cp1252", position, warning=True),)
    return name, ()


def _possible_encodings(start: bytes) -> tuple[str, ...]:
    """Return the encodings that a text which begins with `start` may have, the likeliest first."""
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return (name,)
    # UTF-16 without its mark: every second byte of plain letters is zero.
    for name, first in (("utf-16-be", 0), ("utf-16-le", 1)):
        zeros = start[first:_LOOKED_AT:2]
        if len(zeros) >= _LEAST_LETTERS and zeros.count(0) > _SHARE_OF_ZEROS * len(zeros):
            return (name,)
    return ("utf-8", "cp1252")


def _drop_failing(
    decoders: dict[str, codecs.IncrementalDecoder],
    chunk: bytes,
    position: Position,
    *,
    final: bool,
) -> None:
    """Drop the decoders that cannot read `chunk`. Raises HandoutError if one reads a NUL in it."""
    for name, decoder in list(decoders.items()):
        try:
            text = decoder.decode(chunk, final=final)
        except UnicodeDecodeError:
            del decoders[name]
            continue
        if "\0" in text:
            raise HandoutError([problem("table-binary", position)])
