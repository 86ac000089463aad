"""A print or a page opened again: its words, its edits, its logo, and what the privacy check was
told to let stand.
"""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import page as validator
import pikepdf
import pytest
from PIL import Image

from handout.cli.main import main
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.sources.edited.pdf_attachments import read_print

pytestmark = pytest.mark.slow  # prints and opens again

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#14524A"/></svg>'
ROOM = """\
logo: {file: oak.%s, alt: "Oak Hill School: an oak"}
room: 7
teacher_note: Ask Marcus for the key.
privacy:
  - allow: given-name
    field: teacher_note
    because: Marcus is our music aide.
"""


def png(mode: str = "RGBA") -> bytes:
    remaining = io.BytesIO()
    Image.effect_noise((700, 300), 80).convert(mode).save(remaining, "PNG")
    return remaining.getvalue()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_print_opened_again_prints_the_same(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"oak.{ending}").write_bytes(png() if ending == "png" else SVG)
    (tmp_path / "room.yaml").write_text(ROOM % ending, encoding="utf-8")
    assert main(["build", str(tmp_path / "room.yaml")]) == ExitCode.OK
    again = tmp_path / "again"
    again.mkdir()
    built = (tmp_path / "room.pdf").read_bytes()
    (again / "room.pdf").write_bytes(built)
    assert validator.validate_pdf(
        str(again / "room.pdf"), profile=validator.ValidationProfile.PDF_UA_1
    ).is_compliant
    assert main(["pull", "--yes", str(again / "room.pdf")]) == ExitCode.OK
    assert {path.name for path in again.iterdir()} == {
        "room.pdf",
        "room.yaml",
        "room-logo.png",
    }
    assert "Marcus is our music aide." in (again / "room.yaml").read_text(encoding="utf-8")
    assert main(["build", str(again / "room.yaml")]) == ExitCode.OK
    assert (again / "room.pdf").read_bytes() == built
    (again / "room-logo.png").write_bytes(b"mine")
    assert (
        main(["pull", "--yes", str(again / "room.pdf")]) == ExitCode.PROBLEMS
    )  # what is there is not written over


@pytest.mark.parametrize(
    ("page", "ending"), [("html", "png"), ("html", "svg"), ("docx", "png"), ("docx", "svg")]
)
def test_a_page_alone_gives_back_its_logo(tmp_path: Path, page: str, ending: str) -> None:
    (tmp_path / f"oak.{ending}").write_bytes(png() if ending == "png" else SVG)
    (tmp_path / "room.yaml").write_text(ROOM % ending, encoding="utf-8")
    assert main(["build", "--docx", str(tmp_path / "room.yaml")]) == ExitCode.OK
    again = tmp_path / "again"
    again.mkdir()
    (again / f"room.{page}").write_bytes((tmp_path / f"room.{page}").read_bytes())
    assert main(["pull", "--yes", str(again / f"room.{page}")]) == ExitCode.OK
    assert {path.name for path in again.iterdir()} == {
        f"room.{page}",
        "room.yaml",
        "room-logo.png",
        ".handout",
    }
    (again / f"room.{page}").unlink()
    assert main(["build", str(again / "room.yaml")]) == ExitCode.OK
    assert (again / "room.html").read_bytes() == (tmp_path / "room.html").read_bytes()
    (again / "room.yaml").unlink()
    (again / "room-logo.png").write_bytes(b"mine")
    assert (
        main(["pull", "--yes", str(again / "room.html")]) == ExitCode.PROBLEMS
    )  # what is there is not written over


def test_a_logo_of_the_district_stays_with_it(tmp_path: Path) -> None:
    (tmp_path / "oak.svg").write_bytes(SVG)
    (tmp_path / "district.yaml").write_text(
        'logo: {file: oak.svg, alt: "An oak"}\n', encoding="utf-8"
    )
    (tmp_path / "room.yaml").write_text("room: 7\n", encoding="utf-8")
    layers = ["--district", str(tmp_path / "district.yaml")]
    assert main(["build", *layers, str(tmp_path / "room.yaml")]) == ExitCode.OK
    (tmp_path / "room.yaml").unlink()
    assert main(["pull", "--yes", *layers, str(tmp_path / "room.html")]) == ExitCode.OK
    assert "logo" not in (tmp_path / "room.yaml").read_text(encoding="utf-8")


def test_a_picture_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "oak.svg").write_bytes(SVG)
    (tmp_path / "room.yaml").write_text(ROOM % "svg", encoding="utf-8")
    assert main(["build", str(tmp_path / "room.yaml")]) == ExitCode.OK
    page = (tmp_path / "room.html").read_text(encoding="utf-8")
    (tmp_path / "room.html").write_text(
        re.sub(r"(?<=data:image/png)[^\"]*", ",none", page), encoding="utf-8"
    )
    (tmp_path / "room.yaml").unlink()
    assert main(["pull", "--yes", str(tmp_path / "room.html")]) == ExitCode.OK
    assert (
        problem("picture-unreadable", Position(""), name="room.html").message
        in capsys.readouterr().err
    )
    assert {path.name for path in tmp_path.iterdir()} == {
        "oak.svg",
        "room.yaml",
        "room.html",
        "room.pdf",
        ".handout",
    }


def with_files(path: Path, files: dict[str, bytes]) -> Path:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for name, content in files.items():
        pdf.attachments[name] = content
    pdf.save(path)
    return path


def test_what_is_attached_is_taken_by_its_own_name(tmp_path: Path) -> None:
    source = read_print(
        with_files(
            tmp_path / "a.pdf",
            {
                "../../room.yaml": b"room: 1\n",
                "room.edits.yaml": b"{}",
                "note.txt": b"x",
                "x/room-logo.svg": SVG,
            },
        )
    )
    assert source.texts == {"room.yaml": "room: 1\n", "room.edits.yaml": "{}"} and (
        source.customization,
        source.edits,
    ) == ("room: 1\n", "{}")
    assert (
        list(source.pictures) == ["room-logo.svg"]
        and source.pictures["room-logo.svg"].kind == "image/png"
    )


def packed(pdf: pikepdf.Pdf, name: str, content: bytes) -> None:
    pdf.attachments[name] = b"x"
    stream = pdf.attachments[name].get_file().obj
    stream.write(zlib.compress(content, 9), filter=pikepdf.Name.FlateDecode)
    stream.Params.Size = 1


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("room.yaml", b"a" * 50_000_000, ["print-foreign"]),  # a bomb that says it holds one byte
        ("room.yaml", b"\xff\xfe", ["print-foreign"]),
        ("room-logo.svg", SVG.replace(b"<rect", b"<script/><rect"), ["picture-svg"]),
        ("room-logo.png", b"\x89PNG none", ["picture-unreadable"]),
        ("room-logo.png", png("RGB") * 40, []),  # more than a logo may be: left
    ],
)
def test_hostile_files_in_a_print(
    tmp_path: Path, name: str, content: bytes, codes: list[str]
) -> None:
    path = with_files(tmp_path / "a.pdf", {"room.yaml": b"room: 1\n"})
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        packed(pdf, name, content)
        pdf.save(path)
    try:
        result = read_print(path)
    except HandoutError as error:
        assert [each.code for each in error.problems] == codes
    else:
        assert not codes and not result.pictures
