"""The tables of a OneRoster export, row by row, by the standard's names of their columns.

And its manifest.
"""

from __future__ import annotations

import datetime
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.oneroster.files import ExportFiles
from handout.sources.spreadsheet.csv import parse_csv
from handout.sources.spreadsheet.encoding import detect_encoding
from handout.sources.spreadsheet.excel_quirks import plain_day
from handout.sources.spreadsheet.rows import Row

_CHUNK = 2**20
_GONE = ("tobedeleted", "inactive")
_KNOWN_VERSIONS = ("1.1", "1.2")
_REPEATED = ("roles.csv", "enrollments.csv")  # one person or class in many rows

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
    """Reads the tables of an export at `path`; what is odd in them is added to `found`."""

    def __init__(self, files: ExportFiles, path: Path) -> None:
        self.files, self.path = files, path
        self.found: list[Problem] = list(files.found)
        self._odd_days: Counter[str] = Counter()

    def warn(self, code: str, **values: object) -> None:
        """Add a warning."""
        self.found.append(problem(code, Position(str(self.path)), warning=True, **values))

    def day(self, file: str, text: str) -> str:
        """A day of `file` as YYYY-MM-DD; "" if it cannot be read.

        How many are written differently is counted.
        """
        if not text:
            return ""
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            self._odd_days[file] += 1
        found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?:T|$| )", text)
        day = "-".join(found.groups()) if found else plain_day(text)
        try:
            return datetime.date.fromisoformat(day).isoformat()
        except ValueError:
            return ""

    def tell_days(self) -> None:
        """Tell how many days were written differently."""
        for file, count in self._odd_days.items():
            self.warn("oneroster-date", file=file, count=count)

    def need(self, *files: str) -> None:
        """Raise HandoutError if one of `files` is not in the export."""
        if missing := [file for file in files if not self.files.has(file)]:
            names, wanted = ", ".join(missing), ", ".join(_COLUMNS)
            position = Position(str(self.path))
            faults = [problem("oneroster-file", position, missing=names, files=wanted)]
            raise HandoutError([*self.found, *faults])

    def changed_only(self, *wanted: str) -> dict[str, str]:
        """Return the files of `wanted` that, by the manifest, are not whole, and what they are:
        delta or absent.

        What else the manifest says is told.
        """
        said = self._manifest()
        if said is None:
            self.warn("oneroster-no-manifest")
            return {}
        version = said.get("onerosterversion", "")
        if version and not re.match(r"v?1\.[12](\.|$)", version):
            self.warn("oneroster-version", version=version[:20])
        modes = {file: said.get("file" + _plain(file.removesuffix(".csv")), "") for file in wanted}
        here = {file for file in wanted if self.files.has(file)}
        if lost := [
            file for file in wanted if file not in here and modes[file] in ("bulk", "delta")
        ]:
            self.warn("oneroster-lost", files=", ".join(lost))
        changed = ("delta", "absent")
        return {file: modes[file] for file in wanted if file in here and modes[file] in changed}

    def _manifest(self) -> dict[str, str] | None:
        """Return what the manifest says, without what people write differently.

        None if there is none that can be read.
        """
        if not self.files.has("manifest.csv"):
            return None
        try:
            rows = [row.cells for row in self._parsed("manifest.csv")]
        except HandoutError:
            return None
        cells = ((_plain(row[0]), row[1].strip().casefold()) for row in rows if len(row) > 1)
        return dict(cells) or None

    def _parsed(self, file: str) -> Iterator[Row]:
        position = Position(f"{self.path}/{file}")
        with self.files.open(file) as raw:
            encoding, told = detect_encoding(iter(lambda: raw.read(_CHUNK), b""), position)
        self.found += told
        raw = self.files.open(file)
        with io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
            yield from parse_csv(text, str(position))

    def rows(self, file: str, *, gone: bool = False) -> Iterator[dict[str, str]]:  # noqa: C901
        """Yield the rows of `file` that are in force, by the names of the columns.

        None if there is no such file. With `gone` those too that are inactive or to be deleted;
        each then has "gone" filled.
        """
        if not self.files.has(file):
            return
        columns: dict[str, int] = {}
        seen: set[str] = set()
        odd, first_odd, twice, width, spoilt, left_out = 0, 0, 0, 0, 0, 0
        empty: dict[str, str] = {}
        for row in self._parsed(file):
            if not columns:
                columns, width = self._columns(file, row.cells), len(row.cells)
                empty = dict.fromkeys((*_COLUMNS[file][0], *_COLUMNS[file][1], "gone"), "")
                continue
            spoilt += len(row.spoilt)
            if len(row.cells) > width:
                odd, first_odd = odd + 1, first_odd or row.number
                continue
            found = empty.copy()
            for name, at in columns.items():
                if at < len(row.cells):
                    found[name] = row.cells[at]
            left = found["status"] and _plain(found["status"]) in _GONE
            if left:
                found["gone"] = "yes"
            elif file not in _REPEATED and found["sourcedId"] in seen:
                twice += 1
                found["gone"] = "yes"
            else:
                seen.add(found.get("sourcedId", ""))
            if not found["gone"] or gone:
                yield found
            elif left:
                left_out += 1
        self._tell(file, odd=(odd, first_odd), twice=twice, spoilt=spoilt, gone=left_out)

    def _tell(self, file: str, *, odd: tuple[int, int], twice: int, spoilt: int, gone: int) -> None:
        if spoilt:  # counted only: the words may be a student's name
            self.warn("oneroster-spoilt", file=file, count=spoilt)
        if odd[0]:
            self.warn("oneroster-odd", file=file, count=odd[0], row=odd[1])
        if twice:
            self.warn("oneroster-twice", file=file, count=twice)
        if gone:
            self.warn("oneroster-gone", file=file, count=gone)

    def _columns(self, file: str, cells: tuple[str, ...]) -> dict[str, int]:
        """Return where each column is that is wanted, counted from 0.

        Headings that are written differently are told.
        """
        plain = [_plain(cell) for cell in cells]
        needed, others = _COLUMNS[file]
        wanted = {_plain(name): name for name in (*needed, *others)}
        columns: dict[str, int] = {}
        differently: list[str] = []
        for own, name in wanted.items():
            if own in plain:
                columns[name] = plain.index(own)
                if cells[columns[name]] != name:
                    differently.append(f"{cells[columns[name]][:40]} ({name})")
                continue
            free = [cell for cell in plain if cell not in wanted]
            if near := difflib.get_close_matches(own, free, 1, 0.85):
                columns[name] = plain.index(near[0])
                shown = cells[columns[name]][:40]
                self.warn("oneroster-spelled", file=file, found=shown, heading=name)
        if differently:
            self.warn("oneroster-headings", file=file, headings=", ".join(differently))
        self._require(file, plain, columns)
        return columns

    def _require(self, file: str, plain: list[str], columns: Mapping[str, int]) -> None:
        needed = [*_COLUMNS[file][0]]
        if file == "users.csv" and not self.files.has("roles.csv"):
            needed.append("role")
        lacking = [name for name in needed if name not in columns]
        if not lacking:
            return
        position = Position(f"{self.path}/{file}")
        if "orgsourcedid" in plain and file == "classes.csv" or "activedirectorymatchid" in plain:
            kind = "Microsoft School Data Sync (version 2.1)"
            raise HandoutError([problem("oneroster-other", position, kind=kind)])
        faults = [
            problem("oneroster-column", position, file=file, heading=name) for name in lacking
        ]
        raise HandoutError([*self.found, *faults])


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
