"""What many records of a batch have in common. It goes to the workers with each of them, and is unpacked there once."""

from __future__ import annotations

import datetime
import pickle
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any

from handout.sources.content.layer import Layer
from handout.sources.content.logo import Picture
from handout.sources.edited.edits_file import Edits
from handout.sources.roster.columns import Columns


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedInputs:
    """The layers `below` and `above` the records' own, the edits that belong to those with where they stand, the logo,
    the `columns` of the roster, and the day.

    In one process all that are equal are one: what is remembered of a layer is remembered for all its records.
    """

    below: tuple[Layer, ...]
    above: tuple[Layer, ...]
    edits: tuple[tuple[Edits, str], ...]
    logo: Picture | None
    columns: Columns = field(repr=False)
    today: datetime.date

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps({one.name: getattr(self, one.name) for one in fields(self)})


@lru_cache(maxsize=64)
def _unpacked(packed: bytes) -> SharedInputs:
    return SharedInputs(**pickle.loads(packed))
