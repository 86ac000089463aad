"""What a screen reader hears on the office's page, from the roster to the handouts.

It is written down in heard/office.txt, as a script to read. After a change that is meant run
pytest tests/web/office/test_office_heard.py --update-golden, and read the difference.
"""

from __future__ import annotations

import re
import time
from functools import partial
from pathlib import Path

import pytest
from own_names import is_ours
from playwright.sync_api import BrowserContext, Page, expect
from screen_reader import Reader, Story, check_script
from served import Served

pytestmark = pytest.mark.slow

_SCRIPT = Path(__file__).parents[1] / "heard" / "office.txt"
# How far it is, which is read out once in so many seconds; on a fast machine never.
_STEP = re.compile(r"says: .*: \d+ of \d+$")
_SELDOM = 30
_HEAD = (
    "handout_id,school_id,school_name,class_title,room,role,"
    "para_given,para_family,teacher_given,teacher_family\n"
)


def _roster(count: int, role: str) -> bytes:
    rows = (f"h{n},oak,Oak,G3,R{n},classroom,A,B,C,D\n" for n in range(count))
    return (_HEAD + "".join(rows) + f"w,oak,Oak,G3,R,{role},A,B,C,D\n").encode()


def _drop(page: Page, content: bytes) -> None:
    page.locator("#file").set_input_files(
        {"name": "r.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(page.locator("#state")).to_contain_text("r.csv: ")


def _make(page: Page) -> None:
    page.locator("#make").press("Enter")
    expect(page.locator("#made a").first).to_be_visible()


def way(page: Page, address: str) -> Story:
    story = Story(Reader(page), partial(is_ours, language="en"))
    page.goto(address)
    story.do("Go to the office's page", page.locator("[href=office]").click, keeps_focus=False)
    story.read("The start")
    story.do("Drop a roster with a fault", partial(_drop, page, _roster(12, "clasroom")))
    story.read("What is wrong, and what there is to choose")
    begun = time.monotonic()
    story.do("Make the handouts", partial(_make, page))
    steps = [line for line in story.lines if _STEP.search(line)]
    assert len(steps) <= (time.monotonic() - begun) / _SELDOM
    story.lines = [line for line in story.lines if line not in steps]
    story.read("The handouts")
    story.do("Throw it away", partial(page.locator("#forget").press, "Enter"))
    return story


def test_what_a_screen_reader_hears_on_the_office_s_page(
    server: Served, context: BrowserContext, request: pytest.FixtureRequest
) -> None:
    story = way(context.new_page(), server.address)
    check_script(_SCRIPT, story, request.config)
