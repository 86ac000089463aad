"""The titles of a sheet's sides, and what stands beside them: whether each has room on its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.heights.page_ends import lead_style
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import Side
from handout.layout.text.line_breaking import TextStyle, text_width
from handout.problems import Position, Problem, problem

_APART = 6  # pt: what a title keeps free before the name tag, for the tag's string
_BEHIND_LOGO = 9  # pt: between a wide logo and the title (css/geometry.css.j2)


class _TitleLine(NamedTuple):
    """Words: where they are written, how they are set, and the pt there are for them on a line."""

    file: str
    key: str
    text: str
    style: TextStyle
    room: float


def page_title_problems(fitted: FittedSheet) -> Iterator[Problem]:
    """Yield a Problem for each title of a side that would run into what stands beside it.

    They are words of a language, which a district may have changed. Whether they fit is asked at
    the theme's largest title, so that the answer is the same for all of its classrooms.
    """
    handout = fitted.sheet.handout
    role = str(handout.value("role") or "classroom")
    for fitted_side in fitted.sides:
        if fitted_side.side.nameplate:
            has_logo = bool(handout.value("logo.file"))
            lines = _front_lines(fitted_side.side, fitted.metrics, role, has_logo)
        else:
            lines = _further_lines(fitted_side.side, fitted.metrics)
        for line in lines:
            width = text_width(line.text, line.style)
            if width > line.room:
                count = int(len(line.text) * max(0, line.room) / width)
                yield problem(
                    "page-title-too-long",
                    Position(""),
                    title=line.text,
                    count=count,
                    language=handout.language,
                    file=line.file,
                    key=line.key,
                )


def _front_lines(side: Side, geometry: Metrics, role: str, has_logo: bool) -> Iterator[_TitleLine]:
    """Yield the lines at the top of a front. What stands under its title may take several, for
    which the fit finds the height; only a wide logo leaves it less room.
    """
    table = geometry.table["nameplate"]
    free = geometry.measure - table["tag"]
    apart, behind_logo = _APART * geometry.scale, _BEHIND_LOGO * geometry.scale
    size, room = geometry.densities[0].h1, free - table["emblem"] - apart
    if has_logo:  # a narrow one stands in the place of the emblem
        logo_width, _, logo_size = table["logo"]
        lead_room = free - logo_width - behind_logo
        room = min(room, (lead_room - apart) * size / logo_size)
        lead = lead_style(table)
        yield _TitleLine("roles.toml", f"{role}.subtitle", side.lead, lead, 2 * lead_room - apart)
    title_style = TextStyle(table["family"], size, 700)
    yield _TitleLine("words.toml", "page.title", side.title, title_style, room)


def _further_lines(side: Side, geometry: Metrics) -> Iterator[_TitleLine]:
    nameplate, back = geometry.table["nameplate"], geometry.table["back"]
    title_style, lead = TextStyle(nameplate["family"], back["title"], 700), lead_style(nameplate)
    title_room = lead_room = geometry.measure
    if "beside" in back:  # both on one line: what is told is to be the longer of them
        title_width, lead_width = text_width(side.title, title_style), text_width(side.lead, lead)
        if title_width > lead_width:
            title_room -= lead_width + back["beside"]
        else:
            lead_room -= title_width + back["beside"]
    yield _TitleLine("words.toml", f"page.{side.name}_title", side.title, title_style, title_room)
    yield _TitleLine("words.toml", f"page.{side.name}_lead", side.lead, lead, lead_room)
