"""What people read above a box in the source of a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from press import SAMPLE

from handout.messages import message_table
from handout.pipeline import prepare
from handout.publish.html.context import describe_block
from handout.publish.html.render import render


@pytest.mark.parametrize("title", ["Not your job?", "Stop!", "And so on…", "The end.", "Team"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_heading_that_ends_its_sentence_gets_no_second_period(title: str, language: str) -> None:
    block = replace(prepare(SAMPLE).handout.blocks[0], title=title)
    messages = message_table("words", language)
    for name in ("box", "locked"):
        comment = describe_block(messages["html"][name], block, messages)
        assert (f"{title}." in comment) == (title == "Team")


def test_the_words_begin_near_the_top_of_the_source() -> None:
    """They came after 489 lines of style sheets."""
    lines = render(prepare(SAMPLE).fitted, "file").html.splitlines()
    assert next(n for n, line in enumerate(lines, 1) if line.startswith("<body")) < 60
