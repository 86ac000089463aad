"""The lines of block Markdown as tokens: lists, tables, paragraphs, and what is not accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from handout.problems import Position, Problem, problem
from handout.sources.unseen_signs import remove_unseen

BAR = re.compile(r"(?<!\\)\|")
_ID_AT_END = re.compile(r" *\{#([^{}]*)\}$")
_SPACE = re.compile(r"[ \t\n\v\f\x1c-\x1f\x85\u2028\u2029]+")

_FENCE = re.compile(r"(```+|~~~+)")
_RULE = re.compile(r"([-*_=])(?: *\1){2,}")
_HEADING = re.compile(r"(#{1,6})(?: +(.*?))??(?: +#+)?")
_BULLET = re.compile(r"(?:[-*+•]|(\d{1,3})[.)])(?: +(.*))?")
_TICK = re.compile(r"\[([ xX]?)\](?: +(.*))?")
_TABLE_RULE = re.compile(r"\|? *:?-{2,}:? *(?:\| *:?-{2,}:? *)*\|?")
_IMAGE = re.compile(r"(?<!\\)!\[[^\[\]]*\]\(")
ADDRESS = r"""(?:https://|mailto:|tel:|\#)(?:[^()\s\\<>"]|\([^()\s\\<>"]*\))+"""
_LINK = re.compile(rf"(?<![!\\])\[[^][]+\]\((?!{ADDRESS}\))[^)]*\)?", re.IGNORECASE)
_TAG = re.compile(r"(?<!\\)<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|!--|[!?][A-Za-z])")


@dataclass(slots=True)
class Draft:
    """The words of an item to be."""

    text: str
    position: Position
    ticked: bool = False
    id: str = ""
    codes: frozenset[str] = frozenset()  # of the problems in its lines


@dataclass(slots=True)
class Run:
    """A part to be. `mark` is "###", "" (a paragraph), "-", "1." or "|"."""

    mark: str
    drafts: list[Draft]
    ticks: bool = False
    indent: int = 0
    header: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        return self.mark in ("-", "1.")


def read_lines(text: str, position: Position) -> tuple[list[Run], list[Problem]]:
    """Return the runs of `text`, whose first character stands at `place`, and what is wrong in
    them.
    """
    reader = _Reader(position)
    reader.read(text)
    return reader.runs, reader.problems


class _Reader:
    """Lines -> runs.

    `open` says that the last draft of the last run may be continued by the next line.
    """

    def __init__(self, position: Position) -> None:
        self.start = position._replace(line=max(position.line, 1), column=max(position.column, 1))
        self.runs: list[Run] = []
        self.problems: list[Problem] = []
        self.open = False

    def read(self, text: str) -> None:
        raw = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
        lines = [one_line(line) for line in raw]
        index = 0
        while index < len(lines):
            indent = len(raw[index]) - len(raw[index].lstrip(" "))
            line, column = self.start.line + index, self.start.column + indent
            position = self.start._replace(line=line, column=column)
            index = self._read_line(lines, index, indent, position)
        for draft in chain.from_iterable(run.drafts for run in self.runs):
            # A tag or link may begin on one line and end on the next.
            for fault in inline_problems(draft.text, draft.position):
                if fault.code not in draft.codes:
                    self.problems.append(fault)

    def _read_line(self, lines: list[str], index: int, indent: int, position: Position) -> int:
        """Read the line at `index`, and return the index of the next to read."""
        line = lines[index]
        if not line:
            self.open = False
        elif fence := _FENCE.match(line):
            self._add_fault("prose-code", position)
            return _end_of_fence(lines, index, fence[1]) + 1
        elif line.startswith("|") or (BAR.search(line) and _is_table_rule(lines, index + 1)):
            return self._read_table(lines, index, position)
        elif line.startswith(">"):
            self._add_fault("prose-quote", position)
        elif _RULE.fullmatch(line):
            self._add_fault("prose-rule", position)
        elif heading := _HEADING.fullmatch(line):
            codes = self._check_inline(line, position)
            if len(heading[1]) != 3:
                self._add_fault("prose-heading", position, marks=heading[1])
            self.runs.append(Run("###", [Draft(heading[2] or "", position, codes=codes)]))
            self.open = False
        elif (bullet := _BULLET.fullmatch(line)) and self._starts_item(bullet):
            self._read_bullet(bullet, line, indent, position)
        else:
            self._read_text(line, indent, position)
        return index + 1

    def _add_fault(self, code: str, position: Position, **values: object) -> None:
        self.problems.append(problem(code, position, warning=False, **values))
        self.open = False

    def _check_inline(self, line: str, position: Position) -> frozenset[str]:
        line_problems = inline_problems(line, position)
        self.problems += line_problems
        return frozenset(problem.code for problem in line_problems)

    def _starts_item(self, bullet: re.Match[str]) -> bool:
        # A line of running text may begin with a lone dash, or with a number and a dot ("until\n8.
        # Then ...").
        if not self.open:
            return True
        mark = self.runs[-1].mark
        if mark == "" and not bullet[2]:
            return False
        return bullet[1] is None or int(bullet[1]) == 1 or mark == "1."

    def _read_bullet(
        self, bullet: re.Match[str], line: str, indent: int, position: Position
    ) -> None:
        last = self.runs[-1] if self.runs and self.runs[-1].is_list else None
        if last and indent >= last.indent + 2:
            self._add_fault("prose-nested", position)
            return
        codes = self._check_inline(line, position)
        tick = _TICK.fullmatch(bullet[2] or "")
        mark, ticks = "1." if bullet[1] else "-", tick is not None
        if not (last and (last.mark, last.ticks) == (mark, ticks)):
            if bullet[1] and int(bullet[1]) != 1:
                self._add_fault("prose-number", position, number=bullet[1])
            last = Run(mark, [], ticks, indent)
            self.runs.append(last)
        words = tick[2] if tick else bullet[2]
        is_ticked = tick is not None and tick[1] in ("x", "X")
        last.drafts.append(Draft(words or "", position, is_ticked, codes=codes))
        self.open = True

    def _read_text(self, line: str, indent: int, position: Position) -> None:
        codes = self._check_inline(line, position)
        last = self.runs[-1] if self.runs else None
        if last and (self.open or (last.is_list and indent >= last.indent + 2)):
            draft = last.drafts[-1]
            # A backslash at a line's end asks for a line break, but lines flow here.
            if draft.text.endswith("\\") and not draft.text.endswith("\\\\"):
                draft.text = draft.text[:-1].rstrip(" ")
            draft.text = f"{draft.text} {line}".strip(" ")
            draft.codes |= codes
        else:
            self.runs.append(Run("", [Draft(line, position, codes=codes)]))
        self.open = True

    def _read_table(self, lines: list[str], index: int, position: Position) -> int:
        end = next(
            (number for number in range(index, len(lines)) if not BAR.search(lines[number])),
            len(lines),
        )
        if not _is_table_rule(lines, index + 1):
            self._add_fault("prose-table", position)
            return max(end, index + 1)
        header, rule = cells_of(lines[index]), cells_of(lines[index + 1])
        if len(header) != len(rule):
            below = position._replace(line=position.line + 1)
            self._add_fault("prose-cells", below, found=len(rule), wanted=len(header))
        run = Run("|", [], header=tuple(cell.replace("\\|", "|") for cell in header))
        for number in (index, *range(index + 2, end)):
            row_position = position._replace(line=self.start.line + number)
            codes = self._check_inline(lines[number], row_position)
            cells = cells_of(lines[number])
            if len(cells) > len(header):
                self._add_fault("prose-cells", row_position, found=len(cells), wanted=len(header))
            cells += [""] * (len(header) - len(cells))
            cells[0], id = without_id(cells[0])
            run.drafts.append(Draft(" | ".join(cells).strip(" "), row_position, id=id, codes=codes))
        del run.drafts[0]
        self.runs.append(run)
        self.open = False
        return end


def _end_of_fence(lines: list[str], index: int, mark: str) -> int:
    """Return the index of the line that ends the code begun at `index`; after the last if none."""
    for end in range(index + 1, len(lines)):
        if lines[end].startswith(mark):
            return end
    return len(lines)


def one_line(text: str) -> str:
    """Return `text` with every run of spaces and line breaks as one space, without signs that
    nobody sees.

    A no-break space stays.
    """
    return _SPACE.sub(" ", remove_unseen(text)).strip(" ")


def inline_problems(line: str, position: Position) -> list[Problem]:
    """Return what a line that starts at `place` may not hold."""
    return [
        problem(code, position._replace(column=position.column + match.start()), found=match[0])
        for code, pattern in (("prose-image", _IMAGE), ("prose-html", _TAG), ("prose-link", _LINK))
        if (match := pattern.search(line))
    ]


def _is_table_rule(lines: list[str], index: int) -> bool:
    return (
        index < len(lines)
        and "|" in lines[index]
        and _TABLE_RULE.fullmatch(lines[index]) is not None
    )


def cells_of(line: str) -> list[str]:
    inner = line.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip(" ") for cell in BAR.split(inner)]


def without_id(text: str) -> tuple[str, str]:
    match = _ID_AT_END.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")
