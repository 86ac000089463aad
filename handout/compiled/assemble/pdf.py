"""Compiled pages assembled into a PDF: what all classrooms with this layout share is written once.

PDF/UA-1 (ISO 14289-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from handout.cache.memory import LRUCache
from handout.compiled.assemble.fill import FilledFragment
from handout.compiled.assemble.font_objects import FontNumbers, font_objects
from handout.compiled.assemble.logo_image import NAME, LogoImage
from handout.compiled.assemble.operators import font_resource_name
from handout.compiled.assemble.page_operators import (
    ALL_DRAWINGS,
    PdfPage,
    draw_behind_words,
    drawing_names,
    pack_drawings,
    page_operators,
)
from handout.compiled.assemble.structure_tree import StructureTreeBuilder, references
from handout.compiled.parts.slots import NAMEPLATE
from handout.compiled.pdf.bookmarks import BookmarkTarget, build_outline
from handout.compiled.pdf.metadata import DocumentInfo, build_xmp, embed_files
from handout.compiled.pdf.types import PX
from handout.publish.pdf.printing import printing_preferences
from handout.publish.pdf.writing.objects import (
    NumberedObject,
    ObjectTable,
    compress_stream,
    pdf_number,
    pdf_string,
    stream,
    write_file,
)


class SheetTemplate:
    """Pages of one layout."""

    def __init__(self, plans: Sequence[PdfPage], faces: Iterable[str], language: str) -> None:
        """`faces` are those that words of slots are set in."""
        self._page_plans = plans
        self._objects = objects = ObjectTable()
        self._catalog, pages, self._info, self._xmp, self._outlines = (
            objects.reserve() for _ in range(5)
        )
        root, tree = objects.reserve(), objects.reserve()
        tagging = StructureTreeBuilder(objects, objects.reserve())
        self._glyphs = self._fixed_glyphs(faces)
        self._fonts = {face: FontNumbers.reserve(objects) for face in self._glyphs}
        self._pages: list[int] = []
        self._contents: list[int] = []
        self._resources: list[int] = []
        self._drawings: list[dict[str, int]] = []
        self._figures = tagging.figures
        self._logos: dict[int, int] = {}  # their numbers, by page
        owners = []
        for page_index, plan in enumerate(plans):
            self._page(page_index, plan, pages)
            marked = tagging.page(
                page_index,
                self._pages[page_index],
                [part.fragment for part in plan.parts],
                plan.beside,
            )
            owners.append(b"%d [%b]" % (page_index, references(marked)))
        objects.write(
            root, b"<</Type/StructTreeRoot/ParentTree %d 0 R/K[%d 0 R]>>" % (tree, tagging.document)
        )
        objects.write(tree, b"<</Nums[%b]>>" % b" ".join(owners))
        objects.write(
            tagging.document,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, references(tagging.kids)),
        )
        objects.write(
            pages, b"<</Type/Pages/Kids[%b]/Count %d>>" % (references(self._pages), len(plans))
        )
        self._catalogue = (
            b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/StructTreeRoot %d 0 R/Outlines %d 0 R"
            b"/Lang %b"
            b"/MarkInfo<</Marked true>>/ViewerPreferences%b"
            % (
                *(pages, self._xmp, root, self._outlines),
                pdf_string(language),
                printing_preferences(len(plans)).encode(),
            )
        )
        self._prefix, self._rows, self._next = objects.finish()
        self._before: dict[int, tuple[Sequence[FilledFragment], bytes]] = {}
        self._packed: LRUCache[object, bytes] = LRUCache(20)  # 5 KB each

    # ---- what all share

    def _fixed_glyphs(self, faces: Iterable[str]) -> dict[str, frozenset[int]]:
        """Return the glyphs of the words that all have, by face; also for `faces` of which there
        are none.
        """
        glyphs = dict.fromkeys(faces, frozenset[int]())
        for part in (part for plan in self._page_plans for part in plan.parts):
            for face, fixed in part.glyphs.items():
                glyphs[face] = glyphs.get(face, frozenset()) | fixed
        return dict(sorted(glyphs.items()))

    def _page(self, page_index: int, plan: PdfPage, pages: int) -> None:
        objects = self._objects
        page, content = objects.reserve(), objects.reserve()
        drawings = {name: objects.reserve() for name in drawing_names(page_index, plan)}
        pictures = {prefix.encode(): number for prefix, number in drawings.items()}
        for part in plan.parts:
            numbers = self._write_copies(part.fragment.pictures.objects)
            pictures |= {
                (part.prefix + name).encode(): numbers[number]
                for name, number in part.fragment.pictures.names.items()
            }
        if _has_logo(plan):
            pictures[NAME] = self._logos[page_index] = objects.reserve()
        states = {"a1.0": b"/ca 1"} | {
            name: entries
            for part in plan.parts
            for name, entries in part.fragment.graphics_states.items()
        }
        resources = objects.add(
            b"<</ExtGState<<%b>>/XObject<<%b>>/Font<<%b>>>>"
            % (
                b"".join(
                    b"/%b<<%b>>" % (name.encode(), entries)
                    for name, entries in sorted(states.items())
                ),
                b"".join(b"/%b %d 0 R" % picture for picture in pictures.items()),
                b"".join(
                    b"/%b %d 0 R" % (font_resource_name(face), numbers.font)
                    for face, numbers in self._fonts.items()
                ),
            )
        )
        box = b"[0 0 %b %b]" % (pdf_number(plan.width), pdf_number(plan.height))
        objects.write(
            page,
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/TrimBox%b/BleedBox%b/Contents %d 0 R/Resources "
            b"%d 0 R/Tabs/S/StructParents %d>>"
            % (pages, box, box, box, content, resources, page_index),
        )
        self._pages.append(page)
        self._contents.append(content)
        self._resources.append(resources)
        self._drawings.append(drawings)

    def _write_copies(self, objects: Sequence[Sequence[bytes | int]]) -> list[int]:
        """Write copied objects, those that are referred to first; their numbers."""
        written: dict[int, int] = {}

        def write(index: int) -> int:
            if index not in written:
                written[index] = self._objects.add_once(
                    b"".join(
                        part if isinstance(part, bytes) else b"%d 0 R" % write(part)
                        for part in objects[index]
                    )
                )
            return written[index]

        return [write(index) for index in range(len(objects))]

    # ---- what each has of its own

    def write(
        self,
        filled_pages: Sequence[Sequence[FilledFragment]],
        glyphs: Mapping[str, set[int]],
        info: DocumentInfo,
        attached: Mapping[str, bytes],
        extra_font: bytes = b"",
    ) -> bytes:
        """Return the PDF in which the parts are set like this, with files that go with it.

        `glyphs` are those of the words in slots, by face; `extra_font` has the letters that are in
        none of our faces.
        """
        streams: list[NumberedObject] = []
        marks: list[BookmarkTarget] = []
        for page_index, (plan, filled_page) in enumerate(
            zip(self._page_plans, filled_pages, strict=True)
        ):
            content = self._content(page_index, plan, filled_page)
            streams.append((self._contents[page_index], content))
            page, height = self._pages[page_index], plan.height
            form = (
                b"/Subtype/Form/BBox[-100 -100 2000 2000]/Resources %d 0 R"
                b"/Filter/FlateDecode" % self._resources[page_index]
            )
            for name, packed in self._pack_drawings(page_index, filled_page):
                streams.append((self._drawings[page_index][name], stream(form, packed)))
            for filled in filled_page:
                marks += [
                    BookmarkTarget(mark.level, mark.title, page, mark.x / PX, height - mark.y / PX)
                    for mark in filled.bookmarks
                ]
        small = build_outline(marks, self._outlines, self._next)
        free = count(self._next + len(marks))
        fonts = {
            (face, fixed.union(glyphs.get(face, ()))): self._fonts[face]
            for face, fixed in self._glyphs.items()
        }
        font_streams, font_dictionaries = font_objects(fonts, free, extra_font)
        streams += font_streams
        small += font_dictionaries
        for tag in self._figures:
            figure = filled_pages[tag.page][tag.part].own_figure
            assert figure
            entries = figure.tag_entries(tag.alt, self._page_plans[tag.page].height)
            small.append((tag.number, b"%b%b>>" % (tag.begins, entries)))
            if isinstance(figure, LogoImage):
                streams.append((self._logos[tag.page], figure.stream()))
        names, files, specifications = embed_files(attached, free)
        streams += files
        small += specifications
        small.append((self._catalog, self._catalogue + names + b">>"))
        info_strings = tuple(
            pdf_string(text) for text in (info.title, info.creator, info.subject, info.producer)
        )
        small.append(
            (self._info, b"<</Title %b/Creator %b/Subject %b/Producer %b>>" % info_strings)
        )
        metadata = compress_stream(build_xmp(info), b"/Type/Metadata/Subtype/XML")
        streams.append((self._xmp, metadata))
        return write_file(
            self._prefix, self._rows, streams, small, next(free), self._catalog, self._info
        )

    def _pack_drawings(
        self, page_index: int, filled_page: Sequence[FilledFragment]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the drawings of a page by their names, compressed."""
        parts = self._page_plans[page_index].parts
        if page_index == 0:
            for part, filled in zip(parts, filled_page, strict=True):
                if part.static:
                    yield part.prefix, part.compressed_drawings(filled.stretch)
        elif ALL_DRAWINGS in self._drawings[page_index]:
            key = page_index, tuple((filled.matrix, filled.stretch) for filled in filled_page)
            yield (
                ALL_DRAWINGS,
                self._packed.get_or_create(key, lambda: pack_drawings(parts, filled_page)),
            )

    def _content(
        self, page_index: int, plan: PdfPage, filled_page: Sequence[FilledFragment]
    ) -> bytes:
        previous = self._before.get(page_index)
        if previous and all(
            fragment is other for fragment, other in zip(previous[0], filled_page, strict=True)
        ):  # a back, the same for all
            return previous[1]
        drawn = draw_behind_words(page_index, plan, filled_page)
        content = compress_stream(page_operators(plan, filled_page, drawn))
        self._before[page_index] = filled_page, content
        return content


def _has_logo(plan: PdfPage) -> bool:
    """Return whether the nameplate of a page has a place for a logo."""
    plates = [part for part in plan.parts if part.fragment.name == NAMEPLATE]
    return any(not figure.ops for part in plates for figure in part.fragment.figures)
