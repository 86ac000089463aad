"""Words shaped and broken into lines as the typesetter does it. Lengths in CSS px."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from handout.compiled.pdf.types import NotCompilableError
from handout.fonts import FACES_BY_PDF_NAME
from handout.layout.text.shaping import create_font, load_face, shape_text

UNITS = 1024
"""Pango's units in a px: it places glyphs in whole ones."""

BLANK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a line to write on among words."""
_TOO_NEAR = 0.002  # px, two of its units: so near the end of the line we do not decide
_SAFE_DISTANCE = 1.0  # px: nearer than this, the line is shaped as a whole before it is decided
# Where a line may end within a word: after a hyphen or a dash between letters, and after a slash
# before one. Of a word with anything else at which the Unicode rules (UAX 14) may allow a break we
# only know that it fits, or not; and not before some signs, or after.
_HYPHEN = re.compile(r"(?<=[^\W\d_][-–])(?=[^\W\d_])|(?<=/)(?=[^\W\d_])")
_BODY = (
    r"[\w'’‘“”«»\".,:;&@#*°·•%$€£+<>=~^()\[\]\u00a0½¼¾]"
    r"|(?<=\d)[-/](?=\d)|(?<=[\w.:/])/(?=/*$)|(?<=\u00a0)§"
)
_SURE = re.compile(
    rf"(?:[^\W\d_][-–])?\{{*(?:{_BODY}|(?<=[^\W\d_])[-–]$)*[!?…}}.,;:)\]”’\"']*|[–—]"
)
_EVEN = re.compile(
    r"[\w.:@]*[/.,;:!?)”’…]*"
)  # may be broken anywhere, and holds no other place to break
_CLINGS = ")}]!?/;:,.…"
_HOLDS = "([{‘“«"
_QUOTES = "\"'‘’“”«»"
_OPENS = "([{„‚¿¡"
_PLAIN_ENDS = ".,;:!?)”’"
_BLANK_WORD = re.compile(rf"{BLANK}[{_PLAIN_ENDS}]*")
_SCRIPTS = ("LATIN", "CYRILLIC")


class FontInstance(NamedTuple):
    """A face at a size (px), with OpenType features, as the typesetter names and sets it."""

    face: str
    size: float
    features: tuple[str, ...] = ()


def blank_piece(width: float) -> Piece:
    """Return a blank among words: `width` px, in no face."""
    return FontInstance("", width), BLANK


class ShapedRun(NamedTuple):
    """Words of one cut as they are drawn: the glyphs, the operand that shows them, their width (px)
    as they are laid out.
    """

    glyphs: frozenset[int]
    shows: bytes
    width: float


Piece = tuple[FontInstance, str]
Line = tuple[tuple[FontInstance, ShapedRun], ...]


@cache
def nominal_letters(name: str) -> dict[int, str]:
    """Return the letter that each glyph of a face is the sign of: of several, the one that texts
    are made of.
    """
    nominal = create_font(FACES_BY_PDF_NAME[name])
    letters: dict[int, str] = {}
    for code in sorted(
        load_face(FACES_BY_PDF_NAME[name]).characters,
        key=lambda code: (code > 0xFF, not 0x2010 <= code <= 0x2027, code),
    ):
        letters.setdefault(nominal.get_nominal_glyph(code), chr(code))
    return letters


class _Font:
    """A face at a size (px): HarfBuzz's font, and how a glyph of an advance (Pango's units) is
    shown.
    """

    def __init__(self, name: str, size: float) -> None:
        # A PDF has sizes with six digits: 12646 of Pango's units as 12.349609 px, a hair less.
        units = int(size * UNITS + 0.01)
        self.cut = create_font(FACES_BY_PDF_NAME[name], units)
        self._scale = 1000 / units
        self._shown: dict[tuple[int, int], bytes] = {}

    def show_glyph(self, glyph: int, advance: int) -> bytes:
        """Return the glyph in a string of hexadecimal digits, and by how much the next is moved off
        its width (per mille).
        """
        known = self._shown.get((glyph, advance))
        if known is None:
            text_width = round(self.cut.get_glyph_h_advance(glyph) * self._scale)
            kern = int(
                text_width - advance * self._scale
            )  # cut off, not rounded: so a line is drawn up to 0.1 px off its layout
            known = self._shown[glyph, advance] = (
                b"%04x>%d<" % (glyph, kern) if kern else b"%04x" % glyph
            )
        return known


_font = cache(_Font)


glyph_texts: dict[tuple[str, int], str] = {}
"""What a glyph stands for that is no letter's own sign: a ligature, a figure of equal width."""


@lru_cache(maxsize=5000)
def shape_run(instance: FontInstance, text: str) -> ShapedRun:
    """`text`, all of it on one line.

    Raises NotCompilableError for what the typesetter may set in another way than we do.
    """
    if not instance.face:
        return ShapedRun(frozenset(), b"", instance.size * len(text))
    _check(instance.face, text)
    used = _font(instance.face, instance.size)
    buffer = shape_text(used.cut, text, instance.features)
    glyphs, operands, x = [], [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyph, advance = info.codepoint, position.x_advance
        if not glyph or position.x_offset or position.y_offset:
            raise NotCompilableError("glyph")
        glyphs.append(glyph)
        operands.append(used.show_glyph(glyph, advance))
        x += advance
    glyph_set = frozenset(glyphs)
    if not glyph_set <= nominal_letters(instance.face).keys():
        starts = [info.cluster for info in buffer.glyph_infos]
        for glyph, start, end in zip(glyphs, starts, [*starts[1:], len(text)], strict=True):
            if glyph not in nominal_letters(instance.face):
                glyph_texts.setdefault((instance.face, glyph), text[start:end])
    return ShapedRun(glyph_set, (b"[<" + b"".join(operands) + b">]").replace(b"<>", b""), x / UNITS)


def _check(face: str, text: str) -> None:
    characters = set(text) - {"\u2003"}
    if not load_face(FACES_BY_PDF_NAME[face]).characters.issuperset(map(ord, characters)):
        raise NotCompilableError("character")
    scripts = set(map(_script, characters)) - {""}
    if "?" in scripts:
        raise NotCompilableError("character")
    if len(scripts) > 1 or not scripts.issubset(_SCRIPTS):
        raise NotCompilableError("script")


@cache
def _script(character: str) -> str:
    """Return the script of a letter as its name begins, "" for a sign of any script, "?" for one
    that we do not set.
    """
    if character.isalpha():
        script = unicodedata.name(character, "").partition(" ")[0]
        return "" if script in ("FEMININE", "MASCULINE") else script or "?"
    return (
        "?" if unicodedata.category(character) in ("Cf", "Cc", "Mn", "Mc", "Me", "Co", "So") else ""
    )


def text_width(instance: FontInstance, text: str) -> float:
    """Return the width of `text` on one line. Raises NotCompilableError."""
    return shape_run(instance, text).width


def break_lines(pieces: Sequence[Piece], measure: float) -> list[Line]:
    """`pieces` broken into lines of at most `measure`.

    Raises NotCompilableError where the break is not certain.
    """
    if len(pieces) == 1:
        instance, text = pieces[0]
        whole = shape_run(instance, text)
        if whole.width < measure - _SAFE_DISTANCE and text == text.strip(" "):
            return [((instance, whole),)]
    for (instance, text), (other, _) in pairwise(pieces):
        # The last space before another face is a text of its own to the typesetter
        # (publish/html/media.py).
        if (
            instance != other
            and len(text) > 1
            and text[-1] == " "
            and text_width(instance, text[-2:])
            != text_width(instance, text[-2:-1]) + text_width(instance, " ")
        ):
            raise NotCompilableError("glyph")
    return break_pieces(tuple(pieces), measure)


@lru_cache(maxsize=2000)
def break_pieces(pieces: tuple[Piece, ...], measure: float) -> list[Line]:
    lines: list[Line] = []
    line: list[Piece] = []
    x = 0.0
    for word in _split_words(pieces):
        spaces, letters = word
        before = sum(text_width(*piece) for piece in spaces)
        word_width = sum(text_width(*piece) for piece in letters)
        end = x + before + word_width
        if line and end > measure - _SAFE_DISTANCE:
            end = sum(shape_run(*piece).width for piece in _join_pieces([*line, *spaces, *letters]))
            if abs(end - measure) < _TOO_NEAR:
                raise NotCompilableError("line end")
        if line and end > measure:
            _check_break(line, letters, measure - x - before)
            lines.append(
                _shape_line([*line, *((instance, text[0]) for instance, text in spaces[:1])])
            )  # a reader finds two words there
            line, x = list(letters), word_width
        else:
            line += [*spaces, *letters] if line else letters
            x = end if line else word_width
        if x > measure - _TOO_NEAR:
            *whole, rest = _break_word(letters, measure)
            lines += [_shape_line([piece]) for piece in whole]
            line, x = [rest], text_width(*rest)
    lines.append(_shape_line(line))
    return lines


def _check_break(line: Sequence[Piece], letters: Sequence[Piece], free: float) -> None:
    """Raise NotCompilableError unless the typesetter, too, ends `line` before the word `letters`,
    for which there are `free` px on it.
    """
    words = "".join(text for _, text in letters)
    last, first = line[-1][1][-1], words[0]
    held = last in _HOLDS or last in _QUOTES and first in _OPENS or last == first == "—"
    if line[-1][0] != letters[0][0]:  # where the face changes it breaks by rules of its own
        held = held or not (last.isalnum() or last in _PLAIN_ENDS + BLANK)
        held = held or not (first.isalnum() or first == BLANK)
    if first == BLANK:
        # Where only what clings to a blank is too much, either may go to the next line.
        fits_alone = text_width(*letters[0]) < free + _SAFE_DISTANCE
        held = held or fits_alone or not _BLANK_WORD.fullmatch(words)
    elif not _SURE.fullmatch(words):
        held = True
    if held or first in _CLINGS:
        raise NotCompilableError("line break")


def _break_word(word: Sequence[Piece], measure: float) -> list[Piece]:
    """Return a word that is longer than a line, in pieces as long as fit: it may break between any
    two letters.
    """
    if len(word) > 1 or word[0][1] == BLANK:
        raise NotCompilableError("long word")
    instance, text = word[0]
    parts: list[Piece] = []
    while True:
        buffer = shape_text(_font(instance.face, instance.size).cut, text, instance.features)
        starts = [info.cluster for info in buffer.glyph_infos]
        ends = [
            place / UNITS for place in accumulate(info.x_advance for info in buffer.glyph_positions)
        ]
        if abs(ends[-1] - measure) < _TOO_NEAR or not _EVEN.fullmatch(text):
            raise NotCompilableError("long word")
        if ends[-1] < measure:
            return [*parts, (instance, text)]
        fits = bisect_right(ends, measure)  # glyphs
        after = [*starts, len(text)][fits : fits + 2]
        part = text[: after[0]]
        if (
            not fits
            or after[1] - after[0] != 1
            or ends[fits] - measure < _TOO_NEAR
            or measure - max(ends[fits - 1], text_width(instance, part)) < _TOO_NEAR
        ):
            raise NotCompilableError("long word")
        parts.append((instance, part))
        text = text[len(part) :]


def _split_words(pieces: tuple[Piece, ...]) -> list[tuple[list[Piece], list[Piece]]]:
    """Words that no line ends within, each with the spaces before it; both in pieces of one cut."""
    words: list[tuple[list[Piece], list[Piece]]] = []
    spaces: list[Piece] = []
    letters: list[Piece] = []

    def end() -> None:
        if letters:
            words.append((list(spaces), list(letters)))
            spaces.clear()
            letters.clear()

    for instance, text in pieces:
        for part in re.findall(r"[ \u2003]+|[^ \u2003]+", text):
            if part[0] in " \u2003":
                end()
                spaces.append((instance, part))
                continue
            for index, fragment in enumerate(_HYPHEN.split(part)):
                if index:
                    end()
                letters.append((instance, fragment))
    end()
    return words


def _join_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for instance, text in pieces:
        if joined and joined[-1][0] == instance:
            joined[-1] = instance, joined[-1][1] + text
        else:
            joined.append((instance, text))
    return joined


def _shape_line(pieces: Sequence[Piece]) -> Line:
    return tuple((instance, shape_run(instance, text)) for instance, text in _join_pieces(pieces))
