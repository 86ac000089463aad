"""The jobs of a worker: lay out the answers of a form for the screen, or build a file from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

from handout.content_folders import ENGLISH
from handout.pipeline import PreparedHandout, prepare_layers
from handout.problems import ExitCode, HandoutError, Position, Problem, problem, raise_errors
from handout.publish.html.css import StyleSheet
from handout.publish.html.render import render
from handout.sources.content.block import Block
from handout.sources.content.library import SIDES, load_library
from handout.sources.edited.edits_file import Edits, enclosure_heading, parse_edits
from handout.sources.fields.languages import language_direction
from handout.sources.yaml.enclosure import Enclosure, enclose
from handout.web.form.normal_forms import normal_forms
from handout.web.form.save_yaml import SavedText, save_answers
from handout.web.sheet.form_sheet import FormSheet, LayerFiles, build_layer, read_base_layers
from handout.web.sheet.privacy_marks import privacy_marks_json
from handout.web.sheet.problem_json import problem_json
from handout.web.sheet.sheet_changes import added_boxes, describe_change, sheet_changes

_MAIN_ELEMENT = re.compile(r"^<main>\n.*?^</main>$", re.DOTALL | re.MULTILINE)
_SECOND = re.compile(r'^<aside class="second".*?</aside>', re.DOTALL | re.MULTILINE)
_BODY_CLASS = re.compile(r'<body class="([^"]*)"')
_PX_PER_PT = 96 / 72  # CSS pixels in a point, by CSS Values


def warm_up() -> None:
    """Load what every job needs."""
    lay_out(LayerFiles(), FormSheet({}), "")


def warm_up_typesetter() -> None:
    """Load the typesetter too, which writes fonts while it starts: later it cannot."""
    from handout.publish.pdf.errors import NoTypesetterError
    from handout.publish.pdf.typeset import typeset_sheet

    with suppress(NoTypesetterError):  # told when somebody asks for a PDF; all else works
        typeset_sheet(_prepare_valid(LayerFiles(), FormSheet({})).fitted)


def lay_out(base_files: LayerFiles, sheet: FormSheet, style_key: str) -> dict[str, Any]:
    """Return the sheet for the screen, with all that is to be said about it.

    The style sheet is left out if the page has it: `style_key` names the one it has.
    """
    prepared, problems = prepare_draft(base_files, sheet)
    language = prepared.handout.language if prepared else ENGLISH
    answer: dict[str, Any] = {
        "problems": [problem_json(problem, sheet.page_language) for problem in problems],
        "shown": [asdict(form) for form in normal_forms(sheet.answers, language)],
    }
    if prepared is None:
        return answer
    page = render(prepared.fitted, "preview", prepared.logo, second=prepared.second)
    return answer | {
        "main": _MAIN_ELEMENT.findall(page.html)[0],
        "second": "".join(_SECOND.findall(page.html)),
        "body": " ".join(_BODY_CLASS.findall(page.html)),
        "language": language,
        "direction": language_direction(language),
        "own": page.own_css + _paper_end_css(prepared),
        "style": _style_json(page.style, style_key),
        "fits": not any(problem.code == "side-too-long" for problem in problems),
        "paper": prepared.fitted.metrics.height * _PX_PER_PT,  # from edge to edge
        "flows": prepared.handout.value("large_print") is True,
        "sides": [side.side.name for side in prepared.fitted.sides],
        "boxes": list(_boxes_json(prepared, sheet)),
        "changes": list(_changes_json(prepared, sheet)),
        "marks": list(privacy_marks_json(prepared.handout, sheet.answers)),
    }


def render_pdf(base_files: LayerFiles, sheet: FormSheet) -> bytes:
    """Return the PDF of the sheet.

    Raises HandoutError if anything is wrong with it, or if this computer has no typesetter.
    """
    from handout.compiled.both_sheets import add_second_sheet
    from handout.compiled.renderer import get_compiler
    from handout.publish.pdf.errors import NoTypesetterError

    prepared = _prepare_valid(base_files, sheet)
    compiler = get_compiler(compiles=False)  # this process writes nothing
    try:
        first = compiler.render(prepared.fitted, prepared.logo, sheet.name)
        return add_second_sheet(first, prepared, compiler).pdf
    except NoTypesetterError as error:
        refusal = problem("web-no-typesetter", Position(""))
        raise HandoutError([refusal], ExitCode.ENVIRONMENT) from error


def render_html(base_files: LayerFiles, sheet: FormSheet) -> bytes:
    """Return the HTML file of the sheet. Raises HandoutError as `render_pdf` does."""
    prepared = _prepare_valid(base_files, sheet)
    page = render(prepared.fitted, "file", prepared.logo, sheet.name, prepared.second)
    return page.html.encode()


def render_docx(base_files: LayerFiles, sheet: FormSheet) -> bytes:
    """Return the Word file of the sheet. Raises HandoutError as `render_pdf` does."""
    from handout.publish.docx.document import build_word_file
    from handout.publish.html.record import build_record

    prepared = _prepare_valid(base_files, sheet)
    record = build_record(prepared.fitted, sheet.name, prepared.logo)
    return build_word_file(prepared.fitted, prepared.logo, record, prepared.second)


def save_yaml(base_files: LayerFiles, sheet: FormSheet) -> SavedText:
    """Return the customization file of the answers, whatever is wrong with them: pictures and
    edits are enclosed in it.
    """
    saved = save_answers(sheet.opened, sheet.answers, sheet.page_language)
    heading = enclosure_heading(sheet.page_language)
    # What only stands for a picture is none to keep.
    pictures = {field: each for field, each in sheet.pictures.items() if isinstance(each, bytes)}
    text = enclose(saved.text, Enclosure(sheet.edits, pictures), heading)
    return replace(saved, text=text)


def prepare_draft(
    base_files: LayerFiles, sheet: FormSheet
) -> tuple[PreparedHandout | None, list[Problem]]:
    """Return the prepared handout, if there is one, and all that is wrong.

    What is wrong in an answer is left out of the sheet.
    """
    layer, pictures, problems = build_layer(sheet)
    try:
        layers = [*read_base_layers(base_files), layer]
        edits = _read_edits(sheet.edits)
        prepared, layout_problems = prepare_layers(layers, edits=edits, pictures=pictures)
    except HandoutError as error:
        return None, sorted({*problems, *error.problems})
    return prepared, sorted({*problems, *layout_problems})


@lru_cache(maxsize=2)  # the same while somebody types, and asked for three times a preview
def _read_edits(text: str) -> Edits:
    return parse_edits(text, "")


def _prepare_valid(base_files: LayerFiles, sheet: FormSheet) -> PreparedHandout:
    layer, pictures, problems = build_layer(sheet)
    layers = [*read_base_layers(base_files), layer]
    edits = _read_edits(sheet.edits)
    prepared, layout_problems = prepare_layers(layers, edits=edits, pictures=pictures)
    raise_errors([*problems, *layout_problems])
    return prepared


def _style_json(style: StyleSheet, known_key: str) -> dict[str, str]:
    key = hashlib.sha256(style.css.encode()).hexdigest()[:16]
    return {"key": key} if key == known_key else {"key": key, "css": style.css}


def _paper_end_css(prepared: PreparedHandout) -> str:
    """Return the style that marks where the paper ends, for a side that is too long."""
    metrics = prepared.fitted.metrics
    end = metrics.height - metrics.table["page"]["bottom"]
    return f"\n.side.cut::after {{ top: {end:g}pt }}"


def _changes_json(prepared: PreparedHandout, sheet: FormSheet) -> Iterator[str]:
    """Yield what was changed in the boxes, each as a line."""
    edits = _read_edits(sheet.edits)
    for changed in sheet_changes(sheet.answers, edits, prepared.unedited):
        yield describe_change(changed.change, sheet.page_language)


def _boxes_json(prepared: PreparedHandout, sheet: FormSheet) -> Iterator[dict[str, object]]:
    """Yield all boxes there are for this role, in the order of the sheet: those on it, and those
    that could be.

    `locked` tells what keeps a box on the sheet: the "box" itself, or "items" in it; `isByEdit`
    that it was put on the sheet, or taken off it, by rewording the sheet itself.
    """
    edits = _read_edits(sheet.edits)
    by_edit = {edit.id for edit in edits.blocks if edit.new or edit.removed}
    handout = prepared.handout
    values = {name: sourced.placed.value for name, sourced in handout.values.items()}
    role, band = str(values.get("role", "")), str(values.get("grade_band", ""))
    shown = {block.id: block for block in handout.blocks}
    library = load_library(handout.language).pick(role, band, values)
    hidden = [block for block in library if block.id not in shown]
    for side in SIDES:
        for block in (*shown.values(), *hidden):
            if block.side == side:
                box = _box_json(block, is_shown=block.id in shown)
                yield box | {"isByEdit": block.id in by_edit}
        for id, title, place in added_boxes(sheet.answers):
            if place == side and id not in shown:
                yield _box_entry(id, title, side)


def _box_json(block: Block, is_shown: bool) -> dict[str, object]:
    locked = ""
    if block.locked:
        locked = "box"
    elif block.locked_items & set(block.item_ids):
        locked = "items"
    owner = block.owner if locked else ""
    entry = _box_entry(block.id, block.title, block.side)
    return entry | {"shown": is_shown, "locked": locked, "owner": owner}


def _box_entry(id: str, title: str, side: str) -> dict[str, object]:
    off = {"shown": False, "locked": "", "owner": "", "isByEdit": False}
    return {"id": id, "title": title, "side": side, **off}
