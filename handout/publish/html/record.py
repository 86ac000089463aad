"""The record of a handout, for the end of its HTML, and the files that go with its PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.pull.snapshot import issued_layers, source_texts, take_snapshot
from handout.sources.content.layer import Level
from handout.sources.customization.edit import Change, set_values
from handout.sources.edited.record import LAYERS_ENDING, format_layers, format_record
from handout.sources.pictures.picture import FURTHER_SIDE, LOGO, Picture, PictureUse


def build_record(fitted: FittedSheet, name: str, logo: Picture | None = None) -> str:
    """Return the text that is the record of `fitted` with `logo`; `name` is its customization
    file's, without the ending.
    """
    record = take_snapshot(fitted, name, logo)
    return format_record(
        replace(record, customization=_with_overrides(record.customization, fitted))
    )


def collect_sources(
    fitted: FittedSheet, name: str, logo: Picture | None = None
) -> dict[str, bytes]:
    """Return the customization that says what `fitted` says, the edits if there are any, the
    teacher's own pictures, and what the files of a district and a school say on it, by their file
    names.
    """
    (customization, edits), handout = source_texts(fitted), fitted.sheet.handout
    text, files = _with_overrides(customization, fitted), {f"{name}.edits.yaml": edits.encode()}
    for use, picture in _sheet_pictures(fitted, logo):
        named = handout.values.get(use.file_field)
        # A school's or a district's comes with their layers.
        if named and named.origin.level is Level.CUSTOMIZATION:
            file = use.file_name(PurePath(name).name, picture)
            words = str(handout.value(use.words_field) or "")
            text = set_values(text, {use.file_field: file, use.words_field: words})
            files[file] = picture.content
    files[f"{name}.yaml"] = text.encode()
    files[f"{name}{LAYERS_ENDING}"] = format_layers(issued_layers(fitted.sheet)).encode()
    return {file: files[file] for file in sorted(files) if files[file]}


def _sheet_pictures(
    fitted: FittedSheet, logo: Picture | None
) -> Iterator[tuple[PictureUse, Picture]]:
    if logo:
        yield LOGO, logo
    for side in fitted.sheet.sides:
        if side.picture:
            yield FURTHER_SIDE, side.picture.picture


def _with_overrides(customization: str, fitted: FittedSheet) -> str:
    """Return the text of a customization with what the teacher lets stand of what the privacy
    check found, and why.
    """
    entries = [
        {"allow": override.rule, "field": override.field, "because": override.because}
        for override in fitted.sheet.handout.overrides
        if not override.shared
    ]
    changes: dict[str, Change] = {"privacy": entries} if entries else {}
    return set_values(customization, changes)
