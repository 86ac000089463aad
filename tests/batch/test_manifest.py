"""The manifests of a batch: the same facts for a spreadsheet and for a program."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from batch.test_index import line

from handout.batch.report.manifest import COLUMNS, OTHER, ManifestLine, format_manifests
from handout.batch.state.journal import JournalEntry
from handout.problems import Position, problem


def read_csv(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        assert rows.fieldnames == list(COLUMNS)
        return list(rows)


def read_json(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def write(
    folder: Path, lines: list[ManifestLine], others: list[JournalEntry], runs: dict[str, int]
) -> None:
    for name, content in format_manifests(lines, others, runs).items():
        (folder / name).write_bytes(content)


def test_both_say_what_became_of_each_row(tmp_path: Path) -> None:
    told = problem("picture-no-alt", Position("roster.xlsx", 3), field="logo")
    left_out = line(9, schools=2).entry
    assert left_out
    lines = [line(0, 2, empty=("hotline", "breaks")), line(1, 2, told, made=False)]
    write(tmp_path, lines, [left_out], {"print-run.pdf": 4})

    made, failed, other = read_csv(tmp_path)
    states = [(row["handout_id"], row["state"]) for row in (made, failed, other)]
    assert states == [("H00000", "made"), ("H00001", "failed"), ("H00009", OTHER)]
    assert (made["room"], made["empty"], made["pages"]) == ("Room 0", "hotline breaks", "2")
    assert made["pdf"] == "oak-hill-elementary-school-0/h00000.pdf"
    assert (made["html_bytes"], made["html_sha256"]) == ("70000", "0" * 64)
    assert (failed["school_id"], failed["pdf"], failed["pages"]) == ("001", "", "")
    assert told.message in failed["problems"] and made["problems"] == ""

    manifest = read_json(tmp_path)
    assert manifest["print_runs"] == {"print-run.pdf": 4}
    facts = manifest["handouts"]
    assert [(fact["handout_id"], fact["state"]) for fact in facts] == states
    assert facts[0]["files"][made["pdf"]] == {"bytes": 70_000, "sha256": "0" * 64}
    assert facts[0]["about"]["room"] == made["room"] and facts[0]["empty"] == ["hotline", "breaks"]
    assert [each["code"] for each in facts[1]["problems"]] == ["picture-no-alt"]
    assert "files" not in facts[1] and facts[2]["problems"] == []


def test_a_line_of_the_json_is_a_handout(tmp_path: Path) -> None:
    """Two manifests can be compared line by line, and a row that changed is a line that changed."""
    texts = []
    for changed in (False, True):
        lines = [line(n, 1, made=n != 1 or changed) for n in range(3)]
        write(tmp_path, lines, [], {})
        texts.append((tmp_path / "manifest.json").read_text(encoding="utf-8").splitlines())
    differing = [old for old, new in zip(*texts, strict=True) if old != new]
    assert len(differing) == 1 and '"H00001"' in differing[0]


def test_no_cell_starts_a_formula(tmp_path: Path) -> None:
    """A teacher's words are words in the spreadsheet, whatever they begin with."""
    entry = line(0, 1).entry
    assert entry
    words = {"room": '=HYPERLINK("http://example.org")', "para_name": "@Ana"}
    harmful = replace(line(0, 1), entry=replace(entry, listed_fields=words))
    write(tmp_path, [harmful], [], {})
    (row,) = read_csv(tmp_path)
    assert row["room"].startswith("'=") and row["para_name"].startswith("'@")
