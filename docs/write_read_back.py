"""Write docs/spanish.md and docs/drafts.md: what translated lines of the paper say, in English.

Run `python docs/write_read_back.py` after a file in docs/back/ was changed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from handout.messages import message_table
from handout.sources.translations.lines import Line, list_lines

ROOT = Path(__file__).resolve().parent.parent
SPANISH = ROOT / "docs" / "spanish.md"
DRAFTS = ROOT / "docs" / "drafts.md"
BACK = ROOT / "docs" / "back"

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
_SPANISH_INTRO = """# Spanish, read back into English

The Spanish of the sheet was made without a human reviewer, so it is a draft. These are all of its
lines, each translated back into plain English from the Spanish alone, word by word, by whom the
Spanish was made: what it says, not how it sounds. Where a line says less than the English, the
last column shows it. Lines without words, such as `{start}–{end}`, are left out.

The Spanish says *docente* for a teacher and *asistente* for an aide, of either gender, and
*usted*. Names of offices stand for people (*enfermería*, *dirección*). The Spanish back is set
smaller than the English one, because the lines on seizures, choking and abuse keep their length.

This page is written by docs/write_read_back.py from docs/back/es.toml, whose keys are the
Spanish lines: one that is changed has to be read back anew.
"""
_DRAFTS_INTRO = """# Other drafts, read back into English

These languages were made without a human reviewer. Here are their lines on health, safety and the
law, each translated back into plain English from the draft alone, word by word, by whom the draft
was made: what it says, not how it sounds. A reviewer begins here.

This page is written by docs/write_read_back.py from the files in docs/back/, whose keys are the
translated lines: one that is changed has to be read back anew.
"""


def drafts() -> list[str]:
    """Return the languages but Spanish that are read back."""
    return sorted(file.stem for file in BACK.glob("*.toml") if file.stem != "es")


def read_back(language: str) -> dict[str, str]:
    """Return what each line of a language says, in English."""
    return tomllib.loads((BACK / f"{language}.toml").read_text(encoding="utf-8"))


def paper_lines(language: str) -> list[Line]:
    """Return the lines of the paper that are read back: of Spanish all that have words, of the
    others those on health, safety and the law, each wording once.
    """
    paper = [line for line in list_lines(language) if line.group == "paper"]
    lines = [line for line in paper if _LETTER.search(_FIELD.sub("", line.translated))]
    if language == "es":
        return lines
    first: dict[str, Line] = {}
    for line in filter(_is_first, lines):
        first.setdefault(line.translated, line)
    return list(first.values())


def spanish_page(lines: list[Line], back: Mapping[str, str]) -> str:
    """Return the page of Spanish."""
    first = [line for line in lines if _is_first(line)]
    others = [line for line in lines if line not in first]
    parts = [
        _SPANISH_INTRO,
        "\n## Health, safety and the law: a reviewer begins here\n\n",
        *_table(first, back, "Spanish"),
        "\n## All other lines\n\n",
        *_table(others, back, "Spanish"),
    ]
    return "".join(parts)


def drafts_page() -> str:
    """Return the page of the other languages."""
    parts = [_DRAFTS_INTRO]
    for language in drafts():
        name = message_table("words", language)["language"]["english"]
        parts += [f"\n## {name} (`{language}`)\n\n"]
        parts += _table(paper_lines(language), read_back(language), name)
    return "".join(parts)


def _is_first(line: Line) -> bool:
    return _name(line).startswith(_FIRST)


def _name(line: Line) -> str:
    return line.file.removeprefix("blocks/").removesuffix(".md")


def _table(lines: list[Line], back: Mapping[str, str], language: str) -> Iterator[str]:
    yield f"| line | English | {language} | back |\n|---|---|---|---|\n"
    for line in lines:
        cells = [line.english, line.translated, back.get(line.translated, "(changed since)")]
        words = " | ".join(_cell(cell) for cell in cells)
        yield f"| {_name(line)}, {line.key} | {words} |\n"


def _cell(text: str) -> str:
    words = re.sub(r"\s+", " ", text).strip().replace(r"\|", "|")
    return words.replace("<", "&lt;").replace("|", r"\|")


if __name__ == "__main__":
    SPANISH.write_text(spanish_page(paper_lines("es"), read_back("es")), encoding="utf-8")
    DRAFTS.write_text(drafts_page(), encoding="utf-8")
