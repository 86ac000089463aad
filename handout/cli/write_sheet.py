"""The files of one handout, written beside each other."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handout.cli.console import print_detail
from handout.interface_language import command_messages
from handout.pipeline import PreparedHandout
from handout.problems import Position, Problem, problem
from handout.pull.page.build_state import load_build_state, save_build_state

if TYPE_CHECKING:
    from handout.cli.pdf_file import PdfFile

_MESSAGES = command_messages()["build"]
_DPI = 150  # of pictures


def write_sheet(
    prepared: PreparedHandout,
    target: Path,
    problems: list[Problem],
    *,
    docx: bool = False,
    png: bool = False,
    compiles: bool = False,
) -> list[dict[str, Any]]:
    """Write the files of a handout to `target`, a path less its suffix.

    Return what is reported of each. Warnings are added to `problems`. Raises HandoutError.
    """
    from handout.cli.pdf_file import make_pdf
    from handout.files import make_folder, write_together
    from handout.publish.html.render import render

    start = time.monotonic()
    make_folder(target.parent)
    page = render(prepared.fitted, "file", prepared.logo, target.name, prepared.second)
    html, record = page.html.encode(), page.record
    pdf = make_pdf(prepared, html, target, compiles=compiles)
    problems += pdf.problems
    detail = {"path": f"{target}.pdf", "route": pdf.route, "seconds": time.monotonic() - start}
    print_detail(_MESSAGES["detail"].format(**detail))
    contents = {".html": html} if pdf.content is None else {".pdf": pdf.content, ".html": html}
    if docx:
        from handout.publish.docx.document import build_word_file

        contents[".docx"] = build_word_file(prepared.fitted, prepared.logo, record, prepared.second)
    if png:
        contents |= _pictures(pdf, target, problems)
    densities = {side.side.name: side.density.name for side in prepared.fitted.sides}
    files = {
        target.with_name(target.name + suffix): content for suffix, content in contents.items()
    }
    write_together(files)
    entries = [
        {
            "path": str(path),
            "bytes": len(content),
            "pages": 1 if path.suffix == ".png" else pdf.pages,
            "density": densities,
        }
        for path, content in files.items()
    ]
    state = load_build_state(target)
    state = replace(state, record=record, file=hashlib.sha256(html).hexdigest(), read="")
    if pdf.content is not None:
        state = replace(state, print=hashlib.sha256(pdf.content).hexdigest())
    if docx:
        state = replace(state, word="")
    save_build_state(target, state)
    return entries


def _pictures(pdf: PdfFile, target: Path, problems: list[Problem]) -> dict[str, bytes]:
    """Return each page of the PDF as a picture, by the ending of its file."""
    from handout.publish.pdf.picture import draw_page

    if pdf.content is None:
        problems.append(problem("no-picture", Position(f"{target}.png"), warning=True))
        return {}
    return {f"-{n + 1}.png": draw_page(pdf.content, n, _DPI) for n in range(pdf.pages)}
