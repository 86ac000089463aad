"""Numbers, days and times as a sheet shows them, by the codes of its number formats: "Rm "000, h:mm
AM/PM, # ?/?.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from handout.sources.spreadsheet.date_format import format_date

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<wide>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<power>E[+-])|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digit>[0#?])|(?P<mark>[.,%/@])|(?P<other>[^A-Za-z])|(?P<unknown>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.IGNORECASE)
_SYSTEM = re.compile(r"\[\$-(F800|F400)\]", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
# Formats that stand for those of the computer's own language; these are those of the United States.
_OWN = {"mm-dd-yy": "m/d/yyyy", "m/d/yy h:mm": "m/d/yyyy h:mm"}
_LONG_DAY, _LONG_TIME = "dddd, mmmm d, yyyy", "h:mm:ss AM/PM"
_ENGLISH = 9  # the low ten bits of a Windows language number


class Token(NamedTuple):
    """A piece of a format: `kind` is literal, digit, mark, power, general, date, elapsed or half."""

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


def format_number(value: float, code: str, *, from_1904: bool = False) -> str | None:
    """Return what a sheet shows for `value` in a cell whose number format is `code`.

    None if this is not known. Days count from 1904 if `from_1904`. What can be shown in no way is
    ########, as in a sheet.
    """
    sections = _sections(_OWN.get(code, code))
    if sections is None:
        return None
    number = Decimal(repr(value))
    chosen, negative = _choose(sections, number)
    if chosen is None:
        return "########"
    if chosen.has("date", "elapsed"):
        return format_date(value, chosen.tokens, chosen.english, from_1904)
    size = abs(number)
    if chosen.has("general") or chosen.is_text:
        text = "".join(
            general_number(float(size)) if kind == "general" or text == "@" else text
            for kind, text in chosen.tokens
        )
    elif any(token == ("mark", "/") for token in chosen.tokens) and chosen.has("digit"):
        text = _fraction(chosen.tokens, size)
    elif chosen.has("power"):
        text = _scientific(chosen.tokens, size)
    else:
        text = _fixed(chosen.tokens, size)
    shows_nothing = chosen.has("digit") and not re.search("[1-9]", text) and number
    return f"-{text}" if negative and not shows_nothing else text


@cache
def text_around(code: str) -> tuple[str, str] | None:
    """Return what a sheet shows before and after words in a cell whose number format is `code`.

    None if it shows other words, or none, in their place.
    """
    sections = _sections(code) or ()
    with_sign = [section for section in sections if section.is_text]
    chosen = sections[3] if len(sections) > 3 else with_sign[-1] if with_sign else None
    if chosen is None:
        return "", ""
    if not chosen.is_text:
        return None
    at = chosen.tokens.index(Token("mark", "@"))
    before = "".join(text for _, text in chosen.tokens[:at])
    return before, "".join(text for _, text in chosen.tokens[at + 1 :])


def general_number(value: float) -> str:
    """Return a number without a format: all of its digits, also those that a narrow column would
    round away.
    """
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f")


@cache
def shows(code: str) -> frozenset[str]:
    """Return what of a day and time a format shows: "day", "time", both, or for numbers nothing."""
    found = set()
    for section in _sections(_OWN.get(code, code)) or ():
        for kind, text in section.tokens:
            if kind == "elapsed" or (kind == "date" and text[0] in "hsHS"):
                found.add("time")
            elif (
                kind == "date"
                and text[0] in "dyDY"
                or kind == "date"
                and not section.has("elapsed", "half")
                and len(text) > 2
            ):
                found.add("day")
    return frozenset(found)


@cache
def _sections(code: str) -> tuple[Section, ...] | None:
    """Return the sections of a code; None if something in it is not known."""
    if own := _SYSTEM.search(code):
        return _sections(_LONG_DAY if own[1].upper() == "F800" else _LONG_TIME)
    found: list[Section] = []
    section = Section(())
    for match in _TOKEN.finditer(code + ";"):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "other" and text == ";":
            found.append(section)
            section = Section(())
            continue
        more = _extended(section, kind, text)
        if more is None:
            return None
        section = more
    return tuple(found)


def _extended(section: Section, kind: str, text: str) -> Section | None:
    """A section with another piece of the code; None if that is not known."""
    if kind == "bracket":
        return _with_bracket(section, text)
    if kind in ("unknown", "fill"):
        return section if kind == "fill" else None
    if kind in ("quoted", "escaped", "other"):
        kind = "literal"
    elif kind == "wide":
        kind, text = "literal", " "
    return replace(section, tokens=(*section.tokens, Token(kind, text)))


def _with_bracket(section: Section, text: str) -> Section | None:
    """A section with what stands in brackets: a condition, hours in all, a currency or language, or
    a colour.
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


def _choose(sections: tuple[Section, ...], number: Decimal) -> tuple[Section | None, bool]:
    """Return the section for a number, and whether a minus sign goes before it."""
    numeric = [section for section in sections[:4] if not section.is_text] or [sections[0]]
    if len(numeric) == 4:
        numeric.pop()  # words, also without an @
    if any(section.condition for section in numeric):
        for n, section in enumerate(numeric):
            if section.condition is None and n == len(numeric) - 1:
                return section, number < 0
            limit = section.condition or ((">", Decimal(0)) if n == 0 else ("<", Decimal(0)))
            if _holds(number, *limit):
                below_zero = limit[0] in ("<", "<=") and limit[1] <= 0
                return section, number < 0 and not below_zero
        return None, False
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], number < 0


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[sign]


def _rounded(number: Decimal, places: int) -> str:
    """Return the digits of a number with so many decimals, half away from zero.

    No digit before the point for 0.
    """
    with_point = format(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return with_point.lstrip("0") if with_point != "0" else ""


def _fixed(tokens: tuple[Token, ...], number: Decimal) -> str:
    digits = [n for n, token in enumerate(tokens) if token.kind == "digit"]
    if not digits:
        return "".join(token.text for token in tokens)
    point = next((n for n, token in enumerate(tokens) if token == ("mark", ".")), len(tokens))
    whole = [n for n in digits if n < point]
    places = [n for n in digits if n > point]
    commas = [n for n, token in enumerate(tokens) if token == ("mark", ",") and n > digits[0]]
    last = max(digits) if not whole else whole[-1]
    grouped = bool(whole) and any(whole[0] < n < whole[-1] for n in commas)
    scale = sum(1 for n in commas if n > last and (n < point or n > digits[-1]))
    percents = sum(token == ("mark", "%") for token in tokens)
    number = number.scaleb(2 * percents - 3 * scale)
    before, _, after = _rounded(number, len(places)).partition(".")
    shown = _fill_whole([tokens[n].text for n in whole], before, grouped)
    parts = dict(zip(whole, shown, strict=True))
    decimals = _fill_places([tokens[n].text for n in places], after)
    parts |= dict(zip(places, decimals, strict=True))
    if point < len(tokens):  # a point with nothing behind it is not written
        parts[point] = ("" if whole else before) + ("." if any(decimals) else "")
    for n in commas:
        parts[n] = ""
    return "".join(parts.get(n, token.text) for n, token in enumerate(tokens))


def _fill_whole(holders: list[str], digits: str, grouped: bool) -> list[str]:
    """Return what stands at each placeholder before the point; the first takes all digits that are
    left.
    """
    left, shown, count = list(digits), [], 0
    for n in range(len(holders) - 1, -1, -1):
        text = ""
        for _ in range(max(1, len(left)) if n == 0 else 1):
            sign = left.pop() if left else {"0": "0", "?": " "}.get(holders[n], "")
            if grouped and sign.isdigit() and count and count % 3 == 0:
                sign += ","
            count += 1
            text = sign + text
        shown.append(text)
    return shown[::-1]


def _fill_places(holders: list[str], digits: str) -> list[str]:
    """Return what stands at each placeholder behind the point: zeros at the end only where the
    format asks for them.
    """
    kept = len(digits.rstrip("0"))
    return [
        digit if n < kept or holder == "0" else " " if holder == "?" else ""
        for n, (holder, digit) in enumerate(zip(holders, digits, strict=True))
    ]


def _scientific(tokens: tuple[Token, ...], number: Decimal) -> str:
    at = next(n for n, token in enumerate(tokens) if token.kind == "power")
    mantissa, power = tokens[:at], tokens[at + 1 :]
    point = next((n for n, token in enumerate(mantissa) if token == ("mark", ".")), at)
    width = sum(token.kind == "digit" for token in mantissa[:point])
    places = sum(token.kind == "digit" for token in mantissa[point:])
    step = max(width, 1)
    exponent = math.floor(number.adjusted() / step) * step if number else 0
    if number and Decimal(_rounded(number.scaleb(-exponent), places)) >= Decimal(10) ** step:
        exponent += step
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    shown = _fixed(mantissa, number.scaleb(-exponent))
    return shown + "E" + sign + _fixed(power, Decimal(abs(exponent)))


def _fraction(tokens: tuple[Token, ...], number: Decimal) -> str:
    """A fraction, with one space before it: sheets line them up with more."""
    bar = next(n for n, token in enumerate(tokens) if token == ("mark", "/"))
    start = bar
    while start and tokens[start - 1].kind == "digit":
        start -= 1
    end = bar + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].text.isdigit()):
        end += 1
    own = "".join(token.text for token in tokens[bar + 1 : end])
    wholes = [n for n, token in enumerate(tokens[:start]) if token.kind == "digit"]
    exact = Fraction(number)
    part = exact - int(exact) if wholes else exact
    if own.isdigit() and int(own):
        near = Fraction(round(part * int(own)), 1)
        top, bottom = int(near), int(own)
    else:
        near = part.limit_denominator(10 ** min(len(own), 4) - 1)
        top, bottom = near.numerator, near.denominator
    whole = int(exact) + (top // bottom if wholes else 0)
    top = top % bottom if wholes else top
    lead = "".join(token.text for token in tokens[: wholes[0] if wholes else start])
    trail = "".join(token.text for token in tokens[end:])
    shown = [str(whole)] if wholes and (whole or not top) else []
    if top or not wholes:
        shown.append(f"{top}/{bottom}")
    return lead + " ".join(shown) + trail
