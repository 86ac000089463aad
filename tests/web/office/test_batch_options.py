"""What an office chooses for its batch: files are taken as they are chosen, and name no others."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from handout.problems import HandoutError
from handout.web.office.batch_options import BatchOptions, decode_options
from handout.web.sheet.form_sheet import LayerFiles

DISTRICT = b"district_name: Oak Hill District\n"


def packed(*files: tuple[str, bytes]) -> list[dict[str, str]]:
    return [
        {"name": name, "content": base64.b64encode(content).decode()} for name, content in files
    ]


def decode(folder: Path, **data: Any) -> BatchOptions:
    return decode_options(json.dumps(data).encode(), folder)[0]


def test_nothing_chosen_is_what_a_batch_does_by_itself(tmp_path: Path) -> None:
    assert decode_options(b"{}", tmp_path) == (BatchOptions(), [])


def test_each_file_is_taken(tmp_path: Path) -> None:
    logo = b"logo: {file: logo.png, alt: A lamp}\n"
    files = {
        "district": packed(("district.yaml", DISTRICT + logo), ("logo.png", b"png")),
        "school": packed(("01.yaml", b"school_name: Oak\n"), ("02.yaml", b"school_name: Elm\n")),
        "students": packed(("export.zip", b"zip")),
        "schools": packed(("schools.csv", b"school_id,school_name\n")),
    }
    options = decode(tmp_path, files=files, mail=True, deadline=" May 5 ", print=False)
    assert options.district and options.district.with_name("logo.png").read_bytes() == b"png"
    assert options.school and sorted(path.name for path in options.school.iterdir()) == [
        *("01.yaml", "02.yaml")
    ]
    assert options.students and options.students.read_bytes() == b"zip"
    assert (options.mail, options.accessibility, options.print_runs) == (True, False, False)
    assert options.deadline == "May 5"
    # What is not chosen the next time is not there.
    assert decode(tmp_path).district is None and not options.district.exists()


def test_the_server_s_own_file_stays(tmp_path: Path) -> None:
    options = decode(tmp_path, files={"district": packed(("mine.yaml", DISTRICT))})
    own = LayerFiles(district=tmp_path / "own.yaml")
    assert options.with_server_files(own).district == own.district
    assert options.with_server_files(LayerFiles()).district == options.district


@pytest.mark.parametrize(
    "name", ["../../etc/district.yaml", "a\\b\\district.yaml", "/district.yaml"]
)
def test_a_file_lies_in_its_folder_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    options = decode(tmp_path, files={"district": packed((name, DISTRICT))})
    assert options.district == tmp_path / "chosen" / "district" / "district.yaml"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("logo.png", b"png")], "web-layer-none"),
        ([("a.yaml", DISTRICT), ("b.yaml", DISTRICT)], "web-layer-many"),
        ([("a.yaml", b"logo: {file: /etc/logo.png, alt: A lamp}\n")], "web-layer-picture"),
        ([("a.yaml", b"logo: {file: ../logo.png, alt: A lamp}\n")], "web-layer-picture"),
        ([("a.yaml", b"distrct_name: Oak\n")], "unknown-key-near"),
        ([("..", b"")], "web-not-answers"),
        ([(".yaml", b"")], "web-not-answers"),
    ],
)
def test_what_is_wrong_is_told_and_names_no_folder_of_the_server(
    tmp_path: Path, files: list[tuple[str, bytes]], code: str
) -> None:
    with pytest.raises(HandoutError) as refusal:
        decode(tmp_path, files={"district": packed(*files)})
    assert code in {each.code for each in refusal.value.problems}
    assert not [each for each in refusal.value.problems if str(tmp_path) in str(each)]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"1", b'{"files": 1}', b'{"files": {"district": [{}]}}',
             b'{"files": {"students": [{"name": "a", "content": "%"}]}}']
)  # fmt: skip
def test_what_the_page_does_not_send_is_refused(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(HandoutError):
        decode_options(body, tmp_path)
