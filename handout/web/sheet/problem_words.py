"""A Problem in the words of the page: fields have the titles they have there, and nothing that is
said is typed into a command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from handout.content_folders import ENGLISH
from handout.messages import message_table, problem_templates
from handout.problems import Problem, reword_problem
from handout.sources.fields.fields import FIELDS, Group, Rows
from handout.sources.fields.labels import field_label, member_label
from handout.web.form.answers import CHANGES

_BOX_FIELDS = frozenset({"hide_blocks", "show_blocks", *CHANGES}) - {"privacy"}
# The values of a Problem that may be the name of a field.
_NAME_VALUES = frozenset({"name", "field", "by", "key", "names"})
# A value in braces, or a name in the words themselves; with the marks around it, if there are any.
_NAME = re.compile(
    r"[“«]?(?:\{(?P<value>\w+)\}|(?<![{\w])(?P<name>[a-z]+(?:_[a-z]+)+)(?![\w}]))[”»]?", re.ASCII
)
# Where a sentence ends: a full stop inside a name or a path has no blank behind it.
_SENTENCE_END = re.compile(r"(?<=[.!?\u061f])\s+|(?<=[\u3002\uff01\uff1f])")


def reword_for_page(problem: Problem, language: str) -> Problem:
    """Return `problem` in the words of the page in `language`."""
    worded = reword_problem(problem, language, page_templates)
    if worded.code.startswith("web-"):
        return worded
    # An older version may have made its words otherwise.
    return replace(worded, hint=without_commands(worded.hint))


def page_templates(code: str, language: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Return what the page says of a Problem and what to do about it, as templates for fill()."""
    says, do = problem_templates(code, language, values, on_page=True)
    if not code.startswith("web-"):  # their words are the page's own, and say whom to ask
        do = without_commands(do)
    # What is near another word may be a box or a choice, which are called as fields are.
    names = {*_NAME_VALUES, "near"} if code == "unknown-key-near" else _NAME_VALUES
    named = {name: str(value) for name, value in values.items() if name in names}
    return _with_titles(says, language, named), _with_titles(do, language, named)


def without_commands(hint: str) -> str:
    """Return a hint without sentences that name a command: whoever sees the page has no place to
    type one.
    """
    sentences = _SENTENCE_END.split(hint.strip())
    return " ".join(one for one in sentences if not _command().search(one)).strip()


def title_on_page(name: str, language: str = ENGLISH) -> str:
    """Return what the page calls the field, row or member of a dotted name; "" if it is none."""
    top, *below = name.split(".")
    if top in _BOX_FIELDS:
        return str(message_table("web", language)["groups"]["boxes"])
    try:
        title = field_label(top, language)
    except KeyError:
        return _member_titles(language).get(name, "")
    row = next((part for part in below if part.isdecimal()), "")
    members = [_member_title(top, part, language) for part in below if not part.isdecimal()]
    return ": ".join([f"{title} {row}".strip(), *filter(None, members)])


def _member_title(field: str, member: str, language: str) -> str:
    try:
        return member_label(field, member, language)
    except KeyError:
        return ""


@cache
def _member_titles(language: str) -> Mapping[str, str]:
    """Return what columns of rows and members of groups are called, by their names."""
    return {
        member: member_label(name, member, language)
        for name, field in FIELDS.items()
        for member in _members(field.kind)
    }


def _members(kind: object) -> Iterable[str]:
    match kind:
        case Rows(_, columns):
            return columns
        case Group(members):
            return members
    return ()


def _with_titles(words: str, language: str, named: Mapping[str, str]) -> str:
    """Return a template with the titles of fields for their names: those in the words, and those of
    the values `named`.
    """

    def title(found: re.Match[str]) -> str:
        name = found["name"] or named.get(found["value"], "")
        titles = [title_on_page(each.strip(), language) for each in name.split(",")]
        if not all(titles):
            return found[0]
        text = ", ".join(f"“{one}”" for one in titles)
        return text.replace("{", "{{").replace("}", "}}")

    return _NAME.sub(title, words)


@cache
def _command() -> re.Pattern[str]:
    names = "|".join(map(re.escape, message_table("commands")))
    return re.compile(rf"\bhandout (?:{names})\b|(?<!\w)--[a-z]|\bpip install\b")
