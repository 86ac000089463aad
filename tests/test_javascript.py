"""The JavaScript in templates/: format, lint and types, and what of it stands in a page."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from paths import ROOT

from handout.messages import TEMPLATES
from handout.publish.html.scripts import EDITOR_PARTS, editor_script, script_for_page

IN_PAGES = [*sorted((TEMPLATES / "editor").glob("*.js")), TEMPLATES / "index.js"]


def run_npm(npm: str, *arguments: str | Path, folder: Path = ROOT) -> None:
    """Run npm in `folder` and fail with what it says."""
    done = subprocess.run(
        [npm, *arguments],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", ["lint", "types"])
def test_format_lint_and_types(npm: str, script: str) -> None:
    run_npm(npm, "run", "--silent", script)


def test_nothing_in_the_editor_is_unused(npm: str, tmp_path: Path) -> None:
    """Its parts share one scope: only when they stand together is it known what nobody uses."""
    rules = {"noUnusedVariables": "error", "noUndeclaredVariables": "error"}
    settings = {"root": True, "linter": {"rules": {"recommended": False, "correctness": rules}}}
    (tmp_path / "biome.json").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / "editor.js").write_text(f"(() => {{{editor_script()}}})();", encoding="utf-8")
    run_npm(npm, "exec", "--prefix", ROOT, "--", "biome", "lint", "editor.js", folder=tmp_path)


def test_the_editor_has_all_its_parts_once() -> None:
    files = {path.stem for path in (TEMPLATES / "editor").iterdir()}
    assert sorted(EDITOR_PARTS) == sorted(files)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.js")), ids=lambda path: path.stem)
def test_types_are_checked_in_each_file(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("// @ts-check\n")


@pytest.mark.parametrize("path", IN_PAGES, ids=lambda path: path.stem)
def test_a_script_can_stand_in_a_page_without_its_comments(path: Path) -> None:
    """Each line ends outside of strings and templates, and JSDoc is nothing but a comment."""
    source = path.read_text(encoding="utf-8")
    assert [line for line in source.splitlines() if line.count("`") % 2] == []
    script = script_for_page(path)
    assert "/**" not in script and "@ts-check" not in script
    assert "</script" not in script and "<!--\n" not in script
    assert not re.search(r"(?m)^\s|^//", script)


def test_what_a_page_says_stays_in_its_script(tmp_path: Path) -> None:
    path = tmp_path / "script.js"
    path.write_text(
        """// @ts-check
/* The whole. */

/**
 * Return an address.
 * @param {string} name with a * in it
 */
function addressOf(name) {
  // Why it is so.
  const link = /** @type {string} */ (`https://${name}/*`); // this stays
  return link.replace(/a*\\/\\//, "// /* */");
}
""",
        encoding="utf-8",
    )
    assert (
        script_for_page(path)
        == """/* The whole. */
function addressOf(name) {
const link = (`https://${name}/*`); // this stays
return link.replace(/a*\\/\\//, "// /* */");
}"""
    )


def test_the_lock_of_the_tools_names_no_place_and_exact_versions() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = {name: packages[f"node_modules/{name}"]["version"] for name in wanted}
    assert wanted == locked
