"""Report what stands on an edited page and was not taken. A copy is kept before the page is
overwritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from handout.problems import Position, Problem, problem
from handout.pull.page.issued_page import IssuedPage
from handout.pull.page.page_words import in_note, missing_words, untaken_passages

# These tell something about a page, and nothing that was written in it is lost.
_NOTHING_LOST = frozenset(
    {
        "docx-deleted",
        "edit-gone",
        "edit-heading",
        "edit-look",
        "line-without-field",
        "page-script-changed",
        "record-broken",
        "record-made-anew",
        "record-missing",
        "translation-behind",
    }
)


def is_untaken(reported: Problem) -> bool:
    """Return whether a Problem of reading a page tells of something in it that was not taken."""
    # A picture that was taken, and is told of: it is none, or small.
    no_words = reported.code in _NOTHING_LOST or reported.code.startswith("picture-")
    return reported.warning and not no_words


def untaken_problems(
    issue: IssuedPage, taken: Counter[str], replaced: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield a note for each passage with words that were not issued, nor are in `taken`.

    Nor for a line as issued but for the words of a field that were `replaced` and taken.

    Else one for words outside the boxes that were taken out, and come back; a program that takes
    the marks of a page away may leave out any of them. Records of older versions do not say what
    stood there: then only boxes are looked at.
    """
    page, record, page_passages = issue.page, issue.record, issue.passages
    position = Position(page.path)
    untaken = untaken_passages(page_passages, record, taken, replaced)
    for passage in untaken:
        words = in_note(passage.text)
        if passage.block:
            title = record.blocks[passage.block].title
            yield problem("words-left", position, warning=True, title=title, words=words)
        elif record.frame:
            yield problem("page-loose", position, warning=True, words=words)
    outside = any(not passage.block for passage in untaken)
    if (
        page_passages
        and page.marked
        and not outside
        and (words := missing_words(page_passages, record))
    ):
        yield problem("frame-back", position, warning=True, words=in_note(words))
