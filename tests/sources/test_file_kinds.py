"""Files of every kind that people give a command: each is named, with what to do about it.

None ends in an error of ours.
"""

from __future__ import annotations

import io
import json
import shlex
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pages import SAMPLE

from handout.cli.main import main
from handout.pipeline import prepare
from handout.problems import ExitCode, HandoutError
from handout.publish.html.record import collect_sources
from handout.publish.html.render import render
from handout.publish.pdf.weasyprint import typeset
from handout.sources.edited.docx_page import open_docx
from handout.sources.file_kinds import kind_of
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.sheet.open_file import open_file


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ODT = zipped(mimetype=b"application/vnd.oasis.opendocument.text")
MHTML = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: file:///room.html\r\nMIME-Version: 1.0\r\n"
SPECIMENS = [
    ("room.odt", ODT, "kind-odt"),
    ("room.docx", ODT, "kind-odt"),
    ("room.rtf", b"{\\rtf1\\ansi words}", "kind-rtf"),
    ("room.doc", b"{\\rtf1\\ansi words}", "kind-rtf"),
    ("room.doc", OLE, "kind-ole"),
    ("room.docx", OLE, "kind-ole"),
    ("room.mhtml", MHTML, "kind-mail"),
    ("room.html", MHTML, "kind-mail"),
    ("room.webarchive", b"bplist00\xd1\x01\x02", "kind-mail"),
    ("room.msg", OLE, "kind-mail"),
    ("room.pages", zipped(Index=b"x"), "kind-pages"),
    ("room.gdoc", b'{"url": "https://docs.google.com/open?id=1"}', "kind-link"),
    ("room.txt", b"First-Day Essentials", "kind-text"),
    ("room.xlsx", zipped(xl=b"x"), "kind-sheet"),
    ("room.ods", zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "kind-sheet"),
    ("room.zip", zipped(room=b"x"), "kind-zip"),
    ("room.html.zip", zipped(room=b"x"), "kind-zip"),
    ("room.yaml", b"room: 12\n", "kind-yaml"),
    ("room.jpg", b"\xff\xd8\xff\xe0" + bytes(99), "kind-picture"),
    ("room.heic", b"\0\0\0\x18ftypheic", "kind-picture"),
]  # fmt: skip


@pytest.mark.parametrize("command", ["pull", "diff"])
@pytest.mark.parametrize(("name", "content", "code"), SPECIMENS)
def test_a_file_that_cannot_be_read_back_is_named(
    command: str,
    name: str,
    content: bytes,
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main([command, "--json", str(tmp_path / name)]) == ExitCode.PROBLEMS
    (only_problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert only_problem["code"] == code
    assert (tmp_path / name).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("room.html", b"<!DOCTYPE html>" + b" " * 300_000),
        ("room.html", b"\xef\xbb\xbf\r\n<HTML>"),
        ("room.pdf", b"%PDF-1.7\n"),
        ("room.docx", zipped(**{"word/document.xml": b"<x/>"})),
    ],
)
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_page_given_for_its_customization_is_named(
    command: str, name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "my class").mkdir()
    path = tmp_path / "my class" / name
    path.write_bytes(content)
    yaml = path.with_suffix(".yaml")
    build, pull = (
        f"handout build {shlex.quote(str(yaml))}",
        f"handout pull {shlex.quote(str(path))}",
    )
    assert main([command, str(path)]) == ExitCode.PROBLEMS
    messages = capsys.readouterr().err
    assert pull in messages and build not in messages
    yaml.write_text("room: 12\n")
    assert main([command, str(path)]) == ExitCode.PROBLEMS
    messages = capsys.readouterr().err
    assert pull in messages and build in messages


def test_a_pdf_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "room.pdf").write_bytes(b"%PDF-1.7\n")
    assert main(["diff", str(tmp_path / "room.pdf")]) == ExitCode.PROBLEMS
    assert "handout pull" in capsys.readouterr().err


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Return the sample printed, with its customization attached."""
    built = prepare(SAMPLE)
    attached = collect_sources(built.fitted, "room", built.logo)
    return typeset(render(built.fitted, "print", built.logo), attached=attached)[0]


def rewritten(pdf: bytes, **how: Any) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(written, **how)
    return written.getvalue()


def one_page(pdf: bytes) -> bytes:
    written, part = io.BytesIO(), pikepdf.new()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        part.pages.append(opened.pages[0])
        part.save(written)
    return written.getvalue()


@pytest.mark.slow
def test_prints_that_lost_their_customization_are_told(pdf: bytes, tmp_path: Path) -> None:
    locked = rewritten(pdf, encryption=pikepdf.Encryption(owner="x", user="y"))
    cases = {
        "page.pdf": (one_page(pdf), "print-foreign"),
        "locked.pdf": (locked, "print-locked"),
        "cut.pdf": (b"%PDF-1.7\n" + pdf[: len(pdf) // 2][9:1200], "print-broken"),
        "owner.pdf": (rewritten(pdf, encryption=pikepdf.Encryption(owner="x")), ""),
        "plain.pdf": (rewritten(pdf, linearize=True), ""),
    }
    for name, (content, code) in cases.items():
        assert asked(name, content) == code, name
        (tmp_path / name).write_bytes(content)
        ended = main(["pull", "--json", str(tmp_path / name)])
        assert ended == (ExitCode.PROBLEMS if code else ExitCode.OK)


def asked(name: str, content: bytes) -> str:
    """Return the code of the Problem with which the teacher's page refuses a file; "" if it opens."""
    try:
        open_file(LayerFiles(), name, content)
    except HandoutError as error:
        return error.problems[0].code
    return ""


@pytest.mark.parametrize(("name", "content", "code"), SPECIMENS)
def test_dropped_on_the_page_they_are_told_too(name: str, content: bytes, code: str) -> None:
    if code == "kind-yaml":
        return
    assert asked(name, content) in (
        code,
        "web-for-office",
        "web-not-ours",
        "picture-heic",
        "picture-unreadable",
        "picture-cut",
        "docx-old",
        "docx-other",
        "page-foreign",
    )


def test_a_zip_with_a_password_is_no_word_file(tmp_path: Path) -> None:
    content = bytearray(zipped(**{"word/document.xml": b"<x/>"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        content[content.index(mark) + (6 if mark[2] == 3 else 8)] |= 1
    (tmp_path / "room.docx").write_bytes(content)
    with pytest.raises(HandoutError) as caught:
        open_docx(tmp_path / "room.docx")
    assert [each.code for each in caught.value.problems] == ["docx-locked"]


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("room.html", b"", "html"),
        ("ROOM.HTM", b"\xff\xfe<\0h\0t\0m\0l\0>\0", "html"),
        ("room", b"<!doctype html>", "html"),
        ("room.yaml", b"x-from: y\nroom: 12", "yaml"),
        ("room.yaml", b"subject: a lesson\n", "yaml"),
        ("notes", b"words", ""),
        ("room (1).docx", b"PK\x03\x04" + bytes(26), "docx"),
        ("print.pdf", b"\n\n%PDF-1.4", "pdf"),
    ],
)
def test_kinds(name: str, head: bytes, kind: str) -> None:
    assert kind_of(name, head) == kind
