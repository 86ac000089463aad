"""The reviewer's file: written, filled in as people do, saved by office programs, and taken."""

from __future__ import annotations

import csv
import datetime
import io
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from office import Office
from openpyxl import load_workbook

from handout.cli.main import main
from handout.content_folders import CONTENT_VARIABLE
from handout.interface_language import tables_in_all_languages
from handout.message_tables import read_table
from handout.messages import message_table
from handout.pipeline import prepare_layers
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import clear_libraries, load_library
from handout.sources.translations.line_check import find_breakage
from handout.sources.translations.lines import State, list_lines
from handout.sources.translations.review_table import (
    DECISIONS,
    decision_words,
    lines_to_review,
    plain_decision,
    review_table,
)
from handout.sources.translations.review_taking import Outcome, take_review
from handout.sources.yaml.tree import parse_yaml

TODAY = datetime.date(2026, 11, 27)
HEADINGS = (
    "Line|Where it stands|State|English|Draft|Decision|Corrected words|Reviewed by (office)|Date"
    "|Fingerprint"
).split("|")
DECISION, WORDS, OFFICE, DAY = range(5, 9)
WORDS_FILE = """# Our words.
[language]
name = "Esperanto"
english = "Esperanto"  # of itself

[page]
title = "Unua tago" # short
document_title = '''
Gvidilo: {teacher}, {room}'''

[dates]
months = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
"""
SAFETY = """---
title: Sekureco
---
- **Krampo:** Restu, mezuru. **911** post 5 minutoj. {#seizure}
- **Sufoko:** 5 batoj, 5 premoj, ripetu.
  **911.** {#choking}
- Rakontu vundon. {#injury}
"""
DOS = """---
title: Dek sekundoj
---
| Faru | Ne faru |
|---|---|
| Demandu {#ask} | Divenu |
| Provu {#try} | Faru por ili |
"""
BUS = """# Busoj
items:
  dos-donts:
    replace:
      - {id: step-back, text: Sidu tie | Altrudu vin}  # vidu
labels:
  - {label: teacher_name, say: Stiristo}
"""

Rows = dict[str, list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    content = tmp_path / "content"
    monkeypatch.setenv(CONTENT_VARIABLE, str(content))
    texts = {
        "words.toml": WORDS_FILE,
        "blocks/safety.md": SAFETY,
        "blocks/dos-donts.md": DOS,
        "roles/bus.yaml": BUS.replace("text: Sidu tie | Altrudu vin", 'text: "Sidu | Altrudu"'),
    }
    for name, text in texts.items():
        path = content / "eo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return content


def write_review(path: Path) -> Path:
    assert main(["languages", "eo", "--review", str(path)]) == 0
    return path


def fill_workbook(path: Path, change: Callable[[Rows], None]) -> None:
    """Change the rows of a workbook, by the ids of their lines without the language."""
    book = load_workbook(path)
    sheet: Any = book.active
    rows = {str(row[0].value): [str(cell.value or "") for cell in row] for row in sheet.rows}
    named = {key.removeprefix("eo/"): cells for key, cells in rows.items()}
    change(named)
    sheet.delete_rows(1, sheet.max_row)
    for cells in named.values():
        sheet.append([cell or None for cell in cells])
    book.save(path)


def decide(cells: list[str], decision: str, words: str = "") -> None:
    cells[DECISION:] = [decision, words, "Elm District", "11/20/2026", *cells[DAY + 1 :]]


def states(key: str) -> State:
    (state,) = [line.state for line in list_lines("eo") if f"{line.file}#{line.key}" == key]
    return state


def take(path: Path, change: Callable[[Rows], None]) -> Outcome:
    write_review(path)
    fill_workbook(path, change)
    return take_review(path, TODAY)


CORRECTED = {
    "words.toml#page.title": "La unua “tago”",
    "words.toml#page.document_title": "Por {teacher} en {room}",
    "words.toml#page.subtitle": "Via gvidilo",  # English until now
    "words.toml#note.from": "Noto de {teacher}",
    "words.toml#dates.months": "a | b | c | d | e | f | g | h | i | j | k | l",
    "blocks/safety.md#title": "Sekureco: sano",
    "blocks/safety.md#choking": "**Sufoko:** 5 batoj, 5 premoj. **911.**",
    "blocks/safety.md#medicine": "**Medikamento:** nur se permesata. §",
    "blocks/dos-donts.md#ask": "Demandu nin | Divenu ion",
    "blocks/dos-donts.md#phone": "Formetu ĝin | Fotu",
    "blocks/dos-donts.md#head-1.1": "Jes",
    "blocks/calm.md#title": "Trankvilo",  # a new file
    "roles/bus.yaml#items.dos-donts.step-back.text": "Sidu: tie | Altrudu vin",
    "roles/bus.yaml#items.dos-donts.rules.text": "Liaj reguloj | Viaj",
    "roles/bus.yaml#labels.1": "La stiristo",
    "base.yaml#contacts.1": "Instruisto",
}


@pytest.mark.slow
def test_what_was_corrected_and_accepted_is_taken(folder: Path, tmp_path: Path) -> None:
    def fill(rows: Rows) -> None:
        for key, words in CORRECTED.items():
            decide(rows[key], "correct", words)
        decide(rows["blocks/safety.md#seizure"], "Accept")

    outcome = take(tmp_path / "r.xlsx", fill)
    assert outcome.problems == ()
    assert (outcome.accepted, outcome.corrected) == (1, len(CORRECTED))
    assert outcome.undecided > 400
    lines = {f"{line.file}#{line.key}": line for line in list_lines("eo")}
    assert {key: lines[key].translated for key in CORRECTED} == CORRECTED
    assert {lines[key].state for key in CORRECTED} == {State.REVIEWED}
    assert states("blocks/safety.md#seizure") is State.REVIEWED
    # What nobody decided on, and what translators wrote beside it, stays.
    assert states("blocks/safety.md#injury") is State.DRAFT
    words = (folder / "eo" / "words.toml").read_text(encoding="utf-8")
    assert words.startswith("# Our words.") and "# of itself" in words
    (review,) = read_table(folder / "eo" / "reviews.toml")["review"]
    assert (review["by"], review["on"]) == ("Elm District", datetime.date(2026, 11, 20))
    again = take_review(tmp_path / "r.xlsx", TODAY)
    assert [each.code for each in again.problems] == ["review-again"]
    assert (again.accepted, again.corrected, again.written) == (0, 0, ())


@pytest.mark.slow
def test_what_is_reviewed_needs_no_english_beneath(folder: Path, tmp_path: Path) -> None:
    def draft_codes() -> tuple[list[str], bool]:
        clear_libraries()
        layer, _ = parse_layer(parse_yaml("language: eo", "room.yaml"), Level.CUSTOMIZATION)
        prepared, _ = prepare_layers([layer], today=TODAY)
        has_english = any(block.id == "in-english" for block in prepared.handout.blocks)
        return [each.code for each in prepared.warnings], has_english

    assert draft_codes() == (["language-draft"], True)

    def accept_all(rows: Rows) -> None:
        for cells in list(rows.values())[1:]:
            if cells[4]:
                decide(cells, "accept")

    outcome = take(tmp_path / "r.xlsx", accept_all)
    assert outcome.problems == ()
    assert draft_codes() == ([], False)


BROKEN = {
    "a name": ("words.toml#page.document_title", "Por {instruisto} en {room}", "instruisto"),
    "a lost name": ("words.toml#page.document_title", "Por {teacher}", "{room}"),
    "an open brace": ("words.toml#page.document_title", "Por {teacher", "braces"),
    "entries": ("words.toml#dates.months", "jan | feb", "12"),
    "a number": ("blocks/safety.md#seizure", "**Krampo:** **112** post 5 minutoj.", "911"),
    "bold": ("blocks/safety.md#seizure", "Krampo: 911 post 5 minutoj.", "bold"),
    "open bold": ("blocks/safety.md#seizure", "**Krampo: 911 post 5 minutoj.", "bold"),
    "legal": ("blocks/safety.md#medicine", "Nur se permesata.", "§"),
    "an id": ("blocks/safety.md#injury", "Rakontu. {#injury}", "id"),
    "a field": ("blocks/safety.md#injury", "Rakontu {{ telefono }}.", "telefono"),
    "a tag": ("blocks/safety.md#injury", "Rakontu {% if", "{%"),
    "cells": ("blocks/dos-donts.md#ask", "Demandu nin", "2"),
    "more cells": ("blocks/dos-donts.md#ask", "Demandu | nin | do", "2"),
}


def test_what_would_break_the_sheet_is_told(folder: Path) -> None:
    lines = {f"{line.file}#{line.key}": line for line in list_lines("eo")}
    reasons = message_table("commands")["languages"]["broken"]
    for name, (key, words, told) in BROKEN.items():
        breakage = find_breakage(lines[key], words)
        assert breakage, name
        assert told in reasons[breakage.reason].format(detail=breakage.detail), (name, breakage)
    for key, words in CORRECTED.items():
        assert find_breakage(lines[key], words) is None, key


# By the column (from 0) of the cell that is changed in an accepted row: what stands there then.
SPOILT = {
    "blocks/safety.md#injury": (DECISION, "jes", "review-decision"),
    "blocks/safety.md#seizure": (OFFICE, "", "review-half"),
    "blocks/safety.md#choking": (DAY, "", "review-half"),
    "blocks/dos-donts.md#title": (DAY, "27/11/2026", "date-none"),
    "blocks/dos-donts.md#ask": (DAY, "soon", "date"),
    "blocks/dos-donts.md#try": (DAY, "2027-01-01", "review-future"),
    "blocks/dos-donts.md#head-1.1": (0, "eo/blocks/safety.md#no-such", "review-line"),
    "blocks/dos-donts.md#head-1.2": (0, "", "review-line"),
    "words.toml#language.name": (9, "", "review-mark"),
    "words.toml#language.english": (4, "Diru ĉion.", "review-over"),
    "words.toml#page.title": (3, "Diru ĉion.", "review-over"),
    "words.toml#page.subtitle": (DECISION, "accept", "review-nothing"),
}


@pytest.mark.slow
def test_a_row_that_is_not_whole_is_told_and_left(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    wanted = []

    def fill(rows: Rows) -> None:
        for number, (key, cells) in enumerate(rows.items(), 1):
            if key in SPOILT:
                column, text, code = SPOILT[key]
                decide(cells, "accept")
                cells[OFFICE] = "Elm District" if number % 2 else "Oak District"
                cells[column] = text
                wanted.append((number, column + 1, code))
        decide(rows["roles/bus.yaml#items.dos-donts.step-back.text"], "accept")
        rows["again"] = rows["roles/bus.yaml#items.dos-donts.step-back.text"]
        wanted.append((len(rows), 1, "review-twice"))
        decide(rows["words.toml#dates.months"], "", "jan | feb")
        decide(rows["words.toml#page.document_title"], "accept", "Por {teacher}, {room}")
        decide(rows["blocks/safety.md#medicine"], "correct")
        for key, column in (
            ("words.toml#dates.months", DECISION),
            ("words.toml#page.document_title", DECISION),
            ("blocks/safety.md#medicine", WORDS),
        ):
            wanted.append((list(rows).index(key) + 1, column + 1, "review-half"))

    outcome = take(path, fill)
    found = [(each.line, each.column, each.code) for each in outcome.problems]
    assert sorted(found) == sorted(wanted)
    assert {each.path for each in outcome.problems} == {str(path)}
    assert (outcome.accepted, outcome.corrected) == (1, 0)


@pytest.mark.slow
def test_office_and_day_are_written_once(folder: Path, tmp_path: Path) -> None:
    def fill(rows: Rows) -> None:
        for key in ("title", "injury", "seizure"):
            rows[f"blocks/safety.md#{key}"][DECISION] = "accept"
        rows["blocks/safety.md#injury"][OFFICE : DAY + 1] = ["Elm District", "2026-11-20"]

    outcome = take(tmp_path / "r.xlsx", fill)
    assert (outcome.accepted, outcome.problems) == (3, ())


def test_what_an_aide_acts_on_first_is_reviewed_first() -> None:
    rows = review_table("es", lines_to_review(list_lines("es"), everything=True))[1:]
    files = list(dict.fromkeys(row[0].partition("#")[0].removeprefix("es/") for row in rows))
    blocks = {f"blocks/{Path(each.position.path).name}": each for each in load_library().blocks}
    locked = {name for name, each in blocks.items() if each.locked or each.locked_items}
    assert set(files[: len(locked)]) == locked
    sides = [blocks[name].side for name in files[len(locked) :] if name in blocks]
    assert sides == sorted(sides, key=["front", "back", "extra"].index) and sides[0] == "front"


@pytest.mark.slow
def test_rows_in_another_order_and_columns_elsewhere_are_read(folder: Path, tmp_path: Path) -> None:
    path = write_review(tmp_path / "r.xlsx")
    fill_workbook(path, lambda rows: decide(rows["blocks/safety.md#injury"], "accept"))
    sheet: Any = load_workbook(path).active
    rows = [[str(cell.value or "") for cell in row] for row in sheet.rows]
    lines = [["Elm District, for November"], [], [*rows[0][::-1], "Our notes"]]
    lines += [[*row[::-1], "a note"] for row in rows[:0:-1] if row[DECISION]]
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    table = tmp_path / "r.csv"
    table.write_text(text.getvalue(), encoding="utf-8")
    outcome = take_review(table, TODAY)
    assert (outcome.accepted, outcome.problems) == (1, ())


@pytest.mark.slow
def test_lost_columns_and_other_files_are_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_review(tmp_path / "r.xlsx")
    book = load_workbook(path)
    sheet: Any = book.active
    sheet.delete_cols(9, 2)
    book.save(path)
    assert main(["languages", "--take", str(path)]) == 1
    assert "Date, Fingerprint" in capsys.readouterr().err
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    for name in ("other.csv", "none.xlsx", "none.docx"):
        assert main(["languages", "--take", str(tmp_path / name)]) == 1
    assert main(["languages", "eo", "--review", str(path)]) == 1  # somebody's work stays
    assert main(["languages", "eo", "--review", str(tmp_path / "r.pdf")]) == 1
    assert main(["languages", "en", "--review", str(tmp_path / "en.xlsx")]) == 2
    assert main(["languages", "eo", "--take", str(path)]) == 2


@pytest.mark.slow
def test_what_changed_meanwhile_is_told(folder: Path, tmp_path: Path) -> None:
    path = write_review(tmp_path / "r.xlsx")

    def accept(rows: Rows) -> None:
        for key in ("blocks/safety.md#injury", "blocks/safety.md#seizure"):
            decide(rows[key], "accept")

    fill_workbook(path, accept)
    english = folder / "en" / "blocks" / "safety.md"
    english.parent.mkdir(parents=True)
    english.write_text("---\ntitle: Safety\n---\n- Report each injury. {#injury}\n")
    ours = folder / "eo" / "blocks" / "safety.md"
    ours.write_text(SAFETY.replace("Restu, mezuru", "Restu"), encoding="utf-8")
    clear_libraries()
    outcome = take_review(path, TODAY)
    codes = [(each.code, each.column) for each in outcome.problems]
    assert sorted(codes) == [("review-draft", 5), ("review-english", 4)]
    assert outcome.written == ()


def choose_in_word(path: Path, key: str, decision: str, words: str = "") -> None:
    """Fill in a row of a Word file, as Word does it: the choice within its control."""
    document = Document(str(path))
    (row,) = [each for each in document.tables[0]._tbl.tr_lst if key in "".join(each.itertext())]
    cells = list(row.tc_lst)
    texts = [each for each in cells[DECISION].iter() if each.tag.endswith("}t")]
    texts[0].text = decision
    table: Any = document.tables[0]
    number = list(document.tables[0]._tbl.tr_lst).index(row)
    for column, text in ((WORDS, words), (OFFICE, "Elm District"), (DAY, "November 20, 2026")):
        table.rows[number].cells[column].paragraphs[0].add_run(text)
    document.save(str(path))


def shorten_word_file(path: Path, name: str) -> None:
    """Leave only the rows of `name` below the headings: an office program is slow with 600."""
    document = Document(str(path))
    for row in document.tables[0]._tbl.tr_lst[1:]:
        if name not in "".join(row.itertext()):
            row.getparent().remove(row)
    document.save(str(path))


@pytest.mark.slow
def test_a_word_file_goes_the_same_way(folder: Path, tmp_path: Path) -> None:
    path = write_review(tmp_path / "r.docx")
    choose_in_word(path, "safety.md#choking", "correct", "**Sufoko:** 5 batoj, 5 premoj. **911.**")
    choose_in_word(path, "safety.md#injury", "accept")
    choose_in_word(path, "safety.md#seizure", "correct", "Krampo")
    outcome = take_review(path, TODAY)
    (fault,) = outcome.problems
    assert (fault.code, fault.column) == ("review-broken", 7)
    assert (outcome.accepted, outcome.corrected) == (1, 1)


def test_both_files_go_through_libreoffice(folder: Path, tmp_path: Path, office: Office) -> None:
    book, document = write_review(tmp_path / "r.xlsx"), write_review(tmp_path / "r.docx")
    title = "Tago “unu”, l’ “unua”"

    def fill(rows: Rows) -> None:
        decide(rows["words.toml#page.title"], "correct", title)
        decide(rows["blocks/dos-donts.md#ask"], "accept")

    fill_workbook(book, fill)
    choose_in_word(document, "safety.md#choking", "accept")
    choose_in_word(document, "words.toml#language.name", "correct", "La Esperanta")
    for path in (book, document):
        office.convert(path, to=path.suffix[1:], folder=tmp_path / "saved")
        outcome = take_review(tmp_path / "saved" / path.name, TODAY)
        assert outcome.problems == ()
        assert (outcome.accepted, outcome.corrected) == (1, 1)
        shutil.rmtree(tmp_path / "saved")
    words = {line.key: line.translated for line in list_lines("eo") if line.file == "words.toml"}
    assert (words["page.title"], words["language.name"]) == (title, "La Esperanta")


@pytest.mark.parametrize("language", ["es", "ar"])
def test_the_circle_of_a_language_of_ours(
    language: str, folder: Path, tmp_path: Path, office: Office
) -> None:
    """Written, filled in, saved by an office program, taken: into the folder of a district."""
    book, document = tmp_path / "r.xlsx", tmp_path / "r.docx"
    drafts = {f"{line.file}#{line.key}": line.translated for line in list_lines(language)}
    keys = [f"blocks/safety.md#{name}" for name in ("seizure", "injury", "lifting", "choking")]
    better = [f"{drafts[key]} ({letter})" for letter, key in zip("abcd", keys, strict=True)]
    for path in (book, document):
        assert main(["languages", language, "--review", str(path)]) == 0
    shorten_word_file(document, "/blocks/safety.md#")
    sheet: Any = (workbook := load_workbook(book)).active
    rows = {str(row[0].value).removeprefix(f"{language}/"): row for row in sheet.rows}
    day: Any = datetime.datetime(2026, 11, 20)
    for number, written in enumerate((day, "20/11/2026")):
        row = rows[keys[number]]
        for cell, value in zip(row[DECISION:], ("correct", better[number], "Elm"), strict=False):
            cell.value = value
        row[DAY].value, row[DAY].number_format = written, "dd/mm/yyyy"
    workbook.save(book)
    choose_in_word(document, keys[2].removeprefix("blocks/"), "correct", better[2])
    choose_in_word(document, keys[3].removeprefix("blocks/"), "accept")
    for path, corrected in ((book, 2), (document, 1)):
        office.convert(path, to=path.suffix[1:], folder=tmp_path / "saved")
        outcome = take_review(tmp_path / "saved" / path.name, TODAY)
        assert outcome.problems == ()
        assert outcome.corrected == corrected
    lines = {f"{line.file}#{line.key}": line for line in list_lines(language)}
    assert [lines[key].translated for key in keys[:3]] == better[:3]
    assert {lines[key].state for key in keys} == {State.REVIEWED}
    reviews = read_table(folder / language / "reviews.toml")["review"]
    assert {review["on"] for review in reviews} == {datetime.date(2026, 11, 20)}


DECIDED = {
    "accept": (
        *("accept", "Accepted", "OK", "yes.", "Aceptar", "aceptado", "APROBADO", "aprobada!"),
        *("Sí", "De acuerdo", "aceitar", "Aprovado.", "Sim", "chấp nhận", "Đồng ý", "aksepte"),
        *(
            "Dakò",
            "موافق",
            "قبول",
            "同意",
            "通过。",
            "✓",
            "(ok)",
            unicodedata.normalize("NFD", "sí"),
        ),
    ),
    "correct": (
        *("correct", "Corrected", "corregir", "Cambiar.", "corrigir", "sửa", "korije", "تصحيح"),
        *("修改", "改正。", "No"),
    ),
    "": ("", "choose", "elija", " Elija "),
}


@pytest.mark.parametrize("decision", DECIDED)
def test_a_decision_is_read_in_each_of_our_languages(decision: str) -> None:
    words = decision_words()
    assert [words.get(plain_decision(word)) for word in DECIDED[decision] if word] == [
        decision for word in DECIDED[decision] if word
    ]
    assert plain_decision("perhaps") not in words


def test_a_decision_means_the_same_in_all_languages() -> None:
    meanings: dict[str, set[str]] = {}
    for table in tables_in_all_languages("commands"):
        review = table["languages"]["review"]
        for name in DECISIONS:
            for word in (review["decisions"][name], *review["also"][name]):
                meanings.setdefault(plain_decision(word), set()).add(name)
                assert plain_decision(word) == word
    assert [word for word, names in meanings.items() if len(names) > 1] == []


@pytest.mark.slow
def test_rows_decided_in_spanish_are_taken(folder: Path, tmp_path: Path) -> None:
    keys = ("blocks/safety.md#seizure", "blocks/safety.md#choking")

    def fill(rows: Rows) -> None:
        decide(rows[keys[0]], "Aprobado.")
        decide(rows[keys[1]], "Elija")
        rows[keys[1]][OFFICE] = ""
        decide(rows["blocks/safety.md#injury"], "corregir", "Rakontu tuj.")

    outcome = take(tmp_path / "r.xlsx", fill)
    assert outcome.problems == ()
    assert (outcome.accepted, outcome.corrected) == (1, 1)
