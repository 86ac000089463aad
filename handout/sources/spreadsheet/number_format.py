"""Numbers, days and times as a sheet shows them, by the codes of its number formats: "Rm "000, h:mm
AM/PM, # ?/?.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from handout.sources.spreadsheet.date_format import format_date
from handout.sources.spreadsheet.number_codes import (
    Token,
    choose_section,
    parse_sections,
)


def format_number(value: float, code: str, *, from_1904: bool = False) -> str | None:
    """Return what a sheet shows for `value` in a cell whose number format is `code`.

    None if this is not known. Days count from 1904 if `from_1904`. What can be shown in no way is
    ########, as in a sheet.
    """
    sections = parse_sections(code)
    if sections is None:
        return None
    number = Decimal(repr(value))
    chosen, is_negative = choose_section(sections, number)
    if chosen is None:
        return "########"
    if chosen.has("date", "elapsed"):
        return format_date(value, chosen.tokens, chosen.english, from_1904)
    size = abs(number)
    if chosen.has("general") or chosen.is_text:
        text = _format_general(chosen.tokens, size)
    elif any(token == ("mark", "/") for token in chosen.tokens) and chosen.has("digit"):
        text = _format_fraction(chosen.tokens, size)
    elif chosen.has("power"):
        text = _format_scientific(chosen.tokens, size)
    else:
        text = _format_fixed(chosen.tokens, size)
    # A number that is rounded to 0 has no sign: -0.4 in the format 0 is 0.
    is_rounded_to_zero = chosen.has("digit") and not re.search("[1-9]", text) and number
    return f"-{text}" if is_negative and not is_rounded_to_zero else text


@cache
def surrounding_text(code: str) -> tuple[str, str] | None:
    """Return what a sheet shows before and after words in a cell whose number format is `code`.

    None if it shows other words, or none, in their place.
    """
    sections = parse_sections(code) or ()
    text_sections = [section for section in sections if section.is_text]
    # The fourth section is for words (ECMA-376 18.8.31), else one that has an @.
    if len(sections) > 3:
        chosen = sections[3]
    elif text_sections:
        chosen = text_sections[-1]
    else:
        return "", ""
    if not chosen.is_text:
        return None
    index = chosen.tokens.index(Token("mark", "@"))
    return _join_texts(chosen.tokens[:index]), _join_texts(chosen.tokens[index + 1 :])


def general_number(value: float) -> str:
    """Return a number without a format: all of its digits, also those that a narrow column would
    round away.
    """
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f")


@cache
def shown_parts(code: str) -> frozenset[str]:
    """Return what of a day and time a format shows: "day", "time", both, or for numbers nothing."""
    parts = set()
    for section in parse_sections(code) or ():
        # Beside hours an m may be minutes; three or more are always a month.
        is_clock = section.has("elapsed", "half")
        for kind, text in section.tokens:
            letter = text[:1].casefold()
            if kind == "elapsed" or (kind == "date" and letter in "hs"):
                parts.add("time")
            elif kind == "date" and (letter in "dy" or (len(text) > 2 and not is_clock)):
                parts.add("day")
    return frozenset(parts)


def _format_general(tokens: tuple[Token, ...], number: Decimal) -> str:
    parts = []
    for kind, text in tokens:
        is_number = kind == "general" or text == "@"
        parts.append(general_number(float(number)) if is_number else text)
    return "".join(parts)


def _round_digits(number: Decimal, places: int) -> str:
    """Return the digits of a number with so many decimals, half away from zero.

    No digit before the point for 0.
    """
    digits = format(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return digits.lstrip("0") if digits != "0" else ""


def _find_indexes(tokens: tuple[Token, ...], kind: str, text: str = "") -> list[int]:
    """Return the indexes of the tokens of this kind, and if `text` is given with this text."""
    return [
        index
        for index, token in enumerate(tokens)
        if token.kind == kind and (not text or token.text == text)
    ]


def _format_fixed(tokens: tuple[Token, ...], number: Decimal) -> str:
    """Return a number in a format such as #,##0.00: digits take the place of digit tokens."""
    digits = _find_indexes(tokens, "digit")
    if not digits:
        return _join_texts(tokens)
    points = _find_indexes(tokens, "mark", ".")
    point = points[0] if points else len(tokens)
    integer_places = [index for index in digits if index < point]
    decimal_places = [index for index in digits if index > point]
    commas = [index for index in _find_indexes(tokens, "mark", ",") if index > digits[0]]
    # A comma between digits groups thousands; each behind the last one divides by a thousand.
    last = integer_places[-1] if integer_places else digits[-1]
    is_grouped = any(index < last for index in commas) and bool(integer_places)
    divisions = sum(index > last and (index < point or index > digits[-1]) for index in commas)
    percents = len(_find_indexes(tokens, "mark", "%"))
    scaled = number.scaleb(2 * percents - 3 * divisions)
    integer_digits, _, decimal_digits = _round_digits(scaled, len(decimal_places)).partition(".")
    integers = _fill_integers(
        [tokens[index].text for index in integer_places], integer_digits, is_grouped
    )
    decimals = _fill_decimals([tokens[index].text for index in decimal_places], decimal_digits)
    parts = [token.text for token in tokens]
    for index, text in zip(integer_places + decimal_places, integers + decimals, strict=True):
        parts[index] = text
    if points:  # a point with nothing behind it is not written
        unplaced = "" if integer_places else integer_digits
        parts[point] = unplaced + ("." if any(decimals) else "")
    for index in commas:
        parts[index] = ""
    return "".join(parts)


def _fill_integers(placeholders: list[str], digits: str, is_grouped: bool) -> list[str]:
    """Return what stands at each placeholder before the point; the first takes all digits that are
    left.
    """
    remaining = list(digits)
    texts: list[str] = []  # from the last
    count = 0
    for index in range(len(placeholders) - 1, -1, -1):
        text = ""
        for _ in range(max(1, len(remaining)) if index == 0 else 1):
            if remaining:
                sign = remaining.pop()
            else:
                sign = {"0": "0", "?": " "}.get(placeholders[index], "")
            if is_grouped and sign.isdigit() and count and count % 3 == 0:
                sign += ","
            count += 1
            text = sign + text
        texts.append(text)
    return texts[::-1]


def _fill_decimals(placeholders: list[str], digits: str) -> list[str]:
    """Return what stands at each placeholder behind the point: zeros at the end only where the
    format asks for them.
    """
    significant = len(digits.rstrip("0"))
    texts = []
    for index, (placeholder, digit) in enumerate(zip(placeholders, digits, strict=True)):
        if index < significant or placeholder == "0":
            texts.append(digit)
        else:
            texts.append(" " if placeholder == "?" else "")
    return texts


def _format_scientific(tokens: tuple[Token, ...], number: Decimal) -> str:
    index = _find_indexes(tokens, "power")[0]
    mantissa, power = tokens[:index], tokens[index + 1 :]
    points = _find_indexes(mantissa, "mark", ".")
    point = points[0] if points else index
    width = len(_find_indexes(mantissa[:point], "digit"))
    places = len(_find_indexes(mantissa[point:], "digit"))
    # With several digits before the point, as in ##0.0E+0, exponents are multiples of their number.
    step = max(width, 1)
    exponent = math.floor(number.adjusted() / step) * step if number else 0
    rounded = _round_digits(number.scaleb(-exponent), places)
    if number and Decimal(rounded) >= Decimal(10) ** step:
        exponent += step
    sign = "-" if exponent < 0 else "+" if tokens[index].text.endswith("+") else ""
    digits = _format_fixed(mantissa, number.scaleb(-exponent))
    return digits + "E" + sign + _format_fixed(power, Decimal(abs(exponent)))


def _format_fraction(tokens: tuple[Token, ...], number: Decimal) -> str:
    """Return a fraction, with one space before it: sheets line them up with more."""
    bar = _find_indexes(tokens, "mark", "/")[0]
    start = bar
    while start and tokens[start - 1].kind == "digit":
        start -= 1
    end = bar + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].text.isdigit()):
        end += 1
    integer_places = _find_indexes(tokens[:start], "digit")
    has_integer = bool(integer_places)
    exact = Fraction(number)
    integer = int(exact)
    denominator_format = "".join(token.text for token in tokens[bar + 1 : end])
    numerator, denominator = _round_fraction(
        exact - integer if has_integer else exact, denominator_format
    )
    if has_integer:
        integer += numerator // denominator
        numerator %= denominator
    parts = [str(integer)] if has_integer and (integer or not numerator) else []
    if numerator or not has_integer:
        parts.append(f"{numerator}/{denominator}")
    before = tokens[: integer_places[0] if has_integer else start]
    return _join_texts(before) + " ".join(parts) + _join_texts(tokens[end:])


def _round_fraction(number: Fraction, denominator_format: str) -> tuple[int, int]:
    """Return the nearest fraction that has the denominator asked for: 8, or two digits (??)."""
    if denominator_format.isdigit() and int(denominator_format):
        denominator = int(denominator_format)
        return round(number * denominator), denominator
    most_digits = min(len(denominator_format), 4)
    nearest = number.limit_denominator(10**most_digits - 1)
    return nearest.numerator, nearest.denominator


def _join_texts(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text for token in tokens)
