"""Which sheets a site has: each role, each grade band that has words of its own, each language and
theme.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handout.content_folders import list_languages
from handout.layering.compose import Handout, compose
from handout.layout.fitting.give_way import give_way
from handout.layout.text.missing_glyphs import has_font
from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare_layers
from handout.problems import HandoutError, Position, Problem, raise_errors
from handout.sources.content.layer import Layer, Level
from handout.sources.content.library import load_library
from handout.sources.fields.field_reader import PlacedValue

THEMES = ("field-guide", "plain")


@dataclass(frozen=True, order=True)
class SheetChoice:
    """A sheet that can be chosen. `band` is "" where none is."""

    language: str
    role: str
    band: str
    theme: str

    @property
    def stem(self) -> str:
        """Return the name of its files, without their endings."""
        return "-".join(filter(None, (self.role, self.band.lower(), self.theme)))

    @property
    def path(self) -> str:
        """Return where its files are in the site, less their endings."""
        return f"sheets/{self.language}/{self.stem}"

    def prepare(self, layers: Sequence[Layer]) -> tuple[PreparedHandout, tuple[Problem, ...]]:
        """Return the blank sheet on `layers`, and all that is to be said about it.

        Raises HandoutError.
        """
        return prepare_layers(self._layers(layers), today=datetime.date.today())

    def compose(self, layers: Sequence[Layer]) -> Handout:
        """Return what is on the sheet, not laid out: much sooner. Raises HandoutError."""
        library = load_library(self.language)
        handout, problems = compose(library, self._layers(layers), today=datetime.date.today())
        raise_errors(problems)
        return give_way(handout)[0]

    def _layers(self, layers: Sequence[Layer]) -> list[Layer]:
        values = {"role": self.role, "grade_band": self.band, "theme": self.theme}
        values["language"] = self.language
        position = Position(self.stem)
        placed = {name: PlacedValue(value, position) for name, value in values.items() if value}
        own = Layer(level=Level.CUSTOMIZATION, name=self.stem, path="", values=placed)
        return [*layers, own]


def list_choices(layers: Sequence[Layer]) -> Iterator[SheetChoice]:
    """Yield all sheets that a site on `layers` has, in the order in which they are shown.

    A language whose letters no font here has is left out.
    """
    for language in filter(has_font, list_languages()):
        for role in message_table("roles", language):
            for band in _bands_with_words(language, role, layers):
                for theme in THEMES:
                    yield SheetChoice(language, role, band, theme)


def _bands_with_words(language: str, role: str, layers: Sequence[Layer]) -> Iterator[str]:
    """Yield "", and each grade band whose sheet of `role` has other words in its boxes."""
    general = SheetChoice(language, role, "", THEMES[0])
    yield ""
    try:
        words = _words_in_boxes(general, layers)
        for band in message_table("bands", language):
            if _words_in_boxes(replace(general, band=band), layers) != words:
                yield band
    except HandoutError:
        return  # it is told when the general sheet is made


def _words_in_boxes(choice: SheetChoice, layers: Sequence[Layer]) -> list[object]:
    return [(block.title, block.parts) for block in choice.compose(layers).blocks]
