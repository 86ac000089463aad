"""Write the tables of modules in docs/architecture.md from the modules' own docstrings.

Run `python docs/write_architecture.py`; `tests/test_architecture.py` fails where the page is stale.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- modules: written by docs/write_architecture.py -->\n"
END = "<!-- end of modules -->\n"


def summary(path: Path) -> str:
    """Return the first paragraph of a module's docstring, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")


def tables() -> str:
    """Return a table of modules for each folder of the package."""
    package = ROOT / "handout"
    lines = []
    folders = sorted({path.parent for path in package.rglob("*.py")})
    for folder in folders:
        modules = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
        if not modules:
            continue
        name = folder.relative_to(ROOT).as_posix()
        lines += [f"### {name}/", "", summary(folder / "__init__.py"), ""]
        lines += ["| module | what it is for |", "|---|---|"]
        for path in modules:
            lines.append(f"| `{path.relative_to(package).as_posix()}` | {summary(path)} |")
        lines.append("")
    return "\n".join(lines)


def page(text: str) -> str:
    """Return the page with its tables written anew."""
    pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
    return re.sub(pattern, lambda _: f"{BEGIN}\n{tables()}\n{END}", text, flags=re.S)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
