"""Write docs/spanish.md: each Spanish line of the paper, and what it says, in English.

Run `python docs/write_spanish_back.py` after docs/spanish-back.toml was changed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from handout.sources.translations.lines import Line, list_lines

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "spanish.md"
BACK = ROOT / "docs" / "spanish-back.toml"

_FIELD = re.compile(r"\{.*?\}")
_LETTER = re.compile(r"[^\W\d_]")
_FIRST = (
    "at-a-glance",
    "calm",
    "care",
    "must-knows",
    "never-do",
    "privacy",
    "ride",
    "safety",
    "watch-for",
)
_INTRO = """# Spanish, read back into English

The Spanish of the sheet was made without a human reviewer, so it is a draft. These are all of its
lines, each translated back into plain English from the Spanish alone, word by word, by whom the
Spanish was made: what it says, not how it sounds. Where a line says less than the English, the
last column shows it. Lines without words, such as `{start}–{end}`, are left out.

The Spanish says *docente* for a teacher and *asistente* for an aide, of either gender, and
*usted*. Names of offices stand for people (*enfermería*, *dirección*). The Spanish back is set
smaller than the English one, because the lines on seizures, choking and abuse keep their length.

This page is written by docs/write_spanish_back.py from docs/spanish-back.toml, whose keys are the
Spanish lines: one that is changed has to be read back anew.
"""
_HEAD = "| line | English | Spanish | back |\n|---|---|---|---|\n"


def read_back() -> dict[str, str]:
    """Return what each Spanish line says, in English."""
    return tomllib.loads(BACK.read_text(encoding="utf-8"))


def paper_lines() -> list[Line]:
    """Return the lines of the paper that are in Spanish and have words."""
    lines = [line for line in list_lines("es") if line.group == "paper"]
    return [line for line in lines if _LETTER.search(_FIELD.sub("", line.translated))]


def page(lines: list[Line], back: Mapping[str, str]) -> str:
    """Return the page."""
    first = [line for line in lines if _name(line).startswith(_FIRST)]
    others = [line for line in lines if line not in first]
    parts = [
        _INTRO,
        "\n## Health, safety and the law: a reviewer begins here\n\n",
        *_table(first, back),
        "\n## All other lines\n\n",
        *_table(others, back),
    ]
    return "".join(parts)


def _name(line: Line) -> str:
    return line.file.removeprefix("blocks/").removesuffix(".md")


def _table(lines: list[Line], back: Mapping[str, str]) -> Iterator[str]:
    yield _HEAD
    for line in lines:
        cells = [line.english, line.translated, back.get(line.translated, "(changed since)")]
        words = " | ".join(_cell(cell) for cell in cells)
        yield f"| {_name(line)}, {line.key} | {words} |\n"


def _cell(text: str) -> str:
    words = re.sub(r"\s+", " ", text).strip().replace(r"\|", "|")
    return words.replace("<", "&lt;").replace("|", r"\|")


if __name__ == "__main__":
    PAGE.write_text(page(paper_lines(), read_back()), encoding="utf-8")
