"""The faces of ours that go into a file: those its words are set in, cut to the letters it has."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from typing import get_args

from handout.fonts import (
    FACES,
    Cut,
    Face,
    cut_characters,
    face_path,
    font_notices,
)
from handout.publish.drawings import data_uri

_TEXT_FAMILY = FACES[0].family
_BLOCK_OR_INLINE = re.compile(r"<(p|li|td|th|h[1-6]|div)\b([^>]*)>|<(/?)(strong|em)>")


def needed_faces(families: Iterable[str], html: str) -> tuple[Face, ...]:
    """Return the faces of `families` that a page with these elements may have words in.

    What somebody types into it later in italics, and there are none, browsers slant themselves.
    """
    italic_weights = set(_italic_weights(html))
    return tuple(
        face for face in FACES if face.family in families and _is_needed(face, italic_weights)
    )


def embedded_font_rules(faces: tuple[Face, ...], words: str) -> str:
    """Return the @font-face rules of `faces` for a file that says `words`.

    A letter that somebody types later and no face has is drawn in a typeface of the computer, until
    the file is built again; one that a face for headings has not, in that of the text.
    """
    letters = set(words) & cut_characters("wide")
    cuts = [cut for cut in get_args(Cut) if letters <= cut_characters(cut)]
    heading, text = cuts[0], next(cut for cut in cuts if cut != "heading")
    return _rules(faces, heading, text)


@cache
def whole_font_rules(families: tuple[str, ...]) -> str:
    """Return the @font-face rules of all faces of `families`, with all letters of a page."""
    return _rules(tuple(face for face in FACES if face.family in families), "wide", "wide")


@cache
def _rules(faces: tuple[Face, ...], heading: Cut, text: Cut) -> str:
    notices = [font_notices()[family] for family in dict.fromkeys(face.family for face in faces)]
    rules = ["/* " + "\n".join(notices) + " */"]
    for face in faces:
        cut = text if face.family == _TEXT_FAMILY else heading
        address = data_uri(face_path(face, cut).read_bytes(), "font/woff2")
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: '
            f"{face.style}; src: url({address}) }}"
        )
    return "\n".join(rules)


def _is_needed(face: Face, italic_weights: Container[bool]) -> bool:
    """Tell whether a page may have words in `face`: italics of the text are seldom, other faces are
    in every heading.

    `italic_weights` tells of each stretch in italics of the text whether it may be bold.
    """
    if face.family != _TEXT_FAMILY or face.style == "normal":
        return True
    return (face.weight > 400) in italic_weights


def _italic_weights(html: str) -> Iterator[bool]:
    """Yield for each stretch in italics of the text whether it, or a part of it, may be bold."""
    if "<em>" not in html:
        return
    block, attributes, now = "", "", {"strong": False, "em": False}
    for tag in _BLOCK_OR_INLINE.finditer(html):
        if tag[1]:
            block, attributes = tag[1], tag[2]
            continue
        now[tag[4]] = not tag[3]
        if now["em"] and 'class="quote' not in attributes:  # which has a family of its own
            yield now["strong"] or block not in ("p", "li")
