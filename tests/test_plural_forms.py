"""Words beside a number have the form that CLDR asks for in their language."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from script_fonts import script_fonts

from handout.content_folders import CONTENT, list_languages
from handout.layout.text.binding import unbind
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.message_tables import TableFault, flatten, lay_over, read_table
from handout.pipeline import prepare_layers
from handout.plural_forms import choose_form, form_stem, needed_categories, plural_category
from handout.problems import Position, problem, reword_problem
from handout.publish.html.render import render
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.line_nodes import SHEET_LANGUAGE, write_nodes
from handout.sources.content.line_reader import LineFaultError, read_jinja
from handout.sources.translations.lines import State, list_lines
from handout.sources.yaml.tree import parse_yaml


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
        ("fil", {1: "one", 3: "one", 4: "other", 5: "one", 6: "other", 9: "other", 10: "one"}),
        ("sr-Latn", {1: "one", 2: "few", 5: "other", 11: "other", 21: "one", 22: "few"}),
        ("cs", {1: "one", 2: "few", 4: "few", 5: "other", 22: "other"}),
        ("ro", {0: "few", 1: "one", 2: "few", 19: "few", 20: "other", 101: "few"}),
        ("lt", {1: "one", 2: "few", 10: "other", 11: "other", 21: "one", 30: "other"}),
        ("lv", {0: "zero", 1: "one", 2: "other", 10: "zero", 11: "zero", 21: "one"}),
        ("sl", {1: "one", 2: "two", 3: "few", 5: "other", 101: "one", 102: "two"}),
        ("is", {1: "one", 2: "other", 11: "other", 21: "one"}),
        ("cy", {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many", 4: "other"}),
        ("ga", {1: "one", 2: "two", 3: "few", 6: "few", 7: "many", 10: "many", 11: "other"}),
        ("mt", {0: "few", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 20: "other"}),
        ("id", {1: "other", 2: "other"}),
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


def test_a_language_that_writes_one_form_says_every_number_with_it(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('wait = "{n} x"\n', encoding="utf-8")
    assert lay_over({"wait": "{n} s", "wait_one": "{n} s", "more": "m"}, path) == (
        {"wait": "{n} x", "more": "m"},
        [],
    )


def _texts(language: str) -> dict[str, str]:
    """Return all words of our tables in a language by their files and keys."""
    texts: dict[str, str] = {}
    for path in sorted((CONTENT / language).rglob("*.toml")):
        if path.stem not in ("made-from", "privacy-patterns"):
            name = path.relative_to(CONTENT / language)
            texts |= {f"{name} {key}": words for key, words in flatten(read_table(path))}
    return texts


# Beside them stands no word that a number changes: units, and what is counted without its name.
_UNCHANGED = re.compile(r"\{count\} (?:min|s|more|left|too many|of|fewer|to look at)\b")


def test_every_english_word_beside_a_number_has_its_form() -> None:
    texts = _texts("en")
    beside = {key for key, words in texts.items() if re.search(r"\{count\} [a-z]", words)} - {
        key for key, words in texts.items() if _UNCHANGED.search(words)
    }
    counted = {key for key in beside if not form_stem(key)}
    assert len(counted) > 90
    assert sorted(key for key in counted if f"{key}_one" not in texts) == []


@pytest.mark.parametrize("language", [tag for tag in list_languages()])
def test_no_text_writes_two_forms_at_once(language: str) -> None:
    texts = _texts(language)
    assert len(texts) > 500
    assert {key: words for key, words in texts.items() if _TWO_FORMS.search(words)} == {}


_TWO_FORMS = re.compile(r"\w\((?:s|es|as|os|n)\)(?!\?)")


@pytest.mark.parametrize("language", [tag for tag in list_languages() if tag != "en"])
def test_every_language_has_the_forms_that_it_needs(language: str) -> None:
    forms = [line for line in list_lines(language) if form_stem(line.key)]
    assert [line for line in forms if line.state is State.MISSING] == []
    assert bool(forms) or not needed_categories(language)


@pytest.mark.parametrize(("count", "lines"), [(1, "1 line too long"), (2, "2 lines too long")])
def test_a_problem_has_the_form_of_its_count(count: int, lines: str) -> None:
    assert lines in problem("box-left-out", Position(""), title="Calm", count=count).message


@pytest.mark.parametrize(
    ("count", "lines"),
    [(1, "سطر واحد"), (2, "سطرين"), (3, "3 أسطر"), (11, "11 سطرًا"), (100, "100 سطر.")],
)
def test_a_problem_is_said_again_in_the_form_of_its_count(count: int, lines: str) -> None:
    told = problem("box-left-out", Position(""), title="Calm", count=count)
    assert lines in reword_problem(told, "ar").message


_WAIT = """{{ wait_seconds | plural("jeden", "inne", few="kilka", many="wiele") }}"""


@pytest.mark.parametrize(
    ("line", "language", "words"),
    [
        (_WAIT, "pl", {"1": "jeden", "2": "kilka", "5": "wiele", "22": "kilka"}),
        (_WAIT, "en", {"1": "jeden", "2": "inne", "5": "inne"}),
        # Two forms alone are English, which also stands where a language has no words yet.
        ('{{ wait_seconds | plural("second", "seconds") }}', "zh", {"1": "second", "2": "seconds"}),
        ('{{ wait_seconds | plural("s", "p", one="s") }}', "zh", {"1": "p", "2": "p"}),
        ('{{ wait_seconds | plural("s", "p", one="s") }}', "ru", {"1": "s", "21": "s", "5": "p"}),
    ],
)
def test_a_line_has_the_forms_of_its_language(
    line: str, language: str, words: dict[str, str]
) -> None:
    (node,) = read_jinja(line)
    said = {}
    for number in words:
        known = {SHEET_LANGUAGE: language, "wait_seconds": number}
        said[number] = write_nodes([node], known.__getitem__, {})
    assert said == words


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{{ wait_seconds | plural("s", "p", several="x") }}', "template-form"),
        ('{{ wait_seconds | plural("s", "p", few="") }}', "template-words"),
        ('{{ wait_seconds | plural("s", "p", few=3) }}', "template-words"),
        ('{{ wait_seconds | plural("s", few="x") }}', "template-words"),
        ('{{ room | default("s", few="x") }}', "template-refused"),
    ],
)
def test_a_form_that_is_none_is_told(line: str, code: str) -> None:
    with pytest.raises(LineFaultError) as caught:
        read_jinja(line)
    assert caught.value.fault.code == code


@pytest.mark.parametrize(
    ("seconds", "front", "back"),
    [
        (1, "ثانية واحدة (1)", "1 ثانية"),
        (3, "3 ثوانٍ", "3 ثوانٍ"),
        (11, "11 ثانية", "11 ثانية"),
        (30, "30 ثانية", "30 ثانية"),
    ],
)
def test_a_wait_in_arabic_has_its_form(
    monkeypatch: pytest.MonkeyPatch, seconds: int, front: str, back: str
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    text = f"language: ar\nwait_seconds: {seconds}\n"
    layer, _ = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    prepared, _ = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    html = render(prepared.fitted, "file", prepared.logo, "room").html
    words = unbind(re.sub("<[^>]*>", "", html))
    assert front in words and f"{back}." in words
