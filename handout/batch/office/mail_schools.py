"""What goes to each school by mail: one zip, a form of what is missing, a letter; who gets what."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handout.batch.office.letter import LetterTemplate
from handout.batch.office.listed_handouts import Choice, ListedHandout, choose, read_listed
from handout.batch.office.missing_form import count_missing, format_missing_form
from handout.batch.office.sent_record import MAILED, SentRecord
from handout.batch.state.lock import lock_output
from handout.files import make_folder, report_os_errors, write_atomic
from handout.interface_language import interface_messages
from handout.problems import Position, Problem, problem
from handout.sources.spreadsheet.csv import format_csv

FOLDER = "to-mail"
MERGE_FILE = "mail-merge.csv"
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)  # the same files make the same zip
_COLUMNS = ("address", "teacher", "school", "handout", "subject", "pdf", "html")


class Mail(NamedTuple):
    """What was written: how many handouts, the zip of each school, and notes."""

    handouts: int
    zips: tuple[str, ...]
    problems: tuple[Problem, ...]


def mail_schools(
    output: Path,
    choice: Choice,
    letter: LetterTemplate,
    *,
    date: str,
    deadline: str,
    is_moved: bool = False,
) -> Mail:
    """Write what is to be mailed of the handouts in `output` into the folder to-mail.

    Nothing is sent. What was there from the last time is removed, and what is written is recorded
    as mailed. If `choice` is of none nothing is changed. If the folder `is_moved` afterwards, the
    table for the mail merge names files by their paths within it. Raises HandoutError.
    """
    handouts = read_listed(output)
    with lock_output(output):
        record = SentRecord(output, MAILED)
        chosen = choose(handouts, choice, record.digests, output)
        if not chosen:
            return Mail(0, (), ())
        make_folder(output / FOLDER)
        record.remove_files(output)
        schools: dict[str, list[ListedHandout]] = {}
        for handout in chosen:
            schools.setdefault(handout.folder, []).append(handout)
        written: dict[str, bytes] = {}
        for folder, group in schools.items():
            written |= _school_files(output, folder, group, letter, (date, deadline))
        written[f"{FOLDER}/{MERGE_FILE}"] = format_csv(
            _merge_rows(None if is_moved else output, chosen)
        )
        for path, content in written.items():
            write_atomic(output / path, content)
        record.save(chosen, written)
    zips = tuple(path for path in written if path.endswith(".zip"))
    return Mail(len(chosen), zips, _note_addresses(output, chosen))


def _school_files(
    output: Path,
    folder: str,
    handouts: Sequence[ListedHandout],
    letter: LetterTemplate,
    days: tuple[str, str],
) -> dict[str, bytes]:
    """Return the files for one school by their paths: letter, form, and the zip with all."""
    names = interface_messages("index")["mail"]["files"]
    date, deadline = days
    values = {
        "school": handouts[0].school_name,
        "handouts": str(len(handouts)),
        "missing": str(count_missing(handouts)),
        "deadline": deadline,
        "date": date,
    }
    beside = {f"{folder}-{names['letter']}{letter.suffix}": letter.fill(values)}
    if form := format_missing_form(handouts):
        beside[f"{folder}-{names['form']}.xlsx"] = form
    content = dict(beside)
    for handout in handouts:
        for path in (handout.pdf, handout.html):
            with report_os_errors(output / path):
                content[Path(path).name] = (output / path).read_bytes()
    files = {f"{FOLDER}/{name}": part for name, part in beside.items()}
    files[f"{FOLDER}/{folder}.zip"] = _format_zip(folder, content)
    return files


def _format_zip(folder: str, content: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in content.items():
            packed.writestr(
                zipfile.ZipInfo(f"{folder}/{name}", _ZIP_TIME), part, zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()


def _merge_rows(output: Path | None, handouts: Sequence[ListedHandout]) -> list[list[str]]:
    """Return the table for a mail merge: a row for each handout, the headings first. Without
    `output` the paths are those within the folder.
    """
    words = interface_messages("index")["mail"]
    rows = [[words["columns"][name] for name in _COLUMNS]]
    for handout in handouts:
        cells = {
            "address": handout.email,
            "teacher": handout.teacher,
            "school": handout.school_name,
            "handout": handout.id,
            "subject": words["subject"].format(title=handout.title),
            "pdf": str((output / handout.pdf).resolve()) if output else handout.pdf,
            "html": str((output / handout.html).resolve()) if output else handout.html,
        }
        rows.append([cells[name] for name in _COLUMNS])
    return rows


def _note_addresses(output: Path, handouts: Sequence[ListedHandout]) -> tuple[Problem, ...]:
    """Note the handouts whose row has no address."""
    without = [handout.id for handout in handouts if not handout.email]
    if not without:
        return ()
    values = {"count": len(without), "ids": ", ".join(without[:5]), "file": MERGE_FILE}
    position = Position(str(output / FOLDER / MERGE_FILE))
    return (problem("office-no-address", position, warning=True, **values),)
