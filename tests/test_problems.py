"""The words of problems: each is raised somewhere, and names only what there is."""

from __future__ import annotations

import ast
import re
import runpy
import tomllib
from collections.abc import Iterator

from paths import ROOT

from handout.problems import MOST_ALIKE, Position, problem, without_repeats

PROBLEMS = ROOT / "content" / "en" / "problems"


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
