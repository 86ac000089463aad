"""Rosters: every row a record, and everything wrong with any row told at its cell."""

from __future__ import annotations

import csv
import datetime
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from handout.batch.from_oneroster.supplement import read_supplement
from handout.cli.main import main
from handout.content_folders import list_languages
from handout.problems import HandoutError, Position, Problem
from handout.sources.content.layer import Level
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.translations import translated_names
from handout.sources.headings.columns import NEEDED, ROSTER, Columns, field_columns
from handout.sources.headings.heading_words import sure_column
from handout.sources.roster.record import Record, create_row_layer, read_row_layer
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.csv import format_csv
from handout.sources.spreadsheet.spreadsheet import read_rows

GOOD = {
    "handout_id": "a1",
    "school_name": "Oak Hill School",
    "teacher_family": "Rivera",
    "role": "classroom",
}


def roster(tmp_path: Path, *rows: dict[str, str]) -> Path:
    """A roster with these rows; each has what every row needs, unless it says otherwise."""
    full = [{**GOOD, "handout_id": f"a{n}", **row} for n, row in enumerate(rows, 1)]
    heads = list(dict.fromkeys(name for row in full for name in row))
    path = tmp_path / "roster.csv"
    path.write_bytes(format_csv([heads, *([row.get(name, "") for name in heads] for row in full)]))
    return path


def read(tmp_path: Path, *rows: dict[str, str]) -> tuple[tuple[Record, ...], list[Problem]]:
    records, problems = read_roster(roster(tmp_path, *rows))
    return records, list(problems)


def values(record: Record) -> dict[str, object]:
    return {name: placed.value for name, placed in record.layer.values.items()}


def test_a_row_is_a_customization(tmp_path: Path) -> None:
    (record,), problems = read(
        tmp_path,
        {
            "school_id": "012",
            "teacher_given": "Ana",
            "para_given": "Jordan",
            "para_family": "Ellis",
            "room": "012",
            "grade_band": "3-5",
            "class_title": "Math",
            "period": "3",
            "start_time": "8:00",
            "end_time": "15:00",
            "term_start": "2026-09-01",
            "term_end": "2027-06-11",
            "large_print": "no",
            "copies": "3",
            "teacher_email": "a@oakhill.example.org",
            "class_id": "c1",
            "emergency.fire": "Out the back door.",
            "contacts.1.role": "Nurse",
            "contacts.1.name": "Ms. Park",
            "schedule.2.para_does": "Circulate",
            "schedule.1.start": "8:30",
            "room_signals": "Chime\nLights",
            "dos_extra.2": "Laugh",
            "dos_extra.1": "Wait",
            "hide_blocks": "calm, growing",
            "teacher_note": "Welcome!\n\nAsk me.",
        },
    )
    assert problems == []
    assert (record.handout_id, record.school_id, record.school_name, record.copies) == (
        "a1",
        "012",
        "Oak Hill School",
        3,
    )
    assert record.override_file is None and record.position.line == 2
    assert record.layer.level is Level.CUSTOMIZATION
    assert values(record) == {
        "school_name": "Oak Hill School",
        "teacher_name": "Ana Rivera",
        "para_name": "Jordan Ellis",
        "role": "classroom",
        "room": "012",
        "grade_band": "3-5",
        "class_title": "Math, period 3",
        "arrive": "8:00",
        "leave": "15:00",
        "valid_from": datetime.date(2026, 9, 1),
        "valid_to": datetime.date(2027, 6, 11),
        "large_print": False,
        "emergency.fire": "Out the back door.",
        "contacts": ({"role": "Nurse", "name": "Ms. Park", "how": ""},),
        "schedule": (
            {"start": "8:30", "end": "", "teacher_does": "", "para_does": "", "where": ""},
            {"start": "", "end": "", "teacher_does": "", "para_does": "Circulate", "where": ""},
        ),
        "room_signals": ("Chime", "Lights"),
        "dos_extra": ("Wait", "Laugh"),
        "hide_blocks": ("calm", "growing"),
        "teacher_note": "Welcome!\n\nAsk me.",
    }
    assert [ref.id for ref in record.layer.blocks.remove] == ["calm", "growing"]
    assert "a@oakhill.example.org" not in repr(record.layer)


def test_every_value_knows_its_cell(tmp_path: Path) -> None:
    path = roster(tmp_path, {}, {"room": "7", "start_time": "8:00", "contacts.2.how": "Ext. 3"})
    heads = read_rows(path)[0][0].cells
    record = read_roster(path)[0][1]
    for name, heading in (
        ("room", "room"),
        ("arrive", "start_time"),
        ("teacher_name", "teacher_family"),
    ):
        assert record.layer.values[name].position == (str(path), 3, heads.index(heading) + 1)
    assert record.layer.values["contacts"].parts[0].column == heads.index("contacts.2.how") + 1


def test_a_record_goes_to_another_process_and_is_the_same(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, {"room": "012", "my own column": "x"})
    again = pickle.loads(pickle.dumps(record))
    assert repr(again) == repr(record)  # layers are compared by identity
    assert values(again)["room"] == "012"


@pytest.mark.parametrize("name", ["teacher_name", "arrive", "valid_from"])
def test_a_field_of_its_own_name_goes_first(tmp_path: Path, name: str) -> None:
    cells = {"teacher_name": "Ms. Rivera", "arrive": "7:45", "valid_from": "2026-08-24"}
    (record,), problems = read(
        tmp_path,
        {
            "start_time": "8:00",
            "term_start": "2026-09-01",
            "teacher_given": "Ana",
            name: cells[name],
        },
    )
    assert problems == [] and str(values(record)[name]) == cells[name]


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("5-Mar", "grade_band", "3-5"),
        ("3-May", "grade_band", "3-5"),
        ("8-Jun", "grade_band", "6-8"),
        ("2026-12-09", "grade_band", "9-12"),
        ("9/12/2026", "grade_band", "9-12"),
        ("2-Jan", "grade_band", "K-2"),
        ("4-May", "grade_band", "3-5"),
        ("2026-11-12", "grade_band", "9-12"),
        ("k-2", "grade_band", "K-2"),
        ("8:30:00 AM", "start_time", "8:30 AM"),
        ("14:45:00", "end_time", "14:45"),
        ("9/17/2026", "term_start", datetime.date(2026, 9, 17)),
        ("9/17/26", "term_start", datetime.date(2026, 9, 17)),
        ("TRUE", "large_print", True),
        ("Sí", "large_print", True),
        ("si", "large_print", True),
        ("não", "large_print", False),
        ("是", "large_print", True),
    ],
)
def test_what_a_spreadsheet_program_made_of_it_is_put_right(
    tmp_path: Path, typed: str, name: str, value: object
) -> None:
    (record,), problems = read(tmp_path, {name: typed})
    field = {"start_time": "arrive", "end_time": "leave", "term_start": "valid_from"}.get(
        name, name
    )
    assert values(record)[field] == value
    became_a_day = name == "grade_band" and typed != "k-2"
    assert [(problem.code, problem.warning) for problem in problems] == [
        ("roster-band-dated", True)
    ] * became_a_day


FAULTS: list[tuple[str, str, str]] = [
    ("handout_id", "", "roster-needed"),
    ("school_name", "", "roster-needed"),
    ("teacher_family", "", "roster-needed"),
    ("role", "", "roster-needed"),
    ("handout_id", "../a", "roster-id"),
    ("handout_id", "a/b", "roster-id"),
    ("handout_id", "C:\\x", "roster-id"),
    ("handout_id", "a..b", "roster-id"),
    ("handout_id", "a.", "roster-id"),
    ("handout_id", ".a", "roster-id"),
    ("handout_id", "-a", "roster-id"),
    ("handout_id", "x" * 61, "roster-id"),
    ("handout_id", "CON", "roster-id-reserved"),
    ("handout_id", "nul.txt", "roster-id-reserved"),
    ("handout_id", "LPT1", "roster-id-reserved"),
    ("handout_id", "5-Mar", "roster-dated"),
    ("teacher_family", "1-Jun", "roster-dated"),
    ("para_given", "6/1/2026", "roster-dated"),
    ("contacts.1.name", "2026-06-01", "roster-dated"),
    ("grade_band", "5-Jun", "choice"),
    ("start_time", "0.5", "time"),  # no time that lost its format has so few digits
    ("start_time", "0.3217", "time"),
    ("term_start", "12345", "date"),
    ("handout_id", "1.23457E+11", "roster-mangled"),
    ("school_id", "../s", "roster-id"),
    ("room", "2-Jan", "roster-dated"),
    ("copies", "0", "roster-copies"),
    ("copies", "many", "roster-copies"),
    ("copies", "1001", "roster-copies"),
    ("role", "clasroom", "choice-near"),
    ("start_time", "25:00", "time"),
    ("term_start", "13/13/2026", "date-none"),
    ("language", "xx", "language"),
    ("large_print", "perhaps", "switch"),
    ("room", "x" * 21, "too-long"),
    ("room", "a\x07b", "character"),
    ("teacher_note", "<b>x</b>", "html-tag"),
    ("contacts.1.name", "x" * 41, "too-long"),
    ("hide_blocks", "No Id!", "id"),
    ("override_file", "../x.yaml", "roster-file-outside"),
    ("override_file", "/etc/passwd", "roster-file-outside"),
    ("override_file", "C:\\x.yaml", "roster-file-outside"),
    ("override_file", "none.yaml", "roster-file-missing"),
    ("override_file", "roster.csv", "roster-file-kind"),
    ("override_file", "away.yaml", "roster-file-outside"),
    ("logo.file", "../../logo.png", "roster-file-outside"),
    *(("teacher_family", cell, "roster-ditto") for cell in ('"', "''", "”", "〃", "Ditto", "same as above.", "↑")),
    ("school_name", '"', "roster-ditto"),
    ("role", "same", "roster-ditto"),
    ("call_for_help", "as above", "roster-ditto"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cell", "code"), FAULTS)
def test_every_fault_is_told_at_its_cell(tmp_path: Path, name: str, cell: str, code: str) -> None:
    (tmp_path / "outside.yaml").write_text("room: 1\n")
    folder = tmp_path / "rosters"
    folder.mkdir()
    (folder / "away.yaml").symlink_to(tmp_path / "outside.yaml")
    path = roster(folder, {}, {name: cell}, {})
    records, problems = read_roster(path)
    heads = read_rows(path)[0][0].cells
    assert [record.position.line for record in records] == [2, 4]
    assert {(problem.code, problem.line, problem.column, problem.path) for problem in problems} >= {
        (code, 3, heads.index(name) + 1, str(path))
    }
    messages = next(problem for problem in problems if problem.code == code)
    assert "column" in messages.message.casefold() and messages.hint
    assert any(
        chr(ord("A") + heads.index(name)) in word
        for word in messages.message.replace(")", " ").split()
    )


def test_all_faults_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        {"role": "clasroom", "room": "x" * 30},
        {"handout_id": "A1", "copies": "-"},
        {"handout_id": "a1"},
    ]
    records, problems = read(tmp_path, *rows)
    assert records == ()
    assert sorted((problem.line, problem.code) for problem in problems) == [
        (2, "choice-near"),
        (2, "too-long"),
        (3, "roster-copies"),
        (3, "roster-id-twice"),
        (4, "roster-id-twice"),
    ]


def test_faults_of_all_kinds_hide_none_of_another(tmp_path: Path) -> None:
    """A heading fault, error words, a formula, a misspelt role and an empty cell, all in one go."""
    path = tmp_path / "roster.csv"
    path.write_text(
        "handout_id,school_name,teacher_family,role,room,Teecher given\n"
        "a1,Oak Hill,#N/A,classroom,#REF!,Ana\n"
        "a2,Oak Hill,=VLOOKUP(A3;B:C;2),clasroom,1,Ben\n"
        "a3,,Osei,classroom,2,Cy\n"
        "a4,Oak Hill,Osei,classroom,2,Di\n",
        "utf-8",
    )
    records, problems = read_roster(path)
    assert [record.handout_id for record in records] == ["a4"]
    assert [
        (problem.line, problem.column, problem.code) for problem in problems if not problem.warning
    ] == [
        (1, 6, "roster-heading"),
        (2, 3, "workbook-error"),
        (2, 5, "workbook-error"),
        (3, 3, "workbook-formula"),
        (3, 4, "choice-near"),
        (4, 2, "roster-needed"),
    ]


def test_rows_are_looked_at_without_a_column_that_they_need(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("handout_id,school_name,role,room\na1,Oak Hill,clasroom,#REF!\n", "utf-8")
    records, problems = read_roster(path)
    assert records == ()
    assert [problem.code for problem in problems] == [
        "roster-column",
        "choice-near",
        "workbook-error",
    ]


def test_formulas_of_a_workbook_are_told_one_by_one(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append([*GOOD, "room"])
    for n in range(120):
        book.active.append([f"a{n}", *list(GOOD.values())[1:], f'="R"&{n}'])
    book.save(tmp_path / "roster.xlsx")
    records, problems = read_roster(tmp_path / "roster.xlsx")
    assert records == ()
    assert [(problem.line, problem.column, problem.code) for problem in problems] == [
        (n, 5, "workbook-formula") for n in range(2, 122)
    ]


ERRORS = (
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "########", "###", "#n/a", "Ms. #N/A",
    "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "#¡DIV/0!", "#N/D", "#VALEUR!", "#NOM?",
    "#NOMBRE!", "#NÚM!", "#VERW!", "#NAAM?", "#DEEL/0!", "#N/B", "#ARG!", "#ССЫЛКА!", "#ИМЯ?", "#Н/Д", "#I/T", "#YOK", "#SAYI!", "#ERROR!",
    "Err:502", "Err:508", "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#UNKNOWN!",
)  # fmt: skip


@pytest.mark.parametrize("word", ERRORS)
@pytest.mark.parametrize(
    "name", ["room", "teacher_family", "teacher_note", "contacts.1.name", "role", "handout_id"]
)
def test_what_a_failed_formula_shows_is_told_once_at_its_cell(
    tmp_path: Path, word: str, name: str
) -> None:
    records, problems = read(tmp_path, {}, {name: word})
    assert len(records) == 1
    (problem,) = problems
    assert (problem.code, problem.line) == ("workbook-error", 3) and word.split()[
        -1
    ].casefold() in problem.message.casefold()


def test_lost_letters_are_told(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, {"teacher_family": "Pe\ufffda"})[1]
    assert (problem.code, problem.warning) == ("table-lost", False) and "C2" in problem.message


@pytest.mark.parametrize(
    "words",
    [
        "Room #12",
        "#1 rule: smile",
        "# of seats: 3",
        "Let's go!",
        "A#",
        "#teamOak",
        "= means equal",
        "a = b",
        "E-mail me",
    ],
)
def test_words_that_are_no_error(tmp_path: Path, words: str) -> None:
    records, problems = read(tmp_path, {"teacher_note": words})
    assert problems == [] and values(records[0])["teacher_note"] == words


@pytest.mark.parametrize(
    "formula",
    ["=A2", "=VLOOKUP(A2,B:C,2)", "=Sheet2!A1", "='My sheet'!A1", "=1+1", '="R"&1', "=@A1", "=+B2"],
)
def test_a_formula_is_no_word(tmp_path: Path, formula: str) -> None:
    path = tmp_path / "roster.csv"
    heads, row = (
        ["handout_id", "school_name", "teacher_family", "role", "room"],
        ["a1", "Oak", "Rivera", "classroom"],
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heads, [*row, formula]])
    assert [problem.code for problem in read_roster(path)[1]] == ["workbook-formula"]


def test_an_id_that_was_written_as_a_formula_to_keep_its_zeros(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        'handout_id,school_name,teacher_family,role,room\n"=""007""",Oak,Rivera,classroom,="012"\n',
        "utf-8",
    )
    (record,), problems = read_roster(path)
    assert problems == () and record.handout_id == "007" and record.cell("room") == "012"


READ_AS = [
    *[("grade_band", typed, "3-5") for typed in ("3rd", "4", "Grade 3", "3 - 5", "3–5", "grades 3-5", "3rd and 4th", "03", "third", "4.0", "3/4/5")],
    *[("grade_band", typed, "K-2") for typed in ("K–2", "Kindergarten", "K", "1st", "TK/K", "K - 2", "Gr. 2", "K to 2", "kinder")],
    ("grade_band", "Pre-K", "PK"), ("grade_band", "9th grade", "9-12"), ("grade_band", "High School", "9-12"), ("grade_band", "6th-8th", "6-8"),
    *[("role", typed, "one-to-one") for typed in ("1:1 Para", "one to one aid", "One-on-One Aide", "1-1", "1:1", "one–to–one")],
    ("role", "Substitute para", "substitute"), ("role", "ESL aide", "language"), ("role", "Bus Monitor", "bus"), ("role", "PCA", "personal-care"),
    *[("role", typed, "one-to-one") for typed in ("Asistente de un estudiante", "asistente de un estudiante")],
    ("role", "Trợ giảng lớp học", "classroom"), ("role", "Asistente de autobús", "bus"), ("grade_band", "Preescolar", "PK"), ("grade_band", "Grados K–2", "K-2"),
    *[("grade_band", typed, "3-5") for typed in ("tercero", "Tercer grado", "3.º", "4º grado", "tercero y cuarto")], ("grade_band", "Kínder", "K-2"),
    ("role", "Behavior Tech", "behavior-support"), ("role", "Classroom Aide", "classroom"), ("role", "Preschool para", "early-childhood"),
    ("end_time", "1445", "14:45"), ("start_time", "745", "7:45"), ("start_time", "8am", "8:00 am"), ("end_time", "2026-09-01 14:30", "14:30"),
    *[("start_time", typed, "7:45") for typed in ("0.322916666666667", "0.3229", "0,32291667", ".3229167", "46266.3229166667")],
    ("end_time", "0.604166666666667", "14:30"), ("end_time", "0.625", "15:00"), ("term_start", "46266", "2026-09-01"), ("term_end", "46266.5", "2026-09-01"),
    ("room", "Rm\n12", "Rm 12"), ("school_name", "Oak Hill\nSchool", "Oak Hill School"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "now"), READ_AS)
def test_what_is_meant_beyond_doubt_is_read_and_noted(
    tmp_path: Path, name: str, typed: str, now: str
) -> None:
    (record, again), problems = read(tmp_path, {name: typed}, {name: typed})
    assert record.cell(name) == again.cell(name) == now
    (problem,) = problems
    assert (
        problem.warning
        and problem.code in ("roster-read-as", "roster-joined")
        and "row 2, 3" in problem.message
    )


@pytest.mark.parametrize(
    ("name", "typed", "near"),
    [
        ("role", "SPED aide", "classroom"),
        ("role", "Para", "classroom"),
        ("role", "Job coach", "transition"),
        ("role", "clasroom", "classroom"),
    ],
)
def test_what_may_be_meant_is_asked(tmp_path: Path, name: str, typed: str, near: str) -> None:
    _, problems = read(tmp_path, {name: typed})
    (problem,) = problems
    assert problem.code == "choice-near" and near in problem.hint and typed in problem.message


def test_a_list_may_say_that_it_is_as_above(tmp_path: Path) -> None:
    (record,), problems = read(
        tmp_path, {"schedule.1.where": "Gym", "schedule.2.where": "same", "class_title": "Samey"}
    )
    assert problems == [] and record.cell("schedule.2.where") == "same"


@pytest.mark.parametrize("name", ["teacher_family", "para_given", "room", "call_for_help"])
@pytest.mark.parametrize("cell", ["TRUE", "FALSE"])
def test_a_word_that_became_a_truth_value_is_told(tmp_path: Path, name: str, cell: str) -> None:
    (record,), problems = read(tmp_path, {name: cell, "large_print": "TRUE"})
    assert record.cell(name) == cell
    assert [(problem.code, problem.warning) for problem in problems] == [("roster-truth", True)]


@pytest.mark.parametrize("typed", ["K-5", "5-6", "elementary", "13", "x"])
def test_a_band_that_is_two_or_none_is_told(tmp_path: Path, typed: str) -> None:
    assert [problem.code for problem in read(tmp_path, {"grade_band": typed})[1]] == ["choice"]


@pytest.mark.parametrize(
    ("typed", "room", "codes"),
    [
        ("12.0", "12", ["roster-read-as"]),
        ("101.00", "101", ["roster-read-as"]),
        ("10.05", "10.05", []),
        ("B2.0", "B2.0", []),
    ],
)
def test_a_room_that_a_program_made_a_fraction_of(
    tmp_path: Path, typed: str, room: str, codes: list[str]
) -> None:
    (record,), problems = read(tmp_path, {"room": typed})
    assert record.cell("room") == room and [each.code for each in problems] == codes


def test_nobody_s_name_is_a_line_to_write_on(tmp_path: Path) -> None:
    rows = [
        {"para_given": "", "para_family": "Vacant"},
        {"para_given": "Gideon", "para_family": "N/A"},
        {"para_given": "Penny", "para_family": "Null"},
        {"teacher_family": "TBD"},
        {"para_given": "To be", "para_family": "hired"},
        {"contacts.1.name": "TBA", "contacts.1.role": "Nurse"},
        {"room": "TBD", "start_time": "n/a", "class_title": "-"},
    ]
    records, problems = read(tmp_path, *rows)
    assert len(records) == len(rows) and all(problem.warning for problem in problems)
    got = [
        (values(record).get("para_name"), values(record).get("teacher_name"))
        for record in records[:5]
    ]
    assert got == [
        (None, "Rivera"),
        ("Gideon", "Rivera"),
        ("Penny Null", "Rivera"),
        (None, None),
        (None, "Rivera"),
    ]
    assert not {"room", "arrive", "class_title"} & values(records[6]).keys()
    messages = {(problem.code, problem.column) for problem in problems}
    assert (
        len(messages) == len(problems) == 7
    )  # para_family, para_given, teacher_family, the contact, room, time and title
    assert "Vacant" in " ".join(problem.message for problem in problems)


def test_an_override_file_stands_beside_the_roster(tmp_path: Path) -> None:
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / "12.yaml").write_text("room: 12\n")
    (record,), problems = read(tmp_path, {"override_file": "rooms/12.yaml"})
    assert problems == [] and record.override_file == tmp_path / "rooms" / "12.yaml"


def headings(tmp_path: Path, text: str) -> list[tuple[str, int, int, bool]]:
    path = tmp_path / "roster.csv"
    path.write_text(text, "utf-8")
    return [
        (problem.code, problem.line, problem.column, problem.warning)
        for problem in read_roster(path)[1]
    ]


HEADS = "handout_id,school_name,teacher_family,role"
ROW = "a1,Oak Hill,Rivera,classroom"
ASKED = ("roster-map", 1, 0, True)  # beside each heading that is asked about


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEADS}\n{ROW}\n", []),
        ("Role , TEACHER family,School-Name,HandoutID\nbus,R,Oak,a\n", []),
        ("", [("roster-empty", 0, 0, False)]),
        (f"{HEADS}\n", [("roster-empty", 1, 0, False)]),
        ("a,b\n1,2\n", [("roster-no-headings", 1, 0, False)]),
        (f"Our roster\n\n{HEADS}\n{ROW}\n", [("roster-above", 1, 0, True)]),
        (f"{HEADS},Teecher given\n{ROW},x\n", [ASKED, ("roster-heading", 1, 5, False)]),
        (f"{HEADS},Email\n{ROW},x\n", [ASKED, ("roster-heading", 1, 5, False)]),
        (f"{HEADS},Shoe size\n{ROW},x\n", [("roster-heading-unknown", 1, 5, True)]),
        (f"{HEADS},Room,room\n{ROW},1,2\n", [("roster-heading-twice", 1, 6, False)]),
        (f"{HEADS},,room\n{ROW},x,1\n", [("roster-heading-empty", 1, 5, False)]),
        (f"{HEADS},,room\n{ROW},,1\n", []),
        ("handout_id,school_name\na,b\n", [("roster-column", 1, 0, False)] * 2),
        (f"{HEADS}\n{ROW},extra\n", [("roster-ragged", 2, 5, False)]),
        (f"{HEADS},contacts.9.name\n{ROW},x\n", [ASKED, ("roster-heading", 1, 5, False)]),
    ],
)
def test_headings(tmp_path: Path, text: str, expected: list[tuple[str, int, int, bool]]) -> None:
    assert headings(tmp_path, text) == expected


def test_what_was_meant_by_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEADS},Teacher Last Name,Grade\n{ROW},x,3\n", "utf-8")
    messages = [problem.message for problem in read_roster(path)[1]]
    assert (
        len(messages) == 3 and "is read as grade_band" in messages[1]
    )  # the third is the band of grade 3


SIS = (  # headings as student information systems have them, and rows
    (
        "SchoolName,Teacher Last Name,Teacher First Name,Room Number,Grade Level,handout_id,role",
        "Oak,Rivera,Ana,12,3rd,a1,bus",
    ),
    ("Campus,Teacher,Rm,Grades,Handout ID,Role", 'Oak,"Rivera, Ana",12,3-5,a1,bus'),
    ("School,Tchr Last,Tchr First,Rm No,Grade,HandoutId,ROLE", "Oak,Rivera,Ana,12,4,a1,bus"),
    (
        "School Title,Teacher Name,Room #,Grade Band,handout-id,Para Role",
        "Oak,Ana Rivera,12,3-5,a1,bus",
    ),
    (
        "Building Name,Teacher Display,Room,Grade range,handout id,role",
        'Oak,"Rivera, Ana",12,3-5,a1,bus',
    ),
    (
        "Sch Name,Teacher's Full Name,Rm #,Grade Lvl,handout id,Type of Aide",
        "Oak,Ana Rivera,12,3-5,a1,bus",
    ),
    (
        "Campus Name,Teacher of Record,Room Nbr.,Grade Level(s),handout id,Role Name",
        'Oak,"Rivera, Ana",12,3-5,a1,bus',
    ),
    (
        "School,TchrSurname,TchrForename,RmNum,Grades,handout id,Paraprofessional Role",
        "Oak,Rivera,Ana,12,4,a1,bus",
    ),
    (
        'School,"Teacher (Last, First)",Room No.,Gr. Level,handout id,Para\'s Role',
        'Oak,"Rivera, Ana",12,3-5,a1,bus',
    ),
)


@pytest.mark.parametrize(("heads", "row"), SIS)
def test_headings_beyond_doubt_are_read_and_noted(tmp_path: Path, heads: str, row: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"{heads}\n{row}\n", "utf-8")
    (record,), problems = read_roster(path)
    assert all(problem.warning for problem in problems)
    assert {problem.code for problem in problems} <= {"roster-heading-read", "roster-read-as"}
    field_values = values(record)
    assert (
        field_values["school_name"],
        field_values["teacher_name"],
        field_values["grade_band"],
    ) == (
        "Oak",
        "Ana Rivera",
        "3-5",
    )
    assert field_values["room"] == "12"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("School #", "school_id"),
        ("School No.", "school_id"),
        ("Para Last, First", "para_name"),
        ("Aide's Name (Last, First)", "para_name"),
        ("Paraeducator", "para_name"),
        ("Aide Surname", "para_family"),
        ("PARA FNAME", "para_given"),
    ],
)
def test_a_heading_is_known_by_its_words(heading: str, name: str) -> None:
    assert sure_column(heading) == name


@pytest.mark.parametrize("heading", ["First Aid", "Number", "No", "The", "#", "Family", "Name of"])
def test_words_that_are_no_column_beyond_doubt(heading: str) -> None:
    assert not sure_column(heading)


@pytest.mark.parametrize(
    ("heads", "near"),
    [
        (
            "ID,Building,Last Name,First Name,Position",
            ["handout_id", "school_name", "teacher_family", "teacher_given", "role"],
        ),
        (
            "Employee ID,Site,LastFirst,Job Title",
            ["handout_id", "school_name", "teacher_name", "role"],
        ),
        (
            "Tchr Number,Entity,Staff Name,Assignment",
            ["handout_id", "school_id", "teacher_name", "role"],
        ),
        (
            "handot_id,scool_name,teecher_family,rolle",
            ["handout_id", "school_name", "teacher_family", "role"],
        ),
    ],
)
def test_every_heading_that_is_none_of_ours_is_asked_about(
    tmp_path: Path, heads: str, near: list[str]
) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"Staff list 2026\n\n{heads}\n{'x,' * len(near)}\n", "utf-8")
    records, problems = read_roster(path)
    assert records == ()
    assert [problem.hint for problem in problems if problem.code == "roster-heading"] == [
        f"Did you mean {name}?" for name in near
    ]


def test_titles_totals_and_headings_on_each_page_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        "Cedar Valley\nStaff list\n\n"
        f"{HEADS}\n{ROW}\n\n{HEADS}\na2,Oak Hill,Osei,bus\na3,Oak Hill,Park,bus\n"
        "Total:,3\n,,Total teachers: 3\nPage 1 of 1\nQuestions? call Pat,\nGenerated 9/1/2026\nThank you all\n",
        "utf-8",
    )
    records, problems = read_roster(path)
    assert [record.handout_id for record in records] == ["a1", "a2", "a3"]
    messages = {problem.code: problem.message for problem in problems if problem.warning}
    assert set(messages) == {"roster-above", "roster-heading-again", "roster-remark"}
    assert len(problems) == 3 and "row 1, 2 " in messages["roster-above"]
    assert "Questions? call Pat" in messages["roster-remark"]


@pytest.mark.parametrize(
    ("row", "is_total"), [(",,,,3,", True), (",,,,12,3.5", True), ("7,,,,3,", False)]
)
def test_a_sum_without_a_word_is_no_row(tmp_path: Path, row: str, is_total: bool) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEADS},room,arrive\n{ROW},12,8:00\n{row}\n", "utf-8")
    records, problems = read_roster(path)
    assert [record.handout_id for record in records] == ["a1"]
    assert ([each.code for each in problems] == ["roster-remark"]) is is_total


@pytest.mark.parametrize("row", ["a9", "a9,Oak Hill", ",,Page", "total-1,Oak Hill,Page,bus"])
def test_a_row_that_is_not_whole_is_told_and_not_dropped(tmp_path: Path, row: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEADS}\n{ROW}\n{row}\n", "utf-8")
    records, problems = read_roster(path)
    if row.startswith(",,"):
        assert [problem.code for problem in problems] == ["roster-remark"]
    elif row.startswith("total-1"):
        assert [record.handout_id for record in records] == ["a1", "total-1"] and not problems
    else:
        assert {problem.code for problem in problems} == {"roster-needed"} and len(records) == 1


def test_a_teacher_s_name_in_one_column_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    heads = "handout_id,school_name,teacher_name,role"
    path.write_text(
        f'{heads}\na1,Oak,"Rivera, Ana",bus\na2,Oak,"Ana Rivera, M.Ed.",bus\na3,Oak,,bus\n', "utf-8"
    )
    records, problems = read_roster(path)
    assert [values(record)["teacher_name"] for record in records] == [
        "Ana Rivera",
        "Ana Rivera, M.Ed.",
    ]
    assert [(problem.line, problem.code) for problem in problems] == [
        (2, "roster-read-as"),
        (4, "roster-needed"),
    ]


def test_every_field_can_be_a_column(tmp_path: Path) -> None:
    names = {name.partition(".")[0] for name in field_columns()}
    assert names == {*FIELDS, *translated_names(), "privacy"}
    (tmp_path / "oak.png").write_bytes(b"")
    path = tmp_path / "roster.csv"
    heads = [name for name in field_columns() if name not in ROSTER]
    for start in range(0, len(heads), 400):  # columns of one file: there is a limit
        some = heads[start : start + 400]
        path.write_bytes(format_csv([[*GOOD, *some], [*GOOD.values(), *([""] * len(some))]]))
        assert len(some) > 20 and read_roster(path)[1] == ()


def test_a_row_lets_stand_what_the_privacy_check_finds(tmp_path: Path) -> None:
    cells = {
        "privacy.1.allow": "given-name",
        "privacy.1.field": "schedule",
        "privacy.1.because": "Hannah is the music aide.",
        "privacy.2.allow": "given-nam",
        "privacy.2.field": "room",
        "privacy.2.because": "x",
    }
    first = {name: cell for name, cell in cells.items() if ".1." in name}
    (record,), _ = read(tmp_path, GOOD | first)
    (problem,) = record.layer.overrides
    assert (problem.rule, problem.field, problem.shared) == ("given-name", "schedule", False)
    assert problem.because == "Hannah is the music aide." and problem.position.line == 2
    _, problems = read(tmp_path, GOOD | cells)
    assert [problem.code for problem in problems if not problem.warning] == ["choice-near"]


def test_a_workbook_gives_the_same_records(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(
        [
            "Handout ID",
            "School name",
            "Teacher family",
            "Role",
            "Room",
            "Start time",
            "Term start",
            "Copies",
            "Grade band",
        ]
    )
    row = [
        "a1",
        "Oak Hill",
        "Rivera",
        "classroom",
        "012",
        datetime.time(8, 30),
        datetime.date(2026, 9, 1),
        2,
        datetime.date(2026, 3, 5),
    ]
    book.active.append(row)
    book.save(tmp_path / "roster.xlsx")
    (record,), problems = read_roster(tmp_path / "roster.xlsx")
    assert [problem.code for problem in problems] == ["roster-band-dated"]
    assert (values(record)["room"], values(record)["arrive"], record.copies) == ("012", "8:30", 2)
    assert (values(record)["valid_from"], values(record)["grade_band"]) == (
        datetime.date(2026, 9, 1),
        "3-5",
    )


def test_the_template_is_what_excel_opens_and_we_read(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "new" / "roster.csv"
    assert main(["roster", "template", "-o", str(path)]) == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + ",".join(ROSTER).encode() + b"\r\n"
    assert set(NEEDED) < set(ROSTER)
    assert [problem.code for problem in read_roster(path)[1]] == ["roster-empty"]
    capsysbinary.readouterr()
    assert main(["roster", "template", "--all"]) == 0
    printed = capsysbinary.readouterr().out.decode("utf-8-sig").strip().split(",")
    assert printed[: len(ROSTER)] == list(ROSTER) and set(field_columns()) <= set(printed)


def test_the_template_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("mine")
    assert main(["roster", "template", "-o", str(path)]) == 1
    assert path.read_text() == "mine"


def test_error_words_of_a_supplement_are_told_at_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "supplement.csv"
    path.write_text("class_id,para_family,room\nc1,#N/A,=B2\n,Cole,########\n", "utf-8")
    with pytest.raises(HandoutError) as error:
        read_supplement(path)
    assert [(problem.line, problem.column, problem.code) for problem in error.value.problems] == [
        (2, 2, "workbook-error"),
        (2, 3, "workbook-formula"),
        (3, 0, "supplement-key"),
        (3, 3, "workbook-error"),
    ]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"language": "es"}, {"class_title": "Math, periodo 3"}),
        ({"language": "Vietnamese"}, {"class_title": "Math, tiết 3"}),
        ({"language": "zh-Hans"}, {"class_title": "Math，第 3 节"}),
        ({"language": "ar"}, {"class_title": "Math، الحصة 3"}),
        ({"language": "xx"}, {"class_title": "Math, period 3"}),
        (
            {"second_language": "Spanish"},
            {"class_title": "Math, period 3", "class_title_es": "Math, periodo 3"},
        ),
        (
            {"second_language": "pt", "class_title_pt": "Matemática"},
            {"class_title": "Math, period 3", "class_title_pt": "Matemática, aula 3"},
        ),
    ],
)
def test_a_period_is_said_in_the_language_of_the_sheet(
    cells: dict[str, str], wanted: dict[str, str]
) -> None:
    row = {"class_title": "Math", "period": "3", **cells}
    columns = Columns(dict.fromkeys(row, 1), 1)
    layer, _ = read_row_layer(row, columns, Position("roster.csv", 2))
    titles = {name: placed.value for name, placed in layer.values.items() if "title" in name}
    assert titles == wanted


@given(
    title=st.text("Math ", min_size=0, max_size=45).map(str.strip),
    period=st.sampled_from(["", "3", "3, 4, 5", "A-day 2"]),
    language=st.sampled_from(["", *list_languages()]),
    second=st.sampled_from(["", *list_languages()]),
    translated=st.text("abc", max_size=45),
)
def test_a_period_is_behind_the_title_on_every_sheet_or_it_is_told(
    title: str, period: str, language: str, second: str, translated: str
) -> None:
    row = {"class_title": title, "period": period, "language": language}
    row["second_language"] = second
    if second and second != "en":
        row[f"class_title_{second}"] = translated
    columns = Columns({name: number for number, name in enumerate(row, 1)}, len(row))
    layer, problems = read_row_layer(row, columns, Position("roster.csv", 2))
    told = {problem.code for problem in problems}
    if not period or told & {"too-long", "roster-period-long", "roster-period-alone"}:
        return
    for name in ("class_title", f"class_title_{second}" if second else "class_title"):
        assert period in str(layer.values[name].value), problems


def test_a_period_too_long_in_the_language_of_another_layer_is_told() -> None:
    row = {"class_title": "Mathematics and Science Worksh", "period": "3", "language": ""}
    columns = Columns({name: number for number, name in enumerate(row, 1)}, len(row))
    _, problems = create_row_layer(columns, row.values(), Position("roster.csv", 2))
    assert problems == ()
    languages = {"language": "es"}
    _, problems = create_row_layer(columns, row.values(), Position("roster.csv", 2), languages)
    assert [problem.code for problem in problems] == ["roster-period-long"]
