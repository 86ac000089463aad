"""Find the words on a page that are neither as issued, nor taken, nor reported: nothing is lost in
silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from os.path import commonprefix
from typing import TYPE_CHECKING

from handout.edits.box_units import prose_units
from handout.edits.diff import no_words
from handout.edits.units import Unit
from handout.sources.edited.html_lines import BOX_SIGNS, INLINE, classes, without_bullet
from handout.sources.edited.record import Record, RecordedBlock
from handout.sources.fields.fields import FIELDS, value_names
from handout.sources.markdown.document import Item
from handout.sources.markdown.field_marks import NONCHARACTERS, replace_marks
from handout.sources.markdown.normalize import stretches
from handout.sources.markdown.writer import DROPPED, SPACE, plain_text, tidy

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Signs (emoji, arrows) are words too; what only divides words is not: it changes with every
# program.
_WORD = re.compile(r"[^\W_]+|[^\w\s\u2000-\u206f\u20e3\ufe00-\ufe0f]")
_DIVIDERS = frozenset("!\"#%&'()*,-./:;?@[\\]_{}¡§«¶·»¿•|" + BOX_SIGNS)
_MOST_IN_NOTE = 300  # characters
_NUMBER = re.compile(r"\s*\d+[.)]\s*")  # before a person: it is their place in the list
_UNSEEN_TAGS = frozenset({"script", "style", "template", "head"})

FRAME_FIELDS = frozenset(
    name
    for name in value_names()
    if FIELDS[name.partition(".")[0]].box in ("nameplate", "foot", "picture")
)
"""The fields that stand outside the boxes."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand together on a page.

    `block` is the id of their box, "" outside the boxes that were issued.
    """

    block: str
    text: str


def words_in(text: str) -> Counter[str]:
    """Return the words of `text`, with how often each is there."""
    return Counter(word[0] for word in _find_words(text))


def added_words(old: str, new: str) -> Counter[str]:
    """Return the words that `new` has and `old` has not, or not as often."""
    return words_in(new) - words_in(old)


def unit_words(units: Iterable[Unit], look_up: Callable[[str], str] = no_words) -> str:
    """Return the words of units as people see them, one line for each cell; `look_up` gives the
    words of the fields in them.
    """
    return "\n".join(chain.from_iterable(_cell_texts(unit, look_up) for unit in units))


def passages(root: Element, record: Record) -> tuple[Passage, ...]:
    """Return all that can be read on a page, whether or not it stands where words are read back
    from.
    """
    walk = _Walk(record.blocks)
    walk.read_element(root, "")
    walk.end_passage("")
    found = [passage for passage in walk.passages if passage.text]
    element = root.find("head/title")
    title = "" if element is None else _clean_text("".join(element.itertext()))
    # It repeats names of the sheet, and whoever replaces one everywhere replaces it there, too.
    if words_in(title) - words_in("\n".join(passage.text for passage in found)):
        found.insert(0, Passage("", title))
    return tuple(found)


def untaken_passages(
    page_passages: Iterable[Passage],
    record: Record,
    taken: Mapping[str, int],
    replaced: Mapping[str, str],
) -> list[Passage]:
    """Return what the page says and the issued page did not, without the words in `taken`.

    Those were taken or told. Each passage is a run of words from the first to the last that is left
    over in its passage. `replaced` are the words of fields as issued, with those that were taken
    for them: whoever replaces a name everywhere replaces it also where the sheet repeats it.
    """
    names = _names_replaced(replaced)
    lines = _issued_lines(record, {passage.block for passage in page_passages})
    changed = [passage for passage in page_passages if not _use_line(lines, passage)]
    issued = {block: words_in("\n".join(texts.elements())) for block, texts in lines.items()}
    taken_left = Counter(taken)
    untaken = []
    for passage in changed:
        words_left = []
        for word in _find_words(_strip_number(passage, record)):
            is_issued = _use_up(issued.get(passage.block), word[0])
            if not is_issued and not _use_up(taken_left, word[0]):
                words_left.append(word)
        if words_left and not _use_up(lines.get(passage.block), _old_line(passage.text, names)):
            text = words_left[0].string[words_left[0].start() : words_left[-1].end()]
            untaken.append(Passage(passage.block, text))
    return untaken


def missing_words(page_passages: Iterable[Passage], record: Record) -> str:
    """Return the words outside the boxes that were issued and are gone, but for those that fields
    say.

    The first line of the frame is what the page is called: a Word file has no such line.
    """
    words_present = Counter[str]()
    for passage in page_passages:
        if not passage.block:
            words_present += words_in(passage.text)
    lines = "\n".join(record.frame[1:])
    field_words = "\n".join(text for name, text in record.fields.items() if name in FRAME_FIELDS)
    missing = words_in(lines) - words_present - words_in(field_words)
    words = []
    for word in _find_words(lines):
        if _use_up(missing, word[0]):
            words.append(word[0])
    return " ".join(words)


@dataclass
class _Walk:
    """A walk that puts words together as a browser shows them.

    An element that is not part of a line ends a passage. `run` are the words since the last end.
    """

    blocks: Mapping[str, RecordedBlock]
    passages: list[Passage] = field(default_factory=list)
    run: list[str] = field(default_factory=list)

    def read_element(self, element: Element, block: str) -> None:
        tag: object = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN_TAGS or element.get("data-ui") is not None:
            return
        named = element.get("data-block", "").strip() or element.get("id", "").strip()
        within = named if named in self.blocks else block
        inline = tag in INLINE and not classes(element) & {"hint", "waiting"}
        if not inline:
            self.end_passage(block)
        self.run.append(element.text or "")
        for child in element:
            self.read_element(child, within)
            self.run.append(child.tail or "")
        if not inline:
            self.end_passage(within)

    def end_passage(self, block: str) -> None:
        text = without_bullet("".join(self.run))
        self.passages.append(Passage(block, _clean_text(text)))
        self.run.clear()


def _issued_lines(record: Record, present: set[str]) -> dict[str, Counter[str]]:
    """Return the lines of the page as it was issued, by box; those of a box without its marks may
    stand anywhere.
    """
    lines: dict[str, Counter[str]] = {"": Counter(map(line_key, record.frame))}
    for id in record.blocks:
        counter = lines.setdefault(id if id in present else "", Counter())
        counter.update(line_key(text) for text in block_lines(record, id))
    return lines


def block_lines(record: Record, id: str) -> Iterator[str]:
    """Yield the lines of a box as it was issued, each cell of a table a line."""
    block = record.blocks[id]
    yield block.title
    yield from block.fixed
    for prose in (block.text, *block.waiting.values()):
        for unit in prose_units(prose):
            yield from _cell_texts(unit, lambda name: record.fields.get(name, ""))
    for row in block.rows:
        if block.holds == "contacts":
            yield from (_NUMBER.sub("", row[0], 1), *row[1:])
        elif block.holds == "facts" and row[1]:
            yield from row[:2]  # the third is what it would say if it said nothing
        else:
            yield from row


def _cell_texts(unit: Unit, look_up: Callable[[str], str]) -> Iterator[str]:
    for words in _cell_words(unit):
        yield replace_marks(words, lambda field: look_up(field.name))


@lru_cache(maxsize=1024)  # the lines of a page as issued: see prose_units
def _cell_words(unit: Unit) -> tuple[str, ...]:
    cells = Item("", unit.text).cells if unit.kind in ("row", "head") else (unit.text,)
    return tuple(plain_text(tidy(stretches(cell))) for cell in cells)


def _use_line(lines: Mapping[str, Counter[str]], passage: Passage) -> bool:
    """Return whether the passage is a line of the issued page; then that line is used up."""
    return _use_up(lines.get(passage.block), line_key(passage.text))


def _use_up(counter: Counter[str] | None, word: str) -> bool:
    if not counter or counter[word] <= 0:
        return False
    counter[word] -= 1
    return True


def _names_replaced(replaced: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what fields say now and said before, as lines of words, the longest first.

    None without a letter: a number may be another one that happens to be the same.
    """
    keys = {line_key(new): line_key(old) for old, new in replaced.items()}
    keys = {new: old for new, old in keys.items() if any(map(str.isalpha, new))}
    return tuple(sorted(keys.items(), key=lambda key: -len(key[0])))


def _old_line(text: str, names: Iterable[tuple[str, str]]) -> str:
    """Return the words of a line with what fields said before in place of what they say now."""
    line = f" {line_key(text)} "
    for new, old in names:
        line = line.replace(f" {new} ", f" {old} ")
    return line.strip()


def _strip_number(passage: Passage, record: Record) -> str:
    """Return the words of a passage without the number that stands before a person, also where
    their box has lost its marks.
    """
    block, text = record.blocks.get(passage.block), _NUMBER.sub("", passage.text, 1)
    if block:
        return text if block.holds == "contacts" else passage.text
    people = (block for block in record.blocks.values() if block.holds == "contacts")
    rows = chain.from_iterable(block.rows for block in people)
    roles = {line_key(_NUMBER.sub("", row[0], 1)) for row in rows}
    return text if line_key(text) in roles else passage.text


def line_key(text: str) -> str:
    """Return the words of a line alone: the same for two lines that differ in what only divides
    words.
    """
    return " ".join(word[0] for word in _find_words(text))


def _find_words(text: str) -> Iterator[re.Match[str]]:
    return (word for word in _WORD.finditer(text) if word[0] not in _DIVIDERS)


def _clean_text(text: str) -> str:
    return SPACE.sub(" ", DROPPED.sub("", NONCHARACTERS.sub("", text))).strip()


def in_note(text: str) -> str:
    """Return `text` as a note shows it: whole, unless it is very long. All of it stands in the
    copy.
    """
    line = " ".join(text.split())
    if len(line) <= _MOST_IN_NOTE:
        return line
    return f"{line[: 2 * _MOST_IN_NOTE // 3]} … {line[-_MOST_IN_NOTE // 3 :]}"


def new_part(old: str, new: str) -> str:
    """Return `new` from its first word that is not in `old` to its last; all of it, if only words
    were taken out.
    """
    before, after = old.split(), new.split()
    start = len(commonprefix([before, after]))
    end = len(commonprefix([before[start:][::-1], after[start:][::-1]]))
    return " ".join(after[start : len(after) - end]) or new
