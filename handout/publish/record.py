"""The record of a handout, for the end of its HTML, and the files that go with its PDF."""

from __future__ import annotations

from handout.compose.fit import Fitted
from handout.compose.shown import issued
from handout.sources.record import format_record


def record_of(fitted: Fitted, name: str) -> str:
    """The JSON that is the record of `fitted`; `name` is its customization file's, without the ending."""
    return format_record(issued(fitted, name))


def sources_of(fitted: Fitted, name: str) -> dict[str, str]:
    """The customization, and the edits if there are any, that say what `fitted` says, by their file names."""
    record = issued(fitted, name)
    files = {f"{name}.yaml": record.customization, f"{name}.edits.yaml": record.edits}
    return {file: text for file, text in files.items() if text}
