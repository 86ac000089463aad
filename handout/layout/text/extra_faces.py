"""Faces for letters that ours have not: from installed font packages and from the computer.

A name in another script and an emoji need one. Only the signs that are used get into a file.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from handout.fonts import FACES
from handout.layout.text.line_of_face import set_on_our_line

FONTS_VARIABLE = "HANDOUT_FONTS"
"""The environment variable that names a folder of more fonts, which are taken first. Where it is
empty, no faces are used but ours.
"""

_ENDINGS = (".ttf", ".otf", ".ttc")
# Packages of fonts on PyPI begin so.
_PACKAGES = ("fontpkg-", "pylopdf-fonts-", "noto-cjk-", "manimgx-fonts-")
_MOST_FILES = 4000  # of a computer that are looked at
# What colours its signs has no outline to print, or the typesetter draws it as a picture.
_COLOUR_TABLES = {"CBDT", "COLR", "sbix", "SVG "}
# Styles that a name in the midst of ours is not set in.
_STYLES = ("bold", "italic", "oblique", "light", "thin", "black", "medium", "mono", "condensed")
# The typesetter may set these in the face of the letters beside them.
_BETWEEN_LETTERS = " \u00a0.,:;!?()-\u2013\u2019\u00b7"
_OUR_WEIGHTS = tuple(sorted({face.weight for face in FACES}))
_WEIGHTS = _OUR_WEIGHTS[0], _OUR_WEIGHTS[-1]
# Around a letter of another face it prints as an empty box beside it.
_KEYCAP_FRAME = "\u20e3"
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"


class ExtraFace(NamedTuple):
    """A face in a file, by its number there: collections hold several."""

    path: str
    number: int = 0


class LoadedExtraFace(NamedTuple):
    """The font of an extra face, the units in its em, and the characters it has glyphs for."""

    file: Any
    font: Any
    upem: int
    characters: frozenset[int]


def find_extra_face(sign: str) -> ExtraFace | None:
    """Return the face that has a glyph for `sign`, None if none here has."""
    folder = os.environ.get(FONTS_VARIABLE)
    if sign == _KEYCAP_FRAME:
        return None
    return None if folder == "" else _find_face(ord(sign), folder or "")


@cache
def _find_face(code: int, folder: str) -> ExtraFace | None:
    for face in _list_faces(folder):
        loaded = load_extra_face(face)
        if loaded and code in loaded.characters:
            return face
    return None


@cache
def load_extra_face(face: ExtraFace) -> LoadedExtraFace | None:
    """Return the font of `face`, None if it cannot be read or has coloured signs."""
    import uharfbuzz

    try:
        blob = uharfbuzz.Blob.from_file_path(face.path)
        file = uharfbuzz.Face(blob, face.number)
        if _COLOUR_TABLES & set(file.table_tags) or not file.upem:
            return None
        characters = frozenset(file.unicodes)
    except (OSError, ValueError, RuntimeError, uharfbuzz.HarfBuzzError):
        return None
    return LoadedExtraFace(file, uharfbuzz.Font(file), int(file.upem), characters)


@cache
def weighted_font(face: ExtraFace, weight: int) -> Any:
    """Return the font of a face that can be read, in `weight` where it comes in several."""
    import uharfbuzz

    loaded = load_extra_face(face)
    assert loaded, face
    font = uharfbuzz.Font(loaded.file)
    font.set_variations({"wght": weight})
    return font


@cache
def _list_faces(folder: str) -> tuple[ExtraFace, ...]:
    """Return the faces of this computer, the most wanted first."""
    faces: list[ExtraFace] = []
    for group in (_files_in([Path(folder)] if folder else []), packaged_files(), _system_files()):
        files = sorted(dict.fromkeys(group), key=_rank)
        faces += [ExtraFace(str(path)) for path in files[:_MOST_FILES]]
    return tuple(faces)


def _rank(path: Path) -> tuple[bool, int, int, str]:
    """Sort upright, regular faces first, and those of a family made for all scripts."""
    name = path.stem.casefold()
    styles = sum(style in name for style in _STYLES)
    return "noto" not in name, styles, "serif" in name, name


def _files_in(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            for path in folder.rglob("*"):
                if path.suffix.lower() in _ENDINGS:
                    yield path


def packaged_files() -> Iterator[Path]:
    """Yield the files of fonts in the packages that are installed."""
    import csv

    # By their folders' names: to read the name of each package that is installed takes 40 ms.
    for folder in dict.fromkeys(sys.path):
        for metadata in sorted(Path(folder or ".").glob("*.dist-info")):
            if metadata.name.lower().replace("_", "-").startswith(_PACKAGES):
                record = metadata / "RECORD"  # importlib.metadata takes 20 ms to read it
                lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
                for name, *_ in csv.reader(lines):
                    if Path(name).suffix.lower() in _ENDINGS:
                        yield metadata.parent / name


def _system_files() -> Iterator[Path]:
    if sys.platform == "win32":
        folders = [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts")]
    else:
        folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return _files_in(folders)


def split_by_face(text: str, known: frozenset[int]) -> list[tuple[ExtraFace | None, str]]:
    """Return `text` in runs: with None what `known` has or nothing has, else with its extra face.

    Marks and joiners stay with the letter before them, and spaces between two letters of one face
    with that face.
    """
    runs: list[tuple[ExtraFace | None, str]] = []
    for sign in text:
        face = None
        if runs and (sign in _JOINERS or unicodedata.combining(sign)):
            face = runs[-1][0]
        elif ord(sign) not in known:
            face = find_extra_face(sign)
        if runs and runs[-1][0] == face:
            runs[-1] = face, runs[-1][1] + sign
        else:
            runs.append((face, sign))
    return runs


def has_extra_sign(sign: str) -> bool:
    """Return whether `sign` prints with an extra face, or shows nothing by itself."""
    return sign in _JOINERS or find_extra_face(sign) is not None


def list_weights(face: ExtraFace) -> tuple[int, ...]:
    """Return the weights that a sheet is set in, if `face` comes in several, else none."""
    loaded = load_extra_face(face)
    assert loaded, face
    is_variable = any(axis.tag == "wght" for axis in loaded.file.axis_infos)
    return _OUR_WEIGHTS if is_variable else ()


@lru_cache(maxsize=16)  # up to 200 KB each: a page needs the same letters in each weight
def subset_extra_face(face: ExtraFace, text: str, weight: int = 0) -> bytes:
    """Return a font with what `text` needs of `face`, that stands on the line as ours do.

    Where it comes in several weights and widths, it has those alone that a sheet is set in, or one
    `weight` alone.
    """
    import uharfbuzz

    loaded = load_extra_face(face)
    assert loaded, face
    request = uharfbuzz.SubsetInput()
    request.unicode_set.update(map(ord, text + _BETWEEN_LETTERS))
    for axis in loaded.file.axis_infos:
        if axis.tag == "wght" and weight:
            request.pin_axis_location(loaded.file, axis.tag, weight)
        elif axis.tag == "wght":
            request.set_axis_range(loaded.file, axis.tag, *_WEIGHTS, axis.default_value)
        else:
            request.pin_axis_to_default(loaded.file, axis.tag)
    return set_on_our_line(bytes(uharfbuzz.subset(loaded.file, request).blob.data))


def read_extra_font(content: bytes) -> LoadedExtraFace:
    """Return the font that subset_extra_face made."""
    import uharfbuzz

    file = uharfbuzz.Face(uharfbuzz.Blob(content))
    return LoadedExtraFace(file, uharfbuzz.Font(file), int(file.upem), frozenset(file.unicodes))


# The words were shaped before (ISO 32000-1, 9.9).
_UNUSED_IN_PDF = ("BASE", "GDEF", "GPOS", "GSUB")


def strip_for_pdf(font: LoadedExtraFace, glyphs: Iterable[int]) -> bytes:
    """Return a font for a PDF, with `glyphs` in their places: what the typesetter makes of it."""
    import uharfbuzz

    request = uharfbuzz.SubsetInput()
    flags = uharfbuzz.SubsetFlags
    request.flags = flags.RETAIN_GIDS | flags.DESUBROUTINIZE | flags.NO_HINTING
    request.glyph_set.update(glyphs)
    tags = (int.from_bytes(tag.encode(), "big") for tag in _UNUSED_IN_PDF)
    request.drop_table_tag_set.update(tags)
    return bytes(uharfbuzz.subset(font.file, request).blob.data)
