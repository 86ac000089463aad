"""Inputs that many records of a batch share. They are unpacked once in each worker."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any

from handout.sources.content.layer import Layer
from handout.sources.edited.edits_file import Edits
from handout.sources.headings.columns import Columns
from handout.sources.pictures.picture import Picture


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedInputs:
    """The layers `below` and `above` the rows, their edits with their paths, and the
    pictures by their fields.

    Also the `columns` of the roster, the day, and whether drafts are refused (`strict`). In one
    process all that are equal are one object: what is cached of a layer is cached for all its
    records.
    """

    below: tuple[Layer, ...]
    above: tuple[Layer, ...]
    edits: tuple[tuple[Edits, str], ...]
    pictures: Mapping[str, Picture]
    columns: Columns = field(repr=False)
    today: datetime.date
    strict: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpack, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps({member.name: getattr(self, member.name) for member in fields(self)})


@lru_cache(maxsize=64)
def _unpack(packed: bytes) -> SharedInputs:
    return SharedInputs(**pickle.loads(packed))
