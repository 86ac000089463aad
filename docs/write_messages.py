"""Write docs/messages.md: what the program says to an office, and what to do about each.

Run `python docs/write_messages.py`; `tests/test_problems.py` fails where the page is stale.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "messages.md"
PROBLEMS = ROOT / "content" / "en" / "problems"
PARTS = {
    "roster": "Rosters and OneRoster exports",
    "batch": "Building a district's handouts",
    "fit": "What does not fit a sheet",
    "office": "Printing, mailing and accessibility",
    "privacy": "Privacy",
}

_PLACEHOLDER = re.compile(r"\{(\w+)(?::\w+)?\}")
_INTRO = """# What the program says to an office

Every message of `handout batch`, `handout roster` and `handout office`, with what to do about it.
In *italics* stands what differs each time: a name, a number, your own words. A message about a row
begins with the file, the row and the column, such as `roster.xlsx:5:C`. Where it says “please
note” the handout is made all the same.

This page is written by docs/write_messages.py from the files in content/en/problems/.
"""


def page() -> str:
    """Return the page."""
    parts = [_INTRO]
    for name, title in PARTS.items():
        parts.append(f"\n## {title}\n\n| what it says | what to do |\n| --- | --- |\n")
        table = tomllib.loads((PROBLEMS / f"{name}.toml").read_text(encoding="utf-8"))
        for entry in table.values():
            parts.append(f"| {_format(entry['says'])} | {_format(entry['do'])} |\n")
    return "".join(parts)


def _format(template: str) -> str:
    """Return the words of a message as they are read, what is filled in in italics."""
    literal = template.replace("{{", "\0").replace("}}", "\1")
    words = _PLACEHOLDER.sub(lambda match: f"*{match[1].replace('_', ' ')}*", literal)
    words = words.replace("\0", "{").replace("\1", "}").replace("|", r"\|").replace("<", "&lt;")
    return " ".join(words.split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
