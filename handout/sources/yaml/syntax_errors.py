"""Explain a YAML syntax error: what the person did wrong, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from handout.problems import Position, Problem, problem
from handout.sources.yaml.curly_quotes import CURLY_QUOTES

_CURLY_VALUE = re.compile(rf"\s*(?:- )*(?:[\w. ]+:\s+)?(?=[{''.join(CURLY_QUOTES)}])")
# A no-break space, which Word and web pages put there, is none to YAML.
_NO_SPACE_AFTER_COLON = re.compile(r"\s*(?:- )?[A-Za-z_]\w*:(?!//)[^ \t]")
_NO_SPACE_AFTER_DASH = re.compile(r"\s*-[^\s-]")
# The wide colon of a Chinese keyboard and signs that look like a colon, or the one of .ini files.
_OTHER_SIGN = re.compile(r"\s*(?:- )?[A-Za-z_][\w.]*\s*([=：﹕∶꞉ː;])")


# What ruamel.yaml says, and the Problem that says it in plain words; the first that fits.
_CODES = (
    (re.compile(r"character '\\t'"), "yaml-tab"),
    (re.compile(r"that cannot start any token|mapping keys are not allowed"), "yaml-start"),
    (re.compile(r"alphabetic or numeric character|\btag\b"), "yaml-mark"),
    (re.compile(r"mapping values are not allowed"), "yaml-colon"),
    (re.compile(r"could not find expected ':'"), "yaml-no-colon"),
    (re.compile(r"sequence entries are not allowed"), "yaml-dash"),
    (re.compile(r"escape"), "yaml-escape"),
    (re.compile(r"unexpected (end of stream|document separator)"), "yaml-open-quote"),
    (re.compile(r"expected ',' or|[\]}]'$|found ','$"), "yaml-bracket"),
    (re.compile(r"expected a comment or a line break"), "yaml-bar"),
    (re.compile(r"expected <block end>"), "yaml-line-up"),
    (re.compile(r"expected '<document start>'"), "yaml-first-line"),
)

# Where the thing began that the parser could not end is where a person looks for the mistake.
_WHERE_IT_BEGAN = ("yaml-open-quote", "yaml-mark", "yaml-no-colon", "yaml-bracket")


def explain_error(error: Any, lines: Sequence[str], fallback: Position) -> Problem:
    """Return in plain words what the parser could not read in the `lines` of a file.

    `error` is a YAMLError of ruamel.yaml; where it has no place the problem is at `fallback`.
    """
    message = f"{getattr(error, 'context', '')} {getattr(error, 'problem', error)}"
    codes = (code for pattern, code in _CODES if pattern.search(message))
    code = next(codes, "yaml-unreadable")
    path = fallback.path
    position = mark_position(path, getattr(error, "problem_mark", None)) or fallback
    context = mark_position(path, getattr(error, "context_mark", None))
    code, position = _find_cause(code, position, context, lines)
    sign = _sign_at(lines, position)
    return problem(code, position, mark=sign, words=sign)


def explain_top(position: Position, lines: Sequence[str]) -> Problem:
    """Return in plain words why the `lines` of a file are no list of names and values; what is
    there in its place begins at `position`.
    """
    code, cause = _find_cause("yaml-no-colon", position, None, lines)
    if code == "yaml-no-colon":
        return problem("yaml-top", position)
    return problem(code, cause, mark=_sign_at(lines, cause))


def mark_position(path: str, mark: Any) -> Position | None:
    """Return the position of a mark of ruamel.yaml, which counts from 0; None if there is none."""
    return Position(path, mark.line + 1, mark.column + 1) if mark else None


def _find_cause(
    code: str, position: Position, context: Position | None, lines: Sequence[str]
) -> tuple[str, Position]:
    """Return what a person did wrong, and where: the parser stumbles some lines later."""
    before = _line(lines, position.line)[: position.column - 1].rstrip()
    if code == "yaml-line-up" and before.endswith(('"', "'")):
        return "yaml-after-quote", position
    if code == "yaml-first-line":  # the file was over, as its first line stands further right
        is_further_right = next(filter(str.strip, lines), "").startswith(" ")
        return "yaml-line-up" if is_further_right else "yaml-unreadable", position
    above = _line(lines, position.line - 1)
    if code == "yaml-line-up" and above.lstrip().startswith("#"):
        column = len(above) - len(above.lstrip()) + 1
        return "yaml-comment-line", Position(position.path, position.line - 1, column)
    if code in _WHERE_IT_BEGAN and context:
        position = context
    elif code == "yaml-colon":
        position = _line_without_colon(position, before, lines) or position
        code = code if position.column > len(before) else "yaml-no-colon"
    line = _line(lines, position.line)
    if code == "yaml-no-colon" and (other := _OTHER_SIGN.match(line)):
        return "yaml-other-colon", position._replace(column=other.start(1) + 1)
    if code == "yaml-no-colon" and _NO_SPACE_AFTER_COLON.match(line):
        return "yaml-colon-space", position
    if code == "yaml-no-colon" and _NO_SPACE_AFTER_DASH.match(line):
        return "yaml-dash-space", position
    curly = _CURLY_VALUE.match(line)
    if curly and code != "yaml-no-colon" and curly.end() < position.column:
        return "yaml-curly", position._replace(column=curly.end() + 1)
    return code, position


def _sign_at(lines: Sequence[str], position: Position) -> str:
    return _line(lines, position.line)[position.column - 1 : position.column]


def _line(lines: Sequence[str], number: int) -> str:
    """Return the line of this number, counted from 1; "" if the file has none."""
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def _line_without_colon(position: Position, before: str, lines: Sequence[str]) -> Position | None:
    """Return the start of the line above `position` that has no colon and no place of its own.

    YAML reads `room 12` and `leave: 2:45` below it as one name, and stumbles at its colon.
    """
    indent = len(before) - len(before.lstrip())
    number = position.line - 1
    if ":" in before or number < 1:
        return None
    while number > 1 and _is_words(_line(lines, number - 1), indent):
        number -= 1
    if not _is_words(_line(lines, number), indent):
        return None
    return Position(position.path, number, indent + 1)


def _is_words(line: str, indent: int) -> bool:
    """Return whether a line is words at `indent` without a name before them."""
    if not line.strip() or len(line) - len(line.lstrip()) != indent:
        return False
    return not re.search(r":(?:[ \t]|$)|^\s*(?:#|- )", line)
