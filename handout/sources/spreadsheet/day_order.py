"""Whether the day or the month comes first in days such as 1/6/2027, as the other days tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from handout.problems import Position, Problem, problem

_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_USUAL_DAY_FIRST = "."  # nearly everywhere; with other signs the month is, in the United States


class DayOrder(NamedTuple):
    """What days tell that are written with one `sign` between their numbers.

    `unsure` is the first that is a day either way, `day_first` and `month_first` the first that are
    one in that order alone; "" for none.
    """

    sign: str
    unsure: str = ""
    day_first: str = ""
    month_first: str = ""

    @property
    def is_day_first(self) -> bool:
        """Return whether the day is first; where neither is proved, as it is usual."""
        if bool(self.day_first) == bool(self.month_first):
            return self.sign in _USUAL_DAY_FIRST
        return bool(self.day_first)


def find_day_orders(days: Iterable[str]) -> tuple[DayOrder, ...]:
    """Return what `days` tell, for each sign that they are written with; those in another form tell
    nothing.
    """
    first_found: dict[str, dict[str, str]] = {}
    for day in dict.fromkeys(days):
        if match := _NUMBERS.fullmatch(day):
            one, other = int(match[1]), int(match[3])
            of_sign = first_found.setdefault(match[2], {})
            if max(one, other) <= 12 and one != other:
                of_sign.setdefault("unsure", day)
            elif one <= 12 < other:
                of_sign.setdefault("month_first", day)
            elif other <= 12 < one:
                of_sign.setdefault("day_first", day)
    return tuple(DayOrder(sign, **of_sign) for sign, of_sign in first_found.items())


def day_first_signs(orders: Iterable[DayOrder]) -> str:
    """Return the signs between numbers of which the first is the day."""
    return "".join(order.sign for order in orders if order.is_day_first)


def plain_day(cell: str, day_first: str = _USUAL_DAY_FIRST) -> str:
    """Return a day in numbers, 9/1/2026 or 9/1/26, as 2026-09-01; the day is first where one of the
    signs `day_first` stands between.

    Anything else as it is.
    """
    match = _NUMBERS.fullmatch(cell)
    if not match:
        return cell
    month, sign, day, year = match.groups()
    if sign in day_first:
        month, day = day, month
    if int(month) > 12:
        return cell
    if len(year) == 2:
        year = f"20{year}"
    return f"{year}-{int(month):02}-{int(day):02}"


def day_order_problems(orders: Iterable[DayOrder], position: Position) -> Iterator[Problem]:
    """Note, once for a file, in which order its days were read if that is unsure or unusual."""
    for order in orders:
        found = order.unsure or order.day_first or order.month_first
        values = {"found": found, "read": plain_day(found, order.sign * order.is_day_first)}
        is_usual = order.is_day_first == (order.sign in _USUAL_DAY_FIRST)
        if order.day_first and order.month_first:
            values |= {"one": order.day_first, "other": order.month_first}
            code = "roster-day-mixed"
        elif not is_usual:
            values["proof"] = order.day_first or order.month_first
            code = "roster-day-first" if order.is_day_first else "roster-month-first"
        elif order.unsure and not (order.day_first or order.month_first):
            code = "roster-day-unsure" if order.is_day_first else "roster-month-unsure"
        else:
            continue
        yield problem(code, position, warning=True, **values)
