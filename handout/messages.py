"""The folders content/ and templates/, and the messages in content/<language>/*.toml."""

from __future__ import annotations

import os
import shlex
import subprocess
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent


def _root(name: str) -> Path:
    # A wheel has the folders inside the package; a checkout has them beside it.
    beside = _PACKAGE.parent / name
    is_checkout = beside.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file()
    return beside if is_checkout else _PACKAGE / name


CONTENT = _root("content")
TEMPLATES = _root("templates")


@cache
def message_table(name: str, language: str = "en") -> dict[str, Any]:
    """Return the table of content/<language>/<name>.toml. Raises FileNotFoundError."""
    return tomllib.loads((CONTENT / language / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _problem_templates(language: str) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for file in sorted((CONTENT / language / "problems").glob("*.toml")):
        merged.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return merged


def problem_templates(code: str, language: str = "en") -> tuple[str, str]:
    """Return what a Problem says and what to do about it, as templates for fill().

    In English if `language` has no words for it.
    """
    entry = _problem_templates(language).get(code) or _problem_templates("en")[code]
    return entry["says"], entry["do"]


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return `template` with `values` filled in. Raises KeyError if one is missing.

    {name:shell} is quoted, as a word of a command that can be pasted.
    """
    return template.format_map({name: _Value(value) for name, value in values.items()})


def quote_word(word: str) -> str:
    """Return `word` as one word of a command line of this system, and never as an option."""
    word = f"./{word}" if word.startswith("-") else word
    return subprocess.list2cmdline([word]) if os.name == "nt" else shlex.quote(word)


class _Value:
    """A value that also knows the format spec "shell"."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        return quote_word(str(self._value)) if spec == "shell" else format(self._value, spec)

    def __str__(self) -> str:
        return str(self._value)

    def __repr__(self) -> str:
        return repr(self._value)
