"""index.html: the page on which the office sees what was made, what was not and why, and what is still to be filled in."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from handout.batch.manifest import Line
from handout.problem import Problem
from handout.publish.output import write_whole
from handout.publish.style import colours, environment
from handout.words import TEMPLATES, words


def write_index(output: Path, lines: Sequence[Line], runs: Mapping[str, int], problems: Sequence[Problem]) -> None:
    """Write the page into `output`. `runs` are the print runs with their sheets of paper. Raises HandoutError."""
    write_whole(output / "index.html", index_html(lines, runs, problems).encode())


def index_html(lines: Sequence[Line], runs: Mapping[str, int], problems: Sequence[Problem]) -> str:
    """The page as one file without anything from elsewhere."""
    said = words("index")
    script = (TEMPLATES / "index.js").read_text(encoding="utf-8").strip()
    style = environment().get_template("css/index.css.j2").render(c=colours("color", "pine")).strip()
    schools: dict[str, dict[str, Any]] = {}
    for line in lines:
        key = line.record.school_id or line.record.school_name
        school = schools.setdefault(key, {"name": line.record.school_name, "lines": [], "runs": []})
        school["lines"].append(line)
        if line.entry:
            school["folder"] = line.entry.folder
    for path in runs:
        folder, _, _ = path.rpartition("/")
        for school in schools.values():
            if folder and school.get("folder") == folder:
                school["runs"].append(path)
    told = {one for line in lines for one in line.problems}
    others = sorted(set(problems) - told)
    unread: dict[int, list[Problem]] = {}  # rows that are no record
    for one in others:
        if not one.warning and one.line:
            unread.setdefault(one.line, []).append(one)
    return _template().render(
        said=said, script=script, style=style, policy=_policy(script, style), schools=list(schools.values()),
        runs={path: sheets for path, sheets in runs.items() if "/" not in path}, sheets=runs, names=lambda fields: ", ".join(map(_label, fields)), lines=lines,
        made=[line for line in lines if line.entry], failed=[line for line in lines if not line.entry],
        open=[line for line in lines if line.entry and line.entry.empty], address=lambda path: quote(path),
        unread=unread, others=[one for one in others if one.warning or not one.line],
    )  # fmt: skip


@cache
def _template() -> jinja2.Template:
    return environment().get_template("index.html.j2")


def _policy(script: str, style: str) -> str:
    """Nothing may be fetched, and only this script and this style are taken."""
    sums = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in (script, style)]
    return f"default-src 'none'; script-src 'sha256-{sums[0]}'; style-src 'sha256-{sums[1]}'; base-uri 'none'; form-action 'none'"


def _label(name: str) -> str:
    """What a field is called on the sheet or in the roster."""
    top, _, rest = name.partition(".")
    if top == "emergency":
        return str(words("words")["help"][rest])
    return str(words("fields")["fields"][top]["label"])
