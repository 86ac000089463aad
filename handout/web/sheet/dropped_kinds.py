"""What kind of file was dropped on the page: by what is in it, for names lie (room.yaml.txt,
room.html.txt, room).
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from handout.sources.fields.fields import FIELDS
from handout.web.form.answers import CHANGES

FileKind = Literal["picture", "pdf", "docx", "html", "yaml", ""]

_ENDINGS: dict[str, FileKind] = {
    ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".svg": "picture", ".pdf": "pdf", ".docx": "docx",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".yaml": "yaml", ".yml": "yaml", ".json": "yaml",
}  # fmt: skip
_ADDED = (".txt", ".text")  # what some systems add to a name
_LOOKED_AT = 4096  # bytes at the start of a file
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]", re.S)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|main)\b", re.I)
_FIELD = re.compile(rf"^[\s{{\"'-]*(?:{'|'.join((*FIELDS, *CHANGES))})[\"']?\s*:", re.M)


def kind_of(name: str, content: bytes) -> FileKind:
    """The kind of the file called `name`; "" if it is none of those that are opened here."""
    start = content[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    named = _named_kind(name)
    if start.startswith((b"\x89PNG", b"\xff\xd8\xff")) or _SVG.match(start):
        return "picture"
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return "docx" if named == "docx" or b"word/" in content else ""
    letters = start.replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")  # two bytes a letter, or one
    if letters.startswith(b"<") and _HTML.search(letters):
        return "html"
    if named in ("", "html") and _FIELD.search(letters.decode("utf-8", "replace")):
        return "yaml"
    return named


def stem_of(name: str) -> str:
    """The name of a file without its endings."""
    path = PurePath(name)
    while path.suffix.lower() in (*_ENDINGS, *_ADDED):
        path = PurePath(path.stem)
    return path.name


def _named_kind(name: str) -> FileKind:
    path = PurePath(name)
    while path.suffix.lower() in _ADDED:
        path = PurePath(path.stem)
    return _ENDINGS.get(path.suffix.lower(), "")
