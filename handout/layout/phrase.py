"""Words on the page that are put together from the teacher's fields, and the blanks where a field is empty."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True, slots=True)
class Span:
    """A few words, or a blank to write on. `field` is the dotted name of the field they show, "" if none."""

    text: str = ""
    field: str = ""
    blank: float = 0  # width in pt of a writing line; 0: this is text


Phrase = tuple[Span, ...]


def plain(text: str, field: str = "") -> Phrase:
    """The phrase that says just `text`."""
    return (Span(text, field),) if text else ()


def fill(template: str, values: Mapping[str, Phrase]) -> Phrase:
    """`template`, a str.format template of our own words, with a phrase for every name in it."""
    found: list[Span] = []
    for text, name, _, _ in Formatter().parse(template):
        found += plain(text)
        if name:
            found += values[name]
    return tuple(found)


def or_blank(text: str, field: str, width: float) -> Phrase:
    """The field's text, or a blank of `width` pt."""
    return (Span(text, field),) if text else (Span("", field, width),)


def empty_field(field: str) -> Phrase:
    """The place of a field that says nothing yet."""
    return (Span("", field),)


def join(phrases: Iterable[Phrase], between: str) -> Phrase:
    """The phrases that say something, with `between` between them."""
    found: list[Span] = []
    for phrase in phrases:
        if phrase:
            found += (*plain(between), *phrase) if found else phrase
    return tuple(found)


def text_of(phrase: Phrase) -> str:
    """What a reader hears; a blank is silent."""
    return "".join(span.text for span in phrase)


def has_blank(phrase: Phrase) -> bool:
    """Whether there is something in it to be filled in by hand."""
    return any(span.blank for span in phrase)


def show_date(day: datetime.date, words: Mapping[str, str | list[str]]) -> str:
    """A date as people write it; `words` is the table `dates` of words.toml."""
    template, months = words["format"], words["months"]
    assert isinstance(template, str)
    return template.format(month=months[day.month - 1], day=day.day, year=day.year)
