"""The meaning of what people type in a cell: 3rd is the band 3-5, 1445 is 14:45, TBD is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from handout.interface_language import tables_in_all_languages
from handout.messages import message_table
from handout.sources.fields.placeholders import NAMES, is_placeholder, real_name
from handout.sources.fields.typed_times import written_time
from handout.sources.fields.types import Choice, Date, FieldType, Note, Number, Switch, Text, Time
from handout.sources.headings.columns import NEEDED, ROSTER
from handout.sources.headings.heading_words import normalize_heading
from handout.sources.headings.notes import Notes
from handout.sources.pictures.picture import PICTURE_USES
from handout.sources.roster.row_tree import column_type
from handout.sources.spreadsheet.day_order import DayOrder, day_first_signs, plain_day
from handout.sources.spreadsheet.excel_quirks import (
    bare_day,
    bare_time,
    grade_band,
    plain_time,
)

_NEVER_DAYS = ("handout_id", "school_id", "class_id", "room", "class_title", "period")
_PICTURE_FILES = tuple(use.file_field for use in PICTURE_USES)
# Read as they stand.
_VERBATIM = ("handout_id", "class_id", "override_file", *_PICTURE_FILES)
_TRUTH_VALUES = ("TRUE", "FALSE")  # what Excel makes of a name such as True
_CACHE_SIZE = 20_000  # cells: most say what one of another row says
_LONGEST_PLACEHOLDER = 24  # characters
_WHOLE = re.compile(r"(\d+)\.0+")
_DAY_BEFORE = re.compile(r"(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})[ T]+(\S.*)")
_LAST_FIRST = re.compile(r"([^\W\d_][^,;/&]{0,40}), ?([^\W\d_][^,;/&]{0,40})")
_DASHES = re.compile(r"\s*(?:[-‐‑‒–—−/]|\bto\b|\bthrough\b|\bthru\b)\s*")
_BAND_BY_GRADE = {
    **dict.fromkeys(("pk",), "PK"),
    **dict.fromkeys(("k", "1", "2"), "K-2"),
    **dict.fromkeys("345", "3-5"),
    **dict.fromkeys("678", "6-8"),
    **dict.fromkeys(("9", "10", "11", "12"), "9-12"),
}


class Meanings:
    """Reads the cells of a roster's rows, and notes what it read otherwise than it stands; `orders`
    are those of the days in all of them.
    """

    def __init__(self, names: list[str], notes: Notes, orders: Iterable[DayOrder]) -> None:
        self._notes = notes
        self._day_first = day_first_signs(orders)
        self._types = {name: column_type(ROSTER.get(name) or name) for name in names}
        self.never_days = tuple(
            name for name in names if name in _NEVER_DAYS or NAMES.fullmatch(name)
        )
        """The columns in which what looks like a day was something else when it was typed."""
        # Of words on many lines nothing is read otherwise; nor of names but together.
        self._names = [name for name in names if name.endswith("name") and NAMES.fullmatch(name)]
        # The columns of words on a line, each with the cells met so far that mean what they say:
        # nearly all of a roster's, and most stand in many rows.
        self._lines: dict[str, set[str]] = {
            name: {""}
            for name in names
            if name not in _VERBATIM and _is_one_line(name, self._types[name])
        }

    def is_shown(self, name: str) -> bool:
        """Return whether a day or time in this column is what the sheet shows, and no day or time
        of ours.
        """
        kind = self._types[name]
        return name not in _NEVER_DAYS and (kind is None or isinstance(kind, Text | Note))

    def read(self, cells: dict[str, str], row: int) -> bool:
        """Put the meanings of the cells of a row in their place; return whether any was noted."""
        count = self._notes.count
        for role in ("teacher", "para"):
            given, family = f"{role}_given", f"{role}_family"
            self._read_person(cells, row, given, family)
            if not cells.get(given):
                self._reorder_name(cells, row, family)
        for name in self._names:
            self._read_person(cells, row, name)
            self._reorder_name(cells, row, name)
        for name, plain in self._lines.items():
            cell = cells[name]
            if cell not in plain and not self._read_line(cells, name, cell, row):
                plain.add(cell)
        return self._notes.count > count

    def _read_line(self, cells: dict[str, str], name: str, cell: str, row: int) -> bool:
        """Put the meaning of a cell in its place; return whether it is another, or was noted."""
        typed = cell
        if "\n" in cell:
            cell = cells[name] = " ".join(cell.split())
            self._notes.add("roster-joined", name, row, cell)
        meaning, code = _read_cell(name, cell, self._day_first)
        if meaning != cell:
            cells[name] = meaning
        if code:
            self._notes.add(code, name, row, cell, meaning)
        return bool(code) or meaning != typed

    def _read_person(self, cells: dict[str, str], row: int, *columns: str) -> None:
        """Empty what is no name of a person; the columns are the parts of one name."""
        whole_name = " ".join(filter(None, (cells.get(name, "") for name in columns)))
        if not whole_name:
            return
        is_nobody = not real_name(whole_name)
        for name in columns:
            typed = cells.get(name, "")
            if not typed:
                continue
            other_parts = " ".join(cells.get(other, "") for other in columns if other != name)
            meaning = "" if is_nobody else real_name(typed, other_parts)
            if meaning != typed:
                cells[name] = meaning
                code = "roster-read-as" if meaning else "roster-nobody"
                self._notes.add(code, name, row, typed, meaning)

    def _reorder_name(self, cells: dict[str, str], row: int, name: str) -> None:
        """Read “Rivera, Ana” as “Ana Rivera”, but not “Rivera, Jr.”."""
        typed = cells.get(name, "")
        match = _LAST_FIRST.fullmatch(typed)
        if match and normalize_heading(match[2]) not in message_table("roster")["after_names"]:
            cells[name] = f"{match[2]} {match[1]}"
            self._notes.add("roster-read-as", name, row, typed, cells[name])


def is_day_column(name: str) -> bool:
    """Return whether the cells of a column are days."""
    return isinstance(column_type(ROSTER.get(name) or name), Date)


def meant_choice(name: str, cell: str) -> str:
    """Return the choice that `cell` in the column `name` may mean, though nobody can be sure; "" if
    none.
    """
    return _message_words("role_guesses").get(_role_core(cell), "") if name == "role" else ""


def _is_one_line(name: str, kind: FieldType | None) -> bool:
    if kind is None:
        return ROSTER.get(name) == ""
    return isinstance(kind, Text | Time | Date | Choice | Number | Switch)


def _is_quiet(name: str, typed: str, meaning: str, day_first: str) -> bool:
    """Return whether the two differ by what a spreadsheet program does to all such cells: seconds,
    days, zeros. That is no news.
    """
    if typed.casefold() == meaning.casefold():
        return True
    if name == "grade_band" and grade_band(typed) == meaning:
        return True  # bands that became days are told by themselves
    if meaning in (plain_time(typed), plain_day(typed, day_first)):
        return True
    return name != "room" and _WHOLE.sub(r"\1", typed) == meaning


@lru_cache(_CACHE_SIZE)
def _read_cell(name: str, cell: str, day_first: str) -> tuple[str, str]:
    """Return what a cell of a line means, and the code of the note about that, "" for none."""
    if cell in _TRUTH_VALUES and isinstance(column_type(ROSTER.get(name) or name), Text | None):
        return cell, "roster-truth"
    if NAMES.fullmatch(name):
        return cell, ""
    may_be_placeholder = len(cell) <= _LONGEST_PLACEHOLDER and name not in (*NEEDED, "copies")
    if may_be_placeholder and is_placeholder(cell):
        return "", "roster-placeholder"
    meaning = _read_meaning(name, cell, day_first)
    if meaning == cell or _is_quiet(name, cell, meaning, day_first):
        return meaning, ""
    return meaning, "roster-read-as"


def _read_meaning(name: str, cell: str, day_first: str) -> str:
    if name == "role":
        return _read_role(cell)
    if name == "grade_band":
        band = grade_band(cell)
        return band if band != cell else read_band(cell)
    kind = column_type(ROSTER.get(name) or name)
    if name in ("copies", "room") or isinstance(kind, Number):
        return _WHOLE.sub(r"\1", cell) if _WHOLE.fullmatch(cell) else cell
    if isinstance(kind, Time):
        return _read_time(cell)
    return bare_day(plain_day(cell, day_first)) if isinstance(kind, Date) else cell


def _read_time(cell: str) -> str:
    # A cell that is formatted as a day with its time shows both: 2026-09-01 8:30.
    if dated := _DAY_BEFORE.fullmatch(cell):
        cell = dated[1]
    cell = bare_time(plain_time(cell))
    return cell if ":" in cell else written_time(cell) or cell


def _read_role(cell: str) -> str:
    kind = column_type("role")
    assert isinstance(kind, Choice)
    if cell.casefold() in kind.options:
        return cell
    core = _role_core(cell)
    options = {normalize_heading(option): option for option in kind.options}
    called = _names_in_all_languages("roles").get(normalize_heading(cell))
    return called or options.get(core) or _message_words("roles").get(core, cell)


def _role_core(cell: str) -> str:
    """Return a role without the words that say only that it is one: “1:1” of “1:1 Para”."""
    parts = [part for part in re.split(r"[\s/()]+", cell.casefold()) if part]
    general = message_table("roster")["role_words"]
    specific = [part for part in parts if part.strip(".,'’") not in general]
    return normalize_heading("".join(specific or parts))


def read_band(cell: str) -> str:
    """Return the band of the grades that a cell names: K-2 for “Kindergarten”, 3-5 for “3rd” or
    “Grades 4 & 5”.
    """
    kind = column_type("grade_band")
    assert isinstance(kind, Choice)
    text = _DASHES.sub("-", _WHOLE.sub(r"\1", cell.casefold()).strip())
    if text.upper() in kind.options:
        return text.upper()
    key = normalize_heading(text)
    if band := _message_words("bands").get(key) or _names_in_all_languages("bands").get(key):
        return band
    grades: dict[str, str] = message_table("roster")["grades"]
    for word in sorted(grades, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(word)}\b", f" {grades[word]} ", text)
    text = re.sub(r"\b(?:grades?|gr|level|band|and|classroom|class|grados?|y)\b\.?", " ", text)
    text = re.sub(r"\b0*(\d{1,2})(?:st|nd|rd|th|\.?[ºª])?(?!\w)", r"\1", text)
    bands = {_BAND_BY_GRADE.get(grade, "") for grade in re.findall(r"[^\W_]+", text)}
    return bands.pop() or cell if len(bands) == 1 else cell


@cache
def _names_in_all_languages(table: str) -> dict[str, str]:
    """Return the roles or the bands by their names on the sheet and on the page."""
    return {
        normalize_heading(entry["name"]): value
        for names in tables_in_all_languages(table)
        for value, entry in names.items()
    }


@cache
def _message_words(table: str) -> dict[str, str]:
    """Return a table of message_table("roster") by its words without blanks and marks."""
    words: dict[str, str] = message_table("roster")[table]
    return {normalize_heading(word): value for word, value in words.items()}
