"""A sheet that a teacher sent to the office: what of it are cells of a roster, and what no cell can
hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handout.content_folders import ENGLISH
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.edited.edits_file import enclosure_heading
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.translations import split_translation
from handout.sources.headings.columns import ROSTER, field_columns
from handout.sources.pictures.picture import PICTURE_USES
from handout.sources.spreadsheet.excel_quirks import cell_fault
from handout.sources.yaml.enclosure import Enclosure, enclose
from handout.web.form.answers import CHANGES, Answers, format_yaml
from handout.web.sheet.form_sheet import FormSheet, LayerFiles, inherited_values
from handout.web.sheet.jobs import prepare_draft
from handout.web.sheet.open_file import OpenedFile, read_file

_PICTURES = frozenset(use.field for use in PICTURE_USES)
# The roster's own name for the column of a field.
_COLUMNS = {name: column for column, name in ROSTER.items() if name}
# Of what is only noted, an office has to know this; the rest is for whoever fills in the sheet.
_NOTED_CODES = ("privacy-", "locked-", "edit-", "block-", "item-", "web-sheet-", "web-without-")
_MANY_LINES = "teacher_note"  # whose cell has several lines and is no list


@dataclass(frozen=True)
class SentSheet:
    """The sheet in the file called `file`.

    `cells` are those of its row in a roster, by the names of their columns. `beside` is a
    customization of what no cell can hold, "" if there is nothing; `kinds` names what that is:
    "edits", "blocks", "items", the field of a picture or of a list. The paths of `problems` are the
    fields that they are about.
    """

    file: str
    cells: Mapping[str, str]
    beside: str = ""
    kinds: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)


def read_sent_sheet(
    base_files: LayerFiles, name: str, content: bytes, language: str = ENGLISH, sender: str = ""
) -> SentSheet:
    """Return the sheet in the file called `name`, which came from the e-mail address `sender`.

    All that is wrong with the sheet itself is among its problems, privacy and locked words too.
    Raises HandoutError if the file is no sheet of ours.
    """
    opened = read_file(base_files, name, content, language)
    if not {*FIELDS, *CHANGES} & (opened.answers or {}).keys():
        raise HandoutError([problem("web-not-ours", Position(name), name=name)])
    answers = dict(opened.answers or {})
    problems = [*opened.problems, *_name_pictures(answers, opened)]
    pictures = {field: picture.content for field, picture in opened.pictures.items()}
    draft = FormSheet(answers, pictures, edits=opened.edits, page_language=language)
    problems += prepare_draft(base_files, draft)[1]
    cells, others = _split_answers(answers)
    if "school_name" not in cells and (school := inherited_values(base_files).get("school_name")):
        cells["school_name"] = school
    if sender:
        cells["teacher_email"] = sender
    beside = ""
    if others or opened.edits:
        enclosure = Enclosure(opened.edits, pictures)
        beside = enclose(format_yaml(others, language), enclosure, enclosure_heading(language))
    kinds = (*others, *(["edits"] if opened.edits else []))
    told = tuple(sorted({entry for entry in problems if _concerns_office(entry)}))
    return SentSheet(name, cells, beside, kinds, told)


def _name_pictures(answers: Answers, opened: OpenedFile) -> list[Problem]:
    """Call the pictures that came with a file by names of ours: whatever a teacher's file calls
    them, it names none of this computer. Take the others out of the answers, and note them.
    """
    problems = []
    for use in PICTURE_USES:
        answer = answers.get(use.field)
        if not isinstance(answer, dict):
            continue
        if picture := opened.pictures.get(use.field):
            answers[use.field] = answer | {"file": f"{use.field}{picture.ending}"}
            continue
        if name := answer.get("file"):
            position = Position(use.file_field)
            problems.append(problem("web-sheet-picture", position, warning=True, name=name))
        del answers[use.field]
    return problems


def _concerns_office(entry: Problem) -> bool:
    is_noted = entry.code.startswith(_NOTED_CODES) and entry.code != "privacy-unused"
    return is_noted or not entry.warning


def _split_answers(answers: Answers) -> tuple[dict[str, str], Answers]:
    """Return the cells of a row, and the answers that no cell can hold."""
    cells: dict[str, str] = {}
    others: Answers = {}
    known = frozenset(field_columns())
    for name, value in answers.items():
        # Lines that are translated, each beside its own, are told apart by their columns' numbers.
        is_counted = isinstance(value, list) and _has_translation(name, answers)
        flat = None if name in _PICTURES else _flatten(name, value, is_counted)
        if flat is None or not flat.keys() <= known:
            others[name] = value
        else:
            cells |= {column_of(column): text for column, text in flat.items() if text}
    return cells, others


def column_of(name: str) -> str:
    """Return the column of a roster for the value with a dotted name."""
    return _COLUMNS.get(name, name)


def _has_translation(name: str, answers: Answers) -> bool:
    original = name
    if translation := split_translation(name):
        original = translation.field
    return any(other.field == original for other in filter(None, map(split_translation, answers)))


def _flatten(name: str, value: Any, is_counted: bool = False) -> dict[str, str] | None:
    """Return a value as cells by their columns; None if cells cannot hold it. Of lines that are
    counted each is a cell.
    """
    if isinstance(value, str):
        is_held = name.startswith(_MANY_LINES) or "\n" not in value
        return {name: value} if is_held and not cell_fault(value, Position("")) else None
    if isinstance(value, dict):
        return _flatten_all({f"{name}.{member}": inner for member, inner in value.items()})
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _flatten_lines(name, value, is_counted)
    if isinstance(value, list):
        return _flatten_all({f"{name}.{number}": item for number, item in enumerate(value, 1)})
    return None


def _flatten_all(values: Mapping[str, Any]) -> dict[str, str] | None:
    cells: dict[str, str] = {}
    for name, value in values.items():
        flat = _flatten(name, value)
        if flat is None:
            return None
        cells |= flat
    return cells


def _flatten_lines(name: str, lines: Sequence[str], is_counted: bool) -> dict[str, str] | None:
    """Return a list as one cell with an entry a line, or as a cell each."""
    if any("\n" in line or cell_fault(line, Position("")) for line in lines):
        return None
    if is_counted or not all(lines):
        return {f"{name}.{number}": line for number, line in enumerate(lines, 1)}
    return {name: "\n".join(lines)}
