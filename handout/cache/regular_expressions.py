"""Large regular expressions, compiled once for all runs.

Python compiles them anew in each process: those of the privacy check, with lists of words in them,
take a tenth of the time of a command. What it makes of one is a list of numbers; that is kept.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from hashlib import sha256
from typing import Any

from handout.cache.disk import cached


def compile_once(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return what re.compile returns. The expression must be the program's own: it is put on disk.

    Raises re.error.
    """
    # The numbers mean something to this release of Python alone.
    digest = sha256(f"{sys.version}\0{int(flags)}\0{expression}".encode()).hexdigest()
    with suppress(Exception):  # another Python has other modules inside: then it takes longer
        return _restore(cached(f"expression-{digest[:24]}", lambda: _translate(expression, flags)))
    return re.compile(expression, flags)


def _translate(expression: str, flags: int) -> tuple[Any, ...]:
    """Return the arguments of which `re` makes a pattern; it has no public name for them."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    tree = _parser.parse(expression, flags)
    code = [int(number) for number in _compiler._code(tree, flags)]
    names: dict[str, int] = tree.state.groupdict
    groups: list[str | None] = [None] * tree.state.groups
    for name, number in names.items():
        groups[number] = name
    all_flags = int(flags | tree.state.flags)
    return expression, all_flags, code, len(groups) - 1, names, tuple(groups)


def _restore(arguments: tuple[Any, ...]) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    pattern: re.Pattern[str] = _sre.compile(*arguments)
    return pattern
