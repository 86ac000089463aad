"""Data flows one way: who may import whom, and who a heavy library; and that docs/architecture.md names every module."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for path in (ROOT / "handout").rglob("*.py") if path.name != "__init__.py")
STAGES = ("sources", "compose", "publish", "compiled", "batch")
BEFORE = {f"handout.{name}" for name in ("problem", "words", "typefaces", "recent", "release", "shelf", "machine")} | {"handout"}
HOMES = {
    "weasyprint": {"publish/pdf.py"},
    "ruamel": {"sources/yaml_tree.py"},
    "uharfbuzz": {"compose/harfbuzz.py", "foundry.py"},
    "markdown": {"compose/inline.py"},
    "nh3": {"compose/inline.py"},
    "PIL": {"sources/picture.py", "compiled/pixels.py"},
    "pypdfium2": {"compiled/pixels.py"},
    "docx": {"publish/docx.py"},
    "openpyxl": {"sources/workbook.py"},
    "distributed": {"batch/cluster.py"},
    "tinyhtml5": {"sources/page_text.py"},
    "pikepdf": {  # binding, and reading what we wrote
        "publish/print_run.py", "publish/print_shared.py", "publish/print_tags.py", "sources/print_source.py",
        *(f"compiled/{name}.py" for name in ("audit", "compile", "drawn", "painted", "pictures")),
    },
    "uvicorn": {"web/server.py"},
}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_from_itself_and_earlier_ones(stage: str) -> None:
    allowed = STAGES[: STAGES.index(stage) + 1]
    # a batch is many editions, so it stands on what puts one together
    also = {"handout.edition", "handout.kept", "handout.readback"} if stage == "batch" else set()
    own = [path for path in MODULES if path.parent.name == stage]
    assert own
    for path in own:
        ours = {name for name in imported(path) if name.split(".")[0] == "handout"} - BEFORE - also
        late = {name for name in ours if name.split(".")[1] not in allowed}
        assert not late, f"{path.name} imports {late}"


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_has_one_home(library: str) -> None:
    users = {str(path.relative_to(ROOT / "handout")) for path in MODULES if library in {n.split(".")[0] for n in imported(path)}}
    assert users == HOMES[library]


def test_every_module_is_in_the_architecture() -> None:
    named = set(re.findall(r"^\| `([\w/.]+)`", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), re.M))
    assert {path.name for path in MODULES} <= named


def test_no_words_for_people_in_templates() -> None:
    templates = [*(ROOT / "templates").rglob("*.j2")]
    assert len(templates) > 5
    for path in templates:
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.findall(r">\s*[A-Z][a-z]+ [a-z]+ [a-z]+", text), path.name
