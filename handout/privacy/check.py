"""The privacy check: every word to be printed or stored is searched for what tells of a student.

It finds what words can show, and no more: a sheet that passes may still say too much. It works
offline, and nothing of what it finds is repeated in its Problems, because those are kept in lists
and logs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from handout.layering.compose import Handout
from handout.layering.overlay import Origin
from handout.privacy.finding_problems import BLOCKS, find_override, finding_problems
from handout.privacy.people.listed_findings import listed_findings
from handout.privacy.people.names import person_findings
from handout.privacy.people.persons import Finding, Staff
from handout.privacy.rules.patterns import find_disclosures
from handout.privacy.sheet_texts import FoundText, SheetText, sheet_texts
from handout.privacy.text.normal_form import NormalForm, normal_form, normalize
from handout.privacy.text.reading import reading
from handout.privacy.text.tokens import fold, folded_words
from handout.privacy.text.word_lists import word_set
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Level
from handout.sources.fields.fields import value_type
from handout.sources.fields.privacy_overrides import Override
from handout.sources.fields.types import Url

_WEAKER = {
    "student-name": ("given-name", "initials"),
    "given-name": ("initials",),
    "health-name": ("health-note",),
    "family-contact": ("personal-contact",),
    "student-id": ("door-code",),
    "ssn": ("door-code", "student-id"),
}
"""What a rule says already: the others need not be told of the same words."""


def privacy_problems(
    handout: Handout,
    *,
    staff: Iterable[str] = (),
    student_names: frozenset[str] = frozenset(),
    names: Mapping[str, Position] | None = None,
) -> tuple[Problem, ...]:
    """Return what in `handout` may tell of a student, as errors and warnings.

    What was allowed is a warning too. `staff` are names of grown-ups beside those that the fields
    give; `student_names` are students' names, as listed_names reads them; `names` are the names of
    the files to be written, and where each comes from.
    """
    texts = list(sheet_texts(handout))
    people = Staff([*staff, *(text.words for text in texts if _is_name(text))])
    found = [
        FoundText(text, finding)
        for text in texts
        for finding in _findings(text, people, student_names)
    ]
    for name, position in (names or {}).items():
        text = SheetText(
            "file", "file", name, Origin(Level.CUSTOMIZATION, "", position), exact=False
        )
        found += [
            FoundText(text, finding) for finding in _name_findings(name, people, student_names)
        ]
    reasons = (
        _reason_problem(override, people, student_names, found) for override in handout.overrides
    )
    return tuple(sorted({*finding_problems(found, handout.overrides), *filter(None, reasons)}))


def blocked_rules(
    text: str, *, staff: Iterable[str] = (), student_names: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the rules that `text` breaks and that keep a sheet from being made."""
    origin = Origin(Level.CUSTOMIZATION, "", Position(""))
    return BLOCKS & {
        finding.rule
        for finding in _findings(SheetText("", "", text, origin), Staff(staff), student_names)
    }


def _is_name(text: SheetText) -> bool:
    return _holds(text.column) == "name" or text.column.endswith(".owner")


@cache
def _holds(column: str) -> str:
    """Return the kind of a field's words: "name", "contact", "file", "address" or "words"."""
    kind = value_type(column)
    return "address" if isinstance(kind, Url) else getattr(kind, "holds", "words")


@lru_cache(maxsize=8192)  # most cells say what many others say
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


def _findings(text: SheetText, staff: Staff, student_names: frozenset[str]) -> list[Finding]:
    if (
        not student_names
        and text.column != "id"
        and _says_nothing(
            text.lead + text.words, _holds(text.column) == "contact" or _is_name(text)
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
        return list(_name_findings(said, staff, student_names))
    if _holds(text.column) in ("address", "file"):
        return find_disclosures(said, of_staff=False, persons=())
    if _is_name(text):
        # In a whole district some student has the teacher's very name.
        of_sheet = _holds(text.column) == "name" and "." not in text.column
        persons = [] if of_sheet else list(listed_findings(said, student_names, None))
        return [*persons, *find_disclosures(said, of_staff=True, persons=persons)]
    persons = list(person_findings(said, staff, student_names))
    return [
        *persons,
        *find_disclosures(said, of_staff=_holds(text.column) == "contact", persons=persons),
    ]


def _name_findings(name: str, staff: Staff, student_names: frozenset[str]) -> Iterator[Finding]:
    """Yield names and numbers in the name of a file, a block or an item.

    Such names seldom have capitals.
    """
    words_in_it = "".join(sign if sign.isalnum() else " " for sign in name).title()
    persons = [
        one for one in person_findings(words_in_it, staff, student_names) if one.rule != "initials"
    ]
    yield from persons
    yield from (
        one
        for one in find_disclosures(words_in_it, of_staff=False, persons=persons)
        if one.rule in BLOCKS
    )


def _reason_problem(
    override: Override, staff: Staff, student_names: frozenset[str], found: Iterable[FoundText]
) -> Problem | None:
    """Return what is wrong with the reason of an override: it is kept in lists and logs as well.

    A reason may explain a person: it says what grown-up they are, or names only whom it excuses.
    """
    text = SheetText(
        "because", "because", override.because, Origin(Level.CUSTOMIZATION, "", override.position)
    )
    excused = {_folded(one.text, one.finding) for one in found if _is_excused(override, one)}
    explains = not word_set("roles").isdisjoint(folded_words(override.because))
    rules = set()
    for finding in _findings(text, staff, student_names):
        is_name = finding.rule in ("given-name", "initials", "student-name")
        if not (is_name and (explains or _folded(text, finding) in excused)):
            rules.add(finding.rule)
    if not rules & {*BLOCKS, "given-name", "initials"}:
        return None
    return problem("privacy-because", override.position, warning=rules.isdisjoint(BLOCKS))


def _is_excused(override: Override, one: FoundText) -> bool:
    allowed = {(override.rule, override.field): override}
    return find_override(allowed, one.finding.rule, one.text.field) is not None


def _folded(text: SheetText, finding: Finding) -> str:
    return fold(normalize(text.words[finding.start : finding.end])).removesuffix("'s")
