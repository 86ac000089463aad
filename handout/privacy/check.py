"""The privacy check: every word to be printed or stored is searched for what tells of a student.

It finds what words can show, and no more: a sheet that passes may still say too much. It works
offline, and nothing of what it finds is repeated in its Problems, because those are kept in lists
and logs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from handout.layering.compose import Handout
from handout.layering.overlay import Origin, SourcedValue
from handout.messages import message_table
from handout.privacy.listed_findings import listed_findings
from handout.privacy.names import person_findings
from handout.privacy.normal_form import NormalForm, normal_form
from handout.privacy.patterns import find_disclosures
from handout.privacy.persons import Finding, Staff
from handout.privacy.reading import reading
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Level
from handout.sources.fields.fields import value_type
from handout.sources.fields.privacy_overrides import Override
from handout.sources.fields.types import Url
from handout.sources.markdown.document import Table, items_of
from handout.sources.markdown.field_marks import text_without_fields

BLOCKS = frozenset(
    (
        "student-name",
        "ssn",
        "student-id",
        "birth-date",
        "home-address",
        "family-contact",
        "health-name",
    )
)
"""The rules that keep a sheet from being made; all others are noted only."""

_WEAKER = {
    "student-name": ("given-name", "initials"),
    "given-name": ("initials",),
    "health-name": ("health-note",),
    "family-contact": ("personal-contact",),
    "student-id": ("door-code",),
    "ssn": ("door-code", "student-id"),
}
"""What a rule says already: the others need not be told of the same words."""

_MOST_TOLD = 5  # of one rule in one field


@dataclass(frozen=True, slots=True)
class _Text:
    """Some words of the sheet.

    `field` is its name for people, `column` the same without the numbers of rows.     `lead` are
    words before them that are looked at too. `exact`: the origin's place is that of their first
    letter.
    """

    field: str
    column: str
    words: str
    origin: Origin
    lead: str = ""
    exact: bool = True


class _Found(NamedTuple):
    text: _Text
    finding: Finding


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
    texts = list(_texts(handout))
    people = Staff([*staff, *(text.words for text in texts if _is_name(text))])
    found = [
        _Found(text, finding)
        for text in texts
        for finding in _findings(text, people, student_names)
    ]
    for name, position in (names or {}).items():
        text = _Text("file", "file", name, Origin(Level.CUSTOMIZATION, "", position), exact=False)
        found += [_Found(text, finding) for finding in _name_findings(name, people, student_names)]
    reasons = (_reason_problem(override, people, student_names) for override in handout.overrides)
    return tuple(sorted({*_told(found, handout.overrides), *filter(None, reasons)}))


def blocked_rules(
    text: str, *, staff: Iterable[str] = (), student_names: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the rules that `text` breaks and that keep a sheet from being made."""
    origin = Origin(Level.CUSTOMIZATION, "", Position(""))
    return BLOCKS & {
        finding.rule
        for finding in _findings(_Text("", "", text, origin), Staff(staff), student_names)
    }


def _told(found: Iterable[_Found], overrides: Iterable[Override]) -> Iterator[Problem]:
    allowed = {(one.rule, one.field): one for one in overrides}
    used: set[Override] = set()
    count: Counter[tuple[str, str]] = Counter()
    for text, (rule, start, end) in found:
        position = _position_of(text, start)
        if override := _override(allowed, rule, text.field):
            if override not in used:
                shown = {"rule": rule, "field": override.field, "because": override.because}
                yield problem("privacy-allowed", override.position, warning=True, **shown)
            used.add(override)
            continue
        count[rule, text.field] += 1
        if count[rule, text.field] > _MOST_TOLD:
            continue
        keep = message_table("privacy")["keep"].format(rule=rule, field=text.field)
        shown = {"field": text.field, "shown": _hidden(text.words[start:end]), "keep": keep}
        yield problem(f"privacy-{rule}", position, warning=rule not in BLOCKS, **shown)
    for override in overrides:
        if override not in used and not override.shared:
            yield problem(
                "privacy-unused",
                override.position,
                warning=True,
                rule=override.rule,
                field=override.field,
            )


def _reason_problem(
    override: Override, staff: Staff, student_names: frozenset[str]
) -> Problem | None:
    """Return what is wrong with the reason of an override: it is kept in lists and logs as well."""
    text = _Text(
        "because", "because", override.because, Origin(Level.CUSTOMIZATION, "", override.position)
    )
    rules = {finding.rule for finding in _findings(text, staff, student_names)}
    if not rules & {*BLOCKS, "given-name", "initials"}:
        return None
    return problem("privacy-because", override.position, warning=rules.isdisjoint(BLOCKS))


def _override(
    allowed: Mapping[tuple[str, str], Override], rule: str, field: str
) -> Override | None:
    """Return the override of the field, or of the list, group or block it is in."""
    while field:
        if override := allowed.get((rule, field)):
            return override
        field = field.rpartition(".")[0]
    return None


def _hidden(words_found: str) -> str:
    """Return the first letter of a name, and how long it is; nothing of a number."""
    hidden = message_table("privacy")["hidden"]
    shown = "".join(hidden if sign.isalnum() else sign for sign in words_found[:40])
    return (
        words_found[0] + shown[1:] if words_found[:1].isalpha() and len(words_found) > 2 else shown
    )


def _position_of(text: _Text, start: int) -> Position:
    """Return where the words stand, as near as it is known."""
    position = text.origin.position
    if not text.exact or not position.path.endswith((".yaml", ".yml")):
        return position  # of a spreadsheet it is the cell
    before = text.words[:start]
    if lines := before.count("\n"):
        return position._replace(
            line=position.line + lines,
            column=position.column + len(before) - before.rfind("\n") - 1,
        )
    return position._replace(column=position.column + start)


def _is_name(text: _Text) -> bool:
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


def _findings(text: _Text, staff: Staff, student_names: frozenset[str]) -> list[Finding]:
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
    text: _Text, said: str, staff: Staff, student_names: frozenset[str]
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


def _texts(handout: Handout) -> Iterator[_Text]:
    """Yield every text that somebody wrote for this sheet.

    What comes with handout itself tells of nobody.
    """
    pairs = set()  # the teacher's own dos and don'ts stand in a block too
    for name, sourced in handout.values.items():
        yield from _value_texts(name, sourced)
        pairs |= set(sourced.placed.parts) if name in ("dos_extra", "donts_extra") else set()
    for block in handout.blocks:
        if _is_own(block.origin):
            yield _Text("id", "id", block.id, block.origin, exact=False)
            yield _Text(block.id, "title", block.title, block.origin)
            yield _Text(f"{block.id}.owner", ".owner", block.owner, block.origin)
            yield from (
                _Text(f"{block.id}.sources", "sources", source.name, block.origin)
                for source in block.sources
            )
        for part in block.parts:
            if isinstance(part, Table) and _is_own(block.origin):
                yield _Text(block.id, "header", " | ".join(part.header), block.origin)
            for item in items_of(part):
                origin = block.items[item.id]
                if not _is_own(origin) or origin.position in pairs:
                    continue
                placed = Origin(
                    origin.level,
                    origin.name,
                    item.position if item.position.path else origin.position,
                )
                # The id of an item in a block that somebody wrote may be made of its words, which a
                # Problem must not say.
                own_block = _is_own(block.origin)
                yield _Text(
                    block.id if own_block else f"{block.id}.{item.id}",
                    "item",
                    text_without_fields(item.text),
                    placed,
                )
                yield _Text("id", "id", "" if own_block else item.id, placed, exact=False)


def _value_texts(name: str, sourced: SourcedValue) -> Iterator[_Text]:
    value, origin = sourced.placed.value, sourced.origin
    if isinstance(value, str):
        if _is_own(origin):
            yield _Text(
                name, name, value, Origin(origin.level, origin.name, sourced.placed.position)
            )
        return
    if not isinstance(value, tuple):
        return
    for n, part in enumerate(value):
        by = sourced.rows[n] if sourced.rows else origin
        if not _is_own(by):
            continue
        by = Origin(by.level, by.name, sourced.placed.parts[n])
        if not isinstance(part, dict):
            yield _Text(f"{name}.{n + 1}", name, str(part), by)
            continue
        for column, cell in part.items():
            # Whose number it is stands in the column beside.
            lead = (
                f"{part['role']}: "
                if name == "contacts" and column == "how" and part.get("role")
                else ""
            )
            yield _Text(f"{name}.{n + 1}.{column}", f"{name}.{column}", cell, by, lead, exact=False)


def _is_own(origin: Origin) -> bool:
    return origin.level >= Level.DISTRICT
