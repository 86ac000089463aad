"""A Word file that anyone may have edited, its parts read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import normpath
from struct import error as StructError  # noqa: N812
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import ZipFile

from handout.problems import HandoutError, Position, problem
from handout.sources.content.logo import MOST_BYTES, Emblem
from handout.sources.edited.docx_bookmarks import RECORD
from handout.sources.spreadsheet.safe_zip import DAMAGED, Limits, open_archive

_LIMITS = Limits(packed=16 * 2**20, unpacked=64 * 2**20, ratio=200)
_MOST_XML = 16 * 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)|<\0!\0|\0<\0!", re.IGNORECASE)
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
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

    `record` is "" where a program dropped it. `logo` stands at the head of the sheet; None if that
    is our own sign, or none. `asides` are the words that stand beside the body: at the head and
    foot of the paper, in notes, comments and text boxes.
    """

    body: Element
    styles: Mapping[str, Style] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)  # number -> format: bullet, decimal, ...
    links: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    logo: Emblem | None = None
    asides: tuple[str, ...] = ()


def local(element: Element) -> str:
    """Return the name of an element without its namespace, which differs between the two kinds of
    .docx.
    """
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute by its name without the namespace; "" if there is none."""
    if element is None:
        return ""
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first element along a path of names."""
    for name in names:
        element = (
            None
            if element is None
            else next((inner for inner in element if local(inner) == name), None)
        )
    return element


def is_on(properties: Element | None, name: str) -> bool:
    """Return whether a switch like bold is on in `properties`."""
    switch = child(properties, name)
    return switch is not None and attribute(switch, "val").lower() not in _OFF_VALUES


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
        raise HandoutError(
            [
                problem(_WORD_CODES.get(each.code, each.code), position)
                if each.code in _WORD_CODES
                else each
                for each in error.problems
            ]
        ) from error
    except (*DAMAGED, ParseError, LookupError, ValueError, StructError) as error:
        raise HandoutError([problem("docx-damaged", position)]) from error


_WORD_CODES = {"archive-damaged": "docx-damaged", "archive-locked": "docx-locked"} | dict.fromkeys(
    (
        "archive-large",
        "archive-unpacked",
        "archive-many",
        "archive-bomb",
        "archive-path",
        "archive-twice",
    ),
    "docx-unsafe",
)


def _read_parts(archive: ZipFile, position: Position) -> WordFile:
    names = set(archive.namelist())
    if "word/document.xml" not in names:
        raise HandoutError([problem("docx-other", position)])
    if any(
        name.lower().endswith("vbaproject.bin") for name in names
    ) or b"macroEnabled" in archive.read("[Content_Types].xml"):
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
    links = (
        {
            attribute(relation, "Id"): attribute(relation, "Target")
            for relation in relations
            if attribute(relation, "TargetMode") == "External"
        }
        if relations is not None
        else {}
    )
    record = next(
        (part.text or "" for name in records if (part := parts[name]).tag == f"{{{RECORD}}}record"),
        "",
    )
    boxes = (element for element in body.iter() if local(element) == "txbxContent")
    roots = (*(parts[name] for name in aside_parts), *boxes)
    asides = (*(text for root in roots for text in _paragraph_texts(root)), *_unread_words(body))
    return WordFile(
        body=body,
        styles=_read_styles(styles),
        lists=_read_lists(numbering),
        links=links,
        record=record,
        logo=_read_logo(archive, body, relations),
        asides=tuple(dict.fromkeys(asides)),  # older programs are told the same words again
    )


def _paragraph_texts(root: Element) -> Iterator[str]:
    """Yield the paragraphs in `root`."""
    for paragraph in (element for element in root.iter() if local(element) == "p"):
        words = "".join(element.text or "" for element in paragraph.iter() if local(element) == "t")
        if words.strip():
            yield words


def _unread_words(body: Element) -> Iterator[str]:
    """Yield the words within a line that no reader of boxes takes: hidden ones, readings over others
    (ruby), and what one program shows in the place of something else.
    """
    for element in body.iter():
        name = local(element)
        hidden = name == "r" and is_on(child(element, "rPr"), "vanish")
        if hidden or name in ("rt", "AlternateContent"):
            words = "".join(part.text or "" for part in element.iter() if local(part) == "t")
            if words.strip():
                yield words


def _read_logo(archive: ZipFile, body: Element, relations: Element | None) -> Emblem | None:
    emblem = next(
        (
            element
            for element in body.iter()
            if local(element) == "inline" and _emblem_words(element)
        ),
        None,
    )
    if emblem is None:
        return None
    id = next(
        (attribute(element, "embed") for element in emblem.iter() if local(element) == "blip"), ""
    )
    target = next(
        (
            attribute(element, "Target")
            for element in ([] if relations is None else relations)
            if attribute(element, "Id") == id
        ),
        "",
    )
    name = normpath(f"word/{target}") if not target.startswith("/") else target[1:]
    try:
        return (
            Emblem(archive.read(name), _emblem_words(emblem))
            if archive.getinfo(name).file_size <= MOST_BYTES
            else None
        )
    except (*DAMAGED, KeyError):  # the words are read all the same
        return None


def _emblem_words(inline: Element) -> str:
    """Return what the picture shows, if it is the emblem of the sheet: our own sign is decoration
    and shows nothing.
    """
    properties = next((element for element in inline.iter() if local(element) == "docPr"), None)
    return attribute(properties, "descr") if attribute(properties, "name") == "emblem" else ""


def _read_styles(root: Element | None) -> dict[str, Style]:
    elements = {
        attribute(element, "styleId"): element
        for element in ([] if root is None else root)
        if local(element) == "style"
    }
    styles: dict[str, Style] = {}

    def make_style(id: str, depth: int = 0) -> Style:
        if id not in elements or depth > 20:
            return Style("")
        if id not in styles:
            element = elements[id]
            base = make_style(attribute(child(element, "basedOn"), "val"), depth + 1)
            run, number = child(element, "rPr"), child(element, "pPr", "numPr", "numId")
            bold, italic = (
                is_on(run, name) if child(run, name) is not None else inherited
                for name, inherited in (("b", base.bold), ("i", base.italic))
            )
            styles[id] = Style(
                attribute(child(element, "name"), "val"),
                bold,
                italic,
                base.list if number is None else attribute(number, "val"),
            )
        return styles[id]

    return {id: make_style(id) for id in elements}


def _read_lists(root: Element | None) -> dict[str, str]:
    if root is None:
        return {}
    formats = {
        attribute(element, "abstractNumId"): attribute(child(element, "lvl", "numFmt"), "val")
        for element in root
        if local(element) == "abstractNum"
    }
    return {
        attribute(element, "numId"): formats.get(
            attribute(child(element, "abstractNumId"), "val"), ""
        )
        for element in root
        if local(element) == "num"
    }
