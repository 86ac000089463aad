"""One classroom's handout through all stages: its layers read, composed, fitted, and published."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handout.edits.apply import Edited, with_edits
from handout.layering.compose import Handout, compose
from handout.layout.build import lay_out
from handout.layout.fit import Fitted, fit
from handout.layout.missing_glyphs import unprintable
from handout.privacy.check import privacy_problems
from handout.problems import HandoutError, Place, Problem, problem, raise_errors
from handout.sources.content.layer import Layer, Level, read_layer
from handout.sources.content.library import load_library
from handout.sources.content.logo import Picture, read_logo
from handout.sources.edited.edits_file import Edits, edits_path, read_edits

_CERTAIN = ("privacy-", "block-locked", "item-locked")
"""How the codes of Problems begin that are told even where some values could not be read."""


@dataclass(frozen=True)
class Edition:
    """A handout ready to be published, and what is to be noted about it. `plain` is it without her edits."""

    fitted: Fitted
    logo: Picture | None
    warnings: tuple[Problem, ...]
    plain: Handout
    edited: Edited

    @property
    def handout(self) -> Handout:
        return self.fitted.sheet.handout


def prepare(
    customization: Path | None, district: Path | None = None, school: Path | None = None,
    *, today: datetime.date | None = None, deny: frozenset[str] = frozenset(),
) -> Edition:  # fmt: skip
    """The edition that these files make, with the edits beside the customization.

    `deny` are students' names for the privacy check. Raises HandoutError with everything that is wrong in any of them.
    """
    layers, found = read_layers(customization, district, school)
    path, edits = edits_path(customization) if customization else Path(), Edits()
    try:
        edits = read_edits(path) if customization else edits
    except HandoutError as error:
        found = (*found, *error.problems)
    try:
        edition, problems = put_together(
            layers, edits=edits, edits_at=str(path), today=today, deny=deny
        )
    except HandoutError as error:
        raise HandoutError(_told(found, error.problems), error.exit_code) from error
    told = _told(found, problems)
    raise_errors(told)
    return replace(edition, warnings=told)


def _told(found: Sequence[Problem], problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What was `found` in the files, with the `problems` of what they make: not those that may follow from what was found."""
    wrong = any(not one.warning for one in found)
    return (*found, *(one for one in problems if not wrong or one.code.startswith(_CERTAIN)))


def read_layers(
    customization: Path | None, district: Path | None = None, school: Path | None = None
) -> tuple[list[Layer], tuple[Problem, ...]]:
    """The layers in these files, and everything that is wrong with them."""
    found: list[Problem] = []
    layers: list[Layer] = []
    for path, level in (
        (district, Level.DISTRICT),
        (school, Level.SCHOOL),
        (customization, Level.CUSTOMIZATION),
    ):
        if path is None:
            continue
        try:
            layer, problems = read_layer(path, level)
        except HandoutError as error:
            found += error.problems
            continue
        layers.append(layer)
        found += problems
    return layers, tuple(found)


def put_together(
    layers: Sequence[Layer],
    *,
    edits: Edits = Edits(),
    edits_at: str = "",
    under: Sequence[tuple[Edits, str]] = (),
    today: datetime.date | None = None,
    logo: Picture | None = None,
    staff: Iterable[str] = (),
    deny: frozenset[str] = frozenset(),
) -> tuple[Edition, tuple[Problem, ...]]:
    """The edition that `layers` make, and everything to be said about it: it may still be too long for its pages.

    `edits` stand in the file `edits_at`; they go on top of those in `under`, which belong to the layers. `logo` is the
    picture, where the layers name one that is in no file. `staff` and `deny` are names of grown-ups and of students for
    the privacy check. Raises HandoutError if the layers do not go together.
    """
    library = load_library(_language(layers))
    plain, found = compose(library, layers, today=today or datetime.date.today())
    problems, apart = list(found), any(not one.warning for one in found)
    for theirs, at in under:
        below = with_edits(plain, theirs, at)
        plain = below.handout
        problems += below.problems
    edited = with_edits(plain, edits, edits_at)
    handout = edited.handout
    problems += edited.problems
    if logo is None:
        logo, found = _logo(handout)
        problems += found
    problems += unprintable(handout, edits_at)
    names = {
        layer.name: Place(layer.path)
        for layer in layers
        if layer.level is Level.CUSTOMIZATION and layer.path
    }
    problems += privacy_problems(handout, staff=staff, deny=deny, names=names)
    if apart:
        raise HandoutError(problems)
    fitted, found = fit(lay_out(handout))
    problems += found
    return Edition(
        fitted, logo, tuple(one for one in problems if one.warning), plain, edited
    ), tuple(problems)


def _language(layers: Sequence[Layer]) -> str:
    found = [layer.values["language"].value for layer in layers if "language" in layer.values]
    return str(found[-1]) if found else "en"


def _logo(handout: Handout) -> tuple[Picture | None, tuple[Problem, ...]]:
    named = handout.values.get("logo.file")
    if named is None:
        return None, ()
    placed = named.placed
    if not handout.value("logo.alt"):
        return None, (problem("logo-no-alt", placed.place),)
    return read_logo(Path(placed.place.path).parent / str(placed.value), placed.place)
