"""Many handouts as one PDF for the print shop: still tagged, each on a fresh sheet, shared fonts
stored once.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from handout import __version__
from handout.publish.print_run.dedupe import Shared
from handout.publish.print_run.tags import simplify


@dataclass(frozen=True, kw_only=True)
class BoundDocument:
    """One handout, or one separator sheet, of a print run.

    `title` is its bookmark, under the bookmark `group` if that is not empty; `label` goes before
    the numbers of its pages. It is printed `copies` times.
    """

    content: Path | bytes
    title: str
    label: str
    group: str = ""
    copies: int = 1


def bind_documents(leaves: Iterable[BoundDocument], title: str, language: str) -> tuple[bytes, int]:
    """`leaves` in their order as one PDF for printing on both sides, and how many sheets of paper
    that is.

    A leaf of an odd number of pages gets a blank one, so that each starts on a fresh sheet.
    """
    run = PrintRunBinder()
    for leaf in leaves:
        for copy in range(leaf.copies):
            run.add(leaf, first=copy == 0)
    return run.finish(title, language), len(run.out.pages) // 2


class PrintRunBinder:
    """A print run to which documents are added one by one; finish() gives its PDF."""

    def __init__(self) -> None:
        self.out = pikepdf.new()
        self.root = self.out.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.top = self.out.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root)
        )
        self.tags: list[Object] = []
        self.nums: list[object] = []
        self.labels: list[object] = []
        self.marks = self.out.make_indirect(Dictionary())
        self.groups: dict[str, list[Object]] = {}
        self.shared = Shared(self.out)
        self.count = 0

    def add(self, leaf: BoundDocument, first: bool) -> None:
        with pikepdf.open(
            io.BytesIO(leaf.content) if isinstance(leaf.content, bytes) else leaf.content
        ) as source:
            self.count += 1
            self.shared.next_document()
            start = len(self.out.pages)
            # Whatever is copied stays in memory until the end, so what is not wanted is taken away
            # before.
            self._lighten_tags(source.Root.StructTreeRoot, [page.obj for page in source.pages])
            page_contents = [_detach_contents(page.obj) for page in source.pages]
            resources = _detach_resources([page.obj for page in source.pages])
            self.out.pages.extend(source.pages)
            pages = [self.out.pages[index].obj for index in range(start, len(self.out.pages))]
            for page, contents, detached in zip(pages, page_contents, resources, strict=True):
                if contents is not None:
                    page.Contents = self.shared.part(contents)
                for kind, name, thing in detached:
                    page.Resources[kind][name] = (
                        self.shared.font(thing) if kind == "/Font" else self.shared.part(thing)
                    )
            tree = self.out.copy_foreign(source.Root.StructTreeRoot)
            self._add_tags(tree, pages, str(source.Root.get("/Lang", "")))
            if first:
                outlines = (
                    self.out.copy_foreign(source.Root.Outlines)
                    if "/Outlines" in source.Root
                    else None
                )
                self._add_mark(leaf, pages[0], outlines)
        self.labels += [start, Dictionary(P=leaf.label, S=Name.D, St=1)]
        if len(pages) % 2:
            self.out.add_blank_page(page_size=_size(pages[-1]))

    def _lighten_tags(self, tree: Object, pages: Sequence[Object]) -> None:
        nums = tree.ParentTree.Nums
        tags_by_key = {int(nums[index]): nums[index + 1] for index in range(0, len(nums), 2)}
        simplify(
            _document(tree),
            {page.objgen: tags_by_key[int(page.StructParents)] for page in _tagged(pages)},
            f"{self.count}",
        )

    def _add_tags(self, tree: Object, pages: Sequence[Object], language: str) -> None:
        document = _document(tree)
        if language:  # a run may hold sheets in several (ISO 32000-1, 14.9.2.2)
            document.Lang = pikepdf.String(language)
        document.S, document.P = Name.Part, self.top
        self.tags.append(document)
        nums, base = tree.ParentTree.Nums, len(self.nums) // 2
        keys = {int(nums[index]): base + index // 2 for index in range(0, len(nums), 2)}
        for index in range(0, len(nums), 2):
            self.nums += [base + index // 2, nums[index + 1]]
        for page in _tagged(pages):
            page.StructParents = keys[int(page.StructParents)]
            for note in page.get("/Annots", ()):
                if "/StructParent" in note:
                    note.StructParent = keys[int(note.StructParent)]

    def _add_mark(self, leaf: BoundDocument, page: Object, outlines: Object | None) -> None:
        mark = self.out.make_indirect(Dictionary(Title=leaf.title, Dest=Array([page, Name.Fit])))
        if outlines is not None and "/First" in outlines:
            inner = list(_chain(outlines.First))
            mark.First, mark.Last, mark.Count = inner[0], inner[-1], -len(inner)
            for inner_mark in inner:
                inner_mark.Parent = mark
        self.groups.setdefault(leaf.group, []).append(mark)

    def finish(self, title: str, language: str) -> bytes:
        self.shared.finish()
        self.top.K, self.root.K = Array(self.tags), Array([self.top])
        self.root.ParentTree = self.out.make_indirect(Dictionary(Nums=Array(self.nums)))
        self.root.ParentTreeNextKey = len(self.nums) // 2
        out = self.out.Root
        out.StructTreeRoot = self.root
        out.MarkInfo, out.ViewerPreferences = (
            Dictionary(Marked=True),
            Dictionary(
                DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name.DuplexFlipLongEdge
            ),
        )
        out.Lang, out.PageLabels = pikepdf.String(language), Dictionary(Nums=Array(self.labels))
        out.PageMode = Name.UseOutlines
        self._finish_marks()
        out.Outlines = self.marks
        with self.out.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"], metadata["pdfuaid:part"] = title, "1"
        self.out.docinfo["/Title"] = title
        self.out.docinfo["/Creator"] = f"first-day-essentials {__version__}"
        pikepdf.settings.set_flate_compression_level(6)
        whole = io.BytesIO()
        self.out.save(
            whole, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
        return whole.getvalue()

    def _finish_marks(self) -> None:
        above = []
        for group, marks in self.groups.items():
            if not group:
                above += marks
                continue
            mark = self.out.make_indirect(
                Dictionary(Title=group, Dest=marks[0].Dest, Count=-len(marks))
            )
            _link(mark, marks)
            above.append(mark)
        _link(self.marks, above)
        self.marks.Count = len(above)


def _size(page: Object) -> tuple[int, int]:
    """Width and height of a page; fractions of a point count too, whatever the library's annotation
    says.
    """
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


def _tagged(pages: Sequence[Object]) -> list[Object]:
    """Return the pages with words on them: a handout of two sheets may have a blank one between."""
    return [page for page in pages if "/StructParents" in page]


def _document(tree: Object) -> Object:
    return tree.K[0] if isinstance(tree.K, Array) else tree.K


def _detach_contents(page: Object) -> pikepdf.Stream | None:
    """Take away and return what is drawn on `page`; None if it is in pieces, and stays."""
    contents = page.Contents
    if not isinstance(contents, pikepdf.Stream):
        return None
    del page["/Contents"]
    return contents


def _detach_resources(pages: Sequence[Object]) -> list[list[tuple[str, str, Any]]]:
    """Take fonts and drawings out of the resources of pages. Return them: kind, name and thing.

    Pages may share one object: large print's do. It can be emptied only once, and what was in it
    is returned with each of them.
    """
    shared: dict[tuple[int, int], list[tuple[str, str, Any]]] = {}
    resources_of_pages = []
    for page in pages:
        resources = page.Resources
        if not resources.is_indirect:
            resources_of_pages.append(_detach_entries(resources))
            continue
        if resources.objgen not in shared:
            shared[resources.objgen] = _detach_entries(resources)
        resources_of_pages.append(shared[resources.objgen])
    return resources_of_pages


def _detach_entries(resources: Object) -> list[tuple[str, str, Any]]:
    detached = []
    for kind in ("/Pattern", "/XObject", "/Font"):
        entries = resources.get(kind, Dictionary())
        for name, thing in list(entries.items()):
            if kind == "/Font" or isinstance(thing, pikepdf.Stream):
                detached.append((kind, name, thing))
                del entries[name]
    return detached
