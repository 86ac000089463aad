"""Data flows one way: which folder may import which, and which module a heavy library."""

from __future__ import annotations

import ast
import re
import runpy
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from paths import ROOT

PACKAGE = ROOT / "handout"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
# Each of these may import those above it, and none below.
ORDER = (
    "content_folders",
    "plural_forms",
    "writing_direction",
    "message_tables",
    "messages",
    "interface_language",
    "problems",
    "fonts",
    "garbage",
    "files",
    "cache",
    "setup",
    "sources",
    "layering",
    "layout",
    "edits",
    "privacy",
    "second_sheet",
    "pipeline",
    "pull",
    "publish",
    "compiled",
    "batch",
    "site",
    "web",
    "cli",
    "__main__",
)
HOMES = {
    "weasyprint": {"publish/pdf/spoken_text.py", "publish/pdf/weasyprint.py"},
    "ruamel": {"sources/yaml/tree.py"},
    "uharfbuzz": {"layout/text/extra_faces.py", "layout/text/shaping.py", "setup/build_fonts.py"},
    "markdown": {"sources/markdown/inline_html.py"},
    "nh3": {"sources/markdown/inline_html.py"},
    "PIL": {
        "sources/pictures/bitmap.py",
        "publish/pdf/picture.py",
        "sources/pictures/picture.py",
        "sources/pictures/svg_check.py",
        "compiled/audit_pixels.py",
    },
    "resvg_py": {"sources/pictures/svg_drawing.py"},
    "pypdfium2": {"compiled/audit_pixels.py", "publish/pdf/picture.py"},
    "docx": {
        "publish/docx/document.py",
        "publish/docx/embedded_faces.py",
        "publish/docx/letter.py",
        "publish/docx/package.py",
        "publish/docx/review_file.py",
        "publish/docx/second.py",
    },
    "openpyxl": {
        "sources/spreadsheet/xlsx.py",
        "sources/spreadsheet/xlsx_cells.py",
        "sources/roster/xlsx_writer.py",
        "sources/translations/review_workbook.py",
    },
    "ftfy": {"sources/text_repair.py"},
    "deflate": {"publish/packing.py"},
    "distributed": {"batch/work/dask.py"},
    "tinyhtml5": {"sources/edited/html_document.py"},
    "pikepdf": {  # binding, and reading what we wrote
        "publish/pdf/browser_print.py",
        "publish/print_run/bind.py",
        "publish/print_run/dedupe.py",
        "publish/print_run/sheets.py",
        "publish/print_run/tags.py",
        "site/accessibility.py",
        "sources/edited/pdf_attachments.py",
        "compiled/audit.py",
        "compiled/fragments/compile.py",
        "compiled/fragments/content_stream.py",
        "compiled/fragments/page.py",
        "compiled/fragments/xobjects.py",
    },
    "page": {"batch/accessibility/pdf_check.py"},
    "uvicorn": {"web/server.py", "web/http/request_head.py", "web/hosting/draining.py"},
}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


NAMES = {dotted(path): path for path in MODULES}
FOLDERS = sorted({dotted(path.parent) for path in PACKAGE.rglob("__init__.py")})


@cache  # each is asked for by thirty tests
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the dotted names that a module imports: of ours, modules and not what is in them."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in NAMES else node.module)
    return frozenset(found)


def room(name: str) -> str:
    return name.split(".")[1]


def test_every_room_has_its_place() -> None:
    assert {room(name) for name in NAMES} == set(ORDER)


@pytest.mark.parametrize("place", ORDER)
def test_a_room_imports_only_from_rooms_before_it(place: str) -> None:
    allowed = set(ORDER[: ORDER.index(place) + 1])
    for name, path in NAMES.items():
        if room(name) == place:
            late = {
                other for other in imported(path) if other in NAMES and room(other) not in allowed
            }
            assert not late, f"{name} imports {late}"


def imports_within(folder: str) -> dict[str, set[str]]:
    """Return which child of a folder (module or sub-folder) imports which others of its children.

    `folder` is a dotted name.
    """
    imports: dict[str, set[str]] = {}
    for name, path in NAMES.items():
        if name.startswith(f"{folder}."):
            child = child_of(folder, name)
            ours = imported(path) & NAMES.keys()
            others = {child_of(folder, other) for other in ours if other.startswith(f"{folder}.")}
            imports.setdefault(child, set()).update(others - {child})
    return imports


def child_of(folder: str, name: str) -> str:
    return name.removeprefix(f"{folder}.").split(".")[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_imports_one_way_within_itself(folder: str) -> None:
    # That no two modules import each other follows: they would do so within some folder.
    TopologicalSorter(imports_within(folder)).prepare()  # raises CycleError


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_can_be_overlooked(folder: str) -> None:
    modules = [name for name in NAMES if name.rpartition(".")[0] == folder]
    assert len(modules) <= 16, "sort them into sub-folders by subject"


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_has_one_home(library: str) -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if library in {name.split(".")[0] for name in imported(path)}
    }
    assert users == HOMES[library]


def test_the_architecture_is_written_from_the_modules() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "write_architecture.py"))
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert script["page"](text) == text, "run python docs/write_architecture.py"
    assert all(f"| `{path.relative_to(PACKAGE).as_posix()}` |" in text for path in MODULES)


def names_in(path: Path) -> set[str]:
    """Return the names that a module defines, of methods with their class before them."""
    names: set[str] = set()
    for node in parsed(path).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            methods = (child for child in node.body if isinstance(child, ast.FunctionDef))
            names |= {f"{node.name}.{method.name}" for method in methods}
    return names


def test_the_walk_names_modules_and_functions_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    intro, rest = text.split("<!-- walk -->")
    walk = intro + rest.split("<!-- end of walk -->")[0]
    known: set[str] = set()
    for name, path in NAMES.items():
        module = name.removeprefix("handout.")
        known |= {module, *(f"{module}.{inner}" for inner in names_in(path))}
    named = set(re.findall(r"`(\w+(?:\.\w+)+)`", walk))
    named = {name for name in named if not name.endswith((".yaml", ".html", ".py", ".csv"))}
    assert len(named) > 40
    assert sorted(named - known) == []


def test_docs_and_comments_name_files_that_exist() -> None:
    files = [path for path in ROOT.rglob("*.*") if not {".venv", ".git"} & set(path.parts)]
    paths = {"/" + path.relative_to(ROOT).as_posix() for path in files}
    ends = {path[start:] for path in paths for start, sign in enumerate(path) if sign == "/"}
    for page in (*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        names = re.findall(r"`([\w/]+\.(?:py|toml|j2))`", page.read_text(encoding="utf-8"))
        assert [name for name in names if f"/{name}" not in ends] == [], page.name
    for module in (*MODULES, *(ROOT / "tests").rglob("*.py")):
        names = re.findall(r"\b\w+/[\w/]+\.(?:py|j2)\b", module.read_text(encoding="utf-8"))
        assert [name for name in names if f"/{name}" not in ends] == [], module.name


def test_no_words_for_people_in_templates() -> None:
    templates = [*(ROOT / "templates").rglob("*.j2")]
    assert len(templates) > 5
    for path in templates:
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|/\*.*?\*/",
            "",
            path.read_text(encoding="utf-8"),
            flags=re.S,
        )
        assert not re.findall(r">\s*[A-Z][a-z]+ [a-z]+ [a-z]+", text), path.name


# Private names of our modules that a test uses, and why it may.
SHORTCUTS = "a search that is left out is held against the search itself"
PRIVATE_NAMES_ALLOWED = {
    "test_listed_names.py: _SIMPLE": SHORTCUTS,
}


def private_definitions(path: Path) -> set[str]:
    """Return the names with one leading underscore that a module defines, attributes too."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
    return {name for name in names if re.fullmatch(r"_[A-Za-z]\w*", name)}


def names_used(path: Path) -> set[str]:
    """Return the names that a test imports from us, reads of an object, or replaces by a string.

    Names of `self` are the test's own.
    """
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("handout"):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute):
            if not (isinstance(node.value, ast.Name) and node.value.id == "self"):
                names.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # monkeypatch.setattr(module, "_name", ...) and setattr("handout.module._name", ...)
            names |= set(re.findall(r"^(?:handout(?:\.\w+)+\.)?(_[A-Za-z]\w*)$", node.value))
    return names


def test_tests_use_public_names() -> None:
    private: set[str] = set()
    for path in MODULES:
        private |= private_definitions(path)
    used: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        used |= {f"{path.name}: {name}" for name in names_used(path) & private}
    assert sorted(used) == sorted(PRIVATE_NAMES_ALLOWED)
