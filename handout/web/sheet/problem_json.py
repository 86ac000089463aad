"""A Problem as the page shows it: at its field, in the words for one who sees that field."""

from __future__ import annotations

import re
from functools import cache

from handout.messages import message_table
from handout.problems import Problem, reword_problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.privacy_overrides import PRIVACY_RULES, UNREAD, WHOLE_SHEET
from handout.web.form.answers import CHANGES

_PRIVACY_PREFIX = "privacy-"
# Where a sentence ends: a full stop inside a name or a path has no blank behind it.
_SENTENCE_END = re.compile(r"(?<=[.!?\u061f])\s+|(?<=[\u3002\uff01\uff1f])")


def problem_json(
    problem: Problem, language: str, *, with_commands: bool = False
) -> dict[str, object]:
    """Return a Problem as JSON for the page in `language`, at its field if it has one; what it
    says to do names commands only `with_commands`.
    """
    field = problem.path.partition(".")[0]
    is_at_field = field in (*FIELDS, *CHANGES)
    worded = reword_problem(problem, language)
    message, hint = worded.message, worded.hint
    if is_at_field:
        messages = message_table("web", language)
        message = messages["says"].get(problem.code, message)
        hint = messages["do"].get(problem.code, hint)
    entry: dict[str, object] = {
        "field": problem.path if is_at_field else "",
        "code": problem.code,
        "says": message,
        "do": hint.strip() if with_commands else hint_for_page(problem.code, hint),
        "warning": problem.warning,
    }
    if rule := _privacy_rule(problem):
        # Rows of contacts are counted anew when they are merged, so that the whole list is named.
        is_contact = problem.path.partition(".")[0] == "contacts"
        where = "contacts" if is_contact else problem.path
        entry |= {"rule": rule, "where": WHOLE_SHEET if rule == UNREAD else where}
    return entry


def hint_for_page(code: str, hint: str) -> str:
    """Return what there is to do about the Problem `code`, without sentences that name a command:
    whoever sees the page has no place to type one. Words for the page itself say whom to ask.
    """
    if code.startswith("web-"):
        return hint.strip()
    sentences = _SENTENCE_END.split(hint.strip())
    return " ".join(one for one in sentences if not _command().search(one)).strip()


@cache
def _command() -> re.Pattern[str]:
    names = "|".join(map(re.escape, message_table("commands")))
    return re.compile(rf"\bhandout (?:{names})\b")


def _privacy_rule(problem: Problem) -> str:
    """Return the rule of a privacy Problem that can be overridden at its field, or ""."""
    rule = problem.code.removeprefix(_PRIVACY_PREFIX)
    is_privacy = rule != problem.code and rule in (*PRIVACY_RULES, UNREAD)
    return rule if is_privacy and problem.path.partition(".")[0] in FIELDS else ""
