"""CSV and XLSX files as spreadsheet programs write them, and those that somebody wrote to do harm."""

from __future__ import annotations

import datetime
import io
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from office import Office
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from handout.problems import HandoutError, Problem
from handout.sources.spreadsheet.csv import escape_formula, format_csv, parse_csv
from handout.sources.spreadsheet.excel_quirks import is_formula
from handout.sources.spreadsheet.rows import MOST_COLUMNS, MOST_ROWS, Row, column_letter
from handout.sources.spreadsheet.spreadsheet import read_rows
from handout.sources.text_repair import repair_text
from handout.sources.unseen_signs import remove_unseen

TEXT = 'handout_id,Room,note\r\n1,012,"two\nlines"\r\n\r\n2, 7 ,"Señora ""Peña"""\r\n'
READ = [
    (1, ("handout_id", "Room", "note")),
    (2, ("1", "012", "two\nlines")),
    (4, ("2", "7", 'Señora "Peña"')),
]


def rows(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in read_rows(path)[0]]


def refused(path: Path) -> list[Problem]:
    with pytest.raises(HandoutError) as error:
        read_rows(path)
    return list(error.value.problems)


def codes(path: Path) -> list[str]:
    return [problem.code for problem in refused(path)]


def written(path: Path, content: bytes | str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


# --- CSV


@pytest.mark.parametrize("end", ["\x1a", "\x1a\r\n", "\r\n\r\n"])
def test_what_ends_a_text_is_no_row(tmp_path: Path, end: str) -> None:
    assert rows(written(tmp_path / "roster.csv", TEXT + end)) == READ


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_csv_is_read_however_it_was_exported(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    text = TEXT.replace(",", delimiter).replace("\r\n", newline)
    path = written(tmp_path / "roster.csv", text, encoding)
    assert rows(path) == READ
    assert [problem.code for problem in read_rows(path)[1]] == (
        ["table-cp1252"] if encoding == "cp1252" else []
    )


_NAMES = (
    "José", "Núñez", "María López", "Ángel Muñoz", "Jürgen Müller", "François Lefèvre",
    "Zoë Åström", "ÉMILE NUÑEZ", "Señora Peña", "São João",
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("name", [*_NAMES, ";".join(_NAMES)])
def test_windows_and_a_mac_are_told_apart_by_their_letters(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = written(tmp_path / "r.csv", f"room,teacher\n12,{name}\n", encoding)
    assert rows(path)[1] == (2, ("12", name))
    code = {"cp1252": "table-cp1252", "mac_roman": "table-mac"}[encoding]
    assert [problem.code for problem in read_rows(path)[1]] == [code]


# By encodings that are neither Unicode nor of Western Europe: names, as they come in them.
_ELSEWHERE = {
    "cp1250": ("Łukasz Wójcik", "Małgorzata Dąbrowska", "Jiří Dvořák", "Đorđe Jovanović"),
    "iso8859_2": ("Łukasz Wójcik", "Agnieszka Świątek", "Paweł Żuławski"),
    "cp1251": ("Анна Иванова", "Дмитрий Шевченко"),
    "koi8_r": ("Анна Иванова", "Дмитрий Шевченко"),
    "cp1253": ("Μαρία Νικολάου", "Ελένη Ιωάννου"),
    "cp1254": ("Işıl Çağlar", "Gülşah Doğan", "Ayşe Güneş", "İpek Yılmaz"),
    "cp1256": ("محمد علي", "فاطمة حسن"),
    "cp1258": ("Đinh Văn Hùng", "Nguyễn Thị Hồng", "Đặng Bình"),
    "gb18030": ("王小明", "刘洋", "赵云", "欧阳修"),
    "big5": ("王小明", "歐陽修", "趙雲"),
    "shift_jis": ("佐藤花子", "高橋さくら", "田中ケンジ"),
    "cp949": ("김민준", "이서연", "정하은"),
    "cp850": ("José Núñez", "Zoë Müller"),
}


@pytest.mark.parametrize("count", [1, 200])
@pytest.mark.parametrize("encoding", _ELSEWHERE)
def test_names_in_another_encoding_are_not_read_as_garbage(
    tmp_path: Path, encoding: str, count: int
) -> None:
    """Also where most names are in plain letters; a detector of encodings guessed wrong at most."""
    for name in _ELSEWHERE[encoding]:
        lines = [f"{number},Anna Smith,12" for number in range(count)]
        text = "\r\n".join(["id,teacher,room", f"x,{name},7", *lines])
        with pytest.raises(HandoutError) as caught:
            read_rows(written(tmp_path / "r.csv", text, encoding))
        assert [each.code for each in caught.value.problems] == ["table-encoding"], name


@pytest.mark.parametrize(
    "name",
    [
        "Yáñez Muñíz", "Conceição Assunção", "GRÖßE Füßl", "Määttä", "Öö", "Kjærsgaard", "Gal·la",
        "BJØRN ÅSE", "Cœur d’Or", "L’Haÿ", "Jiménez-Güell", "Mª José, 3ºB", "Lexia® Reading™ III",
        "N° 5: 20°C", "Siobhán Ní Ghríofa", "Piñón", "Anaïs Lefèvre", "José and JosÃ©",
    ],
)  # fmt: skip
def test_names_of_western_europe_are_read_as_windows_has_them(tmp_path: Path, name: str) -> None:
    content = f"id;teacher\n1;{name}\n".encode("cp1252")
    _, problems = read_rows(written(tmp_path / "r.csv", content))
    assert problems[0].code == "table-cp1252"


@pytest.mark.parametrize(
    "text",
    [
        "“Smith–Jones” — wait… 8:00–9:00 • ½ day ™ 20° §3 Grade 3–5",
        "It’s O’Brien’s Ka’ahumanu",
        "¿Qué? ¡Adiós! «hola» 3º 2ª",
        "PEÑA–RÍOS D’Angelo",
    ],
)
def test_signs_of_windows_are_no_letters_of_a_mac(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "r.csv", f"a\n{text}\n", "cp1252")
    assert [problem.code for problem in read_rows(path)[1]] == ["table-cp1252"]
    assert rows(path)[1] == (2, (text,))


def test_big_endian_utf16_with_its_mark(tmp_path: Path) -> None:
    assert rows(written(tmp_path / "r.csv", b"\xfe\xff" + TEXT.encode("utf-16-be"))) == READ


def test_what_excel_says_of_the_separator_is_no_row(tmp_path: Path) -> None:
    assert rows(written(tmp_path / "r.csv", "sep=;\r\n" + TEXT.replace(",", ";"))) == READ


def test_ragged_and_empty_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "a,b,c\n1\n,,,\n   \n1,2,3,,,\n")
    assert rows(path) == [(1, ("a", "b", "c")), (2, ("1",)), (5, ("1", "2", "3"))]


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    assert rows(written(tmp_path / "r.csv", "")) == []
    assert rows(written(tmp_path / "s.csv", b"\xef\xbb\xbf\r\n\r\n")) == []


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b'a,b\n1,"open\n2,3\n', "table-quote-open", 2),
        (b'a,b\n"x" y,2\n', "table-quote", 2),
        (b"a,b\n" + b"1," * MOST_COLUMNS + b"1\n", "table-columns", 2),
        (b"a,b\n" + b"x" * 40_000 + b",1\n", "table-cell-long", 2),
        (b'a,b\n"' + b"x" * 10_000_000 + b'",1\n', "table-cell-long", 2),
        (b"a,b\n1\0\0\0\0\0,2\n", "table-binary", 0),
        (b"a\x81\x02,b\n", "table-binary", 0),
        (b"\x89PNG\r\n\x1a\n\0\0", "table-kind", 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook-old", 0),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "workbook-locked",
            0,
        ),
        (b"PK\x03\x04 and no more", "archive-damaged", 0),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    tmp_path: Path, content: bytes, code: str, line: int
) -> None:
    (problem,) = refused(written(tmp_path / "roster.csv", content))
    assert (problem.code, problem.line, problem.path) == (code, line, str(tmp_path / "roster.csv"))


@pytest.mark.slow
def test_a_million_columns_and_too_many_rows_are_refused_soon(tmp_path: Path) -> None:
    start = time.monotonic()
    assert codes(written(tmp_path / "wide.csv", "x," * 1_000_000)) == ["table-columns"]
    assert codes(written(tmp_path / "long.csv", "x\n" * (MOST_ROWS + 1))) == ["table-rows"]
    assert time.monotonic() - start < 10


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert codes(tmp_path / "none.csv") == ["roster-missing"]
    assert codes(tmp_path) == ["roster-folder"]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12),
            min_size=1,
            max_size=5,
        ),
        max_size=6,
    )
)
@example([[" @", "' =1"]])
def test_what_is_written_is_read_again_and_is_no_formula(table: list[list[str]]) -> None:
    text = format_csv([["id", "name"], *table]).decode("utf-8-sig")
    read = {row.number: row.cells for row in parse_csv(io.StringIO(text, newline=""), "r")}
    for number, cells in enumerate(table, 2):
        tidy = [remove_unseen(repair_text(cell)).strip() for cell in cells]
        # An apostrophe of one's own before a formula's sign is taken for ours.
        tidy = [
            cell[1:].lstrip()
            if escape_formula(cell[1:]) != cell[1:] and cell.startswith("'")
            else cell
            for cell in tidy
        ]
        while tidy and not tidy[-1]:
            tidy.pop()
        assert list(read.get(number, ())) == tidy
    for line in text.splitlines():
        assert (
            not line.lstrip('"').lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        )


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "＠SUM(A1)", "\r=1"]
)
def test_no_cell_that_is_written_starts_a_formula(cell: str) -> None:
    assert escape_formula(cell).startswith("'")


def test_columns_have_the_letters_people_see() -> None:
    assert [column_letter(n) for n in (1, 7, 26, 27, 52, 703, 16384)] == [
        "A",
        "G",
        "Z",
        "AA",
        "AZ",
        "AAA",
        "XFD",
    ]


# --- XLSX


def workbook(path: Path, *cells: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in cells:
        book.active.append(row)
    book.save(path)
    return path


def test_cells_come_as_they_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["text", "number", "zeros", "day", "time", "both", "yes", "float", "long"])
    sheet.append(
        [
            "012",
            7.0,
            12,
            datetime.date(2026, 9, 1),
            datetime.time(8, 30),
            datetime.datetime(2026, 9, 1, 14, 5),
            True,
            2.5,
            1234567890123,
        ]
    )
    sheet["C2"].number_format = "000"
    sheet["A4"] = " Señora\nPeña\u00a0"
    book.save(path)
    assert rows(path)[1:] == [
        (
            2,
            (
                "012",
                "7",
                "012",
                "2026-09-01",
                "8:30",
                "2026-09-01 14:05",
                "TRUE",
                "2.5",
                "1234567890123",
            ),
        ),
        (4, ("Señora\nPeña",)),
    ]


def test_libreoffice_writes_the_same(tmp_path: Path, office: Office) -> None:
    """What LibreOffice makes of our CSV, and what it saves for formulas."""
    source = written(
        tmp_path / "roster.csv", "id,room,day,at,sum\r\na,012,2026-09-01,8:30,=1+1\r\n", "utf-8-sig"
    )
    # 44: comma, 34: quote, 76: UTF-8; columns 2 and 1 as text; formulas are evaluated.
    filters = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,1/2/2/2,0,false,true,false,false,false,-1,true"
    office.convert(source, to="xlsx", folder=tmp_path, options=[filters])
    assert rows(tmp_path / "roster.xlsx") == [
        (1, ("id", "room", "day", "at", "sum")),
        (2, ("a", "012", "2026-09-01", "8:30", "2")),
    ]


def test_formulas_have_their_saved_value_or_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", ["a", "b"], ["x", '="R"&1'])
    assert rows(path)[1] == (2, ("x", '="R"&1')) and is_formula(rows(path)[1][1][1])
    saved = _with_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace(b"<v/>", b"<v>R1</v>")
            .replace(b"<v></v>", b"<v>R1</v>")
            .replace(b'r="B2"', b'r="B2" t="str"')
        ),
    )
    assert rows(saved)[1] == (2, ("x", "R1"))
    wrong = _with_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace(b"<v/>", b"<v>#REF!</v>")
            .replace(b"<v></v>", b"<v>#REF!</v>")
            .replace(b'r="B2"', b'r="B2" t="e"')
        ),
    )
    assert rows(wrong)[1] == (2, ("x", "#REF!"))


def test_hidden_and_joined_cells_and_other_sheets_are_told(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["a", "b", "c"], [1, 2, 3], [4, 5, 6]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("B2:C2")
    book.create_sheet("Notes").append(["x"])
    book.create_sheet("Secret").sheet_state = "hidden"
    book.create_sheet("Empty")
    book.save(path)
    read, notes = read_rows(path)
    assert [row.cells for row in read] == [("a", "b", "c"), ("1", "2"), ("4", "5", "6")]
    shown = {problem.code: problem.message for problem in notes}
    assert set(shown) == {
        "workbook-hidden-rows",
        "workbook-hidden-columns",
        "workbook-merged",
        "workbook-sheets",
    }
    assert all(problem.warning for problem in notes)
    assert "Notes, Secret" in shown["workbook-sheets"] and "Empty" not in shown["workbook-sheets"]
    assert "B2:C2" in shown["workbook-merged"]


def _strike_a_font(sheet: Worksheet) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def _strike_a_word(sheet: Worksheet) -> None:
    struck = TextBlock(InlineFont(strike=True), "Ms. Rivera")
    sheet["B3"] = CellRichText(struck, " Mr. Cole")


def _strike_nothing(sheet: Worksheet) -> None:
    sheet["B2"].font = Font(strike=False, bold=True)
    sheet["B3"] = CellRichText(TextBlock(InlineFont(strike=False, b=True), "Ms. Rivera"), " Cole")
    sheet["D9"].font = Font(strike=True)  # in which there is nothing


def _comment(author: str) -> Callable[[Worksheet], None]:
    def write(sheet: Worksheet) -> None:
        sheet["B3"].comment = Comment("from October on in room 14", author)

    return write


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        (_strike_a_font, [("workbook-struck", "row: 3.")]),
        (_strike_a_word, [("workbook-struck", "row: 3.")]),
        (_strike_nothing, []),
        (_comment("Ms. Lind"), [("workbook-remarks", "B3")]),
        (_comment("handout"), []),  # what is wrong with a cell, in a list of corrections
    ],
)
def test_lines_through_words_and_comments_are_told(
    tmp_path: Path, mark: Callable[[Worksheet], None], told: list[tuple[str, str]]
) -> None:
    path = tmp_path / "r.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["a", "b"], ["x", "y"], ["z", "w"]):
        sheet.append(row)
    mark(sheet)
    book.save(path)
    read, notes = read_rows(path)
    assert len(read) == 3
    assert [note.code for note in notes] == [code for code, _ in told]
    assert all(note.warning for note in notes)
    assert all(words in note.message for note, (_, words) in zip(notes, told, strict=True))


def test_a_sheet_called_roster_is_read_first(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["no"])
    book.create_sheet(" Roster").append(["yes"])
    book.save(tmp_path / "r.xlsx")
    assert rows(tmp_path / "r.xlsx") == [(1, ("yes",))]


def rate_by_room(rows: Sequence[Row]) -> int:
    return max((cell_row.cells.count("room") for cell_row in rows), default=0)


@pytest.mark.parametrize(
    ("sheets", "read"),
    [
        ({"How to": [["Call Pat"]], "Aides": [["room"], ["12"]]}, "Aides"),
        ({"How to": [["room"]], "Aides": [["room", "room", "room"], ["12"]]}, "Aides"),
        ({"This year": [["room"], ["12"]], "Last year": [["room", "room"], ["1"]]}, "This year"),
        ({"A": [["x"]], "B": [["y"]]}, "A"),
        ({"A": [["room"]], "Roster": [["x"]]}, "Roster"),
        ({"A": [["room"]], "Lista": [["x"]]}, "Lista"),
        ({"A": [["x"]], "B": [["title"]] + [["x"]] * 19 + [["room"]]}, "A"),
        ({"Empty": [], "B": [["title"], [], ["room"]]}, "B"),
    ],
)
def test_the_sheet_with_the_headings_is_read(
    tmp_path: Path, sheets: dict[str, list[list[str]]], read: str
) -> None:
    book = Workbook()
    for name, sheet_rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in sheet_rows:
            sheet.append(row)
    assert book.active is not None
    book.remove(book.active)
    book.save(tmp_path / "r.xlsx")
    found, _ = read_rows(tmp_path / "r.xlsx", rate_by_room)
    assert [row.cells for row in found] == [tuple(row) for row in sheets[read] if row]


@pytest.mark.parametrize("cell", ["XFD2", "A1048576"])
def test_a_cell_far_away_is_refused_soon(tmp_path: Path, cell: str) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"], book.active[cell] = "a", "far"
    book.save(tmp_path / "r.xlsx")
    start = time.monotonic()
    (problem,) = refused(tmp_path / "r.xlsx")
    assert problem.code == "workbook-far" and cell in problem.message
    assert time.monotonic() - start < 5


def _with_part(path: Path, part: str, change: object) -> Path:
    """A copy of the zip at `path` with one part changed, or added."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for name in dict.fromkeys([*names, part]):
            content = old.read(name) if name in names else b""
            new.writestr(name, change(content) if name == part and callable(change) else content)
    return target


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/worksheets/sheet1.xml", [b"<worksheet><sheetData>", b" " * 100_000], "archive-bomb"),
        ("xl/sharedStrings.xml", [b"<sst>", b"<si/>" * 15_000], "archive-bomb"),
        (
            "xl/workbook.xml",
            b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>',
            "workbook-damaged",
        ),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row", "workbook-damaged"),
        ("xl/workbook.xml", b"<workbook/>", None),
        ("xl/_rels/workbook.xml.rels", b"<none/>", None),
        ("../../evil.txt", b"x", "archive-path"),
        ("C:\\evil.txt", b"x", "archive-path"),
        ("/etc/evil", b"x", "archive-path"),
        ("XL/Workbook.xml", b"x", "archive-twice"),
    ],
)
def test_a_workbook_that_does_harm_is_refused_soon(
    tmp_path: Path, part: str, content: bytes | list[bytes], code: str | None
) -> None:
    """A list has how a bomb begins, and what follows 2000 times."""
    path = workbook(tmp_path / "r.xlsx", ["a"], ["b"])
    whole = content if isinstance(content, bytes) else content[0] + content[1] * 2000
    changed = _with_part(path, part, lambda _: whole)
    start = time.monotonic()
    if code:
        assert codes(changed)[0] == code
    else:
        assert rows(changed) == []
    assert time.monotonic() - start < 5


def test_external_links_are_never_followed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", ["a"], ["b"])
    linked = _with_part(path, "xl/externalLinks/externalLink1.xml", lambda _: b"<externalLink/>")
    assert rows(linked) == [(1, ("a",)), (2, ("b",))]


def test_other_zip_files_are_no_workbooks(tmp_path: Path) -> None:
    for name, part, code in (
        ("r.ods", "content.xml", "table-kind"),
        ("r.zip", "words.txt", "workbook-other"),
        ("r.xlsb", "xl/workbook.bin", "workbook-binary"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(part, "x")
        assert codes(tmp_path / name) == [code]


def test_too_many_files_and_a_locked_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.xlsx", "w") as archive:
        for n in range(2001):
            archive.writestr(f"{n}", "")
    assert codes(tmp_path / "many.xlsx") == ["archive-many"]
    content = bytearray(workbook(tmp_path / "r.xlsx", ["a"]).read_bytes())
    for at in (6, content.find(b"PK\x01\x02") + 8):
        content[at] |= 1
    assert codes(written(tmp_path / "locked.xlsx", bytes(content))) == ["archive-locked"]


@pytest.mark.slow
@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 4000))
def test_a_damaged_workbook_is_a_problem_and_no_bug(damage: bytes, at: int) -> None:
    import tempfile

    book = Workbook()
    assert book.active is not None
    book.active.append(["a", "b"])
    stream = io.BytesIO()
    book.save(stream)
    content = bytearray(stream.getvalue())
    content[at : at + len(damage)] = damage
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            read_rows(Path(file.name))
        except HandoutError as error:
            assert error.problems
