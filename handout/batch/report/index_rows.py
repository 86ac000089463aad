"""The rows of the office's index: one for each handout."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import quote

from handout.batch.plan.local_edits import field_label
from handout.batch.report.index_templates import index_template
from handout.batch.report.manifest import ManifestLine, join_words
from handout.interface_language import interface_language
from handout.messages import message_table
from handout.problems import Problem
from handout.sources.plain_letters import plain_letters

# Placeholders for what differs from row to row, in the order of _format_row: characters that no
# text has.
_SLOTS = "\ue000\ue001\ue002\ue003\ue004\ue005"


def format_rows(
    lines: Sequence[ManifestLine], school: str, shared: Collection[Problem], to_output: str
) -> str:
    """Return the rows of the handouts of a school, as the office reads them.

    Of the Problems that are `shared` by many a row says only where they are. `to_output` goes
    before paths within the output folder.
    """
    language = interface_language()
    told_above = message_table("index", language)["todo"]["told_above"]
    rows = []
    for line in lines:
        told = [told_above if each in shared else each.message for each in line.problems]
        notes = tuple(dict.fromkeys(told))  # each once
        rows.append(_format_row(line, school, notes, to_output, language))
    return "\n".join(rows)


def _format_row(
    line: ManifestLine, school: str, notes: tuple[str, ...], to_output: str, language: str
) -> str:
    """Return the row of a handout. Rows differ in few words: those fill a row that is cached."""
    entry, record = line.entry, line.record
    if not line.search_words.isascii():  # Đặng is found by dang too
        school = join_words(" ", school, plain_letters(line.search_words))
    if entry is None:
        teacher = join_words(" ", record.cell("teacher_given"), record.cell("teacher_family"))
        values = (
            school,
            record.handout_id,
            join_words(" · ", teacher, record.cell("room")),
            "",
            "",
            "",
        )
        pieces = _row_pieces(language, line.states, 0, record.copies, (), notes)
    else:
        fields, files = entry.listed_fields, quote(to_output + entry.path(""))
        values = (
            school,
            record.handout_id,
            join_words(" · ", fields["teacher_name"], fields["room"], fields["class_title"]),
            fields["para_name"] or message_table("index", language)["state"]["nobody"],
            f"{files}.pdf",
            f"{files}.html",
        )
        counts = (entry.pages, record.copies)
        pieces = _row_pieces(language, line.states, *counts, tuple(entry.empty), notes)
    escaped = escape("\0".join(values)).split("\0")  # no cell has this character
    return "".join(escaped[piece] if isinstance(piece, int) else piece for piece in pieces)


@lru_cache(maxsize=4096)
def _row_pieces(
    language: str,
    states: tuple[str, ...],
    pages: int,
    copies: int,
    empty: tuple[str, ...],
    notes: tuple[str, ...],
) -> tuple[str | int, ...]:
    """Return a row in pieces: its text, and the number of a slot in place of its values."""
    school, id, who, aide, pdf, html = tuple(_SLOTS)
    text = index_template("index.row.html.j2").render(
        said=message_table("index", language)["state"],
        states=states,
        pages=pages,
        copies=copies,
        empty=empty,
        notes=notes,
        school=school,
        id=id,
        who=who,
        aide=aide,
        pdf=pdf,
        html=html,
        names=", ".join(map(field_label, empty)),
    )
    pieces = filter(None, re.split(f"([{_SLOTS}])", text))
    return tuple(_SLOTS.index(piece) if piece in _SLOTS else piece for piece in pieces)
