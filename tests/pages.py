"""Pages as build writes them, and pages edited by hand: shared by the tests of the way back."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handout.content_folders import content_roots
from handout.messages import CONTENT
from handout.pipeline import prepare
from handout.publish.html.render import render
from handout.pull.page.issued_page import open_issued_page
from handout.pull.pull import pull_page
from handout.pull.result import Pull
from handout.sources.edited.edits_file import edits_path

SAMPLE = CONTENT / "en" / "sample.yaml"
NewEdition = Callable[[str, str, str], None]
_NAME = "room-12.yaml"
RECORD = '<script type="application/json" id="record">'


@dataclass
class Room:
    """A customization in a folder and the page made of it."""

    customization: Path
    district: Path | None = None

    @property
    def page(self) -> Path:
        return self.customization.with_suffix(".html")

    def made(self) -> str:
        """The page as build writes it now."""
        if not self.district and _is_untouched_sample(self.customization):
            return _sample_page(content_roots(), datetime.date.today())
        return _make_page(self.customization, self.district)

    def edited(self, *changes: tuple[str, str]) -> None:
        """The page made and edited: each text for another, at its first place."""
        words, rest = self.made().split(RECORD)
        for old, new in changes:
            assert old in words, old
            words = words.replace(old, new, 1)
        self.page.write_text(words + RECORD + rest, encoding="utf-8")

    def plan(self) -> Pull:
        return pull_page(open_issued_page(self.page), self.customization, self.district)

    def pull(self) -> Pull:
        """The page read back, the files written."""
        pull = self.plan()
        for path, content in pull.files.items():
            if content is None:
                path.unlink()
            elif isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, encoding="utf-8")
        return pull

    @property
    def edits(self) -> str:
        path = edits_path(self.customization)
        return path.read_text(encoding="utf-8") if path.exists() else ""


def _make_page(customization: Path, district: Path | None = None) -> str:
    prepared = prepare(customization, district)
    name, second = customization.stem, prepared.second
    return render(prepared.fitted, "file", prepared.logo, name, second).html


def _is_untouched_sample(customization: Path) -> bool:
    """Return whether nothing that could change the page is beside it, nor in it."""
    is_alone = list(customization.parent.iterdir()) == [customization]
    is_sample = customization.read_bytes() == SAMPLE.read_bytes()
    return is_alone and is_sample and customization.name == _NAME


@cache
def _sample_page(roots: tuple[Path, ...], today: datetime.date) -> str:
    """The page of the sample alone in a folder: most tests of the way back begin with it."""
    with tempfile.TemporaryDirectory() as folder:
        return _make_page(sample_room(Path(folder)).customization)


def sample_room(folder: Path) -> Room:
    """The sample classroom in `folder`."""
    path = folder / _NAME
    shutil.copy(SAMPLE, path)
    return Room(path)


def changes_of(pull: Pull) -> list[tuple[str, str, str, str]]:
    """What a plan tells: kind, where, old, new."""
    return [(change.kind, change.where, change.old, change.new) for change in pull.changes]


def codes_of(pull: Pull) -> list[str]:
    return [problem.code for problem in pull.problems]
