"""Boxes of a district or a school that give way where their side is too long (`if_full`)."""

from __future__ import annotations

from dataclasses import replace

from handout.interface_language import interface_messages
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layout.fitting.fit import fit_sheet
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.build import lay_out
from handout.problems import Problem, problem
from handout.sources.content.if_full import DROP, HIDE, NEXT_SIDE
from handout.sources.content.library import SIDES


def give_way(handout: Handout) -> tuple[Handout, tuple[Problem, ...]]:
    """Return `handout` with as many of its flexible boxes gone or moved as it takes to fit.

    The Problems are a note on each. Of several boxes on a side the last layer's goes first, and of
    one layer the last in its file. A sheet that does not fit without them either keeps them: then
    something else is to be shortened.
    """
    role = str(handout.value("role") or "classroom")
    shown = tuple(block for block in handout.blocks if _action(block, role) != HIDE)
    handout = replace(handout, blocks=shown)
    if not any(_action(block, role) for block in shown):
        return handout, ()
    notes: list[Problem] = []
    lighter = handout
    while True:
        fitted, _ = fit_sheet(lay_out(lighter))
        if not any(side.excess for side in fitted.sides):
            return lighter, tuple(notes)
        block = _first_to_go(fitted, role)
        if block is None:
            return handout, ()
        lighter, note = _make_room(lighter, block, role, fitted)
        notes.append(note)


def _action(block: ComposedBlock, role: str) -> str:
    """Return what becomes of `block` where its side is full; "" if it stays."""
    actions = dict(block.if_full)
    return actions.get(role) or actions.get("", "")


def _first_to_go(fitted: FittedSheet, role: str) -> ComposedBlock | None:
    """Return the flexible box that goes first of those on sides that are too long."""
    flexible = []
    for side in fitted.sides:
        if side.excess:
            blocks = [panel.block for panel in side.side.panels]
            flexible += [block for block in blocks if _action(block, role)]
    return max(flexible, key=lambda block: (block.origin.level, block.position), default=None)


def _make_room(
    handout: Handout, block: ComposedBlock, role: str, fitted: FittedSheet
) -> tuple[Handout, Problem]:
    """Return `handout` with `block` gone or moved to the next side, and a note on that."""
    others = tuple(other for other in handout.blocks if other.id != block.id)
    # On one page the back's boxes stand on the front: the next side is that of a second sheet.
    full = next(
        side for side in fitted.sides if block.id in {panel.block.id for panel in side.side.panels}
    )
    values = {"title": block.title, "count": full.excess_lines}
    last_side = "back" if fitted.sheet.pages == 1 else block.side
    rest = SIDES[SIDES.index(last_side) + 1 :]
    if _action(block, role) == DROP or not rest:
        note = problem("box-left-out", block.position, warning=True, **values)
        return replace(handout, blocks=others), note
    assert _action(block, role) == NEXT_SIDE
    moved = replace(block, side=rest[0])
    blocks = sorted((*others, moved), key=lambda other: SIDES.index(other.side))
    side = interface_messages("words")["fit"][rest[0]]
    note = problem("box-moved", block.position, warning=True, side=side, **values)
    return replace(handout, blocks=tuple(blocks)), note
