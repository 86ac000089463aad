"""The names of a OneRoster export's students, in memory only.

Which of them a record's words could name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import NamedTuple

from handout.privacy.people.listed_names import read_name
from handout.privacy.people.name_pieces import letters_in
from handout.privacy.text.normal_form import normalize
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.oneroster.export import read_student_names


class CandidateStudents(NamedTuple):
    """The students whose names could stand among some words, and what of their names does.

    `named_words` holds no word that is not among those words, so that it may be kept in a sum: it
    tells nothing of the rest.
    """

    names: frozenset[str] = frozenset()
    named_words: tuple[tuple[str, ...], ...] = ()


class StudentIndex:
    """Students by the parts of their names. Never shown, never written anywhere."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_part: dict[str, list[str]] = {}
        for listed in names:
            for part in read_name(listed).longest:
                self._by_part.setdefault(part, []).append(listed)

    def __repr__(self) -> str:
        return "Students()"

    def __bool__(self) -> bool:
        return bool(self._by_part)

    def near(self, words: frozenset[str]) -> CandidateStudents:
        """Return those whose names could be among `words`.

        The privacy check of any text of these words needs no others.
        """
        known = words & self._by_part.keys()
        perhaps = {listed for part in known for listed in self._by_part[part]}
        nearby = [listed for listed in perhaps if read_name(listed).could_stand(words)]
        named_words = {tuple(sorted(words & read_name(listed).parts)) for listed in nearby}
        return CandidateStudents(frozenset(nearby), tuple(sorted(named_words)))


def read_students(path: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the students of the export at `path`, and warnings where some may not have been read.

    Raises HandoutError if it cannot be read, or does not have all of them.
    """
    students, problems = read_student_names(path)
    if not students:
        raise HandoutError([*problems, problem("oneroster-no-students", Position(str(path)))])
    return students, problems


def collect_words(*sources: object, names: bool = False) -> frozenset[str]:
    """Return the words of all texts in `sources`, as the privacy check looks for them: strings, and
    whatever holds strings.

    With `names` they are looked at as names of files and boxes too, which have hyphens between
    words.
    """
    texts = [normalize(text) for text in _texts(sources)]
    if names:
        texts += ["".join(sign if sign.isalnum() else " " for sign in text) for text in texts]
    return frozenset(letters for text in texts for letters in letters_in(text))


def _texts(source: object) -> Iterator[str]:
    if isinstance(source, str):
        yield source
    elif isinstance(source, Mapping):
        yield from (text for pair in source.items() for text in _texts(pair))
    elif isinstance(source, tuple | list | frozenset):
        yield from (text for member in source for text in _texts(member))
    elif is_dataclass(source):
        yield from (
            text for member in fields(source) for text in _texts(getattr(source, member.name))
        )
