"""The fonts of other scripts that the tests are run with: those of packages, on every computer."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from importlib.metadata import files
from pathlib import Path

_FACES = {
    "fontpkg-noto-sans-arabic": "NotoSansArabic[wdth,wght].ttf",
    "pylopdf-fonts-zh-cn": "NotoSansSC-Regular.otf",
}


@cache
def script_fonts() -> str:
    """The folder of an Arabic and a Chinese face, for the variable HANDOUT_FONTS."""
    folder = Path(tempfile.gettempdir()) / "handout-script-fonts"
    folder.mkdir(exist_ok=True)
    for package, name in _FACES.items():
        [face] = [file for file in files(package) or () if file.name == name]
        copy = folder / name
        if not copy.is_file():
            shutil.copyfile(str(face.locate()), copy)
    return str(folder)
