"""The findings in one text of a sheet: as it is written, and as a reader takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from handout.privacy.finding_problems import BLOCKS
from handout.privacy.people.listed_findings import listed_findings
from handout.privacy.people.names import person_findings
from handout.privacy.people.persons import Finding, Staff
from handout.privacy.rules.patterns import find_disclosures
from handout.privacy.sheet_texts import SheetText
from handout.privacy.text.normal_form import NormalForm, normal_form
from handout.privacy.text.reading import reading
from handout.privacy.text.tokens import letters_of
from handout.privacy.text.word_lists import word_set
from handout.sources.fields.translations import written_type
from handout.sources.fields.types import Url

_WEAKER = {
    "student-name": ("child-name", "given-name", "initials"),
    "child-name": ("given-name", "initials"),
    "given-name": ("initials",),
    "health-name": ("health-note",),
    "family-contact": ("personal-contact",),
    "student-id": ("door-code",),
    "ssn": ("door-code", "student-id"),
}
"""What a rule says already: the others need not be told of the same words."""


def is_grown_ups_name(text: SheetText) -> bool:
    """Tell whether the words are those of a field for a grown-up's name, or for a place's."""
    return words_kind(text.column) == "name" or text.column.endswith(".owner")


@cache
def words_kind(column: str) -> str:
    """Return the kind of a field's words: "name", "contact", "file", "address" or "words"."""
    kind = written_type(column)
    return "address" if isinstance(kind, Url) else getattr(kind, "holds", "words")


@lru_cache(maxsize=2048)  # most cells say what many others say
def _says_nothing(words_said: str, of_staff: bool) -> bool:
    """Tell whether no staff list could change that nothing is found here.

    Listed students are not searched for.
    """
    for form in _forms(words_said):
        persons = any(person_findings(form.text, Staff(()), frozenset()))
        if persons or any(find_disclosures(form.text, of_staff=of_staff, persons=())):
            return False
    return True


def _forms(words_said: str) -> tuple[NormalForm, ...]:
    """Return the words as they are looked at: as written, and as read if that differs."""
    form = normal_form(words_said)
    read = reading(form)
    return (form,) if read is form or read.text == form.text else (form, read)


def find_in_text(text: SheetText, staff: Staff, student_names: frozenset[str]) -> list[Finding]:
    """Return what `text` tells, where it stands in its words."""
    if (
        not student_names
        and text.column != "id"
        and _says_nothing(
            text.lead + text.words, words_kind(text.column) == "contact" or is_grown_ups_name(text)
        )
    ):
        return []
    before = len(text.lead)
    found: list[Finding] = []
    for form in _forms(f"{text.lead}{text.words}"):
        known = tuple(found)
        for one in _formed_findings(text, form.text, staff, student_names):
            start, end = form.span(one.start, one.end)
            placed = one._replace(start=max(0, start - before), end=end - before)
            if end > before and not any(_covers(other, placed) for other in known):
                found.append(placed)
    names = [one for one in found if one.rule == "student-name"]
    return [one for one in found if one in names or not any(_covers(name, one) for name in names)]


def _covers(one: Finding, other: Finding) -> bool:
    """Tell whether `other` says nothing more than `one` does."""
    overlap = one.start < other.end and other.start < one.end
    return overlap and other.rule in (one.rule, *_WEAKER.get(one.rule, ()))


def _formed_findings(
    text: SheetText, said: str, staff: Staff, student_names: frozenset[str]
) -> Iterable[Finding]:
    """Return what is found in `said`, the words of `text` in their normal form."""
    if text.column == "id":
        return list(find_in_name(said, staff, student_names))
    if text.column == "room" and len(letters_of(said)) == 1:
        # A room is called Kiva or Lincoln; of an export's students it is a name all the same.
        persons = list(listed_findings(said, student_names, staff))
        return [*persons, *find_disclosures(said, of_staff=False, persons=persons)]
    if words_kind(text.column) in ("address", "file"):
        return find_disclosures(said, of_staff=False, persons=())
    if is_grown_ups_name(text):
        # In a whole district some student has the teacher's very name.
        of_sheet = words_kind(text.column) == "name" and "." not in text.column
        persons = [] if of_sheet else list(listed_findings(said, student_names, None))
        return [*persons, *find_disclosures(said, of_staff=True, persons=persons)]
    persons = list(person_findings(said, staff, student_names))
    return [
        *persons,
        *find_disclosures(said, of_staff=words_kind(text.column) == "contact", persons=persons),
    ]


def find_in_name(name: str, staff: Staff, student_names: frozenset[str]) -> Iterator[Finding]:
    """Yield names and numbers in the name of a file, a block or an item.

    Such names seldom have capitals.
    """
    words_in_it = "".join(sign if sign.isalnum() else " " for sign in name).title()
    persons = [
        one
        for one in person_findings(words_in_it, staff, student_names)
        if one.rule != "initials" and not _is_acronym(name, one)
    ]
    yield from persons
    yield from (
        one
        for one in find_disclosures(words_in_it, of_staff=False, persons=persons)
        if one.rule in BLOCKS
    )


def _is_acronym(name: str, one: Finding) -> bool:
    return one.rule == "given-name" and name[one.start : one.end].lower() in word_set("acronyms")
