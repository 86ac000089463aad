"""The modules of a page, put together as one script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handout.messages import TEMPLATES
from handout.web.page_scripts import bundle_script

_FOLDER = TEMPLATES / "web"
_PAGES = ("page.js", "office.js")


def test_each_module_comes_once_after_those_that_it_imports(tmp_path: Path) -> None:
    modules = {
        "start.js": 'import { go } from "./form/go.js";\nimport { WORD } from "./word.js";\n\ngo(WORD);\n',
        "form/go.js": 'import {\n  WORD,\n  say,\n} from "../word.js";\n\nexport const go = word => say(word === WORD);\n',
        "word.js": '/** @import { Go } from "./form/go.js" */\nexport const WORD = "export const";\nexport async function say(what) {}\nfunction own() {}\n',
    }
    (tmp_path / "form").mkdir()
    for name, source in modules.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    assert bundle_script(tmp_path, "start.js") == (
        "const modules = {};\n"
        'modules["word.js"] = (() => {\n'
        '/** @import { Go } from "./form/go.js" */\n'
        'const WORD = "export const";\nasync function say(what) {}\nfunction own() {}\n\n'
        "return { WORD, say };\n})();\n"
        'modules["form/go.js"] = (() => {\n'
        'const {\n  WORD,\n  say,\n} = modules["word.js"];\n\n'
        "const go = word => say(word === WORD);\n\n"
        "return { go };\n})();\n"
        'modules["start.js"] = (() => {\n'
        'const { go } = modules["form/go.js"];\nconst { WORD } = modules["word.js"];\n\ngo(WORD);\n\n'
        "return {  };\n})();"
    )


@pytest.mark.parametrize("name", _PAGES)
def test_nothing_is_imported_or_exported_any_more(name: str) -> None:
    """Else a module has a form that is not read here: its page would be dead."""
    script = bundle_script(_FOLDER, name)
    assert re.findall(r"^\s*(?:import|export)\b.*", script, re.MULTILINE) == []
    assert re.findall(r"^await\b.*", script, re.MULTILINE) == []


def test_every_module_is_part_of_a_page() -> None:
    scripts = [bundle_script(_FOLDER, name) for name in _PAGES]
    for module in _FOLDER.rglob("*.js"):
        begin = f'modules["{module.relative_to(_FOLDER).as_posix()}"] = '
        counts = [script.count(begin) for script in scripts]
        assert max(counts) == 1, module


@pytest.mark.parametrize(
    "module", sorted(_FOLDER.rglob("*.js")), ids=lambda path: path.relative_to(_FOLDER).as_posix()
)
def test_a_module_leaves_the_others_alone(module: Path) -> None:
    """What it exports is handed on once, and the table of modules has a name that none uses."""
    source = module.read_text(encoding="utf-8")
    assert not re.search(r"^export let\b|^\s*(?!//).*\bmodules\b", source, re.MULTILINE)
