"""What the privacy check has found in the words of the form: where, and what to write instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from handout.layering.compose import Handout
from handout.privacy.check import staff_of
from handout.privacy.field_names import is_on_form, place_in_form
from handout.privacy.finding_problems import find_override
from handout.privacy.people.persons import Finding
from handout.privacy.sheet_texts import SheetText, sheet_texts
from handout.privacy.suggestions import Suggestion, suggest
from handout.privacy.text_findings import find_in_text
from handout.web.form.answers import Answers


def privacy_marks_json(handout: Handout, answers: Answers) -> Iterator[dict[str, object]]:
    """Yield the findings of each rule in each input of the form, as JSON for the page.

    Places are counted in UTF-16 units of what was typed, as browsers count. What the teacher lets
    stand is left out.
    """
    texts = list(sheet_texts(handout))
    staff = staff_of(texts)
    allowed = {(one.rule, one.field): one for one in handout.overrides}

    def find(text: SheetText) -> list[Finding]:
        found = find_in_text(text, staff, frozenset())
        return [one for one in found if find_override(allowed, one.rule, text.field) is None]

    for text in filter(is_on_form, texts):
        if not find(text):
            continue
        place = place_in_form(text)
        # Blanks around the words, and accents of their own, are typed and not on the sheet.
        typed = replace(text, words=_typed_words(answers, place) or text.words)
        by_rule: dict[str, list[Finding]] = defaultdict(list)
        for finding in find(typed):
            by_rule[finding.rule].append(finding)
        for rule, found in by_rule.items():
            instead = [_suggestion_json(one, typed.words) for one in suggest(typed, found, find)]
            yield {
                "field": place,
                "rule": rule,
                "spans": [_units(typed.words, one.start, one.end) for one in found],
                "instead": instead,
            }


def _suggestion_json(suggestion: Suggestion, typed: str) -> dict[str, object]:
    edits = [[*_units(typed, start, end), words] for start, end, words in suggestion.edits]
    return {"words": suggestion.words, "edits": edits}


def _typed_words(answers: Answers, place: str) -> str:
    """Return the words of the answer with this dotted name; "" if there is none."""
    value: object = answers
    for key in place.split("."):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and 0 < int(key) <= len(value):
            value = value[int(key) - 1]
    return value if isinstance(value, str) else ""


def _units(text: str, *places: int) -> list[int]:
    """Return these places of `text` in units of UTF-16."""
    return [len(text[:place].encode("utf-16-le")) // 2 for place in places]
