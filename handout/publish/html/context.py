"""The variables of a sheet's templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from markupsafe import Markup

from handout.layering.compose import ComposedBlock, Handout
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.page_ends import has_long_name
from handout.layout.sheet.panels import PageFoot, PeopleContent, has_tables_side_by_side
from handout.layout.sheet.phrase import Phrase, empty_field_phrase, fill_template
from handout.layout.sheet.word_languages import part_language, phrase_language, words_language
from handout.messages import message_table
from handout.publish.html.directed_html import (
    PhraseWriter,
    direction_attribute,
    line_html,
    words_html,
)
from handout.sources.fields.languages import format_date, language_direction
from handout.writing_direction import Direction

PanelMacro = Callable[[PlacedPanel], str]
"""The macro `panel` of parts.j2: the HTML of one box."""


def render_inline(text: str, around: Direction) -> Markup:
    """Return the HTML of the Markdown of one item."""
    return Markup(line_html(text, around))


def render_panel(placed: PlacedPanel, panel: PanelMacro) -> str:
    """Return the HTML of a box, written anew."""
    return panel(placed)


@dataclass(frozen=True, kw_only=True)
class TemplateContext:
    """What handout.html.j2 and parts.j2 are filled in with: what each medium decides, and what
    follows from the sheet.

    `bare` leaves out the elements that show nothing on paper; `lengths` are the declarations for
    style attributes, by selectors. `logo` has `src`, `alt` and `wide`, a class; `code_src` is the
    address of the QR code's picture, `picture_src` that of the picture with a side of its own. What
    begins at `policy` stands in a file only.
    """

    fitted: FittedSheet
    medium: str
    bare: bool = False
    write_inline: Callable[[str, Direction], Markup] = render_inline
    render_panel: Callable[[PlacedPanel, PanelMacro], str] = render_panel
    lengths: Mapping[str, str] = field(default_factory=dict)
    logo: Mapping[str, str] | None = None
    code_src: str = ""
    picture_src: str = ""
    policy: str = ""
    css: str = ""
    own_css: str = ""
    fonts_css: str = ""
    record: str = ""
    editor_words: str = ""
    editor: str = ""
    second: str = ""
    second_digest: str = ""
    second_language: str = ""
    second_direction: str = "ltr"

    def variables(self) -> dict[str, Any]:
        """Return the variables of the templates by their names."""
        medium = {member.name: getattr(self, member.name) for member in fields(self)}
        around = language_direction(self.fitted.sheet.handout.language)

        messages = message_table("words", self.fitted.sheet.handout.language)
        between = messages["facts"]["break_between"]
        return {
            **medium,
            **_sheet_variables(self.fitted),
            **_language_attributes(self.fitted.sheet.handout),
            "inline": lambda text: self.write_inline(text, around),
            "own": lambda text: words_html(text, around, is_apart=True),
            "phrase": PhraseWriter(around, between, self.medium == "print", self.bare),
            "direction_of": lambda text: direction_attribute(text, around),
        }


def _language_attributes(handout: Handout) -> dict[str, Callable[..., Markup]]:
    """Return the functions that write the attribute for an element of words, of phrases, of a part
    of one: nothing where they are in the sheet's language.
    """

    def attribute(language: str) -> Markup:
        return Markup(' lang="{}"').format(language) if language else Markup("")

    return {
        "lang_of": lambda *texts: attribute(words_language(handout, *texts)),
        "phrase_lang": lambda *phrases: attribute(phrase_language(handout, *phrases)),
        "part_lang": lambda part: attribute(part_language(handout, part)),
    }


def _sheet_variables(fitted: FittedSheet) -> dict[str, Any]:
    """Return the variables that are the same in every medium."""
    handout, table = fitted.sheet.handout, fitted.metrics.table
    messages = message_table("words", handout.language)
    plate = fitted.sheet.sides[0].nameplate
    large = handout.value("large_print") is True

    def comment_of(block: ComposedBlock) -> Markup:
        return box_comment(block, messages)

    def chunks(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
        # In large print one table must not grow over its page.
        return split_rows(rows, size if large else len(rows))

    def is_beside(placed: PlacedPanel) -> bool:
        return has_tables_beside(placed, fitted)

    def times_of(row: str) -> Phrase:
        times = {key: empty_field_phrase(row + key) for key in ("start", "end")}
        return fill_template(messages["schedule"]["times"], times)

    def foot_rows(foot: PageFoot) -> list[tuple[Phrase, ...]]:
        return HeightCalculator(fitted.metrics, fitted.sides[0].density).foot_rows(foot)

    return {
        "messages": messages,
        "language": handout.language,
        "direction": language_direction(handout.language),
        "title": fitted.sheet.title,
        "theme": fitted.metrics.theme,
        "ink": str(handout.value("ink") or "color"),
        "large": large,
        "sides": fitted.sides,
        "long_name": plate is not None and has_long_name(plate, table),
        "comment_of": comment_of,
        "chunks": chunks,
        "stand_beside": is_beside,
        "empty_hours": empty_hours,
        "long_answer": HeightCalculator(fitted.metrics, fitted.sides[0].density).has_long_answer,
        "foot_rows": foot_rows,
        "times_of": times_of,
    }


def empty_hours(count: int) -> tuple[tuple[Phrase, ...], ...]:
    """Return `count` rows of a day that is still to be written."""
    return (((),) * 4,) * count


def split_rows(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """Return `rows` in tables of at most `size`; one empty table if there are none."""
    return [rows[start : start + size] for start in range(0, len(rows), max(1, size))] or [()]


def has_tables_beside(placed: PlacedPanel, fitted: FittedSheet) -> bool:
    """Return whether the two tables of a box of people stand side by side."""
    content = placed.panel.content
    assert isinstance(content, PeopleContent)
    width = fitted.metrics.body_width(placed.span)
    return has_tables_side_by_side(content, width, fitted.metrics.table["people"]["narrow"])


def box_comment(block: ComposedBlock, messages: Mapping[str, Any]) -> Markup:
    """Return what a person reads above a box in the source. It never ends the comment early."""
    text = messages["html"]["locked" if block.locked else "box"]
    return Markup(re.sub(r"-{2,}|[<>]", "-", describe_block(text, block, messages)))


def describe_block(text: str, block: ComposedBlock, messages: Mapping[str, Any]) -> str:
    """Return `text` with the title, owner, review date and sources of a block."""
    if block.title.endswith(("?", "!", ".", "…")):  # such a heading ends its sentence itself
        text = text.replace("{title}.", "{title}")
    return text.format(
        title=block.title,
        owner=block.owner,
        date=format_date(block.review, messages["dates"]) if block.review else "",
        sources="; ".join(source.name for source in block.sources),
    )


def all_placed(sides: Sequence[FittedSide]) -> list[PlacedPanel]:
    """Return the boxes of all sides in reading order."""
    placed: list[PlacedPanel] = []
    for side in sides:
        for row in side.rows:
            placed += row
    return placed
