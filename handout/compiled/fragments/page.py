"""A page as the typesetter drew it: its words and drawings, with its tags and its bookmarks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pikepdf

from handout.compiled.fragments.content_stream import PageContent
from handout.compiled.fragments.text_run import place_glyphs
from handout.compiled.pdf.types import PX, Bookmark, NotCompilableError, StructureTag


class TypesetPage:
    """One page of a tagged PDF that the typesetter wrote. Lengths in CSS px from the top left.

    If it `is_alone`, the document's other pages have nothing to do with it: what stands on them is
    left out, and ids are as if there were none.

    Raises NotCompilableError.
    """

    def __init__(self, pdf: pikepdf.Pdf, number: int = 0, *, is_alone: bool = False) -> None:
        self.pdf, self._page, self._is_alone = pdf, pdf.pages[number], is_alone
        self.height = float(self._page.mediabox[3])
        painting = PageContent(self._page)
        self.texts, self.graphics = painting.texts, painting.graphics
        self._tables: dict[str, int] = {}  # their numbers here, by those in the file
        self.fonts = {font.name: font for font in painting.fonts.values()}

    def glyphs(self, shows: bytes, face: str, size: float) -> tuple[tuple[int, float], ...]:
        """Return the glyphs that an operand would draw in a face of this page, and where each
        starts.
        """
        return place_glyphs(shows, self.fonts[face], size)[0]

    @cached_property
    def tags(self) -> StructureTag:
        """The structure tree of this page: the Document element with what stands on the page.

        Pieces of text that are a Span or NonStruct of their own say nothing: they go to the element
        around them.
        """
        root = self.pdf.Root.StructTreeRoot
        top = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
        tag = self._tag(top)
        assert isinstance(tag, StructureTag)
        return tag

    def _tag(self, element: Any) -> StructureTag | list[StructureTag | int]:
        attributes = self._attributes(element)
        children: list[StructureTag | int] = []
        for kid in _kids(element):
            if isinstance(kid, int):
                if element.Pg.objgen == self._page.objgen:
                    children.append(kid)
            elif "/S" in kid:
                if self._is_alone and kid.S == "/Part" and self._is_elsewhere(kid):
                    continue  # another side: all of it is there
                tag = self._tag(kid)
                children += tag if isinstance(tag, list) else [tag]
            else:
                raise NotCompilableError("link")
        kind = str(element.S)[1:]
        if kind in ("Span", "NonStruct") and not attributes:
            return children
        if kind == "Div" and not children:
            return []
        if self._is_alone and not children and self._is_elsewhere(element):
            return []
        return StructureTag(kind, attributes, children)

    def _attributes(self, element: Any) -> dict[str, Any]:
        attributes: dict[str, Any] = {
            key[1:]: str(element[key])
            for key in ("/Alt", "/ID", "/ActualText", "/Lang")
            if key in element
        }
        if "/A" in element:
            for key, value in element.A.items():
                attributes[key[1:]] = _plain(value)
        if not self._is_alone or self._is_elsewhere(element):
            return attributes
        if "ID" in attributes:
            attributes["ID"] = self._number_table(attributes["ID"])
        if "Headers" in attributes:
            headers = attributes["Headers"]
            attributes["Headers"] = [(kind, self._number_table(id)) for kind, id in headers]
        return attributes

    def _is_elsewhere(self, element: Any) -> bool:
        """Return whether an element is, or begins, on another page."""
        return "/Pg" in element and element.Pg.objgen != self._page.objgen

    def _number_table(self, id: str) -> str:
        """Return the id of a cell with the number of its table on this page, in place of that which
        it has among all boxes that the typesetter laid out.
        """
        table, _, cell = id.partition("-")
        return f"{self._tables.setdefault(table, len(self._tables))}-{cell}"

    @cached_property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        """The bookmarks to this page, in order; the outermost have level 1."""
        outlines = self.pdf.Root.get("/Outlines")
        return tuple(self._marks(outlines, 1)) if outlines is not None else ()

    def _marks(self, parent: Any, level: int) -> Iterator[Bookmark]:
        mark = parent.get("/First")
        while mark is not None:
            if mark.Dest[0].objgen == self._page.objgen:
                yield Bookmark(level, str(mark.Title), *self._point(mark.Dest))
            yield from self._marks(mark, level + 1)
            mark = mark.get("/Next")

    def _point(self, target: Any) -> tuple[float, float]:
        return float(target[2]) * PX, (self.height - float(target[3])) * PX

    def picture(self, name: bytes) -> Any:
        """Return the XObject that is drawn by this name, b"/x0" for one."""
        return self._page.resources["/XObject"][name.decode()]

    def opacity(self, name: str) -> bytes:
        """Return the entries of the graphics state `name`, which tell how opaque something is
        drawn. Raises NotCompilableError.
        """
        state = self._page.resources["/ExtGState"].get(f"/{name}")
        if state is None and name == "A1.0":  # of a sign
            return b"/CA 1"
        if state is None or not {"/ca", "/CA"}.issuperset(state.keys()):
            raise NotCompilableError("graphics state")
        return b"".join(f"{key} {state[key]}".encode() for key in sorted(state.keys()))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    return [] if kids is None else list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return [_plain(item) for item in value]
    if isinstance(value, pikepdf.Name):
        return str(value)
    if isinstance(value, pikepdf.String):
        return ("text", str(value))
    return float(value) if not isinstance(value, int) else value
