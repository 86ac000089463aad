"""Modules that are put off are there when they are used, and for everybody else."""

from __future__ import annotations

import subprocess
import sys

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
