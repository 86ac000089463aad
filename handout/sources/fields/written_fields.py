"""Fields of lines as they are written in the files that keep edits: {{ name }}."""

from __future__ import annotations

import re

from handout.sources.fields.fields import value_type
from handout.sources.markdown.field_marks import ANY_MARK, bare_mark, find_marks, has_marks

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
# Before typed braces stands an odd number of backslashes, before a field an even one: twice as
# many as in the line.
_WRITTEN = re.compile(r"(?P<slashes>\\*)\{\{(?: (?P<name>[a-z0-9_.]+) \}\})?")
_UNWRITTEN = re.compile(rf"(?P<slashes>\\*)(?P<what>\{{\{{|{ANY_MARK})")


def is_field_name(name: str) -> bool:
    """Tell whether `name` is the dotted name of a field whose words can stand in a line."""
    return bool(_NAME.fullmatch(name)) and value_type(name) is not None


def write_fields(text: str) -> str:
    """Return Markdown in which a field is `{{ name }}`, as people read it in a file.

    Braces that somebody typed get a backslash: see read_written_fields.
    """
    if "{{" not in text and not has_marks(text):
        return text
    return _UNWRITTEN.sub(_write_field, text)


def _write_field(match: re.Match[str]) -> str:
    slashes = match["slashes"] * 2
    if match["what"] == "{{":
        return slashes + "\\{{"
    return f"{slashes}{{{{ {find_marks(match['what'])[0].name} }}}}"


def read_written_fields(text: str) -> str:
    """Return the inverse of write_fields: what no field is called stays as it was typed."""
    if "{{" not in text:
        return text
    return _WRITTEN.sub(_read_field, text)


def _read_field(match: re.Match[str]) -> str:
    slashes, name = match["slashes"], match["name"] or ""
    is_typed = len(slashes) % 2 == 1
    if not is_typed and not is_field_name(name):
        return match[0]
    rest = match[0][len(slashes) :] if is_typed else bare_mark(name)
    return slashes[: len(slashes) // 2] + rest
