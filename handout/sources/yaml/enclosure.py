"""What is enclosed in a customization file: its edits and its logo, packed into comments at its
end, so that one file is all there is to send and to open again.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from textwrap import wrap

from handout.problems import HandoutError, Position, problem

MOST_PACKED = 4 * 1024 * 1024  # bytes of the lines that hold it
_MOST_UNPACKED = 8 * 1024 * 1024  # bytes
_WIDTH = 100  # characters of a line
_MARK = "#> "
_LINE = re.compile(r"^#> ?([^\r\n]*)(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_LINE_BYTES = re.compile(rb"^#> ?[^\r\n]*\r?\n?", re.MULTILINE)


@dataclass(frozen=True)
class Enclosure:
    """The text of a file of edits and the bytes of a logo; each may be empty."""

    edits: str = ""
    picture: bytes = b""

    def __bool__(self) -> bool:
        return bool(self.edits or self.picture)


def enclose(text: str, enclosure: Enclosure, heading: str) -> str:
    """Return the text of a customization with `enclosure` at its end, in place of any other.

    `heading` says to people what the lines are.
    """
    text = strip_enclosure(text)
    if not enclosure:
        return text
    picture = base64.b85encode(enclosure.picture).decode()
    content = json.dumps({"edits": enclosure.edits, "picture": picture})
    packed = base64.b64encode(zlib.compress(content.encode())).decode()
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [f"{_MARK}{line}" for line in (*heading.strip().splitlines(), *wrap(packed, _WIDTH))]
    return text + ("" if text.endswith("\n") or not text else end) + end.join(lines) + end


def strip_enclosure(text: str) -> str:
    """Return the text of a customization without what is enclosed in it."""
    return _LINE.sub("", text)


def blank_enclosure(text: str) -> str:
    """Return the text with empty lines for what is enclosed, so that each line keeps its number."""
    return _LINE.sub("\n", text) if _MARK.strip() in text else text


def measure_enclosure(raw: bytes) -> int:
    """Return how many bytes of a file hold what is enclosed in it."""
    return sum(len(line) for line in _LINE_BYTES.findall(raw)) if b"#>" in raw else 0


def read_enclosure(text: str, path: str) -> Enclosure:
    """Return what is enclosed in the text of the customization at `path`.

    Raises HandoutError if its lines were changed.
    """
    # What people read in these lines has blanks; what is packed has none.
    lines = [line[1].strip() for line in _LINE.finditer(text)]
    packed = "".join(line for line in lines if line and " " not in line)
    if not packed:
        return Enclosure()
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(base64.b64decode(packed, validate=True), _MOST_UNPACKED)
        if not unpacking.eof:
            raise ValueError
        table = json.loads(content)
        return Enclosure(str(table["edits"]), base64.b85decode(table["picture"]))
    except (ValueError, KeyError, TypeError, zlib.error, RecursionError) as error:
        line = text.count("\n", 0, text.index(_MARK.strip())) + 1
        raise HandoutError([problem("enclosure-damaged", Position(path, line))]) from error
