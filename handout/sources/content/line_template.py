"""The Jinja in one line of a block: which fields it names, and what it says with their values.

line_reader reads it: fields, `if`, `for` over the rows of a field, and a few filters.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handout.sources.content.line_nodes import (
    Lookup,
    Node,
    Words,
    named_fields,
    silent_fields,
    write_nodes,
)
from handout.sources.content.line_reader import FILTER_NAMES, LineFaultError, read_jinja

TAG_OPEN, TAG_CLOSE = "\ufdd3", "\ufdd4"
"""Noncharacters around each tag in a line that is a template: nobody's typed braces are one."""

MOST_CHARACTERS = 2000  # of a line
_TAG = re.compile(f"{TAG_OPEN}([^{TAG_OPEN}{TAG_CLOSE}]*){TAG_CLOSE}")
_RAW = re.compile(r"\{%[-+]?\s*raw\b")


def has_tags(text: str) -> bool:
    """Tell whether a line is a template."""
    return TAG_OPEN in text


@lru_cache(maxsize=1024)
def read_line(text: str) -> tuple[Node, ...]:
    """Return what a line says, a template or not. Raise LineFaultError with what is wrong."""
    if not has_tags(text):
        return (Words(text),)
    if raw := _RAW.search(text):
        tag = text[: raw.start()].count(TAG_CLOSE)
        raise LineFaultError(tag, "template-refused", names=FILTER_NAMES)
    if len(text) > MOST_CHARACTERS:
        raise LineFaultError(0, "template-long", most=str(MOST_CHARACTERS))
    # Each tag on a line of its own, so that Jinja's line numbers tell which it is.
    return read_jinja(_TAG.sub(lambda match: "\n" + match[1].replace("\n", " "), text))


def line_fields(text: str) -> tuple[str, ...]:
    """Return the names of the fields that a line names, in order, each once."""
    try:
        return tuple(dict.fromkeys(named_fields(read_line(text))))
    except LineFaultError:
        return ()


def find_silent_field(text: str) -> tuple[int, str] | None:
    """Return the first field that leaves a gap where it is empty, and its tag's number."""
    name = next(silent_fields(read_line(text)), None)
    if name is None:
        return None
    tags = _TAG.findall(text)
    numbers = [number for number, tag in enumerate(tags) if name in tag and tag.startswith("{{")]
    return (numbers[0] if numbers else 0), name


def fill_line(text: str, look_up: Lookup) -> str:
    """Return the line with the marks of its fields, their words as `look_up` has them."""
    words = write_nodes(read_line(text), look_up, {})
    return re.sub(" {2,}", " ", words).strip(" ")
