"""The pages of `handout serve`, rendered once in each language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from handout import __version__
from handout.interface_language import tables_in_all_languages
from handout.messages import message_table
from handout.publish.html.field_rules import spoken_patterns
from handout.publish.templates import create_environment
from handout.sources.fields.time_words import TIME_WORDS, time_words
from handout.sources.unseen_signs import UNSEEN
from handout.sources.yaml.tree import UNWANTED
from handout.web.form.inputs import first_question, quick_questions, sections
from handout.web.http.access import AccessPolicy
from handout.web.http.page_language import page_languages
from handout.web.sheet.form_sheet import LayerFiles, inherited_rows, inherited_values

# The messages that the scripts of the page show.
_SCRIPT_MESSAGES = (
    *("boxes", "changes", "end", "form", "history", "logo", "office", "one_named"),
    *("page", "pasted", "privacy", "reword", "save", "send", "sheet", "start", "state"),
)


@cache
def create_templates() -> jinja2.Environment:
    """Return the environment in which the templates of the page are rendered."""
    environment = create_environment()
    environment.globals.update(version=__version__)
    return environment


@cache
def render_page(
    template: str, language: str, policy: AccessPolicy, base_files: LayerFiles, has_office: bool
) -> str:
    """Return a page in `language` for these layers, with the token that its scripts send."""
    messages = message_table("web", language)
    return (
        create_templates()
        .get_template(f"web/{template}")
        .render(
            said=messages,
            language=language,
            languages=page_languages(),
            token=policy.token,
            is_own_computer=policy.private,
            sections=sections(language),
            first=first_question(language),
            quick=quick_questions(language),
            given=inherited_values(base_files),
            base_files=base_files,
            ready=message_table("ready-boxes", language),
            role_signs={role: words["sign"] for role, words in message_table("roles").items()},
            office=has_office,
            given_json=_script_json(
                {
                    "rows": inherited_rows(base_files, language),
                    "unseen": f"{UNWANTED.pattern}|{UNSEEN.pattern}",
                }
            ),
            words=_script_json(script_words(messages)),
        )
    )


def script_words(messages: Mapping[str, Any]) -> dict[str, Any]:
    """Return the messages for the scripts, and the words in times and in headings: these in every
    language, for what is pasted may be in any.
    """
    words = {key: messages[key] for key in _SCRIPT_MESSAGES}
    in_any = [words["pasted"], *(table["pasted"] for table in tables_in_all_languages("web"))]
    words["pasted"] = words["pasted"] | {
        "heads": {
            name: _without_doubles(table["heads"][name] for table in in_any)
            for name in words["pasted"]["heads"]
        },
        "days": _without_doubles(day for table in in_any for day in table["days"]),
        "times": {name: time_words(name) for name in TIME_WORDS},
        "patterns": spoken_patterns(),
    }
    return words


def _without_doubles(values: Iterable[Any]) -> list[Any]:
    """Return the values, each where it stands first."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _script_json(value: object) -> Markup:
    """Return JSON for a script element, which nothing in it ends early."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))
