"""Another face set on the line of ours: its heights, and the baselines of its scripts."""

from __future__ import annotations

import io

# Of an em. Half their difference is that of our text face, so that a line of these letters alone
# stands as high in its leading; each is less than in any face of ours, so that no mixed line grows.
_ASCENT, _DESCENT = 0.887, 0.263
# The typesetter takes a space from the face of the letter before it; we measure it in ours.
_SPACE = 0.2  # em
# As in our faces (handout/setup/build_fonts.py): every script stands on the Latin baseline.
_BASELINES = """table BASE {
  HorizAxis.BaseTagList hang icfb ideo romn;
  HorizAxis.BaseScriptList DFLT romn 0 0 0 0;
} BASE;"""


def set_on_our_line(font: bytes) -> bytes:
    """Return an OpenType font that changes no line's height beside ours."""
    from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
    from fontTools.ttLib import TTFont

    changed = TTFont(io.BytesIO(font), recalcTimestamp=False)
    upem = changed["head"].unitsPerEm
    ascent, descent = round(_ASCENT * upem), round(_DESCENT * upem)
    heads, sizes = changed["hhea"], changed["OS/2"]
    heads.ascent, heads.descent, heads.lineGap = ascent, -descent, 0
    sizes.sTypoAscender, sizes.sTypoDescender, sizes.sTypoLineGap = ascent, -descent, 0
    sizes.usWinAscent, sizes.usWinDescent = ascent, descent
    for sign in (0x20, 0xA0):
        if glyph := changed.getBestCmap().get(sign):
            changed["hmtx"][glyph] = (round(_SPACE * upem), 0)
    if "MVAR" in changed:  # heights that differ by weight
        del changed["MVAR"]
    addOpenTypeFeaturesFromString(changed, _BASELINES, tables=["BASE"])
    saved = io.BytesIO()
    changed.save(saved)
    return saved.getvalue()
