"""What is enclosed in a customization file: its edits and its pictures, packed into comments at its
end, so that one file is all there is to send and to open again.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from handout.problems import HandoutError, Position, problem

MOST_PACKED = 4 * 1024 * 1024  # bytes of the lines that hold it
_MOST_UNPACKED = 8 * 1024 * 1024  # bytes
_LOGO, _OTHERS = "logo", "pictures"
_WIDTH = 100  # characters of a line
_MARK = "#> "
_LINE = re.compile(r"^#> ?([^\r\n]*)(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_LINE_BYTES = re.compile(rb"^#> ?[^\r\n]*\r?\n?", re.MULTILINE)


@dataclass(frozen=True)
class Enclosure:
    """The text of a file of edits, "" if there are none, and the bytes of pictures by their
    fields.
    """

    edits: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.edits or self.pictures)


def enclose(text: str, enclosure: Enclosure, heading: str) -> str:
    """Return the text of a customization with `enclosure` at its end, in place of any other.

    `heading` says to people what the lines are.
    """
    text = strip_enclosure(text)
    if not enclosure:
        return text
    packed = base64.b64encode(zlib.compress(_format(enclosure).encode())).decode()
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [f"{_MARK}{line}" for line in (*heading.strip().splitlines(), *wrap(packed, _WIDTH))]
    return text + ("" if text.endswith("\n") or not text else end) + end.join(lines) + end


def _format(enclosure: Enclosure) -> str:
    """Return an enclosure as JSON. The logo is called picture: files had no other."""
    texts = {field: base64.b85encode(each).decode() for field, each in enclosure.pictures.items()}
    logo = texts.pop(_LOGO, "")
    others = {_OTHERS: texts} if texts else {}
    return json.dumps({"edits": enclosure.edits, "picture": logo, **others})


def _read_pictures(table: Mapping[str, Any]) -> dict[str, bytes]:
    texts = {_LOGO: table["picture"], **table.get(_OTHERS, {})}
    return {str(field): base64.b85decode(text) for field, text in texts.items() if text}


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
        return Enclosure(str(table["edits"]), _read_pictures(table))
    except (ValueError, KeyError, TypeError, zlib.error, RecursionError) as error:
        line = text.count("\n", 0, text.index(_MARK.strip())) + 1
        raise HandoutError([problem("enclosure-damaged", Position(path, line))]) from error
