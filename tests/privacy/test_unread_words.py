"""Words in a language that the check does not know: that is told, once, and of nothing else."""

from __future__ import annotations

import pytest

from handout.cli.exit_codes import exit_code
from handout.layering.overlay import Origin
from handout.pipeline import prepare_layers
from handout.privacy.finding_problems import finding_problems
from handout.privacy.sheet_texts import SheetText
from handout.privacy.unread_words import find_unread
from handout.problems import Position
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.yaml.tree import parse_yaml

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
    texts = [text("Welcome!", "room"), text(words), text(words, "goal")]
    (told,) = finding_problems(find_unread(texts, language), ())
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
    assert not list(find_unread([text(words, field)], language))


_NOTES = """teacher_note: Пожалуйста прочитайте это
restroom: Рядом со спортзалом
hotline: Ext. 5
"""


@pytest.mark.parametrize(
    ("fields", "remains"),
    [
        ([], ["privacy-unread"]),
        (["teacher_note"], ["privacy-unread"]),
        (["teacher_note", "restroom"], []),
        (["sheet"], []),
        (["room"], ["privacy-unread", "privacy-unused"]),
    ],
)
def test_whoever_has_read_them_says_so(fields: list[str], remains: list[str]) -> None:
    rows = [f"- {{allow: unread, field: {name}, because: Our aide read it.}}" for name in fields]
    row_text = "\n".join(["privacy:", *rows]) if rows else ""
    layer, problems = parse_layer(parse_yaml(_NOTES + row_text, "room.yaml"), Level.CUSTOMIZATION)
    assert problems == ()
    _, told = prepare_layers([layer])
    open_notes = [each for each in told if each.code != "privacy-allowed"]
    assert [each.code for each in open_notes] == remains
    assert len(told) - len(open_notes) == (0 if fields == ["room"] else len(fields))
    # The message says how, and what was let stand is no fault for --strict either.
    assert (exit_code(told, strict=True) == 0) == (not remains)
    for each in open_notes:
        assert each.code != "privacy-unread" or "allow: unread, field: sheet" in each.hint
