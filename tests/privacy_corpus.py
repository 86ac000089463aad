"""The corpus of notes for the privacy check, and how well the check does on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from paths import CASES

from handout.layering.compose import Handout
from handout.layering.overlay import Origin, SourcedValue
from handout.privacy.check import privacy_problems
from handout.problems import Position
from handout.sources.content.layer import Level
from handout.sources.fields.field_reader import PlacedValue

FOLDER = CASES / "privacy"
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
    found = []
    for number, line in enumerate((FOLDER / f"{part}.tsv").read_text("utf-8").splitlines(), 1):
        if not line.startswith("#"):
            rules, name, words = line.split("\t")
            expected = frozenset() if rules == "-" else frozenset(rules.split(","))
            found.append(Note(number, expected, name, words.replace("\\n", "\n")))
    return tuple(found)


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
    found = privacy_problems(Handout(values=values), staff=STAFF, student_names=student_names)
    return frozenset(one.code.removeprefix("privacy-") for one in found)


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
        found = rules_found(note.words, note.field)
        pairs = [(rule, rule in found, rule in note.rules) for rule in found | note.rules]
        for rule, is_found, expected in [*pairs, (ANY, bool(found), bool(note.rules))]:
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
        {rule for one in parts.values() for rule in (*one.hits, *one.missed, *one.false)} - {ANY}
    )
    lines = [
        "| rule | notes | precision | recall | notes | precision | recall |",
        "| --- |" + " ---: |" * 6,
    ]
    for rule in (*rules, ANY):
        cells = [rule]
        for one in parts.values():
            count = one.hits[rule] + one.missed[rule]
            cells += [str(count), f"{one.precision(rule):.2f}", f"{one.recall(rule):.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
