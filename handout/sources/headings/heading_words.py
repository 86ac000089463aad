"""Which column a heading is, or may mean."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from handout.interface_language import tables_in_all_languages
from handout.messages import message_table
from handout.sources.fields.near_words import find_near_word
from handout.sources.headings.columns import ROSTER, field_columns

# What stands in brackets at the end of a heading.
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_WORD = re.compile(r"[^\W_]+|#")
_WORDS_WITHOUT_SPACE = re.compile(r"(?<=[a-z])(?=[A-Z])")  # TeacherLName


@lru_cache(4096)  # the name and the id of a school are asked for with each of its rows
def normalize_heading(heading: str) -> str:
    """Return a heading without what people write differently: School Name, school-name and
    SchoolName are one.
    """
    return re.sub(r"[\W_]+", "", heading.casefold())


def heading_key(heading: str) -> str:
    """Return the normalized heading: of “Good until (term_end)”, as forms have it, the column."""
    in_brackets = _IN_BRACKETS.search(heading)
    key = normalize_heading(in_brackets[1]) if in_brackets else ""
    return key if key in columns_by_heading() else normalize_heading(heading)


@cache
def columns_by_heading() -> dict[str, str]:
    """Return the names of all columns by their normalized headings."""
    return {normalize_heading(name): name for name in (*ROSTER, *field_columns())}


@cache
def headings_of_corrections() -> frozenset[str]:
    """Return the headings of what we write beside the rows of a roster for people to fill in."""
    headings: list[str] = []
    for messages in tables_in_all_languages("roster-words"):
        form = messages["form"]
        headings += (*messages["correct"].values(), form["teacher"], form["also"])
    return frozenset(map(normalize_heading, headings))


def find_column(name: str) -> str:
    """Return the column that is called `name`, however it is written; "" if there is none."""
    return columns_by_heading().get(heading_key(name), "")


def sure_column(heading: str) -> str:
    """Return the column that a heading which is none of ours is beyond doubt; "" if none is."""
    words = _plain_words(heading)
    return _columns_by_plain_words("same").get(words) or _ours_by_plain_words().get(words, "")


def guess_column(heading: str) -> str:
    """Return the column that a heading which is none of ours may mean; "" if none comes to mind."""
    words = _plain_words(heading)
    for table in ("meant", "same"):
        if column := _columns_by_plain_words(table).get(words):
            return column
    known = columns_by_heading()
    return known.get(find_near_word(normalize_heading(heading), known), "")


@cache
def _columns_by_plain_words(table: str) -> dict[str, str]:
    """Return a table of other headings, in plain words, and the columns that they mean."""
    headings = message_table("roster")[table]
    return {_plain_words(heading): column for heading, column in headings.items()}


@cache
def _ours_by_plain_words() -> dict[str, str]:
    return {_plain_words(name): name for name in ROSTER}


def _plain_words(heading: str) -> str:
    """Return a heading in the words of our lists, without those that say nothing: “Tchr LName” is
    teacherlast, “School #” is schoolnumber.
    """
    synonyms = message_table("roster")["heading_words"]
    words = _WORD.findall(_WORDS_WITHOUT_SPACE.sub(" ", heading).casefold())
    return "".join(synonyms.get(word, word) for word in words)
