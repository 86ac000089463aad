"""A Handout laid out as a sheet.

Its panels side by side and in reading order, before they are fitted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layout.sheet.fact_rows import fact_rows
from handout.layout.sheet.field_phrases import FieldPhrases
from handout.layout.sheet.panels import (
    Drill,
    FactsContent,
    HelpContent,
    Nameplate,
    NoteContent,
    PageFoot,
    Panel,
    PeopleContent,
    ScheduleContent,
    SheetLayout,
    Side,
)
from handout.layout.sheet.phrase import (
    Phrase,
    fill_template,
    format_date,
    join_phrases,
    phrase_text,
    text_or_blank,
    to_phrase,
)
from handout.messages import message_table
from handout.problems import Position
from handout.sources.fields.field_reader import FieldRow
from handout.sources.fields.fields import columns_of
from handout.sources.markdown.document import parse_prose

_SHORT = 12  # characters that leave room for a blank beside them in the nameplate
_ROOM_NUMBER = re.compile(r"[A-Za-z]?-?\d+[A-Za-z]?")


def lay_out(handout: Handout) -> SheetLayout:
    """Return the sides of `handout` and the panels on them.

    With one page asked for, all of it stands on the front.
    """
    fields, messages = FieldPhrases(handout), message_table("words", handout.language)
    role = str(handout.value("role") or "classroom")
    asked = handout.value("pages")
    pages = asked if isinstance(asked, int) else 1 if role == "substitute" else 2
    panels: dict[str, list[Panel]] = {"front": [], "back": [], "extra": []}
    for block in handout.blocks:
        side = "front" if pages == 1 and block.side == "back" else block.side
        panels[side].append(_panel(block, fields, messages, pages))
    teacher, room = fields.text("teacher_name"), fields.text("room")
    title = messages["page"][
        "document_title"
        if teacher and room
        else "document_title_teacher"
        if teacher
        else "document_title_empty"
    ]
    turn = bool(panels["back"]) and handout.value("large_print") is not True
    sides = [_front(fields, messages, panels["front"], role, turn, alone=not panels["back"])]
    if panels["back"]:
        foot = PageFoot(
            (), rules=_review_line(panels["back"], messages), signed=_has_signature(handout)
        )
        sides.append(
            Side(
                "back",
                tuple(panels["back"]),
                foot,
                None,
                messages["page"]["back_title"],
                messages["page"]["back_lead"],
            )
        )
    if panels["extra"]:
        foot = PageFoot((), rules=_review_line(panels["extra"], messages))
        sides.append(
            Side(
                "extra",
                tuple(panels["extra"]),
                foot,
                None,
                messages["page"]["extra_title"],
                messages["page"]["extra_lead"],
            )
        )
    return SheetLayout(
        handout,
        tuple(sides),
        pages,
        title.format(teacher=teacher, room=_room(room, messages["tag"])),
    )


def _has_signature(handout: Handout) -> bool:
    return handout.value("sign_off") is not False


def _review_line(panels: list[Panel], messages: dict[str, Any]) -> str:
    dates = [
        p.block.review
        for p in panels
        if (p.block.locked or p.block.locked_items) and p.block.review
    ]
    return (
        messages["foot"]["rules"].format(date=format_date(min(dates), messages["dates"]))
        if dates
        else ""
    )


def _front(
    fields: FieldPhrases,
    messages: dict[str, Any],
    panels: list[Panel],
    role: str,
    turn: bool,
    alone: bool,
) -> Side:
    name = fields.phrase("para_name")
    tag = messages["tag"]
    foot = PageFoot(
        _foot(fields, messages),
        turn,
        _review_line(panels, messages) if alone else "",
        alone and _has_signature(fields.handout),
    )
    subtitle = message_table("roles", fields.handout.language)[role]["subtitle"]
    return Side(
        "front",
        tuple(panels),
        foot,
        Nameplate(name, _location_lines(fields, tag)),
        messages["page"]["title"],
        subtitle,
    )


def _location_lines(fields: FieldPhrases, tag: dict[str, str]) -> tuple[Phrase, ...]:
    """With whom and where the aide works.

    What stands beside a blank is short: a line that breaks near one breaks at odd places.
    """
    teacher, grade = fields.phrase("teacher_name"), fields.phrase("class_title")
    room = to_phrase(fields.bound(_room(fields.text("room"), tag)), "room")
    label = {"teacher_name": tag["teacher"], "room": tag["room"], "class_title": tag["class"]}

    def blank(field: str, width: float) -> Phrase:
        return (*to_phrase(label[field] + " "), *text_or_blank("", field, width))

    if not teacher:
        both = room or blank("room", 44), grade or blank("class_title", 44)
        beside = bool(room) == bool(grade) or len(phrase_text(room or grade)) <= _SHORT
        rest = (join_phrases(both, tag["between"] if room or grade else " "),) if beside else both
        return blank("teacher_name", 112), *rest
    known = join_phrases((teacher, room, grade), tag["between"])
    if room and grade:
        return (known,)
    if room or grade:
        return known, blank("class_title" if room else "room", 90)
    return known, join_phrases((blank("room", 44), blank("class_title", 44)), " ")


def _room(room: str, tag: dict[str, str]) -> str:
    return tag["room_named"].format(room=room) if _ROOM_NUMBER.fullmatch(room) else room


def _foot(fields: FieldPhrases, messages: dict[str, Any]) -> tuple[Phrase, ...]:
    foot, dates = messages["foot"], messages["dates"]
    start, end = fields.date("valid_from", dates), fields.date("valid_to", dates)
    key = "valid_both" if start and end else "valid_from" if start else "valid_until"
    school = join_phrases(
        (fields.phrase("school_name"), fields.phrase("district_name")), messages["tag"]["between"]
    )
    approved = fields.phrase("approved_by")
    return (
        school or (*to_phrase(foot["school"] + " "), *text_or_blank("", "school_name", 110)),
        fill_template(foot["approved_by"], {"name": approved})
        if approved
        else (*to_phrase(foot["approved"] + " "), *text_or_blank("", "approved_by", 90)),
        fill_template(foot[key], {"start": start, "end": end})
        if start or end
        else (*to_phrase(foot["valid"] + " "), *text_or_blank("", "valid_to", 56)),
    )


def _panel(
    block: ComposedBlock, fields: FieldPhrases, messages: dict[str, Any], pages: int
) -> Panel:
    title = to_phrase(block.title)
    match block.holds:
        case "help":
            keys = (
                ("fire", "flame"),
                ("lockdown", "lock"),
                ("shelter", "house"),
                ("medical", "cross"),
            )
            drills = tuple(
                Drill(
                    sign,
                    messages["help"][key],
                    f"emergency.{key}",
                    fields.phrase(f"emergency.{key}"),
                )
                for key, sign in keys
            )
            return Panel(block, title, HelpContent(fields.phrase("call_for_help"), drills))
        case "note":
            teacher = to_phrase(fields.text("teacher_name"), "teacher_name")
            parts, _ = parse_prose(fields.text("teacher_note"), Position(""))
            title = (
                fill_template(messages["note"]["from"], {"teacher": teacher}) if teacher else title
            )
            return Panel(block, title, NoteContent(parts, teacher))
        case "facts":
            return Panel(
                block, title, FactsContent(tuple(fact_rows(fields, messages["facts"], pages)))
            )
        case "schedule":
            rows = tuple(
                _hour(row, n, fields, messages["schedule"])
                for n, row in enumerate(fields.rows("schedule"), 1)
            )
            placed = fields.handout.values.get("schedule")
            heads = tuple(
                messages["schedule"][column] for column in ("time", "class", "you", "where")
            )
            positions = placed.placed.parts if placed else ()
            return Panel(block, title, ScheduleContent(heads, rows, positions))
        case "contacts":
            return Panel(block, title, _people(fields, messages["people"]))
        case _:
            return _still(block)


@lru_cache(maxsize=512)
def _still(block: ComposedBlock) -> Panel:
    """Return a panel without fields.

    One object for all sheets it stands on, so that what is computed of it is known again.
    """
    return Panel(block, to_phrase(block.title))


def _hour(
    row: FieldRow, n: int, fields: FieldPhrases, messages: dict[str, str]
) -> tuple[Phrase, ...]:
    wide = {key: fields.bound(row.get(key, "")) for key in ("teacher_does", "para_does")}
    start, end, *cells = (
        to_phrase(wide.get(key, row.get(key, "")), f"schedule.{n}.{key}")
        for key in columns_of("schedule")
    )
    times = (
        fill_template(messages["times"], {"start": start, "end": end})
        if start and end
        else start or end
    )
    return (times, *cells)


def _people(fields: FieldPhrases, messages: dict[str, str]) -> PeopleContent:
    contacts = fields.rows("contacts")
    ordered = min(3, len(contacts))
    rows = []
    for n, row in enumerate(contacts, 1):
        role, name, how = (
            to_phrase(row.get(key, ""), f"contacts.{n}.{key}") for key in columns_of("contacts")
        )
        if n <= ordered:
            role = fill_template(messages["numbered"], {"number": to_phrase(str(n)), "role": role})
        rows.append((role, name, how))
    first, second = (
        (messages[column], messages["name"], messages["how"]) for column in ("ask", "also")
    )
    return PeopleContent((first, second), tuple(rows), ordered)
