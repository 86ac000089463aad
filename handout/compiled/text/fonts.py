"""The faces in a compiled sheet: the glyphs that any classroom's words are likely to need, stored
once, and more if asked.

The typesetter gives each document fonts with just its glyphs; their numbers stay, so that ours may
hold more.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache

from handout.compiled.text.shaping import FontInstance, glyph_texts, nominal_letters, shape_run
from handout.fonts import FACES_BY_PDF_NAME, face_path
from handout.publish.pdf.font_maps import to_unicode

# What names, times, rooms and notes are made of. Anything else makes a font with a few glyphs more.
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .’-"
_USUAL = _LETTERS + "0123456789,:;–()&·/!?"


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A face for a PDF: its font file, packed, and its size unpacked; its widths (W) and letters
    (ToUnicode, packed).

    `about` are the entries of its descriptor but for its name and its file.
    """

    packed: bytes
    size: int
    about: bytes
    widths: bytes
    letters: bytes


@lru_cache(maxsize=2000)
def common_glyphs(face: str) -> frozenset[int]:
    """Return the glyphs of the letters and signs that nearly all words are made of; in a face for
    headings, those of names.
    """
    found: set[int] = set()
    sans = face.startswith("Handout-Sans")
    for features in ((), ("tnum",)) if sans else ((),):
        for text in (*(_USUAL if sans else _LETTERS), "fi", "fl", "ff", "ffi", "tt", "ft"):
            found.update(shape_run(FontInstance(face, 16, features), text).glyphs)
    return frozenset(found)


@lru_cache(maxsize=500)
def embed_font(face: str, glyphs: frozenset[int]) -> EmbeddedFont:
    """`face` with `glyphs` (which have been shaped before) and no others."""
    program = _program(face)
    data = program.subset(glyphs)
    known = {glyph: text for glyph in glyphs if (text := glyph_text(face, glyph))}
    return EmbeddedFont(
        zlib.compress(data, 9),
        len(data),
        _descriptor_entries(face),
        program.widths(glyphs),
        zlib.compress(to_unicode(known), 9),
    )


def _descriptor_entries(face: str) -> bytes:
    """As the typesetter describes its fonts (ISO 32000-1, 9.8)."""
    known, program = FACES_BY_PDF_NAME[face], _program(face)
    up, down = program.reach
    flags = 4 + (64 if known.style == "italic" else 0)
    return (
        b"/FontFamily(%b)/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80/StemH 80"
        % (known.family.encode(), flags, *program.box, up, down, up)
    )


def subset_tag(face: str, glyphs: frozenset[int]) -> str:
    """Return the six letters that tell one subset of a face from others."""
    number = zlib.crc32(b",".join(b"%d" % glyph for glyph in sorted(glyphs))) + sum(face.encode())
    return "".join(chr(65 + number // 26**n % 26) for n in range(6))


class _Program:
    """A TrueType font file, read as far as a subset of it needs (ISO/IEC 14496-22)."""

    def __init__(self, data: bytes) -> None:
        count = struct.unpack(">H", data[4:6])[0]
        self.tables: dict[bytes, bytes] = {}
        for n in range(count):
            tag, _, offset, length = struct.unpack(">4sIII", data[12 + 16 * n : 28 + 16 * n])
            self.tables[tag] = data[offset : offset + length]
        head = self.tables[b"head"]
        self.upem = struct.unpack(">H", head[18:20])[0]
        self.count = struct.unpack(">H", self.tables[b"maxp"][4:6])[0]
        self.box = tuple(round(one * 1000 / self.upem) for one in struct.unpack(">4h", head[36:44]))
        self.reach = tuple(
            round(one * 1000 / self.upem) for one in struct.unpack(">2h", self.tables[b"hhea"][4:8])
        )
        long = struct.unpack(">h", head[50:52])[0]
        loca = self.tables[b"loca"]
        offsets = struct.unpack(
            f">{self.count + 1}{'I' if long else 'H'}",
            loca[: (self.count + 1) * (4 if long else 2)],
        )
        self.offsets = offsets if long else tuple(2 * one for one in offsets)
        measured = struct.unpack(">H", self.tables[b"hhea"][34:36])[0]
        hmtx = self.tables[b"hmtx"]
        pairs = [struct.unpack(">Hh", hmtx[4 * n : 4 * n + 4]) for n in range(measured)]
        rest = struct.unpack(
            f">{self.count - measured}h",
            hmtx[4 * measured : 4 * measured + 2 * (self.count - measured)],
        )
        self.metrics = pairs + [(pairs[-1][0], bearing) for bearing in rest]

    def glyph(self, number: int) -> bytes:
        return self.tables[b"glyf"][self.offsets[number] : self.offsets[number + 1]]

    def closed(self, glyphs: frozenset[int]) -> list[int]:
        """`glyphs` and all that they are composed of, in order."""
        found, waiting = {0}, sorted(glyphs)
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found.add(number)
            data = self.glyph(number)
            if data and struct.unpack(">h", data[:2])[0] < 0:
                at, more = 10, True
                while more:
                    flags, part = struct.unpack(">HH", data[at : at + 4])
                    waiting.append(part)
                    more = bool(flags & 0x20)
                    at += (
                        4
                        + (4 if flags & 1 else 2)
                        + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
                    )
        return sorted(found)

    def subset(self, glyphs: frozenset[int]) -> bytes:
        kept = self.closed(glyphs)
        last = kept[-1]
        have = frozenset(kept)
        outlines, offsets, measures = bytearray(), [], bytearray()
        for number in range(last + 1):
            offsets.append(len(outlines))
            if number in have:
                data = self.glyph(number)
                outlines += data + bytes(-len(data) % 2)
            measures += struct.pack(">Hh", *self.metrics[number]) if number in have else bytes(4)
        offsets.append(len(outlines))
        head = bytearray(self.tables[b"head"])
        struct.pack_into(">I", head, 8, 0)
        long = len(outlines) > 0x1FFFE
        struct.pack_into(">h", head, 50, long)
        hhea, maxp = bytearray(self.tables[b"hhea"]), bytearray(self.tables[b"maxp"])
        struct.pack_into(">H", hhea, 34, last + 1)
        struct.pack_into(">H", maxp, 4, last + 1)
        new = {
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"maxp": bytes(maxp),
            b"hmtx": bytes(measures),
            b"glyf": bytes(outlines),
            b"loca": self._loca(offsets, long),
        }
        return _write_font(dict(sorted(new.items())))  # our faces have no hints

    @staticmethod
    def _loca(offsets: list[int], long: bool) -> bytes:
        """Return the table of where outlines begin; the short form counts in two bytes."""
        if long:
            return struct.pack(f">{len(offsets)}I", *offsets)
        return struct.pack(f">{len(offsets)}H", *(offset // 2 for offset in offsets))

    def widths(self, glyphs: frozenset[int]) -> bytes:
        found: list[bytes] = []
        previous = -2
        for number in sorted(glyphs):
            width = b"%d" % round(self.metrics[number][0] * 1000 / self.upem)
            if number == previous + 1:
                found[-1] += b" " + width
            else:
                found.append(b"%d [%s" % (number, width))
            previous = number
        return b"".join(one + b"]" for one in found)


def _write_font(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    out = bytearray(
        struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    )
    at, body = 12 + 16 * count, bytearray()
    for tag, data in tables.items():
        padded = data + bytes(-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        out += struct.pack(">4sIII", tag, total, at + len(body), len(data))
        body += padded
    return bytes(out + body)


@cache
def _program(face: str) -> _Program:
    return _Program(face_path(FACES_BY_PDF_NAME[face], "ttf").read_bytes())


def glyph_text(face: str, glyph: int) -> str:
    """Return what a reader copies of a glyph; "" if it is not known."""
    return nominal_letters(face).get(glyph) or glyph_texts.get((face, glyph), "")
