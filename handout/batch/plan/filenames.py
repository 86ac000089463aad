"""Names of folders and files that Windows, macOS and Linux all accept, no two the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256

_LONGEST = 60
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10)))
)


def safe_name(words: str) -> str:
    """Return `words` in lower-case ASCII letters, digits and hyphens; "" if there are none."""
    marks = unicodedata.normalize("NFKD", words)
    plain = (
        "".join(sign for sign in marks if not unicodedata.combining(sign))
        .replace("'", "")
        .replace("’", "")
    )
    name = "-".join(re.findall(r"[a-z0-9]+", plain.casefold()))[:_LONGEST].strip("-")
    return f"{name}-1" if name in _RESERVED else name


def assign_names(
    wanted: Iterable[tuple[str, str]], before: Mapping[str, str], taken: Iterable[str] = ()
) -> tuple[dict[str, str], dict[str, str]]:
    """Return a name for each of `wanted` (key, words), and the keys whose name was in use.

    The second is by key the key that has the name. Keys keep the names that they had `before`, in
    an earlier run. Names in `taken` are for none of them.
    """
    names: dict[str, str] = {}
    owner = dict.fromkeys(taken, "")
    pairs = list(dict(wanted).items())
    for key, _ in pairs:
        if key in before and before[key] not in owner:
            names[key] = before[key]
            owner[before[key]] = key
    moved = {}
    for key, words in pairs:
        if key in names:
            continue
        mark = sha256(key.encode()).hexdigest()
        name = safe_name(words) or f"x-{mark[:8]}"
        if name in owner:
            moved[key] = owner[name]
            name = f"{name[: _LONGEST - 9]}-{mark[:8]}"
        names[key] = name
        owner[name] = key
    return names, moved
