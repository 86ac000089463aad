"""A Problem as the page shows it: at its field, in the words for one who sees that field."""

from __future__ import annotations

from handout.messages import message_table
from handout.problems import Problem, reword_problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.privacy_overrides import PRIVACY_RULES, UNREAD, WHOLE_SHEET
from handout.web.form.answers import CHANGES
from handout.web.sheet.problem_words import reword_for_page

_PRIVACY_PREFIX = "privacy-"


def problem_json(
    problem: Problem, language: str, *, with_commands: bool = False
) -> dict[str, object]:
    """Return a Problem as JSON for the page in `language`, at its field if it has one; what it
    says to do names commands only `with_commands`.
    """
    field = problem.path.partition(".")[0]
    is_at_field = field in (*FIELDS, *CHANGES)
    worded = (reword_problem if with_commands else reword_for_page)(problem, language)
    message, hint = worded.message, worded.hint
    if is_at_field:
        messages = message_table("web", language)
        message = messages["says"].get(problem.code, message)
        hint = messages["do"].get(problem.code, hint)
    entry: dict[str, object] = {
        "field": problem.path if is_at_field else "",
        "code": problem.code,
        "says": message,
        "do": hint.strip(),
        "warning": problem.warning,
    }
    if rule := _privacy_rule(problem):
        # Rows of contacts are counted anew when they are merged, so that the whole list is named.
        is_contact = problem.path.partition(".")[0] == "contacts"
        where = "contacts" if is_contact else problem.path
        entry |= {"rule": rule, "where": WHOLE_SHEET if rule == UNREAD else where}
    return entry


def _privacy_rule(problem: Problem) -> str:
    """Return the rule of a privacy Problem that can be overridden at its field, or ""."""
    rule = problem.code.removeprefix(_PRIVACY_PREFIX)
    is_privacy = rule != problem.code and rule in (*PRIVACY_RULES, UNREAD)
    return rule if is_privacy and problem.path.partition(".")[0] in FIELDS else ""
