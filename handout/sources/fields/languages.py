"""What languages are called, and what months are called in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from handout.content_folders import content_roots, list_languages
from handout.messages import message_table


def month_numbers() -> dict[str, int]:
    """Return the months by their casefolded names in every language there is content in."""
    return _month_numbers(content_roots())


@cache
def _month_numbers(roots: tuple[Path, ...]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for tag in list_languages():
        for number, name in enumerate(message_table("words", tag)["dates"]["months"], 1):
            numbers.setdefault(name.casefold(), number)
    return numbers


def language_name(tag: str) -> str:
    """Return what a language calls itself: Español."""
    return str(message_table("words", tag)["language"]["name"])


def find_language(text: str) -> str | None:
    """Return the tag of the language that a person names, None if there are no words in it.

    It may be named by its tag in any case, with a region we have no words for (es-MX, es_US),
    and by its name in its own words or in English.
    """
    wanted = text.strip().replace("_", "-").casefold()
    named = _tags_by_name(content_roots())
    while wanted:
        if tag := named.get(wanted):
            return tag
        wanted = wanted.rpartition("-")[0]
    return None


@cache
def _tags_by_name(roots: tuple[Path, ...]) -> dict[str, str]:
    tags = {tag.casefold(): tag for tag in list_languages()}
    for tag in list_languages():
        for name in message_table("words", tag)["language"].values():
            tags.setdefault(str(name).casefold(), tag)
    return tags
