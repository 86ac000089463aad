"""Where content/ and templates/ are, and the words in content/<language>/*.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent


def _root(name: str) -> Path:
    # An installed wheel carries the folders inside the package; a checkout has them beside it and is newer.
    beside = _PACKAGE.parent / name
    return (
        beside
        if beside.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file()
        else _PACKAGE / name
    )


CONTENT = _root("content")
TEMPLATES = _root("templates")


@cache
def words(name: str, language: str = "en") -> dict[str, Any]:
    """The table in content/<language>/<name>.toml. Raises FileNotFoundError if there is none."""
    return tomllib.loads((CONTENT / language / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _problem_words(language: str) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for file in sorted((CONTENT / language / "problems").glob("*.toml")):
        merged.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return merged


def problem_words(code: str, language: str = "en") -> tuple[str, str]:
    """What a Problem says and what to do about it, as templates for str.format_map."""
    entry = _problem_words(language)[code]
    return entry["says"], entry["do"]
