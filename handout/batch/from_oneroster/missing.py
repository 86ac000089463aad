"""What the rows of a roster that was made from an export still lack."""

from __future__ import annotations

from typing import NamedTuple


class MissingData(NamedTuple):
    """Something a roster's row still lacks, in words; `handout_id` is "" for an aide without a
    classroom.
    """

    school_id: str
    school_name: str
    handout_id: str
    who: str
    missing: str
    note: str = ""
