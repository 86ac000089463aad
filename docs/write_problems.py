"""Write docs/problems.md, the index of all codes, from the words in content/en/problems/.

`make docs` does so. The page is not kept in the repository: it would be stale with each new code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from handout.messages import CONTENT, describe_template

PAGE = Path(__file__).resolve().parent / "problems.md"
_TOP = """# All messages

Each message ends with its code, as in `[unknown-key]`; `handout explain unknown-key` shows it
again. Words between ‹ and › stand for what is in your file. This page is written by
`docs/write_problems.py`.
"""


def page() -> str:
    """Return the text of the page."""
    return "\n".join([_TOP, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    for file in sorted((CONTENT / "en" / "problems").glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        yield f"## {file.stem.capitalize()}\n"
        yield text.partition("\n")[0].removeprefix("# ") + "\n"
        yield "| code | says | do |\n|---|---|---|"
        for code, entry in tomllib.loads(text).items():
            yield f"| `{code}` | {_cell(entry['says'])} | {_cell(entry['do'])} |"
        yield ""


def _cell(template: str) -> str:
    text = " ".join(describe_template(template).split())
    for sign in "\\|*_<[":
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
