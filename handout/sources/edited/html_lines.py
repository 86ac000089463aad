"""An HTML file that anyone may have edited, as the lines of words in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from handout.sources.edited.html_line import Line
from handout.sources.fields.written_fields import is_field_name
from handout.sources.markdown.field_marks import (
    NONCHARACTERS,
    FieldMark,
    make_mark,
    shown_text,
)
from handout.sources.markdown.writer import Stretch, plain_text, tidy
from handout.sources.pictures.picture import PICTURE_USES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BOLD, _ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em", "cite"})
_FACELESS = frozenset(
    "span font a u s small big sub sup abbr mark code tt kbd var label bdi bdo ins del q "
    "input".split()
)
INLINE = _BOLD | _ITALIC | _FACELESS
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# Pasted in, these are dropped, and it is told.
FOREIGN = frozenset(
    "script style img svg video audio canvas iframe object embed select textarea link math "
    "template".split()
)
_OF_LINES = _HEADINGS | {"ul", "ol", "li", "table", "tr", "td", "th"}
_UNREAD_TAGS = frozenset("button noscript colgroup col caption head title meta base".split())
_OUR_CLASSES = frozenset({"code", *(use.mark for use in PICTURE_USES)})
_OUR_SCRIPTS = frozenset({"record", "editor-words", "editor"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)")
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)")
# What Word writes before a paragraph that is a bullet of a list: its sign (in Symbol, Courier New
# or Wingdings) or number, and spaces that do not break. A mail program keeps only that of the list.
_WORD_BULLET = re.compile(r"\s*(?:[\u00b7\uf0b7\uf0a7o§•]|(\d{1,2})[.)])\u00a0[\u00a0\s]*")
_EMPTY_BOXES, _TICKED_SIGNS = "☐□❑◯", "☑☒✓✔✅"
BOX_SIGNS = _EMPTY_BOXES + _TICKED_SIGNS


def classes(element: Element) -> frozenset[str]:
    """Return its classes; none for a comment."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return frozenset()
    return frozenset(element.get("class", "").split())


def words_of(element: Element) -> str:
    """Return the words in it, with a space where a line ends."""
    return plain_text(tidy([Stretch("".join(_element_texts(element)))]))


def _element_texts(element: Element) -> Iterator[str]:
    """Yield the texts in an element. A comment has none."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return
    between = "" if element.tag in INLINE else " "
    yield between + (element.text or "")
    for child in element:
        yield from _element_texts(child)
        yield child.tail or ""
    yield between


def without_bullet(text: str) -> str:
    """Return the words of a line without the bullet or number that Word wrote before them."""
    bullet = _WORD_BULLET.match(text)
    return text[bullet.end() :] if bullet else text


class Enter(NamedTuple):
    """An element begins. One with the class waiting ends at once: its words are ours."""

    element: Element


class Leave(NamedTuple):
    element: Element


Event = Line | Enter | Leave


def events(root: Element, foreign: Counter[str]) -> Iterator[Event]:
    """Return the lines in `root` and the elements they stand in, in the order of the document.

    What a handout cannot hold (scripts, pictures, handlers) is left out and counted in `foreign` by
    its name.
    """
    return _LineReader(foreign).read_children(root, Line("p"))


class _LineReader:
    """Reads the lines of a page; `run` are the words since the last line ended."""

    def __init__(self, foreign: Counter[str]) -> None:
        self.foreign = foreign
        self.run: list[Stretch] = []

    def read_children(
        self, element: Element, line: Line, face: Stretch = Stretch("")
    ) -> Iterator[Event]:
        """Yield everything in `element`.

        Its words are a `line` where no element in it says what they are.
        """
        yield Enter(element)
        self.add_text(element.text, face)
        for child in element:
            if self.is_read(child):
                if _is_field(child):
                    self.run.append(self.read_field(child, face))
                else:
                    yield from self.read_child(child, line, face)
            elif "waiting" in classes(child):
                yield from (Enter(child), Leave(child))
            self.add_text(child.tail, face)
        if element.tag not in INLINE:
            yield from self.end_line(line)
        yield Leave(element)

    def read_child(self, child: Element, line: Line, face: Stretch) -> Iterator[Event]:
        tag, item = child.tag, line.kind in ("ul", "ol")
        if tag in INLINE:
            yield from self.read_children(child, line, _merge_face(child, face))
            return
        yield from self.end_line(line)
        if tag == "li" or (tag in ("p", "div", *_HEADINGS) and item):
            yield from self.read_children(child, _item_line(child, line))
        elif tag == "p" or tag in _HEADINGS:
            yield from self.read_children(child, Line(tag))
        elif tag in ("ul", "ol", "menu"):
            kind = "ol" if tag == "ol" else "ul"
            yield from self.read_children(child, Line(kind, ticks="ticks" in classes(child)))
        elif tag == "tr":
            yield from self.read_row(child)
        else:
            yield from self.read_children(child, line if item else Line("p"))

    def read_row(self, row: Element) -> Iterator[Event]:
        yield Enter(row)
        row_cells = [cell for cell in row if cell.tag in ("td", "th") and self.is_read(cell)]
        cells = tuple(tidy(self.read_cell(cell, Stretch(""))) for cell in row_cells)
        if cells:
            is_head = all(cell.tag == "th" for cell in row_cells)
            yield Line("head" if is_head else "row", cells)
        yield Leave(row)

    def read_cell(self, element: Element, face: Stretch) -> Iterator[Stretch]:
        yield face._replace(text=_text(element.text))
        for child in element:
            if self.is_read(child) and _is_field(child):
                yield self.read_field(child, face)
            elif self.is_read(child):
                between = "" if child.tag in INLINE else " "
                yield face._replace(text=between)
                yield from self.read_cell(child, _merge_face(child, face))
                yield face._replace(text=between)
            yield face._replace(text=_text(child.tail))

    def read_field(self, element: Element, face: Stretch) -> Stretch:
        """Return the mark of a field that stands in a line, whatever is in its element."""
        stretches = list(self.read_cell(element, _merge_face(element, face)))
        inside = plain_text(stretches)
        words = shown_text(plain_text(tidy([Stretch(inside)])))
        # A field has one face: a part of it that was made bold is no edit of its line.
        faces = {stretch[1:] for stretch in stretches if stretch.text.strip()}
        face = Stretch("", *faces.pop()) if len(faces) == 1 else _merge_face(element, face)
        mark = make_mark(FieldMark((element.get("data-field") or "").strip(), words))
        # A browser puts the space that is typed behind a field into it.
        before = " " if words and inside[:1].isspace() else ""
        after = " " if words and inside[-1:].isspace() and _begins_word(element.tail) else ""
        return face._replace(text=before + mark + after)

    def is_read(self, element: Element) -> bool:
        """Return whether its words are read."""
        tag: object = element.tag
        if not isinstance(tag, str):  # a comment
            return False
        namespace, _, name = tag.rpartition("}")
        foreign = bool(namespace) or name in FOREIGN
        if foreign and not (classes(element) & _OUR_CLASSES or element.get("id") in _OUR_SCRIPTS):
            self.foreign[name] += 1
        attributes = element.keys()
        self.foreign.update(name for name in attributes if name.startswith("on"))
        if foreign or tag in _UNREAD_TAGS or element.get("data-ui") is not None:
            return False
        marks = classes(element)
        if marks & {"waiting", "hint"}:
            return False
        if "unsaid" not in marks:
            return True
        # What a row would say if its fields said anything.
        fields = [inner for inner in element.iter() if inner.get("data-field")]
        return any(map(words_of, fields))

    def add_text(self, text: str | None, face: Stretch) -> None:
        if text:
            self.run.append(face._replace(text=_text(text)))

    def end_line(self, line: Line) -> Iterator[Line]:
        words, self.run = self.run, []
        bullet = _WORD_BULLET.match("".join(stretch.text for stretch in words))
        if bullet and line.kind == "p":
            words = _without_start(words, bullet.end())
            line = replace(line, kind="ol" if bullet[1] else "ul")
        run = tidy(words)
        if not run:
            return
        ticked = line.ticked
        if line.kind in ("p", "ul") and run[0].text[0] in _EMPTY_BOXES + _TICKED_SIGNS + "•":
            mark, first_words = run[0].text[0], run[0]._replace(text=run[0].text[1:])
            run, ticked = tidy([first_words, *run[1:]]), ticked or mark in _TICKED_SIGNS
            line = replace(line, kind="ul", ticks=line.ticks or mark != "•")
        if run:
            yield replace(line, cells=(run,), ticked=ticked)


def _text(text: str | None) -> str:
    """Return text of the page without the characters that marks of ours are made of."""
    return NONCHARACTERS.sub("", text or "")


def _without_start(stretches: list[Stretch], length: int) -> list[Stretch]:
    """Return stretches of words without their first `length` characters."""
    left = []
    for stretch in stretches:
        left.append(stretch._replace(text=stretch.text[length:]))
        length = max(0, length - len(stretch.text))
    return left


def _is_field(element: Element) -> bool:
    """Return whether an element is a field within a line, and not around several lines."""
    name = element.get("data-field")
    if not name or element.tag not in INLINE or not is_field_name(name.strip()):
        return False
    return not any(inner.tag in _OF_LINES for inner in element.iter())


def _begins_word(text: str | None) -> bool:
    return not text or text[0].isalnum()


def _item_line(element: Element, line: Line) -> Line:
    boxes = [box for box in element.iter("input") if box.get("type", "").lower() == "checkbox"]
    ticked = "ticked" in classes(element) or any(box.get("checked") is not None for box in boxes)
    kind = line.kind if line.kind in ("ul", "ol") else "ul"
    return Line(kind, ticks=line.ticks or bool(boxes), ticked=line.ticked or ticked)


def _merge_face(element: Element, face: Stretch) -> Stretch:
    tag, style = element.tag, element.get("style", "").lower()
    bold = (tag in _BOLD or bool(_BOLD_STYLE.search(style))) and not _PLAIN_STYLE.search(style)
    italic = tag in _ITALIC or bool(_ITALIC_STYLE.search(style))
    href = element.get("href", "") if tag == "a" else ""
    return Stretch("", face.bold or bold, face.italic or italic, href or face.href)
