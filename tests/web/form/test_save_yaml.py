"""A customization file that was opened on the page is saved with what was changed, and nothing
else.
"""

from __future__ import annotations

import copy
import difflib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from press import SAMPLE

from handout.problems import HandoutError
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import read_answers
from handout.web.form.save_yaml import OpenedText, save_answers

TEXT = SAMPLE.read_text(encoding="utf-8")
FULL: dict[str, Any] = read_answers(parse_yaml(TEXT, ""))


def saved(text: str, change: Any = None) -> tuple[str, int, bool]:
    shown = read_answers(parse_yaml(text.removeprefix("\ufeff"), ""))
    now = copy.deepcopy(shown)
    if change:
        change(now)
    result = save_answers(OpenedText(text, shown), now)
    return result.text, result.lost, result.anew


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        "# all mine\n#room: 1\n",
        "room:   12   # mine\n\n\n",
        "{room: 1}",
        "role: Bus\nlarge_print: Yes\n",
    ],
)
def test_untouched_it_is_the_same_to_the_byte(text: str) -> None:
    assert saved(text) == (text, 0, False)


def drop_first(rows: list[Any]) -> None:
    del rows[0]


@pytest.mark.parametrize(
    ("change", "lines", "lost"),
    [
        (lambda a: a.update(room="Room 9"), ["- room: Room 12", "+ room: Room 9"], 0),
        (
            lambda a: a.pop("restroom"),
            ["- restroom: Staff room, past the library on the left.", "+ restroom:"],
            0,
        ),
        (
            lambda a: a["emergency"].update(fire="Out: by the side door"),
            [f"-   fire: {FULL['emergency']['fire']}", '+   fire: "Out: by the side door"'],
            0,
        ),
        (
            lambda a: a["breaks"][1].pop("covered_by"),
            ["-     covered_by: Mr. Cole", "+     covered_by:"],
            0,
        ),
        (
            lambda a: a["breaks"].reverse(),
            [
                f"{sign} {line}"
                for sign in "+-"
                for line in (
                    "  - start: 11:30   # lunch",
                    "    end: 12:15",
                    "    covered_by: Mr. Cole",
                )
            ],
            0,
        ),
        (
            lambda a: a.update(
                privacy=[{"allow": "initials", "field": "room", "because": "a rug"}]
            ),
            ["+ privacy:", "+   - allow: initials", "+     field: room", "+     because: a rug"],
            0,
        ),
        (
            lambda a: a.update(blocks={"order": ["b", "a"]}),
            ["+ blocks:", "+   order:", "+     - b", "+     - a"],
            0,
        ),
        (
            lambda a: drop_first(a["breaks"]),
            ["-   - start: 9:30", "-     end: 9:45", "-     covered_by: Ms. Ito"],
            0,
        ),
        (
            lambda a: a["breaks"].pop(),
            ["-   - start: 11:30   # lunch", "-     end: 12:15", "-     covered_by: Mr. Cole"],
            1,
        ),
    ],
)
def test_a_change_touches_its_own_lines_only(change: Any, lines: list[str], lost: int) -> None:
    text, lost_comments, anew = saved(TEXT, change)
    changed_lines = [
        line for line in difflib.ndiff(TEXT.splitlines(), text.splitlines()) if line[0] in "+-"
    ]
    assert (sorted(changed_lines), lost_comments, anew) == (sorted(lines), lost, False)


def test_line_ends_and_byte_order_mark_stay() -> None:
    text, _, _ = saved("\ufeff# mine\r\nroom: 1\r\n", lambda a: a.update(room="2", restroom="hall"))
    assert text == "\ufeff# mine\r\nroom: 2\r\nrestroom: hall\r\n"


def test_what_the_form_shows_in_another_way_is_no_change() -> None:
    text = "role: Bus\nteacher_note: |\n  Hi.\n\nroom: 1 # x\n"
    shown = {"role": "bus", "teacher_note": "Hi.", "room": "1"}
    assert save_answers(OpenedText(text, shown), shown).text == text
    assert save_answers(OpenedText(text, shown), shown | {"room": "2"}).text == text.replace(
        "1 #", "2 #"
    )


@pytest.mark.parametrize("opened", ["room: [1\n", "\ud800", "- a\n", "a" * 300_000])
def test_a_text_that_was_no_customization_is_refused(opened: str) -> None:
    with pytest.raises(HandoutError):
        save_answers(OpenedText(opened, {}), {"room": "1"})


def test_what_cannot_be_changed_in_place_is_written_anew_and_told() -> None:
    text = "# mine\nroom: 1 # x\nitems:\n  a:\n    add:\n      - text: b\n"
    shown = read_answers(parse_yaml(text, ""))
    result = save_answers(
        OpenedText(text, shown), shown | {"items": {"a": {"add": [{"text": {"c": "d"}}]}}}
    )
    assert result.anew and result.lost == 2
    assert read_answers(parse_yaml(result.text, "")) == {
        "room": "1",
        "items": {"a": {"add": [{"text": {"c": "d"}}]}},
    }


ANY: Any = st.recursive(
    st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["room", "breaks", "start", "a: b", ""]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@pytest.mark.slow
@given(
    st.dictionaries(st.sampled_from([*FULL, "blocks", "no such"]), ANY, max_size=4),
    st.sampled_from([TEXT, "{room: 1, breaks: [{start: 9:00}]}", ""]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_page_sends_comes_out_or_is_refused(answers: dict[str, Any], text: str) -> None:
    shown = read_answers(parse_yaml(text, ""))
    try:
        result = save_answers(OpenedText(text, shown), shown | answers)
    except HandoutError:
        return
    parse_yaml(result.text.removeprefix("\ufeff"), "")
