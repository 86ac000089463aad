"""Modules that are put off are there when they are used, and for everybody else; and a build loads
none that it has no use for.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from handout.setup.late_imports import put_off

_PROGRAM = """
import sys
from handout.publish.pdf.weasyprint import load_typesetter
load_typesetter()
from weasyprint.pdf import fonts
print(sorted(name for name in sys.modules if name.startswith(("fontTools.subset", "fontTools.varLib"))))
print(type(fonts.subset.Options()).__module__, fonts.instantiateVariableFont.__name__)
from fontTools.subset import Options
print(type(fonts.subset.Options()) is Options)
"""


def test_the_typesetter_has_what_it_needs_when_it_calls_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", "fontTools.subset call", "True"]


def test_what_is_imported_already_stays_as_it_is() -> None:
    import json

    with put_off("json", "this_module_is_nowhere"):
        assert sys.modules["json"] is json
        import this_module_is_nowhere  # type: ignore[import-not-found]
    assert sys.modules["json"] is json and "this_module_is_nowhere" not in sys.modules
    try:
        this_module_is_nowhere.anything()
    except ModuleNotFoundError as error:
        assert error.name == "this_module_is_nowhere"
    else:
        raise AssertionError


# All that a build from compiled parts loads, and what it reads a customization and writes HTML with.
_BUILD = """
import sys
import handout.cli.main, handout.cli.commands.build, handout.cli.pdf_file
from handout.messages import CONTENT
from handout.pipeline import prepare
from handout.publish.html.render import render
prepared = prepare(CONTENT / "en" / "sample.yaml")
assert render(prepared.fitted, "file", None, "room").record
print(*sys.modules)
"""
_UNUSED = (
    # of others
    "weasyprint pydyf fontTools PIL openpyxl docx pikepdf starlette asyncio multiprocessing "
    "urllib.request http.client email ssl socket ctypes subprocess csv difflib "
    # ours
    "handout.publish.pdf.weasyprint handout.setup.system handout.pull.page.issued_page "
    "handout.sources.edited.html_page handout.sources.edited.html_lines "
    "handout.sources.spreadsheet.rows handout.sources.pictures.picture_reader"
).split()


@pytest.fixture(scope="module")
def loaded_by_a_build() -> frozenset[str]:
    done = subprocess.run(
        [sys.executable, "-c", _BUILD], capture_output=True, text=True, check=True
    )
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("module", _UNUSED)
def test_a_build_from_compiled_parts_loads_nothing_it_has_no_use_for(
    module: str, loaded_by_a_build: frozenset[str]
) -> None:
    assert "handout.compiled.renderer" in loaded_by_a_build
    assert module not in loaded_by_a_build
