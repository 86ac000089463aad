"""The folders content/ and templates/, a district's own content, and the languages in them."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root(name: str) -> Path:
    # A wheel has the folders inside the package; a checkout has them beside it.
    beside = _PACKAGE.parent / name
    is_checkout = beside.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file()
    return beside if is_checkout else _PACKAGE / name


CONTENT = _root("content")
TEMPLATES = _root("templates")
ENGLISH = "en"
"""The language of the blocks' structure: what another language lacks is said in it."""

CONTENT_VARIABLE = "HANDOUT_CONTENT"
"""The environment variable that names a district's own folder of content: workers inherit it."""

# BCP 47: a language of two or three letters, then script, region, variants. content/names is none.
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_WORDS = "words.toml"


def content_roots() -> tuple[Path, ...]:
    """Return content/, and the district's own folder if there is one, which goes on top."""
    added = os.environ.get(CONTENT_VARIABLE)
    return (CONTENT, Path(added).absolute()) if added else (CONTENT,)


def content_folders(language: str) -> tuple[Path, ...]:
    """Return the folders in which a language's words stand, those of later ones over the earlier's.

    First English, then the language without its region (es before es-MX), then itself.
    """
    return _folders(language, content_roots())


def forget_folders() -> None:
    """Forget which folders there are: one may have been made."""
    _folders.cache_clear()


@cache
def _folders(language: str, roots: tuple[Path, ...]) -> tuple[Path, ...]:
    subtags = language.split("-")
    shorter = ["-".join(subtags[: count + 1]) for count in range(len(subtags))]
    tags = dict.fromkeys([ENGLISH, *shorter])
    folders = [root / tag for tag in tags for root in roots]
    return tuple(folder for folder in folders if folder.is_dir())


def is_language_tag(text: str) -> bool:
    """Return whether `text` is a BCP-47 tag, whether there are words in that language or not."""
    return _TAG.fullmatch(text) is not None


def list_languages() -> tuple[str, ...]:
    """Return the BCP-47 tags of the languages in which there are words for a sheet, sorted."""
    # A language that only the privacy check knows has no sheets.
    tags = {path.parent.name for root in content_roots() for path in root.glob(f"*/{_WORDS}")}
    return tuple(sorted(filter(is_language_tag, tags)))


def is_content(path: str) -> bool:
    """Return whether the file `path` is one of the content's, and not one of a teacher's."""
    return bool(path) and any(Path(path).is_relative_to(root) for root in content_roots())
