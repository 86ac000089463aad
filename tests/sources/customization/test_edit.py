"""Values changed in a customization's text, wherever and however they stand in it (see also
test_edits.py).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handout.sources.customization.edit import set_values
from handout.sources.yaml.spans import YamlText
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import read_answers


@pytest.mark.parametrize(
    ("text", "changes", "after"),
    [
        ("{fire: a, x: b}\n", {"fire": "c, d"}, '{fire: "c, d", x: b}\n'),
        ('{"room":"12"}', {"room": "14", "restroom": "hall"}, '{"room": "14", "restroom": "hall"}'),
        ("{}\n", {"room": "14"}, '{room: "14"}\n'),
        (
            "emergency: {fire: a, medical: b} # x\n",
            {"emergency.fire": "", "emergency.medical": "c"},
            'emergency: {fire: , medical: "c"} # x\n',
        ),
        (
            '{"room_signals": ["a"]}\n',
            {"room_signals": ["a", "b"]},
            '{"room_signals": ["a", "b"]}\n',
        ),
        (
            "emergency:  # all four\nroom: 1\n",
            {"emergency.fire": "a"},
            "emergency:  # all four\n  fire: a\nroom: 1\n",
        ),
        (
            "room: 1\n",
            {"blocks.order": ["a", "b"]},
            "room: 1\nblocks:\n  order:\n    - a\n    - b\n",
        ),
        (
            "blocks:\n  # ours\n  remove:\n    - x\n",
            {"blocks.order": ["a"]},
            "blocks:\n  # ours\n  remove:\n    - x\n  order:\n    - a\n",
        ),
        (
            "blocks:\n  order:\n    - a # first\n    - b\n",
            {"blocks.order": ["b", "a"]},
            "blocks:\n  order:\n    - b\n    - a # first\n",
        ),
        ("blocks:\n  order: [a, b]\n", {"blocks.order": ["b"]}, "blocks:\n  order:\n    - b\n"),
        (
            "hide_blocks: [x]\n",
            {"privacy": [{"allow": "initials", "field": "room", "because": "a rug"}]},
            "hide_blocks: [x]\nprivacy:\n  - allow: initials\n    field: room\n    because: a rug\n",
        ),
    ],
)
def test_the_rest_stays_as_it_is(text: str, changes: dict[str, Any], after: str) -> None:
    assert set_values(text, changes) == after
    parse_yaml(after, "")


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("# a\nroom: 12 # b\n", ["# a", "# b"]),
        ("room: \"x # no\"\nrestroom: '# no'\nclass_title: a#b\n", []),
        ("teacher_note: | # head\n  # not one\n\n  nor # this\n# end\n", ["# head", "# end"]),
        ("a: [b, # c\n  d] # e\n", ["# c", "# e"]),
        ("", []),
    ],
)
def test_comments_are_told_from_words(text: str, comments: list[str]) -> None:
    assert YamlText(text).comments() == comments


WORDS = (
    st.text(alphabet=st.sampled_from("ab1 #:-|'\"\\*{}[],?é"), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)
LAYOUTS = (
    "room: 1 # r\nemergency:\n  fire: a # f\nroom_signals:\n  - one # s\n  # before two\n  - two\n",
    '{"room": "1", "emergency": {"fire": "a"}, "room_signals": ["one", "two"]}\n',
    "room: 1\nemergency: {fire: a} # e\nroom_signals: [one, two] # s\n",
    "# only comments\n#room: 1\n",
)


@given(st.sampled_from(LAYOUTS), WORDS, WORDS, st.lists(WORDS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_words_go_into_any_layout(text: str, room: str, fire: str, signals: list[str]) -> None:
    changed = set_values(text, {"room": room, "emergency.fire": fire, "room_signals": signals})
    assert read_answers(parse_yaml(changed, "")) == {
        "room": room,
        "emergency": {"fire": fire},
        "room_signals": signals,
    }
