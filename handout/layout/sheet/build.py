"""A handout laid out as a sheet: its panels on sides, in reading order, before they are fitted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handout.layering.compose import Handout
from handout.layering.field_words import room_words
from handout.layout.sheet.field_phrases import FieldPhrases
from handout.layout.sheet.foot import review_line, school_lines, signers
from handout.layout.sheet.nameplate import build_nameplate
from handout.layout.sheet.panel_content import build_panel
from handout.layout.sheet.panels import (
    SECOND_HALF,
    PageFoot,
    Panel,
    SheetLayout,
    Side,
    SidePicture,
)
from handout.messages import message_table
from handout.sources.pictures.picture import FURTHER_SIDE, Picture


def lay_out(handout: Handout, picture: Picture | None = None) -> SheetLayout:
    """Return the sides of `handout` and the panels on them.

    With one page asked for, all of it stands on the front. A `picture` has a side of its own, the
    last.
    """
    fields, messages = FieldPhrases(handout), message_table("words", handout.language)
    role = str(handout.value("role") or "classroom")
    pages = _page_count(handout)
    panels: dict[str, list[Panel]] = {"front": [], "back": [], "extra": []}
    for block in handout.blocks:
        side = "front" if pages == 1 and block.side == "back" else block.side
        panels[side].append(build_panel(block, fields, messages, pages))
    alone = not panels["back"]
    to_sign = signers(fields, messages)
    # What is signed stands on the first further side: a front has other things to hold.
    signed = () if panels["back"] or panels["extra"] else to_sign
    sides = [_front(fields, messages, panels["front"], role, alone, signed, pages)]
    for name in ("back", "extra"):
        if panels[name]:
            signed = to_sign if len(sides) == 1 else ()
            sides.append(_further_side(name, panels[name], fields, messages, signed))
    if has_larger_text(handout):
        sides = [_halve(side, messages) for side in sides]
    if picture:
        sides.append(_picture_side(picture, fields, messages))
    return SheetLayout(handout, tuple(sides), pages, _document_title(fields, messages))


def has_larger_text(handout: Handout) -> bool:
    """Tell whether the sheet has larger text, on two sides for each; large print is larger yet."""
    return handout.value("text_size") == "large" and handout.value("large_print") is not True


def _halve(side: Side, messages: dict[str, Any]) -> Side:
    """Return `side` with a second half, at whose foot stands what a person has to write."""
    page, foot = messages["page"], messages["foot"]
    name = side.name + SECOND_HALF
    second = Side(name, (), side.foot, None, page[f"{name}_title"], page[f"{name}_lead"])
    turn_over = PageFoot((), (foot["turn"], foot["turn_half"]))
    return replace(side, foot=turn_over, second_half=second)


def _page_count(handout: Handout) -> int:
    """Return the pages asked for: a sheet has two sides where no layer asks for one."""
    pages = handout.value("pages")
    return pages if isinstance(pages, int) else 2


def _document_title(fields: FieldPhrases, messages: dict[str, Any]) -> str:
    teacher, room = fields.text("teacher_name"), fields.text("room")
    key = "document_title_empty"
    if teacher:
        key = "document_title" if room else "document_title_teacher"
    template: str = messages["page"][key]
    room = room_words(room, messages["tag"], fields.labels)
    return template.format(teacher=teacher, room=room)


def _further_side(
    name: str,
    panels: list[Panel],
    fields: FieldPhrases,
    messages: dict[str, Any],
    signed: tuple[str, ...] = (),
) -> Side:
    """Return the back or the extra side."""
    foot = PageFoot((), rules=review_line(fields, panels, messages), signed=signed)
    title, lead = messages["page"][f"{name}_title"], messages["page"][f"{name}_lead"]
    return Side(name, tuple(panels), foot, None, title, lead)


def _picture_side(picture: Picture, fields: FieldPhrases, messages: dict[str, Any]) -> Side:
    shows, caption = fields.text(FURTHER_SIDE.words_field), fields.phrase("picture.caption")
    page = messages["page"]
    shown = SidePicture(picture, shows, caption)
    title, lead = page["picture_title"], page["picture_lead"]
    return Side("picture", (), PageFoot(()), None, title, lead, picture=shown)


def _front(
    fields: FieldPhrases,
    messages: dict[str, Any],
    panels: list[Panel],
    role: str,
    alone: bool,
    signed: tuple[str, ...],
    pages: int,
) -> Side:
    handout = fields.handout
    turn: tuple[str, ...] = ()
    if has_larger_text(handout):
        turn = () if alone else (messages["foot"]["sheet"], messages["foot"]["sheet_rest"])
    elif not alone and handout.value("large_print") is not True:
        turn = messages["foot"]["turn"], messages["foot"]["turn_rest"]
    foot = PageFoot(
        school_lines(fields, messages),
        turn,
        review_line(fields, panels, messages) if alone else (),
        signed,
    )
    if pages == 1:  # what it takes to write on is a row less for the day
        foot = foot.printed
    plate = build_nameplate(fields, messages["tag"])
    subtitle = message_table("roles", fields.handout.language)[role]["subtitle"]
    return Side("front", tuple(panels), foot, plate, messages["page"]["title"], subtitle)
