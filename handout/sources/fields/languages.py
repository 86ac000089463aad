"""What languages are called, and what months, yes and no are in them and how they write a day."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from handout.content_folders import ENGLISH, content_roots, list_languages
from handout.interface_language import spoken_language, tables_in_all_languages
from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.typed_times import days_of_numbers
from handout.writing_direction import Direction, first_direction

_YAML_SWITCHES = {
    "yes": True,
    "true": True,
    "on": True,
    "no": False,
    "false": False,
    "off": False,
}
# Between two names of languages, in the languages there are.
_BETWEEN = re.compile(r"[,;/&+،、]|\s(?:and|y|e|và|ak|و|和)\s", re.IGNORECASE)


def month_of(name: str) -> int | None:
    """Return the number of a month by its name in any language there is content in, whole or as
    short as a sheet prints it; None if it is none, or more than one: out is August and October.
    """
    whole, short = _month_names(content_roots())
    name = name.casefold().rstrip(".")
    begun = (
        numbers for start, numbers in short.items() if len(start) > 2 and name.startswith(start)
    )
    numbers = whole.get(name) or short.get(name) or set().union(*begun)
    return min(numbers) if len(numbers) == 1 else None


@cache
def _month_names(roots: tuple[Path, ...]) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    whole: dict[str, set[int]] = defaultdict(set)
    short: dict[str, set[int]] = defaultdict(set)
    for tag in list_languages():
        for number, name in enumerate(message_table("times", tag)["months"], 1):
            whole[name.casefold()].add(number)
        for number, name in enumerate(message_table("words", tag)["dates"]["months"], 1):
            short[name.casefold().rstrip(".")].add(number)
    for name in (
        short.keys() & whole.keys()
    ):  # which of two months it is, the short name leaves open
        whole[name] |= short[name]
    return dict(whole), dict(short)


def format_date(day: datetime.date, dates: Mapping[str, str | list[str]]) -> str:
    """Return a date as people write it; `dates` is that table of words.toml."""
    template, months = dates["format"], dates["months"]
    assert isinstance(template, str)
    return template.format(month=months[day.month - 1], day=day.day, year=day.year)


def other_day(typed: str, day: datetime.date | None, language: str) -> datetime.date | None:
    """Return what a date of numbers alone, read as `day`, may mean as well to people of `language`.

    1.6.2027 may be either anywhere; 1/6/2027 where the language puts the day first.
    """
    form: str = message_table("words", language)["dates"]["format"]
    if "." not in typed and form.find("{month}") < form.find("{day}"):
        return None
    return next((other for other in days_of_numbers(typed) if other != day), None)


def date_order_problem(typed: str, day: datetime.date, position: Position) -> Problem | None:
    """Return a note that `typed` was read as `day`, where it may well mean another."""
    language = spoken_language("words")
    other = other_day(typed, day, language)
    if other is None:
        return None
    said = format_date(day, message_table("words", language)["dates"])
    return problem("date-order", position, warning=True, found=typed, day=said, other=other)


def find_switch(text: str) -> bool | None:
    """Return whether `text` says yes or no, as YAML does or as any of our languages, with or
    without accents (sí, si, non). None if it says neither.
    """
    word = text.casefold()
    meaning = _YAML_SWITCHES.get(word)  # mostly: then no other language's words need be read
    return switch_words().get(word) if meaning is None else meaning


@cache
def switch_words() -> dict[str, bool]:
    """Return all words for yes and no, in small letters."""
    words = dict(_YAML_SWITCHES)
    for table in tables_in_all_languages("web"):
        for name, meaning in (("yes", True), ("no", False)):
            word = str(table["form"][name]).casefold()
            plain = unicodedata.normalize("NFD", word)
            words.setdefault(word, meaning)
            words.setdefault("".join(filter(str.isalpha, plain)), meaning)
    return words


def language_name(tag: str) -> str:
    """Return what a language calls itself: Español."""
    return str(message_table("words", tag)["language"]["name"])


def language_direction(tag: str) -> Direction:
    """Return the direction of a language: that of its name for itself."""
    return first_direction(language_name(tag)) or "ltr"


def language_called(tag: str, reader: str) -> str:
    """Return what a language is called for somebody who reads `reader`: in English in an English
    text, else by its own name.
    """
    names = message_table("words", tag)["language"]
    return str(names["english"] if reader == ENGLISH else names["name"])


def find_language(text: str) -> str | None:
    """Return the tag of the language that a person names, None if there are no words in it.

    It may be named by its tag in any case, with a region we have no words for (es-MX, es_US), and
    by its names: its own, the English one and those it is known by besides (`other_names`).
    Accents and hyphens make no difference to a name.
    """
    tags = {tag.casefold(): tag for tag in list_languages()}
    wanted = text.strip().replace("_", "-").casefold()
    if not wanted or wanted in tags:  # then no language's words need be read for its names
        return tags.get(wanted)
    if tag := _tags_by_name(content_roots()).get(_plain_name(text)):
        return tag
    while wanted and wanted not in tags:
        wanted = wanted.rpartition("-")[0]
    return tags.get(wanted)


def find_languages(text: str) -> tuple[str, ...]:
    """Return the tags of the languages that words name between commas, “and” or spaces: es, pt;
    Spanish and Creole. None at all where one of them is not known.
    """
    for names in (_BETWEEN.split(text), text.split()):
        tags = [find_language(name) for name in names if name.strip()]
        if len(tags) > 1 and all(tags):
            return tuple(tag for tag in tags if tag)
    return ()


@cache
def _tags_by_name(roots: tuple[Path, ...]) -> dict[str, str]:
    tags: dict[str, str] = {}
    for tag in list_languages():
        words = message_table("words", tag)["language"]
        for name in (words["name"], words["english"], *words.get("other_names", ())):
            tags.setdefault(_plain_name(name), tag)
    return tags


def _plain_name(text: str) -> str:
    signs = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", plain))
