"""The foot of a side: whose school it is, who vouches for its words, who signs."""

from __future__ import annotations

from typing import Any

from handout.content_folders import ENGLISH
from handout.layout.sheet.field_phrases import FieldPhrases
from handout.layout.sheet.panels import Panel
from handout.layout.sheet.phrase import (
    Phrase,
    PhrasePart,
    fill_template,
    join_items,
    join_phrases,
    text_or_blank,
    to_phrase,
)
from handout.layout.sheet.word_languages import words_language
from handout.messages import message_table
from handout.sources.fields.languages import format_date
from handout.writing_direction import first_direction

_LONGEST_SIGNER = 12  # letters: the lines to sign on stand in one row
_LEFT_TO_RIGHT_MARK = "\u200e"


def school_lines(fields: FieldPhrases, messages: dict[str, Any]) -> tuple[Phrase, ...]:
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


def signers(fields: FieldPhrases, messages: dict[str, Any]) -> tuple[str, ...]:
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


def review_line(fields: FieldPhrases, panels: list[Panel], messages: dict[str, Any]) -> Phrase:
    """Return who vouches for the locked words of a side, and until when they are good: the first
    of their dates of review.

    Only a district that says so (Layer.confirmed) has checked anything. A translation that nobody
    has reviewed says so first, in both languages.
    """
    lines = *_draft_lines(fields, messages), _rules(fields, panels, messages)
    return join_phrases(lines, " ")


def _draft_lines(fields: FieldPhrases, messages: dict[str, Any]) -> tuple[Phrase, ...]:
    if not fields.handout.has_drafts:
        return ()
    english = message_table("words")["foot"]["draft"]
    lines = dict.fromkeys((messages["foot"]["draft"], english))
    names = messages["language"]
    said = [line.format(language=names["name"], english=names["english"]) for line in lines]
    if first_direction(said[0]) == "rtl":
        said[-1] += _LEFT_TO_RIGHT_MARK  # the English full stop would stand at the other end
    return *map(to_phrase, said[:-1]), (PhrasePart(said[-1], language=ENGLISH),)


def _rules(fields: FieldPhrases, panels: list[Panel], messages: dict[str, Any]) -> Phrase:
    blocks = [panel.block for panel in panels if panel.block.locked or panel.block.locked_items]
    dates = [block.review for block in blocks if block.review]
    if not dates:
        return ()
    confirmed = [block for block in blocks if block.confirmed]
    key = "rules"
    if confirmed:
        key = "rules_confirmed" if len(confirmed) == len(blocks) else "rules_partly"
    days = [block.confirmed for block in confirmed if block.confirmed]
    template = messages["foot"][key]
    line = template.format(
        date=format_date(min(dates), messages["dates"]),
        district=fields.text("district_name") or messages["foot"]["district"],
        day=format_date(min(days), messages["dates"]) if days else "",
        titles=messages["foot"]["titles_between"].join(block.title for block in confirmed),
    )
    return (PhrasePart(line, language=words_language(fields.handout, template)),)
