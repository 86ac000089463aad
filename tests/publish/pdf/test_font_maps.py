"""The maps of a font: what is written of glyphs and letters is what is read again."""

from __future__ import annotations

import re

import pytest

from handout.publish.pdf.font_maps import parse_letters, to_unicode

LETTERS = {
    "one": {5: "A"},
    "too few for a range": {5: "A", 6: "B"},
    "a range": {5: "A", 6: "B", 7: "C", 8: "D"},
    "two ranges": {1: "a", 2: "b", 3: "c", 4: "x", 5: "y", 6: "z"},
    "glyphs in order, letters not": {1: "c", 2: "b", 3: "a"},
    "letters in order, glyphs not": {1: "a", 3: "b", 5: "c"},
    "over the first byte of the glyph": {254: "a", 255: "b", 256: "c", 257: "d", 258: "e"},
    "over the last byte of the letter": {5: "ý", 6: "þ", 7: "ÿ", 8: "Ā", 9: "ā", 10: "Ă"},
    "ligatures": {1: "e", 2: "ff", 3: "ffi", 4: "f", 5: "g", 6: "h"},
    "beyond the first plane": {1: "\U0001f590", 2: "\U0001f591", 3: "\U0001f592"},
    "more than a section holds": {2 * n: chr(0x4E00 + n) for n in range(250)},
    "no letters at all": {},
}


@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
def test_letters_are_read_as_they_were_written(letters: dict[int, str]) -> None:
    assert parse_letters(to_unicode(letters)) == letters


def test_no_range_goes_over_the_first_byte() -> None:
    """Readers take the last byte alone (ISO 32000-1, 9.10.3)."""
    ranges = 0
    for letters in LETTERS.values():
        for row in re.findall(rb"^<(.{4})> <(.{4})> <(.{4})>$", to_unicode(letters), re.M):
            first, last, letter = (int(part, 16) for part in row)
            assert first >> 8 == last >> 8, row
            assert letter >> 8 == letter + last - first >> 8, row
            ranges += 1
    assert ranges >= 7
