"""The HTML of a sheet as a PDF, printed by a browser: where there is no Pango for the typesetter.

Such a PDF has the same words in the same lines, but it bears no mark of PDF/UA, and its bytes
differ from one print to the next.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.publish.pdf.firefox import FirefoxError, print_with_firefox
from handout.setup.browsers import Browser, browser_environment, find_browsers
from handout.setup.system import is_root

_MAX_SECONDS = 60  # for one print; it takes two
_POLL_INTERVAL = 0.1  # seconds


@dataclass(frozen=True)
class BrowserPdf:
    """A PDF, how many pages it has, and the browser that printed it.

    Firefox writes no tags; without them screen readers guess at what is a heading or a table.
    """

    pdf: bytes
    pages: int
    browser: str
    is_tagged: bool


def print_html(html: bytes, attached: Mapping[str, bytes]) -> BrowserPdf | None:
    """Return the PDF of a sheet's HTML file, or None if no browser here prints it.

    `attached` are files that go with it, by their names: with them it can be opened again.
    """
    for browser in find_browsers():
        with tempfile.TemporaryDirectory(
            prefix="handout-print-", ignore_cleanup_errors=True
        ) as name:
            folder = Path(name)
            page = folder / "page.html"
            page.write_bytes(html)
            pdf = _print_page(browser, page, folder)
        if pdf.startswith(b"%PDF"):
            return BrowserPdf(*_attach(pdf, attached), browser.name, browser.family == "chromium")
    return None


def _print_page(browser: Browser, page: Path, folder: Path) -> bytes:
    """Return the PDF that `browser` makes of `page`, or b"" if it makes none."""
    profile = folder / "profile"
    profile.mkdir()
    try:
        if browser.family == "firefox":
            return print_with_firefox(browser.path, page, profile)
        return _print_with_chromium(browser.path, page, profile)
    except (OSError, subprocess.SubprocessError, FirefoxError):
        return b""


def _print_with_chromium(program: str, page: Path, profile: Path) -> bytes:
    pdf = page.with_suffix(".pdf")
    command = [
        program,
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-extensions",
        "--no-first-run",
        "--no-default-browser-check",
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={pdf}",
        page.as_uri(),
    ]
    if is_root():  # Chromium's sandbox does not start for root; the page is our own
        command.insert(1, "--no-sandbox")
    subprocess.run(
        command,
        check=True,
        timeout=_MAX_SECONDS,
        env=browser_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return _wait_for_file(pdf)


def _wait_for_file(path: Path) -> bytes:
    """Return the content of `path` once it is complete: Edge may write after its start ended."""
    end = time.monotonic() + _MAX_SECONDS / 6
    while time.monotonic() < end:
        if path.is_file() and (content := path.read_bytes()).rstrip().endswith(b"%%EOF"):
            return content
        time.sleep(_POLL_INTERVAL)
    return b""


def _attach(pdf: bytes, attached: Mapping[str, bytes]) -> tuple[bytes, int]:
    """Return `pdf` with the files attached, and how many pages it has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name, content in attached.items():
            # The library's stub lacks the defaults of its other arguments.
            attachment = pikepdf.AttachedFileSpec(document, content, filename=name)  # type: ignore[call-arg]
            attachment.relationship = pikepdf.Name.Source
            document.attachments[name] = attachment
        output = io.BytesIO()
        document.save(output)
        return output.getvalue(), len(document.pages)
