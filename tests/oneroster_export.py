"""Small OneRoster exports, as student information systems write them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Table = Sequence[Sequence[str]]

_ORGS = [
    ["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"],
    ["d1", "", "", "Cedar Valley School District", "district", "4100", ""],
    ["s1", "", "", "Oak Hill School", "school", "012", "d1"],
    ["s2", "", "", "Mill Creek High School", "school", "031", "d1"],
]
_SESSIONS = [
    [
        "sourcedId",
        "status",
        "dateLastModified",
        "title",
        "type",
        "startDate",
        "endDate",
        "parentSourcedId",
        "schoolYear",
    ],
    ["t1", "", "", "Fall", "semester", "2026-08-24", "2026-12-18", "y", "2027"],
    ["t2", "", "", "Spring", "semester", "2027-01-04", "2027-06-11", "y", "2027"],
]
_CLASSES = [
    [
        "sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode", "classType",
        "location", "schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods",
    ],
    ["c1", "", "", "Grade 3", "03", "k", "G3-R", "homeroom", "012", "s1", "t1,t2", "", "", ""],
    ["c2", "", "", "English 9", "09", "k", "ENG9-1", "scheduled", "214", "s2", "t1", "", "", "1"],
    ["c3", "", "", "English 10", "10", "k", "ENG10-1", "scheduled", "214", "s2", "t2", "", "", "2"],
    ["c4", "", "", "AP Literature and Composition", "12", "k", "APLIT", "scheduled", "Annex 4", "s2", "t1,t2", "", "", "4"],
    ["c5", "", "", "Resource (J. Whitfield and Noor Haddad)", "07", "k", "RES", "scheduled", "031", "s1", "t1", "", "", "3"],
    ["c6", "tobedeleted", "", "Old class", "05", "k", "OLD", "scheduled", "9", "s1", "t1", "", "", ""],
]  # fmt: skip
_STAFF = [
    ("u1", "teacher", "Ana", "Rivera", "arivera@cedar.example.org", "s1"),
    ("u2", "teacher", "David", "Osei", "dosei@cedar.example.org", "s2"),
    ("u3", "teacher", "Lin", "Park", "lpark@cedar.example.org", "s1"),
    ("u4", "aide", "Jordan", "Ellis", "jellis@cedar.example.org", "s1"),
    ("u5", "aide", "Sam", "Cole", "scole@cedar.example.org", "s2"),
    ("u6", "student", "Noor", "Haddad", "", "s1"),
    ("u7", "student", "Jordan", "Whitfield", "", "s1"),
]
_ENROLLMENTS = [
    ["sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"],
    ["e1", "", "", "c1", "s1", "u1", "teacher", "true", "", ""],
    ["e2", "", "", "c2", "s2", "u2", "teacher", "true", "", ""],
    ["e3", "", "", "c3", "s2", "u2", "teacher", "true", "", ""],
    ["e4", "", "", "c4", "s2", "u2", "teacher", "true", "", ""],
    ["e5", "", "", "c5", "s1", "u3", "teacher", "true", "", ""],
    ["e6", "", "", "c1", "s1", "u6", "student", "false", "", ""],
    ["e7", "", "", "c5", "s1", "u7", "student", "false", "", ""],
]  # fmt: skip


def tables(version: str) -> dict[str, list[list[str]]]:
    """The files of an export of OneRoster 1.1 or 1.2: two schools, three teachers, two aides, two
    students.
    """
    head = ["sourcedId", "status", "dateLastModified", "enabledUser"]
    if version == "1.1":
        users = [
            [
                *head,
                "orgSourcedIds",
                "role",
                "username",
                "userIds",
                "givenName",
                "familyName",
                "middleName",
                "identifier",
                "email",
                "sms",
                "phone",
                "agentSourcedIds",
                "grades",
                "password",
            ]
        ]
        users += [
            [id, "", "", "true", org, role, id, "", given, family, "", id, mail, "", "", "", "", ""]
            for id, role, given, family, mail, org in _STAFF
        ]
        more = {}
    else:
        users = [
            [
                *head,
                "username",
                "userIds",
                "givenName",
                "familyName",
                "middleName",
                "identifier",
                "email",
                "sms",
                "phone",
                "agentSourcedIds",
                "grades",
                "password",
                "userMasterIdentifier",
                "preferredGivenName",
                "preferredMiddleName",
                "preferredFamilyName",
                "primaryOrgSourcedId",
                "pronouns",
            ]
        ]
        users += [
            [
                id,
                "",
                "",
                "true",
                id,
                "",
                given,
                family,
                "",
                id,
                mail,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                org,
                "",
            ]
            for id, _, given, family, mail, org in _STAFF
        ]
        roles = [
            [
                "sourcedId",
                "status",
                "dateLastModified",
                "userSourcedId",
                "roleType",
                "role",
                "beginDate",
                "endDate",
                "orgSourcedId",
                "userProfileSourcedId",
            ]
        ]
        roles += [
            [f"r{id}", "", "", id, "primary", role, "", "", org, ""] for id, role, *_, org in _STAFF
        ]
        more = {"roles.csv": roles}
    copy = {
        "orgs.csv": _ORGS,
        "academicSessions.csv": _SESSIONS,
        "classes.csv": _CLASSES,
        "enrollments.csv": _ENROLLMENTS,
    }
    return {
        name: [list(row) for row in table]
        for name, table in {**copy, "users.csv": users, **more}.items()
    }


def write_export(
    path: Path, files: Mapping[str, Table | bytes], *, folder: str = "", encoding: str = "utf-8"
) -> Path:
    """The zip of these files, with a manifest and a demographics.csv that nobody may open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(files, encoding).items():
            archive.writestr(folder + name, content)
    return path


def write_folder(path: Path, files: Mapping[str, Table | bytes]) -> Path:
    """The same files unpacked into a folder."""
    path.mkdir(parents=True)
    for name, content in _contents(files, "utf-8").items():
        (path / name).write_bytes(content)
    return path


def _contents(files: Mapping[str, Table | bytes], encoding: str) -> dict[str, bytes]:
    contents = {
        "manifest.csv": b"propertyName,value\r\nmanifest.version,1.0\r\n",
        "demographics.csv": b"\xff\x00 not to be read",
    }
    for name, table in files.items():
        if isinstance(table, bytes):
            contents[name] = table
            continue
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(table)
        contents[name] = text.getvalue().encode(encoding)
    return contents
