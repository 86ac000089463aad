"""The logo and the picture of a sheet: recorded when it is issued, and told where an edited file
has another one, or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from handout.interface_language import spoken_language
from handout.layout.sheet.panels import SheetLayout
from handout.problems import Position, Problem, problem
from handout.sources.edited.record import RecordedPicture
from handout.sources.fields.labels import field_label
from handout.sources.pictures.bitmap import small_copy
from handout.sources.pictures.picture import FURTHER_SIDE, LOGO, PICTURE_USES, PagePicture, Picture

if TYPE_CHECKING:
    from handout.pull.page.issued_page import IssuedPage

# Of 255, on the average of the small copy. An office program that packs a picture anew changes it
# by less.
_MOST_DIFFERENCE = 4


def record_pictures(sheet: SheetLayout, logo: Picture | None) -> Mapping[str, RecordedPicture]:
    """Return the pictures on a sheet by their fields."""
    pictures = {}
    if logo:
        shows = str(sheet.handout.value(LOGO.words_field) or "")
        pictures[LOGO.field] = _record(logo.content, shows)
    for side in sheet.sides:
        if side.picture:
            content = side.picture.picture.content
            pictures[FURTHER_SIDE.field] = _record(content, side.picture.shows)
    return pictures


def picture_problems(issue: IssuedPage, taken: Collection[str] = ()) -> Iterator[Problem]:
    """Yield a note for each picture that is not on the page as it was issued, but for those of the
    fields `taken`.

    A page of which a program took the marks away may have lost any: nobody can tell what a person
    did.
    """
    recorded = issue.record.pictures
    if recorded is None or not issue.page.marked:
        return
    for use in (use for use in PICTURE_USES if use.field not in taken):
        was, now = recorded.get(use.field), issue.pictures.get(use.field)
        # A program for Word files may pack a picture anew; an HTML file has it as text.
        is_html = issue.path.suffix.lower() in (".html", ".htm")
        code = _changed_code(was, now, packed_anew=not is_html)
        if code:
            yield problem(
                code,
                Position(str(issue.path)),
                warning=True,
                what=field_label(use.field, spoken_language("fields")),
                field=use.field,
                shows=now.shows if now else "",
            )


def _changed_code(
    was: RecordedPicture | None, now: PagePicture | None, *, packed_anew: bool
) -> str:
    if now is None:
        return "page-picture-gone" if was else ""
    if was is None:
        return "page-picture-new"
    if not _is_same(was, now.content, packed_anew=packed_anew):
        return "page-picture-other"
    return "page-picture-words" if " ".join(now.shows.split()) != was.shows else ""


@lru_cache(maxsize=8)  # most handouts of a batch have the same logo
def _record(content: bytes, shows: str) -> RecordedPicture:
    small = (small_copy(content) or b"").hex()
    return RecordedPicture(_digest(content), small, " ".join(shows.split()))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _is_same(was: RecordedPicture, content: bytes, *, packed_anew: bool) -> bool:
    if _digest(content) == was.digest:
        return True
    small = small_copy(content) if packed_anew else None
    if small is None or len(was.small) != 2 * len(small):
        return False
    pairs = zip(bytes.fromhex(was.small), small, strict=True)
    return sum(abs(old - new) for old, new in pairs) <= _MOST_DIFFERENCE * len(small)
