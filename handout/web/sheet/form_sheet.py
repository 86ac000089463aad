"""A sheet as the page sends it, and the layers it is made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from handout.content_folders import ENGLISH
from handout.layering.compose import compose
from handout.layering.front_labels import value_rows
from handout.layering.overlay import SourcedValue
from handout.problems import Position, Problem, problem, raise_errors
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer, read_layer
from handout.sources.content.library import load_library
from handout.sources.fields.fields import key_column, value_type
from handout.sources.fields.types import Choice
from handout.sources.pictures.picture import PICTURE_USES, Picture, PictureUse
from handout.sources.pictures.picture_reader import clean_picture
from handout.web.form.answers import Answers, build_tree
from handout.web.form.save_yaml import OpenedText


@dataclass(frozen=True)
class LayerFiles:
    """The files of the district and the school, under every sheet that is made here."""

    district: Path | None = None
    school: Path | None = None


@dataclass(frozen=True)
class FormSheet:
    """What the page sends: the answers, the bytes of pictures by their fields or what
    stands for them, what the sheet's file is called, less its ending.

    `edits` is the text of the file of edits (docs/edits.md): what was reworded on a sheet itself.
    `opened` is the customization file that the answers began with. `page_language` is the one in
    which the page tells what is wrong.
    """

    answers: Answers
    pictures: Mapping[str, bytes | Picture] = field(default_factory=dict)
    name: str = ""
    edits: str = ""
    opened: OpenedText | None = None
    page_language: str = ENGLISH


def build_layer(sheet: FormSheet) -> tuple[Layer, Mapping[str, Picture], list[Problem]]:
    """Return the answers as a layer, the pictures by their fields, and what is wrong with them.

    No file of this computer is named in the layer.
    """
    layer, layer_problems = parse_layer(build_tree(sheet.answers), Level.CUSTOMIZATION)
    problems = [_for_form(each) for each in layer_problems]
    pictures: dict[str, Picture] = {}
    values = dict(layer.values)
    for use in PICTURE_USES:
        name = values.get(use.file_field)
        if name is None:
            continue
        position, content = Position(use.file_field), sheet.pictures.get(use.field)
        if content is None:
            code = "web-picture-apart"
            problems.append(problem(code, position, warning=True, name=name.value))
        else:
            picture, said = _clean(use, content, str(name.value), position)
            problems += said
            if picture:
                pictures[use.field] = picture
            if use.words_field not in values:
                place = Position(use.words_field)
                problems.append(problem("picture-no-alt", place, field=use.field))
        if use.field not in pictures:  # it must never be looked up on this machine's own disk
            for each in (use.file_field, *use.words_fields):  # and one message is enough
                values.pop(each, None)
    return replace(layer, values=values), pictures, problems


def _for_form(problem: Problem) -> Problem:
    """Return `problem` as a warning where the form has no place to put it right: an unknown name
    came with a file, and would stop each print.
    """
    is_unknown = problem.code in ("unknown-key", "unknown-key-near")
    return replace(problem, warning=True) if is_unknown else problem


def _clean(
    use: PictureUse, content: bytes | Picture, name: str, position: Position
) -> tuple[Picture | None, tuple[Problem, ...]]:
    if isinstance(content, Picture):
        return content, ()
    return clean_picture(use, content, name, position)


@cache
def read_base_layers(files: LayerFiles) -> tuple[Layer, ...]:
    """Return the layers of the district and the school.

    Raises HandoutError with all that is wrong in them.
    """
    layers: list[Layer] = []
    problems: list[Problem] = []
    for path, level in ((files.district, Level.DISTRICT), (files.school, Level.SCHOOL)):
        if path is not None:
            layer, layer_problems = read_layer(path, level)
            layers.append(layer)
            problems += layer_problems
    raise_errors(problems)
    return tuple(layers)


def inherited_values(files: LayerFiles) -> dict[str, str]:
    """Return the words that the district and the school have set, by dotted name."""
    inherited = {}
    for name, sourced in _values_below(files, "", ENGLISH).items():
        value = sourced.placed.value
        if isinstance(value, bool):
            inherited[name] = "yes" if value else "no"
        elif not isinstance(value, tuple):
            inherited[name] = str(value)
    return inherited


def inherited_rows(files: LayerFiles, language: str) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Return the rows of lists that rows are added to, for each role and for none ("")."""
    roles = value_type("role")
    assert isinstance(roles, Choice)
    inherited = {}
    for role in ("", *roles.options):
        values = _values_below(files, role, language)
        names = [name for name in values if key_column(name)]
        inherited[role] = {
            name: list(map(_filled_cells, value_rows(values, name))) for name in names
        }
    return inherited


def _values_below(files: LayerFiles, role: str, language: str) -> Mapping[str, SourcedValue]:
    """Return what content, district and school say to a sheet for `role` in `language`; "" is the
    usual role.
    """
    answers = {"role": role} if role else {}
    chosen, _ = parse_layer(build_tree(answers), Level.CUSTOMIZATION)
    layers = (*read_base_layers(files), chosen)
    handout, _ = compose(load_library(language), layers, today=datetime.date.today())
    return handout.values


def _filled_cells(row: Mapping[str, str]) -> dict[str, str]:
    return {column: text for column, text in row.items() if text}
