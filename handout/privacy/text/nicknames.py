"""The nicknames of a given name, by lists and by the rules of English and Spanish."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from handout.privacy.text.word_lists import nicknames, word_set


def _short_forms(given: str) -> Iterator[str]:
    """Yield how a name may be cut short, if that is a name: Nick, Nicky, Nico; Danny, Dannie."""
    names = _all_names()
    for length in range(3, min(len(given), 7)):
        short = given[:length]
        doubled = short + short[-1]
        endings = (f"{short}y", f"{short}ie", f"{short}i", f"{doubled}y", f"{doubled}ie")
        yield from names.intersection(endings)
        if short in word_set("given_names"):
            yield short


@cache
def _all_names() -> frozenset[str]:
    return word_set("given_names") | word_set("ambiguous_names")


_DIMINUTIVES = ("ito", "ita", "cito", "cita")


@lru_cache(maxsize=16_384)  # of a district's given names most are many children's
def list_nicknames(given: str) -> frozenset[str]:
    """Return the nicknames of a given name: Bob for Robert, Paco and Panchito for Francisco."""
    nicknames_of = {*nicknames().get(given, ()), *_short_forms(given)}
    if len(given) > 3:
        stem = given.rstrip("aeo") if given[-1] in "aeo" else given
        nicknames_of |= {stem + ending for ending in _DIMINUTIVES}
    return frozenset(nicknames_of - {given})
