"""What the editor in the HTML file is told of times and days: the same in each build."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from page_patterns import put_together

from handout.publish.html.field_rules import patterns
from handout.sources.fields.time_words import plain_signs
from handout.sources.fields.typed_times import typed_time

_PRINT = "from handout.publish.html.field_rules import patterns; print(ascii(patterns()))"


def test_each_build_has_the_same_patterns() -> None:
    """Python goes through a set of words in another order in each process."""
    printed = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1


@pytest.mark.parametrize(
    "typed",
    [
        *("8 giờ", "lúc 2 giờ chiều", "8 e meia", "الساعة ٢ مساءً", "上午8点", "a las 8:30", "noon"),
        *("8ish", "eightish", "8:75 h", "25 giờ", "8 giờ ăn", "ten to eleven"),
    ],
)
def test_a_time_in_words_is_one_to_the_editor_as_it_is_to_us(typed: str) -> None:
    pattern = put_together(patterns(), "time")
    assert bool(re.fullmatch(pattern, plain_signs(typed))) == bool(typed_time(typed))
