"""The typefaces on the sheet, and where their files are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from handout.problems import ExitCode, HandoutError, Position, problem

FONTS = Path(__file__).resolve().parent / "fonts"


class Face(NamedTuple):
    """One style and weight of a family.

    `weight` is CSS font-weight; `file` is a name in fonts/ without its ending.
    """

    family: str
    weight: int
    style: Literal["normal", "italic"]
    file: str


FACES = (
    Face("Handout Sans", 400, "normal", "handout-sans-400"),
    Face("Handout Sans", 600, "normal", "handout-sans-600"),
    Face("Handout Sans", 700, "normal", "handout-sans-700"),
    Face("Handout Sans", 400, "italic", "handout-sans-400-italic"),
    Face("Handout Sans", 700, "italic", "handout-sans-700-italic"),
    Face("Handout Plate", 700, "normal", "handout-plate-700"),
    Face("Handout Plate", 500, "italic", "handout-plate-500-italic"),
    Face("Handout Serif", 400, "normal", "handout-serif-400"),
    Face("Handout Serif", 400, "italic", "handout-serif-400-italic"),
    Face("Handout Serif", 700, "normal", "handout-serif-700"),
)

# As Pango names the weights.
_WEIGHTS = {400: "", 500: "-Medium", 600: "-Semi-Bold", 700: "-Bold"}


def _pdf_name(face: Face) -> str:
    style = "-Italic" if face.style == "italic" else ""
    return face.family.replace(" ", "-") + _WEIGHTS[face.weight] + style


FACES_BY_PDF_NAME = {_pdf_name(face): face for face in FACES}
"""The faces by the names that the typesetter gives them in a PDF."""


Cut = Literal["heading", "basic", "latin", "wide"]
"""The characters that a face in a page has, from the fewest (handout/setup/build_fonts.py)."""


def face_path(face: Face, kind: Literal["ttf"] | Cut) -> Path:
    """Return the file of `face`: all of it for measuring and the PDF ("ttf"), or a cut for pages.

    Raises HandoutError (ENVIRONMENT) if the fonts were never made here.
    """
    return _font_file(f"{face.file}.ttf" if kind == "ttf" else f"{face.file}.{kind}.woff2")


@cache
def cut_characters(cut: Cut) -> frozenset[str]:
    """Return the characters that the faces have in a cut, as far as their family has them.

    Raises HandoutError (ENVIRONMENT) if the fonts were never made here.
    """
    return frozenset(_font_file(f"{cut}.txt").read_text(encoding="utf-8"))


@cache
def font_notices() -> dict[str, str]:
    """Return whose each family is and how it is licensed, as its license wants it said."""
    lines = _font_file("notice.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition(":")[0]: line for line in lines}


def _font_file(name: str) -> Path:
    path = FONTS / name
    if not path.is_file():
        raise HandoutError(
            [problem("fonts-not-made", Position(str(FONTS)), name=name)], ExitCode.ENVIRONMENT
        )
    return path
