"""The cover letter to a school: the office's own template (a text or a Word file), or ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.files import report_os_errors
from handout.interface_language import interface_messages
from handout.problems import HandoutError, Position, Problem, problem
from handout.publish.docx.letter import fill_word_letter, word_letter_lines
from handout.sources.fields.near_words import find_near_word
from handout.sources.yaml.text_file import read_text

PLACEHOLDERS = ("school", "handouts", "missing", "deadline", "date")

_DEADLINE = "{deadline}"
_PLACEHOLDER = re.compile(r"\{\s*([^\W\d]\w*)\s*\}")
_TEXT_SUFFIXES = (".txt", ".md")
_WORD_SUFFIX = ".docx"


@dataclass(frozen=True)
class LetterTemplate:
    """A letter with {school} and the like in it: a text, or the content of a Word file."""

    content: str | bytes

    @property
    def suffix(self) -> str:
        return ".txt" if isinstance(self.content, str) else _WORD_SUFFIX

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the letter with `values` in the places of their names."""

        def fill_line(line: str) -> str:
            return _PLACEHOLDER.sub(lambda match: values[match[1].casefold()], line)

        if isinstance(self.content, str):
            return fill_line(self.content).encode()
        return fill_word_letter(self.content, fill_line)


def read_letter(path: Path | None, *, has_deadline: bool) -> LetterTemplate:
    """Return the template in the file `path`; ours without one.

    Raises HandoutError if it is of another kind, has a placeholder that is none, or names a
    deadline and there is none.
    """
    if path is None:
        return _our_letter(has_deadline)
    suffix = path.suffix.casefold()
    if suffix == _WORD_SUFFIX:
        with report_os_errors(path):
            template = LetterTemplate(path.read_bytes())
        lines: Iterable[str] = word_letter_lines(path)
    elif suffix in _TEXT_SUFFIXES:
        text = read_text(path)
        template, lines = LetterTemplate(text), text.split("\n")
    else:
        raise HandoutError([problem("letter-kind", Position(str(path)), ending=suffix)])
    if problems := list(_find_problems(lines, path, has_deadline)):
        raise HandoutError(problems)
    return template


def _our_letter(has_deadline: bool) -> LetterTemplate:
    words = interface_messages("index")["mail"]
    sentence = words["deadline"].format(day=_DEADLINE) if has_deadline else ""
    return LetterTemplate(words["letter"].replace(_DEADLINE, sentence))


def _find_problems(lines: Iterable[str], path: Path, has_deadline: bool) -> Iterator[Problem]:
    names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for number, line in enumerate(lines, 1):
        for match in _PLACEHOLDER.finditer(line):
            name = match[1]
            position = Position(str(path), number, match.start() + 1)
            if name.casefold() not in PLACEHOLDERS:
                near = find_near_word(name.casefold(), PLACEHOLDERS)
                code = "letter-placeholder-near" if near else "letter-placeholder"
                yield problem(code, position, name=name, near=near, names=names)
            elif name.casefold() == "deadline" and not has_deadline:
                yield problem("letter-deadline", position)
