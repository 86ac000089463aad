"""The @font-face rules for letters that a sheet uses and its usual fonts have not."""

from __future__ import annotations

import html as html_module
import re
from collections import defaultdict
from collections.abc import Iterator

from handout.fonts import FACES, Face, face_path
from handout.layout.text.extra_faces import (
    ExtraFace,
    find_extra_face,
    subset_extra_face,
)
from handout.layout.text.line_breaking import extra_characters
from handout.layout.text.shaping import load_face
from handout.publish.html.css import data_uri

_MARKUP = re.compile(r"<script\b.*?</script>|<style\b.*?</style>|<[^>]*>", re.DOTALL)
# Greek, Cyrillic and what follows: our whole fonts have some of them, those in a file none.
_NOT_IN_FILES = re.compile("[\u0370-\u1dff]")
# No taller than our faces: a line of another height would break the measure of its side.
_LINE = "ascent-override: 90%; descent-override: 25%; line-gap-override: 0%"


def _words(html: str) -> str:
    return "" if html.isascii() else html_module.unescape(_MARKUP.sub(" ", html))


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


def printed_extra_fonts(html: str) -> tuple[str, dict[str, bytes]]:
    """Return the rules for the typesetter, and the fonts that they fetch.

    It takes for a letter any font it knows that has it: none of our lists names these.
    """
    rules, fonts = [], {}
    for number, (face, letters) in enumerate(_letters_by_face(_words(html)).items(), 1):
        address = f"asset:extra-{number}"
        fonts[address] = subset_extra_face(face, letters)
        rules.append(f'@font-face {{ font-family: "Handout Extra {number}"; src: url({address}) }}')
    return "\n".join(rules), fonts


def embedded_extra_fonts(html: str, families: tuple[str, ...]) -> str:
    """Return the rules for a file: more faces of our `families`, for those letters alone."""
    words = _words(html)
    ours = "".join(sorted(set(_NOT_IN_FILES.findall(words))))
    extra = _letters_by_face(words)
    rules: list[str] = []
    for face in FACES:
        if face.family not in families:
            continue
        known = "".join(sign for sign in ours if ord(sign) in load_face(face).characters)
        if known:
            own = ExtraFace(str(face_path(face, "ttf")))
            rules.append(_rule(face, own, known))
        rules += _extra_rules(face, extra)
    return "\n".join(rules)


def _extra_rules(face: Face, extra: dict[ExtraFace, str]) -> Iterator[str]:
    for extra_face, letters in extra.items():
        yield _rule(face, extra_face, letters)


def _rule(face: Face, source: ExtraFace, letters: str) -> str:
    codes = ", ".join(f"U+{ord(sign):X}" for sign in letters)
    address = data_uri(subset_extra_face(source, letters), "font/ttf")
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: '
        f"{face.style}; src: url({address}); unicode-range: {codes}; {_LINE} }}"
    )
