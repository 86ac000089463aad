"""The PDF of a sheet by what this computer has: the typesetter, a browser, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handout.compiled.both_sheets import add_second_sheet
from handout.compiled.renderer import get_compiler
from handout.pipeline import PreparedHandout
from handout.problems import Position, Problem, problem
from handout.publish.pdf.errors import NoTypesetterError


@dataclass(frozen=True)
class PdfFile:
    """A PDF with its number of pages, and what to say about it; None if nothing here makes one."""

    content: bytes | None
    pages: int
    problems: tuple[Problem, ...] = ()
    route: str = ""  # how it was made, as compiled.renderer tells it; or the browser


def make_pdf(
    prepared: PreparedHandout, html: bytes, target: Path, *, compiles: bool = False
) -> PdfFile:
    """Return the PDF for `target`, a path less its suffix; `html` is the HTML of the same sheet."""
    try:
        compiler = get_compiler(compiles=compiles)
        rendered = compiler.render(prepared.fitted, prepared.logo, target.name)
        rendered = add_second_sheet(rendered, prepared, compiler)
    except NoTypesetterError:
        return _print_in_browser(prepared, html, target)
    return PdfFile(rendered.pdf, rendered.pages, route=rendered.route)


def _print_in_browser(prepared: PreparedHandout, html: bytes, target: Path) -> PdfFile:
    from handout.publish.html.record import collect_sources
    from handout.publish.pdf.browser_print import print_html

    second = prepared.second.sides if prepared.second else ()
    sides = len(prepared.fitted.sides) + len(second)
    printed = print_html(html, collect_sources(prepared.fitted, target.name, prepared.logo))
    pdf = target.with_name(f"{target.name}.pdf")
    if printed is None:
        page = target.with_name(f"{target.name}.html")
        notes = [problem("no-pdf", Position(str(page)), warning=True, page=page.name)]
        if pdf.exists():
            notes.append(problem("pdf-is-older", Position(str(pdf)), warning=True))
        return PdfFile(None, sides, tuple(notes))
    position = Position(str(pdf))
    code = "pdf-by-browser" if printed.is_tagged else "pdf-by-browser-untagged"
    notes = [problem(code, position, warning=True, browser=printed.browser)]
    flows = prepared.handout.value("large_print") is True  # over as many pages as it takes
    if printed.pages != sides and not flows:
        values = {"browser": printed.browser, "count": printed.pages, "sides": sides}
        notes.append(problem("pdf-by-browser-pages", position, warning=True, **values))
    return PdfFile(printed.pdf, printed.pages, tuple(notes), printed.browser)
