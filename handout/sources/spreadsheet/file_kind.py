"""What kind of file a person gave for a roster, seen from its content: programs save web pages and
PDFs as .xls too.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from handout.files import find_free_name
from handout.interface_language import interface_messages
from handout.messages import fill
from handout.problems import HandoutError, Position, problem

LOOKED_AT = 8192
"""The bytes from the start of a file that tell its kind."""

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how .xls begins, and .xlsx with a password
_MOST_BYTES = 64 * 2**20
# How other kinds of file begin.
_STARTS = {
    b"%PDF": "pdf",
    b"{\\rtf": "rtf",
    b"\x1f\x8b": "packed",
    b"7z\xbc\xaf": "packed",
    b"Rar!": "packed",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"ID;P": "sylk",
}
# Excel before 1997 wrote no container: a first record 09 0x, its length, and the version.
_OLD_EXCEL = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_IN_ZIP = {
    "content.xml": "ods",
    "index/document.iwa": "numbers",
    "index.zip": "numbers",
    "index.apxl": "numbers",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "users.csv": "oneroster",
    "orgs.csv": "oneroster",
}
_WEB_PAGE = re.compile(
    r"<(?:!doctype html|html|head|meta|body|table|div|style|script|title|center|font)\b"
)


def refuse_other_kinds(path: Path, start: bytes) -> None:
    """Raise HandoutError, with what to do, if a file that begins with `start` is neither text nor a
    zip of a workbook.
    """
    kind = _detect_kind(start)
    if start.startswith(COMPOUND):
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise HandoutError([problem("workbook-locked", Position(str(path)))])
        kind = "doc" if "WordDocument".encode("utf-16-le") in content else "xls"
    if kind == "xls":
        raise HandoutError([problem("workbook-old", Position(str(path)))])
    if kind:
        raise other_kind(path, kind)


def other_kind(path: Path, kind: str) -> HandoutError:
    """Return the error that the file is of this `kind` of roster-words.toml, and what to do."""
    messages = interface_messages("roster-words")["kinds"][kind]
    do = fill(messages["do"], {"file": path, "output": find_free_name(Path("roster.csv"))})
    return HandoutError([problem("table-kind", Position(str(path)), what=messages["what"], do=do)])


def kind_of_zip(names: Collection[str]) -> str:
    """Return the kind of file that a zip with these `names` is, if it is no workbook.

    "" if it is not known.
    """
    plain = {name.casefold() for name in names}
    for part, kind in _IN_ZIP.items():
        if any(name == part or name.endswith(f"/{part}") for name in plain):
            return kind
    return "zip" if any(name.endswith((".csv", ".xlsx", ".zip")) for name in plain) else ""


def _detect_kind(start: bytes) -> str:
    for sign, kind in _STARTS.items():
        if start.startswith(sign):
            return kind
    if _OLD_EXCEL.match(start):
        return "xls"
    utf16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if utf16 else "utf-8-sig", "replace").lstrip("\ufeff").lstrip()
    return _detect_text_kind(text.casefold())


def _detect_text_kind(text: str) -> str:
    if text.startswith("<?xml") or text.startswith("<workbook"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text or "excel.sheet" in text:
            return "xml2003"
        if "office:document" in text:
            return "ods"
        return "html" if _WEB_PAGE.search(text) else "xml"
    if text.startswith("<"):
        return "html" if _WEB_PAGE.search(text) else ""
    if text.startswith(("mime-version:", "from: <saved by", "content-type: multipart/related")):
        return "mhtml"
    if text.startswith("{") and ('"doc_id"' in text or "docs.google.com" in text):
        return "gsheet"
    return ""
