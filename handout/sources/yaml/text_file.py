"""The text of a small file in UTF-8, or what is wrong with the file."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from handout.problems import HandoutError, Position, problem
from handout.sources.file_kinds import kind_of, refuse_page
from handout.sources.yaml.enclosure import MOST_PACKED, measure_enclosure

LARGEST = 256 * 1024  # bytes


def read_text(path: Path) -> str:
    """Return the words of a file of at most 256 KB, less what is enclosed in it, in UTF-8.

    Raises HandoutError if it cannot be read as that.
    """
    position = Position(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + MOST_PACKED + 1)
    except FileNotFoundError:
        _refuse("file-missing", position)
    except (IsADirectoryError, NotADirectoryError):
        _refuse("file-folder", position)
    except PermissionError:
        # Windows answers so for a folder too.
        _refuse("file-folder" if path.is_dir() else "file-permission", position)
    except (OSError, ValueError) as error:
        _refuse("file-unreadable", position, reason=getattr(error, "strerror", None) or str(error))
    refuse_page(kind_of(path.name, raw), position)
    return decode(raw, str(path))


def decode(raw: bytes, path: str) -> str:
    """Return the words in the bytes of a file. Raises HandoutError as read_text does."""
    position = Position(path)
    if raw[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # no customization begins so
        _refuse("file-tags", position)
    enclosed = measure_enclosure(raw)
    if len(raw) - enclosed > LARGEST or enclosed > MOST_PACKED:
        _refuse("file-large", position, limit=LARGEST // 1024)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse("file-utf16", position)
    if b"\0" in raw:
        _refuse("file-binary", position)
    if raw.lstrip().startswith(b"{\\rtf"):
        _refuse("file-rtf", position)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from after the byte order mark, if there is one.
        before = error.object[: error.start].decode("utf-8", "replace")
        _refuse(
            "file-not-utf8",
            Position(path, before.count("\n") + 1, len(before) - before.rfind("\n")),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse(code: str, position: Position, **values: str | int) -> NoReturn:
    raise HandoutError([problem(code, position, warning=False, **values)])
