"""Which words of a translation an office has read and approved, and of which English.

They stand in content/<tag>/reviews.toml, as digests of both: words that were changed since, here or
there, are a draft again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from handout.content_folders import content_folders, content_roots
from handout.message_tables import read_table

REVIEWS = "reviews.toml"
MADE_FROM = "made-from.toml"
"""The English that each line of a translation was made from, as a digest."""


class Review(NamedTuple):
    """A review: the office that made it, the day, and the digests of what it read."""

    by: str
    on: datetime.date
    digests: str


def word_digest(text: str) -> str:
    """Return a short digest of words: enough to tell one wording from another."""
    return sha256(text.strip().encode()).hexdigest()[:8]


def pair_digest(english: str, translated: str) -> str:
    """Return the digests of an English line and its translation."""
    return f"{word_digest(english)}-{word_digest(translated)}"


def find_review(language: str, file: str, key: str, english: str, translated: str) -> Review | None:
    """Return the review of the line `key` of a file, None if nobody approved these very words."""
    review = _reviews(language, content_roots()).get((file, key))
    return review if review and review.digests == pair_digest(english, translated) else None


def is_stale(language: str, file: str, key: str, english: str) -> bool:
    """Return whether a line was translated from another English than that of today."""
    made_from = _made_from(language, content_roots()).get((file, key))
    return made_from is not None and made_from != word_digest(english)


@cache
def _reviews(language: str, roots: tuple[Path, ...]) -> Mapping[tuple[str, str], Review]:
    reviews: dict[tuple[str, str], Review] = {}
    for table in _read_tables(language, REVIEWS):
        reviews |= _table_reviews(table)
    return reviews


def read_reviews(path: Path) -> dict[tuple[str, str], Review]:
    """Return the reviews in a file, by file and key of the line. Raises OSError and ValueError."""
    return _table_reviews(read_table(path))


def read_digests(path: Path) -> dict[tuple[str, str], str]:
    """Return the digests in a file, by file and key of the line. Raises OSError and ValueError."""
    return {(file, key): digest for file, key, digest in _read_items(read_table(path))}


def forget_reviews() -> None:
    """Forget what was read in this process: the files may have been changed."""
    _reviews.cache_clear()
    _made_from.cache_clear()


def _table_reviews(table: dict[str, Any]) -> dict[tuple[str, str], Review]:
    reviews: dict[tuple[str, str], Review] = {}
    entries = table.get("review", [])
    for entry in entries if isinstance(entries, list) else []:
        by, on = entry.get("by"), entry.get("on")
        if not isinstance(by, str) or not isinstance(on, datetime.date):
            continue
        for file, key, digests in _read_items(entry.get("items")):
            reviews[file, key] = Review(by, on, digests)
    return reviews


@cache
def _made_from(language: str, roots: tuple[Path, ...]) -> Mapping[tuple[str, str], str]:
    made_from: dict[tuple[str, str], str] = {}
    for table in _read_tables(language, MADE_FROM):
        for file, key, digest in _read_items(table):
            made_from[file, key] = digest
    return made_from


def _read_tables(language: str, name: str) -> Iterator[dict[str, Any]]:
    for folder in content_folders(language):
        if folder.name != language:
            continue
        try:
            yield read_table(folder / name)
        except (OSError, ValueError):  # without it all is a draft
            continue


def _read_items(table: object) -> Iterator[tuple[str, str, str]]:
    for file, lines in table.items() if isinstance(table, dict) else ():
        for key, digest in lines.items() if isinstance(lines, dict) else ():
            yield str(file), str(key), str(digest)
