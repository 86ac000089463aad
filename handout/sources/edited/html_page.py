"""An edited HTML file -> the boxes, lines and fields that stand in it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from handout.problems import HandoutError, Position, problem
from handout.sources.edited.html_document import (
    decode_html,
    is_cut_off,
    parse_html,
    remove_mail_prefixes,
)
from handout.sources.edited.html_limits import markup_excess, words_excess
from handout.sources.edited.html_line import Line
from handout.sources.edited.html_lines import Enter, Event, Leave, classes, events, words_of
from handout.sources.edited.second_sheet import remove_second_sheet
from handout.sources.pictures.picture import PICTURE_USES, PagePicture

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST = 4 * 1024 * 1024
SIDES = ("front", "back", "extra")
_FRAME = frozenset({"plate", "head", "foot", "figure"})
_BOXES = frozenset({"div", "section", "article", "main", "td", "body"})
_DATA = re.compile(r"data:image/[\w+]+(;base64)?,(.*)", re.DOTALL)


@dataclass
class PageBox:
    """A box of the page. `id` is "" for one that was not issued; `waiting` as in the record."""

    id: str
    side: str
    title: str = ""
    lines: list[Line] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a file says. `marked`: boxes have their marks, so that one not found was taken out;
    `classed`: their classes too, which say what kind of list each is.

    `fields` are the words of every span of a field, by its name; `frame` all words outside the
    boxes; `loose` those that stand where none belong; `foreign` counts what is not taken.
    """

    path: str
    blocks: tuple[PageBox, ...]
    fields: Mapping[str, tuple[str, ...]]
    marked: bool
    classed: bool
    frame: str
    loose: tuple[str, ...]
    foreign: Mapping[str, int]


@dataclass(frozen=True)
class Document:
    """A file as it was parsed.

    `record` is the text of its record, None if it has none, `cut` if it ends early. `pictures` are
    those of the sheet by their fields: no logo where our own sign stands. `asides` are words that
    stand beside the page. `has_changed_second`: somebody wrote in the sheet in another language.
    """

    path: str
    root: Element
    record: str | None
    cut: bool
    pictures: Mapping[str, PagePicture] = field(default_factory=dict)
    asides: tuple[str, ...] = ()
    has_changed_second: bool = False


def open_document(path: Path) -> Document:
    """Read and parse an HTML file, whoever wrote it.

    Raises HandoutError if it cannot be read or is too large.
    """
    position = Position(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise HandoutError([problem("file-missing", position)]) from error
    except OSError as error:
        code = "file-folder" if path.is_dir() else "file-unreadable"
        raise HandoutError(
            [problem(code, position, reason=error.strerror or str(error))]
        ) from error
    if len(content) > LARGEST:
        raise HandoutError([problem("page-large", position, most=LARGEST // 1024**2)])
    return parse_document(decode_html(content), str(path))


def parse_document(text: str, path: str) -> Document:
    """Return the document that `text` is.

    Raises HandoutError if it holds far more than a handout, or is too tangled.
    """
    position, text = Position(path), text.replace("\0", "")  # the parser takes long over each
    if excess := markup_excess(text, position):
        raise HandoutError([excess])
    try:
        root = parse_html(text)
        script = next(
            (element for element in root.iter("script") if element.get("id") == "record"), None
        )
    except RecursionError as error:
        raise HandoutError([problem("page-tangled", position)]) from error
    if excess := words_excess(root, position):
        raise HandoutError([excess])
    remove_mail_prefixes(root)
    has_changed_second = remove_second_sheet(root)
    record = None if script is None else "".join(script.itertext())
    return Document(
        path,
        root,
        record,
        cut=is_cut_off(root, text),
        pictures=dict(_find_pictures(root)),
        has_changed_second=has_changed_second,
    )


def _find_pictures(root: Element) -> Iterator[tuple[str, PagePicture]]:
    for use in PICTURE_USES:
        marked = [picture for picture in root.iter("img") if use.mark in classes(picture)]
        if marked:
            embedded = [picture for picture in marked if _embedded_bytes(picture)]
            picture = (embedded or marked)[0]
            yield use.field, PagePicture(_embedded_bytes(picture), picture.get("alt") or "")


def _embedded_bytes(picture: Element) -> bytes:
    """Return the bytes of a picture; b"" where they are in another file, or garbled."""
    data = _DATA.fullmatch(picture.get("src") or "")
    if not data:
        return b""
    packed = unquote_to_bytes(data[2])
    try:
        return b64decode(packed) if data[1] else packed
    except ValueError:
        return b""


def read_page(
    document: Document, titles: Mapping[str, str], is_frame: Callable[[str], bool] | None = None
) -> Page:
    """Return what `document` says.

    `titles` are the headings of the boxes it was issued with, by their ids. A box is known by its
    data-block, else by its id, else by its heading. Where boxes have none of these, `is_frame`
    tells the lines that stood outside all of them. Raises HandoutError if it is too tangled.
    """
    foreign: Counter[str] = Counter()
    root = document.root
    marked = any(element.get("data-block") for element in root.iter())
    nested = marked or any(element.get("id") in titles for element in root.iter("div"))
    reader = _PageReader(titles, nested, is_frame)
    try:
        body = root.find("body")
        for event in events(root if body is None else body, foreign):
            reader.read_event(event)
        fields = _field_words(root)
    except RecursionError as error:
        raise HandoutError([problem("page-tangled", Position(document.path))]) from error
    return Page(
        path=document.path,
        blocks=tuple(reader.blocks),
        fields=fields,
        marked=marked,
        classed=any("block" in classes(element) for element in root.iter()),
        frame=" ".join(reader.frame),
        loose=tuple(reader.loose),
        foreign=dict(foreign),
    )


def _field_words(root: Element) -> dict[str, tuple[str, ...]]:
    texts: dict[str, list[str]] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and (name := element.get("data-field")):
            texts.setdefault(name.strip(), []).append(words_of(element))
    return {name: tuple(words) for name, words in texts.items()}


class _Open(NamedTuple):
    """An element that is not closed yet, and the box that lines in it belong to.

    `framed`: none, and rightly so.
    """

    element: Element | None
    block: PageBox | None
    framed: bool = False


class _PageReader:
    """Sorts lines into boxes.

    In a `nested` page a box ends with its element, else where the next begins.
    """

    def __init__(
        self, titles: Mapping[str, str], nested: bool, is_frame: Callable[[str], bool] | None
    ) -> None:
        self.is_frame = is_frame
        self.open_containers: list[Element] = []  # what a box may be that has lost its marks
        self.ids = {title.casefold(): id for id, title in titles.items()}
        self.titles, self.nested = titles, nested
        self.blocks: list[PageBox] = []
        self.frame: list[str] = []
        self.loose: list[str] = []
        self.open = [_Open(None, None, framed=not nested)]
        self.side = ""

    def read_event(self, event: Event) -> None:
        match event:
            case Enter(element):
                if element.tag in _BOXES:
                    self.open_containers.append(element)
                self.enter_element(element)
            case Leave(element):
                if element.tag in _BOXES:
                    self.open_containers.pop()
                # An inner box may have swallowed the end of an outer one.
                if self.nested and any(entry.element is element for entry in self.open):
                    while self.open.pop().element is not element:
                        pass
            case Line():
                self.add_line(event)

    def enter_element(self, element: Element) -> None:
        marks, id = classes(element), element.get("id", "").strip()
        named, anchor = element.get("data-block", "").strip(), element.get("name", "").strip()
        if "waiting" in marks:
            if block := self.open[-1].block:
                block.waiting.add(element.get("data-item", ""))
        elif named or "block" in marks or id in self.titles or anchor in self.titles:
            known = [name for name in (named, id, anchor) if name in self.titles]
            self.start_box(element, known[0] if known else "")
        elif "side" in marks or (element.tag == "div" and id in SIDES):
            self.side = id if id in SIDES else self.side
            self.open.append(_Open(element, None, framed=not marks))
        elif marks & _FRAME:
            self.open.append(_Open(element, None, framed=True))

    def start_box(self, element: Element | None, id: str) -> None:
        last = self.blocks[-1] if self.blocks else None
        if not self.nested and last and not (last.id or last.title or last.lines):
            self.blocks.pop()  # its element said nothing of it
        # A box that is there twice was copied: the second is a new one.
        is_copy = any(block.id == id for block in self.blocks)
        self.blocks.append(PageBox("" if is_copy else id, self.side))
        entry = _Open(element, self.blocks[-1])
        self.open = [*self.open, entry] if self.nested else [entry]

    def add_line(self, line: Line) -> None:
        id = self.ids.get(line.text.casefold(), "")
        heads, entry = line.kind in ("h1", "h2"), self.open[-1]
        if id and line.kind != "row" and all(block.id != id for block in self.blocks):
            if not self.nested:
                self.start_box(None, id)
            elif heads and entry.block is None and self.open_containers:
                self.start_box(self.open_containers[-1], id)
        elif self.is_frame and not self.nested:
            if self.is_frame(line.text):
                self.frame.append(line.text)
                self.open = [_Open(None, None, framed=True)] if heads else self.open
                return
            if heads and entry.block and entry.block.title:
                self.start_box(None, "")
        entry = self.open[-1]
        if entry.block is None:
            if not line.text:
                return  # an empty field
            (self.frame if entry.framed else self.loose).append(line.text)
        elif not entry.block.title and (heads or self.is_heading(line, id, entry.block)):
            entry.block.title = line.text
        else:
            entry.block.lines.append(line)

    def is_heading(self, line: Line, id: str, block: PageBox) -> bool:
        """Return whether a line that is no heading to the program that wrote it is that of `block`;
        `id` is the box whose heading has its words, "" if none.
        """
        return not block.lines and (
            not self.nested or (line.kind != "row" and id == block.id != "")
        )
