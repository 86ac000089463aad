"""The bookmarks of a sheet as the objects of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handout.publish.pdf.writing.objects import NumberedObject, pdf_number, pdf_string


@dataclass(frozen=True, slots=True)
class BookmarkTarget:
    """A bookmark: its level (1 is outermost), its title, the object of its page, and where on it
    (pt from the bottom left).
    """

    level: int
    title: str
    page: int
    x: float
    y: float


def build_outline(marks: Sequence[BookmarkTarget], root: int, first: int) -> list[NumberedObject]:
    """Return the objects of `marks`, in reading order, numbered from `first`, below the outline
    dictionary `root`.
    """
    numbers = range(first, first + len(marks))
    parents = _parents(marks)
    children: dict[int, list[int]] = {}
    for index, parent in enumerate(parents):
        children.setdefault(parent, []).append(index)
    below = [0] * len(marks)
    for index in range(len(marks) - 1, -1, -1):
        if parents[index] >= 0:
            below[parents[index]] += 1 + below[index]
    objects: list[NumberedObject] = []
    for parent, siblings in children.items():
        for place, index in enumerate(siblings):
            mark = marks[index]
            entries = [
                b"<</Title %b/Dest[%d 0 R/XYZ %b %b 0]/Parent %d 0 R"
                % (
                    pdf_string(mark.title),
                    mark.page,
                    pdf_number(mark.x),
                    pdf_number(mark.y),
                    root if parent < 0 else numbers[parent],
                )
            ]
            if place:
                entries.append(b"/Prev %d 0 R" % numbers[siblings[place - 1]])
            if place + 1 < len(siblings):
                entries.append(b"/Next %d 0 R" % numbers[siblings[place + 1]])
            if below[index]:
                entries.append(
                    b"/Count %d/First %d 0 R/Last %d 0 R"
                    % (below[index], numbers[children[index][0]], numbers[children[index][-1]])
                )
            objects.append((numbers[index], b"".join(entries) + b">>"))
    top = children.get(-1, [])
    ends = b"/First %d 0 R/Last %d 0 R" % (numbers[top[0]], numbers[top[-1]]) if top else b""
    return [*objects, (root, b"<</Count %d%b>>" % (len(marks), ends))]


def _parents(marks: Sequence[BookmarkTarget]) -> list[int]:
    """Return for each the index of the one that it is below; -1 for none."""
    parents: list[int] = []
    above: list[int] = []
    for index, mark in enumerate(marks):
        while above and marks[above[-1]].level >= mark.level:
            above.pop()
        parents.append(above[-1] if above else -1)
        above.append(index)
    return parents
