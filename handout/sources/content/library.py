"""content/<language>/: all blocks, and the role and band layers, in the words of a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from handout.cache.disk import cached
from handout.cache.fingerprint import forget_fingerprint
from handout.content_folders import (
    CONTENT,
    ENGLISH,
    content_folders,
    content_roots,
    forget_folders,
    list_languages,
)
from handout.messages import forget_tables
from handout.sources.content.library_folder import SIDES as SIDES
from handout.sources.content.library_folder import Library as Library
from handout.sources.content.library_folder import read_library


def load_library(language: str = ENGLISH, root: Path = CONTENT) -> Library:
    """Return the library of a language, read once in a process: the English blocks and layers, in
    the language's words where it has them. With another `root`, the library in that folder alone.

    Raises HandoutError with what is wrong in all files.
    """
    return _load_library(language, root, content_roots())


def clear_libraries() -> None:
    """Forget what was read in this process: the files of content may have been changed."""
    from handout.sources.content.reviews import forget_reviews

    forget_folders()
    forget_tables()
    forget_reviews()
    forget_fingerprint()
    _load_library.cache_clear()
    _read_english.cache_clear()


@cache
def _load_library(language: str, root: Path, roots: tuple[Path, ...]) -> Library:
    if root != CONTENT:
        return read_library(root / language, language)
    # It tells where each block is from.
    place = sha256("\0".join(map(str, roots)).encode()).hexdigest()[:8]
    return cached(f"library-{language}-{place}.pickle", lambda: _read_languages(language))


@cache
def _read_english() -> Library:
    return read_library(CONTENT / ENGLISH, ENGLISH)


def _read_languages(language: str) -> Library:
    """Return the English library with the words of all folders of `language` laid over it."""
    from handout.sources.content.translated_library import (
        finish_translation,
        match_contact_labels,
        translate_contacts,
        translate_library,
    )

    library = _read_english()
    for folder in content_folders(ENGLISH)[1:]:
        library = translate_library(library, folder)
    translated = _translate(library, language, translate_library)
    tags = [tag for tag in list_languages() if tag != language]
    others = [_translate(library, tag, translate_contacts) for tag in tags]
    labels = match_contact_labels(translated, others)
    if language != ENGLISH:
        translated = finish_translation(library, translated, language)
    return replace(translated, contact_labels=labels)


def _translate(
    english: Library, language: str, translate: Callable[[Library, Path], Library]
) -> Library:
    translated = english
    for folder in content_folders(language):
        if folder not in content_folders(ENGLISH):
            translated = translate(translated, folder)
    return translated
