"""What a pull makes of a page: a customization and its edits, changes and problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from handout.edits.diff import Change
from handout.pipeline import PreparedHandout
from handout.problems import Problem
from handout.pull.page.issued_page import IssuedPage
from handout.pull.page.untaken import is_untaken
from handout.sources.edited.edits_file import (
    Edits,
    edits_path,
    enclosure_heading,
    format_edits,
)
from handout.sources.pictures.picture import PICTURE_USES, Picture, PictureUse
from handout.sources.yaml.enclosure import enclose, read_enclosure


@dataclass(frozen=True, kw_only=True)
class Pull:
    """The two files that a page makes, their changes in the order they are told, and the problems
    of the page.

    `text_before` is the customization as it is, None if there is no such file; then `pictures`, by
    their fields, are to be written as well. `prepared` is the handout of the two files, with its
    own `prepared_problems`.
    """

    issued_page: IssuedPage
    customization: Path
    text: str
    edits: Edits
    text_before: str | None
    edits_before: Edits
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    prepared: PreparedHandout
    prepared_problems: tuple[Problem, ...]
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def untaken(self) -> tuple[Problem, ...]:
        """Return those of `problems` that tell of something on the page that was not taken."""
        return tuple(filter(is_untaken, self.problems))

    @property
    def unprintable(self) -> tuple[Problem, ...]:
        """Return a note for each text in letters that no font here has.

        It is taken, but the next build refuses it.
        """
        refused = [each for each in self.prepared_problems if each.code == "no-sign-for-character"]
        return tuple(replace(each, warning=True) for each in refused)

    @property
    def files(self) -> Mapping[Path, str | bytes | None]:
        """Return what is to be written to each file; None for one that is to be removed."""
        files: dict[Path, str | bytes | None] = {}
        text = self.text
        if self.edits != self.edits_before:
            edits_file, edits = edits_path(self.customization), format_edits(self.edits)
            enclosed = read_enclosure(text, str(self.customization))
            if enclosed.edits and not edits_file.exists():
                kept = replace(enclosed, edits=edits if self.edits else "")
                text = enclose(text, kept, enclosure_heading(self.prepared.handout.language))
            else:
                files[edits_file] = edits if self.edits else None
        if text != self.text_before:
            files[self.customization] = text
        for use in PICTURE_USES:
            if picture := self.pictures.get(use.field):
                files[picture_path(use, self.customization, picture)] = picture.content
        return files


def picture_path(use: PictureUse, customization: Path, picture: Picture) -> Path:
    """Return the file of a picture that belongs to a customization."""
    return customization.with_name(use.file_name(customization.stem, picture))
