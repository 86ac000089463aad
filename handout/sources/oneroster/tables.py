"""The tables of a OneRoster export, row by row, by the standard's names of their columns.

And its manifest.
"""

from __future__ import annotations

import datetime
import difflib
import io
import re
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path

from handout.interface_language import interface_messages
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.oneroster.files import ExportFiles
from handout.sources.spreadsheet.csv import parse_csv
from handout.sources.spreadsheet.day_order import find_day_orders, plain_day
from handout.sources.spreadsheet.encoding import detect_encoding
from handout.sources.spreadsheet.rows import Row

_CHUNK_SIZE = 2**20  # bytes
# The status "inactive" is of OneRoster 1.0, which systems still write.
_GONE = ("tobedeleted", "inactive")
# Files whose rows are told apart by no id that is read: one person or class is in many of them.
_FILES_WITHOUT_IDS = ("roles.csv", "enrollments.csv")
_LEAST_LIKENESS = 0.85  # of a misspelled heading and the right one, by difflib

# The columns that are read, the first ones needed.
_COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "orgs.csv": (("sourcedId", "name"), ("status", "identifier")),
    "academicSessions.csv": (("sourcedId", "startDate", "endDate"), ("status",)),
    "classes.csv": (
        ("sourcedId", "title", "schoolSourcedId"),
        ("status", "grades", "classCode", "location", "termSourcedIds", "periods"),
    ),
    "roles.csv": (
        ("userSourcedId", "role"),
        ("status", "orgSourcedId", "roleType", "beginDate", "endDate"),
    ),
    "users.csv": (
        ("sourcedId", "givenName", "familyName"),
        (
            "status", "enabledUser", "role", "orgSourcedIds", "primaryOrgSourcedId", "email",
            "preferredGivenName", "preferredFamilyName", "middleName", "preferredMiddleName",
        ),
    ),
    "enrollments.csv": (
        ("classSourcedId", "userSourcedId", "role"),
        ("status", "schoolSourcedId", "primary", "beginDate", "endDate"),
    ),
}  # fmt: skip


class Tables:
    """Reads the tables of an export at `path`; what is odd in them is added to `problems`."""

    def __init__(self, files: ExportFiles, path: Path) -> None:
        self.files, self.path = files, path
        self.problems: list[Problem] = list(files.problems)
        self._nonstandard_days: dict[str, list[str]] = defaultdict(list)  # by file

    def warn(self, code: str, **values: object) -> None:
        """Add a warning."""
        self.problems.append(problem(code, Position(str(self.path)), warning=True, **values))

    def day(self, file: str, text: str) -> str:
        """Return a day of `file` as YYYY-MM-DD; "" if it cannot be read.

        OneRoster has days in ISO 8601. How many are written differently is counted.
        """
        if not text:
            return ""
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            self._nonstandard_days[file].append(text)
        iso_day = re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?:T|$| )", text)
        day = "-".join(iso_day.groups()) if iso_day else plain_day(text)
        try:
            return datetime.date.fromisoformat(day).isoformat()
        except ValueError:
            return ""

    def warn_of_loose_rows(self, file: str, count: int, missing: str) -> None:
        """Warn that `count` rows of `file` name what is not in the export: a person, a class or a
        school, as [loose] of the table names it.
        """
        what = interface_messages("roster-words")["loose"][missing]
        self.warn("oneroster-loose", file=file, count=count, what=what)

    def warn_of_days(self) -> None:
        """Warn how many days were written differently, and of those that may be two days."""
        for file, days in self._nonstandard_days.items():
            self.warn("oneroster-date", file=file, count=len(days))
        for order in find_day_orders(chain.from_iterable(self._nonstandard_days.values())):
            if order.unsure and not order.month_first:
                self.warn("oneroster-day-order", found=order.unsure, read=plain_day(order.unsure))

    def require_files(self, *files: str) -> None:
        """Raise HandoutError if one of `files` is not in the export."""
        if missing := [file for file in files if not self.files.has(file)]:
            names, wanted = ", ".join(missing), ", ".join(_COLUMNS)
            position = Position(str(self.path))
            fault = problem("oneroster-file", position, missing=names, files=wanted)
            raise HandoutError([*self.problems, fault])

    def find_partial_files(self, *wanted: str) -> dict[str, str]:
        """Return the files of `wanted` that, by the manifest, are not whole, and what they are:
        delta or absent.

        Warn of what else the manifest says.
        """
        manifest = self._read_manifest()
        if manifest is None:
            self.warn("oneroster-no-manifest")
            return {}
        version = manifest.get("onerosterversion", "")
        if version and not re.match(r"v?1\.[12](\.|$)", version):
            self.warn("oneroster-version", version=version[:20])
        missing: list[str] = []
        partial: dict[str, str] = {}
        for file in wanted:
            # Properties file.users, file.orgs, ... of the manifest are bulk, delta or absent.
            mode = manifest.get("file" + _normalize(file.removesuffix(".csv")), "")
            if not self.files.has(file):
                missing += [file] if mode in ("bulk", "delta") else []
            elif mode in ("delta", "absent"):
                partial[file] = mode
        if missing:
            self.warn("oneroster-lost", files=", ".join(missing))
        return partial

    def _read_manifest(self) -> dict[str, str] | None:
        """Return what the manifest says, without what people write differently.

        None if there is none that can be read.
        """
        if not self.files.has("manifest.csv"):
            return None
        try:
            rows = [row.cells for row in self._parse_rows("manifest.csv")]
        except HandoutError:
            return None
        manifest = {}
        for cells in rows:
            if len(cells) > 1:
                manifest[_normalize(cells[0])] = cells[1].strip().casefold()
        return manifest or None

    def _read_chunks(self, file: str) -> Iterator[bytes]:
        with self.files.open(file) as raw:
            yield from iter(lambda: raw.read(_CHUNK_SIZE), b"")

    def _parse_rows(self, file: str) -> Generator[Row, None, None]:
        position = Position(f"{self.path}/{file}")
        encoding, notes = detect_encoding(lambda: self._read_chunks(file), position)
        self.problems += notes
        raw = self.files.open(file)
        with io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
            yield from parse_csv(text, str(position))

    def rows(self, file: str, *, include_gone: bool = False) -> Iterator[dict[str, str]]:
        """Yield the rows of `file` that are in force, by the names of the columns.

        None if there is no such file. With `include_gone` those too that are inactive, to be
        deleted or repeated; each then has "gone" filled.
        """
        if not self.files.has(file):
            return
        # Closed also where the headings are refused: else the file stays open.
        with closing(self._parse_rows(file)) as parsed:
            head = next(parsed, None)
            if head is None:
                return
            reader = _RowReader(file, self._find_columns(file, head.cells), len(head.cells))
            for row in parsed:
                values = reader.read(row)
                if values and (include_gone or not values["gone"]):
                    yield values
        self._warn_of_rows(reader, 0 if include_gone else reader.inactive)

    def _warn_of_rows(self, reader: _RowReader, inactive: int) -> None:
        file = reader.file
        if reader.spoilt:  # counted only: the words may be a student's name
            self.warn("oneroster-spoilt", file=file, count=reader.spoilt)
        if wide_rows := reader.wide_rows:
            self.warn("oneroster-odd", file=file, count=len(wide_rows), row=wide_rows[0])
        if reader.repeated:
            self.warn("oneroster-twice", file=file, count=reader.repeated)
        if inactive:
            self.warn("oneroster-gone", file=file, count=inactive)

    def _find_columns(self, file: str, cells: tuple[str, ...]) -> dict[str, int]:
        """Return where each column is that is wanted, counted from 0.

        Warn of headings that are written differently.
        """
        headings = [_normalize(cell) for cell in cells]
        required, optional = _COLUMNS[file]
        wanted = {_normalize(name): name for name in (*required, *optional)}
        unknown = [heading for heading in headings if heading not in wanted]
        columns: dict[str, int] = {}
        nonstandard: list[str] = []
        for heading, name in wanted.items():
            if heading in headings:
                columns[name] = headings.index(heading)
                typed = cells[columns[name]]
                if typed != name:
                    nonstandard.append(f"{typed[:40]} ({name})")
            elif near := difflib.get_close_matches(heading, unknown, 1, _LEAST_LIKENESS):
                columns[name] = headings.index(near[0])
                typed = cells[columns[name]][:40]
                self.warn("oneroster-spelled", file=file, found=typed, heading=name)
        if nonstandard:
            self.warn("oneroster-headings", file=file, headings=", ".join(nonstandard))
        self._require_columns(file, headings, columns)
        return columns

    def _require_columns(self, file: str, headings: list[str], columns: Mapping[str, int]) -> None:
        required = [*_COLUMNS[file][0]]
        if file == "users.csv" and not self.files.has("roles.csv"):
            required.append("role")  # OneRoster 1.1 has it there, 1.2 in roles.csv
        missing = [name for name in required if name not in columns]
        if not missing:
            return
        position = Position(f"{self.path}/{file}")
        is_classes_of_sds = file == "classes.csv" and "orgsourcedid" in headings
        if is_classes_of_sds or "activedirectorymatchid" in headings:
            kind = "Microsoft School Data Sync (version 2.1)"
            raise HandoutError([problem("oneroster-other", position, kind=kind)])
        faults = [
            problem("oneroster-column", position, file=file, heading=name) for name in missing
        ]
        raise HandoutError([*self.problems, *faults])


class _RowReader:
    """Reads the rows of one file by the names of its columns, and counts what is odd in them."""

    def __init__(self, file: str, columns: Mapping[str, int], width: int) -> None:
        self.file = file
        self.spoilt = 0  # cells
        self.repeated = 0
        self.inactive = 0
        self.wide_rows: list[int] = []  # the numbers of rows with more cells than headings
        self._columns = columns
        self._width = width
        required, optional = _COLUMNS[file]
        self._empty = dict.fromkeys((*required, *optional, "gone"), "")
        self._ids: set[str] = set()

    def read(self, row: Row) -> dict[str, str] | None:
        """Return the values of a row; None if it has more cells than there are headings."""
        self.spoilt += len(row.spoilt)
        if len(row.cells) > self._width:
            self.wide_rows.append(row.number)
            return None
        values = self._empty.copy()
        for name, index in self._columns.items():
            if index < len(row.cells):
                values[name] = row.cells[index]
        id = values.get("sourcedId", "")
        if values["status"] and _normalize(values["status"]) in _GONE:
            self.inactive += 1
            values["gone"] = "yes"
        elif self.file not in _FILES_WITHOUT_IDS and id in self._ids:
            self.repeated += 1
            values["gone"] = "yes"
        else:
            self._ids.add(id)
        return values


def _normalize(text: str) -> str:
    """Return a heading without what systems write differently: SOURCED_ID is sourcedId."""
    return re.sub(r"[\W_]+", "", text.casefold())
