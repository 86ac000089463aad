"""Two sheets of one classroom, in two languages, as one PDF."""

from __future__ import annotations

import io

import pikepdf

from handout.publish.print_run.bind import BoundDocument, bind_documents


def bind_sheets(first: bytes, second: bytes, titles: tuple[str, str], language: str) -> bytes:
    """Return one PDF of two sheets, with the files that go with the first; the whole is in its
    `language`, each sheet in its own.
    """
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
