"""The words of problems: each is raised somewhere, and names only what there is."""

from __future__ import annotations

import ast
import re
import runpy
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from english_words import english_words_in
from paths import ROOT

from handout.content_folders import list_languages
from handout.message_tables import names_in
from handout.messages import fill, problem_codes, problem_templates
from handout.plural_forms import form_stem
from handout.problems import MOST_ALIKE, Position, problem, reword_problem, without_repeats

PROBLEMS = ROOT / "content" / "en" / "problems"
SPANISH = ROOT / "content" / "es" / "problems"


def raised() -> Iterator[str]:
    """Yield a pattern for each text in the program's code that can be a problem's code."""
    for path in (ROOT / "handout").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                # Sentences are none, and looking through all of them took seconds.
                if re.fullmatch("[a-z0-9-]+", node.value):
                    yield node.value
            elif isinstance(node, ast.JoinedStr):
                fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
                if any("-" in str(text) for text in fixed):
                    yield "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                        for part in node.values
                    )


def worded() -> set[str]:
    """Return the codes that have words."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in PROBLEMS.glob("*.toml")]
    return {code for table in tables for code in table}


def test_every_problem_that_is_raised_has_words() -> None:
    codes = set()
    for path in (ROOT / "handout").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "problem":
                first = node.args[0]
                codes |= {first.value} if isinstance(first, ast.Constant) else set()
    assert len(codes) > 100
    assert codes - worded() == set()


def test_every_problem_that_has_words_is_raised_somewhere() -> None:
    codes = worded()
    known = re.compile("|".join(set(raised())))
    assert len(codes) > 200
    assert sorted(code for code in codes if not known.fullmatch(code)) == []


def test_the_index_has_all_codes() -> None:
    text = runpy.run_path(str(ROOT / "docs" / "write_problems.py"))["page"]()
    assert all(f"| `{code}` |" in text for code in worded())


def test_what_is_to_be_installed_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*(ROOT / "content" / "en").rglob("*.toml"), *(ROOT / "docs").glob("*.md")]
    )
    named = re.findall(r"first-day-essentials\[([\w-]+)\]", text)
    assert named
    assert set(named) <= set(project["optional-dependencies"])


def test_many_of_one_kind_are_counted() -> None:
    wrong = [
        problem("unknown-key", Position("room.yaml", n, 1), key="x", names="")
        for n in range(1, 181)
    ]
    others = [
        problem("file-missing", Position("a.yaml")),
        problem("unknown-key", Position("b.yaml", 1, 1), key="x", names=""),
    ]
    shown = without_repeats(sorted([*wrong, *others]))
    assert [problem for problem in shown if problem in others] == others
    assert [problem for problem in shown if problem in wrong] == wrong[:MOST_ALIKE]
    [more] = [problem for problem in shown if problem.code == "more-like-it-in-lines"]
    assert f"{180 - MOST_ALIKE} more" in more.message
    assert f"{MOST_ALIKE + 1}–180" in more.message
    assert shown.index(more) == shown.index(wrong[MOST_ALIKE - 1]) + 1
    few = wrong[: MOST_ALIKE + 1]
    assert without_repeats(few) == few


def test_the_page_of_messages_is_current() -> None:
    """After a change of words run `python docs/write_messages.py`."""
    script = runpy.run_path(str(ROOT / "docs" / "write_messages.py"))
    page = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    assert script["page"]() == page, "run python docs/write_messages.py"


def test_a_problem_is_said_in_another_language() -> None:
    for code in worded():
        values = value_of_each(*problem_templates(code))
        english = problem(code, Position("room.yaml", 3, 1), warning=False, **values)
        spanish = reword_problem(english, "es-US")
        says, do = problem_templates(code, "es")
        assert (spanish.message, spanish.hint) == (fill(says, values), fill(do, values))
        assert reword_problem(spanish, "en") == spanish
        assert spanish.position == english.position
    assert reword_problem(replace(english, code="gone"), "es").message == english.message


def test_words_around_a_problem_stay_in_another_language() -> None:
    row = Position("roster.csv", 3)
    missing = problem("privacy-ssn", row, field="note", shown="1…", keep="Keep it.")
    placed = replace(missing, message=f"Row 3: {missing.message}")
    says = reword_problem(placed, "es").message
    assert says == "Row 3: note tiene lo que parece un número de seguro social (1…)."


def value_of_each(*templates: str) -> dict[str, str]:
    """Return a value for each name in braces."""
    names = {name for text in templates for name in names_in(text) or ()}
    return {name.partition(":")[0]: f"<{name}>" for name in names}


@pytest.mark.parametrize("file", sorted(path.name for path in (SPANISH).glob("*.toml")))
def test_spanish_has_the_values_of_the_english(file: str) -> None:
    english = tomllib.loads((PROBLEMS / file).read_text(encoding="utf-8"))
    spanish = tomllib.loads((SPANISH / file).read_text(encoding="utf-8"))
    order = [code for code in english if code in spanish]
    assert list(spanish) == order, "codes that English has, in the same order"
    for code, words in spanish.items():
        # Which forms a language needs beside a number: tests/test_plural_forms.py.
        own = {form_stem(key) or key for key in words}
        assert own == {form_stem(key) or key for key in english[code]}, code
        for key, text in words.items():
            other = english[code].get(key, english[code][form_stem(key) or key])
            assert names_in(text) == names_in(other), f"{code}.{key}"
            assert bool(text) == bool(other), f"{code}.{key}"
            assert commands_in(text) == commands_in(other), f"{code}.{key}"


def commands_in(words: str) -> list[str]:
    """Return what has to be typed or found as it is: options, names of files and of commands."""
    names = (
        r"--[a-z][\w-]*|\b[\w-]+\.(?:yaml|csv|toml|md|html|docx|png|xlsx|txt|mhtml)\b|https?://\S+"
    )
    commands = (
        r"\bhandout (?:batch|build|pull|roster|office|doctor|explain|languages|blocks|serve)\b"
    )
    fields = r"\b[a-z]+_[a-z_]+\b"
    return sorted(re.findall(f"{names}|{commands}|{fields}", words))


@pytest.mark.parametrize("language", [tag for tag in list_languages() if tag != "en"])
def test_no_english_is_left_in_another_language(language: str) -> None:
    english = {code: problem_templates(code) for code in problem_codes()}
    translated = {code: problem_templates(code, language) for code in problem_codes()}
    own = {code: words for code, words in translated.items() if words != english[code]}
    assert len(own) > 200
    found = {code: english_words_in(" ".join(words)) for code, words in own.items()}
    assert {code: words for code, words in found.items() if words} == {}
