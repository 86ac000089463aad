"""The day of a review, as reviewers of each language write it."""

from __future__ import annotations

import datetime

import pytest

from handout.problems import Position, Problem
from handout.sources.translations.review_day import read_review_day

TODAY = datetime.date(2026, 11, 27)
DAY_FIRST = ("es", "pt", "vi", "ht", "ar")
MONTH_FIRST = ("zh-Hans", "eo")

READ = {
    "2026-11-20": "2026-11-20",
    "11/20/2026": "2026-11-20",
    "20/11/2026": ("2026-11-20", "date-none"),
    "20.11.26": "2026-11-20",
    "20-11-2026": ("2026-11-20", "date-none"),
    "٢٠/١١/٢٠٢٦": ("2026-11-20", "date-none"),
    "6/6/2026": "2026-06-06",
    "5/6/2026": ("review-day-order", "2026-05-06"),
    "05.06.26": "review-day-order",
    "5/12/2026": "2026-05-12",  # December 5 has not come yet
    "12/5/2026": ("2026-05-12", "review-future"),
    "31/12/2026": ("review-future", "date-none"),
    "31/2/2026": "date-none",
    "46346": "2026-11-20",  # a cell that lost its format
    "46346.0": "2026-11-20",
    "46400": "review-future",
    "20 de noviembre de 2026": "2026-11-20",
    "20 tháng 11 năm 2026": "2026-11-20",
    "soon": "date",
}


@pytest.mark.parametrize("language", (*DAY_FIRST, *MONTH_FIRST))
@pytest.mark.parametrize("typed", READ)
def test_a_day_is_read_as_people_of_the_language_write_it(language: str, typed: str) -> None:
    wanted = READ[typed]
    if not isinstance(wanted, str):
        wanted = wanted[language in MONTH_FIRST]
    read = read_review_day(typed, language, Position("review.xlsx", 7, 9), TODAY)
    assert (read.code if isinstance(read, Problem) else str(read)) == wanted


def test_a_day_that_may_be_two_is_told_with_both() -> None:
    read = read_review_day("5/6/2026", "es", Position("review.xlsx", 7, 9), TODAY)
    assert isinstance(read, Problem)
    assert "2026-05-06" in read.message and "2026-06-05" in read.message
