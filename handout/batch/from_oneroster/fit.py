"""The cells that an export fills in a row, shortened where the sheet has no room for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from handout.content_folders import ENGLISH
from handout.layout.text.line_breaking import missing_characters
from handout.messages import message_table
from handout.problems import Position
from handout.sources.fields.fields import text_limit
from handout.sources.fields.languages import find_language
from handout.sources.fields.placeholders import is_placeholder, real_name
from handout.sources.markdown.parser import one_line
from handout.sources.oneroster.people import Person
from handout.sources.roster.record import LANGUAGE_FIELDS, title_with_period
from handout.sources.spreadsheet.excel_quirks import cell_fault, is_day, is_shortened
from handout.sources.yaml.tree import UNWANTED

Cells = dict[str, str]

_ELLIPSIS = "…"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_PRINTED_COLUMNS = frozenset(
    "school_name class_title period room teacher_given teacher_family para_given "
    "para_family".split()
)


def join_titles(typed: Iterable[str]) -> tuple[str, bool]:
    """Return the titles in one cell, as many as there is room for, and whether all are in it.

    One that is too long by itself stays whole, so that it is looked at whole before it is
    shortened.
    """
    messages, limit = message_table("roster-words"), text_limit("class_title")
    titles = [title for title in dict.fromkeys(typed) if title]
    for count in range(len(titles), 0, -1):
        text = messages["between"].join(titles[:count])
        if count < len(titles):
            text = messages["more_titles"].format(titles=text, count=len(titles) - count)
        if len(text) <= limit:
            return text, count == len(titles)
    return (titles[0], len(titles) == 1) if titles else ("", True)


def is_usable(cell: str) -> bool:
    """Return whether there are words in a cell that are no TBD, no formula and no error of one."""
    return _has_words(cell) and not is_placeholder(cell)


def _has_words(cell: str) -> bool:
    return bool(cell) and not cell_fault(cell, Position("")) and not _TAG.search(cell)


def _may_be_name(cell: str) -> bool:
    return _has_words(cell) and not is_day(cell) and not is_shortened(cell)


def with_usable_names(person: Person) -> Person:
    """Return `person` with names only that are some; of one name alone it is the family name."""
    given, family = one_line(person.given_name), one_line(person.family_name)
    # Which placeholders are a name (Penny Null), real_name knows.
    given = given if _may_be_name(given) else ""
    family = family if _may_be_name(family) else ""
    given, family = real_name(given, family), real_name(family, given)
    if not real_name(f"{given} {family}".strip()):
        given = family = ""
    if not family:
        given, family = "", given
    return replace(person, given_name=given, family_name=family)


def fit_row(row: Cells, typed: Collection[str]) -> Cells:
    """Shorten what is too long in `row`, but for the cells that somebody `typed`; return by column
    what stood there.
    """
    originals: Cells = {}
    for name, cell in row.items():
        if name not in typed:
            row[name] = _keep_printable(name, one_line(UNWANTED.sub("", cell)), originals)
    for role in ("teacher", "para"):
        if not {f"{role}_given", f"{role}_family"} & set(typed):
            _fit_name(row, role, originals)
    school_name, limit = row["school_name"], text_limit("school_name")
    if len(school_name) > limit and "school_name" not in typed:
        originals["school_name"], row["school_name"] = school_name, cut_words(school_name, limit)
    if len(row["room"]) > text_limit("room") and "room" not in typed:
        originals["room"], row["room"] = row["room"], ""  # half a room's name is another room
    _fit_title(row, typed, originals)
    return originals


def _keep_printable(name: str, cell: str, originals: Cells) -> str:
    """Return `cell` without the signs that cannot be printed, such as emoji, unless that takes its
    words.
    """
    if name not in _PRINTED_COLUMNS or not (missing := missing_characters(cell)):
        return cell
    printable = "".join(sign for sign in cell if sign not in missing)
    has_words = any(map(str.isalnum, printable))
    if not has_words or any(map(str.isalpha, missing)):
        return cell  # a name in other letters: what can be done is told when the sheet is made
    originals[name] = cell
    return " ".join(printable.split())


def cut_words(text: str, limit: int) -> str:
    """Return `text` up to the last whole word that leaves room for the sign of a cut."""
    if len(text) <= limit:
        return text
    start = text[: limit - len(_ELLIPSIS) + 1]
    whole_words = start.rpartition(" ")[0] or start[:-1]
    return whole_words.rstrip(" ,;:-–(/&") + _ELLIPSIS


def _fit_name(row: Cells, role: str, originals: Cells) -> None:
    """Shorten a given name to its first word, then to a letter, then the family name."""
    given, family = row.get(f"{role}_given", ""), row.get(f"{role}_family", "")
    limit = text_limit(f"{role}_name")
    whole_name = f"{given} {family}".strip()
    if len(whole_name) <= limit:
        return
    originals[f"{role}_given"] = whole_name
    for shorter in (given.split(" ")[0], f"{given[:1]}.", ""):
        if len(f"{shorter} {family}".strip()) <= limit:
            break
    row[f"{role}_given"] = shorter
    row[f"{role}_family"] = cut_words(family, limit)


def _fit_title(row: Cells, typed: Collection[str], originals: Cells) -> None:
    """Leave out the period behind a title where both together are too long, then cut the title."""
    limit, title, period = text_limit("class_title"), row["class_title"], row["period"]
    chosen = (find_language(row.get(name, "")) for name in LANGUAGE_FIELDS)
    languages = dict.fromkeys([next(chosen) or ENGLISH, *filter(None, chosen)])
    longest = max(len(title_with_period(title, period, language)) for language in languages)
    if period and title and longest > limit and "period" not in typed:
        originals["period"], row["period"] = period, ""
    if len(title) > limit and "class_title" not in typed:
        originals["class_title"], row["class_title"] = title, cut_words(title, limit)
