"""What is filled in on the page and what stands in a customization file say the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import customizations

from handout.problems import HandoutError
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.yaml.tree import UNWANTED, parse_yaml
from handout.web.form.answers import build_tree, format_yaml, read_answers

_ANY = (
    st.text(st.characters(codec="utf-8"), max_size=40)
    .map(lambda text: text.replace("\r", ""))
    .filter(lambda t: not UNWANTED.search(t))
)
_TRICKY = st.sampled_from(
    [
        "no",
        "~",
        "012",
        "8:30",
        "- x",
        "a: b",
        "a #b",
        "'",
        '"',
        "\\n",
        " x",
        "x ",
        "|\nx",
        "x\n\ny\n",
        "x\n  y",
        "[",
        "{a}",
        "!!x",
        "&a",
        "*b",
        "%",
        "@",
        "x\n ",
        "\nx",
    ]
)


def typed(value: Any) -> Any:
    """A customization as the page sends it: every value as words."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else str(value)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(customizations.map(typed))
def test_the_file_of_the_answers_gives_the_same_sheet(answers: dict[str, Any]) -> None:
    from_page, problems = parse_layer(build_tree(answers), Level.CUSTOMIZATION)
    from_file, file_problems = parse_layer(
        parse_yaml(format_yaml(answers), "x.yaml"), Level.CUSTOMIZATION
    )
    assert {name: placed.value for name, placed in from_page.values.items()} == {
        name: placed.value for name, placed in from_file.values.items()
    }
    assert sorted(problem.code for problem in problems) == sorted(
        problem.code for problem in file_problems
    )


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.one_of(_ANY, _TRICKY), st.one_of(_ANY, _TRICKY))
def test_any_words_come_back_from_the_file_unchanged(text: str, other_text: str) -> None:
    answers = {
        "room": text,
        "teacher_note": other_text,
        "room_signals": [text, other_text],
        "schedule": [{"where": text, "para_does": other_text}],
    }
    assert read_answers(parse_yaml(format_yaml(answers), "x.yaml")) == read_answers(
        build_tree(answers)
    )


def test_changes_to_boxes_and_reasons_stay_in_the_file() -> None:
    answers = {
        "blocks": {"order": ["calm", "role"]},
        "privacy": [{"allow": "given-name", "field": "room", "because": "It is a place."}],
    }
    assert read_answers(parse_yaml(format_yaml(answers), "x.yaml")) == answers


def test_a_place_is_the_name_of_the_field() -> None:
    layer, problems = parse_layer(
        build_tree(
            {"schedule": [{"start": "8:00"}, {"where": "x" * 61}], "emergency": {"fire": "<b>"}}
        ),
        Level.CUSTOMIZATION,
    )
    assert sorted((problem.code, problem.path) for problem in problems) == [
        ("html-tag", "emergency.fire"),
        ("too-long", "schedule.2.where"),
    ]


def _nested(depth: int) -> Any:
    answers: Any = "x"
    for _ in range(depth):
        answers = {"a": answers}
    return answers


@pytest.mark.parametrize(
    "answers",
    [
        [],
        "x",
        None,
        {"room": 12},
        {"room": None},
        {"room": {"a": True}},
        {"room": "a\0b"},
        {"room": "a\x7fb"},
        _nested(30),
        {"room_signals": ["x"] * 6000},
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_customization_is_refused(answers: object) -> None:
    with pytest.raises(HandoutError) as error:
        build_tree(answers)
    assert {problem.code for problem in error.value.problems} <= {"web-not-answers", "character"}
