"""The @font-face rules for letters that a sheet uses and its usual fonts have not."""

from __future__ import annotations

import html as html_module
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from handout.content_folders import ENGLISH, content_folders
from handout.fonts import Face, cut_characters, face_path
from handout.layout.text.extra_faces import (
    FONTS_VARIABLE,
    ExtraFace,
    find_extra_face,
    list_weights,
    subset_extra_face,
)
from handout.layout.text.line_breaking import extra_characters
from handout.layout.text.line_of_face import compress_font
from handout.layout.text.shaping import load_face
from handout.publish.drawings import data_uri

_MARKUP = re.compile(r"<!--.*?-->|<script\b.*?</script>|<style\b.*?</style>|<[^>]*>", re.DOTALL)
EXTRA_FAMILY = "Handout Extra"
"""The family of the extra faces in a file: every list of ours has them behind Handout Sans."""

# One face for all weights and slants: a browser neither emboldens nor slants what these cover.
_ANY_WEIGHT, _ANY_SLANT = "1 1000", "oblique 0deg 20deg"
# No taller than our faces: a line of another height would break the measure of its side.
_LINE = "ascent-override: 90%; descent-override: 25%; line-gap-override: 0%"


def page_words(html: str) -> str:
    """Return the words of a page, without its comments, styles, scripts and tags."""
    return html_module.unescape(_MARKUP.sub(" ", html))


def _letters_by_face(words: str) -> dict[ExtraFace, str]:
    """Return the letters in `words` that each extra face has."""
    letters: dict[ExtraFace, str] = defaultdict(str)
    joiners = ""
    for sign in extra_characters(words):
        if face := find_extra_face(sign):
            letters[face] += sign
        else:
            joiners += sign
    return {face: signs + joiners for face, signs in sorted(letters.items())}


def printed_extra_fonts(html: str, language: str) -> tuple[str, dict[str, bytes]]:
    """Return the rules for the typesetter, and the fonts that they fetch, of a page in `language`.

    It takes for a letter any font it knows that has it: none of our lists names these. Of the
    letters it writes those alone that are on the page, so that the fonts may have more: with all
    that our words in the language need they are the same for nearly all of its sheets, and are
    made and read once.
    """
    if html.isascii():
        return "", {}
    rules, fonts = [], {}
    usual = _content_letters(tuple(_own_folders(language)))
    for number, (face, letters) in enumerate(_letters_by_face(page_words(html)).items(), 1):
        letters = "".join(sorted({*letters, *usual.get(face, "")}))
        # The typesetter would cut the weights out of a variable font anew for each PDF.
        for weight in list_weights(face) or (0,):
            address = f"asset:extra-{number}" + (f"-{weight}" if weight else "")
            fonts[address] = subset_extra_face(face, letters, weight)
            descriptor = f"; font-weight: {weight}" if weight else ""
            rules.append(
                f'@font-face {{ font-family: "Handout Extra {number}"; src: url({address})'
                f"{descriptor} }}"
            )
    return "\n".join(rules), fonts


def find_usual_font(letters: str, language: str) -> bytes | None:
    """Return the font with `letters`, which our faces have not, that pages in `language` with these
    or fewer are printed with; None if it is not one and the same for all of them.
    """
    folders = tuple(_own_folders(language))
    return _find_usual_font(letters, folders, os.environ.get(FONTS_VARIABLE))


@lru_cache(maxsize=64)
def _find_usual_font(letters: str, folders: tuple[Path, ...], fonts: str | None) -> bytes | None:
    """Return what find_usual_font does; `fonts` is where faces are looked for."""
    by_face, usual = _letters_by_face(letters), _content_letters(folders)
    if len(by_face) != 1:
        return None
    [(face, needed)] = by_face.items()
    if face not in usual or not set(usual[face]).issuperset(needed):
        return None
    return subset_extra_face(face, "".join(sorted(set(usual[face]))))


def _own_folders(language: str) -> Iterator[Path]:
    for folder in content_folders(language):
        if folder.name != ENGLISH:
            yield folder


@cache
def _content_letters(folders: tuple[Path, ...]) -> dict[ExtraFace, str]:
    """Return the letters that the words in `folders` need of extra faces."""
    letters: set[str] = set()
    for folder in folders:
        for path in filter(Path.is_file, folder.rglob("*.*")):
            letters.update(path.read_text("utf-8", errors="ignore"))
    return _letters_by_face("".join(sorted(letters)))


def embedded_extra_fonts(words: str, faces: Iterable[Face]) -> str:
    """Return the rules for a file that says `words`: more of `faces`, for those letters alone that
    no cut for pages has, and the family of the extra faces, each once for all weights.

    Our whole fonts have Greek, Cyrillic and more.
    """
    ours = sorted(set(words) - cut_characters("wide"))
    rules: list[str] = []
    for face in faces:
        known = "".join(sign for sign in ours if ord(sign) in load_face(face).characters)
        if known:
            own = ExtraFace(str(face_path(face, "ttf")))
            rules.append(_rule(face.family, str(face.weight), face.style, own, known))
    for extra_face, letters in _letters_by_face(words).items():
        rules.append(_rule(EXTRA_FAMILY, _ANY_WEIGHT, _ANY_SLANT, extra_face, letters))
    return "\n".join(rules)


def name_extra_family(css: str) -> str:
    """Return the rules of a file in which our faces are followed by the extra ones."""
    return css.replace('"Handout Sans",', f'"Handout Sans","{EXTRA_FAMILY}",')


def _rule(family: str, weight: str, style: str, source: ExtraFace, letters: str) -> str:
    codes = ", ".join(f"U+{ord(sign):X}" for sign in letters)
    address = data_uri(_packed_subset(source, letters), "font/woff")
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: '
        f"{style}; src: url({address}); unicode-range: {codes}; {_LINE} }}"
    )


@lru_cache(maxsize=8)
def _packed_subset(face: ExtraFace, letters: str) -> bytes:
    return compress_font(subset_extra_face(face, letters))
