"""The encoding of a text that a spreadsheet program or a student system saved."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable

from handout.problems import HandoutError, Position, Problem, problem

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LOOKED_AT = 400  # bytes
_LEAST_LETTERS = 4
_SHARE_OF_ZEROS = 0.8
_WINDOWS, _MAC = "cp1252", "mac_roman"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")  # but for ^Z, an old end of a file
_APOSTROPHES = "'’‘ʼ"


def detect_encoding(
    read_chunks: Callable[[], Iterable[bytes]], position: Position
) -> tuple[str, tuple[Problem, ...]]:
    """Return the encoding of a text, and a warning if it is an old one.

    `read_chunks` gives the text from its beginning, each time that it is called. Of the two old
    encodings it is that in which fewer letters and signs stand where none do: “Nu–ez” and “JosŽ” of
    Windows are “Nuñez” and “José” of a Mac. Raises HandoutError if this is no text.
    """
    # The old ones are tried where no other can be: it takes twenty times as long.
    likely = _possible_encodings(next(iter(read_chunks()), b""))
    oddities = _try_encodings(likely, read_chunks(), position)
    if not oddities and "utf-8" in likely:
        oddities = _try_encodings((_WINDOWS, _MAC), read_chunks(), position)
    if not oddities:
        raise HandoutError([problem("table-binary", position)])
    name = min(oddities, key=lambda name: oddities[name])
    if name == _WINDOWS:
        return name, (problem("table-cp1252", position, warning=True),)
    if name == _MAC:
        return name, (problem("table-mac", position, warning=True),)
    return name, ()


def _try_encodings(
    names: Iterable[str], chunks: Iterable[bytes], position: Position
) -> dict[str, int]:
    """Return those of the encodings in which the text can be read, with its oddities in each."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in names}
    oddities = dict.fromkeys(names, 0)
    for chunk in chunks:
        for name, text in _decode(decoders, chunk, position, final=False).items():
            if name in (_WINDOWS, _MAC) and not chunk.isascii():
                oddities[name] += _count_oddities(text)
    _decode(decoders, b"", position, final=True)
    return {name: oddities[name] for name in decoders}


def _count_oddities(text: str) -> int:
    """Return how many letters and signs beyond ASCII stand in `text` where words have none.

    A capital after a small letter, or amid a word, and a sign before a small one or between two.
    """
    count = 0
    for match in _NOT_ASCII.finditer(text):
        sign = match[0]
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if sign.isalpha():
            count += sign.isupper() and (before.islower() or before.isalpha() and after.islower())
        elif sign not in _APOSTROPHES and before.isalpha():
            count += after.islower() or after.isalpha() and sign not in "–—"
    return count


def _possible_encodings(start: bytes) -> tuple[str, ...]:
    """Return the encodings that a text which begins with `start` may have, but for the old ones."""
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return (name,)
    # UTF-16 without its mark: every second byte of plain letters is zero.
    for name, first in (("utf-16-be", 0), ("utf-16-le", 1)):
        zeros = start[first:_LOOKED_AT:2]
        if len(zeros) >= _LEAST_LETTERS and zeros.count(0) > _SHARE_OF_ZEROS * len(zeros):
            return (name,)
    return ("utf-8",)


def _decode(
    decoders: dict[str, codecs.IncrementalDecoder],
    chunk: bytes,
    position: Position,
    *,
    final: bool,
) -> dict[str, str]:
    """Return what `decoders` make of `chunk`, and drop those that cannot read it.

    Raises HandoutError if one reads a NUL in it.
    """
    texts = {}
    for name, decoder in list(decoders.items()):
        try:
            text = decoder.decode(chunk, final=final)
        except UnicodeDecodeError:
            del decoders[name]
            continue
        if "\0" in text:
            raise HandoutError([problem("table-binary", position)])
        if name == _MAC and _CONTROL.search(text):  # in which any byte is a letter or a sign
            del decoders[name]
            continue
        texts[name] = text
    return texts
