"""How hard our words are, for every role.

Rare words, and whole sentences. Formulas mean nothing on fragments.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from handout.layering.compose import compose
from handout.messages import CONTENT
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.markdown.document import items_of
from handout.sources.yaml.tree import parse_yaml

ROLES = (
    "classroom", "one-to-one", "behavior-support", "personal-care", "language",
    "substitute", "early-childhood", "transition", "bus",
)  # fmt: skip
MEAN_WORDS, MOST_WORDS, HIGHEST_GRADE, RARE_SHARE = 12, 24, 8, 0.04

COMMON = frozenset(
    line
    for line in (CONTENT / "en" / "common-words.txt").read_text(encoding="utf-8").split("\n")
    if line and line[0] != "#"
)
_MARKS = re.compile(r"\*+|\]\([^()]*\)|\[|§")
_SENTENCE = re.compile(r"(?<=[.?!])”?\s+")
_WHOLE = re.compile(r"[“A-Z].*[.?!]”?")
_WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)?")
_ENDINGS = (
    ("n’t", ""), ("’t", ""), ("’s", ""), ("’re", ""), ("’m", ""), ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""),
    ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("est", ""), ("ly", ""), ("ily", "y"),
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What was measured of one role's words."""

    words: int
    rare: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def mean(self) -> float:
        return sum(map(count_words, self.sentences)) / len(self.sentences)

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade of the whole sentences."""
        words = [word for sentence in self.sentences for word in _WORD.findall(sentence)]
        return (
            0.39 * len(words) / len(self.sentences)
            + 11.8 * sum(map(syllables, words)) / len(words)
            - 15.59
        )


def texts(role: str) -> Iterator[str]:
    """Every item and title of a role's sheet.

    The list of terms is left out: it is there to explain hard words.
    """
    layer, problems = parse_layer(
        parse_yaml(f"role: {role}\nshow_blocks: [growing]\n", "test.yaml"), Level.CUSTOMIZATION
    )
    assert not problems
    handout, _ = compose(load_library(), [layer], today=datetime.date(2026, 8, 3))
    for block in handout.blocks:
        yield block.title
        for part in block.parts:
            for item in items_of(part):
                yield from (_MARKS.sub("", cell).strip() for cell in item.cells)


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    plain = re.sub(r"(?<=[^aeiouyl])e[sd]?$|(?<=[aeiouy]l)e[sd]?$", "", plain) or plain
    return max(1, len(re.findall(r"[aeiouy]+", plain)))


def is_common(word: str) -> bool:
    """Whether a word, or the word it is made of, is in the list."""
    low = word.lower().replace("'", "’")
    stems = {low} | {low.removesuffix(end) + add for end, add in _ENDINGS if low.endswith(end)}
    stems |= {stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]}
    return not COMMON.isdisjoint(stems)


def measure(role: str) -> Measured:
    sources = tuple(texts(role))
    words = [word for text in sources for word in _WORD.findall(text)]
    sentences = tuple(
        s
        for text in sources
        for s in _SENTENCE.split(text)
        if _WHOLE.fullmatch(s) and count_words(s) > 1
    )
    return Measured(len(words), tuple(word for word in words if not is_common(word)), sentences)


@pytest.mark.parametrize("role", ROLES)
def test_words_are_plain(role: str) -> None:
    """Short sentences, common words, a reading grade of 8 at most."""
    level = measure(role)
    assert level.words > 150 and len(level.sentences) > 15, (
        "too little was measured to say anything"
    )
    longest = max(level.sentences, key=count_words)
    assert count_words(longest) <= MOST_WORDS, longest
    assert level.mean <= MEAN_WORDS
    assert level.grade <= HIGHEST_GRADE
    assert len(level.rare) / level.words <= RARE_SHARE, sorted(set(level.rare))


def test_every_role_is_measured() -> None:
    assert sorted(load_library().roles) == sorted(ROLES)


@pytest.mark.parametrize(
    ("word", "common"),
    [
        ("helped", True),
        ("stopping", True),
        ("carries", True),
        ("don’t", True),
        ("proprioceptive", False),
        ("paradigm", False),
    ],
)
def test_the_list_knows_endings(word: str, common: bool) -> None:
    assert is_common(word) is common


def test_hard_words_are_found_hard() -> None:
    """The grade can fail: a sentence as handbooks have them is far above ours."""
    hard = Measured(
        0,
        (),
        (
            "Paraprofessionals implement individualized instructional accommodations collaboratively.",
        ),
    )
    assert hard.grade > 15


@pytest.mark.parametrize("role", ROLES)
def test_the_figures_in_the_guide_are_current(role: str) -> None:
    """docs/content.md tells what was measured."""
    level = measure(role)
    row = f"| {role} | {level.words} | {level.mean:.1f} | {max(map(count_words, level.sentences))} | {level.grade:.1f} | {100 * len(level.rare) / level.words:.1f} % |"
    guide = (CONTENT.parent / "docs" / "content.md").read_text(encoding="utf-8")
    assert row in guide, f"write this row into docs/content.md: {row}"
