"""What a worker is given to build one handout of a batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from handout.batch.plan.local_edits import LocalEdits
from handout.batch.plan.shared import SharedInputs
from handout.problems import Position, Problem
from handout.sources.content.layer import Layer
from handout.sources.roster.record import LANGUAGE_FIELDS, create_row_layer


@dataclass(frozen=True, kw_only=True)
class HandoutTask:
    """All that a worker needs to build one handout: it reads no files but the content.

    `name` is the stem of the handout's files, `cells` are those of its row, `staff` are the adults
    that its school's rows name, `student_names` the students whom its words could name. The
    `local_edits` go over the row, and over the edits that it shares with others.
    Its files are staged in `staging_folder`; if that is "" their content is returned.
    If `compiled`, its PDF may be assembled from compiled parts, but in none of `banned_layouts`;
    with `audit` it is compared with what the typesetter makes of it.
    """

    id: str
    name: str
    cells: tuple[str, ...]
    position: Position
    shared: SharedInputs
    local_edits: LocalEdits
    staff: tuple[str, ...] = ()
    # What has a repr may get into a log.
    student_names: frozenset[str] = field(default=frozenset(), repr=False)
    compiled: bool = True
    banned_layouts: frozenset[str] = frozenset()
    audit: bool = False
    staging_folder: str = ""

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Return the layers that it is composed of, the lowest first."""
        row, _ = self._row
        return (*self.shared.below, replace(row, name=self.name), *self.shared.above)

    @property
    def row_problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the row only in the languages that other layers choose."""
        return self._row[1]

    @cached_property
    def _row(self) -> tuple[Layer, tuple[Problem, ...]]:
        columns, cells = self.shared.columns, self.cells
        row, known = create_row_layer(columns, cells, self.position)
        languages = _find_languages((*self.shared.below, row, *self.shared.above))
        if languages == _find_languages((row,)):
            return row, ()
        # Our words in a cell are in the language of the sheet, whoever has chosen it.
        row, problems = create_row_layer(columns, cells, self.position, languages)
        return row, tuple(found for found in problems if found not in known)


def _find_languages(layers: Iterable[Layer]) -> dict[str, str]:
    """Return the languages of the sheets that `layers` make, the lowest first."""
    languages: dict[str, str] = {}
    for layer in layers:
        named = {name: layer.values[name] for name in LANGUAGE_FIELDS if name in layer.values}
        languages |= {name: str(placed.value) for name, placed in named.items()}
    return languages
