"""The data of a sheet: its sides, the panels on them, and the content of each kind of panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handout.layering.compose import ComposedBlock, Handout
from handout.layout.sheet.phrase import Phrase, has_blank
from handout.problems import Position
from handout.sources.markdown.document import Bullets, Item, Paragraph, Part
from handout.sources.pictures.picture import Picture

# CLDR, delimiters: English, German, French, Danish, Swedish, Japanese.
_OPENING_MARKS = tuple("“„«»”‹「『")


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of Find it fast. With nothing said it is a writing line, `hint` a word within it.

    `empty_value` is what the row would say, with its fields empty. A `spare` row is left out where
    room is short and it says nothing.
    """

    key: str
    label: str
    value: Phrase
    empty_value: Phrase = ()
    hint: str = ""
    picture: str = ""  # the text of a QR code
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Drill:
    sign: str
    label: str
    field: str
    value: Phrase


@dataclass(frozen=True, slots=True)
class HelpContent:
    answer: Phrase
    drills: tuple[Drill, ...]


@dataclass(frozen=True, slots=True)
class NoteContent:
    """A note and who signs it; `language` is that of the note if it is not the sheet's."""

    parts: tuple[Part, ...]
    sign: Phrase
    language: str = ""


@dataclass(frozen=True, slots=True)
class FactsContent:
    rows: tuple[Fact, ...]

    @property
    def frugal(self) -> FactsContent:
        """Return it without the empty rows that can be spared."""
        return FactsContent(tuple(row for row in self.rows if row.value or not row.spare))


@dataclass(frozen=True, slots=True)
class ScheduleContent:
    """Rows of four cells: time, what the class does, what the aide does, where.

    With `to_be_continued` more of the day is to be written by hand.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Phrase, ...], ...]
    positions: tuple[Position, ...] = ()
    to_be_continued: bool = False


@dataclass(frozen=True, slots=True)
class PeopleContent:
    """Rows of role, name and how to reach; the first `ordered` of them are asked in this order.

    `heads` are those of the columns: of the people in order, of the others.
    """

    heads: tuple[tuple[str, ...], tuple[str, ...]]
    rows: tuple[tuple[Phrase, ...], ...]
    ordered: int

    @property
    def has_gaps(self) -> bool:
        """Tell whether a cell is to be written by hand: then all rows are as high as its line."""
        return not all(all(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """One table of people as it stands on the sheet: its columns' heads and its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Phrase, ...], ...]


SECOND_HALF = "-2"
"""The end of the name of a side that is the second half of another."""

STYLED_PARAGRAPHS = ("say", "lifeline")  # ids of paragraphs that have rules of their own

PanelContent = HelpContent | NoteContent | FactsContent | ScheduleContent | PeopleContent


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """A block as it stands on its side. `title` may speak of the teacher."""

    block: ComposedBlock
    title: Phrase
    content: PanelContent | None = None

    @property
    def locked(self) -> bool:
        return self.block.locked


@dataclass(frozen=True, slots=True)
class Nameplate:
    """The aide's name, and the lines below it: one to write a name on first, if none is known."""

    name: Phrase
    lines: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class PageFoot:
    """The last lines of a side; a blank in them is to be written on.

    `turn` says where the sheet goes on: two words that stand out, and the rest. `signed` are the
    words before each line to sign on: of the aide, of who leads them, of the date. `note_lines` to
    write on stand above them, where a side has room for some.
    """

    lines: tuple[Phrase, ...]
    turn: tuple[str, ...] = ()
    rules: Phrase = ()
    signed: tuple[str, ...] = ()
    note_lines: int = 0

    @property
    def printed(self) -> PageFoot:
        """Return it without what is to be written."""
        return replace(self, lines=tuple(line for line in self.lines if not has_blank(line)))

    def with_blanks_of(self, other: PageFoot) -> PageFoot:
        """Return it with what is to be written in `other`."""
        blanks = tuple(line for line in other.lines if has_blank(line))
        return replace(self, lines=(*self.lines, *blanks))


@dataclass(frozen=True, slots=True)
class SidePicture:
    """A picture that has a side of its own, what it shows in words, and what stands below it."""

    picture: Picture
    shows: str
    caption: Phrase


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the sheet: front, back, extra, or that of the picture, which has no panels.

    Larger text has two for each: some of its panels go to the `second_half`, which has none yet.
    """

    name: str
    panels: tuple[Panel, ...]
    foot: PageFoot
    nameplate: Nameplate | None = None
    title: str = ""
    lead: str = ""
    second_half: Side | None = None
    picture: SidePicture | None = None

    @property
    def half_of(self) -> str:
        """Return the side of which this is the whole, or a half."""
        return self.name.removesuffix(SECOND_HALF)

    @property
    def is_second_half(self) -> bool:
        return self.name.endswith(SECOND_HALF)


@dataclass(frozen=True, eq=False, slots=True)
class SheetLayout:
    """Everything on the paper, whatever its theme and density.

    `pages` is the count asked for, without extras.
    """

    handout: Handout
    sides: tuple[Side, ...]
    pages: int
    title: str


def list_columns(part: Bullets, span: int) -> int:
    """Return in how many columns a list stands: wide boxes set ticks in three, bullets in two."""
    if span < 20 or part.ordered:
        return 1
    return 3 if part.ticks else 2


def is_lifeline(part: Part) -> bool:
    """Return whether a part of the help card is the line that stands beside its heading."""
    return isinstance(part, Paragraph) and part.item.id == "lifeline"


def is_quote(item: Item) -> bool:
    """Tell whether a paragraph is words to say: all in italics and in quotation marks."""
    return bool(quote_start(item.text)) and item.id not in STYLED_PARAGRAPHS


def quote_start(text: str) -> str:
    """Return the star and the quotation mark with which words to say begin; "" for other words."""
    return text[:2] if text[:1] == "*" and text[1:2] in _OPENING_MARKS else ""


def people_tables(content: PeopleContent) -> list[PeopleTable]:
    """Return the rows as they stand in one table, or in two.

    Who is asked in this order, and who is for something else.
    """
    in_order, others = content.rows[: content.ordered], content.rows[content.ordered :]
    tables = [PeopleTable(content.heads[0], in_order)] if in_order or not others else []
    # Without anyone to ask in order the table is the first, and has the first one's heads.
    return [*tables, PeopleTable(content.heads[len(tables)], others)] if others else tables


def has_tables_side_by_side(content: PeopleContent, width: float, narrow: float) -> bool:
    """Tell whether there are two tables of people, and room for them side by side."""
    return len(people_tables(content)) > 1 and width >= narrow
