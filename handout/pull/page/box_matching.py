"""Match boxes that lost their ids to the issued ones: by heading, else by their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain

from handout.edits.box_units import prose_units
from handout.problems import Position, Problem, problem
from handout.pull.page.page_words import Passage, block_lines, line_key, unit_words, words_in
from handout.sources.edited.html_page import Page, PageBox
from handout.sources.edited.record import Record

_LEAST_LIKENESS = 0.5  # share of the words that two boxes have in common, of the longer one
_COPY_LIKENESS = 0.8
_FEWEST_WORDS = 4
_LINE_LIKENESS = 0.8  # as difflib measures it
_MOST_ADDED = 0.4  # share of the words of a foot's line that are new


def make_frame_test(record: Record) -> Callable[[str], bool] | None:
    """Return whether a line stood outside the boxes when the page was issued; None if an older
    record does not say.
    """
    if not record.frame:
        return None
    inside = _line_keys(record, record.blocks)
    frame = {line_key(line) for line in record.frame} - inside - {""}
    long_first = sorted(frame, key=len, reverse=True)
    in_any_order = {tuple(sorted(line.split())) for line in frame}

    def is_frame(text: str) -> bool:
        key = line_key(text)
        if not key or key in inside:
            return False
        if tuple(sorted(key.split())) in in_any_order:
            return True
        remaining = f" {key} "  # a program may put several lines of a foot on one
        for line in long_first:
            remaining = remaining.replace(f" {line} ", " ", 1)
        words_left, word_count = len(remaining.split()), len(key.split())
        if words_left <= word_count * _MOST_ADDED and (
            words_left == 0 or word_count - words_left > 2
        ):
            return True
        return bool(
            get_close_matches(key, [line for line in frame if " " in line], 1, _LINE_LIKENESS)
        )

    return is_frame


def match_boxes(page: Page, record: Record) -> tuple[Page, tuple[Problem, ...]]:
    """Return the page with the ids of boxes that have lost their marks, and a Problem for each copy
    of a locked box.

    A locked box is never doubled: its copy would be words of the teacher that no district ever
    changes again.
    """
    _match_by_heading(page.blocks, record)
    _match_by_locked_lines(page.blocks, record)
    _match_by_words(page.blocks, record)
    boxes, problems = [], []
    for block in page.blocks:
        copied = "" if block.id else _find_copied_id(block, record)
        if copied:
            original = record.blocks[copied]
            position = Position(page.path)
            problems.append(
                problem(
                    "locked-copy",
                    position,
                    warning=True,
                    title=original.title,
                    owner=original.owner,
                )
            )
        else:
            boxes.append(block)
    return replace(page, blocks=tuple(boxes)), tuple(problems)


def without_copies(passages: Iterable[Passage], record: Record) -> Iterator[Passage]:
    """Return the passages less those of a locked box's copy, which is told as a whole."""
    lines = _line_keys(record, (id for id, block in record.blocks.items() if block.locked))
    return (passage for passage in passages if passage.block or line_key(passage.text) not in lines)


def _line_keys(record: Record, ids: Iterable[str]) -> set[str]:
    """Return the words of all lines of the boxes `ids`, as line_key gives them."""
    return set(map(line_key, chain.from_iterable(block_lines(record, id) for id in ids)))


def _match_by_heading(blocks: Collection[PageBox], record: Record) -> None:
    unknown = Counter(line_key(block.title) for block in blocks if not block.id)
    missing: dict[str, list[str]] = {}
    for id in _missing_ids(blocks, record):
        missing.setdefault(line_key(record.blocks[id].title), []).append(id)
    for block in blocks:
        key = line_key(block.title)
        ids = missing.get(key, [])
        is_unique = not block.id and key and len(ids) == 1 and unknown[key] == 1
        if is_unique and not _is_like_another(block, record, ids[0], chain(*missing.values())):
            block.id = ids[0]


def _is_like_another(box: PageBox, record: Record, id: str, ids: Iterable[str]) -> bool:
    """Return whether a box with the heading of `id` has the words of another one of `ids`."""
    least = max(_LEAST_LIKENESS, _measure_likeness(box, record, id))
    return any(_measure_likeness(box, record, other) > least for other in ids)


def _match_by_locked_lines(blocks: Collection[PageBox], record: Record) -> None:
    """Give a box that holds locked lines of a missing one its id, whatever became of the others:
    as a box of the teacher's own it would hold these lines unlocked, and the district's once more.
    """
    for id in _missing_ids(blocks, record):
        locked = _locked_line_keys(record, id)
        for box in blocks:
            if locked and not box.id and locked <= _page_line_keys(box):
                box.id = id
                break


def _locked_line_keys(record: Record, id: str) -> set[str]:
    block = record.blocks[id]
    units = (unit for unit in prose_units(block.text) if unit.id in block.locked_items)
    words = unit_words(units, lambda name: record.fields.get(name, ""))
    return set(map(line_key, words.splitlines()))


def _page_line_keys(box: PageBox) -> set[str]:
    return {line_key(text) for line in box.lines for text in line.texts}


def _match_by_words(blocks: Collection[PageBox], record: Record) -> None:
    """Give boxes that lost their marks the ids of those with like words, the most alike first."""
    pairs = []
    for block in blocks:
        if not block.id:
            for id in _missing_ids(blocks, record):
                pairs.append((_measure_likeness(block, record, id), id, block))
    assigned: set[str] = set()
    for likeness, id, block in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if likeness >= _LEAST_LIKENESS and id not in assigned and not block.id:
            block.id = id
            assigned.add(id)


def _find_copied_id(block: PageBox, record: Record) -> str:
    locked = (id for id, issued in record.blocks.items() if issued.locked)
    return next((id for id in locked if _measure_likeness(block, record, id) >= _COPY_LIKENESS), "")


def _missing_ids(blocks: Iterable[PageBox], record: Record) -> Iterator[str]:
    present = {block.id for block in blocks}
    return (id for id in record.blocks if id not in present)


def _measure_likeness(box: PageBox, record: Record, id: str) -> float:
    lines = (text for line in box.lines for text in line.texts)
    current_words = sum((words_in(text) for text in (box.title, *lines)), Counter[str]())
    issued_words = sum((words_in(text) for text in block_lines(record, id)), Counter[str]())
    longer = max(current_words.total(), issued_words.total())
    return (current_words & issued_words).total() / longer if longer >= _FEWEST_WORDS else 0
