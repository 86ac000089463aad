"""The kind of a file dropped on the page, by its content: names mislead (room.yaml.txt,
room.html.txt, room).

`sources.file_kinds` knows many more kinds, to say why a file is refused; this knows those that are
opened.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from handout.sources.fields.fields import FIELDS
from handout.sources.file_kinds import DOCX, HTML, PDF, PICTURE, YAML, is_pdf, is_zip, suffix_kind
from handout.sources.pictures.picture_kinds import is_photograph
from handout.web.form.answers import CHANGES

_OPENED_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".svg", ".pdf", ".docx"),
    *(".html", ".htm", ".xhtml", ".yaml", ".yml"),
)
_KINDS = {suffix: suffix_kind(suffix) for suffix in _OPENED_SUFFIXES} | {
    ".json": YAML,  # every JSON text is YAML, by YAML 1.2
}
_ADDED_SUFFIXES = (".txt", ".text")  # what some systems add to a name
_START_LENGTH = 4096  # bytes at the start of a file that are looked at
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]", re.S)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|main)\b", re.I)
_FIELD = re.compile(rf"^[\s{{\"'-]*(?:{'|'.join((*FIELDS, *CHANGES))})[\"']?\s*:", re.M)


def dropped_kind(name: str, content: bytes) -> str:
    """Return the kind of the file called `name`; "" if it is none of those that are opened here."""
    start = content[:_START_LENGTH].removeprefix(b"\xef\xbb\xbf")
    kind_by_name = _kind_by_name(name)
    if is_photograph(start) or _SVG.match(start):
        return PICTURE
    if is_pdf(start):
        return PDF
    if is_zip(start):
        return DOCX if kind_by_name == DOCX or b"word/" in content else ""
    # Without the byte order mark and zero bytes of UTF-16, its letters are those of ASCII.
    letters = start.replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if letters.startswith(b"<") and _HTML.search(letters):
        return HTML
    if kind_by_name in ("", HTML) and _FIELD.search(letters.decode("utf-8", "replace")):
        return YAML
    return kind_by_name


def strip_suffixes(name: str) -> str:
    """Return the name of a file without its endings."""
    path = PurePath(name)
    while path.suffix.lower() in (*_KINDS, *_ADDED_SUFFIXES):
        path = PurePath(path.stem)
    return path.name


def _kind_by_name(name: str) -> str:
    path = PurePath(name)
    while path.suffix.lower() in _ADDED_SUFFIXES:
        path = PurePath(path.stem)
    return _KINDS.get(path.suffix.lower(), "")
