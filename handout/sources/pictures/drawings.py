"""Which drawings in an edited Word file are the logo and the picture of the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from handout.sources.pictures.picture import PICTURE_USES, PagePicture, PictureUse


class Drawing(NamedTuple):
    """A picture in a Word file: what it is called there, what it shows, and its bytes, b"" if they
    cannot be read or are too many.
    """

    name: str
    shows: str
    content: bytes


def find_pictures(
    drawings: Sequence[Drawing], issued: Mapping[str, str]
) -> Mapping[str, PagePicture]:
    """Return the pictures of the sheet by their fields: no logo where our own sign stands.

    `issued` says what each picture showed that the file was made with.
    """
    pictures = {}
    for use in PICTURE_USES:
        drawing = next(_find_drawings(drawings, use, issued.get(use.field)), None)
        if drawing:
            pictures[use.field] = PagePicture(drawing.content, drawing.shows)
    return pictures


def _find_drawings(
    drawings: Sequence[Drawing], use: PictureUse, showed: str | None
) -> Iterator[Drawing]:
    """Yield the drawings that may be the picture of `use`, the likeliest first.

    Google Docs gives each picture another name and keeps what it shows. Our own sign in the place
    of a logo shows nothing; neither may a picture that was put in the place of the one there.
    """
    for drawing in drawings:
        if drawing.name == use.mark and (drawing.shows or showed is not None):
            yield drawing
    for drawing in drawings:
        if showed and " ".join(drawing.shows.split()) == showed:
            yield drawing
