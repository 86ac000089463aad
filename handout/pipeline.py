"""One classroom's handout through all stages.

Layers read and composed, edits applied, panels fitted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from handout.edits.apply import EditedHandout, apply_edits
from handout.interface_language import spoken_language
from handout.layering.compose import Handout, compose
from handout.layout.fitting.fit import fit_sheet
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.fitting.give_way import give_way
from handout.layout.sheet.build import lay_out
from handout.layout.text.missing_glyphs import font_problems, missing_glyph_problems
from handout.privacy.check import privacy_problems
from handout.problems import HandoutError, Position, Problem, has_errors, problem, raise_errors
from handout.second_sheet import fit_second_sheet
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import read_layer
from handout.sources.content.library import Library, load_library
from handout.sources.edited.edits_file import Edits, edits_path, read_edits
from handout.sources.fields.languages import language_called
from handout.sources.pictures.picture import FURTHER_SIDE, LOGO, PICTURE_USES, Picture, PictureUse
from handout.sources.project_file import read_project_file
from handout.sources.project_search import find_above

INDEPENDENT_CODES = ("privacy-", "block-locked", "item-locked")
"""How the codes of Problems begin that hold even where some values could not be read."""


_NO_PICTURES: Mapping[str, Picture] = MappingProxyType({})


@dataclass(frozen=True)
class PreparedHandout:
    """A handout ready to be published.

    `warnings` is what the user should know about it, `unedited` the handout without the edits of
    its page, `edited` the handout with them, `second` the sheet in the aide's other language.
    """

    fitted: FittedSheet
    logo: Picture | None
    warnings: tuple[Problem, ...]
    unedited: Handout
    edited: EditedHandout
    second: FittedSheet | None = None

    @property
    def handout(self) -> Handout:
        return self.fitted.sheet.handout


def prepare(
    customization: Path | None,
    district: Path | None = None,
    school: Path | None = None,
    *,
    folder: Path | None = None,
    above: Sequence[Layer] = (),
    today: datetime.date | None = None,
    student_names: frozenset[str] = frozenset(),
) -> PreparedHandout:
    """Return the handout that these files make, with the edits beside the customization.

    The handout.toml of `folder` counts, or without one that of the customization. The layers
    `above` lie on theirs. The privacy check looks for `student_names`. Raise HandoutError with
    everything that is wrong in any of the files.
    """
    layers, file_problems = read_layers(customization, district, school, folder)
    path, edits = Path(), Edits()
    if customization:
        path = edits_path(customization)
        try:
            edits = read_edits(customization)
        except HandoutError as error:
            known = set(file_problems)  # a file that cannot be read is read twice
            more = (entry for entry in error.problems if entry not in known)
            file_problems = (*file_problems, *more)
    try:
        prepared, problems = prepare_layers(
            [*layers, *above],
            edits=edits,
            edits_file=str(path),
            today=today,
            student_names=student_names,
        )
    except HandoutError as error:
        raise HandoutError(
            _with_consequences(file_problems, error.problems), error.exit_code
        ) from error
    all_problems = _with_consequences(file_problems, problems)
    raise_errors(all_problems)
    return replace(prepared, warnings=all_problems)


def _with_consequences(
    file_problems: Sequence[Problem], problems: Iterable[Problem]
) -> tuple[Problem, ...]:
    """Return what is wrong in the files, and the `problems` of the handout that they make.

    If a file has an error, a value may be absent for that reason alone. Then only those problems
    are listed that hold whatever that value would have been.
    """
    if not has_errors(file_problems):
        return (*file_problems, *problems)
    certain = (entry for entry in problems if entry.code.startswith(INDEPENDENT_CODES))
    return (*file_problems, *certain)


def read_layers(
    customization: Path | None,
    district: Path | None = None,
    school: Path | None = None,
    folder: Path | None = None,
) -> tuple[list[Layer], tuple[Problem, ...]]:
    """Return the layers in these files, and everything that is wrong in them.

    Below them is the layer of the handout.toml that `folder` is in, if any; without a `folder` it
    is that of the customization.
    """
    layers: list[Layer] = []
    problems: list[Problem] = []
    folder = folder or (customization.parent if customization else None)
    project = find_above(folder) if folder else None
    if project:
        try:
            project_layer = read_project_file(project).layer
        except HandoutError as error:
            problems += error.problems
        else:
            layers += [project_layer] if project_layer else []
    for path, level in (
        (district, Level.DISTRICT),
        (school, Level.SCHOOL),
        (customization, Level.CUSTOMIZATION),
    ):
        if path is None:
            continue
        try:
            layer, layer_problems = read_layer(path, level)
        except HandoutError as error:
            problems += error.problems
            continue
        layers.append(layer)
        problems += layer_problems
    return layers, tuple(problems)


def prepare_layers(
    layers: Sequence[Layer],
    *,
    edits: Edits = Edits(),
    edits_file: str = "",
    base_edits: Sequence[tuple[Edits, str]] = (),
    today: datetime.date | None = None,
    pictures: Mapping[str, Picture] = _NO_PICTURES,
    staff: Iterable[str] = (),
    student_names: frozenset[str] = frozenset(),
) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    """Return the handout that `layers` make, and everything that is to be said about it.

    The handout may be too long for its pages; a Problem says so. `edits` are those in the file
    `edits_file`. They go on top of `base_edits`, which belong to the layers: pairs of edits and
    their file. `pictures` are those that the layers name, by their fields, where they are in no
    file. `staff` are names of adults and `student_names` those of students, for the privacy check.

    Raise HandoutError if the layers do not go together.
    """
    library = load_library(_language(layers))
    unedited, layer_problems = compose(library, layers, today=today or datetime.date.today())
    problems = list(layer_problems)
    for layer_edits, layer_edits_file in base_edits:
        base = apply_edits(unedited, layer_edits, layer_edits_file)
        unedited = base.handout
        problems += base.problems
    unedited, full_problems = give_way(unedited)
    problems += full_problems
    edited = apply_edits(unedited, edits, edits_file)
    handout = edited.handout
    problems += edited.problems
    problems += _translation_problems(library, handout, layers)
    pictures, picture_problems = _find_pictures(handout, pictures)
    problems += picture_problems
    picture = pictures.get(FURTHER_SIDE.field)
    lacks_font = font_problems(handout)
    problems += lacks_font or missing_glyph_problems(handout, edits_file)
    problems += privacy_problems(
        handout, staff=staff, student_names=student_names, names=_handout_names(layers)
    )
    if lacks_font or has_errors(layer_problems):
        raise HandoutError(problems)
    fitted, fit_problems = fit_sheet(lay_out(handout, picture))
    problems += fit_problems
    second, second_problems = fit_second_sheet(
        layers, unedited, handout, today or datetime.date.today(), picture
    )
    problems += second_problems
    warnings = tuple(entry for entry in problems if entry.warning)
    prepared = PreparedHandout(fitted, pictures.get(LOGO.field), warnings, unedited, edited, second)
    return prepared, tuple(problems)


def _translation_problems(
    library: Library, handout: Handout, layers: Sequence[Layer]
) -> Iterator[Problem]:
    """Note that the sheet's words are a draft, and what in a translation's files is wrong."""
    yield from library.faults
    if handout.has_drafts:
        chosen = [layer.values["language"] for layer in layers if "language" in layer.values]
        position = chosen[-1].position if chosen else Position("")
        name = language_called(library.language, spoken_language("words"))
        tag = library.language
        yield problem("language-draft", position, warning=True, language=name, tag=tag)


def _language(layers: Sequence[Layer]) -> str:
    for layer in reversed(layers):
        if "language" in layer.values:
            return str(layer.values["language"].value)
    return "en"


def _handout_names(layers: Iterable[Layer]) -> dict[str, Position]:
    """Return the names that the handout's files get, and the customization each comes from."""
    return {
        layer.name: Position(layer.path)
        for layer in layers
        if layer.level is Level.CUSTOMIZATION and layer.path
    }


def _find_pictures(
    handout: Handout, given: Mapping[str, Picture]
) -> tuple[Mapping[str, Picture], list[Problem]]:
    """Return the pictures of the handout by their fields: those that are `given`, and others from
    the files that it names.
    """
    pictures, problems = dict(given), list[Problem]()
    for use in PICTURE_USES:
        if use.field not in pictures:
            picture, said = _read_named(use, handout)
            problems += said
            if picture:
                pictures[use.field] = picture
    return pictures, problems


def _read_named(use: PictureUse, handout: Handout) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the picture for `use` in the file that the handout names, if there is one."""
    named = handout.values.get(use.file_field)
    if named is None:
        return None, tuple(_unused_words(use, handout))
    placed = named.placed
    if not handout.value(use.words_field):
        return None, (problem("picture-no-alt", placed.position, field=use.field),)
    from handout.sources.pictures.picture_reader import read_named_picture

    return read_named_picture(use, str(placed.value), placed.position)


def _unused_words(use: PictureUse, handout: Handout) -> Iterator[Problem]:
    """Note the words for a picture that is not there: they stand nowhere."""
    for name in use.words_fields:
        if words := handout.values.get(name):
            yield problem("picture-unused", words.placed.position, warning=True, field=use.field)
            break
