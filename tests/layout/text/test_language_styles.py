"""How dates, times, numbered people and words to say are written on the sheet in each language."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pytest
from script_fonts import script_fonts

from handout.content_folders import list_languages
from handout.layout.text.binding import unbind
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import prepare_layers
from handout.publish.html.render import render
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.yaml.tree import parse_yaml

_SHEET = """
valid_to: 2027-03-05
arrive: '7:45'
leave: 2:45 pm
breaks: [{start: '9:30', end: '9:45', covered_by: Ms. Park}, {start: '13:00', end: '13:30'}]
"""


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    yield


def _page(text: str) -> str:
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    assert problems == ()
    prepared, _ = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    return unbind(render(prepared.fitted, "file", prepared.logo, "room").html)


# A time that says its half of the day is said by the clock of the language, another as it was typed.
_STYLES = {
    "en": ("Mar 5, 2027", "7:45 to 2:45 pm", "9:30 to 9:45 (Ms. Park covers)", "“"),
    "es": ("5 mar 2027", "7:45 a 2:45 pm", "9:30 a 9:45", "“"),
    "ar": ("5 مارس 2027", "من 7:45 إلى 2:45 م", "من 9:30 إلى 9:45", "«"),
    "zh-Hans": ("2027年3月5日", "14:45", "9:30", "“"),
}


@pytest.mark.costly_cases
@pytest.mark.parametrize("language", _STYLES)
def test_the_sheet_is_written_as_its_language_is(language: str) -> None:
    html = _page(f"language: {language}\n{_SHEET}")
    words = re.sub(r"[\u2066-\u2069\u200e\u200f]|<[^>]*>", "", html)
    *says, mark = _STYLES[language]
    assert [each for each in says if each not in words] == []
    assert re.search(rf'class="quote[^>]*><em>{mark}', html)
    assert "7:45" in words and "13:00" in words  # as typed


@pytest.mark.parametrize("language", list_languages())
def test_each_language_has_all_it_needs_for_a_date(language: str) -> None:
    html = _page(f"language: {language}\n{_SHEET}")
    date = re.search(r'data-field="valid_to"[^>]*>([^<]*)<', html)
    assert date and "2027" in date[1] and "5" in date[1]


@pytest.mark.parametrize("marks", ["“ ”", "„ “", "« »", "» «", "‹ ›", "「 」", "『 』", "” ”"])
def test_words_to_say_are_known_by_the_marks_of_any_language(marks: str) -> None:
    start, end = marks.split()
    line = f"*{start}Glad to help{end}*"
    html = _page(f'items: {{speak-up: {{replace: [{{id: help, text: "{line}"}}]}}}}')
    assert f'<p class="quote"><em>{start}Glad to help{end}' in html
