"""The pages of `handout serve`, rendered once."""

from __future__ import annotations

import json
from functools import cache

import jinja2
from markupsafe import Markup

from handout import __version__
from handout.messages import message_table
from handout.publish.html.css import create_environment
from handout.web.form.inputs import first_question, sections
from handout.web.http.access import AccessPolicy
from handout.web.sheet.form_sheet import LayerFiles, inherited_values

# The messages that the scripts of the page show.
_SCRIPT_MESSAGES = (
    *("form", "sheet", "save", "state", "boxes", "start"),
    *("logo", "one_named", "privacy", "office", "reword", "history"),
)
# The sign on each role's button: a name in templates/signs/.
_ROLE_SIGNS = {
    "classroom": "book",
    "one-to-one": "hands",
    "behavior-support": "leaf",
    "personal-care": "shield",
    "language": "speech",
    "substitute": "clock",
    "early-childhood": "house",
    "transition": "steps",
    "bus": "bus",
}


@cache
def create_templates() -> jinja2.Environment:
    """Return the environment in which the templates of the page are rendered."""
    environment = create_environment()
    environment.globals.update(version=__version__, said=message_table("web"))
    return environment


@cache
def render_page(
    template: str, policy: AccessPolicy, base_files: LayerFiles, has_office: bool
) -> str:
    """Return a page for these layers, with the token that its scripts send."""
    messages = message_table("web")
    inherited = inherited_values(base_files)
    texts = {name: value for name, value in inherited.items() if isinstance(value, str)}
    rows = {name: value for name, value in inherited.items() if not isinstance(value, str)}
    return (
        create_templates()
        .get_template(f"web/{template}")
        .render(
            token=policy.token,
            sections=sections(),
            first=first_question(),
            given=texts,
            role_signs=_ROLE_SIGNS,
            office=has_office,
            given_json=_script_json({"rows": rows}),
            words=_script_json({key: messages[key] for key in _SCRIPT_MESSAGES}),
        )
    )


def _script_json(value: object) -> Markup:
    """Return JSON for a script element, which nothing in it ends early."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))
