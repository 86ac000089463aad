"""The codes of number formats: "Rm "000, h:mm AM/PM, # ?/?, [Red]-0.00 (ECMA-376 18.8.31)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<power>E[+-])|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digit>[0#?])|(?P<mark>[.,%/@])|(?P<other>[^A-Za-z])|(?P<unknown>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.IGNORECASE)
_SYSTEM = re.compile(r"\[\$-(F800|F400)\]", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
# Formats that stand for those of the computer's own language; these are those of the United States.
_LOCAL_FORMATS = {"mm-dd-yy": "m/d/yyyy", "m/d/yy h:mm": "m/d/yyyy h:mm"}
_LONG_DAY, _LONG_TIME = "dddd, mmmm d, yyyy", "h:mm:ss AM/PM"
_ENGLISH = 9  # the low ten bits of a Windows language number


class Token(NamedTuple):
    """A piece of a format.

    `kind` is literal, digit, mark, power, general, date, elapsed or half.
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One of the formats in a code, and when it is taken.

    `english` is whether names of days and months are.
    """

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    english: bool = True

    def has(self, *kinds: str) -> bool:
        """Return whether any token is of one of `kinds`."""
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_text(self) -> bool:
        return Token("mark", "@") in self.tokens


@cache
def parse_sections(code: str) -> tuple[Section, ...] | None:
    """Return the sections of a code; None if something in it is not known."""
    code = _LOCAL_FORMATS.get(code, code)
    if system_format := _SYSTEM.search(code):
        is_day = system_format[1].upper() == "F800"
        return parse_sections(_LONG_DAY if is_day else _LONG_TIME)
    sections: list[Section] = []
    section = Section(())
    for match in _TOKEN.finditer(code + ";"):
        kind = str(match.lastgroup)
        text = match[kind]
        if kind == "other" and text == ";":
            sections.append(section)
            section = Section(())
            continue
        extended = _extend_section(section, kind, text)
        if extended is None:
            return None
        section = extended
    return tuple(sections)


def _extend_section(section: Section, kind: str, text: str) -> Section | None:
    """Return a section with another piece of the code; None if that is not known."""
    match kind:
        case "bracket":
            return _add_bracket(section, text)
        case "unknown":
            return None
        case "fill":  # fills the column, whatever its width
            return section
        case "quoted" | "escaped" | "other":
            token = Token("literal", text)
        case "space":  # as wide as a character
            token = Token("literal", " ")
        case _:
            token = Token(kind, text)
    return replace(section, tokens=(*section.tokens, token))


def _add_bracket(section: Section, text: str) -> Section | None:
    """Return a section with what stands in brackets: a condition, hours in all, a currency or
    language, or a colour. None if that is not known.
    """
    if limit := _CONDITION.fullmatch(text):
        return replace(section, condition=(limit[1], Decimal(limit[2])))
    if _ELAPSED.fullmatch(text):
        return replace(section, tokens=(*section.tokens, Token("elapsed", text)))
    if text.startswith("$"):
        sign, _, language = text[1:].partition("-")
        tokens = (*section.tokens, Token("literal", sign))
        return replace(section, tokens=tokens, english=not language or _is_english(language))
    return section if _COLOUR.fullmatch(text) else None


def _is_english(language: str) -> bool:
    try:
        return int(language.split(",")[0], 16) & 0x3FF in (0, _ENGLISH)
    except ValueError:
        return language.casefold().startswith("en")


def choose_section(sections: tuple[Section, ...], number: Decimal) -> tuple[Section | None, bool]:
    """Return the section for a number, and whether a minus sign goes before it."""
    numeric = [section for section in sections[:4] if not section.is_text] or [sections[0]]
    if len(numeric) == 4:
        numeric.pop()  # words, also without an @
    if any(section.condition for section in numeric):
        return _choose_by_condition(numeric, number)
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], number < 0


def _choose_by_condition(sections: list[Section], number: Decimal) -> tuple[Section | None, bool]:
    """Return the first section whose condition holds, and whether a minus sign goes before.

    A last one without a condition is for all others.
    """
    for index, section in enumerate(sections):
        if section.condition:
            sign, limit = section.condition
        elif index == len(sections) - 1:
            return section, number < 0
        else:
            sign, limit = (">" if index == 0 else "<"), Decimal(0)
        if _holds(number, sign, limit):
            is_for_negatives = sign in ("<", "<=") and limit <= 0
            return section, number < 0 and not is_for_negatives
    return None, False


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[sign]
