"""Words in a language that the check does not know: that is told, once, and of nothing else."""

from __future__ import annotations

import pytest

from handout.layering.overlay import Origin
from handout.privacy.sheet_texts import SheetText
from handout.privacy.unread_words import unread_problem
from handout.problems import Position
from handout.sources.content.layer import Level

ORIGIN = Origin(Level.CUSTOMIZATION, "", Position("room.yaml", 3, 15))


def text(words: str, field: str = "teacher_note") -> SheetText:
    return SheetText(field, field, words, ORIGIN)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Call the office. الطالب رقم 4521 يأخذ دواء", "en"),
        ("الطالب رقم 4521 لديه توحد", "ar"),
        ("Please help. 学生每天吃药", "en"),
        ("ученик принимает лекарство", "en"),
        ("Ajude o aluno", "pt"),
    ],
)
def test_words_that_no_rule_reads_are_told(words: str, language: str) -> None:
    told = unread_problem([text("Welcome!", "room"), text(words), text(words, "goal")], language)
    assert told is not None
    assert told.code == "privacy-unread"
    assert told.warning
    assert (told.path, told.line) == ("room.yaml", 3)


@pytest.mark.parametrize(
    ("words", "field", "language"),
    [
        ("Please watch the first lesson before you join in.", "teacher_note", "en"),
        ("Vea la primera lección, por favor.", "teacher_note", "es"),
        ("مرحبا! Please watch the first lesson.", "teacher_note", "en"),
        ("Ask 王小明 in the office.", "teacher_note", "en"),
        ("ليلى حسن", "para_name", "ar"),
        ("Đặng Thị Hồng", "para_name", "vi"),
        ("12", "room", "ar"),
    ],
)
def test_words_that_are_read_and_names_of_grown_ups_are_not(
    words: str, field: str, language: str
) -> None:
    assert unread_problem([text(words, field)], language) is None
