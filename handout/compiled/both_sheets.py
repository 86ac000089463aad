"""One PDF of both sheets of a handout, each tagged in its language."""

from __future__ import annotations

import io
from dataclasses import replace

from handout.compiled.renderer import Compiler, RenderedPdf, get_compiler
from handout.pipeline import PreparedHandout


def add_second_sheet(
    first: RenderedPdf, prepared: PreparedHandout, compiler: Compiler | None = None
) -> RenderedPdf:
    """Return the PDF of the first sheet with the second behind it, on paper of its own."""
    if prepared.second is None:
        return first
    second = (compiler or get_compiler()).render(prepared.second, prepared.logo, "")
    titles = prepared.fitted.sheet.title, prepared.second.sheet.title
    pdf = _bind(first.pdf, second.pdf, titles, prepared.handout.language)
    return replace(first, pdf=pdf, pages=first.pages + second.pages, layout="")


def _bind(first: bytes, second: bytes, titles: tuple[str, str], language: str) -> bytes:
    import pikepdf

    from handout.publish.print_run.bind import BoundDocument, bind_documents

    documents = []
    for content, title in zip((first, second), titles, strict=True):
        documents.append(BoundDocument(content=content, title=title, label=""))
    bound, _ = bind_documents(documents, titles[0], language)
    with pikepdf.open(io.BytesIO(bound)) as out, pikepdf.open(io.BytesIO(first)) as source:
        files = source.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles")
        if files is not None:  # the customization that both sheets were made from
            copied = out.copy_foreign(source.make_indirect(files))
            out.Root.Names = pikepdf.Dictionary(EmbeddedFiles=copied)
        if "/AF" in source.Root:
            out.Root.AF = out.copy_foreign(source.make_indirect(source.Root.AF))
        whole = io.BytesIO()
        out.save(whole, deterministic_id=True)
    return whole.getvalue()
