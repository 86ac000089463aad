"""The font of letters that our faces have not: one that has all that our words in a language need.

The typesetter gives it to each page in that language whose extra letters are among them
(publish/html/extra_fonts.py), so that a glyph has the same number on all of them.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from handout.compiled.pdf.types import NotCompilableError
from handout.compiled.text.fonts import EmbeddedFont
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.text.extra_faces import read_extra_font, strip_for_pdf
from handout.layout.text.missing_glyphs import extra_letters
from handout.layout.text.shaping import read_heights
from handout.publish.html.extra_fonts import find_usual_font
from handout.publish.packing import pack
from handout.publish.pdf.font_maps import write_widths

EXTRA_FACE = "Handout-Extra-1,"
"""What the typesetter calls, in a PDF, the only extra face of a page, if it has one weight."""


class ExtraFont:
    """A font with letters that our faces have not, in one weight."""

    def __init__(self, content: bytes) -> None:
        """`content` is an OpenType font."""
        self._loaded = read_extra_font(content)
        self.digest = sha256(content).hexdigest()
        self.is_variable = bool(self._loaded.file.axis_infos)
        # Of several letters with one glyph the first, which is not one for compatibility.
        codes = sorted(self._loaded.characters, reverse=True)
        self.letters = {self._loaded.font.get_nominal_glyph(code): chr(code) for code in codes}

    def embed(self, glyphs: frozenset[int]) -> EmbeddedFont:
        """Return it as it goes into a PDF, with `glyphs` alone (ISO 32000-1, 9.8 and 9.9)."""
        data = strip_for_pdf(self._loaded, glyphs)
        is_cff = data[:4] == b"OTTO"
        advance = self._loaded.font.get_glyph_h_advance
        widths = {glyph: self._per_mille(advance(glyph)) for glyph in glyphs}
        return EmbeddedFont(
            pack(data),
            b"/Subtype/OpenType" if is_cff else b"/Length1 %d" % len(data),
            self._descriptor_entries(max(widths.values())),
            write_widths(widths),
            {glyph: self.letters[glyph] for glyph in glyphs},
            is_cff,
        )

    def _descriptor_entries(self, widest: int) -> bytes:
        up, down = map(self._per_mille, read_heights(self._loaded.file))
        return (
            b"/FontFamily(Handout Extra 1)/Flags 4/FontBBox[0 %d %d %d]/ItalicAngle 0/Ascent %d"
            b"/Descent %d/CapHeight %d/StemV 80/StemH 80" % (down, widest, up, up, down, up)
        )

    def _per_mille(self, length: int) -> int:
        return round(length * 1000 / self._loaded.upem)


def sheet_extra_font(fitted: FittedSheet) -> bytes:
    """Return the font of the letters on a sheet that our faces have not; b"" if there are none.

    Raises NotCompilableError if they are in no such font, or if it comes in several weights.
    """
    handout = fitted.sheet.handout
    letters = extra_letters(handout)
    if not letters:
        return b""
    content = find_usual_font(letters, handout.language)
    if content is None or load_extra_font(content).is_variable:
        raise NotCompilableError("letters")
    return content


@lru_cache(maxsize=4)
def load_extra_font(content: bytes) -> ExtraFont:
    """Return the OpenType font `content`, read once."""
    return ExtraFont(content)


@lru_cache(maxsize=50)
def embed_extra_font(content: bytes, glyphs: frozenset[int]) -> EmbeddedFont:
    """Return the OpenType font `content` with `glyphs`, as it goes into a PDF."""
    return load_extra_font(content).embed(glyphs)
