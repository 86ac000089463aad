"""A part of a page compiled: typeset once, alone on a page, with words of our own in its slots."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf

from handout.compiled.fragments.build import build_fragment
from handout.compiled.fragments.fragment import Fragment
from handout.compiled.fragments.page import TypesetPage
from handout.compiled.parts.parts import put_tokens_in
from handout.compiled.parts.positions import part_positions
from handout.compiled.parts.slots import FOOT, LOGO, NAMEPLATE
from handout.compiled.pdf.types import NotCompilableError
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layout.fitting.fit import measure_panels
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.sheet.panels import PageFoot, Panel
from handout.publish.html.render import render
from handout.publish.pdf.weasyprint import typeset
from handout.sources.pictures.picture import Picture, blank_logo


def compile_part(
    fitted: FittedSheet, side: FittedSide, name: str, logo: Picture | None
) -> Fragment:
    """Return the part `name` of `side`. The same for all classrooms that have its key.

    Raises NotCompilableError if it is beyond us.
    """
    side, filled = put_tokens_in(fitted, _alone(side, name), logo)
    side = measure_panels(side, fitted.metrics)
    # A document's title is the front's; nothing of a classroom is to be in the page.
    sheet = replace(fitted.sheet, title="", handout=_with_token_for_logo(fitted.sheet.handout))
    page = render(
        replace(fitted, sides=(side,), sheet=sheet), "print", logo and blank_logo(logo.is_wide)
    )
    pdf, pages = typeset(page)
    if pages != 1:  # it is higher than it was measured: whole, the typesetter tells
        raise NotCompilableError("pages")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        positions = part_positions(fitted, side)
        return build_fragment(TypesetPage(opened), side, filled, positions, name)


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
                    placed if placed.panel.block.id == name else _silent(placed, index)
                    for index, placed in enumerate(row)
                ),
            )
    front = side.side
    plate = front.nameplate if name == NAMEPLATE else None
    foot = front.foot if name == FOOT else PageFoot((), rules="-")
    alone = replace(
        front,
        nameplate=plate,
        foot=foot,
        panels=tuple(placed.panel for row in rows for placed in row),
    )
    return replace(side, side=alone, rows=rows, gap=side.density.gap, free=0)


def _silent(placed: PlacedPanel, index: int) -> PlacedPanel:
    block = placed.panel.block
    silent = ComposedBlock(
        id=f"silent-{index}",
        title="-",
        side=block.side,
        position=block.position,
        origin=block.origin,
    )
    return replace(placed, panel=Panel(silent, ()), blank=0)
