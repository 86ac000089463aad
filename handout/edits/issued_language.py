"""The language that a box was in when it was edited: where a sheet changes its language, the words
of the new one are no new edition.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from pathlib import Path

from handout.content_folders import content_roots, list_languages
from handout.edits.units import units_of
from handout.sources.content.library import load_library
from handout.sources.markdown.normalize import normal_parts


def issued_language(id: str, texts: Set[str], language: str) -> str:
    """Return the language in which the box `id` says most of `texts`: `language`, which the sheet
    has now, unless another has more of them.
    """
    others = (tag for tag in list_languages() if tag != language)
    tags = (language, *others)  # the first of equals is taken
    return max(tags, key=lambda tag: len(texts & _texts_of(id, tag, content_roots())))


@lru_cache(maxsize=128)  # the same boxes at each letter that is typed on a page
def _texts_of(id: str, language: str, roots: tuple[Path, ...]) -> frozenset[str]:
    """Return the title and the lines of all boxes called `id`, in the normal form."""
    blocks = [block for block in load_library(language).blocks if block.id == id]
    lines = (unit.text for block in blocks for unit in units_of(normal_parts(block.parts)))
    return frozenset({*lines, *(block.title for block in blocks)})
