"""Regular expressions of lists of words, as short as they can be said, for Python and browsers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def one_of(words: Iterable[str]) -> str:
    """Return a regular expression of these words, with what several begin with said once: of two
    that begin alike the longer is found. Always the same for the same words: it stands in files.

    A blank in a word stands for any number of them.
    """
    return "|".join(_branches(frozenset(words)))


def _branches(words: frozenset[str]) -> list[str]:
    """Return the alternatives of one_of."""
    endings: dict[str, set[str]] = {}
    for word in sorted(words - {""}):
        endings.setdefault(word[0], set()).add(word[1:])
    beginnings: dict[frozenset[str], list[str]] = {}
    for first, rest in endings.items():
        beginnings.setdefault(frozenset(rest), []).append(first)
    branches = []
    for endings_alike, first_signs in beginnings.items():
        after = _branches(endings_alike)
        end = after[0] if len(after) == 1 else f"(?:{'|'.join(after)})"
        branches += [start + end for start in _any_sign(first_signs)]
    if "" not in words or not branches:
        return branches or [""]
    if len(branches) == 1 and _ONE_SIGN.fullmatch(branches[0]):
        return [f"{branches[0]}?"]
    return [f"(?:{'|'.join(branches)})?"]


_SPECIAL = frozenset(".*+?^${}()|[]\\- ")
_ONE_SIGN = re.compile(r"[^\\]|\[[^\]]+\]")


def _any_sign(signs: Iterable[str]) -> Iterator[str]:
    """Yield regular expressions of these signs, of all that have no meaning there as one."""
    plain = "".join(sign for sign in signs if sign not in _SPECIAL)
    if plain:
        yield plain if len(plain) == 1 else f"[{plain}]"
    yield from (escape(sign) for sign in signs if sign in _SPECIAL)


def escape(word: str) -> str:
    """Return a word for a regular expression; a blank in it stands for any number of them."""
    return re.sub(r"[.*+?^${}()|\[\]\\]", r"\\\g<0>", word).replace(" ", r"\s+")
