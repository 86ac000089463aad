"""Words of another direction in the HTML of a line and of a phrase."""

from __future__ import annotations

import re

import pytest

from handout.publish.html.directed_html import line_html, words_html
from handout.sources.markdown.field_marks import FieldMark, make_mark
from handout.sources.markdown.inline_html import inline_html
from handout.writing_direction import Direction

NAME = make_mark(FieldMark("teacher_name", "Ms. Rivera"))
ARABIC_NAME = make_mark(FieldMark("teacher_name", "ليلى"))
BLANK = make_mark(FieldMark("room", "", 55))


@pytest.mark.parametrize(
    ("text", "around", "html"),
    [
        ("Ask *first*.", "ltr", "Ask <em>first</em>."),
        ("Ask **first**.", "rtl", '<span class="turned" dir="ltr">Ask <strong>first</strong>.</span>'),
        ("مرحبا **بكم**!", "ltr", '<span class="turned" dir="rtl">مرحبا <strong>بكم</strong>!</span>'),
        ("اتصل 555-0100.", "rtl", 'اتصل <span dir="ltr">555-0100</span>.'),
        ("اتصل **555-0100**.", "rtl", 'اتصل <strong><span dir="ltr">555-0100</span></strong>.'),
        ("ابدأ **Start (now).**", "rtl", 'ابدأ <strong><span dir="ltr">Start (now).</span></strong>'),
        (f"اسأل {NAME}.", "rtl", 'اسأل <span dir="ltr">Ms. Rivera</span>.'),
        (f"Ask {ARABIC_NAME}.", "ltr", 'Ask <span dir="rtl">ليلى</span>.'),
        (f"Ask {NAME}.", "ltr", "Ask Ms. Rivera."),
        ("Ask **ليلى** 12.", "ltr", 'Ask <strong><span dir="rtl">ليلى</span></strong> 12.'),
        ("اسأل ليلى 555-0100 أولا", "ltr",
         '<span class="turned" dir="rtl">اسأل ليلى <span dir="ltr">555-0100</span> أولا</span>'),
        (f"اسأل {BLANK}.", "rtl", 'اسأل <span class="u u55" style="width: 55pt"></span>.'),
    ],
)  # fmt: skip
def test_a_line_on_paper(text: str, around: Direction, html: str) -> None:
    assert line_html(text, around, printed=True) == html


@pytest.mark.parametrize(
    ("text", "around", "html"),
    [
        (f"Ask {NAME}.", "ltr", 'Ask <span data-field="teacher_name">Ms. Rivera</span>.'),
        (f"Ask {ARABIC_NAME}.", "ltr", 'Ask <span data-field="teacher_name" dir="rtl">ليلى</span>.'),
        (f"اسأل {BLANK}.", "rtl", 'اسأل <span class="u u55" data-field="room"></span>.'),
    ],
)  # fmt: skip
def test_a_line_in_a_file(text: str, around: Direction, html: str) -> None:
    assert line_html(text, around) == html


@pytest.mark.parametrize("text", ["Ask & <wait>", f"Ask {NAME} [here](https://a.example/1-2-3)."])
def test_english_is_written_as_ever(text: str) -> None:
    assert line_html(text, "ltr") == inline_html(text)


@pytest.mark.parametrize(
    ("text", "is_apart", "html"),
    [
        ("A & B", True, '<span dir="ltr">A &amp; B</span>'),
        ("A & B", False, "A &amp; B"),
        ("ليلى", True, "ليلى"),
        ("المكتب 555-0100", False, 'المكتب <span dir="ltr">555-0100</span>'),
    ],
)
def test_plain_words_in_arabic(text: str, is_apart: bool, html: str) -> None:
    assert words_html(text, "rtl", is_apart=is_apart) == html


def test_no_direction_adds_a_word() -> None:
    text = f"اتصل **555-0100** أو {NAME} (Room 12)."
    html = line_html(text, "rtl")
    assert re.sub("<[^>]*>", "", html) == re.sub("<[^>]*>", "", inline_html(text))


@pytest.mark.parametrize(
    ("text", "around", "html"),
    [
        ("Ask ليلى 555-0100 & wait", "ltr", 'Ask <span dir="rtl">ليلى</span> 555-0100 &amp; wait'),
        (
            "Ask ليلى 12 first",
            "rtl",
            '<span dir="ltr">Ask <span dir="rtl">ليلى</span> 12 first</span>',
        ),
        (
            "ليلى، 555-0100 مساء",
            "ltr",
            '<span dir="rtl">ليلى، <span dir="ltr">555-0100</span> مساء</span>',
        ),
    ],
)
def test_what_is_apart_keeps_apart_what_is_in_it(text: str, around: Direction, html: str) -> None:
    assert words_html(text, around, is_apart=True) == html
