"""Boxes that lost their marks on the way, known again: by their headings, else by what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from handout.problems import Position, Problem, problem
from handout.pull.page.page_words import Passage, block_lines, line_key, words_in
from handout.sources.edited.html_page import FoundBlock, Page
from handout.sources.edited.record import Record, RecordedBlock

_ALIKE = 0.5  # share of the words that two boxes have in common, of the longer one
_COPIED = 0.8
_FEWEST_WORDS = 4
_ALIKE_LINES = 0.8  # as difflib measures it
_MOST_ADDED = 0.4  # share of the words of a foot's line that are new


def frame_test(record: Record) -> Callable[[str], bool] | None:
    """Whether a line stood outside the boxes when the page was issued; None if an older record does
    not say.
    """
    if not record.frame:
        return None
    inside = {line_key(line) for block in record.blocks.values() for line in block_lines(block)}
    frame = {line_key(line) for line in record.frame} - inside - {""}
    long_first = sorted(frame, key=len, reverse=True)
    in_any_order = {tuple(sorted(line.split())) for line in frame}

    def is_frame(text: str) -> bool:
        key = line_key(text)
        if not key or key in inside:
            return False
        if tuple(sorted(key.split())) in in_any_order:
            return True
        rest = f" {key} "  # a program may put several lines of a foot on one
        for line in long_first:
            rest = rest.replace(f" {line} ", " ", 1)
        left, said = len(rest.split()), len(key.split())
        if left <= said * _MOST_ADDED and (left == 0 or said - left > 2):
            return True
        return bool(get_close_matches(key, [one for one in frame if " " in one], 1, _ALIKE_LINES))

    return is_frame


def match_boxes(page: Page, record: Record) -> tuple[Page, tuple[Problem, ...]]:
    """The page with the ids of boxes that have lost their marks, and a Problem for each copy of a
    locked box.

    A locked box is never doubled: its copy would be words of the teacher that no district ever
    changes again.
    """
    _by_heading(page.blocks, record)
    _by_words(page.blocks, record)
    kept, found = [], []
    for block in page.blocks:
        copied = "" if block.id else _copied_from(block, record)
        if copied:
            of = record.blocks[copied]
            position = Position(page.path)
            found.append(
                problem("locked-copy", position, warning=True, title=of.title, owner=of.owner)
            )
        else:
            kept.append(block)
    return replace(page, blocks=tuple(kept)), tuple(found)


def without_copies(found: Iterable[Passage], record: Record) -> Iterator[Passage]:
    """The passages less those of a locked box's copy, which is told as a whole."""
    locked = (block for block in record.blocks.values() if block.locked)
    lines = {line_key(line) for block in locked for line in block_lines(block)}
    return (one for one in found if one.block or line_key(one.text) not in lines)


def _by_heading(blocks: Collection[FoundBlock], record: Record) -> None:
    unknown = Counter(line_key(block.title) for block in blocks if not block.id)
    missing: dict[str, list[str]] = {}
    for id in _missing(blocks, record):
        missing.setdefault(line_key(record.blocks[id].title), []).append(id)
    for block in blocks:
        key = line_key(block.title)
        ids = missing.get(key, ())
        if not block.id and key and len(ids) == 1 and unknown[key] == 1:
            block.id = ids[0]


def _by_words(blocks: Collection[FoundBlock], record: Record) -> None:
    """Those that are most alike first."""
    pairs = [
        (_likeness(block, record.blocks[id]), id, block)
        for block in blocks
        if not block.id
        for id in _missing(blocks, record)
    ]
    given: set[str] = set()
    for likeness, id, block in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if likeness >= _ALIKE and id not in given and not block.id:
            block.id = id
            given.add(id)


def _copied_from(block: FoundBlock, record: Record) -> str:
    locked = (id for id, issued in record.blocks.items() if issued.locked)
    return next((id for id in locked if _likeness(block, record.blocks[id]) >= _COPIED), "")


def _missing(blocks: Iterable[FoundBlock], record: Record) -> Iterator[str]:
    there = {block.id for block in blocks}
    return (id for id in record.blocks if id not in there)


def _likeness(found: FoundBlock, issued: RecordedBlock) -> float:
    lines = (text for line in found.lines for text in line.texts)
    now = sum((words_in(text) for text in (found.title, *lines)), Counter[str]())
    was = sum((words_in(text) for text in block_lines(issued)), Counter[str]())
    longer = max(now.total(), was.total())
    return (now & was).total() / longer if longer >= _FEWEST_WORDS else 0
