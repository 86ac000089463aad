"""A Handout laid out as a sheet.

Its panels side by side and in reading order, before they are fitted.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layering.field_words import class_words, format_date, room_words
from handout.layout.sheet.fact_rows import fact_rows
from handout.layout.sheet.field_phrases import FieldPhrases
from handout.layout.sheet.panels import (
    SECOND_HALF,
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
    SidePicture,
)
from handout.layout.sheet.phrase import (
    Phrase,
    fill_template,
    join_items,
    join_phrases,
    phrase_text,
    text_or_blank,
    to_phrase,
)
from handout.messages import message_table
from handout.problems import Position
from handout.sources.fields.facts import SCHEDULE_HEADS
from handout.sources.fields.field_reader import FieldRow
from handout.sources.fields.fields import columns_of
from handout.sources.markdown.document import parse_prose
from handout.sources.pictures.picture import FURTHER_SIDE, Picture
from handout.writing_direction import first_direction

_SHORT = 12  # characters that leave room for a blank beside them in the nameplate
_BLANK = 55  # pt: the blanks for a room and a class side by side
_DRILL_SIGNS = {"fire": "flame", "lockdown": "lock", "shelter": "house", "medical": "cross"}
_LONGEST_SIGNER = 12  # letters: the lines to sign on stand in one row
_WHOLE_DAY = 6  # rows: a day of fewer is not yet all written
_MOST_ORDERED = 3  # people who are asked one after the other; all others are for something else
_LEFT_TO_RIGHT_MARK = "\u200e"


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
        panels[side].append(_build_panel(block, fields, messages, pages))
    alone = not panels["back"]
    sides = [_front(fields, messages, panels["front"], role, alone, pages)]
    if panels["back"]:
        sides.append(
            _further_side("back", panels["back"], fields, messages, _signers(fields, messages))
        )
    if panels["extra"]:
        sides.append(_further_side("extra", panels["extra"], fields, messages))
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
    foot = PageFoot((), rules=_review_line(fields, panels, messages), signed=signed)
    title, lead = messages["page"][f"{name}_title"], messages["page"][f"{name}_lead"]
    return Side(name, tuple(panels), foot, None, title, lead)


def _picture_side(picture: Picture, fields: FieldPhrases, messages: dict[str, Any]) -> Side:
    shows, caption = fields.text(FURTHER_SIDE.words_field), fields.phrase("picture.caption")
    page = messages["page"]
    shown = SidePicture(picture, shows, caption)
    title, lead = page["picture_title"], page["picture_lead"]
    return Side("picture", (), PageFoot(()), None, title, lead, picture=shown)


def _signers(fields: FieldPhrases, messages: dict[str, Any]) -> tuple[str, ...]:
    """Return the words before the lines to sign on; none if the sheet is not signed.

    On a bus it is the driver who signs: who leads is called there as on the name tag.
    """
    if fields.handout.value("sign_off") is False:
        return ()
    foot = messages["foot"]
    leader = fields.labels.get("teacher_name", "")
    leader = leader[:1].lower() + leader[1:]
    if not 0 < len(leader) <= _LONGEST_SIGNER:
        leader = foot["teacher"]
    return foot["aide"], leader, foot["date"]


def _review_line(fields: FieldPhrases, panels: list[Panel], messages: dict[str, Any]) -> str:
    """Return who vouches for the locked words of a side, and until when they are good: the first
    of their dates of review.

    Only a district that says so (Layer.confirmed) has checked anything. A translation that nobody
    has reviewed says so first, in both languages.
    """
    return " ".join(filter(None, (_draft_line(fields, messages), _rules(fields, panels, messages))))


def _draft_line(fields: FieldPhrases, messages: dict[str, Any]) -> str:
    if not fields.handout.has_drafts:
        return ""
    english = message_table("words")["foot"]["draft"]
    lines = dict.fromkeys((messages["foot"]["draft"], english))
    names = messages["language"]
    said = [line.format(language=names["name"], english=names["english"]) for line in lines]
    if first_direction(said[0]) == "rtl":
        said[-1] += _LEFT_TO_RIGHT_MARK  # the English full stop would stand at the other end
    return " ".join(said)


def _rules(fields: FieldPhrases, panels: list[Panel], messages: dict[str, Any]) -> str:
    blocks = [panel.block for panel in panels if panel.block.locked or panel.block.locked_items]
    dates = [block.review for block in blocks if block.review]
    if not dates:
        return ""
    confirmed = [block for block in blocks if block.confirmed]
    key = "rules"
    if confirmed:
        key = "rules_confirmed" if len(confirmed) == len(blocks) else "rules_partly"
    days = [block.confirmed for block in confirmed if block.confirmed]
    line = messages["foot"][key].format(
        date=format_date(min(dates), messages["dates"]),
        district=fields.text("district_name") or messages["foot"]["district"],
        day=format_date(min(days), messages["dates"]) if days else "",
        titles=messages["foot"]["titles_between"].join(block.title for block in confirmed),
    )
    return str(line)


def _front(
    fields: FieldPhrases,
    messages: dict[str, Any],
    panels: list[Panel],
    role: str,
    alone: bool,
    pages: int,
) -> Side:
    handout = fields.handout
    turn: tuple[str, ...] = ()
    if has_larger_text(handout):
        turn = () if alone else (messages["foot"]["sheet"], messages["foot"]["sheet_rest"])
    elif not alone and handout.value("large_print") is not True:
        turn = messages["foot"]["turn"], messages["foot"]["turn_rest"]
    foot = PageFoot(
        _foot_lines(fields, messages),
        turn,
        _review_line(fields, panels, messages) if alone else "",
        _signers(fields, messages) if alone else (),
    )
    if pages == 1:  # what it takes to write on is a row less for the day
        foot = foot.printed
    name, lines = fields.phrase("para_name"), _location_lines(fields, messages["tag"])
    plate = Nameplate(name, lines if name else (_name_blank(messages["tag"]), *lines))
    subtitle = message_table("roles", fields.handout.language)[role]["subtitle"]
    return Side("front", tuple(panels), foot, plate, messages["page"]["title"], subtitle)


def _name_blank(messages: dict[str, str]) -> Phrase:
    """Return the line to write the aide's name on."""
    return (*to_phrase(messages["name_blank"] + " "), *text_or_blank("", "para_name", 101))


def _location_lines(fields: FieldPhrases, messages: dict[str, str]) -> tuple[Phrase, ...]:
    """Return with whom and where the aide works.

    What stands beside a blank is short: a line that breaks near one breaks at odd places.
    """
    teacher = fields.phrase("teacher_name")
    named_room = room_words(fields.text("room"), messages, fields.labels)
    room = to_phrase(fields.bind(named_room), "room")
    named_class = class_words(fields.text("class_title"), messages, fields.labels)
    grade = to_phrase(fields.bind(named_class), "class_title")
    separator = messages["between"]
    labels = {
        "teacher_name": messages["teacher"],
        "room": messages["room"],
        "class_title": messages["class"],
        **fields.labels,
    }

    def blank(field: str, width: float) -> Phrase:
        return (*to_phrase(labels[field] + " "), *text_or_blank("", field, width))

    if not teacher:
        parts: tuple[Phrase, ...] = (
            room or blank("room", _BLANK),
            grade or blank("class_title", _BLANK),
        )
        known = room or grade
        fits_one_line = bool(room) == bool(grade) or len(phrase_text(known)) <= _SHORT
        fits_one_line &= len(labels["room"] + labels["class_title"]) <= _SHORT
        if fits_one_line:
            parts = (join_items(parts, separator) if known else join_phrases(parts, " "),)
        return blank("teacher_name", 112), *parts
    known = join_items((teacher, room, grade), separator)
    if room and grade:
        return (known,)
    if room or grade:
        return known, blank("class_title" if room else "room", 90)
    blanks = blank("room", _BLANK), blank("class_title", _BLANK)
    if len(labels["room"] + labels["class_title"]) > _SHORT:
        return known, *blanks
    return known, join_phrases(blanks, " ")


def _foot_lines(fields: FieldPhrases, messages: dict[str, Any]) -> tuple[Phrase, ...]:
    """Return whose school it is, who approved the sheet, and how long it is valid."""
    return (
        _school_line(fields, messages),
        _approval_line(fields, messages["foot"]),
        _validity_line(fields, messages),
    )


def _school_line(fields: FieldPhrases, messages: dict[str, Any]) -> Phrase:
    names = fields.phrase("school_name"), fields.phrase("district_name")
    return join_items(names, messages["tag"]["between"]) or (
        *to_phrase(messages["foot"]["school"] + " "),
        *text_or_blank("", "school_name", 110),
    )


def _approval_line(fields: FieldPhrases, messages: dict[str, str]) -> Phrase:
    name = fields.phrase("approved_by")
    if name:
        return fill_template(messages["approved_by"], {"name": name})
    return (*to_phrase(messages["approved"] + " "), *text_or_blank("", "approved_by", 90))


def _validity_line(fields: FieldPhrases, messages: dict[str, Any]) -> Phrase:
    foot, dates = messages["foot"], messages["dates"]
    start, end = fields.date("valid_from", dates), fields.date("valid_to", dates)
    if not start and not end:
        return (*to_phrase(foot["valid"] + " "), *text_or_blank("", "valid_to", 56))
    key = "valid_until"
    if start:
        key = "valid_both" if end else "valid_from"
    return fill_template(foot[key], {"start": start, "end": end})


def _build_panel(
    block: ComposedBlock, fields: FieldPhrases, messages: dict[str, Any], pages: int
) -> Panel:
    title = to_phrase(block.title)
    match block.holds:
        case "help":
            return Panel(block, title, _help_content(fields, messages["help"]))
        case "note":
            return _note_panel(block, fields, messages["note"])
        case "facts":
            facts = FactsContent(tuple(fact_rows(fields, messages["facts"], pages)))
            return Panel(block, title, facts)
        case "schedule":
            return Panel(block, title, _schedule_content(fields, messages["schedule"]))
        case "contacts":
            return Panel(block, title, _people_content(fields, messages["people"]))
        case _:
            return _static_panel(block)


@lru_cache(maxsize=512)
def _static_panel(block: ComposedBlock) -> Panel:
    """Return a panel without fields.

    One object for all sheets it stands on, so that what is computed of it is known again.
    """
    return Panel(block, to_phrase(block.title))


def _help_content(fields: FieldPhrases, messages: dict[str, str]) -> HelpContent:
    drills = []
    for key, sign in _DRILL_SIGNS.items():
        field = f"emergency.{key}"
        label = fields.labels.get(field) or messages[key]
        drills.append(Drill(sign, label, field, fields.phrase(field)))
    return HelpContent(fields.phrase("call_for_help"), tuple(drills))


def _note_panel(block: ComposedBlock, fields: FieldPhrases, messages: dict[str, str]) -> Panel:
    teacher = to_phrase(fields.text("teacher_name"), "teacher_name")
    parts, _ = parse_prose(fields.text("teacher_note"), Position(""))
    title = to_phrase(block.title)
    if teacher:
        title = fill_template(messages["from"], {"teacher": teacher})
    return Panel(block, title, NoteContent(parts, teacher))


def _schedule_content(fields: FieldPhrases, messages: dict[str, str]) -> ScheduleContent:
    hours, rows = fields.rows("schedule"), []
    for number, row in enumerate(hours, 1):
        rows.append(_schedule_row(row, number, fields, messages))
    heads = tuple(
        fields.labels.get(name) or messages[head] for head, name in SCHEDULE_HEADS.items()
    )
    sourced = fields.handout.values.get("schedule")
    positions = sourced.placed.parts if sourced else ()
    return ScheduleContent(heads, tuple(rows), positions, _is_to_be_continued(hours, fields))


def _is_to_be_continued(hours: tuple[FieldRow, ...], fields: FieldPhrases) -> bool:
    """Tell whether more of a day is to be written: it is short, and ends before the aide leaves."""
    if not hours:
        return True
    leave = fields.text("leave")
    return len(hours) < _WHOLE_DAY and (not leave or hours[-1].get("end") != leave)


def _schedule_row(
    row: FieldRow, number: int, fields: FieldPhrases, messages: dict[str, str]
) -> tuple[Phrase, ...]:
    cells = []
    for key in columns_of("schedule"):
        text = row.get(key, "")
        if key in ("teacher_does", "para_does"):  # the wide columns: there is room for it
            text = fields.bind(text)
        cells.append(to_phrase(text, f"schedule.{number}.{key}"))
    start, end, *others = cells
    times = start or end
    if start and end:
        times = fill_template(messages["times"], {"start": start, "end": end})
    return (times, *others)


def _people_content(fields: FieldPhrases, messages: dict[str, str]) -> PeopleContent:
    contacts = fields.rows("contacts")
    ordered = min(_MOST_ORDERED, len(contacts))
    rows = []
    for number, row in enumerate(contacts, 1):
        cells = []
        for key in columns_of("contacts"):
            words = row.get(key, "")
            # A name that is bound asks for a wider column: only where columns are narrow.
            if key == "how" or fields.text("text_size") == "large":
                words = fields.bind(words)
            cells.append(to_phrase(words, f"contacts.{number}.{key}"))
        if number <= ordered:
            values = {"number": to_phrase(str(number)), "role": cells[0]}
            cells[0] = fill_template(messages["numbered"], values)
        rows.append(tuple(cells))
    in_order = messages["ask"], messages["name"], messages["how"]
    others = messages["also"], messages["name"], messages["how"]
    return PeopleContent((in_order, others), tuple(rows), ordered)
