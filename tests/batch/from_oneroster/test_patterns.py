"""Exports as public test files and open importers have them become the rosters that are meant."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from handout.cli.main import main
from handout.sources.spreadsheet.spreadsheet import read_rows

CASES = Path(__file__).resolve().parents[2] / "cases" / "oneroster_patterns.toml"
EXPORTS: list[dict[str, Any]] = tomllib.loads(CASES.read_text("utf-8"))["export"]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export["like"])
def test_a_roster_is_made(
    tmp_path: Path, export: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path, roster = tmp_path / "export.zip", tmp_path / "roster.csv"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in export["files"].items():
            archive.writestr(f"{name}.csv", text.strip().replace("\n", "\r\n"))
    assert main(["roster", "from-oneroster", str(path), "-o", str(roster)]) == 0
    said = capsys.readouterr()
    codes = {line.rpartition("[")[2].rstrip("]") for line in said.err.splitlines() if "[" in line}
    assert codes == set(export["codes"]), said.err
    header, *rows = [[str(cell) for cell in row.cells] for row in read_rows(roster)[0]]
    made = []
    for row in rows:
        cell = dict(zip(header, row, strict=False))
        name = f"{cell['teacher_given']} {cell['teacher_family']}"
        made.append(f"{cell['school_name']} | {name} | {cell['room']}")
    assert made == export["rows"]
    written = "".join(each.read_text("utf-8-sig") for each in tmp_path.glob("*.csv"))
    assert "Noor" not in written + said.err and "Haddad" not in written + said.err
