"""A computer without Pango: all but the PDF is made, and a browser prints that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from paths import ROOT

from handout.cli.main import main
from handout.problems import ExitCode, Position, problem
from handout.publish.pdf import browser_print, weasyprint
from handout.publish.pdf.errors import NoTypesetterError
from handout.setup.browsers import Browser, find_browsers

CHROMIUM = Browser("Chromium", "/nowhere/chromium", "chromium")
FIREFOX = Browser("Firefox", "/bin/firefox", "firefox")


@pytest.fixture(autouse=True)
def _no_pango(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        missing = problem("library-missing", Position("libpango"), names="pango", command="get")
        raise NoTypesetterError([missing], ExitCode.ENVIRONMENT)

    monkeypatch.setattr(weasyprint, "load_typesetter", refuse)
    monkeypatch.chdir(tmp_path)
    Path("room.yaml").write_text("room: 12\n")


def install(monkeypatch: pytest.MonkeyPatch, *browsers: Browser) -> None:
    monkeypatch.setattr(browser_print, "find_browsers", lambda: browsers)


def print_pages(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Have browsers print an empty PDF of `count` pages."""
    document = pikepdf.new()
    for _ in range(count):
        document.add_blank_page()

    def run(command: list[str], **options: object) -> None:
        if sys.platform != "win32":
            assert "--headless" in command
        [target] = [word for word in command if word.startswith("--print-to-pdf=")]
        document.save(target.partition("=")[2])

    monkeypatch.setattr("subprocess.run", run)


def made() -> set[str]:
    return {path.name for path in Path().iterdir() if path.suffix in (".pdf", ".html", ".docx")}


def test_without_a_browser_all_but_the_pdf_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch)
    assert main(["build", "--docx", "room.yaml"]) == 0
    assert made() == {"room.html", "room.docx"}
    errors = capsys.readouterr().err
    assert "Open room.html in any browser and print it" in errors
    assert "earlier time" not in errors
    with pikepdf.new() as last_year:
        source = Path("room.yaml")
        last_year.attachments[source.name] = pikepdf.AttachedFileSpec.from_filepath(
            last_year, source
        )
        last_year.save("room.pdf")
    assert main(["build", "room.yaml"]) == 0
    assert "earlier time" in capsys.readouterr().err
    assert main(["build", "--strict", "room.yaml"]) == 1
    assert main(["pdf", "room.html", "-o", "new.pdf"]) == 4
    assert "Open room.html in any browser and print it" in capsys.readouterr().err
    assert not Path("new.pdf").exists()


@pytest.mark.parametrize(("pages", "is_told"), [(2, False), (3, True)])
def test_a_browser_prints_the_pdf(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pages: int, is_told: bool
) -> None:
    install(monkeypatch, CHROMIUM)
    print_pages(monkeypatch, pages)
    assert main(["build", "room.yaml"]) == 0
    assert made() == {"room.pdf", "room.html"}
    told = capsys.readouterr()
    assert "Chromium printed this PDF" in told.err and "PDF/UA" in told.err
    assert (f"with {pages} pages, where the sheet has 2" in told.err) is is_told
    assert f"Wrote room.pdf ({pages} pages)" in told.out
    with pikepdf.open("room.pdf") as document:  # it can be opened again
        assert set(document.attachments) == {"room.yaml"}


def test_a_browser_that_fails_is_followed_by_the_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = pikepdf.new()
    document.add_blank_page()
    document.save("printed.pdf")
    printed = Path("printed.pdf").read_bytes()
    Path("printed.pdf").unlink()
    install(monkeypatch, CHROMIUM, FIREFOX)  # the first is not there at all
    monkeypatch.setattr(browser_print, "print_with_firefox", lambda *arguments: printed)
    assert main(["build", "room.yaml"]) == 0
    assert "Firefox printed this PDF" in (errors := capsys.readouterr().err)
    assert "no tags" in errors
    assert main(["pdf", "room.html", "-o", "new.pdf"]) == 0
    assert capsys.readouterr().err.startswith("new.pdf: ")


def test_standard_output_gets_a_pdf_or_nothing(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    install(monkeypatch)
    assert main(["build", "room.yaml", "-o", "-"]) == 4
    shown = capsysbinary.readouterr()
    assert shown.out == b""
    assert b"[no-pdf-to-output]" in shown.err


def test_check_says_that_the_fit_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "room.yaml"]) == 0
    assert "measured, and not typeset" in capsys.readouterr().out


def test_a_batch_stops_before_it_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("handout.setup.system.locate", lambda library: None)
    assert main(["roster", "template", "-o", "roster.csv"]) == 0
    assert main(["batch", "roster.csv"]) == 4
    assert "A batch needs Pango" in capsys.readouterr().err
    assert not Path("output").exists()


def test_doctor_says_what_prints_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("handout.setup.system.locate", lambda library: None)
    monkeypatch.setattr("handout.setup.system.find_browsers", lambda: (CHROMIUM,))
    assert main(["doctor"]) == 0
    told = capsys.readouterr()
    assert "Chromium prints the PDF" in told.err and "Everything" not in told.out
    monkeypatch.setattr("handout.setup.system.find_browsers", lambda: ())
    assert main(["doctor"]) == 4


SYSTEMS = [
    ("win32", "libpango-1.0-0.dll", r"C:\Edge\Microsoft\Edge\Application\msedge.exe"),
    ("darwin", "libpango-1.0.0.dylib", "/Applications/Firefox.app/Contents/MacOS/firefox"),
    ("linux", "libpango-1.0.so.0", "chromium-browser"),
]


@pytest.mark.parametrize(("system", "library", "program"), SYSTEMS)
def test_each_system_is_searched_where_it_keeps_things(
    monkeypatch: pytest.MonkeyPatch, system: str, library: str, program: str
) -> None:
    from handout.setup.dependencies import LIBRARIES
    from handout.setup.system import library_problems, locate

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("ProgramFiles(x86)", r"C:\Edge")  # noqa: SIM112
    monkeypatch.setattr("shutil.which", lambda path: path if path == program else None)
    find_browsers.cache_clear()
    try:
        assert [browser.path for browser in find_browsers()] == [program]
    finally:
        find_browsers.cache_clear()
    opened: list[str] = []

    def refuse(path: str) -> bool:
        opened.append(path)
        return False

    monkeypatch.setattr("handout.setup.system.can_open", refuse)
    pango = next(entry for entry in LIBRARIES if entry.name == "pango-1.0")
    assert locate(pango) is None
    assert opened[-1] == library
    if system == "win32":
        assert opened[0] == rf"C:\msys64\ucrt64\bin/{library}"
        [error] = [entry for entry in library_problems() if not entry.warning]
        assert "UCRT64" in error.hint


WITHOUT_PANGO = """
import ctypes, sys, cffi
open_library = cffi.FFI.dlopen
class Library(ctypes.CDLL):
    def __init__(self, name, *rest, **options):
        if "pango" in str(name):
            raise OSError(name)
        super().__init__(name, *rest, **options)
def refuse(ffi, name, flags=0):
    if "pango" in str(name):
        raise OSError(name)
    return open_library(ffi, name, flags)
ctypes.CDLL, cffi.FFI.dlopen = Library, refuse
from handout.cli.main import main
sys.exit(main(["build", "--json", "room.yaml"]))
"""


@pytest.mark.slow
def test_weasyprint_that_cannot_load_is_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PANGO],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{") and done.stderr == ""
    assert '"no-pdf"' in done.stdout
    assert made() == {"room.html"}


def test_the_page_works_and_says_how_to_print() -> None:
    from handout.problems import HandoutError
    from handout.web.sheet import jobs
    from handout.web.sheet.form_sheet import FormSheet, LayerFiles

    jobs.warm_up_typesetter()
    with pytest.raises(HandoutError) as refused:
        jobs.render_pdf(LayerFiles(), FormSheet({}))
    assert [entry.code for entry in refused.value.problems] == ["web-no-typesetter"]
    assert jobs.render_html(LayerFiles(), FormSheet({})).startswith(b"<!DOCTYPE html>")


# The standard library and what we build on decide what system it is as they are imported.
WITHOUT_POSIX = """
import asyncio, ctypes.util, multiprocessing, os, signal, socket, subprocess, sys, tempfile
import webbrowser, click, jinja2, markdown, nh3, pikepdf, ruamel.yaml, starlette.routing, uvicorn
for name in ("fcntl", "resource", "pwd", "grp", "termios", "pty"):
    sys.modules[name] = None
for name in ("geteuid", "getuid", "nice", "killpg", "setsid", "O_NOFOLLOW", "O_DIRECTORY"):
    delattr(os, name)
for name in ("SIGHUP", "SIGALRM", "setitimer", "alarm"):
    delattr(signal, name)
sys.platform = "win32"
from handout.cli.main import main
codes = [
    main(["doctor"]) - 4,  # Windows' Pango is not here, nor its browsers
    main(["build", "room.yaml", "--docx"]),
    main(["diff", "room.html"]),
    main(["check", "room.yaml"]),
    main(["roster", "template", "-o", "roster.csv"]),
    main(["blocks", "room.yaml"]),
]
import handout.web.server
sys.exit(str(codes) if any(codes) else 0)
"""


@pytest.mark.slow
def test_nothing_asks_for_what_windows_lacks(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "UCRT64" in done.stderr
    assert made() >= {"room.html", "room.docx"}
