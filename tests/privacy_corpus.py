"""The notes for the privacy check, and how well the check does on them.

Run `cd tests && python privacy_corpus.py` to write the figures into docs/privacy.md.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from paths import CASES, ROOT

from handout.layering.compose import Handout
from handout.layering.overlay import Origin, SourcedValue
from handout.messages import message_table
from handout.privacy.check import privacy_problems
from handout.privacy.finding_problems import BLOCKS
from handout.privacy.text.normal_form import normalize
from handout.privacy.text.tokens import common_words, folded_words
from handout.problems import Position
from handout.sources.content.layer import Level
from handout.sources.fields.field_reader import PlacedValue

FOLDER = CASES / "privacy"
DOCS = ROOT / "docs" / "privacy.md"
LISTED = frozenset((FOLDER / "listed.tsv").read_text("utf-8").split("\n")) - {""}
STUDENTS = frozenset((FOLDER / "students.txt").read_text("utf-8").split("\n")) - {""}
STAFF = (
    "Ms. Rivera",
    "Jordan Ellis",
    "Mr. Osei",
    "Dr. Lind",
    "Ms. Park",
    "Ms. Dale",
    "Ms. Ito",
    "Mr. Cole",
    "Oak Hill School",
)


@dataclass(frozen=True)
class Note:
    line: int
    rules: frozenset[str]
    field: str
    words: str


@cache
def notes(part: str) -> tuple[Note, ...]:
    """The notes of the part `tuned` or `held-out`."""
    notes = []
    for number, line in enumerate((FOLDER / f"{part}.tsv").read_text("utf-8").splitlines(), 1):
        if not line.startswith("#"):
            rules, name, words = line.split("\t")
            expected = frozenset() if rules == "-" else frozenset(rules.split(","))
            notes.append(Note(number, expected, name, words.replace("\\n", "\n")))
    return tuple(notes)


def rules_found(
    words: str, name: str = "teacher_note", student_names: frozenset[str] = STUDENTS
) -> frozenset[str]:
    """The rules that `words` in the field `name` break."""
    position = Position("room.yaml", 1, 1)
    origin = Origin(Level.CUSTOMIZATION, "room", position)
    top, _, rest = name.partition(".")
    value: str | tuple[str, ...] | tuple[dict[str, str], ...] = words
    if rest.partition(".")[2]:  # a cell of a row
        row = {rest.partition(".")[2]: words}
        value, name = (row,), top
    elif name in ("dos_extra", "donts_extra", "room_signals"):
        value = (words,)
    values = {name: SourcedValue(PlacedValue(value, position, (position,)), origin)}
    problems = privacy_problems(Handout(values=values), staff=STAFF, student_names=student_names)
    codes = {problem.code.removeprefix("privacy-") for problem in problems}
    return frozenset(codes - {"unread"})  # no rule: what no rule could read


@dataclass
class Score:
    """How often a rule found what it should (`hits`), what it should not (`false`), and not what it
    should (`missed`).
    """

    hits: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def precision(self, rule: str) -> float:
        return self.hits[rule] / (self.hits[rule] + self.false[rule] or 1)

    def recall(self, rule: str) -> float:
        return self.hits[rule] / (self.hits[rule] + self.missed[rule] or 1)


ANY = "any rule"


def score(part: str) -> Score:
    """The score of each rule on a part of the corpus; `ANY`: whether a note is flagged at all."""
    total = Score()
    for note in notes(part):
        rules = rules_found(note.words, note.field)
        pairs = [(rule, rule in rules, rule in note.rules) for rule in rules | note.rules]
        for rule, is_found, expected in [*pairs, (ANY, bool(rules), bool(note.rules))]:
            if is_found and expected:
                total.hits[rule] += 1
            elif is_found:
                total.false[rule] += 1
            elif expected:
                total.missed[rule] += 1
    return total


def report() -> str:
    """The figures in docs/privacy.md, as a table."""
    parts = {part: score(part) for part in ("tuned", "held-out")}
    rules = sorted(
        {rule for part in parts.values() for rule in (*part.hits, *part.missed, *part.false)}
        - {ANY}
    )
    lines = [
        "| rule | notes | precision | recall | notes | precision | recall |",
        "| --- |" + " ---: |" * 6,
    ]
    for rule in (*rules, ANY):
        cells = [rule]
        for part in parts.values():
            count = part.hits[rule] + part.missed[rule]
            cells += [str(count), f"{part.precision(rule):.2f}", f"{part.recall(rule):.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


# --- the second corpus, which says of each note what the check should give, and why


@dataclass(frozen=True)
class JudgedNote:
    """A note of the second corpus: `gives` is "blocked", "flagged" or "none"."""

    gives: str
    why: str
    words: str


@cache
def judged_notes(part: str) -> tuple[JudgedNote, ...]:
    """The notes of the part `seen`, by which rules were made, or `unseen`, at which nobody looks."""
    notes = []
    for line in (FOLDER / f"{part}.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            gives, why, words = line.split("\t")
            notes.append(JudgedNote(gives, why, words.replace("\\n", "\n")))
    return tuple(notes)


def has_spanish(words: str) -> bool:
    """Tell whether some of the words are Spanish, and no English ones too."""
    spanish = message_table("privacy", "es")
    lists = (
        *("known_words", "person_verbs", "weak_verbs", "before_person", "links", "no_person"),
        *("between_verbs", "family", "titles", "conjunctions", "health_weak", "office"),
    )
    own = set().union(*(re.findall(r"\w+", spanish[name]) for name in lists)) - common_words()
    return not own.isdisjoint(folded_words(normalize(words)))


def what_is_given(words: str) -> str:
    """What the check that every command uses gives for `words`."""
    rules = rules_found(words, student_names=LISTED)
    return "blocked" if rules & BLOCKS else "flagged" if rules else "none"


@dataclass(frozen=True)
class Figures:
    """How well the check does on a part of the second corpus."""

    notes: int
    flagged: int
    recall: float
    precision: float
    blocked: int
    blocked_recall: float


@cache
def figures(part: str) -> Figures:
    """The figures of a part of the second corpus. They name no note."""
    pairs = Counter((note.gives, what_is_given(note.words)) for note in judged_notes(part))

    def count(found: tuple[str, ...], expected: tuple[str, ...]) -> int:
        return sum(pairs[given_name, other] for given_name in found for other in expected)

    every, some = ("none", "flagged", "blocked"), ("flagged", "blocked")
    flagged, blocked = count(some, every), count(("blocked",), every)
    return Figures(
        count(every, every),
        flagged,
        count(some, some) / flagged,
        count(some, some) / count(every, some),
        blocked,
        count(("blocked",), ("blocked",)) / blocked,
    )


def judged_report() -> str:
    """The figures of the second corpus in docs/privacy.md, as a table."""
    lines = [
        "| part | notes | to be flagged | recall | precision | to be blocked | recall |",
        "| --- |" + " ---: |" * 6,
    ]
    for part in ("seen", "unseen"):
        scored = figures(part)
        cells = [
            part,
            scored.notes,
            scored.flagged,
            f"{scored.recall:.3f}",
            f"{scored.precision:.3f}",
        ]
        cells += [scored.blocked, f"{scored.blocked_recall:.3f}"]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def write_figures() -> None:
    """Write both tables into docs/privacy.md, each in the place of the one with the same head."""
    text = DOCS.read_text("utf-8")
    for table in (judged_report(), report()):
        head = table.partition("\n")[0]
        before, _, after = text.partition(head)
        rest = after.split("\n")
        while rest and (not rest[0] or rest[0].startswith("|")):
            if not rest[0] and len(rest) > 1 and not rest[1].startswith("|"):
                break
            rest.pop(0)
        text = before + table + "\n" + "\n".join(rest)
    DOCS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_figures()
