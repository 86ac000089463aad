"""made-from.toml: which English each line of a translation was made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from handout.sources.content.reviews import read_digests, word_digest
from handout.sources.translations.lines import Line, State

_HEAD = "# Which English each line was made from, as digests. handout languages TAG --current\n"


def format_made_from(lines: Iterable[Line]) -> str:
    """Return the text of the file for the lines that are there, each made from today's English."""
    return _format(_digests(line for line in lines if line.state is not State.MISSING))


def add_made_from(path: Path, lines: Iterable[Line]) -> str:
    """Return the text of the file at `path`, if there is one, with `lines` made from today's
    English. Raises OSError and ValueError.
    """
    known = read_digests(path) if path.exists() else {}
    return _format(known | _digests(lines))


def _digests(lines: Iterable[Line]) -> dict[tuple[str, str], str]:
    return {(line.file, line.key): word_digest(line.english) for line in lines}


def _format(digests: Mapping[tuple[str, str], str]) -> str:
    by_file: dict[str, list[str]] = {}
    for (file, key), digest in digests.items():
        by_file.setdefault(file, []).append(f'{json.dumps(key)} = "{digest}"\n')
    text = [_HEAD]
    for file, rows in by_file.items():
        text += [f"\n[{json.dumps(file)}]\n", *rows]
    return "".join(text)
