"""accessibility.html: what was checked of a batch's files, and what only a person can check."""

from __future__ import annotations

import datetime
from pathlib import Path

from handout import __version__
from handout.batch.accessibility.check_files import CheckedFiles
from handout.batch.report.index_templates import index_template, page_frame
from handout.files import write_atomic
from handout.interface_language import interface_messages, say_counted, spoken_language

NAME = "accessibility.html"
_RULES = {
    "pdf": (),
    "text-for-pictures": ("pictures",),
    "structure": ("tables", "headings"),
    "zoom": ("zoom",),
    "bypass": ("main", "headings"),
    "titled": ("title",),
    "language": ("language",),
    "parsing": ("ids",),
    "names": ("names",),
}
"""The rules of pages that stand behind each criterion; those of PDFs are all in the first."""

_MOST_LISTED = 200  # files with faults


def write_accessibility_report(output: Path, checked: CheckedFiles, today: datetime.date) -> Path:
    """Write the report of what was `checked` today and return its path. Raises HandoutError."""
    path = output / NAME
    write_atomic(path, format_report(checked, today).encode())
    return path


def format_report(checked: CheckedFiles, today: datetime.date) -> str:
    """Return the report as a page that loads nothing."""
    words = interface_messages("accessibility")
    files = []
    for path, faults in sorted(checked.faulty.items()):
        named = [words["rules"].get(fault, fault) for fault in faults]
        files.append((path, named))
    return index_template("accessibility.html.j2").render(
        **page_frame() | {"said": words, "language": spoken_language("accessibility")},
        day=today.isoformat(),
        version=__version__,
        pdfs=say_counted(words, "pdfs", len(checked.pdfs)),
        pages=say_counted(words, "pages", len(checked.pages)),
        criteria=[_judge(criterion, checked) for criterion in _RULES],
        person=list(words["person"].values()),
        files=files[:_MOST_LISTED],
        more=max(0, len(files) - _MOST_LISTED),
        unchecked=checked.unchecked,
    )


def _judge(criterion: str, checked: CheckedFiles) -> dict[str, str]:
    """Return a row of the table: the criterion, whether the files meet it, and how many do not."""
    words = interface_messages("accessibility")
    rules = set(_RULES[criterion])
    if not rules:
        total, count = len(checked.pdfs), sum(map(bool, checked.pdfs.values()))
    else:
        total = len(checked.pages)
        count = sum(not rules.isdisjoint(faults) for faults in checked.pages.values())
    level = "supports"
    if count:
        level = "partly" if count < total else "not"
    remark, number = ("broken", count) if count else ("fine", total)
    return {
        **words["criteria"][criterion],
        "level": words["level"][level],
        "state": "bad" if count else "good",
        "remark": say_counted(words["remark"], remark, number, total=total),
    }
