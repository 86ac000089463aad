"""One PDF of both sheets of a handout, each tagged in its language."""

from __future__ import annotations

from dataclasses import replace

from handout.compiled.renderer import Compiler, RenderedPdf, get_compiler
from handout.pipeline import PreparedHandout


def add_second_sheet(
    first: RenderedPdf, prepared: PreparedHandout, compiler: Compiler | None = None
) -> RenderedPdf:
    """Return the PDF of the first sheet with the second behind it, on paper of its own."""
    if prepared.second is None:
        return first
    from handout.publish.print_run.sheets import bind_sheets

    second = (compiler or get_compiler()).render(prepared.second, prepared.logo, "")
    titles = prepared.fitted.sheet.title, prepared.second.sheet.title
    pdf = bind_sheets(first.pdf, second.pdf, titles, prepared.handout.language)
    # A sheet with an odd number of pages has an empty one behind it.
    pages = sum(rendered.pages + rendered.pages % 2 for rendered in (first, second))
    return replace(first, pdf=pdf, pages=pages, layout="")
