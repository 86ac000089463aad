"""The problems that report the findings of the privacy check, and the findings that a stated
reason allows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handout.content_folders import ENGLISH
from handout.interface_language import spoken_language
from handout.messages import message_table
from handout.privacy.field_names import (
    describe_field,
    describe_name,
    is_in_rows,
    is_on_form,
    place_in_form,
)
from handout.privacy.sheet_texts import FoundText, SheetText
from handout.privacy.text.language import language_at, language_of
from handout.problems import Position, Problem, problem_in
from handout.sources.fields.privacy_overrides import UNREAD, WHOLE_SHEET, Override

BLOCKS = frozenset(
    (
        "student-name",
        "child-name",
        "ssn",
        "student-id",
        "birth-date",
        "home-address",
        "family-contact",
        "health-name",
    )
)
"""The rules that keep a sheet from being made; all others are noted only."""

_MOST_TOLD = 5  # of one rule in one field
_MOST_ROWS = 2  # of a list with the same to be said of each; of more it is said once


def finding_problems(
    found: Iterable[FoundText], overrides: Iterable[Override]
) -> Iterator[Problem]:
    """Yield what is to be said of what was found, and of the `overrides`."""
    allowed = {(one.rule, one.field): one for one in overrides}
    used: set[Override] = set()
    by_rule: dict[tuple[str, str], list[FoundText]] = defaultdict(list)
    for one in found:
        text, finding = one
        if override := find_override(allowed, finding.rule, text.field):
            if override not in used:
                yield _override_problem("privacy-allowed", override)
            used.add(override)
            continue
        in_rows = text.column if is_in_rows(text) else text.field
        if finding.rule == UNREAD:
            in_rows = WHOLE_SHEET  # once: who reads one of these texts reads the others
        by_rule[finding.rule, in_rows].append(one)
    for (rule, _), alike in by_rule.items():
        yield from _problems_of_rule(rule, alike)
    for override in overrides:
        if override not in used and not override.shared:
            yield _override_problem("privacy-unused", override)


def _override_problem(code: str, override: Override) -> Problem:
    language = _language_of_messages(language_of(override.because))
    shown = {
        "field": describe_name(override.field, language),
        "what": message_table("privacy-words", language)["rules"][override.rule],
        "because": override.because,
    }
    return problem_in(language, code, override.position, warning=True, **shown)


def _problems_of_rule(rule: str, alike: Sequence[FoundText]) -> Iterator[Problem]:
    """Yield what is to be said of findings of one rule in a field, or in the rows of a list."""
    if rule == UNREAD:
        yield _finding_problem(rule, alike[0], [WHOLE_SHEET], 1)
        return
    rows = list(dict.fromkeys(one.text.field for one in alike))
    if len(rows) > _MOST_ROWS:
        yield _finding_problem(rule, alike[0], rows, len(alike))
        return
    count: Counter[str] = Counter()
    for one in alike:
        count[one.text.field] += 1
        most = 1 if is_on_form(one.text) else _MOST_TOLD  # there all of them are marked
        if count[one.text.field] <= most:
            yield _finding_problem(rule, one, [one.text.field], 1)


def _finding_problem(rule: str, one: FoundText, rows: Sequence[str], count: int) -> Problem:
    text, (_, start, end) = one
    # A file's name is hardly more than a name, and tells no language.
    tells_none = text.column == "file" or rule == UNREAD
    language = _language_of_messages(ENGLISH if tells_none else language_at(text.words, start))
    shown = {
        "field": describe_field(text, rows, count, language),
        "shown": _hidden(text.words[start:end]),
        "keep": _how_to_keep(rule, text, rows, language),
    }
    position, is_warning = position_of(text, start), rule not in BLOCKS
    return problem_in(language, f"privacy-{rule}", position, warning=is_warning, **shown)


def _language_of_messages(of_words: str) -> str:
    """Return the language in which something is said of words that are in the language `of_words`:
    in that one to somebody who is told all else in English, who may well have written them.
    """
    spoken = spoken_language("privacy-words")
    return of_words if spoken == ENGLISH else spoken


def _how_to_keep(rule: str, text: SheetText, rows: Sequence[str], language: str) -> str:
    """Return how to let the words stand; on the form there is a button for that."""
    if is_on_form(text):
        return ""
    field = rows[0] if len(rows) == 1 else rows[0].partition(".")[0]
    is_in_spreadsheet = text.origin.position.path.lower().endswith((".csv", ".xlsx"))
    messages: dict[str, str] = message_table("privacy-words", language)
    template = messages["keep_in_row" if is_in_spreadsheet else "keep"]
    return template.format(rule=rule, field=field)


def find_override(
    allowed: Mapping[tuple[str, str], Override], rule: str, field: str
) -> Override | None:
    """Return the override of the field, or of the list, group or block it is in.

    Where names may stand, a name may that the words take for a child's. Words that the check cannot
    read may be allowed on the whole sheet.
    """
    place = field
    while place:
        if override := allowed.get((rule, place)):
            return override
        place = place.rpartition(".")[0]
    if rule == UNREAD:
        return allowed.get((rule, WHOLE_SHEET))
    return find_override(allowed, "given-name", field) if rule == "child-name" else None


def _hidden(words_found: str) -> str:
    """Return the first letter of a name, and how long it is; nothing of a number."""
    hidden = message_table("privacy")["hidden"]
    shown = "".join(hidden if sign.isalnum() else sign for sign in words_found[:40])
    return (
        words_found[0] + shown[1:] if words_found[:1].isalpha() and len(words_found) > 2 else shown
    )


def position_of(text: SheetText, start: int) -> Position:
    """Return where the words stand, as near as it is known."""
    position = text.origin.position
    if is_on_form(text):
        return position._replace(path=place_in_form(text))
    if not text.exact or not position.path.endswith((".yaml", ".yml")):
        return position  # of a spreadsheet it is the cell
    before = text.words[:start]
    if lines := before.count("\n"):
        return position._replace(
            line=position.line + lines,
            column=position.column + len(before) - before.rfind("\n") - 1,
        )
    return position._replace(column=position.column + start)
