"""Names of folders and files that Windows, macOS and Linux all accept, no two the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from handout.sources.plain_letters import plain_letters

_LONGEST = 60  # characters
_MARK_LENGTH = 8  # characters of a digest that tell two names apart
# Names of devices, which Windows accepts for no file, whatever its suffix.
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul")
    + tuple(f"com{number}" for number in range(10))
    + tuple(f"lpt{number}" for number in range(10))
)

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʻʼ"))


def safe_name(words: str) -> str:
    """Return `words` in lower-case ASCII letters, digits and hyphens; "" if there are none.

    This is the one rule for the names of files and folders of a batch, and of ids that are made of
    names: Latin letters lose accents and strokes (Đặng is dang, Nuñez nunez, Łukasz lukasz), what
    is in other scripts is left out. So two names may become one, which `assign_names` keeps apart.
    """
    parts = re.findall(r"[a-z0-9]+", plain_letters(words.translate(_APOSTROPHES)))
    name = "-".join(parts)[:_LONGEST].strip("-")
    return f"{name}-1" if name in _RESERVED else name


def assign_names(
    wanted: Iterable[tuple[str, str]], before: Mapping[str, str], taken: Iterable[str] = ()
) -> tuple[dict[str, str], dict[str, str]]:
    """Return a name for each of `wanted` (key, words), and the keys whose name was in use.

    The second is by key the key that has the name. Keys keep the names that they had `before`, in
    an earlier run. Names in `taken` are for none of them.
    """
    names: dict[str, str] = {}
    owners = dict.fromkeys(taken, "")
    pairs = list(dict(wanted).items())
    for key, _ in pairs:
        if key in before and before[key] not in owners:
            names[key] = before[key]
            owners[before[key]] = key
    collisions = {}
    for key, words in pairs:
        if key in names:
            continue
        mark = sha256(key.encode()).hexdigest()[:_MARK_LENGTH]
        name = safe_name(words) or f"x-{mark}"
        if name in owners:
            collisions[key] = owners[name]
            name = f"{name[: _LONGEST - _MARK_LENGTH - 1]}-{mark}"
        names[key] = name
        owners[name] = key
    return names, collisions
