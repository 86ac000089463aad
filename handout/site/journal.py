"""What was made in a site before: with equal inputs a sheet need not be made again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from handout.cache.fingerprint import program_fingerprint
from handout.content_folders import content_folders, list_languages
from handout.files import write_atomic
from handout.site.catalog import SheetChoice
from handout.site.sheet_files import ReadySheet
from handout.sources.content.layer import Layer
from handout.sources.pictures.picture import PICTURE_USES

_FILE = "made.json"
_IS_SHEET = re.compile(r"sheets/[A-Za-z-]+/[a-z0-9-]+")


def inputs_digest(layers: Sequence[Layer], language: str) -> str:
    """Return the digest of all that goes into the sheets of a language: the program with the words
    in it, and the layers.
    """
    digest = hashlib.sha256(program_fingerprint(_other_languages(layers, language)).encode())
    for layer in layers:
        path = Path(layer.path)
        digest.update(f"{layer.level}\0".encode() + path.read_bytes())
        for use in PICTURE_USES:
            if named := layer.values.get(use.file_field):
                picture = path.parent / str(named.value)
                digest.update(picture.read_bytes() if picture.is_file() else b"")
    return digest.hexdigest()


def _other_languages(layers: Iterable[Layer], language: str) -> frozenset[str]:
    """Return the languages whose words are not on the sheets of `language`."""
    second = (layer.values.get("second_language") for layer in layers)
    needed = {language, *(str(placed.value) for placed in second if placed)}
    folders = {folder.name for each in needed for folder in content_folders(each)}
    return frozenset(list_languages()) - folders


class SiteJournal:
    """The sheets that are in a site's folder, as they were made from inputs with a digest."""

    def __init__(self, output: Path, layers: Sequence[Layer]) -> None:
        self._output, self._layers = output, layers
        self._digests: dict[str, str] = {}
        self._sheets = self._read()

    def _digest(self, choice: SheetChoice) -> str:
        if choice.language not in self._digests:
            self._digests[choice.language] = inputs_digest(self._layers, choice.language)
        return self._digests[choice.language]

    def find_ready(self, choice: SheetChoice) -> ReadySheet | None:
        """Return a sheet that is there as these inputs make it."""
        entry = self._sheets.get(choice.path, {})
        if entry.get("digest") != self._digest(choice):
            return None
        for suffix, size in entry["sheet"]["sizes"].items():
            file = self._output / (choice.path + suffix)
            if not file.is_file() or file.stat().st_size != size:
                return None
        return ReadySheet(**entry["sheet"])

    def save(self, sheets: Mapping[SheetChoice, ReadySheet]) -> int:
        """Remember `sheets`, remove the files of those that are no more, and return their number.

        Raises HandoutError.
        """
        entries: dict[str, dict[str, Any]] = {
            choice.path: {"digest": self._digest(choice), "sheet": asdict(sheet)}
            for choice, sheet in sheets.items()
        }
        removed = 0
        for path, entry in self._sheets.items():
            wanted = set(entries[path]["sheet"]["sizes"]) if path in entries else set()
            for suffix in set(entry["sheet"]["sizes"]) - wanted:
                (self._output / (path + suffix)).unlink(missing_ok=True)
            removed += path not in entries
        content = json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)
        write_atomic(self._output / _FILE, content.encode())
        return removed

    def _read(self) -> dict[str, Any]:
        try:
            entries = json.loads((self._output / _FILE).read_bytes())
        except (OSError, ValueError):
            return {}
        if not isinstance(entries, dict):
            return {}
        # Whoever may write this file must not choose what is removed elsewhere.
        return {
            path: entry
            for path, entry in entries.items()
            if _IS_SHEET.fullmatch(path) and isinstance(entry, dict)
        }
