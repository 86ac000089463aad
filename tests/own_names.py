"""The words of content/<language>/, to know the names of controls by."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from handout.content_folders import CONTENT

_JOINTS = (": ", " · ", " ")  # between two texts that are one name
_OWN_NAME = re.compile(r'^name = "([^"]+)"', re.MULTILINE)
_PLACE = re.compile(r"\{[\w.]+\}")
# A title, a label, a person: what boxes and roles call things.
_NAMED = re.compile(r"^title: (.+)|\b(?:title|label|say|role): *\"?([^\"{},\n]+)", re.MULTILINE)


def is_ours(name: str, language: str) -> bool:
    """Return whether a name is a text of our own in `language`, or two or three of them in a row,
    with any words where a text has a place to fill in.
    """
    return _is_ours(name, language, 3)


def _is_ours(name: str, language: str, most: int) -> bool:
    plain, patterns = _words(language)
    if name in plain or any(pattern.fullmatch(name) for pattern in patterns):
        return True
    if most == 1:
        return False
    for joint in _JOINTS:
        places = [match.start() for match in re.finditer(re.escape(joint), name)]
        for place in places:
            before, after = name[:place], name[place + len(joint) :]
            if before in plain and _is_ours(after, language, most - 1):
                return True
    return False


@cache
def _words(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The texts of a language as they stand there, and those with places as patterns."""
    texts = set(_texts(language))
    # Each language is called by its own name.
    for path in CONTENT.glob("*/words.toml"):
        texts |= set(_OWN_NAME.findall(path.read_text(encoding="utf-8")))
    texts = {re.sub(r"\s+", " ", text).strip() for text in texts}
    filled = {
        text for text in texts if _PLACE.search(text) and re.search(r"\w", _PLACE.sub("", text))
    }
    patterns = [
        ".+".join(re.escape(part) for part in _PLACE.split(text)) for text in sorted(filled)
    ]
    return frozenset(texts - filled), tuple(re.compile(pattern) for pattern in patterns)


def _texts(language: str) -> Iterator[str]:
    for path in sorted((CONTENT / language).rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            yield from _strings(tomllib.loads(text))
        else:
            yield from (found[1] or found[2] for found in _NAMED.finditer(text))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
