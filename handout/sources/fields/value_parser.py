"""One typed value -> the value of its type, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata

from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import collapse_spaces
from handout.sources.fields.types import FieldType, Markdown, Note, Single
from handout.sources.unseen_signs import remove_unseen

_LIMIT = 60  # characters, of a value whose type names no limit
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def parse_value(
    kind: FieldType, typed: str, position: Position, name: str, problems: list[Problem]
) -> Single | None:
    """Return what `typed` says, for the field `name`.

    None if it is empty, or wrong: then `problems` has grown.
    """
    limit = getattr(kind, "limit", _LIMIT)
    # Text so long that it is too long however it is normalized is not worth the time that takes.
    is_readable = len(typed) <= 4 * limit + 100
    text = _tidy(typed, kind) if is_readable else typed
    if not text:
        return None
    general_problem = _general_problem(kind, text, limit, position, name)
    if general_problem:
        problems.append(general_problem)
        # What is only too long is looked at further: all that is wrong is told at once.
        if general_problem.code != "too-long" or not is_readable:
            return None
    return kind.parse_text(text, position, name, problems)


def _general_problem(
    kind: FieldType, text: str, limit: int, position: Position, name: str
) -> Problem | None:
    """Return what is wrong with words whatever they are to say, if anything is."""
    if len(text) > limit:
        excess = len(text) - limit
        return problem("too-long", position, name=name, count=len(text), limit=limit, over=excess)
    if "\n" in text and not isinstance(kind, Note):
        return problem("one-line", position, name=name)
    if not isinstance(kind, Markdown) and (tag := _TAG.search(text)):
        return problem("html-tag", position, tag=tag[0])
    return None


def _tidy(typed: str, kind: FieldType) -> str:
    text = remove_unseen(unicodedata.normalize("NFC", typed)).expandtabs(1)
    if isinstance(kind, Note):
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return collapse_spaces(text)
