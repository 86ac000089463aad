"""What build remembers of a page that it wrote, in a folder beside it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from handout.files import make_folder, write_atomic

_STATE_FOLDER = ".handout"


@dataclass(frozen=True)
class BuildState:
    """What build remembers of a page: its record, the checksum of its file, the digest of the page
    read back last.

    `word` is the digest of the Word file read back last, `print` that of the PDF that was written.
    """

    record: str = ""
    file: str = ""
    read: str = ""
    word: str = ""
    print: str = ""


def load_build_state(target: Path) -> BuildState:
    """Return what is remembered of the page `target`.html."""
    try:
        table = json.loads(
            (target.parent / _STATE_FOLDER / f"{target.name}.json").read_text(encoding="utf-8")
        )
        state = BuildState(*(str(table[key]) for key in ("record", "file", "read")))
        return replace(state, word=str(table.get("word", "")), print=str(table.get("print", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return BuildState()


def save_build_state(target: Path, state: BuildState) -> None:
    """Remember `state` of the page `target`.html."""
    make_folder(target.parent / _STATE_FOLDER)
    text = json.dumps(asdict(state), ensure_ascii=False)
    write_atomic(target.parent / _STATE_FOLDER / f"{target.name}.json", text.encode())


def is_unmodified(target: Path) -> bool:
    """Return whether the page `target`.html is, byte for byte, as it was written."""
    page = target.with_name(target.name + ".html")
    return load_build_state(target).file == hashlib.sha256(page.read_bytes()).hexdigest()
