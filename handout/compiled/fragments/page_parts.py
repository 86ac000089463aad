"""Which part of a page each of its tags, bookmarks and drawings belongs to. Lengths in CSS px."""

from __future__ import annotations

from collections.abc import Mapping

from handout.compiled.fragments.page import TypesetPage
from handout.compiled.parts.positions import PartPosition
from handout.compiled.parts.slots import FOOT, NAMEPLATE
from handout.compiled.pdf.types import Bookmark, NotCompilableError, StructureTag
from handout.layout.fitting.fitted_sheet import FittedSide


def find_part_bookmarks(
    drawing: TypesetPage, side: FittedSide, edges: list[tuple[float, float, str]], name: str
) -> list[Bookmark]:
    """Return the bookmarks of a part, with the levels that they have on a whole sheet."""
    top_level = 1 if side.side.nameplate else 2
    higher = min((mark.level for mark in drawing.bookmarks), default=1) - top_level
    bookmarks = []
    for mark in drawing.bookmarks:
        if find_part_at(edges, (mark.x, mark.y + 2, mark.x + 4, mark.y + 4)) == name:
            bookmarks.append(Bookmark(mark.level - higher, mark.title, mark.x, mark.y))
    return bookmarks


def find_part_tags(document: StructureTag, side: FittedSide) -> dict[str, list[StructureTag]]:
    """Return the element of each part."""
    page = document
    while page.kind != "Div":
        if len(page.children) != 1 or not isinstance(page.children[0], StructureTag):
            raise NotCompilableError("tags")
        page = page.children[0]
    parts = [child for child in page.children if isinstance(child, StructureTag)]
    if len(parts) != len(page.children):
        raise NotCompilableError("tags")
    if len(parts) != len(side.rows) + 2:
        raise NotCompilableError("tags")
    tags = {NAMEPLATE: parts[:1], FOOT: parts[-1:]}
    for row, row_tag in zip(side.rows, parts[1:-1], strict=True):
        box_tags = [row_tag] if len(row) == 1 else row_tag.children
        if len(box_tags) != len(row):
            raise NotCompilableError("tags")
        for placed, box_tag in zip(row, box_tags, strict=True):
            assert isinstance(box_tag, StructureTag)
            tags[placed.panel.block.id] = [box_tag]
    return tags


def find_part_edges(
    side: FittedSide, positions: Mapping[str, PartPosition]
) -> list[tuple[float, float, str]]:
    """Return from where down and to the right a part reaches, the lowest and rightmost first."""
    edges = [(-1e9, -1e9, NAMEPLATE)]
    for row in side.rows:
        boxes = [(placed.panel.block.id, positions[placed.panel.block.id]) for placed in row]
        top = min(position.y - position.head for _, position in boxes) - 1
        for index, (name, position) in enumerate(boxes):
            edges.append((top, position.x - 5 if index else -1e9, name))
    edges.append((positions[FOOT].y + 1, -1e9, FOOT))  # there is room above its words
    return edges[::-1]


def find_part_at(
    edges: list[tuple[float, float, str]], box: tuple[float, float, float, float]
) -> str:
    """Return the name of the part in which the middle of `box` is."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next(name for top, left, name in edges if y >= top and x >= left)
