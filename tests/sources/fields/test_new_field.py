"""A field is one entry and its words: everything else follows from them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT, TESTS


@pytest.mark.slow
def test_a_new_field_goes_everywhere(tmp_path: Path, pdfinfo: str) -> None:
    script = TESTS / "sources" / "fields" / "new_field.py"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
