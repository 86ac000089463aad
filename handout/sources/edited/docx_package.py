"""A Word file that anyone may have edited, its parts read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from posixpath import normpath
from struct import error as StructError  # noqa: N812
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import ZipFile

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.edited.docx_bookmarks import RECORD
from handout.sources.edited.second_sheet import SecondSheet, cut_second_sheet
from handout.sources.pictures.drawings import Drawing
from handout.sources.pictures.picture import PICTURE_USES
from handout.sources.spreadsheet.safe_zip import DAMAGED, Limits, open_archive

_LIMITS = Limits(packed=16 * 2**20, unpacked=64 * 2**20, ratio=200)
_MOST_XML = 16 * 2**20
_DEEPEST_STYLE = 20  # styles that are based on one another
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)|<\0!\0|\0<\0!", re.IGNORECASE)
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
_MARKS = frozenset(use.mark for use in PICTURE_USES)
_MOST_PICTURE = max(use.most_bytes for use in PICTURE_USES)
_OFF_VALUES = {"0", "false", "off", "none"}


@dataclass(frozen=True)
class Style:
    """What a style says of its paragraphs or words.

    `list` is the number of the list it counts in.
    """

    name: str
    bold: bool = False
    italic: bool = False
    list: str = ""


@dataclass(frozen=True)
class WordFile:
    """A .docx: its body, and what the body refers to by id.

    `record` is "" where a program dropped it. `drawings` are the pictures that show something, or
    may. `asides` are the words that stand beside the body: at the head
    and foot of the paper, in notes, comments and text boxes. `second` is the sheet in another
    language behind the first, which is taken out of the body.
    """

    body: Element
    styles: Mapping[str, Style] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)  # number -> format: bullet, decimal, ...
    links: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    drawings: tuple[Drawing, ...] = ()
    asides: tuple[str, ...] = ()
    second: SecondSheet | None = None


def local(element: Element) -> str:
    """Return the name of an element without its namespace, which differs between the two kinds of
    .docx.
    """
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute by its name without the namespace; "" if there is none."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def descendants(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of this name within `element`, in the order of the file."""
    return (inner for inner in element.iter() if local(inner) == name)


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first element along a path of names."""
    for name in names:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def is_on(properties: Element | None, name: str) -> bool:
    """Return whether a switch like bold is on in `properties`."""
    switch = child(properties, name)
    return switch is not None and attribute(switch, "val").lower() not in _OFF_VALUES


def is_hidden_run(element: Element) -> bool:
    """Return whether `element` is a run with words that are hidden.

    A separator alone is ours: it is hidden where a line ends in its place.
    """
    if local(element) != "r" or not is_on(child(element, "rPr"), "vanish"):
        return False
    return any(map(str.isalnum, _text_within(element)))


def open_word_file(path: Path) -> WordFile:
    """Return the Word file at `path`.

    Raises HandoutError if it is none, is damaged, has macros or is not safe to open.
    """
    position = Position(str(path))
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError as error:
        raise HandoutError([problem("file-missing", position)]) from error
    except OSError as error:
        code = "file-folder" if path.is_dir() else "file-unreadable"
        raise HandoutError(
            [problem(code, position, reason=error.strerror or str(error))]
        ) from error
    if start == _OLE:
        raise HandoutError([problem("docx-old", position)])
    try:
        with open_archive(path, _LIMITS) as archive:
            return _read_parts(archive, position)
    except HandoutError as error:
        raise HandoutError([_as_word_problem(each, position) for each in error.problems]) from error
    except (*DAMAGED, ParseError, LookupError, ValueError, StructError) as error:
        raise HandoutError([problem("docx-damaged", position)]) from error


# A Word file is an archive, but nobody who is told of one knows that.
_WORD_CODES = {
    "archive-damaged": "docx-damaged",
    "archive-locked": "docx-locked",
    "archive-large": "docx-unsafe",
    "archive-unpacked": "docx-unsafe",
    "archive-many": "docx-unsafe",
    "archive-bomb": "docx-unsafe",
    "archive-path": "docx-unsafe",
    "archive-twice": "docx-unsafe",
}


def _as_word_problem(archive_problem: Problem, position: Position) -> Problem:
    code = _WORD_CODES.get(archive_problem.code)
    return problem(code, position) if code else archive_problem


def _read_parts(archive: ZipFile, position: Position) -> WordFile:
    names = set(archive.namelist())
    if "word/document.xml" not in names:
        raise HandoutError([problem("docx-other", position)])
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if has_macros or b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise HandoutError([problem("docx-macros", position)])
    parts = {}
    main_parts = (
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/_rels/document.xml.rels",
    )
    records = sorted(name for name in names if re.fullmatch(r"customXml/item\d+\.xml", name))[:20]
    aside_parts = sorted(filter(_ASIDE.fullmatch, names))[:40]
    for name in (*main_parts, *records, *aside_parts):
        if name not in names:
            continue
        content = archive.read(name)
        if len(content) > _MOST_XML or _DOCTYPE.search(content):
            raise HandoutError([problem("docx-unsafe", position)])
        parts[name] = fromstring(content)
    document, styles, numbering, relations = (parts.get(name) for name in main_parts)
    body = child(document, "body")
    if body is None:
        raise HandoutError([problem("docx-damaged", position)])
    second = cut_second_sheet(body)
    record_parts = [parts[name] for name in records if parts[name].tag == f"{{{RECORD}}}record"]
    roots = [*(parts[name] for name in aside_parts), *descendants(body, "txbxContent")]
    asides = (*chain.from_iterable(map(_paragraph_texts, roots)), *_unread_words(body))
    return WordFile(
        body=body,
        styles=_read_styles(styles),
        lists=_read_lists(numbering),
        links=_read_links(relations),
        record=(record_parts[0].text or "") if record_parts else "",
        drawings=tuple(_read_drawings(archive, body, relations)),
        asides=tuple(dict.fromkeys(asides)),  # older programs are told the same words again
        second=second,
    )


def _paragraph_texts(root: Element) -> Iterator[str]:
    """Yield the paragraphs in `root`."""
    for paragraph in descendants(root, "p"):
        words = _text_within(paragraph)
        if words.strip():
            yield words


def _text_within(element: Element) -> str:
    return "".join(text.text or "" for text in descendants(element, "t"))


def _unread_words(body: Element) -> Iterator[str]:
    """Yield the words within a line that no reader of boxes takes: hidden ones, readings over
    others (ruby), and what one program shows in the place of something else.
    """
    for element in body.iter():
        name = local(element)
        if is_hidden_run(element) or name in ("rt", "AlternateContent"):
            words = _text_within(element)
            if words.strip():
                yield words


def _read_drawings(archive: ZipFile, body: Element, relations: Element | None) -> Iterator[Drawing]:
    targets = {attribute(each, "Id"): attribute(each, "Target") for each in relations or ()}
    for drawing in descendants(body, "drawing"):
        properties = next(descendants(drawing, "docPr"), None)
        target = targets.get(attribute(next(descendants(drawing, "blip"), None), "embed"), "")
        name, shows = attribute(properties, "name"), attribute(properties, "descr")
        if shows or name in _MARKS:  # what shows nothing is decoration
            yield Drawing(name, shows, _read_picture(archive, target))


def _read_picture(archive: ZipFile, target: str) -> bytes:
    # OPC: a target that begins with a slash counts from the top of the archive.
    name = normpath(f"word/{target}") if not target.startswith("/") else target[1:]
    try:
        is_small = archive.getinfo(name).file_size <= _MOST_PICTURE
        return archive.read(name) if is_small else b""
    except (*DAMAGED, KeyError):  # the words are read all the same
        return b""


def _read_links(relations: Element | None) -> dict[str, str]:
    """Return the addresses that the file links to, by the ids of their relations."""
    links = {}
    for relation in relations if relations is not None else ():
        if attribute(relation, "TargetMode") == "External":
            links[attribute(relation, "Id")] = attribute(relation, "Target")
    return links


def _read_styles(root: Element | None) -> dict[str, Style]:
    children = [] if root is None else [each for each in root if local(each) == "style"]
    elements = {attribute(each, "styleId"): each for each in children}
    styles: dict[str, Style] = {}

    def make_style(id: str, depth: int = 0) -> Style:
        if id not in elements or depth > _DEEPEST_STYLE:
            return Style("")
        if id not in styles:
            element = elements[id]
            base = make_style(attribute(child(element, "basedOn"), "val"), depth + 1)
            run, number = child(element, "rPr"), child(element, "pPr", "numPr", "numId")
            styles[id] = Style(
                attribute(child(element, "name"), "val"),
                is_on(run, "b") if child(run, "b") is not None else base.bold,
                is_on(run, "i") if child(run, "i") is not None else base.italic,
                base.list if number is None else attribute(number, "val"),
            )
        return styles[id]

    return {id: make_style(id) for id in elements}


def _read_lists(root: Element | None) -> dict[str, str]:
    if root is None:
        return {}
    formats: dict[str, str] = {}  # of an abstract list: each list refers to one
    abstract: dict[str, str] = {}
    for element in root:
        if local(element) == "abstractNum":
            number_format = attribute(child(element, "lvl", "numFmt"), "val")
            formats[attribute(element, "abstractNumId")] = number_format
        elif local(element) == "num":
            number = attribute(element, "numId")
            abstract[number] = attribute(child(element, "abstractNumId"), "val")
    return {number: formats.get(target, "") for number, target in abstract.items()}
