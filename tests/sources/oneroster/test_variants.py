"""OneRoster exports that are not whole, not in force, not as the standard has them, or of another
program.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from oneroster_export import Table, tables, write_export, write_folder

from handout.batch.from_oneroster.placement import place_staff
from handout.cli.main import main
from handout.privacy.people.student_names import read_students
from handout.problems import HandoutError, Problem
from handout.sources.oneroster.export import Export, read_export, read_student_names
from handout.sources.spreadsheet.spreadsheet import read_rows

Files = dict[str, Table | bytes]  # of an export, by their names
FILES = ("academicSessions", "classes", "enrollments", "orgs", "users")


def read(path: Path, today: str = "2026-09-01") -> tuple[Export, dict[str, Problem]]:
    export, problems = read_export(path, datetime.date.fromisoformat(today))
    usual = ("oneroster-gone", "oneroster-begins")
    return export, {problem.code: problem for problem in problems if problem.code not in usual}


def refused(path: Path) -> list[Problem]:
    with pytest.raises(HandoutError) as error:
        read(path)
    return [problem for problem in error.value.problems if not problem.warning]


def manifest(version: str = "1.1", **modes: str) -> bytes:
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    lines += [f"file.{name},{modes.get(name, 'bulk')}" for name in FILES]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def families(export: Export) -> list[str]:
    rows, _, _ = place_staff(export)
    return [row["teacher_family"] for row in rows]


# --- whole or not


@pytest.mark.parametrize(
    ("file", "mode", "codes", "names"),
    [
        ("users", "bulk", [], True),
        ("users", "delta", ["oneroster-delta"], False),
        ("users", "Delta", ["oneroster-delta"], False),
        ("users", "absent", ["oneroster-delta"], False),
        ("enrollments", "delta", ["oneroster-delta"], True),
        ("classes", "delta", ["oneroster-delta"], True),
    ],
)
def test_a_manifest_tells_what_is_not_whole(
    tmp_path: Path, file: str, mode: str, codes: list[str], names: bool
) -> None:
    files: Files = {**tables("1.1"), "manifest.csv": manifest(**{file: mode})}
    path = write_export(tmp_path / "e.zip", files)
    _, notes = read(path)
    assert list(notes) == codes
    if codes:
        assert f"{file}.csv ({mode.casefold()})" in notes["oneroster-delta"].message
    if names:
        assert len(read_students(path)[0]) == 2
        return
    with pytest.raises(HandoutError) as error:
        read_students(path)
    (problem,) = (problem for problem in error.value.problems if not problem.warning)
    assert problem.code == "oneroster-delta-students" and "--students" in problem.hint


def test_roles_that_are_not_whole_are_no_list_of_students_either(tmp_path: Path) -> None:
    manifest = b"file.users,bulk\nfile.roles,delta\n"
    path = write_export(tmp_path / "e.zip", {**tables("1.2"), "manifest.csv": manifest})
    with pytest.raises(HandoutError) as error:
        read_student_names(path)
    assert [problem.code for problem in error.value.problems] == ["oneroster-delta-students"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "oneroster-no-manifest"),
        (b"\x00\x01\x02", "oneroster-no-manifest"),
        (manifest("1.0"), "oneroster-version"),
        (manifest("2.0"), "oneroster-version"),
        (manifest() + b"\nfile.roles,bulk\n", "oneroster-lost"),
        (b"PROPERTY NAME,VALUE\nFile.Users , DELTA \n", "oneroster-delta"),
    ],
)
def test_what_else_a_manifest_tells(tmp_path: Path, content: bytes, code: str) -> None:
    files: Files = {**tables("1.1"), "manifest.csv": content}
    assert list(read(write_export(tmp_path / "e.zip", files))[1]) == [code]


def test_no_manifest_at_all(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "export", tables("1.1"))
    (folder / "manifest.csv").unlink()
    assert list(read(folder)[1]) == ["oneroster-no-manifest"]


def test_only_schools_and_only_users(tmp_path: Path) -> None:
    only = {"orgs.csv": tables("1.1")["orgs.csv"]}
    (problem,) = refused(write_export(tmp_path / "orgs.zip", only))
    assert (
        problem.code == "oneroster-file"
        and "classes.csv, users.csv, enrollments" in problem.message
    )
    users = {"users.csv": tables("1.1")["users.csv"]}
    assert len(read_students(write_export(tmp_path / "users.zip", users))[0]) == 2


def test_names_of_one_letter_each_are_names(tmp_path: Path) -> None:
    files = tables("1.1")
    files["users.csv"][6][8:10] = ["芳", "王"]
    assert "芳\t王" in read_students(write_export(tmp_path / "e.zip", files))[0]


def test_students_without_names_are_counted(tmp_path: Path) -> None:
    files = tables("1.1")
    files["users.csv"][6][8:10] = ["", "-"]
    students, notes = read_students(write_export(tmp_path / "a.zip", files))
    assert students == {"Jordan\tWhitfield"}
    assert [problem.code for problem in notes] == ["oneroster-students-nameless"]
    files["users.csv"][7][8:10] = ["", ""]
    with pytest.raises(HandoutError) as error:
        read_students(write_export(tmp_path / "b.zip", files))
    assert "oneroster-no-students" in {problem.code for problem in error.value.problems}


# --- zips, folders and what is none


def test_a_folder_is_read_like_the_zip(tmp_path: Path) -> None:
    of_zip = read(write_export(tmp_path / "e.zip", tables("1.2")))
    of_folder = read(write_folder(tmp_path / "export", tables("1.2")))
    inside = write_folder(tmp_path / "outer" / "Export 2026", tables("1.2")).parent
    assert of_zip[0] == of_folder[0] == read(inside)[0]
    assert read_students(inside)[0] == of_zip[0].students


def test_names_of_files_in_any_case(tmp_path: Path) -> None:
    files = {name.upper(): table for name, table in tables("1.1").items()}
    assert len(read(write_export(tmp_path / "e.zip", files))[0].teaching) == 5
    assert len(read(write_folder(tmp_path / "e", files))[0].teaching) == 5


def test_two_exports_in_one_are_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "export", tables("1.1"))
    old = folder / "old"
    old.mkdir()
    (old / "users.csv").write_text("sourcedId,givenName,familyName,role\n", "utf-8")
    export, notes = read(folder)
    assert len(export.teaching) == 5 and list(notes) == ["oneroster-two-files"]
    assert "old/users.csv is not" in notes["oneroster-two-files"].message


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "export", tables("1.1"))
    (tmp_path / "elsewhere.csv").write_bytes((folder / "users.csv").read_bytes())
    (folder / "users.csv").unlink()
    (folder / "users.csv").symlink_to(tmp_path / "elsewhere.csv")
    (folder / "round").symlink_to(folder)
    with pytest.raises(HandoutError) as error:
        read(folder)
    assert {problem.code for problem in error.value.problems} == {
        "oneroster-link",
        "oneroster-file",
    }


def test_a_folder_that_is_too_large_or_no_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handout.sources.oneroster import files as oneroster_files
    from handout.sources.spreadsheet.safe_zip import Limits

    (tmp_path / "empty").mkdir()
    assert [problem.code for problem in refused(tmp_path / "empty")] == ["oneroster-file"]
    folder = write_folder(tmp_path / "export", tables("1.1"))
    os.mkfifo(folder / "roles.csv")  # would never end
    assert len(read(folder)[0].teaching) == 5
    monkeypatch.setattr(oneroster_files, "ARCHIVE_LIMITS", Limits(packed=1, unpacked=1000, ratio=1))
    assert [problem.code for problem in refused(folder)] == ["archive-unpacked"]
    monkeypatch.setattr(oneroster_files, "MAX_FILES", 3)
    assert [problem.code for problem in refused(folder)] == ["archive-many"]


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("schools.csv students.csv teachers.csv sections.csv enrollments.csv", "Clever"),
        ("School.csv Section.csv Student.csv Teacher.csv TeacherRoster.csv", "(version 1)"),
    ],
)
def test_exports_for_other_programs_are_named(tmp_path: Path, names: str, kind: str) -> None:
    files = {name: b"a,b\n" for name in names.split()}
    (problem,) = refused(write_export(tmp_path / "e.zip", files))
    assert problem.code == "oneroster-other" and kind in problem.message
    (problem,) = refused(write_folder(tmp_path / "e", files))
    assert problem.code == "oneroster-other" and kind in problem.message


def test_school_data_sync_2_is_named(tmp_path: Path) -> None:
    files = tables("1.2")
    files["classes.csv"][0][9] = "orgSourcedId"
    (problem,) = refused(write_export(tmp_path / "e.zip", files))
    assert problem.code == "oneroster-other" and "(version 2.1)" in problem.message


def test_what_is_no_export_at_all(tmp_path: Path) -> None:
    for name, content in (("a.yaml", b"room: 1\n"), ("a.7z", b"7z\xbc\xaf"), ("a.zip", b"")):
        (tmp_path / name).write_bytes(content)
        assert [problem.code for problem in refused(tmp_path / name)] == ["oneroster-no-zip"]
    write_export(tmp_path / "only" / "e.zip", tables("1.1"))
    (problem,) = refused(tmp_path / "only")
    assert problem.code == "oneroster-nested" and "e.zip" in problem.message


def test_a_file_that_may_not_be_read_is_no_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "export", tables("1.1"))

    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    (problem,) = refused(folder)
    assert problem.code == "file-unreadable" and "Permission denied" in problem.message


def test_two_schools_with_one_number_stay_two(tmp_path: Path) -> None:
    for numbers in (("012", "012"), ("", "")):
        files = tables("1.1")
        for row, number in zip(files["orgs.csv"][2:4], numbers, strict=True):
            row[3], row[5] = "Lincoln School", number
        rows, _, _ = place_staff(read(write_export(tmp_path / "e.zip", files))[0])
        assert len({row["school_id"] for row in rows}) == 2


def test_an_export_where_a_roster_is_needed_is_told(tmp_path: Path) -> None:
    for path in (
        write_export(tmp_path / "e.zip", tables("1.1")),
        write_folder(tmp_path / "export", tables("1.1")),
    ):
        with pytest.raises(HandoutError) as error:
            read_rows(path)
        (problem,) = error.value.problems
        assert problem.code == "table-kind" and "from-oneroster" in problem.hint


# --- in force or not


def with_enrollment(*row: str) -> dict[str, list[list[str]]]:
    """Return the sample with Rivera's row of Grade 3 told to begin and end like this."""
    files = tables("1.1")
    files["enrollments.csv"][1][8:] = row
    return files


@pytest.mark.parametrize(
    ("begin", "end", "codes", "is_listed"),
    [
        ("", "", [], True),
        ("2026-08-24", "2026-08-31", ["oneroster-ended"], False),
        ("2026-08-24", "2026-09-01", [], True),
        ("8/24/2026", "8/31/2026", ["oneroster-date", "oneroster-ended"], False),
        ("2026-08-24", "not yet", ["oneroster-date"], True),
        ("2026-08-24", "2026-02-30", [], True),
    ],
)
def test_an_enrollment_that_ended_is_left_out(
    tmp_path: Path, begin: str, end: str, codes: list[str], is_listed: bool
) -> None:
    export, notes = read(write_export(tmp_path / "e.zip", with_enrollment(begin, end)))
    assert ("Rivera" in families(export)) is is_listed and list(notes) == codes


def test_an_enrollment_that_begins_later_is_told(tmp_path: Path) -> None:
    path = write_export(tmp_path / "e.zip", with_enrollment("2026-10-05", ""))
    export, problems = read_export(path, datetime.date(2026, 9, 1))
    notes = [problem.message for problem in problems if problem.code == "oneroster-begins"]
    assert "Rivera" in families(export)
    assert any("1 row of enrollments.csv" in text and "2026-10-05" in text for text in notes)


def test_a_role_that_ended_is_none(tmp_path: Path) -> None:
    files = tables("1.2")
    files["roles.csv"][1][7] = "2026-06-30"
    export, notes = read(write_export(tmp_path / "e.zip", files))
    assert "Rivera" not in families(export) and list(notes) == ["oneroster-ended"]
    assert "roles.csv" in notes["oneroster-ended"].message


def test_a_term_that_ended_takes_its_classes_along(tmp_path: Path) -> None:
    path = write_export(tmp_path / "e.zip", tables("1.1"))
    export, notes = read(path, "2027-02-01")
    assert set(export.classes) == {"c1", "c3", "c4"} and families(export) == ["Osei", "Rivera"]
    assert "2 rows of classes.csv" in notes["oneroster-ended"].message


def test_last_year_s_export_is_read_as_of_its_last_day(tmp_path: Path) -> None:
    files = with_enrollment("2026-08-24", "2027-06-11")
    export, notes = read(write_export(tmp_path / "e.zip", files), "2027-08-01")
    assert families(export) == ["Osei", "Rivera"]
    assert "2027-06-11" in notes["oneroster-past"].message


@pytest.mark.parametrize("status", ["inactive", "tobedeleted", "ToBeDeleted", "to_be_deleted"])
@pytest.mark.parametrize("column", ["status", "enabledUser"])
def test_who_left_is_counted_and_a_student_s_name_stays(
    tmp_path: Path, status: str, column: str
) -> None:
    files = tables("1.1")
    at = files["users.csv"][0].index(column)
    for row in (files["users.csv"][1], files["users.csv"][6]):  # Rivera, and Noor Haddad
        row[at] = status if column == "status" else "FALSE"
    path = write_export(tmp_path / "e.zip", files)
    export, notes = read(path)
    assert "Rivera" not in families(export) and list(notes) == ["oneroster-left"]
    assert "Noor\tHaddad" in export.students and "Noor\tHaddad" in read_students(path)[0]


# --- roles


def test_a_teacher_who_is_a_student_too_stays_a_teacher(tmp_path: Path) -> None:
    for staff in ("teacher", "administrator", "aide", "counselor"):
        files = tables("1.2")
        files["roles.csv"][1][5] = staff
        for place in (1, len(files["roles.csv"])):
            both = [*files["roles.csv"]]
            both.insert(place, ["x", "", "", "u1", "secondary", "student", "", "", "d1", ""])
            path = write_export(tmp_path / "e.zip", {**files, "roles.csv": both})
            export, notes = read(path)
            assert "Ana\tRivera" not in export.students | read_students(path)[0]
            assert "oneroster-both" in notes
            assert ("Rivera" in families(export)) is (staff != "aide")


def test_a_guardian_who_is_a_student_is_a_student(tmp_path: Path) -> None:
    files = tables("1.2")
    files["roles.csv"].append(["x", "", "", "u6", "secondary", "guardian", "", "", "s1", ""])
    export, notes = read(write_export(tmp_path / "e.zip", files))
    assert "Noor\tHaddad" in export.students and notes == {}


AIDES = ["aide", "AIDE", "Paraprofessional", "Teacher Aide", "ext:paraprofessional", "para-educator", "Instructional_Aide"]  # fmt: skip


@pytest.mark.parametrize("role", AIDES)
@pytest.mark.parametrize(
    "enrolled", ["aide", "proctor", "administrator", "teacher", "ext:para", "Teacher Aide", "x"]
)
def test_an_aide_is_placed_by_any_enrollment(tmp_path: Path, role: str, enrolled: str) -> None:
    files = tables("1.1")
    files["users.csv"][4][5] = role
    files["enrollments.csv"].append(["e9", "", "", "c1", "s1", "u4", enrolled, "false", "", ""])
    export, notes = read(write_export(tmp_path / "e.zip", files))
    rows, lacks, _ = place_staff(export)
    placed = [row["teacher_family"] for row in rows if row.get("para_family") == "Ellis"]
    assert (
        placed == ["Rivera"]
        and notes == {}
        and "Jordan Ellis" not in {missing.who for missing in lacks}
    )


@pytest.mark.parametrize(
    ("dates", "enrolled", "codes", "is_listed"),
    [
        ("administrator", "teacher", ["oneroster-otherwise"], True),
        ("principal", "co-teacher", ["oneroster-otherwise"], True),
        ("proctor", "Teacher", ["oneroster-otherwise"], True),
        ("", "teacher", [], True),
        ("ext:astronaut", "teacher", ["oneroster-otherwise", "oneroster-role"], True),
        ("teacher", "ext:astronaut", ["oneroster-role"], False),
        ("teacher", "administrator", [], False),
        ("teacher", "Proctor", ["oneroster-proctor"], False),
        ("proctor", "proctor", ["oneroster-proctor"], False),
        ("student", "proctor", [], False),
        ("student", "teacher", ["oneroster-no-staff"], False),
        ("guardian", "aide", ["oneroster-no-staff"], False),
    ],
)
def test_roles_that_contradict_each_other_are_told(
    tmp_path: Path, dates: str, enrolled: str, codes: list[str], is_listed: bool
) -> None:
    files = tables("1.1")
    files["users.csv"][1][5] = dates
    files["enrollments.csv"][1][6] = enrolled
    path = write_export(tmp_path / "e.zip", files)
    export, notes = read(path)
    assert ("Rivera" in families(export)) is is_listed and list(notes) == codes
    assert ("Ana\tRivera" in export.students) is (dates == "student")


def test_unknown_roles_are_told_once_with_their_number(tmp_path: Path) -> None:
    files = tables("1.1")
    for n, role in enumerate(["ext:astronaut", "ext:astronaut", "Yeti"]):
        row = list(files["users.csv"][4])
        row[0], row[5] = f"x{n}", role
        files["users.csv"].append(row)
    _, notes = read(write_export(tmp_path / "e.zip", files))
    assert list(notes) == ["oneroster-role"]
    assert "3 rows" in notes["oneroster-role"].message
    assert "ext:astronaut (2), Yeti (1)" in notes["oneroster-role"].message


def test_people_without_a_role_are_looked_for_like_students(tmp_path: Path) -> None:
    files = tables("1.2")
    files["roles.csv"] = [row for row in files["roles.csv"] if row[3] != "u7"]
    students, notes = read_students(write_export(tmp_path / "e.zip", files))
    assert "Jordan\tWhitfield" in students
    assert [problem.code for problem in notes] == ["oneroster-roleless"]


def test_every_name_of_a_student_is_on_the_list(tmp_path: Path) -> None:
    files = tables("1.2")
    head = files["users.csv"][0]
    row = files["users.csv"][6]
    for name, cell in {
        "middleName": "Lu",
        "preferredGivenName": "Zee",
        "preferredFamilyName": "Quill",
    }.items():
        row[head.index(name)] = cell
    students, _ = read_students(write_export(tmp_path / "e.zip", files))
    assert {name for name in students if "Whitfield" not in name} == {
        f"{given}\t{family}\tLu" for given in ("Noor", "Zee") for family in ("Haddad", "Quill")
    }


# --- whose room


def co_taught() -> dict[str, list[list[str]]]:
    """Osei leads three classes in 006, and helps in one in 002 whose period comes first."""
    files = tables("1.1")
    classes = files["classes.csv"]
    files["classes.csv"] = [
        classes[0],
        *(
            [id, "", "", title, "09", "k", id, "scheduled", room, "s2", "t1,t2", "", "", period]
            for id, title, room, period in (
                ("k0", "Shop", "002", "1"),
                ("k1", "Art", "011", "2"),
                ("k2", "Music", "006", "3"),
                ("k3", "Drama", "006", "4"),
            )
        ),
    ]
    files["enrollments.csv"][1:] = [
        [f"e{n}", "", "", f"k{n}", "s2", "u2", "teacher", "false" if n == 0 else "TRUE", "", ""]
        for n in range(4)
    ]
    return files


def test_a_primary_class_decides_room_and_title_then_the_commonest_room(tmp_path: Path) -> None:
    rows, _, _ = place_staff(read(write_export(tmp_path / "a.zip", co_taught()))[0])
    assert [(row["room"], row["class_title"]) for row in rows] == [
        ("006", "Art, Music, Drama, Shop"),
    ]
    files = co_taught()
    for row in files["enrollments.csv"][1:]:
        row[7] = ""
    rows, _, _ = place_staff(read(write_export(tmp_path / "b.zip", files))[0])
    assert [(row["room"], row["class_title"]) for row in rows] == [
        ("006", "Shop, Art, Music, Drama"),
    ]


def test_a_name_in_a_title_is_looked_for_before_the_title_is_shortened(tmp_path: Path) -> None:
    """Half of a name is no listed name, and says as much."""
    for title in (
        "English with Zoe and Noel for Noor Haddad",
        "For pull-out with small groups, Haddad",
    ):
        files = tables("1.1")
        for row in files["classes.csv"][2:4]:
            row[3] = title
        rows, _, _ = place_staff(read(write_export(tmp_path / "e.zip", files))[0])
        assert "Had" not in "".join(row["class_title"] for row in rows)


def test_what_classes_and_aides_lack_is_told_once(tmp_path: Path) -> None:
    files = tables("1.1")
    for row in files["classes.csv"][1:3]:
        row[4] = row[8] = ""
    files["classes.csv"][5][4] = "Other"
    files["enrollments.csv"] = [row for row in files["enrollments.csv"] if row[0] != "e4"]
    files["users.csv"][4][8] = ""
    _, lacks, problems = place_staff(read(write_export(tmp_path / "e.zip", files))[0])
    counts = {problem.code: problem.message for problem in problems}
    assert "2 classes" in counts["oneroster-no-room"]
    assert "3 classes" in counts["oneroster-no-grade"]
    assert "1 class" in counts["oneroster-no-teacher"]
    assert "1 aide" in counts["oneroster-aide-one-name"]
    assert ("a class without a teacher", "APLIT") in {
        (missing.missing, missing.note) for missing in lacks
    }


def test_the_command_takes_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path / "export", tables("1.1"))
    room = tmp_path / "room.yaml"
    room.write_text("teacher_note: Ask Noor Haddad.\n", encoding="utf-8")
    output = tmp_path / "roster.csv"
    assert main(["roster", "from-oneroster", str(folder), "-o", str(output)]) == 0
    assert main(["check", str(room), "--students", str(folder)]) == 1
    notes = "".join(capsys.readouterr())
    assert "Traceback" not in notes and "Haddad" not in notes.replace("Ask Noor Haddad.", "")
