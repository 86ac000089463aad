"""What a worker does with the answers of a form: lay them out for the screen, or make a file of
them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare_layers
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.publish.html.css import StyleSheet
from handout.publish.html.render import render
from handout.sources.content.layer import Layer, Level, parse_layer, read_layer
from handout.sources.content.library import SIDES, load_library
from handout.sources.content.logo import Picture, clean_logo
from handout.sources.edited.edits_file import parse_edits
from handout.sources.fields.fields import FIELDS, Rows
from handout.sources.fields.privacy_overrides import PRIVACY_RULES
from handout.web.form.answers import CHANGES, Answers, tree_of
from handout.web.form.normal_forms import normal_forms
from handout.web.form.save_yaml import OpenedText, SavedText, saved_text

_MAIN = re.compile(r"^<main>\n.*?^</main>$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class LayerFiles:
    """The files of the district and the school, under every sheet that is made here."""

    district: Path | None = None
    school: Path | None = None


@dataclass(frozen=True)
class FormSheet:
    """What the page sends: the answers, the logo's bytes, what the sheet's file is called, less its
    ending.

    `edits` is the text of the file of edits (docs/edits.md): what was reworded on a sheet itself.
    `opened` is the customization file that the answers began with.
    """

    answers: Answers
    logo: bytes = b""
    name: str = ""
    edits: str = ""
    opened: OpenedText | None = None


def warm_up() -> None:
    """Load what every job needs."""
    lay_out(LayerFiles(), FormSheet({}), "")


def warm_up_typesetter() -> None:
    """The same, and the typesetter, which writes fonts while it starts: later it cannot."""
    from handout.publish.pdf.typeset import typeset_sheet

    typeset_sheet(_prepare_valid(LayerFiles(), FormSheet({})).fitted)


def lay_out(above: LayerFiles, sheet: FormSheet, style_key: str) -> dict[str, Any]:
    """The sheet for the screen, with all that is to be said about it.

    The style sheet is left out if the page has it: `style_key` names the one it has.
    """
    prepared, problems = _prepare_draft(above, sheet)
    shown = [vars(one) for one in normal_forms(sheet.answers)]
    if prepared is None:
        return {"problems": [problem_json(one) for one in problems], "shown": shown}
    page = render(prepared.fitted, "preview", prepared.logo)
    long = [one for one in problems if one.code == "side-too-long"]
    return {
        "main": _MAIN.findall(page.html)[0],
        "body": " ".join(re.findall(r'<body class="([^"]*)"', page.html)),
        "language": prepared.handout.language,
        "own": page.own + _paper_end_css(prepared),
        "style": _style(page.style, style_key),
        "problems": [problem_json(one) for one in problems],
        "shown": shown,
        "fits": not long,
        "paper": prepared.fitted.metrics.height * 96 / 72,  # CSS pixels from edge to edge
        "flows": prepared.handout.value("large_print") is True,
        "sides": [side.side.name for side in prepared.fitted.sides],
        "boxes": list(_boxes(prepared)),
    }


def pdf(above: LayerFiles, sheet: FormSheet) -> bytes:
    """The PDF of the sheet. Raises HandoutError if anything is wrong with it."""
    from handout.compiled.renderer import get_compiler

    prepared = _prepare_valid(above, sheet)
    return (
        get_compiler(compiles=False).render(prepared.fitted, prepared.logo, sheet.name).pdf
    )  # this process writes nothing


def html(above: LayerFiles, sheet: FormSheet) -> bytes:
    """The HTML file of the sheet. Raises HandoutError as `pdf` does."""
    prepared = _prepare_valid(above, sheet)
    return render(prepared.fitted, "file", prepared.logo, sheet.name).html.encode()


def docx(above: LayerFiles, sheet: FormSheet) -> bytes:
    """The Word file of the sheet. Raises HandoutError as `pdf` does."""
    from handout.publish.docx.document import build_word_file
    from handout.publish.html.record import build_record

    prepared = _prepare_valid(above, sheet)
    return build_word_file(
        prepared.fitted, prepared.logo, build_record(prepared.fitted, sheet.name)
    )


def yaml(above: LayerFiles, sheet: FormSheet) -> SavedText:
    """The customization file of the answers, whatever is wrong with them."""
    return saved_text(sheet.opened, sheet.answers)


def inherited_values(above: LayerFiles) -> dict[str, str | list[dict[str, str]]]:
    """What the district and the school have set: words by dotted name, and the rows of lists that
    rows are added to.
    """
    prepared, _ = prepare_layers(layers_above(above))
    found: dict[str, str | list[dict[str, str]]] = {}
    for name, sourced in prepared.handout.values.items():
        value, kind = sourced.placed.value, FIELDS[name.partition(".")[0]].kind
        if isinstance(kind, Rows) and kind.key and isinstance(value, tuple):
            found[name] = [
                {key: text for key, text in row.items() if text}
                for row in value
                if isinstance(row, dict)
            ]
        elif not isinstance(value, tuple):
            found[name] = (
                {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            )
    return found


def problem_json(one: Problem) -> dict[str, object]:
    """A Problem as the page shows it, at its field if it has one."""
    top = one.path.partition(".")[0]
    at_field = top in (*FIELDS, *CHANGES)
    says, do, rule = one.message, one.hint, one.code.removeprefix("privacy-")
    if at_field:
        says, do = (
            message_table("web")["says"].get(one.code, says),
            message_table("web")["do"].get(one.code, do),
        )
    rule = rule if one.code != rule and rule in PRIVACY_RULES and top in FIELDS else ""
    if rule:  # the field is named by standing above it, and how to let the words stand by a button
        says = message_table("web")["privacy"]["this"] + says[says.index(" ") :]
        do = do.partition(message_table("privacy")["keep"].partition("{")[0])[0]
    # Rows of contacts are counted anew when they are merged, so that the whole list is named.
    where = {"rule": rule, "where": "contacts" if top == "contacts" else one.path} if rule else {}
    return {
        "field": one.path if at_field else "",
        "code": one.code,
        "says": says,
        "do": do,
        "warning": one.warning,
        **where,
    }


def _prepare_draft(
    above: LayerFiles, sheet: FormSheet
) -> tuple[PreparedHandout | None, list[Problem]]:
    """The prepared handout, if there is one, and all that is wrong.

    What is wrong in an answer is left out of the sheet.
    """
    layer, logo, problems = layer_of(sheet)
    try:
        prepared, further = prepare_layers(
            [*layers_above(above), layer], edits=parse_edits(sheet.edits, ""), logo=logo
        )
    except HandoutError as error:
        return None, sorted({*problems, *error.problems})
    return prepared, sorted({*problems, *further})


def _prepare_valid(above: LayerFiles, sheet: FormSheet) -> PreparedHandout:
    layer, logo, problems = layer_of(sheet)
    prepared, further = prepare_layers(
        [*layers_above(above), layer], edits=parse_edits(sheet.edits, ""), logo=logo
    )
    raise_errors([*problems, *further])
    return prepared


def layer_of(sheet: FormSheet) -> tuple[Layer, Picture | None, list[Problem]]:
    """The answers as a layer, the logo, and what is wrong with them; no file of this computer is
    named in it.
    """
    layer, found = parse_layer(tree_of(sheet.answers), Level.CUSTOMIZATION)
    problems, logo = list(found), None
    if named := layer.values.get("logo.file"):
        position = Position("logo.file")
        if sheet.logo:
            logo, further = clean_logo(sheet.logo, str(named.value), position)
            problems += further
            if "logo.alt" not in layer.values:
                problems.append(problem("logo-no-alt", Position("logo.alt")))
        else:
            problems.append(problem("web-logo-apart", position, warning=True, name=named.value))
        if logo is None:  # the name must never be looked up on this machine's own disk
            layer = replace(
                layer,
                values={key: value for key, value in layer.values.items() if key != "logo.file"},
            )
    return layer, logo, problems


@cache
def layers_above(above: LayerFiles) -> tuple[Layer, ...]:
    """The layers of the district and the school.

    Raises HandoutError with all that is wrong in them.
    """
    layers, problems = [], list[Problem]()
    for path, level in ((above.district, Level.DISTRICT), (above.school, Level.SCHOOL)):
        if path is not None:
            layer, found = read_layer(path, level)
            layers.append(layer)
            problems += found
    raise_errors(problems)
    return tuple(layers)


def _style(style: StyleSheet, known: str) -> dict[str, str]:
    key = hashlib.sha256(style.css.encode()).hexdigest()[:16]
    return {"key": key} if key == known else {"key": key, "css": style.css}


def _paper_end_css(prepared: PreparedHandout) -> str:
    """Where the paper ends, for a side that is too long."""
    geometry = prepared.fitted.metrics
    return f"\n.side.cut::after {{ top: {geometry.height - geometry.table['page']['bottom']:g}pt }}"


def _boxes(prepared: PreparedHandout) -> Iterator[dict[str, object]]:
    """All boxes there are for this role, in the order of the sheet: those on it, and those that
    could be.

    `locked` tells what keeps a box on the sheet: the "box" itself, or "items" in it.
    """
    handout = prepared.handout
    values = {name: sourced.placed.value for name, sourced in handout.values.items()}
    role, band = str(values.get("role", "")), str(values.get("grade_band", ""))
    on = {block.id: block for block in handout.blocks}
    off = [
        block
        for block in load_library(handout.language).pick(role, band, values)
        if block.id not in on
    ]
    for side in SIDES:
        for block in (block for block in (*on.values(), *off) if block.side == side):
            items = not block.locked and bool(block.locked_items & set(block.item_ids))
            stays = block.locked or items
            yield {
                "id": block.id,
                "title": block.title,
                "side": side,
                "shown": block.id in on,
                "locked": "items" if items else "box" if block.locked else "",
                "owner": block.owner if stays else "",
            }
