"""A part of a page compiled: typeset once, alone on a page, with words of our own in its slots."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pikepdf

from handout.compiled.fragments.build import build_fragment
from handout.compiled.fragments.fragment import Fragment
from handout.compiled.fragments.page import TypesetPage
from handout.compiled.parts.parts import put_tokens_in
from handout.compiled.parts.positions import part_positions
from handout.compiled.parts.slots import FOOT, LOGO, NAMEPLATE, SheetPart
from handout.compiled.pdf.types import NotCompilableError
from handout.compiled.text.extra_font import EXTRA_FACE, load_extra_font, sheet_extra_font
from handout.fonts import FACES_BY_PDF_NAME
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layout.fitting.fit import measure_panels
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.sheet.panels import PageFoot, Panel
from handout.layout.sheet.phrase import to_phrase
from handout.publish.html.render import render
from handout.publish.pdf.weasyprint import typeset
from handout.sources.pictures.picture import Picture, blank_logo


def compile_part(
    fitted: FittedSheet, side: FittedSide, part: SheetPart, logo: Picture | None
) -> Fragment:
    """Return `part` of `side` as a fragment. The same for all classrooms that have its key.

    Raises NotCompilableError if it is beyond us.
    """
    return compile_parts(fitted, side, [part], logo)[0]


def compile_parts(
    fitted: FittedSheet, side: FittedSide, parts: Sequence[SheetPart], logo: Picture | None
) -> list[Fragment]:
    """Return `parts` of `side`, each as compile_part does.

    Each is alone on a page, but all in one document: what a document takes besides its pages, its
    style sheet and its fonts for one, is a third of what a part takes.

    Raises NotCompilableError if one of them is beyond us.
    """
    alone = [
        put_tokens_in(fitted, _alone(side, part.name), logo, in_lines=part.in_lines)
        for part in parts
    ]
    sides = tuple(measure_panels(filled_side, fitted.metrics) for filled_side, _ in alone)
    # A document's title is the front's; nothing of a classroom is to be in the page.
    sheet = replace(fitted.sheet, title="", handout=_with_token_for_logo(fitted.sheet.handout))
    logo = logo and blank_logo(logo.is_wide)
    page = render(replace(fitted, sides=sides, sheet=sheet), "print", logo)
    if len(parts) > 1:
        html = _REPEATED_IDS.sub("", page.html)
        page = replace(page, html=html, own_css=f"{page.own_css}\n{_A_PAGE_EACH}")
    pdf, pages = typeset(page, as_drawn=True)
    if pages != len(parts):  # one is higher than it was measured: whole, the typesetter tells
        raise NotCompilableError("pages")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fragments = []
        for number, (part, page_side, (_, filled)) in enumerate(
            zip(parts, sides, alone, strict=True)
        ):
            drawing = TypesetPage(opened, number, is_alone=True)
            _check_letters(drawing, fitted)
            positions = part_positions(fitted, page_side)
            fragment = build_fragment(drawing, page_side, filled, positions, part.name)
            fragments.append(fragment)
        return fragments


def _check_letters(drawing: TypesetPage, fitted: FittedSheet) -> None:
    """Raise NotCompilableError unless each letter that our faces have not is known by its glyph."""
    for font in drawing.fonts.values():
        if font.name in FACES_BY_PDF_NAME:
            continue
        content = sheet_extra_font(fitted)
        known = load_extra_font(content).letters if content else {}
        if font.name != EXTRA_FACE or not font.letters.items() <= known.items():
            raise NotCompilableError("letters")


# The sides of one sheet differ in their names, those of one document here do not.
_REPEATED_IDS = re.compile(r' id="(?:front|back|extra)"')
_A_PAGE_EACH = ".side + .side { break-before: page }"


def _with_token_for_logo(handout: Handout) -> Handout:
    values = dict(handout.values)
    if shown := values.get("logo.alt"):
        values["logo.alt"] = replace(shown, placed=replace(shown.placed, value=LOGO))
    return replace(handout, values=values)


def _alone(side: FittedSide, name: str) -> FittedSide:
    """Return the side with the part `name` and, beside it in its row, boxes that say nothing."""
    rows: tuple[tuple[PlacedPanel, ...], ...] = ()
    for row in side.rows:
        if any(placed.panel.block.id == name for placed in row):
            rows = (
                tuple(
                    placed if placed.panel.block.id == name else _silent(placed, index, name)
                    for index, placed in enumerate(row)
                ),
            )
    front = side.side
    plate = front.nameplate if name == NAMEPLATE else None
    foot = front.foot if name == FOOT else PageFoot((), rules=to_phrase("-"))
    title, lead = (front.title, front.lead) if name == NAMEPLATE else ("-", "")
    alone = replace(
        front,
        title=title,
        lead=lead,
        nameplate=plate,
        foot=foot,
        panels=tuple(placed.panel for row in rows for placed in row),
    )
    return replace(side, side=alone, rows=rows, gap=side.density.gap, free=0)


def _silent(placed: PlacedPanel, index: int, name: str) -> PlacedPanel:
    block = placed.panel.block
    silent = ComposedBlock(
        id=f"silent-{index}-{name}",
        title="-",
        side=block.side,
        position=block.position,
        origin=block.origin,
    )
    return replace(placed, panel=Panel(silent, ()), blank=0)
