"""Check that the typesetter's pages are the sides that were fitted, with every word on its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.fitting.overflow import outside_page_problem, page_count_problem
from handout.problems import HandoutError, Problem

_OUTSIDE = 4.0  # px: a sign may reach out of its advance by less


def check_pages(document: Any, fitted: FittedSheet) -> None:
    """Raise HandoutError if `document`, laid out from `fitted`, has a page too many or words
    outside its pages.

    What is measured and what is set must agree; where they do not, a person is told before anything
    is written.
    """
    problems = list(_problems(document, fitted))
    if problems:
        raise HandoutError(problems)


def _problems(document: Any, fitted: FittedSheet) -> Iterator[Problem]:
    sides = {side.side.name: side for side in fitted.sides}
    flows = fitted.sheet.handout.value("large_print") is True
    count: Counter[str] = Counter()
    outside: dict[str, str] = {}
    name = next(iter(sides))
    for page in document.pages:
        box = page._page_box
        names = map(_side_of, _boxes(box))
        name = next((side_name for side_name in names if side_name in sides), name)
        count[name] += 1
        for words in _words_outside(box):
            outside.setdefault(name, words)
    for name, words in outside.items():
        yield outside_page_problem(sides[name], fitted.sheet, words)
    if not flows:
        for name, pages in ((name, pages) for name, pages in count.items() if pages > 1):
            yield page_count_problem(sides[name], fitted.sheet, pages)


def _side_of(box: Any) -> str:
    element = getattr(box, "element", None)
    if element is None or "side" not in (element.get("class") or "").split():
        return ""
    return str(element.get("id"))


def _words_outside(page: Any) -> Iterator[str]:
    left, top = page.content_box_x(), page.content_box_y()
    right, bottom = left + page.width, top + page.height
    for box in _boxes(page):
        if not getattr(box, "text", "").strip():
            continue
        x, y = box.position_x, box.position_y
        # White space at the end of a full line hangs out of it, and nobody sees it.
        hanging = float(box.style["font_size"]) if box.text != box.text.rstrip() else 0.0
        across = x < left - _OUTSIDE or x + box.width > right + _OUTSIDE + hanging
        if across or y < top - _OUTSIDE or y + box.height > bottom + _OUTSIDE:
            yield box.text.strip()


def _boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)
