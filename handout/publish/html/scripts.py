"""The scripts that stand in a page: the editor, put together from its parts, and the index's."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from handout.messages import TEMPLATES

# The files in templates/editor/, which share one scope. While it loads, a part uses constants only
# of those before it.
EDITOR_PARTS = (
    "page",
    "directions",
    "box_writer",
    "loaded_page",
    "file_text",
    "pasted_lines",
    "editable",
    "line_fields",
    "field_rules",
    "prepare",
    "changes",
    "translation",
    "items",
    "boxes",
    "typing",
    "input",
    "saving",
    "draft",
    "bar",
    "margin",
    "fit",
    "start",
)

# What is for those who work on a script and not for each page: comments with types, and the
# indentation. No string, template or regular expression in the scripts goes over a line or holds
# the beginning of a JSDoc.
_JSDOC = re.compile(r"/\*\*(?:[^*]|\*(?!/))*\*/ ?")
_LINE_COMMENT_OR_INDENTATION = re.compile(r"(?m)^[ \t]*(?://.*)?\n|^[ \t]+")


def script_for_page(path: Path) -> str:
    """Return the script as it stands in a page, without what only its developers need."""
    source = path.read_text(encoding="utf-8")
    return _LINE_COMMENT_OR_INDENTATION.sub("", _JSDOC.sub("", source)).strip()


@cache
def editor_script() -> str:
    """Return the parts of the editor as they stand in a page."""
    folder = TEMPLATES / "editor"
    return "\n".join(script_for_page(folder / f"{name}.js") for name in EDITOR_PARTS)
