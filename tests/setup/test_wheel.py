"""What a package index and a foreign Python make of this project."""

from __future__ import annotations

import io
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "https://github.com/somebody/handout"
absolute_readme = runpy.run_path(str(ROOT / "handout" / "setup" / "readme_hook.py"))[
    "absolute_readme"
]


def targets(text: str) -> list[str]:
    """Return what links and pictures of a text lead to."""
    return [*re.findall(r"\]\(([^)]+)\)", text), *re.findall(r'src="([^"]+)"', text)]


def test_the_readme_leads_somewhere_on_a_package_index() -> None:
    assert len(targets(README)) > 15
    absolute = targets(absolute_readme(README, ADDRESS))
    assert len(absolute) == len(targets(README))
    assert all(target.startswith(("https://", "#")) for target in absolute)
    files = [re.sub(r"^.*/(?:blob|raw)/HEAD/|#.*$", "", target) for target in absolute]
    here = [file for file in files if "//" not in file]
    assert here and [file for file in here if not (ROOT / file).exists()] == []


def test_without_an_address_nothing_leads_nowhere() -> None:
    plain = absolute_readme(README, "")
    assert all(target.startswith(("https://", "#")) for target in targets(plain))
    assert "docs/customization.md" in plain  # its words stay


OTHER = '"""Another project of this name."""\n__version__ = "1.1.2"\n'


@pytest.mark.parametrize("content", [OTHER, None])
def test_another_project_of_the_same_name_is_told(tmp_path: Path, content: str | None) -> None:
    (tmp_path / "handout").mkdir()
    if content:
        (tmp_path / "handout" / "__init__.py").write_text(content)
    (tmp_path / "first_day_essentials.py").write_bytes(
        (ROOT / "first_day_essentials.py").read_bytes()
    )
    done = subprocess.run(
        [sys.executable, "-S", "-m", "first_day_essentials", "--version"],  # nothing installed
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 4
    assert "Another project" in done.stderr and "Traceback" not in done.stderr
    assert "pipx install first-day-essentials" in done.stderr


def test_the_command_starts_by_its_own_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "first_day_essentials", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("first-day-essentials ")


def test_the_packed_program_starts_modules_of_ours_as_python_does() -> None:
    """PyInstaller's program is `sys.executable`, by which the audit starts what draws its pages."""
    stream = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(stream)
    pdf = stream.getvalue()
    module = "handout.compiled.audit_pixels"
    done = subprocess.run(
        [sys.executable, "packaging/start.py", "-P", "-m", module, str(len(pdf))],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=pdf + pdf,
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"", done.stdout
