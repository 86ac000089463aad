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
# Letters of UTF-8 in a file that is otherwise old: one file was put behind another.
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}")
# Two letters with accents stand beside each other in Núñez, Assunção, Größe and Määttä, and in few
# other names of Western Europe: Cyrillic, Greek, Arabic and Chinese are made of such letters.
_BESIDE_ACCENTS = "ñÑçÇßœæ"
# Of the languages of these encodings Icelandic alone has them; they are the Turkish ğ, ı, İ and ş.
_NOT_THEIRS = "ðÐþÞýÝı"
# No letter stands before or behind them; they are the Polish Ł, ą and ż, and Chinese.
_NO_LETTERS = "£¤¥¦¨¬¯±²³´µ¶¸¹¼½¾×÷ƒ†‡‰ˆ˜‚„¢∞≤≥∂∑∏π∫Ω√≈∆◊⁄ˇ˘˙˚˝˛"
_MOST_ODD = 0.1  # of the letters and signs beyond ASCII; in right words hardly any is


def detect_encoding(
    read_chunks: Callable[[], Iterable[bytes]], position: Position
) -> tuple[str, tuple[Problem, ...]]:
    """Return the encoding of a text, and a warning if it is an old one.

    `read_chunks` gives the text from its beginning, each time that it is called. Of the two old
    encodings it is that in which fewer letters and signs stand where none do: “Nu–ez” and “JosŽ” of
    Windows are “Nuñez” and “José” of a Mac. Raises HandoutError if this is no text, or if too many
    stand where none do in either: it is in another old encoding, and nobody can tell which.
    """
    # The old ones are tried where no other can be: it takes twenty times as long.
    likely = _possible_encodings(next(iter(read_chunks()), b""))
    oddities = _try_encodings(likely, read_chunks(), position)
    if not oddities and "utf-8" in likely:
        oddities = _try_encodings((_WINDOWS, _MAC), read_chunks(), position)
    if not oddities:
        raise HandoutError([problem("table-binary", position)])
    name = min(oddities, key=lambda name: oddities[name])
    if oddities[name] > _MOST_ODD:
        raise HandoutError([problem("table-encoding", position)])
    if name == _WINDOWS:
        return name, (problem("table-cp1252", position, warning=True),)
    if name == _MAC:
        return name, (problem("table-mac", position, warning=True),)
    return name, ()


def _try_encodings(
    names: Iterable[str], chunks: Iterable[bytes], position: Position
) -> dict[str, float]:
    """Return those of the encodings in which the text can be read, with the share of its letters
    and signs beyond ASCII that stand where none do.
    """
    decoders = {name: codecs.getincrementaldecoder(name)() for name in names}
    oddities, counts = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for chunk in chunks:
        readable = _decode(decoders, chunk, position, final=False)
        for name in (_WINDOWS, _MAC):
            if name in readable and not chunk.isascii():
                text = _UTF_8_LETTER.sub(b"e", chunk).decode(name, "replace")
                odd, count = _count_oddities(text)
                oddities[name] += odd
                counts[name] += count
    _decode(decoders, b"", position, final=True)
    return {name: oddities[name] / max(counts[name], 1) for name in decoders}


def _count_oddities(text: str) -> tuple[int, int]:
    """Return how many letters and signs beyond ASCII stand in `text` where words have none, and how
    many there are.
    """
    odd = count = 0
    for match in _NOT_ASCII.finditer(text):
        start, end = match.span()
        count += 1
        odd += _is_odd(match[0], text[max(0, start - 1) : start], text[end : end + 1])
    return odd, count


def _is_odd(sign: str, before: str, after: str) -> bool:
    """Return whether a letter or sign stands where words have none: a capital after a small letter,
    or amid a word, a letter beside another that it is never beside, and a sign before a small
    letter or between two. So look names of other encodings: ³ is the Polish ł, æ at an end ć.
    """
    if sign in _NO_LETTERS:
        return any(other.isalpha() or not other.isascii() for other in before + after)
    if sign in "ªº":
        return after.isalpha() and not before.isdigit()  # Mª, 3ºB
    if sign.isalpha():
        is_amid = (
            sign.isupper()
            and before.isalpha()
            and (before.islower() or after.islower())
            and after != "ß"
        )
        is_ending = sign == "æ" and before.isalpha() and not after.isalpha()  # Jovanović
        is_after_vowel = sign == "ø" and before.casefold() in tuple("aeiou")  # Dvořák
        is_beside = bool(before) and not before.isascii() and before.isalpha()
        is_pair = is_beside and not (
            sign in _BESIDE_ACCENTS or before in _BESIDE_ACCENTS or before.casefold() == sign
        )
        return is_amid or is_ending or is_after_vowel or is_pair or sign in _NOT_THEIRS
    is_inside = before.isalpha() and (after.islower() or after.isalpha())
    is_usual = sign in _APOSTROPHES or sign == "·" or (sign in "–—" and not after.islower())
    return is_inside and not is_usual  # Gal·la


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
