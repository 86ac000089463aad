"""Phrases: words put together from the teacher's fields, with a blank where a field is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from string import Formatter


@dataclass(frozen=True, slots=True)
class PhrasePart:
    """A few words, or a blank to write on.

    `field` is the dotted name of the field they show, "" if none. One that `separates` stands
    between two items of a list. Where one `ends_line`, a new line begins in place of its words.
    `language` is set where it is known, whatever the words, that it is not the sheet's.
    """

    text: str = ""
    field: str = ""
    blank: float = 0  # width in pt of a writing line; 0: this is text
    separates: bool = False
    ends_line: bool = False
    language: str = ""


Phrase = tuple[PhrasePart, ...]


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


def join_items(phrases: Iterable[Phrase], separator: str) -> Phrase:
    """Return the phrases that say something, with `separator` between them.

    No line ends with it, and none begins with it.
    """
    parts: list[PhrasePart] = []
    for phrase in phrases:
        if phrase and parts:
            parts.append(PhrasePart(separator, separates=True))
        parts += phrase
    return tuple(parts)


def end_lines_at_separators(phrase: Phrase, count_lines: Callable[[Phrase], int]) -> Phrase:
    """Return `phrase` with a line's end for each separator at which its line is full.

    An item goes into the line of the one before it if all of it has room there.
    """
    parts: list[PhrasePart] = []
    line: list[PhrasePart] = []
    for item in _split_at_separators(phrase):
        is_full = bool(line) and count_lines((*line, *item)) > count_lines(tuple(line))
        if item[0].separates and (item[0].ends_line or is_full):
            parts += (replace(item[0], ends_line=True), *item[1:])
            line = list(item[1:])
        else:
            parts += item
            line += item
    return tuple(parts)


def _split_at_separators(phrase: Phrase) -> Iterator[Phrase]:
    """Yield the items of `phrase`, each but the first with the separator before it."""
    start = 0
    for index, part in enumerate(phrase):
        if part.separates and index > start:
            yield phrase[start:index]
            start = index
    if phrase:
        yield phrase[start:]


def join_lines(phrases: Iterable[Phrase], between: str) -> Phrase:
    """Return phrases with `between` between them; on paper, each on a line of its own instead."""
    parts: list[PhrasePart] = []
    for phrase in phrases:
        if parts:
            parts.append(PhrasePart(between, ends_line=True))
        parts += phrase
    return tuple(parts)


def split_at_line_ends(phrase: Phrase) -> tuple[Phrase, ...]:
    """Return what `phrase` says on each of its own lines.

    None ends with a space: the typesetter would need room for it, and where that is lacking it ends
    the line after the first word (measured with WeasyPrint 70).
    """
    lines: list[list[PhrasePart]] = [[]]
    for part in phrase:
        if part.ends_line:
            lines.append([])
        else:
            lines[-1].append(part)
    return tuple([tuple(line) for line in lines])


def phrase_text(phrase: Phrase) -> str:
    """Return what a reader hears; a blank is silent."""
    if len(phrase) == 1:  # most are, and a sheet asks a thousand times
        return phrase[0].text
    return "".join([part.text for part in phrase])


def has_blank(phrase: Phrase) -> bool:
    """Tell whether there is something in it to be filled in by hand."""
    if len(phrase) == 1:
        return phrase[0].blank > 0
    return any(part.blank for part in phrase)


def has_later_blank(phrase: Phrase) -> bool:
    """Tell whether something is to be filled in, and nothing on the first of its own lines."""
    return has_blank(phrase) and not has_blank(split_at_line_ends(phrase)[0])
