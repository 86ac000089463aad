"""A page with the record of what it said when it was issued."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from handout.problems import HandoutError, Position, Problem, problem
from handout.pull.page.box_matching import make_frame_test, match_boxes, without_copies
from handout.pull.page.build_state import load_build_state, save_build_state
from handout.pull.page.lost_fields import restore_fields
from handout.pull.page.page_words import Passage, passages
from handout.pull.page.spoilt_pages import refuse_spoilt_letters, refuse_translated
from handout.sources.edited.html_page import Document, Page, open_document, read_page
from handout.sources.edited.html_policy import is_blocked
from handout.sources.edited.record import Record, read_record
from handout.sources.file_kinds import DOCX, HTML, kind_at, refuse_kind
from handout.sources.pictures.picture import PagePicture


@dataclass(frozen=True, kw_only=True)
class IssuedPage:
    """A page as it is in a file, and as it was issued.

    `passages` are all of its words, wherever they stand.
    """

    path: Path
    page: Page
    record: Record
    pictures: Mapping[str, PagePicture] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    passages: tuple[Passage, ...] = ()

    @property
    def digest(self) -> str:
        """Return a checksum, the same for two pages that say the same."""
        blocks = [
            (
                block.id,
                block.side,
                block.title,
                sorted(block.waiting),
                [(line.kind, line.cells, line.ticked) for line in block.lines],
            )
            for block in self.page.blocks
        ]
        words = [(passage.block, passage.text) for passage in self.passages]
        text = json.dumps([blocks, sorted(self.page.fields.items()), words], ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def open_issued_page(path: Path, *folders: Path, translated: bool = False) -> IssuedPage:
    """Return the page in an HTML or Word file and its record, from the file or, failing that, from
    what was kept in `folders`.

    Raises HandoutError if it is none of ours, cannot be compared with what was issued, or another
    program changed its words: a translation is read only if it is asked for (`translated`).
    """
    problems: tuple[Problem, ...] = ()
    kind = kind_at(path)
    refuse_kind(kind, (HTML, DOCX), Position(str(path)))
    if kind == DOCX:
        from handout.sources.edited.docx_page import open_docx

        document, problems = open_docx(path)
    else:
        document = open_document(path)
    issue = read_issued_page(document, path, path.parent, *folders, translated=translated)
    return replace(issue, problems=(*problems, *issue.problems))


def read_issued_page(
    document: Document,
    path: Path,
    *folders: Path,
    translated: bool = False,
    make_anew: Callable[[], Record] | None = None,
) -> IssuedPage:
    """Return the page that `document` is, as open_issued_page gives it; `path` is what its file is
    called.

    `make_anew` gives the record of what was issued, where it can be made again.
    """
    record, problems = _find_record(document, path, folders, make_anew)
    titles = {id: block.title for id, block in record.blocks.items()}
    page, copies = match_boxes(read_page(document, titles, make_frame_test(record)), record)
    page = restore_fields(page, record)
    if not any(block.id for block in page.blocks):
        raise HandoutError([problem("page-foreign", Position(str(path)))])
    position, page_passages = Position(str(path)), passages(document.root, record)
    refuse_spoilt_letters(page_passages, record, position)
    if not translated:
        refuse_translated(document.root, page_passages, record, position)
    if document.has_changed_second:
        problems = (*problems, problem("second-changed", position, warning=True))
    if is_blocked(document.root):
        problems = (*problems, problem("page-script-changed", position, warning=True))
    return IssuedPage(
        path=path,
        page=page,
        record=record,
        pictures=document.pictures,
        problems=(*problems, *copies, *_left_out_problems(page)),
        passages=(
            *(without_copies(page_passages, record) if copies else page_passages),
            *(Passage("", text) for text in document.asides),
        ),
    )


def _find_record(
    document: Document,
    path: Path,
    folders: Sequence[Path],
    make_anew: Callable[[], Record] | None,
) -> tuple[Record, tuple[Problem, ...]]:
    position = Position(str(path))
    if document.cut:
        raise HandoutError([problem("page-cut", position)])
    reason = problem("record-missing", position, warning=True)
    if document.record is not None:
        record = read_record(document.record, position)
        if isinstance(record, Record):
            return record, ()
        reason = record
    if not reason.warning:
        raise HandoutError([reason])
    for folder in folders:
        state = load_build_state(folder / path.stem)
        if state.record:
            record = read_record(state.record, position)
            if isinstance(record, Record):
                return record, (reason,)
    if make_anew:
        return make_anew(), (problem("record-made-anew", position, warning=True),)
    raise HandoutError(
        [problem("page-foreign" if document.record is None else "record-lost", position)]
    )


def _left_out_problems(page: Page) -> Iterator[Problem]:
    position = Position(page.path)
    if page.foreign and page.marked:
        names = ", ".join(
            f"{name} ({count})" if count > 1 else name
            for name, count in sorted(page.foreign.items())
        )
        yield problem("page-left-out", position, warning=True, what=names)


def remember_page(issue: IssuedPage) -> None:
    """Remember that this page has been read back."""
    target, state = issue.path.with_suffix(""), load_build_state(issue.path.with_suffix(""))
    is_word = issue.path.suffix.lower() == ".docx"
    new_state = replace(state, word=issue.digest) if is_word else replace(state, read=issue.digest)
    save_build_state(target, new_state)


def is_remembered(issue: IssuedPage) -> bool:
    """Return whether this page, as it is, has been read back."""
    state = load_build_state(issue.path.with_suffix(""))
    is_word = issue.path.suffix.lower() == ".docx"
    return issue.digest == (state.word if is_word else state.read)
