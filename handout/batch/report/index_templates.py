"""The templates of the office's index: pages that load nothing."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from typing import Any

import jinja2

from handout.interface_language import interface_language, say_counted, spoken_language
from handout.messages import TEMPLATES, message_table
from handout.publish.html.scripts import script_for_page
from handout.publish.palette import color_palette
from handout.publish.templates import create_environment


@cache
def index_template(name: str) -> jinja2.Template:
    """Return one of our templates."""
    environment = create_environment()
    environment.filters["counted"] = say_counted
    return environment.get_template(name)


def page_frame() -> dict[str, Any]:
    """Return what all pages of an index are made with: words, script, style and policy."""
    return _page_frame(interface_language())


@cache
def _page_frame(language: str) -> dict[str, Any]:
    script = script_for_page(TEMPLATES / "index.js")
    stylesheet = index_template("css/index.css.j2")
    style = stylesheet.render(c=color_palette("color", "pine")).strip()
    return {
        "said": message_table("index", language),
        "language": spoken_language("index"),
        "script": script,
        "style": style,
        "policy": _content_security_policy(script, style),
    }


def _content_security_policy(script: str, style: str) -> str:
    """Return a policy that loads nothing, and allows this script and this style alone."""
    directives = (
        "default-src 'none'",
        f"script-src {_hash_source(script)}",
        f"style-src {_hash_source(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(directives)


def _hash_source(text: str) -> str:
    """Return the CSP source that allows just this inline script or style (CSP Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
