"""Phrases: words put together from the teacher's fields, with a blank where a field is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True, slots=True)
class PhrasePart:
    """A few words, or a blank to write on.

    `field` is the dotted name of the field they show, "" if none. Where one `ends_line`, a new line
    begins on paper in place of its words.
    """

    text: str = ""
    field: str = ""
    blank: float = 0  # width in pt of a writing line; 0: this is text
    ends_line: bool = False


Phrase = tuple[PhrasePart, ...]

END_SPACE = "\N{NO-BREAK SPACE}"  # where a line ends with another space, none is drawn


def to_phrase(text: str, field: str = "") -> Phrase:
    """Return the phrase that says just `text`."""
    return (PhrasePart(text, field),) if text else ()


def fill_template(template: str, values: Mapping[str, Phrase]) -> Phrase:
    """Return `template` with a phrase for every name in it.

    It is a str.format template of our own words.
    """
    parts: list[PhrasePart] = []
    for text, name, _, _ in Formatter().parse(template):
        parts += to_phrase(text)
        if name:
            parts += values[name]
    return tuple(parts)


def text_or_blank(text: str, field: str, width: float) -> Phrase:
    """Return the field's text, or a blank of `width` pt."""
    return (PhrasePart(text, field),) if text else (PhrasePart("", field, width),)


def empty_field_phrase(field: str) -> Phrase:
    """Return the place of a field that says nothing yet."""
    return (PhrasePart("", field),)


def join_phrases(phrases: Iterable[Phrase], between: str) -> Phrase:
    """Return the phrases that say something, with `between` between them."""
    parts: list[PhrasePart] = []
    for phrase in phrases:
        if phrase and parts:
            parts += to_phrase(between)
        parts += phrase
    return tuple(parts)


def join_lines(phrases: Iterable[Phrase], between: str) -> Phrase:
    """Return phrases with `between` between them; on paper, each on a line of its own instead."""
    parts: list[PhrasePart] = []
    for phrase in phrases:
        if parts:
            parts.append(PhrasePart(between, ends_line=True))
        parts += phrase
    return tuple(parts)


def lines_on_paper(phrase: Phrase) -> tuple[Phrase, ...]:
    """Return what `phrase` says on each of its own lines on paper.

    All but the last end with a space, so that a reader finds two words there.
    """
    lines: list[list[PhrasePart]] = [[]]
    for part in phrase:
        if part.ends_line:
            lines[-1].append(PhrasePart(END_SPACE))
            lines.append([])
        else:
            lines[-1].append(part)
    return tuple([tuple(line) for line in lines])


def phrase_text(phrase: Phrase) -> str:
    """Return what a reader hears; a blank is silent."""
    return "".join(part.text for part in phrase)


def has_blank(phrase: Phrase) -> bool:
    """Tell whether there is something in it to be filled in by hand."""
    return any(part.blank for part in phrase)
