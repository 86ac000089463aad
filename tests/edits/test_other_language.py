"""A sheet that changes its language or its role after a line was reworded: told as what it is."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache

import pytest

from handout.content_folders import list_languages
from handout.edits.apply import apply_edits
from handout.edits.box_units import block_units
from handout.edits.units import parts_of
from handout.layering.compose import ComposedBlock, Handout, compose
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.edited.edits_file import BlockEdit, Edits
from handout.sources.markdown.document import format_prose
from handout.sources.yaml.tree import parse_yaml
from handout.web.sheet.problem_words import reword_for_page

_LANGUAGES = list_languages()


@cache
def sheet(language: str, role: str = "classroom") -> Handout:
    tree = parse_yaml(f"role: {role}\nlanguage: {language}\n", "")
    layer, _ = parse_layer(tree, Level.CUSTOMIZATION)
    return compose(load_library(language), [layer], today=datetime.date(2026, 8, 1))[0]


def checklist(language: str) -> ComposedBlock:
    return next(block for block in sheet(language).blocks if block.id == "checklist")


def edit(language: str, words: str) -> Edits:
    """The first line of the checklist with `words` behind it."""
    units = block_units(checklist(language))
    edited = (replace(units[0], text=f"{units[0].text} {words}"), *units[1:])
    issued, text = (format_prose(parts_of(each)) for each in (units, edited))
    return Edits(blocks=(BlockEdit(id="checklist", issued=issued, text=text),))


@pytest.mark.parametrize("before", _LANGUAGES)
@pytest.mark.parametrize("after", _LANGUAGES)
def test_a_line_of_another_language_is_told_of_and_no_line_is_of_two(
    before: str, after: str
) -> None:
    done = apply_edits(sheet(after), edit(before, "911 zephyr"), "")
    codes = [problem.code for problem in done.problems]
    assert codes == (["edit-other-language"] if after != before else [])
    own = f"{block_units(checklist(before))[0].text} 911 zephyr"
    lines = [unit.text for unit in done.merged["checklist"].units]
    assert lines == [own, *(unit.text for unit in block_units(checklist(after))[1:])]
    for problem in done.problems:
        told = [reword_for_page(problem, language) for language in _LANGUAGES]
        assert all("HTML" not in each.hint and own in each.message for each in told)


def test_another_role_is_no_new_edition_on_the_page() -> None:
    [problem] = apply_edits(sheet("en", "bus"), edit("en", "twice"), "").problems
    assert problem.code == "edit-waits"
    told = reword_for_page(problem, "en")
    assert "edition says" not in told.message and "“Take it back”" in told.hint
