"""The name tag of a front: with whom the aide works, and where."""

from __future__ import annotations

from handout.layering.field_words import class_words, room_words
from handout.layout.sheet.field_phrases import FieldPhrases
from handout.layout.sheet.panels import Nameplate
from handout.layout.sheet.phrase import (
    Phrase,
    join_items,
    join_phrases,
    phrase_text,
    text_or_blank,
    to_phrase,
)

_SHORT = 12  # characters that leave room for a blank beside them in the nameplate
_BLANK = 55  # pt: the blanks for a room and a class side by side


def build_nameplate(fields: FieldPhrases, messages: dict[str, str]) -> Nameplate:
    """Return the name tag; what is not known is a line to write on."""
    name, lines = fields.phrase("para_name"), _location_lines(fields, messages)
    return Nameplate(name, lines if name else (_name_blank(messages), *lines))


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
