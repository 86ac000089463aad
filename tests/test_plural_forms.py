"""Words beside a number have the form that CLDR asks for in their language."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.message_tables import TableFault, lay_over
from handout.plural_forms import choose_form, plural_category


@pytest.mark.parametrize(
    ("language", "categories"),
    [
        ("en", {1: "one", 0: "other", 2: "other", 11: "other"}),
        ("es-MX", {1: "one", 0: "other", 21: "other"}),
        ("pt", {0: "one", 1: "one", 2: "other"}),
        ("zh", {0: "other", 1: "other"}),
        ("ar", {0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 99: "many"}),
        ("ar", {100: "other", 102: "other", 103: "few", 111: "many"}),
        ("ru", {1: "one", 2: "few", 5: "many", 11: "many", 12: "many", 21: "one", 22: "few"}),
        ("pl", {1: "one", 2: "few", 5: "many", 12: "many", 21: "many", 22: "few"}),
        ("he", {1: "one", 2: "two", 3: "other"}),
        ("so", {1: "one", 2: "other"}),
    ],
)
def test_a_number_has_its_category(language: str, categories: dict[int, str]) -> None:
    assert {count: plural_category(language, count) for count in categories} == categories


def test_a_form_that_is_not_written_is_said_with_the_key_itself() -> None:
    messages = {"wait": "{n} many", "wait_one": "{n} one", "wait_few": "{n} few"}
    forms = [choose_form(messages, "wait", count, "ar") for count in (1, 2, 3, 11)]
    assert forms == ["{n} one", "{n} many", "{n} few", "{n} many"]


def test_a_form_of_another_language_is_held_to_the_english(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('wait_few = "{m}"\nwait_two = "{n} du"\n', encoding="utf-8")
    table, faults = lay_over({"wait": "{n} s"}, path)
    assert table == {"wait": "{n} s", "wait_two": "{n} du"}
    assert faults == [TableFault(str(path), "wait_few", "name", "{m}")]
