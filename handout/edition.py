"""One classroom's handout through all stages: its layers read, composed, fitted, and published."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handout.compose.fit import Fitted, fit
from handout.compose.glyphs import unprintable
from handout.compose.handout import Handout, compose
from handout.compose.sheet import lay_out
from handout.problem import HandoutError, Problem, raise_errors
from handout.sources.layer import Layer, Level, read_layer
from handout.sources.library import load_library
from handout.sources.picture import Picture, read_logo


@dataclass(frozen=True)
class Edition:
    """A handout ready to be published, and what is to be noted about it."""

    fitted: Fitted
    logo: Picture | None
    warnings: tuple[Problem, ...]

    @property
    def handout(self) -> Handout:
        return self.fitted.sheet.handout


def prepare(
    customization: Path | None, district: Path | None = None, school: Path | None = None, *, today: datetime.date | None = None
) -> Edition:
    """The edition that these files make. Raises HandoutError with everything that is wrong in any of them."""
    found: list[Problem] = []
    layers: list[Layer] = []
    for path, level in ((district, Level.DISTRICT), (school, Level.SCHOOL), (customization, Level.CUSTOMIZATION)):
        if path is None:
            continue
        try:
            layer, problems = read_layer(path, level)
        except HandoutError as error:
            found += error.problems
            continue
        layers.append(layer)
        found += problems
    raise_errors(found)
    library = load_library(_language(layers))
    handout, problems = compose(library, layers, today=today or datetime.date.today())
    found += problems
    logo, problems = _logo(handout)
    found += problems
    found += unprintable(handout)
    fitted, problems = fit(lay_out(handout))
    found += problems
    raise_errors(found)
    return Edition(fitted, logo, tuple(found))


def _language(layers: Sequence[Layer]) -> str:
    found = [layer.values["language"].value for layer in layers if "language" in layer.values]
    return str(found[-1]) if found else "en"


def _logo(handout: Handout) -> tuple[Picture | None, tuple[Problem, ...]]:
    named = handout.values.get("logo.file")
    if named is None:
        return None, ()
    placed = named.placed
    return read_logo(Path(placed.place.path).parent / str(placed.value), placed.place)
