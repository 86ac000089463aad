"""What a sheet is made of: its sides, the panels on them, and what each kind of panel says."""

from __future__ import annotations

from dataclasses import dataclass

from handout.layering.compose import ComposedBlock, Handout
from handout.layout.phrase import Phrase
from handout.problems import Position
from handout.sources.markdown.document import Bullets, Item, Part


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of Find it fast. With nothing said it is a writing line, `hint` a word within it.

    `unsaid` is what the row would say, with its fields empty.
    """

    key: str
    label: str
    said: Phrase
    unsaid: Phrase = ()
    hint: str = ""
    picture: str = ""  # the text of a QR code


@dataclass(frozen=True, slots=True)
class Drill:
    sign: str
    label: str
    field: str
    said: Phrase


@dataclass(frozen=True, slots=True)
class Help:
    answer: Phrase
    drills: tuple[Drill, ...]


@dataclass(frozen=True, slots=True)
class Note:
    parts: tuple[Part, ...]
    sign: Phrase


@dataclass(frozen=True, slots=True)
class Facts:
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Rows of four cells: time, what the class does, what she does, where."""

    rows: tuple[tuple[Phrase, ...], ...]
    positions: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Rows of role, name and how to reach; the first `ordered` of them are asked in this order."""

    rows: tuple[tuple[Phrase, ...], ...]
    ordered: int


OWN_CLASS = ("say", "lifeline")  # ids of paragraphs that have rules of their own

Content = Help | Note | Facts | Schedule | People


@dataclass(frozen=True, slots=True)
class Panel:
    """A block as it stands on its side. `title` may speak of the teacher."""

    block: ComposedBlock
    title: Phrase
    content: Content | None = None

    @property
    def locked(self) -> bool:
        return self.block.locked


@dataclass(frozen=True, slots=True)
class Nameplate:
    name: Phrase
    lines: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Foot:
    """The last lines of a side; a blank in them is to be written on."""

    lines: tuple[Phrase, ...]
    turn: bool = False
    rules: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the sheet: front, back or extra."""

    name: str
    panels: tuple[Panel, ...]
    foot: Foot
    nameplate: Nameplate | None = None
    title: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the paper, whatever its theme and density. `pages` is the count asked for, without extras."""

    handout: Handout
    sides: tuple[Side, ...]
    pages: int
    title: str


def list_columns(part: Bullets, span: int) -> int:
    """In how many columns a list stands: wide boxes set ticks in three, bullets in two."""
    return 1 if span < 20 or part.ordered else 3 if part.ticks else 2


def is_quote(item: Item) -> bool:
    """Whether a paragraph is set as words to say: all of it in italics and in quotation marks."""
    return item.text.startswith("*“") and item.id not in OWN_CLASS


def people_tables(content: People) -> list[tuple[tuple[Phrase, ...], ...]]:
    """The rows as they stand in one table, or in two: who is asked in this order, and who is for something else."""
    tables = content.rows[: content.ordered], content.rows[content.ordered :]
    return [rows for rows in tables if rows] or [()]


def stand_beside(content: People, width: float, narrow: float) -> bool:
    """Whether there are two tables of people, and room for them side by side."""
    return len(people_tables(content)) > 1 and width >= narrow
