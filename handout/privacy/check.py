"""The privacy check: search every word that is printed or stored for what identifies a student.

It finds what words can show, and no more: a sheet that passes may still say too much. It works
offline, and nothing of what it finds is repeated in its Problems, because those are kept in lists
and logs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handout.layering.compose import Handout
from handout.layering.overlay import Origin
from handout.privacy.finding_problems import BLOCKS, find_override, finding_problems
from handout.privacy.people.persons import Finding, Staff
from handout.privacy.sheet_texts import FoundText, SheetText, sheet_texts
from handout.privacy.text.normal_form import normalize
from handout.privacy.text.tokens import fold, folded_words
from handout.privacy.text.word_lists import word_set
from handout.privacy.text_findings import find_in_name, find_in_text, is_grown_ups_name
from handout.privacy.unread_words import find_unread
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Level
from handout.sources.fields.privacy_overrides import Override


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
    people = staff_of(texts, staff)
    found = [
        FoundText(text, finding)
        for text in texts
        for finding in find_in_text(text, people, student_names)
    ]
    for name, position in (names or {}).items():
        text = SheetText(
            "file", "file", name, Origin(Level.CUSTOMIZATION, "", position), exact=False
        )
        found += [FoundText(text, finding) for finding in find_in_name(name, people, student_names)]
    reasons = (
        _reason_problem(override, people, student_names, found) for override in handout.overrides
    )
    unread = find_unread(texts, handout.language)
    told = (*finding_problems([*found, *unread], handout.overrides), *reasons)
    return tuple(sorted(set(filter(None, told))))


def staff_of(texts: Iterable[SheetText], staff: Iterable[str] = ()) -> Staff:
    """Return the grown-ups whose names may stand in `texts`: `staff`, and those they name."""
    return Staff([*staff, *(text.words for text in texts if is_grown_ups_name(text))])


def blocked_rules(
    text: str, *, staff: Iterable[str] = (), student_names: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the rules that `text` breaks and that keep a sheet from being made."""
    origin = Origin(Level.CUSTOMIZATION, "", Position(""))
    return BLOCKS & {
        finding.rule
        for finding in find_in_text(SheetText("", "", text, origin), Staff(staff), student_names)
    }


def _reason_problem(
    override: Override, staff: Staff, student_names: frozenset[str], found: Iterable[FoundText]
) -> Problem | None:
    """Return what is wrong with the reason of an override: it is kept in lists and logs as well.

    A reason may explain a person: it says what grown-up they are, or names only whom it excuses.
    """
    text = SheetText(
        "because", "because", override.because, Origin(Level.CUSTOMIZATION, "", override.position)
    )
    excused = {_folded_words(one.text, one.finding) for one in found if _is_excused(override, one)}
    explains = not word_set("roles").isdisjoint(folded_words(override.because))
    rules = set()
    for finding in find_in_text(text, staff, student_names):
        is_name = finding.rule in ("given-name", "child-name", "initials", "student-name")
        if not (is_name and (explains or _folded_words(text, finding) in excused)):
            rules.add(finding.rule)
    if not rules & {*BLOCKS, "given-name", "initials"}:
        return None
    return problem("privacy-because", override.position, warning=rules.isdisjoint(BLOCKS))


def _is_excused(override: Override, one: FoundText) -> bool:
    allowed = {(override.rule, override.field): override}
    return find_override(allowed, one.finding.rule, one.text.field) is not None


def _folded_words(text: SheetText, finding: Finding) -> str:
    return fold(normalize(text.words[finding.start : finding.end])).removesuffix("'s")
