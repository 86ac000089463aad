"""What was made in a site before: with equal inputs a sheet need not be made again, and what
somebody else put into the folder, or changed in it, is told from what was made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from handout.batch.state.digest import bytes_digest
from handout.files import keep_copy, make_folder, report_os_errors, write_atomic
from handout.problems import HandoutError, Position, Problem, problem
from handout.site.catalog import SheetChoice
from handout.site.inputs import inputs_digest
from handout.site.sheet_files import SUFFIXES, ReadySheet
from handout.sources.content.layer import Layer

_FILE = "made.json"
_IS_SHEET = re.compile(r"sheets/[A-Za-z-]+/[a-z0-9-]+")
_IS_PAGE = re.compile(r"([A-Za-z-]+/)?index\.html|accessibility\.html|[a-z.]+\.(json|xml|txt)")
_MOST_NAMES = 3  # of files in a message


class SiteJournal:
    """The files that are in a site's folder, as they were made from inputs with a digest.

    It is on the disk from the first sheet on, so that a run that was stopped goes on.
    """

    def __init__(self, output: Path, layers: Sequence[Layer]) -> None:
        self._output, self._layers = output, layers
        self._digests: dict[str, str] = {}
        made = self._read()
        self._is_site = "begun" in made or any(map(_IS_SHEET.fullmatch, made))
        self._sheets = dict(_read_sheets(made))
        self._pages = dict(_read_page_sums(made))
        self._knows_pages = "pages" in made  # sites made before did not
        # What was to be written when a run was stopped, without endings: some of it may be there.
        begun = made.get("begun")
        self._begun = {str(path) for path in begun} if isinstance(begun, list) else set()

    def _digest(self, choice: SheetChoice) -> str:
        if choice.language not in self._digests:
            self._digests[choice.language] = inputs_digest(self._layers, choice.language)
        return self._digests[choice.language]

    def find_ready(self, choice: SheetChoice) -> ReadySheet | None:
        """Return a sheet that is there as these inputs make it."""
        digest, sheet = self._sheets.get(choice.path, ("", None))
        if sheet is None or digest != self._digest(choice):
            return None
        for suffix, size in sheet.sizes.items():
            file = self._output / (choice.path + suffix)
            if not file.is_file() or file.stat().st_size != size:
                return None
        return sheet

    def begin(self, choices: Iterable[SheetChoice], pages: Iterable[str]) -> Iterator[Problem]:
        """Make room for the files of `choices` and for `pages`, and yield what is to be said.

        What somebody changed is kept beside them. Raises HandoutError if the folder is not a site
        and has files of these names.
        """
        paths, pages = [choice.path for choice in choices], list(pages)
        if self._is_site and not self._knows_pages:
            self._begun.update(map(_stem, pages))
        files = [path + suffix for path in paths for suffix in SUFFIXES]
        others = [file for file in (*pages, *files) if self._is_of_others(file)]
        if not self._is_site and (self._output / _FILE).exists():
            others.append(_FILE)
        if others and not self._is_site:
            raise HandoutError([_tell_of("site-not-ours", self._output, others)])
        if others:
            for file in others:
                path = self._output / file
                with report_os_errors(path):
                    keep_copy(path, path.read_bytes())
            yield _tell_of("site-changed", self._output, others, warning=True)
        self._begun.update(paths, map(_stem, pages))
        self._write()

    def record(self, made: Mapping[SheetChoice, ReadySheet]) -> None:
        """Remember that the files of these sheets were made. Raises HandoutError."""
        for choice, sheet in made.items():
            _, before = self._sheets.get(choice.path, ("", sheet))
            for suffix in set(before.sizes) - set(sheet.sizes):
                self._remove(choice.path + suffix)
            self._sheets[choice.path] = self._digest(choice), sheet
            self._begun.discard(choice.path)
        self._write()

    def finish(self, wanted: Iterable[SheetChoice], pages: Mapping[str, bytes]) -> int:
        """Write `pages`, remove the files of sheets that are not `wanted` and of pages that are no
        more, and return the number of those sheets. What somebody changed stays.

        Raises HandoutError.
        """
        kept = {choice.path for choice in wanted}
        gone = [path for path in self._sheets if path not in kept]
        for path in gone:
            for suffix in self._sheets[path][1].sizes:
                self._remove(path + suffix)
            del self._sheets[path]
        for page in set(self._pages) - set(pages):
            self._remove(page)
            del self._pages[page]
        for page, content in pages.items():
            file = self._output / page
            make_folder(file.parent)
            write_atomic(file, content)
            self._pages[page] = bytes_digest(content)
        self._begun.clear()
        self._write()
        return len(gone)

    def _is_of_others(self, file: str) -> bool:
        """Tell whether a file is there that was not made here, or was changed since."""
        path, stem = self._output / file, _stem(file)
        if not path.is_file() or stem in self._begun:
            return False
        if file in self._pages:
            return bytes_digest(path.read_bytes()) != self._pages[file]
        _, sheet = self._sheets.get(stem, ("", None))
        suffix = file.removeprefix(stem)
        if sheet is None or path.stat().st_size != sheet.sizes.get(suffix):
            return True
        known = sheet.sums.get(suffix)  # sites made before had none
        return bool(known) and bytes_digest(path.read_bytes()) != known

    def _remove(self, file: str) -> None:
        if not self._is_of_others(file):
            (self._output / file).unlink(missing_ok=True)

    def _write(self) -> None:
        entries: dict[str, Any] = {
            path: {"digest": digest, "sheet": asdict(sheet)}
            for path, (digest, sheet) in self._sheets.items()
        }
        entries |= {"pages": self._pages, "begun": sorted(self._begun)}
        content = json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)
        write_atomic(self._output / _FILE, content.encode())

    def _read(self) -> dict[str, Any]:
        try:
            made = json.loads((self._output / _FILE).read_bytes())
        except (OSError, ValueError):
            return {}
        return made if isinstance(made, dict) else {}


def _stem(file: str) -> str:
    return file.rpartition(".")[0]


def _read_sheets(made: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ReadySheet]]]:
    for path, entry in made.items():
        # Whoever may write this file must not choose what is removed elsewhere.
        if not _IS_SHEET.fullmatch(path) or not isinstance(entry, dict):
            continue
        try:
            sheet = ReadySheet(**entry["sheet"])
            if set(sheet.sizes) <= set(SUFFIXES):
                yield path, (str(entry["digest"]), sheet)
        except (KeyError, TypeError):
            continue


def _read_page_sums(made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    sums = made.get("pages")
    for page, page_sum in sums.items() if isinstance(sums, dict) else ():
        if _IS_PAGE.fullmatch(page):
            yield page, str(page_sum)


def _tell_of(code: str, output: Path, files: Sequence[str], *, warning: bool = False) -> Problem:
    names = ", ".join(files[:_MOST_NAMES]) + (", …" if len(files) > _MOST_NAMES else "")
    values = {"count": len(files), "names": names}
    return problem(code, Position(str(output)), warning=warning, **values)
