"""A fitted sheet typeset fast: what many sheets share is laid out once in a process.

All of one classroom stands on the front; the back depends on a few choices, so that one layout of
it serves a whole district. The result is what typesetting all sides together gives: the same pages,
the same tags, the same bookmarks.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import partial

from handout.cache.memory import LRUCache
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.publish.html.media import RenderedPage
from handout.publish.html.record import collect_sources
from handout.publish.html.render import render
from handout.publish.pdf.page_check import check_pages
from handout.publish.pdf.shared_back import BackPage, NotJoinableError
from handout.publish.pdf.shared_front import FrontPage
from handout.publish.pdf.weasyprint import (
    lay_out_shared_front,
    lay_out_shared_page,
    typeset,
    write_with_front,
)
from handout.sources.pictures.picture import Picture

FrontKey = tuple[object, ...]

_fronts: LRUCache[FrontKey, FrontPage] = LRUCache(4)
_backs: LRUCache[tuple[str, ...], BackPage | None] = LRUCache(48)  # about 150 KB each


def typeset_sheet(
    fitted: FittedSheet,
    logo: Picture | None = None,
    name: str = "",
    *,
    shares_front: bool = False,
) -> tuple[bytes, int]:
    """Return the PDF of `fitted` and how many pages it has.

    With `shares_front` the front is kept for the next sheets that have the same: blank ones do.

    Raises RuntimeError as typeset does, HandoutError as check_pages does.

    With the `name` of its customization's file it can be opened again: what it says goes with it.
    Where the collection of garbage is off, what the page left behind is collected now, while it is
    still in the processor's cache: for eight pages together it takes more than twice the time.
    """
    pdf = _typeset_sheet(fitted, logo, name, shares_front)
    if not gc.isenabled():
        gc.collect(0)
    return pdf


def front_key(fitted: FittedSheet, logo: Picture | None) -> FrontKey:
    """Return what is equal for sheets with the same front."""
    front = replace(fitted, sides=fitted.sides[:1])
    return _front_key(render(front, "print", logo), fitted, logo)


def _front_key(page: RenderedPage, fitted: FittedSheet, logo: Picture | None) -> FrontKey:
    # Pictures other than these two are the theme's, which the style names.
    pictures = logo, fitted.sheet.handout.value("link.url")
    return page.html, page.own_css, page.style.css, *pictures


def _typeset_sheet(
    fitted: FittedSheet, logo: Picture | None, name: str, shares_front: bool
) -> tuple[bytes, int]:
    attached = collect_sources(fitted, name, logo) if name else {}
    large = (
        fitted.sheet.handout.value("large_print") is True
    )  # flows from side to side over many pages
    further = (
        [] if large else [_lay_out_back(fitted, index) for index in range(1, len(fitted.sides))]
    )
    backs = [back for back in further if back]
    if large or len(backs) < len(further):
        check = partial(check_pages, fitted=fitted)
        return typeset(render(fitted, "print", logo), attached=attached, check=check)
    front = replace(fitted, sides=fitted.sides[:1])
    check = partial(check_pages, fitted=front)
    page = render(front, "print", logo)
    if not shares_front:
        return typeset(page, backs, attached, check)
    shared = _fronts.get_or_create(
        _front_key(page, fitted, logo), lambda: lay_out_shared_front(page, check)
    )
    return write_with_front(shared, backs, attached), 1 + len(backs)


def _lay_out_back(fitted: FittedSheet, index: int) -> BackPage | None:
    """Return the side `index` of `fitted` laid out apart; None if it cannot be."""
    handout, side = fitted.sheet.handout, fitted.sides[index]
    looks = (
        fitted.metrics.theme,
        fitted.metrics.paper,
        handout.language,
        *map(handout.value, ("ink", "accent", "link.url")),
    )
    alone = replace(fitted, sides=fitted.sides[index : index + 1])
    if side.side.picture:  # a classroom's own, and large: it is not kept
        return _lay_out_page(_render_alone(alone), alone)
    return _lately.get_or_create((looks, side), lambda: _back(alone))


# A side without fields is one object for many sheets: so it is known without its HTML.
_lately: LRUCache[object, BackPage | None] = LRUCache(8)


def _back(alone: FittedSheet) -> BackPage | None:
    """Return the page of one side laid out apart, at the first time or from memory; None if it
    cannot be.
    """
    page = _render_alone(alone)
    look = page.html, page.own_css, page.style.css
    return _backs.get_or_create(look, lambda: _lay_out_page(page, alone))


def _render_alone(alone: FittedSheet) -> RenderedPage:
    # A document's title is the front's.
    return render(replace(alone, sheet=replace(alone.sheet, title="")), "print")


def _lay_out_page(page: RenderedPage, alone: FittedSheet) -> BackPage | None:
    try:
        return lay_out_shared_page(page, partial(check_pages, fitted=alone))
    except NotJoinableError:
        return None
