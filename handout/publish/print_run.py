"""Many handouts as one PDF for the print shop: still tagged, each on a fresh sheet, shared fonts stored once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from handout import __version__
from handout.typefaces import FACES, face_path

_WEIGHTS = {400: "", 500: "-Medium", 600: "-Semi-Bold", 700: "-Bold"}
_GLYPH = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One handout, or one separator sheet, of a print run.

    `title` is its bookmark, under the bookmark `group` if that is not empty; `label` goes before the numbers of its
    pages. It is printed `copies` times.
    """

    content: Path | bytes
    title: str
    label: str
    group: str = ""
    copies: int = 1


def bind(leaves: Iterable[Leaf], title: str, language: str) -> tuple[bytes, int]:
    """`leaves` in their order as one PDF for printing on both sides, and how many sheets of paper that is.

    A leaf of an odd number of pages gets a blank one, so that each starts on a fresh sheet.
    """
    run = _Run()
    for leaf in leaves:
        for copy in range(leaf.copies):
            run.add(leaf, first=copy == 0)
    return run.finish(title, language), len(run.out.pages) // 2


@dataclass
class _Face:
    """A font as all pages of the run use it. Two documents can share it if no glyph means different letters in them."""

    font: Object
    letters: dict[int, bytes] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)


class _Run:
    def __init__(self) -> None:
        self.out = pikepdf.new()
        self.root = self.out.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.top = self.out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root))
        self.tags: list[Object] = []
        self.nums: list[object] = []
        self.labels: list[object] = []
        self.marks = self.out.make_indirect(Dictionary())
        self.groups: dict[str, list[Object]] = {}
        self.streams: dict[bytes, Object] = {}
        self.digests: dict[tuple[int, int], bytes] = {}
        self.lean: set[tuple[int, int]] = set()
        self.faces: dict[str, list[_Face]] = {}
        self.files: dict[str, Object] = {}
        self.count = 0

    def add(self, leaf: Leaf, first: bool) -> None:
        source = pikepdf.open(io.BytesIO(leaf.content) if isinstance(leaf.content, bytes) else leaf.content)
        self.count += 1
        start = len(self.out.pages)
        self.out.pages.extend(source.pages)
        pages = [self.out.pages[n].obj for n in range(start, len(self.out.pages))]
        self._add_tags(self.out.copy_foreign(source.Root.StructTreeRoot), pages, f"{self.count}")
        shared: set[tuple[int, int]] = set()
        for page in pages:
            page.Contents = self._once(page.Contents)
            if page.Resources.objgen not in shared:
                shared.add(page.Resources.objgen)
                self._share(page.Resources)
        if first:
            outlines = self.out.copy_foreign(source.Root.Outlines) if "/Outlines" in source.Root else None
            self._add_mark(leaf, pages[0], outlines)
        self.labels += [start, Dictionary(P=leaf.label, S=Name.D, St=1)]
        if len(pages) % 2:
            self.out.add_blank_page(page_size=_size(pages[-1]))

    def _add_tags(self, tree: Object, pages: Sequence[Object], number: str) -> None:
        document = tree.K[0] if isinstance(tree.K, Array) else tree.K
        document.S, document.P = Name.Part, self.top
        self.tags.append(document)
        nums, base = tree.ParentTree.Nums, len(self.nums) // 2
        keys = {int(nums[n]): base + n // 2 for n in range(0, len(nums), 2)}
        owners = {page.objgen: nums[2 * (keys[int(page.StructParents)] - base) + 1] for page in pages}
        _simplify(document, owners, number)
        for n in range(0, len(nums), 2):
            self.nums += [base + n // 2, nums[n + 1]]
        for page in pages:
            page.StructParents = keys[int(page.StructParents)]
            for note in page.get("/Annots", ()):
                if "/StructParent" in note:
                    note.StructParent = keys[int(note.StructParent)]

    def _add_mark(self, leaf: Leaf, page: Object, outlines: Object | None) -> None:
        mark = self.out.make_indirect(Dictionary(Title=leaf.title, Dest=Array([page, Name.Fit])))
        if outlines is not None and "/First" in outlines:
            inner = list(_chain(outlines.First))
            mark.First, mark.Last, mark.Count = inner[0], inner[-1], -len(inner)
            for one in inner:
                one.Parent = mark
        self.groups.setdefault(leaf.group, []).append(mark)

    def _share(self, resources: Object) -> None:
        """Replace what other documents have too by one for all."""
        for kind in ("/Pattern", "/XObject"):
            if kind in resources:
                drawn = resources[kind]
                for name in list(drawn.keys()):
                    drawn[name] = self._once(drawn[name])
        fonts = resources.get("/Font")
        if fonts is not None:
            for name in list(fonts.keys()):
                fonts[name] = self._font(fonts[name])

    def _once(self, stream: Object) -> Object:
        """`stream`, or the same one of another document."""
        if not isinstance(stream, pikepdf.Stream):
            return stream
        if stream.get("/Subtype") == Name.Form and stream.objgen not in self.lean:
            self.lean.add(stream.objgen)
            _drop_unused(stream)
        return self.streams.setdefault(self._digest(stream), stream)

    def _digest(self, thing: Object) -> bytes:
        """What `thing` is with all that it refers to."""
        known = self.digests.get(thing.objgen) if thing.is_indirect else None
        if known:
            return known
        own = sha256(type(thing).__name__.encode())
        if isinstance(thing, Dictionary | pikepdf.Stream):
            for key, value in sorted(thing.items()):
                own.update(key.encode())
                own.update(self._digest(value) if isinstance(value, Object) else repr(value).encode())
            if isinstance(thing, pikepdf.Stream):
                own.update(thing.read_raw_bytes())
        elif isinstance(thing, Array):
            for value in thing:
                own.update(self._digest(value) if isinstance(value, Object) else repr(value).encode())
        else:
            own.update(thing.unparse())
        if thing.is_indirect:
            self.digests[thing.objgen] = own.digest()
        return own.digest()

    def _font(self, font: Object) -> Object:
        name = str(font.BaseFont)[1:].partition("+")[2]
        path = _faces().get(name)
        below = font.DescendantFonts[0] if "/DescendantFonts" in font else None
        if path is None or below is None or "/ToUnicode" not in font:
            return font
        letters = {int(glyph, 16): said for glyph, said in _GLYPH.findall(font.ToUnicode.read_bytes())}
        widths = dict(_read_widths(below.W))
        shared = self.faces.setdefault(name, [])
        for face in shared:
            if all(face.letters.get(glyph, said) == said for glyph, said in letters.items()):
                face.letters |= letters
                face.widths |= widths
                return face.font
        if name not in self.files:
            self.files[name] = self.out.make_stream(path.read_bytes(), Length1=path.stat().st_size)
        below.FontDescriptor.FontFile2 = self.files[name]
        # All of the face is there, so its name has no tag of a subset.
        font.BaseFont = below.BaseFont = below.FontDescriptor.FontName = Name("/" + name)
        shared.append(_Face(font, letters, widths))
        return font

    def finish(self, title: str, language: str) -> bytes:
        for face in (face for same in self.faces.values() for face in same):
            face.font.ToUnicode = self.out.make_stream(_letters(face.letters))
            face.font.DescendantFonts[0].W = Array([part for glyph in sorted(face.widths) for part in (glyph, Array([face.widths[glyph]]))])
        self.top.K, self.root.K = Array(self.tags), Array([self.top])
        self.root.ParentTree = self.out.make_indirect(Dictionary(Nums=Array(self.nums)))
        self.root.ParentTreeNextKey = len(self.nums) // 2
        out = self.out.Root
        out.StructTreeRoot = self.root
        out.MarkInfo, out.ViewerPreferences = Dictionary(Marked=True), Dictionary(DisplayDocTitle=True, Duplex=Name.DuplexFlipLongEdge)
        out.Lang, out.PageLabels = pikepdf.String(language), Dictionary(Nums=Array(self.labels))
        out.PageMode = Name.UseOutlines
        self._finish_marks()
        out.Outlines = self.marks
        with self.out.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
            about["dc:title"], about["pdfuaid:part"] = title, "1"
        self.out.docinfo["/Title"] = title
        self.out.docinfo["/Creator"] = f"first-day-essentials {__version__}"
        pikepdf.settings.set_flate_compression_level(9)
        whole = io.BytesIO()
        self.out.save(whole, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return whole.getvalue()

    def _finish_marks(self) -> None:
        above = []
        for group, marks in self.groups.items():
            if not group:
                above += marks
                continue
            mark = self.out.make_indirect(Dictionary(Title=group, Dest=marks[0].Dest, Count=-len(marks)))
            _link(mark, marks)
            above.append(mark)
        _link(self.marks, above)
        self.marks.Count = len(above)


# A drawing is given all resources of its page; what none of its operators asks for is left away.
_ASKED = {"/Font": b"tf", "/XObject": b"do", "/Shading": b"sh", "/Pattern": b"cn", "/ColorSpace": b"cs"}


def _drop_unused(drawing: pikepdf.Stream) -> None:
    for kind in _unused(drawing.read_raw_bytes(), drawing.read_bytes):
        if kind in drawing.Resources:
            del drawing.Resources[kind]


def _unused(packed: bytes, unpack: Callable[[], bytes]) -> tuple[str, ...]:
    if packed not in _known:
        words = {word.lower() for word in unpack().split() if word.isalpha()}
        _known[packed] = tuple(kind for kind, end in _ASKED.items() if not any(word.endswith(end) for word in words))
    return _known[packed]


_known: dict[bytes, tuple[str, ...]] = {}


def _size(page: Object) -> tuple[int, int]:
    """Width and height of a page; fractions of a point count too, whatever the library's annotation says."""
    _, _, width, height = (float(side) for side in page.MediaBox)
    return cast("tuple[int, int]", (width, height))


def _link(parent: Object, marks: list[Object]) -> None:
    for before, after in zip(marks, marks[1:], strict=False):
        before.Next, after.Prev = after, before
    for mark in marks:
        mark.Parent = parent
    parent.First, parent.Last = marks[0], marks[-1]


def _chain(mark: Object) -> Iterator[Object]:
    while True:
        yield mark
        if "/Next" not in mark:
            return
        mark = mark.Next


def _simplify(element: Object, owners: Mapping[tuple[int, int], Object], number: str) -> None:
    """Make the tags below `element` fewer, and the ids of table cells differ from other handouts'.

    The typesetter gives each piece of text a Span or NonStruct of its own, which says nothing and is half of all tags:
    the text goes to the element around it. `owners` has, by page, the element that each piece of text belongs to.
    """
    if "/ID" in element:
        element.ID = pikepdf.String(f"{number}-{element.ID}")
    attributes = element.get("/A")
    if attributes is not None and "/Headers" in attributes:
        attributes.Headers = Array([pikepdf.String(f"{number}-{one}") for one in attributes.Headers])
    children = element.get("/K")
    if not isinstance(children, Array):
        return
    kept: list[object] = []
    for child in children:
        if not isinstance(child, Dictionary) or "/S" not in child:
            kept.append(child)
            continue
        del child.Type  # it may be left away, and there are hundreds of thousands
        bare = str(child.S) in _NOTHING and _BARE.issuperset(child.keys())
        marks = _marks(child) if bare else None
        if marks is None:
            _simplify(child, owners, number)
            marks = _marks(child) if bare else None
        if marks is None or (marks and child.S == Name.Div):
            kept.append(child)
            continue
        for mark in marks:
            owners[child.Pg.objgen][mark] = element
        kept += marks
    element.K = Array(kept)


_NOTHING = frozenset(("/Span", "/NonStruct", "/Div"))  # a Div says nothing if it is empty
_BARE = frozenset(("/S", "/P", "/Pg", "/K"))


def _marks(element: Object) -> list[int] | None:
    """The pieces of text that `element` is; None if it holds anything else."""
    marks: list[object] = list(element.K)
    return [mark for mark in marks if isinstance(mark, int)] if all(isinstance(mark, int) for mark in marks) else None


@cache
def _faces() -> Mapping[str, Path]:
    """The typesetter's names of our faces."""
    return {
        face.family.replace(" ", "-") + _WEIGHTS[face.weight] + ("-Italic" if face.style == "italic" else ""): face_path(face, "ttf")
        for face in FACES
    }


def _read_widths(widths: Object) -> Iterator[tuple[int, float]]:
    parts = list(widths)
    for start, run in zip(parts[::2], parts[1::2], strict=True):
        for n, width in enumerate(run):
            yield int(start) + n, float(width)


def _letters(letters: Mapping[int, bytes]) -> bytes:
    """A ToUnicode map: glyph -> UTF-16 in hex."""
    rows = [b"<%04x> <%s>" % (glyph, said) for glyph, said in sorted(letters.items())]
    parts = [rows[n : n + 100] for n in range(0, len(rows), 100)]  # as many as one section may hold
    maps = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part)) for part in parts)
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        b"<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n"
        b"/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + maps
        + b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
