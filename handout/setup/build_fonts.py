"""Build handout/fonts/ from variable fonts, while the package is built (see docs/installing.md).

HarfBuzz subsets and instances in one go, in well under a second; fontTools takes six. The faces
have names of our own: the Open Font License reserves "Source" for the unchanged fonts. The same
sources give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import shutil
from collections.abc import Iterable
from importlib.resources import files
from itertools import chain
from operator import ne
from pathlib import Path
from string import ascii_letters, digits
from typing import Any, NamedTuple

import uharfbuzz
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.otlLib.builder import buildCoverage, buildLookup
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables.otBase import ValueRecord
from fontTools.ttLib.woff2 import WOFF2FlavorData
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FaceSpec(NamedTuple):
    """A face to build: its names, the variable font it is an instance of, and its axis values."""

    file: str
    family: str
    weight: int
    italic: bool
    package: str
    source: str
    axes: dict[str, float]


def _sans(file: str, weight: int, italic: bool, design_weight: int) -> FaceSpec:
    source = "SourceSans3-Italic[wght].ttf" if italic else "SourceSans3[wght].ttf"
    axes: dict[str, float] = {"wght": design_weight}
    return FaceSpec(file, "Handout Sans", weight, italic, "source-sans-3", source, axes)


def _plate(file: str, weight: int, italic: bool, design_weight: int) -> FaceSpec:
    source = "Bitter-Italic[wght].ttf" if italic else "Bitter[wght].ttf"
    axes: dict[str, float] = {"wght": design_weight}
    return FaceSpec(file, "Handout Plate", weight, italic, "bitter", source, axes)


def _serif(file: str, weight: int, italic: bool, design_weight: int, size: int) -> FaceSpec:
    source = "SourceSerif4-Italic[opsz,wght].ttf" if italic else "SourceSerif4[opsz,wght].ttf"
    axes: dict[str, float] = {"wght": design_weight, "opsz": size}
    return FaceSpec(file, "Handout Serif", weight, italic, "source-serif-4", source, axes)


# The weights are tuned by eye: 620 is named 600 and 720 is named 700, so that style sheets have
# round numbers.
FACE_SPECS = (
    _sans("handout-sans-400", 400, False, 400),
    _sans("handout-sans-600", 600, False, 620),
    _sans("handout-sans-700", 700, False, 720),
    _sans("handout-sans-400-italic", 400, True, 400),
    _sans("handout-sans-700-italic", 700, True, 700),
    _plate("handout-plate-700", 700, False, 700),
    _plate("handout-plate-500-italic", 500, True, 520),
    _serif("handout-serif-400", 400, False, 400, 10),
    _serif("handout-serif-400-italic", 400, True, 400, 10),
    _serif("handout-serif-700", 700, False, 620, 14),
)

# For the words of every page; for marks that stand apart and for letters of a language's own, which
# no narrow cut has; for even figures, which are in the times of a day alone, and so in text; and
# what no page asks for.
ALL_PAGES_FEATURES = ["kern", "liga"]
WIDE_FEATURES = ["ccmp", "mark", "mkmk", "locl", "rvrn"]
TEXT_FEATURES = ["tnum"]
FEATURES = [*ALL_PAGES_FEATURES, *WIDE_FEATURES, *TEXT_FEATURES, "lnum", "case"]
NARROW_CUTS = ("heading", "basic")

_SIGNS = "←↑→↓↔⇒≈≠≤≥−∞√■□▪●○◆◇★☆☐☑☒⌂✓✔✗✘"
_VIETNAMESE = [
    [0x01A0, 0x01A1, 0x01AF, 0x01B0],
    range(0x1EA0, 0x1EFA),
    range(0x300, 0x305),
    [0x306, 0x309, 0x31B, 0x323],
]
_COMMON = [range(0x20, 0x7F), range(0xA0, 0x180), range(0x218, 0x21C)]

# What a TTF covers, where its family has it: Latin with both extensions, Vietnamese, Greek,
# Cyrillic, marks, signs.
TTF_CHARACTERS = frozenset(
    chain(
        *_COMMON,
        range(0x180, 0x250),
        range(0x2B0, 0x370),
        range(0x370, 0x400),
        range(0x400, 0x530),
        range(0x1E00, 0x1F00),
        range(0x2000, 0x2070),
        range(0x2070, 0x20A0),
        range(0x20A0, 0x20D0),
        range(0x2100, 0x2190),
        range(0x2190, 0x2200),
        map(ord, _SIGNS),
    )
)

_PUNCTUATION = "\u00a0\u2011\u202f–—‘’“”•…·§°×¼½¾→✓"
_SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡«»"
_WESTERN = "ŒœŠšŽžŸ€™←↑↓↔−≈≤≥☐☑☒✔✗✘"

# What a WOFF2 covers. The narrowest that has a page's letters is inside it, three to five faces of
# it: "heading" for headings in English, "basic" for English and Spanish, "latin" for the west of
# Europe, "wide" for all European Latin, Vietnamese, common punctuation and signs.
WOFF2_CHARACTERS = {
    "heading": frozenset(map(ord, ascii_letters + digits + " !\"#%&'()+,-./:;?@\u00a0–—‘’“”•…·§")),
    "basic": frozenset(chain(range(0x20, 0x7F), map(ord, _PUNCTUATION + _SPANISH))),
    "latin": frozenset(
        chain(
            range(0x20, 0x7F),
            range(0xA0, 0x100),
            range(0x2010, 0x2028),
            map(ord, _PUNCTUATION + _WESTERN),
        )
    ),
    "wide": frozenset(
        chain(
            *_COMMON,
            *_VIETNAMESE,
            range(0x2010, 0x2028),
            [0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AB, 0x20AC, 0x2122],
            map(ord, _SIGNS),
        )
    ),
}

# Every script stands on the Latin baseline. Without this the typesetter (Pango) moves Chinese and
# Latin letters in one line to baselines of their own, and the line grows.
BASELINES = """table BASE {
  HorizAxis.BaseTagList hang icfb ideo romn;
  HorizAxis.BaseScriptList DFLT romn 0 0 0 0;
} BASE;"""

LICENSES = ("source-sans-3", "bitter", "source-serif-4")

# A PDF has none but our own faces: the same sheet on every machine, also on one without fonts.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">.</dir>
  <selectfont><rejectfont><glob>*.woff2</glob></rejectfont></selectfont>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def _package(name: str) -> str:
    return "fontpkg_" + name.replace("-", "_")


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


def _subset(
    font: bytes, characters: Iterable[int], axes: dict[str, float], features: Iterable[str]
) -> bytes:
    face = uharfbuzz.Face(font)
    options = uharfbuzz.SubsetInput()
    options.flags = (
        uharfbuzz.SubsetFlags.NO_HINTING
        | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
        | uharfbuzz.SubsetFlags.SET_OVERLAPS_FLAG
    )
    options.unicode_set.update(characters)
    options.layout_feature_tag_set.clear()
    options.layout_feature_tag_set.update(map(_tag, features))
    options.drop_table_tag_set.update(map(_tag, ("DSIG", "STAT", "BASE")))
    options.name_id_set.update(range(26))
    for axis, value in axes.items():
        options.pin_axis_location(face, axis, value)
    return bytes(uharfbuzz.subset(face, options).blob.data)


def _rename(font: TTFont, spec: FaceSpec) -> None:
    weight_name = {400: "", 500: "Medium", 600: "SemiBold", 700: "Bold"}[spec.weight]
    style = " ".join(filter(None, [weight_name, "Italic" if spec.italic else ""])) or "Regular"
    table, postscript_name = font["name"], f"{spec.family}-{style}".replace(" ", "")
    # The copyright notice and the licence have to stay: so does the Open Font License ask.
    source_names = {name_id: table.getDebugName(name_id) for name_id in (0, 5, 13, 14)}
    table.names = []
    family, subfamily = spec.family, style
    # Regular, bold and their italics share a family in old programs, others cannot.
    if spec.weight not in (400, 700):
        family = f"{spec.family} {weight_name}"
        subfamily = "Italic" if spec.italic else "Regular"
    # The numbers are those of OpenType's name table.
    names = {
        1: family,
        2: subfamily,
        3: f"{postscript_name}; made from {source_names[5]}",
        4: f"{spec.family} {style}",
        6: postscript_name,
        16: spec.family,
        17: style,
    }
    names |= {name_id: text for name_id, text in source_names.items() if text}
    for name_id, text in sorted(names.items()):
        table.setName(text, name_id, 3, 1, 0x409)  # Windows, Unicode, English of the United States
    _set_style_bits(font, spec)


def _set_style_bits(font: TTFont, spec: FaceSpec) -> None:
    """Say bold, italic or regular in the tables OS/2 (bits 5, 0 and 6) and head (bits 0 and 1)."""
    is_bold = spec.weight == 700
    is_regular = not (is_bold or spec.italic)
    os2, head = font["OS/2"], font["head"]
    os2.usWeightClass = spec.weight
    others = os2.fsSelection & ~0b1100001
    os2.fsSelection = others | spec.italic | is_bold << 5 | is_regular << 6
    head.macStyle = is_bold | spec.italic << 1


def _font_bytes(font: TTFont, flavor: str | None) -> bytes:
    font.flavor = flavor
    if flavor:  # WOFF2, 5.4: bearings that the outlines tell are left out
        font.flavorData = WOFF2FlavorData(transformedTables=("glyf", "loca", "hmtx"))
    output = io.BytesIO()
    font.save(output, reorderTables=None if flavor else True)
    return output.getvalue()


def _page_font_bytes(font: TTFont) -> bytes:
    """Return a font for pages, which say themselves whose it is: see notice_text."""
    font["name"].names = [name for name in font["name"].names if name.nameID in (1, 2, 6)]
    return _font_bytes(font, "woff2")


def _pack_kerning(font: TTFont) -> None:
    """Say the distances between all pairs of letters in one table, letters that are alike in a
    class, and like classes beside each other: a fifth shorter once it is compressed.

    A font whose table GPOS says more than that stays as it is.
    """
    table, glyphs = font["GPOS"].table, font.getGlyphOrder()
    lookups = [_pair_tables(lookup) for lookup in table.LookupList.Lookup]
    if len(table.FeatureList.FeatureRecord) != 1 or not all(lookups):
        return
    rows = {
        first: tuple(
            sum(_distance(tables, first, second) for tables in lookups) for second in glyphs
        )
        for first in glyphs
    }
    columns = dict(zip(glyphs, zip(*rows.values(), strict=True), strict=True))
    firsts, seconds = _alike(rows), _alike(columns)
    pairs = otTables.PairPos()
    pairs.Format, pairs.ValueFormat1, pairs.ValueFormat2 = _CLASSES, _ADVANCE, 0
    pairs.Coverage = buildCoverage(chain(*firsts), font.getReverseGlyphMap())
    pairs.ClassDef1, pairs.ClassDef2 = _classes(firsts, 0), _classes(seconds, 1)
    # The class 0 of second letters has those that have no distance.
    numbers = [None, *(glyphs.index(second[0]) for second in seconds)]
    pairs.Class1Count, pairs.Class2Count = len(firsts), len(numbers)
    pairs.Class1Record = []
    for first in firsts:
        row = otTables.Class1Record()
        row.Class2Record = [
            _pair(0 if number is None else rows[first[0]][number]) for number in numbers
        ]
        pairs.Class1Record.append(row)
    table.LookupList.Lookup = [buildLookup([pairs])]
    table.FeatureList.FeatureRecord[0].Feature.LookupListIndex = [0]


def _classes(classes: Iterable[Iterable[str]], first: int) -> otTables.ClassDef:
    """Return the numbers of the glyphs' classes, from `first` on."""
    numbers = otTables.ClassDef()
    numbers.classDefs = {
        glyph: number for number, alike in enumerate(classes, first) for glyph in alike if number
    }
    return numbers


def _pair(distance: int) -> otTables.Class2Record:
    pair = otTables.Class2Record()
    pair.Value1, pair.Value2 = ValueRecord(_ADVANCE), None
    if distance:
        pair.Value1.XAdvance = distance
    return pair


_PAIRS, _CLASSES, _ADVANCE = 2, 2, 4  # OpenType's numbers of a lookup, a format, a value's format


def _pair_tables(lookup: Any) -> list[Any]:
    """Return the tables of a lookup; none if it does more than to set second letters apart."""
    tables = [getattr(table, "ExtSubTable", table) for table in lookup.SubTable]
    is_plain = all(
        table.LookupType == _PAIRS and (table.ValueFormat1, table.ValueFormat2) == (_ADVANCE, 0)
        for table in tables
    )
    return tables if is_plain else []


def _distance(tables: Iterable[Any], first: str, second: str) -> int:
    """Return what the first of the tables that knows two letters adds to the space between them."""
    for table in tables:
        if first not in table.Coverage.glyphs:
            continue
        if table.Format == _CLASSES:
            row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
            value = row.Class2Record[table.ClassDef2.classDefs.get(second, 0)].Value1
            return getattr(value, "XAdvance", 0)
        for pair in table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord:
            if pair.SecondGlyph == second:
                return getattr(pair.Value1, "XAdvance", 0)
    return 0


def _alike(distances: dict[str, tuple[int, ...]]) -> list[list[str]]:
    """Return the glyphs that have any distance, those that have the same together, and next to them
    those that have nearly the same.
    """
    classes: dict[tuple[int, ...], list[str]] = {}
    for glyph, own in distances.items():
        if any(own):
            classes.setdefault(own, []).append(glyph)
    rest, ordered = list(classes), [(0,) * len(distances)]
    while rest:
        ordered.append(min(rest, key=lambda own: sum(map(ne, own, ordered[-1]))))
        rest.remove(ordered[-1])
    return [classes[own] for own in ordered[1:]]


def _page_features(spec: FaceSpec, cut: str) -> list[str]:
    wide = [] if cut in NARROW_CUTS else WIDE_FEATURES
    text = TEXT_FEATURES if spec.family == FACE_SPECS[0].family else []
    return [*ALL_PAGES_FEATURES, *wide, *text]


def build_face(spec: FaceSpec) -> dict[str, bytes]:
    """Return the files of one face by their endings: the TTF and the WOFF2s."""
    source = (files(_package(spec.package)) / "files" / spec.source).read_bytes()
    subset = _subset(source, TTF_CHARACTERS, spec.axes, FEATURES)
    font = TTFont(io.BytesIO(subset), recalcTimestamp=False)
    _rename(font, spec)
    addOpenTypeFeaturesFromString(font, BASELINES, tables=["BASE"])
    ttf = _font_bytes(font, None)
    built = {"ttf": ttf}
    for cut, characters in WOFF2_CHARACTERS.items():
        subset = _subset(ttf, characters, {}, _page_features(spec, cut))
        narrow = TTFont(io.BytesIO(subset), recalcTimestamp=False)
        built[f"{cut}.woff2"] = _page_font_bytes(narrow)
        if cut in NARROW_CUTS:
            _pack_kerning(narrow)
            built[f"{cut}.woff2"] = min(built[f"{cut}.woff2"], _page_font_bytes(narrow), key=len)
    return built


def notice_text() -> str:
    """Return whose the faces are and how they are licensed, a line for each family: for pages."""
    lines = {}
    for spec in FACE_SPECS:
        with TTFont(files(_package(spec.package)) / "files" / spec.source, lazy=True) as font:
            names = [font["name"].getDebugName(name_id) for name_id in (0, 14)]
        lines[spec.family] = f"{spec.family}: {'; SIL Open Font License 1.1, '.join(names)}"
    return "\n".join(lines.values())


def license_text() -> str:
    """Return the text that goes with the faces, as the Open Font License asks."""
    texts = [(files(_package(name)) / "LICENSE").read_text(encoding="utf-8") for name in LICENSES]
    return (
        "The fonts in this folder are subsets of other fonts, cut to single weights and renamed. "
        "Handout Sans is made\nfrom the first, Handout Plate from the second and Handout Serif "
        "from the third of those licensed below.\n\n" + "\n\n".join(texts)
    )


def _fingerprint() -> str:
    packages = ["fonttools", "brotli", *(f"fontpkg-{name}" for name in LICENSES)]
    versions = [importlib.metadata.version(package) for package in packages]
    program = Path(__file__).read_text(encoding="utf-8")
    return hashlib.sha256("\n".join([program, *versions]).encode()).hexdigest()


def build_fonts_into(folder: Path) -> None:
    """Write the faces, what each cut covers, their license and fonts.conf into `folder`, unless it
    is up to date.
    """
    mark, fingerprint = folder / ".made-from", _fingerprint()
    if mark.is_file() and mark.read_text() == fingerprint:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for spec in FACE_SPECS:
        for ending, content in build_face(spec).items():
            (folder / f"{spec.file}.{ending}").write_bytes(content)
    for cut, characters in WOFF2_CHARACTERS.items():
        (folder / f"{cut}.txt").write_text("".join(map(chr, sorted(characters))), encoding="utf-8")
    (folder / "notice.txt").write_text(notice_text(), encoding="utf-8")
    (folder / "OFL.txt").write_text(license_text(), encoding="utf-8")
    (folder / "fonts.conf").write_text(FONTS_CONF, encoding="utf-8")
    mark.write_text(fingerprint)


class FontsHook(BuildHookInterface[Any]):
    """The hook that Hatchling calls before it packs a wheel, also an editable one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_fonts_into(Path(self.root) / "handout" / "fonts")
        build_data["artifacts"].append("handout/fonts/*")
        # An editable install reads these in the checkout; a copy would only grow stale.
        if version == "standard":
            build_data["force_include"] |= {
                "content": "handout/content",
                "templates": "handout/templates",
            }
