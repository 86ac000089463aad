"""Whether anything at all is new since the last run: then not even the roster has to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from handout.batch.digest import bytes_digest, tool_digest
from handout.batch.ledger import FOLDER, Ledger, locked
from handout.batch.run import Report
from handout.batch.store import Store
from handout.problem import Problem


def unchanged(output: Path, inputs: Iterable[Path], options: object) -> Report | None:
    """What the last run into `output` told, if it was made of the same and all of it is still there; else None."""
    if not (output / FOLDER).is_dir() or (output / FOLDER).is_symlink():
        return None
    with locked(output):
        ledger = Ledger(output)
        seal = ledger.seal
        if not seal or seal["sum"] != _sum([*inputs, *map(Path, seal["more"])], options):
            return None
        store, report = Store(output, ledger), Report(kept=list(ledger.entries))
        report.problems = [Problem(**one) for one in seal["problems"]]
        for entry in ledger.entries.values():
            there, notes = store.holds(entry)
            if not there or notes:
                return None
        lists = [(output / name).is_file() for name in ("manifest.csv", "manifest.json", "index.html")]
        bound = [(output / path).is_file() for path in ledger.runs]
        return report if all(lists) and all(bound) else None


def seal(output: Path, inputs: Iterable[Path], more: Iterable[Path], options: object, report: Report) -> None:
    """Keep what a run into `output` was made of and told, if all of it succeeded. `more` are files the inputs name."""
    if report.failed or report.removed or any(not one.warning for one in report.problems):
        return
    named = sorted({str(path) for path in more})
    with locked(output):
        facts: dict[str, Any] = {"sum": _sum([*inputs, *map(Path, named)], options), "more": named}
        Ledger(output).put_seal(facts | {"problems": [asdict(one) for one in report.problems]})


def _sum(paths: Iterable[Path], options: object) -> str:
    sums = [tool_digest(), repr(options)]
    for path in paths:
        files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
        sums += [f"{file} {bytes_digest(file.read_bytes()) if file.is_file() else ''}" for file in files]
    return bytes_digest("\n".join(sums).encode())
