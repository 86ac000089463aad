"""The width of words and the number of lines they take, as the typesetter breaks them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from handout.fonts import FACES
from handout.layout.text.extra_faces import (
    ExtraFace,
    has_extra_sign,
    load_extra_face,
    split_by_face,
    weighted_font,
)
from handout.layout.text.line_ends import can_end_between, split_at_ends
from handout.layout.text.shaping import create_font, load_face, shape_text

_PIECE = re.compile(r"[ \u2003]+|[^ \u2003]+")
_EVERY_SIGN = "Handout Sans"  # has a sign for all that we print
SLACK = 0.02  # pt: as much as a line of rounded advances can be wider than the sum of exact ones
# pt or ems: many times what sums of widths can be wrong by, and less than anybody sees
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How words are set: family, size in pt, weight, whether in italics, and OpenType features."""

    family: str
    size: float
    weight: int = 400
    italic: bool = False
    features: tuple[str, ...] = ()


class StyledText(NamedTuple):
    """Words in one face, or with `blank` a blank of that many pt."""

    text: str
    family: str
    weight: int = 400
    italic: bool = False
    blank: float = 0
    features: tuple[str, ...] = ()


@cache
def find_font(family: str, weight: int, italic: bool) -> tuple[Any, int, frozenset[int]]:
    """Return the font that sets such words, its units per em, and the code points it has."""
    style = "italic" if italic else "normal"
    faces = [face for face in FACES if face.family == family]
    # A family without italics is set upright, in the nearest weight.
    faces = [face for face in faces if face.style == style] or faces
    nearest = min(faces, key=lambda face: abs(face.weight - weight))
    loaded = load_face(nearest)
    return create_font(nearest), loaded.upem, loaded.characters


@lru_cache(maxsize=50_000)
def _width_in_ems(
    text: str, family: str, weight: int, italic: bool, features: tuple[str, ...] = ()
) -> float:
    font, upem, code_points = find_font(family, weight, italic)
    if not code_points.issuperset(map(ord, text)):
        # What a face has no sign for is set in the next of its list (css: font-family), the rest
        # stays in it.
        if family == _EVERY_SIGN:
            runs = split_by_face(text, code_points)
            if any(face for face, _ in runs):
                return sum([_run_width(run, family, weight, italic, features) for run in runs])
        else:
            total = 0.0
            for is_covered, signs in groupby(text, lambda sign: ord(sign) in code_points):
                part_family = family if is_covered else _EVERY_SIGN
                total += _width_in_ems("".join(signs), part_family, weight, italic, features)
            return total
    if not text:
        return 0.0
    shaped = shape_text(font, text, features)
    return float(sum(position.x_advance for position in shaped.glyph_positions) / upem)


def _run_width(
    run: tuple[ExtraFace | None, str],
    family: str,
    weight: int,
    italic: bool,
    features: tuple[str, ...],
) -> float:
    """Return the width in ems of a run of letters that are in one face, ours or another."""
    face, text = run
    loaded = load_extra_face(face) if face else None
    if face is None or loaded is None:
        font, upem, _ = find_font(family, weight, italic)
        shaped = shape_text(font, text, features)
    else:
        shaped, upem = shape_text(weighted_font(face, weight), text), loaded.upem
    return float(sum(position.x_advance for position in shaped.glyph_positions) / upem)


def text_width(text: str, style: TextStyle) -> float:
    """Return the width of `text` on one line, in pt."""
    return (
        _width_in_ems(text, style.family, style.weight, style.italic, style.features) * style.size
    )


def missing_characters(text: str) -> str:
    """Return the characters of `text` that no face here has a sign for, each once."""
    if text.isascii() and text.isprintable():
        return ""
    printable = printable_code_points()
    others = [sign for sign in set(text) if ord(sign) not in printable and not sign.isspace()]
    return "".join(sorted(sign for sign in others if not has_extra_sign(sign)))


def extra_characters(text: str) -> str:
    """Return the characters of `text` that only a face which is not ours has, each once."""
    if text.isascii():
        return ""
    printable = printable_code_points()
    others = [sign for sign in set(text) if ord(sign) not in printable and not sign.isspace()]
    return "".join(sorted(sign for sign in others if has_extra_sign(sign)))


def printable_code_points() -> frozenset[int]:
    """Return the code points that have a sign in some bundled face."""
    return find_font(_EVERY_SIGN, 400, False)[2]


class MeasuredText(NamedTuple):
    """Words as one long line, in ems: what is the same at every size. `blanks` are in pt.

    `starts` and `ends` are those of the runs of words that stay on one line; there are none if only
    looking at each of them can tell where lines break.
    """

    words: tuple[StyledText, ...]
    ems: float
    blanks: float
    longest: float
    starts: tuple[float, ...]
    ends: tuple[float, ...]


@lru_cache(maxsize=4096)  # while somebody types, or from one sheet to the next, most words stay
def measure_text(*words: StyledText) -> MeasuredText:
    """Return `words` ready to be broken into lines of any measure and size."""
    x, longest = 0.0, 0.0
    starts, ends = [], []
    for piece in _unbreakable_pieces(words):
        if isinstance(piece, float):
            x += piece
            continue
        width = sum([part.ems for part in piece])
        # A line that begins here is not drawn towards the word before it.
        starts.append(x + piece[0].kerning)
        x += width
        ends.append(x)
        longest = max(longest, x - starts[-1])
    blanks = sum(word.blank for word in words)
    # Blanks do not grow with the size, and where nothing stands no line begins.
    if blanks or any(start == end for start, end in zip(starts, ends, strict=True)):
        starts, ends = [], []
    return MeasuredText(words, x, blanks, longest, tuple(starts), tuple(ends))


def count_lines(words: MeasuredText, size: float, measure: float) -> int:
    """Return how many lines `words` of `size` pt take at a measure of `measure` pt; at least 1."""
    _, ems, blanks, longest, starts, ends = words
    limit = measure - SLACK
    if ems * size + blanks < limit - _NEAR:
        return 1
    if not starts or longest * size > limit - _NEAR:
        return count_lines_piecewise(words.words, size, limit)
    count, first, reach = 1, 0, limit / size
    while True:
        line_end = starts[first] + reach
        next_first = bisect_right(ends, line_end, first)
        is_last = next_first == len(ends)
        # Where a word ends at the line's end, rounding decides.
        if line_end - ends[next_first - 1] < _NEAR:
            return count_lines_piecewise(words.words, size, limit)
        if is_last:
            return count
        if ends[next_first] - line_end < _NEAR:
            return count_lines_piecewise(words.words, size, limit)
        count, first = count + 1, next_first


def count_lines_piecewise(words: tuple[StyledText, ...], size: float, limit: float) -> int:
    """Return the number of lines as count_lines does, word by word: this decides where in doubt.

    `limit` is the width of a line in pt that words may fill.
    """
    count, x, spaces = 1, 0.0, 0.0
    for piece in _unbreakable_pieces(words):
        if isinstance(piece, float):  # a space: it hangs at the end of a line
            spaces += piece * size
            continue
        width = sum([part.ems * size + part.blank for part in piece])
        if x and x + spaces + width > limit:
            count, x = count + 1, -piece[0].kerning * size
        elif x:
            x += spaces
        spaces = 0.0
        x += width
        if x > limit:
            extra_lines, x = _break_anywhere(piece, size, limit)
            count += extra_lines
    return count


def _break_anywhere(run: list[_UnbreakablePart], size: float, limit: float) -> tuple[int, float]:
    """Break a run that is longer than a line where the line ends (css: overflow-wrap: anywhere).

    Return how many lines more than one it takes, and how wide the last of them is, in pt.
    """
    count, width = 0, sum([part.ems * size + part.blank for part in run])
    if len(run) > 1:  # of several faces, or with a blank: as many lines as there can be
        while width > limit > 0:
            count, width = count + 1, width - limit * 0.97
        return count, width
    text, family, weight, italic, _, features = run[0].word
    face = family, weight, italic, features

    def width_of_first(letters: int) -> float:
        return _width_in_ems(text[:letters], *face) * size

    while width > limit and len(text) > 1:
        letters = bisect_right(range(1, len(text)), limit, key=width_of_first) or 1
        text = text[letters:]
        count, width = count + 1, _width_in_ems(text, *face) * size
    return count, width


class _UnbreakablePart(NamedTuple):
    """A part of a run of words that stays on one line.

    Its width in ems and, if it is a blank, in pt. `kerning` is what is in that width because of the
    letter before it, in ems: it is not there where a line begins with this part.
    """

    ems: float
    kerning: float
    blank: float
    word: StyledText


def _unbreakable_pieces(words: tuple[StyledText, ...]) -> Iterator[float | list[_UnbreakablePart]]:
    """Yield spaces as their width in ems, and between them runs of words that stay on one line."""
    run: list[_UnbreakablePart] = []
    for word in words:
        text, family, weight, italic, blank, features = word
        if blank:
            run.append(_UnbreakablePart(0.0, 0.0, blank, word))
            continue
        if run and text and can_end_between(run[-1].word.text[-1:], text[0]):
            yield run
            run = []
        for piece in _PIECE.findall(text.replace("\n", " ")):
            if piece[0] in " \u2003":
                if run:
                    yield run
                    run = []
                yield _width_in_ems(piece, family, weight, italic, features)
                continue
            first, *others = _unbreakable_parts(piece, word)
            run.append(first)
            for part in others:
                yield run
                run = [part]
    if run:
        yield run


def _unbreakable_parts(piece: str, word: StyledText) -> Iterator[_UnbreakablePart]:
    """Yield the parts of `piece`, which has no spaces, between the places where lines may end."""
    _, family, weight, italic, _, features = word
    end, start_ems = 0, 0.0
    for part in split_at_ends(piece):
        end += len(part)
        # Shaped with what stands before it: kerning and ligatures reach over a hyphen.
        end_ems = _width_in_ems(piece[:end], family, weight, italic, features)
        ems = ems_alone = end_ems - start_ems
        if start_ems:
            ems_alone = _width_in_ems(part, family, weight, italic, features)
        yield _UnbreakablePart(ems, ems - ems_alone, 0.0, word._replace(text=part))
        start_ems = end_ems
