"""What people write in the cells of a row, read as what they mean: 3rd as the band 3-5, 1445 as
14:45, TBD as nothing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from handout.messages import message_table
from handout.sources.fields.placeholders import NAMES, is_placeholder, real_name
from handout.sources.fields.typed_times import written_time
from handout.sources.fields.types import Choice, Date, FieldType, Note, Number, Switch, Text, Time
from handout.sources.roster.columns import NEEDED, ROSTER, normalize_heading
from handout.sources.roster.notes import Notes
from handout.sources.roster.row_tree import kind_of
from handout.sources.spreadsheet.excel_quirks import grade_band, plain_day, plain_time

NEVER_DAYS = ("handout_id", "school_id", "class_id", "room", "class_title", "period")
"""The columns in which what looks like a day was something else when it was typed."""

_PLAIN = ("handout_id", "class_id", "override_file", "logo.file")  # read as they stand
_REMEMBERED = 20_000  # cells: most say what one of another row says
_LONGEST_PLACEHOLDER = 24
_WHOLE = re.compile(r"(\d+)\.0+")
_DAY_BEFORE = re.compile(r"(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})[ T]+(\S.*)")
_LAST_FIRST = re.compile(r"([^\W\d_][^,;/&]{0,40}), ?([^\W\d_][^,;/&]{0,40})")
_DASHES = re.compile(r"\s*(?:[-‐‑‒–—−/]|\bto\b|\bthrough\b|\bthru\b)\s*")
_BAND_OF = {
    **dict.fromkeys(("pk",), "PK"), **dict.fromkeys(("k", "1", "2"), "K-2"), **dict.fromkeys("345", "3-5"),
    **dict.fromkeys("678", "6-8"), **dict.fromkeys(("9", "10", "11", "12"), "9-12"),
}  # fmt: skip


class Meanings:
    """Reads the cells of a roster's rows, and notes what it read otherwise than it stands."""

    def __init__(self, names: list[str], notes: Notes) -> None:
        self._notes = notes
        self._kinds = {name: kind_of(ROSTER.get(name) or name) for name in names}
        # Of words on many lines nothing is read otherwise; nor of names but together.
        self._names = [name for name in names if name.endswith("name") and NAMES.fullmatch(name)]
        self._lines = [
            name for name in names if name not in _PLAIN and _is_one_line(name, self._kinds[name])
        ]

    def is_shown(self, name: str) -> bool:
        """Return whether a day or time in this column is what the sheet shows, and no day or time
        of ours.
        """
        kind = self._kinds[name]
        return name not in NEVER_DAYS and (kind is None or isinstance(kind, Text | Note))

    def read(self, cells: dict[str, str], row: int) -> None:
        """Put the meanings of the cells of a row in their place."""
        for whose in ("teacher", "para"):
            given, family = f"{whose}_given", f"{whose}_family"
            self._name(cells, row, given, family)
            if not cells.get(given):
                self._turn(cells, row, family)
        for name in self._names:
            self._name(cells, row, name)
            self._turn(cells, row, name)
        for name in self._lines:
            if cell := cells[name]:
                self._one(cells, name, cell, row)

    def _one(self, cells: dict[str, str], name: str, cell: str, row: int) -> None:
        if "\n" in cell:
            cell = cells[name] = " ".join(cell.split())
            self._notes.add("roster-joined", name, row, cell)
        now, code = _read(name, cell)
        if now != cell:
            cells[name] = now
        if code:
            self._notes.add(code, name, row, cell, now)

    def _name(self, cells: dict[str, str], row: int, *columns: str) -> None:
        """Empty what is no name of a person; the columns are the parts of one name."""
        both = " ".join(filter(None, (cells.get(name, "") for name in columns)))
        if not both:
            return
        nobody = not real_name(both)
        for name in columns:
            if was := cells.get(name, ""):
                beside = " ".join(cells.get(other, "") for other in columns if other != name)
                now = "" if nobody else real_name(was, beside)
                if now != was:
                    cells[name] = now
                    code = "roster-read-as" if now else "roster-nobody"
                    self._notes.add(code, name, row, was, now)

    def _turn(self, cells: dict[str, str], row: int, name: str) -> None:
        """Read “Rivera, Ana” as “Ana Rivera”."""
        was = cells.get(name, "")
        found = _LAST_FIRST.fullmatch(was)
        if found and normalize_heading(found[2]) not in message_table("roster")["after_names"]:
            cells[name] = now = f"{found[2]} {found[1]}"
            self._notes.add("roster-read-as", name, row, was, now)


def meant_choice(name: str, cell: str) -> str:
    """Return the choice that `cell` in the column `name` may mean, though nobody can be sure; "" if
    none.
    """
    return _listed("role_guesses").get(_role_core(cell), "") if name == "role" else ""


def _is_one_line(name: str, kind: FieldType | None) -> bool:
    if kind is None:
        return ROSTER.get(name) == ""
    return isinstance(kind, Text | Time | Date | Choice | Number | Switch)


def _is_same(name: str, was: str, now: str) -> bool:
    """Return whether the two differ by what a spreadsheet program does to all such cells: seconds,
    days, zeros.
    """
    if was.casefold() == now.casefold() or (name == "grade_band" and grade_band(was) == now):
        return True  # bands that became days are told by themselves
    return now in (plain_time(was), plain_day(was)) or _WHOLE.sub(r"\1", was) == now


@lru_cache(_REMEMBERED)
def _read(name: str, cell: str) -> tuple[str, str]:
    """Return what a cell of a line means, and the code of the note about that, "" for none."""
    if NAMES.fullmatch(name):
        return cell, ""
    if len(cell) <= _LONGEST_PLACEHOLDER and name not in (*NEEDED, "copies"):  # noqa: SIM102
        if is_placeholder(cell):
            return "", "roster-placeholder"
    kind = kind_of(ROSTER.get(name) or name)
    now = _meaning(name, cell, kind)
    return now, "" if now == cell or _is_same(name, cell, now) else "roster-read-as"


def _meaning(name: str, cell: str, kind: FieldType | None) -> str:
    if name == "role":
        return _role(cell)
    if name == "grade_band":
        dated = grade_band(cell)
        return dated if dated != cell else _band(cell)
    if name == "copies" or isinstance(kind, Number):
        return _WHOLE.sub(r"\1", cell)
    if isinstance(kind, Time):
        return _time(cell)
    return plain_day(cell) if isinstance(kind, Date) else cell


def _time(cell: str) -> str:
    if dated := _DAY_BEFORE.fullmatch(cell):
        cell = dated[1]
    cell = plain_time(cell)
    return cell if ":" in cell else written_time(cell) or cell


def _role(cell: str) -> str:
    kind = kind_of("role")
    assert isinstance(kind, Choice)
    if cell.casefold() in kind.options:
        return cell
    core = _role_core(cell)
    own = {normalize_heading(option): option for option in kind.options}
    return own.get(core) or _listed("roles").get(core, cell)


def _role_core(cell: str) -> str:
    """A role without the words that say no more than that it is one: “1:1” of “1:1 Para”."""
    parts = [part for part in re.split(r"[\s/()]+", cell.casefold()) if part]
    general = message_table("roster")["role_words"]
    left = [part for part in parts if part.strip(".,'’") not in general]
    return normalize_heading("".join(left or parts))


def _band(cell: str) -> str:
    """Return the band of the grades that a cell names: K-2 for “Kindergarten”, 3-5 for “3rd” or
    “Grades 4 & 5”.
    """
    kind = kind_of("grade_band")
    assert isinstance(kind, Choice)
    text = _DASHES.sub("-", _WHOLE.sub(r"\1", cell.casefold()).strip())
    if text.upper() in kind.options:
        return text.upper()
    if whole := _listed("bands").get(normalize_heading(text)):
        return whole
    grades = _listed("grades")
    for word in sorted(grades, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(word)}\b", f" {grades[word]} ", text)
    text = re.sub(r"\b(?:grades?|gr|level|band|and|classroom|class)\b\.?", " ", text)
    text = re.sub(r"\b0*(\d{1,2})(?:st|nd|rd|th)?\b", r"\1", text)
    found = re.findall(r"[^\W_]+", text)
    bands = {_BAND_OF.get(grade, "") for grade in found}
    return bands.pop() or cell if len(bands) == 1 else cell


@cache
def _listed(table: str) -> dict[str, str]:
    """A table of message_table("roster") by its words without blanks and marks, but for grades,
    which are words of a text.
    """
    said: dict[str, str] = message_table("roster")[table]
    return (
        said
        if table == "grades"
        else {normalize_heading(word): value for word, value in said.items()}
    )
