"""What can be wrong on the teacher's page is said in every language that the page has.

The problems are found in the code: those that a module names which the page's work needs.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from paths import ROOT

from handout.content_folders import CONTENT, ENGLISH, list_languages

PAGE = ("handout.web.sheet", "handout.web.form")
"""Where the page's sheet is made, its files are read and its answers checked."""

NOT_ON_THE_PAGE = (
    "handout.setup",  # the computer that the program is installed on
    "handout.fonts",
    "handout.files",  # files written to a disk: the page writes none
    "handout.problems",
    "handout.publish.pdf.weasyprint",
    "handout.pull.pull",  # a name that is taken in a folder
    "handout.sources.file_kinds",  # files named in a command
    "handout.sources.project_file",
    "handout.sources.content.block",  # content/ itself, which an office or a translator writes
    "handout.sources.content.library_folder",
    "handout.sources.content.translation",
)


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted((ROOT / "handout").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def needed_modules(*packages: str) -> set[str]:
    """All modules that those of `packages` import, and what these import."""
    known, needed = modules(), set[str]()
    waiting = [name for name in known if name.startswith(packages)]
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed.add(name)
            waiting += imported(known[name])
    return needed


@cache
def tables() -> dict[str, str]:
    """The table of content/en/problems that each code stands in."""
    return {
        code: file.stem
        for file in (CONTENT / ENGLISH / "problems").glob("*.toml")
        for code in tomllib.loads(file.read_text(encoding="utf-8"))
    }


def page_problems() -> dict[str, str]:
    """The codes of all problems that the page can show, with a module that names each."""
    found: dict[str, str] = {}
    for name in sorted(needed_modules(*PAGE)):
        if name.startswith(NOT_ON_THE_PAGE):
            continue
        nodes = list(ast.walk(modules()[name]))
        named = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
        named &= set(tables())
        # What is filled in makes no code that is about something else.
        own_tables = {tables()[code] for code in named}
        for node in nodes:
            named |= {code for code in composed_codes(node) if tables()[code] in own_tables}
        found |= dict.fromkeys(named, name)
    return found


def composed_codes(node: ast.AST) -> Iterator[str]:
    """Those of problem(f"{want}-not-list", …), whatever is filled in."""
    match node:
        case ast.Call(func=ast.Name("problem"), args=[ast.JoinedStr(values=parts), *_]):
            pattern = ""
            for part in parts:
                pattern += (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z]+"
                )
            yield from (code for code in tables() if re.fullmatch(pattern, code))


def translated(language: str) -> set[str]:
    files = (CONTENT / language / "problems").glob("*.toml")
    return {
        code
        for file in files
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()
        if {"says", "do"} <= set(entry)
    }


def test_the_problems_of_the_page_are_found() -> None:
    found = page_problems()
    assert {"row-not-list", "change-missing", "if-full-shared", "template-open"} <= set(found)
    assert len(found) > 250
    assert not {code for code in found if code.startswith(("batch-", "oneroster-", "office-"))}


def test_every_part_that_is_left_out_is_there() -> None:
    needed = needed_modules(*PAGE)
    for part in NOT_ON_THE_PAGE:
        assert any(name.startswith(part) for name in needed), part


@pytest.mark.parametrize("language", [tag for tag in list_languages() if tag != ENGLISH])
def test_each_is_said_in_every_language_of_the_page(language: str) -> None:
    there = translated(language)
    missing = {code: module for code, module in page_problems().items() if code not in there}
    assert not missing
