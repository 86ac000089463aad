"""The files of one ready sheet, made in a worker: HTML, PDF, Word and a picture of the front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from handout.batch.state.digest import bytes_digest
from handout.batch.work.limits import record_limits
from handout.cache.memory import LRUCache
from handout.files import make_folder, write_atomic
from handout.problems import HandoutError, Problem, has_errors
from handout.publish.pdf.errors import NoTypesetterError
from handout.publish.pdf.picture import draw_page
from handout.site.accessibility import read_accessibility
from handout.site.catalog import SheetChoice
from handout.sources.content.layer import Layer

SUFFIXES = (".html", ".pdf", ".docx", ".png")
_PICTURE_DPI = 110
_fronts: LRUCache[object, bytes] = LRUCache(4)  # pictures of what the bands of a role share


@dataclass(frozen=True)
class SheetTask:
    """Sheets to make on `layers` into the folder `output`: best those that share much."""

    choices: tuple[SheetChoice, ...]
    layers: tuple[Layer, ...]
    output: Path


@dataclass(frozen=True)
class ReadySheet:
    """What the pages of the site tell of a sheet that was made.

    `sizes` are those of its files in bytes by their endings, `sums` their digests, `boxes` the
    headings on it.
    """

    title: str
    pages: int
    sizes: Mapping[str, int]
    boxes: tuple[str, ...]
    accessibility: Mapping[str, Any] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)


MadeSheet = tuple[ReadySheet | None, tuple[Problem, ...]]


def make_sheets(task: SheetTask) -> list[MadeSheet]:
    """Make the files of sheets. Return what came of each, and all that is to be said about it."""
    return [_make_within_limits(choice, task) for choice in task.choices]


def _make_within_limits(choice: SheetChoice, task: SheetTask) -> MadeSheet:
    with record_limits():
        try:
            return _make_sheet(choice, task)
        except HandoutError as error:
            return None, error.problems


def _make_sheet(choice: SheetChoice, task: SheetTask) -> MadeSheet:
    from handout.compiled.both_sheets import add_second_sheet
    from handout.compiled.renderer import get_compiler
    from handout.publish.docx.document import build_word_file
    from handout.publish.html.render import render
    from handout.publish.pdf.typeset import front_key

    prepared, problems = choice.prepare(task.layers)
    if has_errors(problems):
        return None, problems
    fitted, name = prepared.fitted, choice.stem
    page = render(fitted, "file", prepared.logo, name, prepared.second)
    contents = {
        ".html": page.html.encode(),
        ".docx": build_word_file(fitted, prepared.logo, page.record, prepared.second),
    }
    accessibility: Mapping[str, Any] = {}
    try:
        compiler = get_compiler(alike=True)
        rendered = compiler.render(fitted, prepared.logo, name)
        pdf = add_second_sheet(rendered, prepared, compiler).pdf
    except NoTypesetterError:
        pass  # told once for the whole site
    else:
        contents[".pdf"] = pdf
        contents[".png"] = _fronts.get_or_create(
            front_key(fitted, prepared.logo), partial(draw_page, pdf, 0, _PICTURE_DPI, small=True)
        )
        accessibility = read_accessibility(pdf)
    target = task.output / choice.path
    make_folder(target.parent)
    for suffix, content in contents.items():
        write_atomic(target.with_name(target.name + suffix), content)
    ready = ReadySheet(
        title=fitted.sheet.title,
        pages=len(fitted.sides) + len(prepared.second.sides if prepared.second else ()),
        sizes={suffix: len(content) for suffix, content in contents.items()},
        boxes=tuple(block.title for block in prepared.handout.blocks),
        accessibility=accessibility,
        sums={suffix: bytes_digest(content) for suffix, content in contents.items()},
    )
    return ready, problems
