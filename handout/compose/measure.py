"""How wide words are and how many lines they take, as the typesetter will break them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from handout.typefaces import FACES, face_path

# The typesetter breaks lines at spaces and after a hyphen or dash between letters; it knows a few more
# places, so that we never count fewer lines than it needs. A no-break space joins.
_PIECE = re.compile(r"[ \u2003]+|[^ \u2003]+")
_HYPHEN = re.compile(r"(?<=[^\W\d][-–—])(?=[^\W\d])")
_SLACK = 0.05  # pt: rounding of positions


@dataclass(frozen=True, slots=True)
class Style:
    """How words are set: family, size in pt, weight, and whether in italics."""

    family: str
    size: float
    weight: int = 400
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Words in one style, or with `width` a blank of that many pt."""

    text: str
    style: Style
    width: float = 0


@cache
def _font(family: str, weight: int, italic: bool) -> tuple[Any, int, frozenset[int]]:
    import uharfbuzz

    style = "italic" if italic else "normal"
    same = [face for face in FACES if face.family == family and face.style == style] or [
        face for face in FACES if face.family == family
    ]
    best = min(same, key=lambda face: abs(face.weight - weight))
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face_path(best, "ttf"))))
    return uharfbuzz.Font(face), int(face.upem), frozenset(face.unicodes)


@lru_cache(maxsize=50_000)
def _ems(text: str, family: str, weight: int, italic: bool) -> float:
    import uharfbuzz

    font, upem, has = _font(family, weight, italic)
    if family != "Handout Sans" and not has.issuperset(map(ord, text)):
        return _ems(text, "Handout Sans", weight, italic)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return float(sum(position.x_advance for position in buffer.glyph_positions) / upem)


def width(text: str, style: Style) -> float:
    """The width of `text` on one line, in pt."""
    return _ems(text, style.family, style.weight, style.italic) * style.size


def missing(text: str) -> str:
    """The characters of `text` that no bundled face has a sign for, each once."""
    has = _font("Handout Sans", 400, False)[2]
    return "".join(sorted({c for c in text if ord(c) not in has and not c.isspace()}))


def lines(words: Iterable[Word], measure: float) -> int:
    """How many lines `words` take at a measure of `measure` pt; at least 1."""
    return _lines(tuple(words), measure)


@lru_cache(maxsize=50_000)  # while she types nearly all of a sheet stays as it was
def _lines(words: tuple[Word, ...], measure: float) -> int:
    count, x, pending = 1, 0.0, 0.0
    for piece in _unbreakable(words):
        if isinstance(piece, float):  # a space: it hangs at the end of a line
            pending += piece
            continue
        wide = sum(width(word.text, word.style) if not word.width else word.width for word in piece)
        if x and x + pending + wide > measure - _SLACK:
            count, x = count + 1, 0.0
        elif x:
            x += pending
        pending = 0.0
        x += wide
        while x > measure - _SLACK and x > 0:  # longer than a line: broken anywhere
            count, x = count + 1, x - (measure - _SLACK) * 0.97
    return count


def _unbreakable(words: Iterable[Word]) -> Iterable[float | list[Word]]:
    """Spaces as their width, and between them runs of words that stay on one line."""
    run: list[Word] = []
    for word in words:
        if word.width:
            run.append(word)
            continue
        for piece in _PIECE.findall(word.text.replace("\n", " ")):
            if piece[0] in " \u2003":
                if run:
                    yield run
                    run = []
                yield width(piece, word.style)
                continue
            for n, part in enumerate(_HYPHEN.split(piece)):
                if n:
                    yield run
                    run = []
                run.append(Word(part, word.style))
    if run:
        yield run
