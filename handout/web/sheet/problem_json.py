"""A Problem as the page shows it: at its field, in the words for one who sees that field."""

from __future__ import annotations

from handout.messages import message_table
from handout.problems import Problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.privacy_overrides import PRIVACY_RULES
from handout.web.form.answers import CHANGES

_PRIVACY_PREFIX = "privacy-"


def problem_json(problem: Problem) -> dict[str, object]:
    """Return a Problem as JSON for the page, at its field if it has one."""
    field = problem.path.partition(".")[0]
    is_at_field = field in (*FIELDS, *CHANGES)
    message, hint = problem.message, problem.hint
    if is_at_field:
        messages = message_table("web")
        message = messages["says"].get(problem.code, message)
        hint = messages["do"].get(problem.code, hint)
    entry = {
        "field": problem.path if is_at_field else "",
        "code": problem.code,
        "says": message,
        "do": hint,
        "warning": problem.warning,
    }
    rule = _privacy_rule(problem)
    return entry | _privacy_entry(problem, rule, message, hint) if rule else entry


def _privacy_rule(problem: Problem) -> str:
    """Return the rule of a privacy Problem that can be overridden at its field, or ""."""
    rule = problem.code.removeprefix(_PRIVACY_PREFIX)
    is_privacy = rule != problem.code and rule in PRIVACY_RULES
    return rule if is_privacy and problem.path.partition(".")[0] in FIELDS else ""


def _privacy_entry(problem: Problem, rule: str, message: str, hint: str) -> dict[str, object]:
    """The field is named by standing above it, and how to let the words stand by a button."""
    without_field = message[message.index(" ") :]
    keep_hint = message_table("privacy")["keep"].partition("{")[0]
    # Rows of contacts are counted anew when they are merged, so that the whole list is named.
    is_contact = problem.path.partition(".")[0] == "contacts"
    return {
        "says": message_table("web")["privacy"]["this"] + without_field,
        "do": hint.partition(keep_hint)[0],
        "rule": rule,
        "where": "contacts" if is_contact else problem.path,
    }
