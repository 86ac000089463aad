"""A picture that a customization names: its file found, read, checked and made safe."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from handout.interface_language import interface_messages
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.pictures.bitmap import MOST_PIXELS, UnreadableError, normalize_bitmap
from handout.sources.pictures.picture import Picture, PictureUse
from handout.sources.pictures.picture_kinds import foreign_kind
from handout.sources.pictures.svg_check import UndrawableSvgError
from handout.sources.pictures.svg_drawing import (
    MOST_SVG_BYTES,
    is_svg,
    render_svg,
)
from handout.sources.yaml.enclosure import read_enclosure
from handout.sources.yaml.text_file import read_text

_MEGA = 1_000_000
_FEW_PIXELS = 500  # a picture with fewer leaves much of its page empty


def read_named_picture(
    use: PictureUse, name: str, position: Position
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the picture that a customization names at `position`, as clean_picture does: the file
    beside it, or else the picture enclosed in it.
    """
    customization = Path(position.path)
    path = customization.parent / name
    if not path.exists() and customization.is_file():
        with suppress(HandoutError):  # it has been told of, or is a roster
            enclosed = read_enclosure(read_text(customization), position.path).pictures
            if use.field in enclosed:
                return clean_picture(use, enclosed[use.field], path.name, position)
    return read_picture(use, path, position)


def read_picture(
    use: PictureUse, path: Path, position: Position
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the picture at `path` as clean_picture does; at `position` it is named."""
    try:
        with path.open("rb") as file:
            content = file.read(use.most_bytes + 1)
    except (OSError, ValueError):
        return None, (problem("picture-missing", position, name=str(path)),)
    return clean_picture(use, content, path.name, position)


def clean_picture(
    use: PictureUse, content: bytes, name: str, position: Position
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the picture in the bytes of the file `name`, and what there is to tell.

    It has no transparency, is in sRGB and upright, and says nothing of where it was taken: paper,
    page and Word file show the same. A picture that cannot be shown as it is gives a Problem at
    `position` and no picture.
    """
    kind = foreign_kind(content)
    # Of a kind that cannot be printed, a smaller one would not do either.
    if len(content) > use.most_bytes and not kind:
        return None, (_too_large_problem(use, name, position, use.most_bytes),)
    try:
        if kind:
            raise UnreadableError.of_kind(kind)
        if is_svg(content):
            content = _draw(content, use.pixels)
        picture, moves = normalize_bitmap(content, use)
    except UndrawableSvgError as error:
        if error.code == "picture-huge":
            return None, (_too_large_problem(use, name, position, MOST_SVG_BYTES),)
        named = interface_messages("pictures")["svg"].get(error.detail, error.detail)
        return None, (problem(error.code, position, name=name, what=named),)
    except UnreadableError as error:
        values = {"kind": error.kind, "pixels": use.pixels, "most": MOST_PIXELS // _MEGA}
        return None, (problem(error.code, position, warning=False, name=name, **values),)
    warnings = []
    if moves:
        warnings.append(problem("picture-animated", position, warning=True, name=name))
    if use.is_large and max(picture.size) < _FEW_PIXELS:
        width, height = picture.size
        values = {"width": width, "height": height, "pixels": use.pixels}
        warnings.append(problem("picture-small", position, warning=True, name=name, **values))
    return picture, tuple(warnings)


def _draw(svg: bytes, pixels: int) -> bytes:
    if len(svg) > MOST_SVG_BYTES:
        raise UndrawableSvgError("picture-huge")
    return render_svg(svg, pixels)


def _too_large_problem(use: PictureUse, name: str, position: Position, most: int) -> Problem:
    values = {"most": most // _MEGA, "pixels": use.pixels}
    return problem("picture-huge", position, warning=False, name=name, **values)
