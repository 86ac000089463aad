"""The lists of words and names in content/, of all languages at once: notes mix languages."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

from handout.messages import CONTENT, message_table

_NAMES = CONTENT / "names"
_FILES = {"given_names": "given.txt", "ambiguous_names": "ambiguous.txt"}


@cache
def privacy_languages() -> tuple[str, ...]:
    """Return the languages there are lists for."""
    return tuple(sorted(path.parent.name for path in CONTENT.glob("*/privacy.toml")))


def read_lines(path: str) -> list[str]:
    """Return the lines of a list in content/ that are no remarks."""
    lines = (CONTENT / path).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def word_set(name: str) -> frozenset[str]:
    """Return the list `name` with one word a place.

    A name stands in one list only: what is a common word or has another meaning is no given name.
    """
    words = set().union(*(_listed_words(name, language) for language in privacy_languages()))
    if name in _FILES:
        words.update(*map(str.split, read_lines(f"names/{_FILES[name]}")))
    if name == "given_names":
        by_hand = _listed_words("given_names", "en")
        words -= word_set("known_words") | (word_set("place_names") - by_hand)
        words -= word_set("family_neutral") - by_hand
        words -= hand_listed("ambiguous_names")
    elif name == "ambiguous_names":
        words |= word_set("place_names") & _listed_given()
        words -= word_set("given_names") | word_set("known_words")
        words |= hand_listed("ambiguous_names")
    return frozenset(words)


def _listed_words(name: str, language: str) -> set[str]:
    return set(message_table("privacy", language).get(name, "").split())


@cache
def hand_listed(name: str) -> frozenset[str]:
    """Return what of the list `name` somebody wrote down: these are not taken from a source."""
    listed = (_listed_words(name, language) for language in privacy_languages())
    return frozenset().union(*listed)


@cache
def _listed_given() -> frozenset[str]:
    generated = set[str]().union(*map(str.split, read_lines("names/given.txt")))
    for language in privacy_languages():
        generated |= _listed_words("given_names", language)
    return frozenset(generated)


@cache
def phrase_list(name: str) -> tuple[str, ...]:
    """Return the phrases of the list `name`, which stand between | or on lines of their own."""
    found = []
    for language in privacy_languages():
        text = message_table("privacy", language).get(name, "").strip()
        found += [phrase for phrase in re.split(r"[|\n]+", text) if phrase]
    return tuple(found)


@cache
def pattern_tables() -> tuple[dict[str, Any], ...]:
    """Return the tables of content/<language>/privacy-patterns.toml."""
    languages = privacy_languages()
    return tuple(message_table("privacy-patterns", language) for language in languages)


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """Return the nicknames of each given name, without accents."""
    found: dict[str, set[str]] = defaultdict(set)
    lines = read_lines("names/nicknames.txt")
    for language in privacy_languages():
        table: dict[str, str] = message_table("privacy", language).get("nicknames", {})
        lines += [f"{name}: {short}" for name, short in table.items()]
    for line in lines:
        name, _, short = line.partition(":")
        found[name] |= {word for word in short.split() if len(word) > 2 and word != name}
    return {name: frozenset(short) for name, short in found.items()}


@cache
def typed_short() -> dict[str, str]:
    """Return what people type on a phone, in small letters, and what it stands for."""
    found: dict[str, str] = {}
    for language in privacy_languages():
        found |= message_table("privacy", language).get("typed_short", {})
    return found


@cache
def look_alikes() -> dict[int, str]:
    """Return for letters of other scripts the Latin letter that each looks like."""
    table: dict[int, str] = {}
    for line in read_lines("names/look-alikes.txt"):
        letter, _, signs = line.partition(":")
        table.update({ord(sign): letter for sign in signs.split()})
    return table
