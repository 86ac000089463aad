"""Latin letters without what is put on them: in files of a batch, and on the page alike."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from handout.batch.plan.filenames import assign_names
from handout.sources.plain_letters import LETTERS, plain_letters

_SCRIPT = Path(__file__).parents[2] / "templates/web/page/page_state.js"
_ALPHABETS = [*map(chr, range(0xC0, 0x180)), *map(chr, range(0x1EA0, 0x1EFA))]
_NO_LETTERS_OF_NAMES = "ĸĿŀ"


@pytest.mark.parametrize(
    "letter", sorted({sign for sign in _ALPHABETS if sign.isalpha()} - {*_NO_LETTERS_OF_NAMES})
)
def test_every_letter_of_a_latin_alphabet_is_a_plain_one(letter: str) -> None:
    plain = plain_letters(f"x{letter}x")
    assert re.fullmatch("x[a-zʼ]{1,2}x", plain), plain
    assert plain == plain_letters(f"X{letter.upper()}X") == plain_letters(plain)


@pytest.mark.parametrize("words", ["محمد علي", "李小龙", "анна", "12 b"])
def test_other_scripts_stay(words: str) -> None:
    assert plain_letters(words) == words


def test_the_page_has_the_same_letters() -> None:
    (table,) = re.findall(r"const PLAIN = \{(.*?)\};", _SCRIPT.read_text("utf-8"), re.DOTALL)
    assert dict(re.findall(r'(\w): "(\w+)"', table)) == LETTERS
    assert all(unicodedata.normalize("NFKD", letter) == letter for letter in LETTERS)


@pytest.mark.parametrize(
    ("one", "other"), [("Muñoz", "Munoz"), ("Đặng", "dang"), ("李", "王"), ("Işık", "ISIK")]
)
def test_two_names_that_are_one_without_accents_keep_two_files(one: str, other: str) -> None:
    names, moved = assign_names([(one, one), (other, other)], {})
    assert len(set(names.values())) == 2
    assert moved in ({}, {other: one})
