"""Another face set on the line of ours: its heights, and the baselines of its scripts."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from handout.fonts import FACES
from handout.layout.text.shaping import load_face, read_heights

# Of an em. Half their difference is that of our text face, so that a line of these letters alone
# stands as high in its leading; each is less than in any face of ours, so that no mixed line grows.
_ASCENT, _DESCENT = 0.887, 0.263
# The typesetter takes a space from the face of the letter before it; we measure it in ours.
_SPACE = 0.2  # em
# The table BASE of our faces (handout/setup/build_fonts.py): of the baselines hang, icfb, ideo and
# romn every script stands on the last, the Latin one, and all of them are 0.
_BASELINES = bytes.fromhex(
    "000100000008000000040016000468616e67696366626964656f726f6d6e"
    "000144464c54000800060000000000030004000c000c000c000c00010000"
)


def set_on_our_line(font: bytes) -> bytes:
    """Return an OpenType font that changes no line's height beside ours.

    Its outlines and its rules of shaping are left as they are: to read and write them would take
    a second for the letters of a Chinese sheet.
    """
    from fontTools.ttLib import TTFont, newTable

    changed = TTFont(io.BytesIO(font), recalcTimestamp=False, recalcBBoxes=False)
    # So the names are not looked for among the outlines.
    changed.setGlyphOrder([f"glyph{number}" for number in range(changed["maxp"].numGlyphs)])
    set_heights(changed, _ASCENT, _DESCENT)
    for sign in (0x20, 0xA0):
        if glyph := changed.getBestCmap().get(sign):
            changed["hmtx"][glyph] = (round(_SPACE * changed["head"].unitsPerEm), 0)
    if "MVAR" in changed:  # heights that differ by weight
        del changed["MVAR"]
    changed["BASE"] = newTable("BASE")
    changed["BASE"].decompile(_BASELINES, changed)
    saved = io.BytesIO()
    changed.save(saved)
    return saved.getvalue()


def set_heights(font: Any, ascent: float, descent: float) -> None:
    """Have the lines of a TTFont of fontTools reach so far above and below the baseline, in ems,
    whichever of its tables a program asks.
    """
    up, down = (round(height * font["head"].unitsPerEm) for height in (ascent, descent))
    heads, sizes = font["hhea"], font["OS/2"]
    heads.ascent, heads.descent, heads.lineGap = up, -down, 0
    sizes.sTypoAscender, sizes.sTypoDescender, sizes.sTypoLineGap = up, -down, 0
    sizes.usWinAscent, sizes.usWinDescent = up, down


@cache
def line_growth(family: str) -> float:
    """Return by how much a line of our `family` is higher, in ems, where such letters are on it.

    They are centered in their leading as our text face is, with which it is 0: in another family
    their feet would stand higher or lower than its own. So the typesetter makes room for both.
    """
    face = next(face for face in FACES if face.family == family)
    loaded = load_face(face)
    ascender, descender = read_heights(loaded.file)
    between = (ascender + descender) / loaded.upem - (_ASCENT - _DESCENT)
    return abs(float(between)) / 2


def compress_font(font: bytes) -> bytes:
    """Return an OpenType font as WOFF 1.0, which any browser reads.

    WOFF 2 would be a tenth smaller, and takes thirty times as long.
    """
    from fontTools.ttLib import TTFont

    packed = TTFont(io.BytesIO(font), recalcTimestamp=False, recalcBBoxes=False)
    packed.flavor = "woff"
    saved = io.BytesIO()
    packed.save(saved)
    return saved.getvalue()
