"""Tables in a terminal, and the table that shows where everything on a handout came from."""

from __future__ import annotations

from collections.abc import Sequence

from handout.cli.console import dump_json, print_result
from handout.layering.compose import explain
from handout.pipeline import PreparedHandout


def print_provenance(prepared: PreparedHandout, json_output: bool) -> None:
    """Print what is on the handout, each with the layer it came from and its position."""
    rows = []
    for name, value, layer, position in explain(prepared.handout):
        rows.append((name, value, layer, str(position) if position.path else ""))
    print_table(rows, (), json_output)


def print_table(
    rows: Sequence[tuple[str, ...]], headings: Sequence[str], json_output: bool
) -> None:
    """Print `rows` in columns below `headings`, or as JSON."""
    if json_output:
        print_result(dump_json(rows))
        return
    lines = [tuple(headings), *rows] if headings else rows
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print_result("  ".join(padded).rstrip())
