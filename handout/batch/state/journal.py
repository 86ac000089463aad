"""The journal of an output folder: what earlier runs built, and which files are ours.

A run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NamedTuple

from handout.batch.state.lock import FOLDER
from handout.files import write_atomic
from handout.problems import Problem

_NAME = "ledger.jsonl"  # the file's name since the first version: folders have it
_FORMAT = 1
_CHUNK_SIZE = 65_536  # bytes
_SPARE_LINES = 100  # a short journal is not worth compacting


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it was written: its size in bytes, its digest, and its time in nanoseconds.

    Where size and time are the same, the file need not be read to know that nobody changed it.
    """

    size: int
    sha256: str
    time: int


class BlockReview(NamedTuple):
    """The `day` (ISO) on which `owner` is to review a locked block, its title and position."""

    title: str
    owner: str
    day: str
    path: str
    line: int = 0
    column: int = 0


# A district's handouts have the same few blocks, and each tells of all of its own.
_review = lru_cache(maxsize=1024)(BlockReview)


@dataclass(frozen=True, kw_only=True)
class HandoutFacts:
    """What the manifest, the index and later runs tell of a handout that was built.

    `listed_fields` are the values that the lists show, `empty` the fields that print as lines to
    write on. `route` and `layout` are those of compiled.renderer.RenderedPdf. `reviews` and
    `valid_to` (ISO, or "") are the days after which it is out of date; `problems` has nothing that
    depends on the day.
    """

    title: str = ""
    pages: int = 0
    density: Mapping[str, str] = field(default_factory=dict)
    listed_fields: Mapping[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    route: str = ""
    layout: str = ""
    reviews: tuple[BlockReview, ...] = ()
    valid_to: str = ""


@dataclass(frozen=True, kw_only=True)
class JournalEntry(HandoutFacts):
    """One handout that was built. `files` are by suffix, `folder` and `stem` are their path.

    `school` is the name of its school.
    """

    id: str
    digest: str
    folder: str
    stem: str
    school: str = ""
    files: Mapping[str, WrittenFile] = field(default_factory=dict)

    def path(self, suffix: str) -> str:
        """Return the path of a file within the output folder."""
        return f"{self.folder}/{self.stem}{suffix}"


class Journal:
    """The entries of an output folder, each on disk as soon as it is added.

    `begun` are the paths that were about to be written. `pulled_pages` has the digest of each
    edited page whose edits are in the files beside it: it may be overwritten. `runs` has what each
    print run was bound from.
    """

    def __init__(self, output: Path) -> None:
        self.path = output / FOLDER / _NAME
        self.entries: dict[str, JournalEntry] = {}
        self.begun: set[str] = set()
        self.pulled_pages: dict[str, str] = {}
        self.runs: dict[str, Any] = {}
        self._file: IO[str] | None = None
        self._length = 0
        for row in _read_rows(self.path):
            self._length += 1
            with suppress(AttributeError, KeyError, TypeError, ValueError):  # a damaged line
                self._replay(row)

    def _replay(self, row: dict[str, Any]) -> None:
        # The keys are those of the first version: a folder outlives many versions.
        if "begun" in row:
            self.begun.update(row["begun"])
        elif "read" in row:
            self.pulled_pages[row["read"]] = row["sha256"]
        elif "run" in row:
            self.runs[row["run"]] = row["of"]
        elif "seal" in row:
            pass
        elif "no_run" in row:
            self.runs.pop(row["no_run"], None)
        elif "gone" in row:
            self.entries.pop(row["gone"], None)
        else:
            entry = _parse_entry(row)
            self.entries[entry.id] = entry

    def begin(self, paths: Iterable[str]) -> None:
        """Record that these files are ours, before they are written. Raises OSError."""
        paths = [path for path in paths if path not in self.begun]
        if paths:
            self._append({"begun": paths})
            self.begun.update(paths)

    def record_handout(self, entry: JournalEntry) -> None:
        """Record a handout whose files are written. Raises OSError."""
        self._append(_entry_row(entry))
        self.entries[entry.id] = entry

    def record_pull(self, path: str, sha256: str) -> None:
        """Record that the page at `path` was pulled as it is now. Raises OSError."""
        self._append({"read": path, "sha256": sha256})
        self.pulled_pages[path] = sha256

    def record_print_run(self, path: str, inputs: Any) -> None:
        """Record what the print run at `path` was bound from. Raises OSError."""
        self._append({"run": path, "of": inputs})
        self.runs[path] = inputs

    def forget_print_run(self, path: str) -> None:
        """Forget a print run. Raises OSError."""
        self._append({"no_run": path})
        self.runs.pop(path, None)

    def drop(self, id: str) -> None:
        """Forget a handout whose files were removed. Raises OSError."""
        self._append({"gone": id})
        self.entries.pop(id, None)

    def close(self, *, tidy: bool) -> None:
        """Close the file. With `tidy`, compact it if it is twice as long as need be."""
        if self._file:
            self._file.close()
            self._file = None
        needed = len(self.entries) + len(self.runs)
        if tidy and self._length > 2 * needed + _SPARE_LINES:
            self._compact()

    def _compact(self) -> None:
        rows: list[Mapping[str, Any]] = [{"format": _FORMAT}]
        rows += [_entry_row(self.entries[id]) for id in sorted(self.entries)]
        rows += [{"run": path, "of": inputs} for path, inputs in sorted(self.runs.items())]
        if self.begun:
            rows.append({"begun": sorted(self.begun)})
        rows += [{"read": path, "sha256": sum} for path, sum in sorted(self.pulled_pages.items())]
        write_atomic(self.path, _format_rows(rows).encode())

    def _append(self, row: Mapping[str, Any]) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # A run that was killed may have left half a line.
            is_torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
            self._file = self.path.open("a", encoding="utf-8")
            self._file.write("\n" if is_torn else "")
        self._file.write(_format_rows([row]))
        self._file.flush()
        self._length += 1


def read_fingerprint(output: Path) -> dict[str, Any] | None:
    """Return what write_fingerprint() wrote, if it is the last line: nothing was done since."""
    path = output / FOLDER / _NAME
    if not path.is_file():
        return None
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start, tail = size, b""
        while start and tail.count(b"\n", 0, -1) == 0:
            start = max(0, start - _CHUNK_SIZE)
            file.seek(start)
            tail = file.read(size - start)
    last_line = tail[:-1].rpartition(b"\n")[2].decode("utf-8", "replace")
    row = next(_parse_rows(last_line), None)
    return row.get("seal") if row else None


def write_fingerprint(output: Path, fingerprint: Mapping[str, Any]) -> None:
    """Append the fingerprint of a run that succeeded. Raises OSError."""
    with (output / FOLDER / _NAME).open("a", encoding="utf-8") as file:
        file.write(_format_rows([{"seal": fingerprint}]))


def _format_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return `rows` as JSON Lines."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=list).encode
    return "".join(encode(row) + "\n" for row in rows)


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return _parse_rows(text)


def _parse_rows(text: str) -> Iterator[dict[str, Any]]:
    for line in text.split("\n"):
        try:
            row = json.loads(line) if line else {"format": _FORMAT}
        except ValueError:  # a run that was killed while it wrote this line
            continue
        if isinstance(row, dict) and "format" not in row:
            yield row


def _entry_row(entry: JournalEntry) -> dict[str, Any]:
    row = asdict(entry)
    row["about"] = row.pop("listed_fields")
    return row


def _parse_entry(row: dict[str, Any]) -> JournalEntry:
    files = {suffix: WrittenFile(**file) for suffix, file in row.pop("files").items()}
    row["listed_fields"] = row.pop("about")
    return JournalEntry(**parse_facts(row), files=files)


def parse_facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return `row`, whose values were JSON, with the values that HandoutFacts has.

    Raises KeyError, TypeError, ValueError.
    """
    problems = tuple(Problem(**values) for values in row["problems"])
    reviews = tuple(_review(*values) for values in row.get("reviews", ()))
    return {**row, "empty": tuple(row["empty"]), "problems": problems, "reviews": reviews}
