"""The structure tree of a sheet: the tags of its parts, with numbers of this file, and ids that are
unique in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handout.compiled.fragments.fragment import Fragment
from handout.compiled.parts.slots import CODE, LOGO
from handout.compiled.pdf.types import StructureTag
from handout.publish.pdf.writing.objects import ObjectTable, pdf_number, pdf_string


class FigureTag(NamedTuple):
    """The tag of a QR code or a logo, which is not the same for all: the object's `number` and what
    it begins with.
    """

    number: int
    page: int
    part: int
    begins: bytes
    alt: str


@dataclass
class StructureTreeBuilder:
    """Tags of the pages below the Document element, whose number is `document`.

    `kids` are its children so far.

    `figures` are the tags that are yet to be written.
    """

    objects: ObjectTable
    document: int
    kids: list[int] = field(default_factory=list)
    figures: list[FigureTag] = field(default_factory=list)

    def page(
        self,
        page_index: int,
        page_object: int,
        parts: Sequence[Fragment],
        beside: Sequence[Sequence[str]],
    ) -> list[int]:
        """Write the tags of a page, whose object is `page_object`.

        Return the elements that its marks belong to, in order. `beside` has the names of parts that
        stand side by side: they are in an element together.
        """
        owners: list[int] = []

        def write(tag: StructureTag, parent: int, part_index: int) -> int:
            number, name = self.objects.reserve(), f"{page_index}{part_index}"
            kids: list[bytes] = []
            marked = b""
            for child in tag.children:
                if isinstance(child, StructureTag):
                    kids.append(b"%d 0 R" % write(child, number, part_index))
                else:
                    kids.append(b"%d" % child)
                    owners[child] = number
                    marked = b"/Pg %d 0 R" % page_object
            begins = b"<</S/%b/P %d 0 R%b/K[%b]" % (
                tag.kind.encode(),
                parent,
                marked,
                b" ".join(kids),
            )
            alt = str(tag.attributes.get("Alt", ""))
            if CODE in alt or alt == LOGO:
                self.figures.append(FigureTag(number, page_index, part_index, begins, alt))
            else:
                self.objects.write(number, b"%b%b>>" % (begins, _attributes(tag, name)))
            return number

        whole, side = self.objects.reserve(), self.objects.reserve()
        inside: list[int] = []
        row: list[int] = []
        row_number = 0
        first = 0
        for part_index, part in enumerate(parts):
            count = len(part.texts) + len(part.figures)
            owners += [0] * count
            tags = [_renumber(tag, first, len(part.texts)) for tag in part.tags]
            first += count
            names = next((names for names in beside if part.name in names), ())
            if not names:
                inside += [write(tag, side, part_index) for tag in tags]
                continue
            if part.name == names[0]:
                row_number, row = self.objects.reserve(), []
                inside.append(row_number)
            row += [write(tag, row_number, part_index) for tag in tags]
            if part.name == names[-1]:
                self.objects.write(
                    row_number, b"<</S/Div/P %d 0 R/K[%b]>>" % (side, references(row))
                )
        self.objects.write(side, b"<</S/Div/P %d 0 R/K[%b]>>" % (whole, references(inside)))
        self.objects.write(whole, b"<</S/Part/P %d 0 R/K[%d 0 R]>>" % (self.document, side))
        self.kids.append(whole)
        return owners


def references(numbers: Sequence[int]) -> bytes:
    """References to objects, as the entries of an array."""
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _renumber(tag: StructureTag, first: int, leaves: int) -> StructureTag:
    children = [
        _renumber(child, first, leaves)
        if isinstance(child, StructureTag)
        else first + (child if child >= 0 else leaves - 1 - child)
        for child in tag.children
    ]
    return StructureTag(tag.kind, tag.attributes, children)


def _attributes(tag: StructureTag, name: str) -> bytes:
    out, layout_attributes = [], []
    for key, value in tag.attributes.items():
        if key in ("Alt", "ActualText", "Lang"):
            out.append(b"/%b %b" % (key.encode(), pdf_string(value)))
        elif key == "ID":
            out.append(b"/ID(%b.%b)" % (name.encode(), value.encode()))
        else:
            layout_attributes.append(b"/%b%b" % (key.encode(), _value(value, name)))
    if layout_attributes:
        out.append(b"/A<<%b>>" % b"".join(layout_attributes))
    return b"".join(out)


def _value(value: object, name: str) -> bytes:
    if isinstance(value, list):
        return b"[%b]" % b" ".join(_value(item, name) for item in value)
    if isinstance(value, tuple):  # an id
        return b"(%b.%b)" % (name.encode(), value[1].encode())
    if isinstance(value, str):
        return value.encode()
    return b" " + pdf_number(float(value))  # type: ignore[arg-type]
