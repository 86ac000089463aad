"""Times and days as people type them."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_patterns import put_together
from press import prepare_text
from script_fonts import script_fonts

from handout.content_folders import list_languages
from handout.interface_language import speak
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.messages import message_table
from handout.problems import Position, Problem
from handout.publish.html.field_rules import patterns
from handout.sources.fields.field_reader import read_fields
from handout.sources.fields.time_words import plain_signs
from handout.sources.fields.typed_times import (
    clock_time,
    half_of_day,
    minutes_of_day,
    school_time,
    spoken_time,
    written_time,
)
from handout.sources.fields.types import Date, Time
from handout.sources.fields.value_parser import parse_value
from handout.sources.yaml.tree import parse_yaml


def is_taken_in_the_page(typed: str) -> bool:
    pattern = put_together(patterns(), "time")
    return bool(re.fullmatch(pattern, plain_signs(typed)))


def read(kind: Time | Date, typed: str) -> tuple[object, list[str]]:
    result: list[Problem] = []
    value = parse_value(kind, typed, Position(""), "x", result)
    return value, [each.code for each in result]


@pytest.mark.parametrize(
    ("typed", "on_the_sheet", "in_the_form"),
    [
        ("7:45", "7:45", "7:45"),
        ("745", "7:45", "7:45"),
        ("0745", "7:45", "7:45"),
        ("07:45", "07:45", "7:45"),
        ("8", "8:00", "8:00"),
        ("08", "8:00", "8:00"),
        ("12", "12:00", "12:00"),
        ("1:15", "1:15", "1:15"),
        ("1:15pm", "1:15pm", "1:15 pm"),
        ("1.15 p.m.", "1:15 pm", "1:15 pm"),
        ("1:15 P. M.", "1:15 pm", "1:15 pm"),
        ("115p", "1:15 pm", "1:15 pm"),
        ("8a", "8:00 am", "8:00 am"),
        ("8 AM", "8:00 am", "8:00 am"),
        ("13:15", "13:15", "1:15"),
        ("1315", "13:15", "1:15"),
        ("18:30", "18:30", "6:30 pm"),
        ("05:30", "05:30", "5:30 am"),
        ("0530", "5:30", "5:30 am"),
        ("7.45", "7:45", "7:45"),
        ("7;45", "7:45", "7:45"),
        ("7,45", "7:45", "7:45"),
        ("7h45", "7:45", "7:45"),
        ("7 45", "7:45", "7:45"),
        ("７：４５", "7:45", "7:45"),
        (" 7:45 ", "7:45", "7:45"),
        ("7:45\u00a0am", "7:45 am", "7:45 am"),
        ("noon", "12:00 pm", "12:00 pm"),
        ("Midnight", "12:00 am", "12:00 am"),
        ("00:15", "00:15", "12:15 am"),
        ("23:59", "23:59", "11:59 pm"),
        ("8h", "8:00", "8:00"),
        ("8 h 30", "8:30", "8:30"),
        ("às 8h", "8:00", "8:00"),
        ("14h30min", "14:30", "2:30"),
        ("8 e meia", "8:30", "8:30"),
        ("meio-dia", "12:00 pm", "12:00 pm"),
        ("a las 8:30", "8:30", "8:30"),
        ("8:30 h", "8:30", "8:30"),
        ("2 de la tarde", "2:00 pm", "2:00 pm"),
        ("8 giờ", "8:00", "8:00"),
        ("8 giờ 30 phút", "8:30", "8:30"),
        ("8g30", "8:30", "8:30"),
        ("lúc 2 giờ chiều", "2:00 pm", "2:00 pm"),
        ("8è", "8:00", "8:00"),
        ("2zè nan apremidi", "2:00 pm", "2:00 pm"),
        ("上午8点", "8:00 am", "8:00 am"),
        ("下午2点半", "2:30 pm", "2:30 pm"),
        ("8時30分", "8:30", "8:30"),
        ("８：３０", "8:30", "8:30"),
        ("８点", "8:00", "8:00"),
        ("٨:٠٠", "8:00", "8:00"),
        ("٨:٣٠ ص", "8:30 am", "8:30 am"),
        ("الساعة ٢ مساءً", "2:00 pm", "2:00 pm"),
        ("8 o'clock", "8:00", "8:00"),
    ],
)
def test_what_people_type_is_a_time(typed: str, on_the_sheet: str, in_the_form: str) -> None:
    assert read(Time(), typed) == (on_the_sheet, [])
    assert school_time(typed) == in_the_form


@pytest.mark.parametrize(
    "typed",
    [
        "7:4",
        "7:",
        ":45",
        "7:60",
        "25",
        "24:00",
        "0",
        "13:15 pm",
        "0:15 am",
        "74",
        "7:45:30",
        "7-45",
        "7:45 xm",
        "8ish",
        "eightish",
        "7:45-8:00",
        "12345",
        "-745",
        "7:45 a.b.",
        "a",
        "pm",
        "h",
        "25h",
        "8h75",
        "8:75 h",
        "25 giờ",
        "上午14点",
        "上午8点下午",
        "8 giờ ăn",
        "từ 8 giờ",
    ],
)
def test_what_is_no_time_is_told(typed: str) -> None:
    assert read(Time(), typed) == (None, ["time"])
    assert school_time(typed) == written_time(typed) == ""


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from([":", "", ".", ";", " "]),
    st.sampled_from(["", "am", " pm", " p.m.", "A"]),
)
def test_a_time_means_the_same_however_it_is_written(
    hour: int, minute: int, between: str, half: str
) -> None:
    typed = f"{hour:02}{between}{minute:02}{half}"
    value, codes = read(Time(), typed)
    if half and not 1 <= hour <= 12:
        assert codes == ["time"]
        return
    assert codes == []
    shown = school_time(typed)
    assert set(minutes_of_day(str(value))) & set(minutes_of_day(shown)), (typed, value, shown)
    assert school_time(shown) == shown and written_time(shown) == shown


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (text, datetime.date(2026, 9, 1))
        for text in (
            "2026-09-01",
            "2026-9-1",
            "2026/09/01",
            "9/1/2026",
            "09/01/2026",
            "9/1/26",
            "9-1-2026",
            "Sep 1, 2026",
            "Sept. 1 2026",
            "September 1st, 2026",
            "1 September 2026",
            "９/１/２０２６",
            "٢٠٢٦-٠٩-٠١",
            "1 de septiembre de 2026",
            "1 de set. de 2026",
            "01 de setembro de 2026",
            "1 tháng 9 năm 2026",
            "ngày 1 tháng 9 năm 2026",
            "1 septanm 2026",
            "1 سبتمبر 2026",
            "١ سبتمبر، ٢٠٢٦",
            "2026年9月1日",
            "２０２６年９月１号",
        )
    ],
)
def test_what_people_type_is_a_day(typed: str, day: datetime.date) -> None:
    assert read(Date(), typed) == (day, [])


@pytest.mark.parametrize(
    ("typed", "language", "day", "notes"),
    [
        ("01.06.2027", "en", datetime.date(2027, 6, 1), ["date-order"]),
        ("1.6.27", "es", datetime.date(2027, 6, 1), ["date-order"]),
        ("6.6.2027", "en", datetime.date(2027, 6, 6), []),
        ("30.6.2027", "en", datetime.date(2027, 6, 30), []),
        ("06.15.2027", "en", datetime.date(2027, 6, 15), []),
        ("1/6/2027", "en", datetime.date(2027, 1, 6), []),
        ("1/6/2027", "es", datetime.date(2027, 1, 6), ["date-order"]),
        ("1-6-2027", "vi", datetime.date(2027, 1, 6), ["date-order"]),
        ("2027.6.1", "es", datetime.date(2027, 6, 1), []),
    ],
)
def test_a_day_of_numbers_that_may_be_two_is_told(
    typed: str, language: str, day: datetime.date, notes: list[str]
) -> None:
    """Dots put the day first; slashes are read as in the United States, others are told."""
    problems: list[Problem] = []
    with speak(language):
        assert Date().parse_text(typed, Position(""), "valid_to", problems) == day
    assert [one.code for one in problems if one.warning] == notes
    assert len(problems) == len(notes)


def test_a_month_s_name_is_that_of_its_own_language() -> None:
    """Out is August in Creole and October, short, in Portuguese: outubro was read as August."""
    october = datetime.date(2026, 10, 5)
    assert read(Date(), "5 de outubro de 2026") == (october, [])
    assert read(Date(), "5 outubro 2026") == (october, [])
    assert read(Date(), "5 oktòb 2026") == (october, [])
    assert read(Date(), "5 out 2026") == (None, ["date"])
    assert read(Date(), "5 fevereiro 2026") == (datetime.date(2026, 2, 5), [])
    assert read(Date(), "5 mercredi 2026") == (None, ["date"])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9/1", "date"),
        ("30 de febrero de 2026", "date-none"),
        ("2026年13月1日", "date-none"),
        ("1 de nada de 2026", "date"),
        ("9", "date"),
        ("Monday", "date"),
        ("2026", "date"),
        ("Brumaire 3, 2026", "date"),
        ("9/1/20266", "date"),
        ("2026-02-30", "date-none"),
        ("13/1/2026", "date-none"),
        ("0/1/2026", "date-none"),
        ("Feb 30, 2026", "date-none"),
    ],
)
def test_what_is_no_day_is_told(typed: str, code: str) -> None:
    assert read(Date(), typed) == (None, [code])


def test_a_file_takes_them_too() -> None:
    result: list[Problem] = []
    values = read_fields(
        parse_yaml("arrive: 745\nleave: noon\nvalid_from: 9/1/2026\n", "f"), result
    )
    assert [str(values[name].value) for name in ("arrive", "leave", "valid_from")] == [
        "7:45",
        "12:00 pm",
        "2026-09-01",
    ]
    assert result == []


@pytest.mark.parametrize(
    ("typed", "en", "pt", "ar"),
    [
        ("2:45 pm", "2:45 pm", "14:45", "2:45 م"),
        ("2:45pm", "2:45 pm", "14:45", "2:45 م"),
        ("7:45 am", "7:45 am", "7:45", "7:45 ص"),
        ("12:00 pm", "12:00 pm", "12:00", "12:00 م"),
        ("12:15 am", "12:15 am", "0:15", "12:15 ص"),
        ("14:45", "2:45 pm", "14:45", "2:45 م"),
        ("0:15", "12:15 am", "0:15", "12:15 ص"),
        ("7:45", "7:45", "7:45", "7:45"),
        ("1:15", "1:15", "1:15", "1:15"),  # of which half nobody said
        ("6:30 pm", "6:30 pm", "18:30", "6:30 م"),
        ("after lunch", "after lunch", "after lunch", "after lunch"),
    ],
)
def test_a_time_as_a_language_says_it(typed: str, en: str, pt: str, ar: str) -> None:
    for language, said in (("en", en), ("pt", pt), ("ar", ar)):
        assert spoken_time(typed, message_table("words", language)["times"]) == said


def _worded_times(words: dict[str, list[str]]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield times in every order and with every name that a language has, none of them past noon."""
    numbers, parts = (
        [(int(number), name) for number, _, name in (entry.partition(" ") for entry in words[key])]
        for key in ("numbers", "parts")
    )
    hours = [(8, "8"), *((number, name) for number, name in numbers if number <= 12)]
    minutes = [*parts, *((number, name) for number, name in numbers if number >= 5)]
    for form in words["spoken"]:
        kinds = {
            "after": [(20, "20"), *minutes],
            "after_name": minutes,
            "before": [(20, "20"), *minutes],
            "before_part": parts,
        }
        kind = next(kind for kind in kinds if f"{{{kind}}}" in form)
        for (hour, hour_name), (minute, name) in itertools.product(hours, kinds[kind]):
            typed = form.format(**{"hour": hour_name, kind: name})
            is_before = kind.startswith("before")
            yield typed, ((hour - 2) % 12 + 1, 60 - minute) if is_before else (hour, minute)


@pytest.mark.parametrize("language", list_languages())
def test_hours_and_minutes_by_name(language: str) -> None:
    """Every order, every name of a number; and what the editor in the page takes is the same."""
    words = message_table("times", language)
    times = list(_worded_times(words))
    at, noon = words["at"][0], words["pm"][0]
    for typed, (hour, minute) in times:
        assert clock_time(typed) == (hour, minute, ""), typed
    for typed, (hour, minute) in times[:: len(times) // 40 or 1]:
        # A quarter to twelve is in the other half of the day.
        assert hour == 11 or clock_time(f"{at} {typed} {noon}") == (hour, minute, "p"), typed
        assert is_taken_in_the_page(typed), typed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("十点", "10:00"),
        ("十点半", "10:30"),
        ("上午九点一刻", "9:15 am"),
        ("下午1点", "1:00 pm"),
        ("下午两点零五分", "2:05 pm"),
        ("二十点十分", "20:10"),
        ("差一刻九点", "8:45"),
        ("٧:٤٥", "7:45"),
        ("الساعة الثامنة والنصف", "8:30"),
        ("الثامنة إلا ربعًا صباحًا", "7:45 am"),
        ("7h45", "7:45"),
        ("oito e meia", "8:30"),
        ("quinze horas", "15:00"),
        ("às sete e quarenta e cinco", "7:45"),
        ("7è45", "7:45"),
        ("uitè edmi", "8:30"),
        ("9è mwen ka", "8:45"),
        ("7g45", "7:45"),
        ("7 giờ 45", "7:45"),
        ("tám giờ rưỡi sáng", "8:30 am"),
        ("9 giờ kém 15", "8:45"),
        ("las 8 y media", "8:30"),
        ("8 y cuarto", "8:15"),
        ("a la una y media de la tarde", "1:30 pm"),
        ("un cuarto para las 9", "8:45"),
        ("ocho en punto", "8:00"),
        ("quarter past nine", "9:15"),
        ("half past 8", "8:30"),
        ("eight thirty", "8:30"),
        ("twelve o'clock", "12:00"),
        ("quarter to 12 pm", "11:45 am"),
        ("quarter to 1 pm", "12:45 pm"),
        ("quarter to 12 am", "11:45 pm"),
        ("1 menos cuarto", "12:45"),
        # A lesson from ten to eleven, and no time that anybody means.
        *(("ten to eleven", ""), ("half eight", ""), ("eight students", ""), ("十个", "")),
    ],
)
def test_times_in_words(typed: str, shown: str) -> None:
    assert written_time(typed) == shown
    assert school_time(typed) == school_time(shown)
    assert is_taken_in_the_page(typed) == bool(shown)


@pytest.mark.parametrize("language", list_languages())
def test_a_time_in_the_words_of_a_language_is_read_and_said_by_its_own_clock(language: str) -> None:
    words, clock = message_table("times", language), message_table("words", language)["times"]
    hours = [f"8{gap}{word}" for word in words["hour"] for gap in ("", " ")]
    morning = {f"{hour}{gap}30": (8, 30) for hour in hours for gap in ("", " ")}
    morning |= {hour: (8, 0) for hour in hours} | {"8:30": (8, 30)}
    for typed, (hour, minute) in morning.items():
        assert clock_time(typed) == (hour, minute, ""), typed
        for half, list_name in (("a", "am"), ("p", "pm")):
            for word in words[list_name]:
                for said in (f"{typed} {word}", f"{word} {typed}", f"{word}{typed}"):
                    assert clock_time(said) == (hour, minute, half), said
                    shown = half_of_day(written_time(said), clock)
                    assert minutes_of_day(written_time(shown))
                    if language not in ("en", "es", "ht"):
                        assert not re.search("[A-Za-z]", shown), (said, shown)


@pytest.mark.parametrize(
    "typed, shown",
    [
        ("ora 8", "8:00"),
        ("um 8 Uhr", "8:00"),
        ("8:30 SA", "8:30 am"),
        ("1:15 tarde", "1:15 pm"),
        ("٨ صباحاً", "8:00 am"),
        ("1:15 مساءاً", "1:15 pm"),
        ("12 giờ 30 trưa", "12:30 pm"),
        ("午前8時", "8:00 am"),
    ],
)
def test_more_forms_that_people_write(typed: str, shown: str) -> None:
    assert written_time(typed) == shown


@pytest.mark.parametrize(
    "language, typed, shown",
    [
        ("zh-Hans", "下午1点15分", "13:15"),
        ("vi", "1:15 chiều", "13:15"),
        ("pt", "1h15 da tarde", "13:15"),
        ("ar", "١:١٥ م", "1:15 م"),
        ("es", "1:15 de la tarde", "1:15 pm"),
        ("zh-Hans", "8:30", "8:30"),
        ("es", "13:15", "13:15"),
    ],
)
def test_a_sheet_says_times_as_its_language_does(
    language: str, typed: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    row = f"schedule:\n- {{start: '{typed}', para_does: x}}\n"
    handout = prepare_text(f"language: {language}\narrive: '{typed}'\n{row}").fitted.sheet.handout
    assert handout.value("arrive") == shown
    schedule = handout.value("schedule")
    assert isinstance(schedule, tuple) and isinstance(schedule[0], dict)
    assert schedule[0]["start"] == shown
