"""The names and numbers of the schools of an export: two schools never share a folder."""

from __future__ import annotations

import hashlib
from collections import Counter

from handout.batch.from_oneroster.fit import is_usable
from handout.sources.markdown.document import slug
from handout.sources.oneroster.export import Export
from handout.sources.plain_letters import plain_letters


class SchoolNames:
    """The schools of `export` in which there are classes."""

    def __init__(self, export: Export) -> None:
        self._schools = export.schools
        teaching = {item.school for item in export.classes.values()} & export.schools.keys()
        self._numbers: Counter[str] = Counter()
        for id in teaching:
            name, number = export.schools[id]
            self._numbers[(number or slug(plain_letters(name))).casefold()] += 1

    def name_and_number(self, id: str) -> tuple[str, str]:
        """Return the name of a school, and its number in the district or what stands for it."""
        name, identifier = self._schools.get(id, ("", ""))
        usable = filter(is_usable, (name, identifier))
        name = next(usable, id)
        number = identifier or (slug(plain_letters(name)) if name else "")
        if self._numbers[number.casefold()] > 1:
            number = f"{number}-{hashlib.sha256(id.encode()).hexdigest()[:4]}"
        return name, number
