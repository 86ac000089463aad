"""OneRoster exports, as the standard has them and as they come; and the rosters made of them."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
from oneroster_export import tables, write_export

from handout.batch.from_oneroster.missing import MissingData
from handout.batch.from_oneroster.placement import place_staff
from handout.batch.from_oneroster.supplement import Supplement, read_supplement
from handout.cli.main import main
from handout.problems import HandoutError, Problem
from handout.sources.oneroster import files as oneroster_files
from handout.sources.oneroster.export import Export, read_export
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.safe_zip import Limits
from handout.sources.spreadsheet.spreadsheet import read_rows

STUDENTS = {"Noor\tHaddad", "Jordan\tWhitfield"}


@pytest.fixture(params=["1.1", "1.2"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(path: Path, today: str = "2026-09-01") -> tuple[Export, tuple[Problem, ...]]:
    return read_export(path, datetime.date.fromisoformat(today))


def odd(problems: tuple[Problem, ...]) -> list[str]:
    """Return what is told but for what the sample always has: a class to be deleted, and one that
    begins in January.
    """
    usual = ("oneroster-gone", "oneroster-begins")
    return [problem.code for problem in problems if problem.code not in usual]


def test_both_versions_say_the_same(tmp_path: Path) -> None:
    old, new = (read(write_export(tmp_path / f"{v}.zip", tables(v))) for v in ("1.1", "1.2"))
    assert old[0] == new[0] and [problem.code for problem in old[1]] == [
        problem.code for problem in new[1]
    ]
    assert [problem.code for problem in old[1]] == ["oneroster-begins", "oneroster-gone"]
    export = old[0]
    assert {person.family_name for person in export.teachers.values()} == {"Rivera", "Osei", "Park"}
    assert {person.family_name for person in export.aides.values()} == {"Ellis", "Cole"}
    assert set(export.classes) == {"c1", "c2", "c3", "c4", "c5"}
    assert export.students == STUDENTS and "students=" not in repr(export)


def test_a_row_a_teacher(tmp_path: Path, version: str) -> None:
    export, _ = read(write_export(tmp_path / "e.zip", tables(version)))
    rows, lacks, problems = place_staff(export)
    assert [
        (
            row["school_name"],
            row["teacher_family"],
            row["class_title"],
            row["grade_band"],
            row["room"],
        )
        for row in rows
    ] == [
        ("Mill Creek High School", "Osei", "English 9, English 10 and 1 more", "9-12", "214"),
        ("Oak Hill School", "Park", "", "6-8", "031"),
        ("Oak Hill School", "Rivera", "Grade 3", "3-5", "012"),
    ]
    assert [(row["term_start"], row["term_end"]) for row in rows] == [
        ("2026-08-24", "2027-06-11"),
        ("2026-08-24", "2026-12-18"),
        ("2026-08-24", "2027-06-11"),
    ]
    assert (rows[2]["school_id"], rows[2]["class_id"], rows[0]["class_id"]) == ("012", "c1", "")
    assert len({row["handout_id"] for row in rows}) == 3 and rows[2]["handout_id"].startswith(
        "rivera-ana-"
    )
    assert [problem.code for problem in problems] == ["oneroster-private"]
    osei = rows[0]["handout_id"]
    assert (
        MissingData(
            "031", "Mill Creek High School", osei, "David Osei", "one room of several: 214, Annex 4"
        )
        in lacks
    )
    assert (
        MissingData(
            "012",
            "Oak Hill School",
            "",
            "Jordan Ellis",
            "an aide without a classroom",
            "jellis@cedar.example.org",
        )
        in lacks
    )


def test_a_row_a_class(tmp_path: Path) -> None:
    export, _ = read(write_export(tmp_path / "e.zip", tables("1.2")))
    rows, _, _ = place_staff(export, by_class=True)
    assert [
        (row["teacher_family"], row["class_title"], row["period"], row["room"]) for row in rows
    ] == [
        ("Osei", "AP Literature and Composition", "4", "Annex 4"),
        ("Osei", "English 10", "2", "214"),
        ("Osei", "English 9", "1", "214"),
        ("Park", "", "3", "031"),
        ("Rivera", "Grade 3", "", "012"),
    ]
    assert len({row["handout_id"] for row in rows}) == 5


def test_ids_stay_from_export_to_export(tmp_path: Path) -> None:
    files = tables("1.1")
    before = {
        row["teacher_family"]: row["handout_id"]
        for row in place_staff(read(write_export(tmp_path / "a.zip", files))[0])[0]
    }
    for table in files.values():
        table[1:] = reversed(table[1:])
    files["enrollments.csv"] = [row for row in files["enrollments.csv"] if row[0] != "e3"]
    after = {
        row["teacher_family"]: row["handout_id"]
        for row in place_staff(read(write_export(tmp_path / "b.zip", files))[0])[0]
    }
    assert after == before


def supplement(tmp_path: Path, text: str) -> Supplement:
    path = tmp_path / "supplement.csv"
    path.write_text(text, "utf-8")
    return read_supplement(path)[0]


def test_a_supplement_joins_by_class_and_by_mail(tmp_path: Path) -> None:
    export, _ = read(write_export(tmp_path / "e.zip", tables("1.2")))
    more = supplement(
        tmp_path,
        "Class ID,Teacher e-mail,Para given,Para family,Role,breaks.1.start,room\n"
        "g3-r,,Jordan,Ellis,one-to-one,9:30,\n"
        ",DOSEI@cedar.example.org,Sam,Cole,classroom,,A1\n"
        "c4,,Kim,Lee,language,,\n"
        "nobody,,,,,,\n",
    )
    rows, lacks, problems = place_staff(export, more)
    assert [
        (row["teacher_family"], row["para_family"], row["role"], row["class_title"], row["room"])
        for row in rows
        if "para_family" in row
    ] == [
        ("Osei", "Cole", "classroom", "English 9, English 10 and 1 more", "A1"),
        ("Osei", "Lee", "language", "AP Literature and Composition", "Annex 4"),
        ("Rivera", "Ellis", "one-to-one", "Grade 3", "012"),
    ]
    assert rows[-1]["breaks.1.start"] == "9:30"
    assert [(problem.code, problem.line) for problem in problems if problem.path] == [
        ("supplement-nobody", 5)
    ]
    assert not [lack for lack in lacks if lack.handout_id == ""]
    assert rows[1]["handout_id"] == rows[0]["handout_id"] + "-2"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("para_given,para_family\na,b\n", ["supplement-column"]),
        ("class_id,para_family\n,b\n", ["supplement-key"]),
        ("class_id,para_famly\nc1,b\n", ["roster-map", "roster-heading"]),
        ("", ["roster-empty"]),
    ],
)
def test_a_supplement_that_cannot_be_used(tmp_path: Path, text: str, codes: list[str]) -> None:
    with pytest.raises(HandoutError) as error:
        supplement(tmp_path, text)
    assert [problem.code for problem in error.value.problems] == codes


def test_only_what_is_needed_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    path = write_export(tmp_path / "e.zip", tables(version))
    opened = set()
    real = zipfile.ZipFile.open

    def watched(self: zipfile.ZipFile, name: str) -> object:
        opened.add(name)
        return real(self, name)

    monkeypatch.setattr(zipfile.ZipFile, "open", watched)
    read(path)
    expected = {
        "manifest.csv",
        "orgs.csv",
        "academicSessions.csv",
        "classes.csv",
        "users.csv",
        "enrollments.csv",
    }
    assert opened == expected | ({"roles.csv"} if version == "1.2" else set())


def test_students_are_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_export(tmp_path / "e.zip", tables("1.2"))
    assert (
        main(["roster", "from-oneroster", str(path), "-o", str(tmp_path / "out" / "roster.csv")])
        == 0
    )
    shown = "".join(capsys.readouterr())
    written = [file.read_text("utf-8-sig") for file in (tmp_path / "out").iterdir()]
    assert len(written) == 2
    for text in (shown, *written):
        assert "Haddad" not in text and "Whitfield" not in text and "Noor" not in text
    records, problems = read_roster(tmp_path / "out" / "roster.csv")
    assert len(records) == 3
    # The title before that period named a student.
    assert [each.code for each in problems] == ["roster-period-alone"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = write_export(tmp_path / "e.zip", tables("1.1"))
    (tmp_path / "roster-missing.csv").write_text("mine")
    assert main(["roster", "from-oneroster", str(path), "-o", str(tmp_path / "roster.csv")]) == 1
    assert (tmp_path / "roster-missing.csv").read_text() == "mine" and not (
        tmp_path / "roster.csv"
    ).exists()


# --- exports as they come


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_in_a_folder_and_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    files = tables("1.1")
    files["users.csv"][1][8] = "Añá"
    export, problems = read(
        write_export(tmp_path / "e.zip", files, folder="Export 2026/", encoding=encoding)
    )
    assert export.teachers["u1"].given_name == "Añá"
    assert odd(problems) == (["table-cp1252"] if encoding == "cp1252" else [])


def test_headings_in_any_letters_and_misspelt_ones_are_read(tmp_path: Path) -> None:
    files = tables("1.1")
    files["orgs.csv"][0] = [
        "SOURCEDID",
        "Status",
        "datelastmodified",
        "Name",
        "type",
        "Identifier",
        "parent",
    ]
    files["enrollments.csv"][0][5] = "userSourceId"
    files["classes.csv"][0][9] = "schoolSourcedID"
    export, problems = read(write_export(tmp_path / "e.zip", files))
    assert len(export.teaching) == 5
    assert odd(problems) == ["oneroster-headings"] * 2 + ["oneroster-spelled"]
    assert "userSourceId" in problems[-1].message
    messages = "".join(problem.message for problem in problems)
    assert "SOURCEDID (sourcedId)" in messages and "schoolSourcedID (schoolSourcedId)" in messages


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("8/24/2026", "2026-08-24"),
        ("20260824", "2026-08-24"),
        ("2026-08-24T00:00:00Z", "2026-08-24"),
        ("24 Aug", ""),
    ],
)
def test_days_in_other_forms(tmp_path: Path, typed: str, day: str) -> None:
    files = tables("1.1")
    files["academicSessions.csv"][1][5] = typed
    export, problems = read(write_export(tmp_path / "e.zip", files))
    assert export.classes["c2"].start == day
    assert odd(problems) == ["oneroster-date"]


def test_rows_that_do_not_hang_together_are_counted(tmp_path: Path) -> None:
    files = tables("1.1")
    files["enrollments.csv"] += [
        ["x1", "", "", "c1", "s1", "nobody", "teacher", "", "", ""],
        ["x2", "", "", "nothing", "s1", "u1", "teacher", "", "", ""],
        ["x3", "", "", "c6", "s1", "u1", "teacher", "", "", ""],
        ["x4", "", "", "c1", "s1", "u1", "teacher", "", "", "", "", "one more"],
    ]
    files["classes.csv"] += [
        ["c9", "", "", "Lost", "03", "", "", "", "", "nowhere", "", "", "", ""],
        files["classes.csv"][1],
    ]
    _, problems = read(write_export(tmp_path / "e.zip", files))
    assert sorted(odd(problems)) == ["oneroster-loose"] * 3 + [
        "oneroster-odd",
        "oneroster-twice",
    ]
    assert any("2 rows of enrollments.csv name a class" in problem.message for problem in problems)


def test_an_aide_who_is_enrolled_is_placed(tmp_path: Path) -> None:
    files = tables("1.1")
    files["enrollments.csv"].append(["e9", "", "", "c1", "s1", "u4", "aide", "", "", ""])
    rows, lacks, _ = place_staff(read(write_export(tmp_path / "e.zip", files))[0])
    assert [
        (row["teacher_family"], row["para_family"]) for row in rows if row.get("para_family")
    ] == [("Rivera", "Ellis")]
    assert "Jordan Ellis" not in {lack.who for lack in lacks}


def test_who_left_is_left_out(tmp_path: Path) -> None:
    files = tables("1.1")
    files["users.csv"][1][3] = "false"
    files["enrollments.csv"][2][1] = "tobedeleted"
    rows, _, _ = place_staff(read(write_export(tmp_path / "e.zip", files))[0])
    assert [row["teacher_family"] for row in rows] == ["Osei", "Park"]
    assert "English 9" not in rows[0]["class_title"]


@pytest.mark.parametrize("file", ["orgs.csv", "classes.csv", "users.csv", "enrollments.csv"])
def test_a_file_or_a_column_that_is_not_there(tmp_path: Path, file: str) -> None:
    files = tables("1.1")
    with pytest.raises(HandoutError) as error:
        read(
            write_export(
                tmp_path / "a.zip", {name: table for name, table in files.items() if name != file}
            )
        )
    assert [problem.code for problem in error.value.problems] == [
        "oneroster-file"
    ] and file in error.value.problems[0].message
    files[file] = [["x", *row[1:]] if n == 0 else row for n, row in enumerate(files[file])]
    if file == "enrollments.csv":
        files[file] = [
            [*row[:3], "", *row[4:]] if n == 0 else row for n, row in enumerate(files[file])
        ]
    with pytest.raises(HandoutError) as error:
        read(write_export(tmp_path / "b.zip", files))
    assert odd(error.value.problems) == ["oneroster-column"]


def test_no_teacher_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = tables("1.1")
    del files["enrollments.csv"][1:]
    path = write_export(tmp_path / "e.zip", files)
    assert main(["roster", "from-oneroster", str(path), "-o", str(tmp_path / "r.csv")]) == 1
    assert "no teacher" in capsys.readouterr().err and not (tmp_path / "r.csv").exists()


def codes(path: Path) -> list[str]:
    with pytest.raises(HandoutError) as error:
        read(path)
    return [problem.code for problem in error.value.problems]


def test_harmful_archives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = write_export(tmp_path / "inner.zip", tables("1.1"))
    assert codes(write_export(tmp_path / "nested.zip", {"export.zip": inner.read_bytes()})) == [
        "oneroster-nested"
    ]
    assert "archive-path" in codes(
        write_export(tmp_path / "out.zip", {**tables("1.1"), "../users.csv": b""})
    )
    assert "archive-bomb" in codes(
        write_export(tmp_path / "bomb.zip", {**tables("1.1"), "users.csv": b"x" * 50_000_000})
    )
    monkeypatch.setattr(
        oneroster_files, "ARCHIVE_LIMITS", Limits(packed=2**20, unpacked=1000, ratio=200)
    )
    assert codes(inner) == ["archive-unpacked"]
    monkeypatch.setattr(
        oneroster_files, "ARCHIVE_LIMITS", Limits(packed=100, unpacked=2**20, ratio=200)
    )
    assert codes(inner) == ["archive-large"]


def test_no_zip_at_all(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("sourcedId\n")
    assert codes(tmp_path / "users.csv") == ["oneroster-one-file"]
    assert codes(tmp_path / "none.zip") == ["file-unreadable"]


def test_an_export_can_be_empty_of_everything_else() -> None:
    assert place_staff(Export()) == ((), (), ())


def test_the_lists_are_what_excel_opens(tmp_path: Path) -> None:
    path = write_export(tmp_path / "e.zip", tables("1.2"))
    assert (
        main(
            [
                "roster",
                "from-oneroster",
                str(path),
                "-o",
                str(tmp_path / "roster.csv"),
                "--by",
                "class",
            ]
        )
        == 0
    )
    for name in ("roster.csv", "roster-missing.csv"):
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(read_rows(tmp_path / name)[0]) > 5
