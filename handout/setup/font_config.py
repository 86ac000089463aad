"""What fontconfig is told: which faces there are, and where to remember what is in them."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from html import escape
from pathlib import Path

from handout.fonts import FONTS

_CONFIG = FONTS / "fonts.conf"
_WITH_FOLDER = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include>{config}</include>
  <cachedir>{folder}</cachedir>
</fontconfig>
"""


def use_own_fonts() -> None:
    """Let fontconfig know no fonts but ours.

    Where the folder in which it remembers them cannot be written, it gets one that is removed at
    the end: else it complains of that three times, amid what we say.
    """
    if not _CONFIG.is_file():
        return
    config = _CONFIG
    if not _can_remember():
        with suppress(OSError):
            config = _write_config(Path(tempfile.mkdtemp(prefix="handout-fonts-")))
    os.environ["FONTCONFIG_FILE"] = str(config)


def _can_remember() -> bool:
    """Return whether fontconfig can write where fonts.conf has it, as XDG names the place."""
    if sys.platform == "win32":
        return True
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    try:
        folder = base.expanduser() / "fontconfig"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a user without a home
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _write_config(folder: Path) -> Path:
    """Write a configuration that remembers in `folder`, which is removed at the end.

    Raises OSError.
    """
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = folder / "fonts.conf"
    words = {"config": escape(str(_CONFIG)), "folder": escape(str(folder))}
    config.write_text(_WITH_FOLDER.format(**words), encoding="utf-8")
    return config
