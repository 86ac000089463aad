"""Compiled pages put together as a PDF: what all classrooms with this layout share is written once, the rest each time.

PDF/UA-1 (ISO 14289-1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from handout.compiled.assemble.fill import Master, Setting, face_name
from handout.compiled.assemble.structure_tree import Tagging, references
from handout.compiled.parts.slots import CODE
from handout.compiled.pdf.bookmarks import Target, outline
from handout.compiled.pdf.metadata import About, attachments, xmp
from handout.compiled.pdf.objects import Numbered, Objects, finished, number, packed, stream, text
from handout.compiled.pdf.types import PX
from handout.compiled.text.fonts import Embedded, embedded, subset_tag, usual


@dataclass(frozen=True)
class Leaf:
    """A page of the sheet: its size in pt, its parts in reading order, and the parts that stand side by side, by name."""

    width: float
    height: float
    parts: tuple[Master, ...]
    beside: tuple[tuple[str, ...], ...]


class Sheet:
    """Pages of one layout with fonts for one set of glyphs."""

    def __init__(
        self, leaves: Sequence[Leaf], more: Mapping[str, frozenset[int]], language: str
    ) -> None:
        """`more` are glyphs, by face, that these words need and usual ones do not."""
        self._leaves = leaves
        self._objects = objects = Objects()
        self._catalog, pages, self._info, self._xmp, self._outlines = (
            objects.number() for _ in range(5)
        )
        root, tree = objects.number(), objects.number()
        tagging = Tagging(objects, objects.number())
        fonts = {
            face: self._font(face, more.get(face, frozenset()))
            for face in sorted(self._faces() | set(more))
        }
        self._pages: list[int] = []
        self._contents: list[int] = []
        self._resources: list[int] = []
        self._drawings: list[dict[str, int]] = []
        self._codes = tagging.codes
        owners = []
        for n, leaf in enumerate(leaves):
            self._page(n, leaf, pages, fonts)
            marked = tagging.page(
                n, self._pages[n], [part.fragment for part in leaf.parts], leaf.beside
            )
            owners.append(b"%d [%b]" % (n, references(marked)))
        objects.put(
            root, b"<</Type/StructTreeRoot/ParentTree %d 0 R/K[%d 0 R]>>" % (tree, tagging.document)
        )
        objects.put(tree, b"<</Nums[%b]>>" % b" ".join(owners))
        objects.put(
            tagging.document,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, references(tagging.kids)),
        )
        objects.put(
            pages, b"<</Type/Pages/Kids[%b]/Count %d>>" % (references(self._pages), len(leaves))
        )
        self._catalogue = (
            b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/StructTreeRoot %d 0 R/Outlines %d 0 R/Lang %b"
            b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
            % (pages, self._xmp, root, self._outlines, text(language))
        )
        self._prefix, self._rows, self._next = objects.written()
        self._before: dict[int, tuple[Sequence[Setting], bytes]] = {}

    # ---- what all share

    def _faces(self) -> set[str]:
        return {face for leaf in self._leaves for part in leaf.parts for face in part.glyphs}

    def _font(self, face: str, more: frozenset[int]) -> int:
        """Write a font; its number."""
        still = (part.glyphs.get(face, frozenset()) for leaf in self._leaves for part in leaf.parts)
        glyphs = (usual(face) | more).union(*still)
        name = f"{subset_tag(face, glyphs)}+{face}".encode()
        font: Embedded = embedded(face, glyphs)
        add = self._objects.add
        file = add(stream(b"/Length1 %d/Filter/FlateDecode" % font.size, font.packed))
        letters = add(stream(b"/Filter/FlateDecode", font.letters))
        descriptor = add(
            b"<</Type/FontDescriptor/FontName/%b%b/FontFile2 %d 0 R>>" % (name, font.about, file)
        )
        descendant = add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/CIDToGIDMap/Identity/W[%b]/FontDescriptor %d 0 R>>" % (name, font.widths, descriptor)
        )
        return add(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/ToUnicode %d 0 R/Encoding/Identity-H/DescendantFonts[%d 0 R]>>"
            % (name, letters, descendant)
        )

    def _page(self, n: int, leaf: Leaf, pages: int, fonts: Mapping[str, int]) -> None:
        objects = self._objects
        page, content = objects.number(), objects.number()
        drawings = {part.prefix: objects.number() for part in leaf.parts if part.still}
        pictures = {prefix.encode(): at for prefix, at in drawings.items()}
        for part in leaf.parts:
            numbers = self._copied(part.fragment.pictures.objects)
            pictures |= {
                (part.prefix + name).encode(): numbers[at]
                for name, at in part.fragment.pictures.names.items()
            }
        states = {"a1.0": b"/ca 1"} | {
            name: said for part in leaf.parts for name, said in part.fragment.states.items()
        }
        resources = objects.add(
            b"<</ExtGState<<%b>>/XObject<<%b>>/Font<<%b>>>>"
            % (
                b"".join(
                    b"/%b<<%b>>" % (name.encode(), said) for name, said in sorted(states.items())
                ),
                b"".join(b"/%b %d 0 R" % one for one in pictures.items()),
                b"".join(b"/%b %d 0 R" % (face_name(face), font) for face, font in fonts.items()),
            )
        )
        box = b"[0 0 %b %b]" % (number(leaf.width), number(leaf.height))
        objects.put(
            page,
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/TrimBox%b/BleedBox%b/Contents %d 0 R/Resources %d 0 R/Tabs/S/StructParents %d>>"
            % (pages, box, box, box, content, resources, n),
        )
        self._pages.append(page)
        self._contents.append(content)
        self._resources.append(resources)
        self._drawings.append(drawings)

    def _copied(self, objects: Sequence[Sequence[bytes | int]]) -> list[int]:
        """Write copied objects, those that are referred to first; their numbers."""
        numbers: dict[int, int] = {}

        def write(at: int) -> int:
            if at not in numbers:
                numbers[at] = self._objects.shared(
                    b"".join(
                        part if isinstance(part, bytes) else b"%d 0 R" % write(part)
                        for part in objects[at]
                    )
                )
            return numbers[at]

        return [write(at) for at in range(len(objects))]

    # ---- what each has of its own

    def written(
        self, settings: Sequence[Sequence[Setting]], about: About, attached: Mapping[str, bytes]
    ) -> bytes:
        """The PDF in which the parts are set like this, with files that go with it."""
        streams: list[Numbered] = []
        marks: list[Target] = []
        for n, (leaf, row) in enumerate(zip(self._leaves, settings, strict=True)):
            streams.append((self._contents[n], self._content(n, leaf, row)))
            page, height = self._pages[n], leaf.height
            for part, setting in zip(leaf.parts, row, strict=True):
                if part.prefix in self._drawings[n]:
                    form = (
                        b"/Type/XObject/Subtype/Form/BBox[-100 -100 2000 2000]/Resources %d 0 R/Filter/FlateDecode"
                        % self._resources[n]
                    )
                    streams.append(
                        (
                            self._drawings[n][part.prefix],
                            stream(form, part.drawings(setting.drawing)),
                        )
                    )
                marks += [
                    Target(level, title, page, x / PX, height - y / PX)
                    for level, title, x, y in setting.titles
                ]
        free = count(self._next)
        small = outline(marks, self._outlines, self._next)
        for tag in self._codes:
            code = settings[tag.page][tag.part].code
            assert code
            told = code.told(tag.alt.replace(CODE, code.url), self._leaves[tag.page].height)
            small.append((tag.number, b"%b%b>>" % (tag.begins, told)))
        for _ in marks:
            next(free)
        names, files, specifications = attachments(attached, free)
        streams += files
        small += specifications
        small.append((self._catalog, self._catalogue + names + b">>"))
        said = tuple(
            text(one) for one in (about.title, about.creator, about.subject, about.producer)
        )
        small.append((self._info, b"<</Title %b/Creator %b/Subject %b/Producer %b>>" % said))
        streams.append((self._xmp, stream(b"/Type/Metadata/Subtype/XML", xmp(about))))
        return finished(
            self._prefix, self._rows, streams, small, next(free), self._catalog, self._info
        )

    def _content(self, n: int, leaf: Leaf, row: Sequence[Setting]) -> bytes:
        before = self._before.get(n)
        if before and all(
            one is other for one, other in zip(before[0], row, strict=True)
        ):  # a back, the same for all
            return before[1]
        content = packed(_drawn(leaf, row))
        self._before[n] = row, content
        return content


def _drawn(leaf: Leaf, row: Sequence[Setting]) -> bytes:
    """The operators of a page: all drawings, as they are no content, then the words in reading order."""
    out = [
        b"1 0 0 -1 0 %b cm\nq\n.75 0 0 .75 0 0 cm\n/a1.0 gs\n/Artifact BMC\n" % number(leaf.height)
    ]
    for part, setting in zip(leaf.parts, row, strict=True):
        if part.still:
            out.append(b"q\n%b/%b Do\nQ\n" % (setting.place, part.prefix.encode()))
        if setting.pushed:
            out.append(b"q\n%b%bQ\n" % (setting.place, setting.pushed))
    out.append(b"EMC\n")
    mark = 0
    for part, setting in zip(leaf.parts, row, strict=True):
        for words in setting.leaves:
            out.append(b"/Span<</MCID %d>>BDC\nBT\n%bET\nEMC\n" % (mark, words))
            mark += 1
        for figure in setting.figures:
            out.append(b"/Figure<</MCID %d>>BDC\n%bEMC\n" % (mark, figure))
            mark += 1
    out.append(b"Q")
    return b"".join(out)
