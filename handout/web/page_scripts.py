"""The script of a page: its modules in templates/web/ put together, with no tool for it.

Sent one by one, they are fifty answers, half of all that loading the page takes a browser; and it
asks for what a module imports only once it has that module: over a slow line, a wait each time.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

# The forms in which our modules import and export, as biome formats them.
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const) (\w+)", re.MULTILINE)


def bundle_script(folder: Path, name: str) -> str:
    """Return the module `name` in `folder` with all that it imports, each once, as one script.

    Each has a scope of its own as before, and comes after those that it imports: none imports
    another in a circle. What it exports is never assigned to later.
    """
    bundled: dict[str, str] = {}
    _add_module(folder, name, bundled)
    return "\n".join(["const modules = {};", *bundled.values()])


def _add_module(folder: Path, name: str, bundled: dict[str, str]) -> None:
    """Put the module `name` into `bundled`, after all that it imports and that is not there yet."""
    source = (folder / name).read_text(encoding="utf-8")
    place = posixpath.dirname(name)

    def imported(match: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(place, match[2]))
        if other not in bundled:
            _add_module(folder, other, bundled)
        return f'const {{{match[1]}}} = modules["{other}"];'

    body = _IMPORT.sub(imported, source)
    exports = ", ".join(match[2] for match in _EXPORT.finditer(body))
    body = _EXPORT.sub(r"\1 \2", body)
    bundled[name] = f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();'
