"""The office's files in the office's language: index, letters, job ticket, lists, forms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from handout.cli.main import main
from handout.interface_language import LANGUAGE_VARIABLE

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("batches_in_thread")]

_ROSTER = """handout_id,school_id,school_name,role,teacher_family,room,para_family
a1,1,Elm,classroom,Rivera,12,
a2,1,Elm,bus,Cole,13,Ellis
a3,1,Elm,pilot,Cole,13,Ellis
"""
_ENGLISH = ("Ready", "Not made", "Print run", "row in the roster", "copies in this file", "Thank")
_SPANISH = ("Tirada", "fila en la lista", "copias en este archivo", "¡Gracias!")


def _cells(path: Path) -> str:
    """Return all words of a workbook's first sheet."""
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row if cell)


def _office_words(folder: Path) -> dict[str, str]:
    """Return the words of each file that an office reads."""
    mail = folder / "to-mail"
    texts = [folder / "index.html", folder / "print-jobs.csv", *mail.glob("*.csv")]
    texts += mail.glob("*.txt")
    words = {path.name: path.read_text("utf-8-sig") for path in texts}
    for path in (folder / "to-correct.xlsx", *mail.glob("*.xlsx")):
        words[path.name] = _cells(path)
    return words


def _make(folder: Path, arguments: Sequence[str] = ()) -> dict[str, str]:
    roster, output = folder / "roster.csv", folder / "output"
    roster.write_text(_ROSTER, encoding="utf-8")
    batch = ["batch", str(roster), "-o", str(output), "--no-compiled", "--keep-going"]
    assert main([*arguments, *batch]) == 1
    assert main([*arguments, "office", "mail", str(output)]) == 0
    return _office_words(output)


def test_the_office_reads_its_own_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "handout.toml").write_text('office_language = "es"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(LANGUAGE_VARIABLE, raising=False)
    words = _make(tmp_path)
    everything = "\n".join(words.values())
    assert [each for each in _SPANISH if each not in everything] == []
    assert [each for each in _ENGLISH if each in everything] == []
    assert 'lang="es"' in words["index.html"] and "role no puede ser “pilot”" in everything
    assert "Columna D (role): " in words["to-correct.xlsx"] and "Column D" not in everything
    # What programs read is the same in all languages.
    manifest = json.loads((tmp_path / "output" / "manifest.json").read_text("utf-8"))
    assert {line["state"] for line in manifest["handouts"]} <= {"made", "failed"}


def test_files_in_one_language_are_read_in_another(tmp_path: Path) -> None:
    _make(tmp_path, ["--language", "es"])
    corrections = tmp_path / "output" / "to-correct.xlsx"
    book = openpyxl.load_workbook(corrections)
    book.worksheets[0]["D2"] = "classroom"
    book.save(corrections)
    form = next((tmp_path / "output" / "to-mail").glob("*.xlsx"))
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    column = next(number for head, number in heads.items() if "(para_family)" in head)
    assert column
    sheet.cell(2, column).value = "Ellison"
    book.save(form)
    roster, corrected, filled = (tmp_path / name for name in ("roster.csv", "c.csv", "f.csv"))
    target = ["-o", str(corrected)]
    assert main(["roster", "correct", str(roster), str(corrections), *target]) == 0
    assert "a3,1,Elm,classroom" in corrected.read_text("utf-8-sig")
    assert main(["roster", "fill", str(roster), str(form), "-o", str(filled)]) == 0
    text = filled.read_text("utf-8-sig")
    assert "Ellison" in text and "ya está" not in text and "docente (" not in text


def test_another_language_writes_the_index_anew(tmp_path: Path) -> None:
    roster, output = tmp_path / "roster.csv", tmp_path / "output"
    roster.write_text("\n".join(_ROSTER.splitlines()[:3]), encoding="utf-8")
    batch = ["batch", str(roster), "-o", str(output)]
    for language, heading in (("en", "Find a teacher"), ("es", "Busque"), ("en", "Find a teacher")):
        assert main([*batch, "--language", language]) == 0
        assert heading in (output / "index.html").read_text("utf-8")
