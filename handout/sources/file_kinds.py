"""What kind of file somebody gave us, whatever its name says, and what to say of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePath

from handout.problems import HandoutError, Position, problem

HTML, DOCX, PDF, YAML, PICTURE = "html", "docx", "pdf", "yaml", "picture"

_HEAD = 2048  # bytes
_STARTS = {
    b"{\\rtf": "rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"bplist": "mail",  # Safari's web archive
}
_MAIL = (b"mime-version:", b"from:", b"received:", b"return-path:", b"subject:", b"x-")
_SUFFIXES = {
    ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".docx": DOCX, ".docm": DOCX, ".dotx": DOCX, ".pdf": PDF,
    ".odt": "odt", ".ott": "odt", ".fodt": "odt", ".rtf": "rtf", ".doc": "ole", ".dot": "ole",
    ".pages": "pages", ".gdoc": "link", ".url": "link", ".webloc": "link", ".lnk": "link",
    ".mhtml": "mail", ".mht": "mail", ".eml": "mail", ".msg": "mail", ".webarchive": "mail",
    ".xlsx": "sheet", ".xls": "sheet", ".ods": "sheet", ".csv": "sheet", ".tsv": "sheet",
    ".txt": "text", ".md": "text", ".yaml": "yaml", ".yml": "yaml", ".zip": "zip",
    ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".heic": "picture", ".tif": "picture",
    ".tiff": "picture", ".gif": "picture", ".webp": "picture", ".svg": "picture",
}  # fmt: skip


def kind_of(name: str, head: bytes) -> str:
    """Return the kind of the file called `name` that begins with `head`; "" if neither tells."""
    start = head[:_HEAD].lstrip(b"\xef\xbb\xbf\0 \t\r\n")
    by_name = _SUFFIXES.get(PurePath(name).suffix.lower(), "")
    if is_pdf(start):
        return PDF
    for mark, kind in _STARTS.items():
        if start.startswith(mark):
            return "mail" if kind == "ole" and by_name == "mail" else kind
    if is_zip(start):
        return _kind_of_zip(start, by_name)
    lower = start.lower().replace(b"\0", b"")
    if lower.startswith(_MAIL) and b"mime-version:" in lower:
        return "mail"
    if lower.startswith((b"<!doctype html", b"<html")):
        return HTML
    return by_name


def suffix_kind(suffix: str) -> str:
    """Return the kind of files whose names end in `suffix`, in small letters; "" if unknown."""
    return _SUFFIXES.get(suffix, "")


def is_pdf(start: bytes) -> bool:
    """Return whether a file that begins with `start` is a PDF.

    Readers take one that has its header anywhere in the first 1,024 bytes (PDF 32000-1, annex H).
    """
    return b"%PDF-" in start[:1024]


def is_zip(start: bytes) -> bool:
    """Return whether a file begins as zip files do, and with them those of office programs."""
    return start.startswith(b"PK\x03\x04")


def _kind_of_zip(start: bytes, by_name: str) -> str:
    """Return the kind of a zip file, which office programs use too."""
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in start[:120]:
        return "sheet"
    if b"mimetypeapplication/vnd.oasis" in start[:120]:
        return "odt"
    return by_name if by_name in (DOCX, "pages", "sheet") else DOCX if b"word/" in start else "zip"


def kind_at(path: Path) -> str:
    """Return the kind of the file at `path`.

    By its name alone if it cannot be read: whoever opens it tells why.
    """
    try:
        with path.open("rb") as file:
            return kind_of(path.name, file.read(_HEAD))
    except OSError:
        return kind_of(path.name, b"")


def refuse_kind(kind: str, accepted: Collection[str], position: Position) -> None:
    """Raise HandoutError, with what to do about it, if a file is of a kind that is not wanted.

    An unknown one may pass.
    """
    if kind in accepted or not kind:
        return
    raise HandoutError([problem(f"kind-{kind}", position, path=position.path)])


def refuse_page(kind: str, position: Position) -> None:
    """Raise HandoutError if a file that should be a customization is a page, a Word file or a
    print: with how to build its customization, if that is beside it, else with how to make one.
    """
    path = PurePath(position.path)
    if kind in (HTML, DOCX, PDF) and _SUFFIXES.get(path.suffix.lower()) != "yaml":
        yaml = path.with_suffix(".yaml")
        code = "kind-made" if Path(yaml).is_file() else "kind-made-alone"
        raise HandoutError([problem(code, position, path=position.path, yaml=str(yaml))])
