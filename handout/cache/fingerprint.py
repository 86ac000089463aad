"""Which release of the program this is: what was made with the same one need not be made again."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from handout import __version__
from handout.fonts import FONTS
from handout.messages import CONTENT, TEMPLATES


@cache
def tool_digest() -> str:
    """The sum of the program, its typesetter's version, the content, the templates and the fonts."""
    own = sha256(__version__.encode())
    typesetter = find_spec("weasyprint")  # without loading it: its first file tells its version
    if typesetter and typesetter.origin:
        own.update(Path(typesetter.origin).read_bytes())
    package = Path(__file__).resolve().parent.parent
    for root, pattern in ((package, "*.py"), (CONTENT, "*"), (TEMPLATES, "*"), (FONTS, "*.*f*")):
        for path in sorted(root.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                own.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return own.hexdigest()
