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
_DECLARED = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)|<\0!\0|\0<\0!", re.IGNORECASE)
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
_OFF = {"0", "false", "off", "none"}


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
            None if element is None else next((one for one in element if local(one) == name), None)
        )
    return element


def is_on(properties: Element | None, name: str) -> bool:
    """Return whether a switch like bold is on in `properties`."""
    switch = child(properties, name)
    return switch is not None and attribute(switch, "val").lower() not in _OFF


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
            return _read(archive, position)
    except HandoutError as error:
        raise HandoutError(
            [
                problem(_SAID.get(p.code, p.code), position) if p.code in _SAID else p
                for p in error.problems
            ]
        ) from error
    except (*DAMAGED, ParseError, LookupError, ValueError, StructError) as error:
        raise HandoutError([problem("docx-damaged", position)]) from error


_SAID = {"archive-damaged": "docx-damaged", "archive-locked": "docx-locked"} | dict.fromkeys(
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


def _read(archive: ZipFile, position: Position) -> WordFile:
    names = set(archive.namelist())
    if "word/document.xml" not in names:
        raise HandoutError([problem("docx-other", position)])
    if any(
        name.lower().endswith("vbaproject.bin") for name in names
    ) or b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise HandoutError([problem("docx-macros", position)])
    parts = {}
    wanted = (
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/_rels/document.xml.rels",
    )
    records = sorted(name for name in names if re.fullmatch(r"customXml/item\d+\.xml", name))[:20]
    beside = sorted(filter(_ASIDE.fullmatch, names))[:40]
    for name in (*wanted, *records, *beside):
        if name not in names:
            continue
        content = archive.read(name)
        if len(content) > _MOST_XML or _DECLARED.search(content):
            raise HandoutError([problem("docx-unsafe", position)])
        parts[name] = fromstring(content)
    document, styles, numbering, relations = (parts.get(name) for name in wanted)
    body = child(document, "body")
    if body is None:
        raise HandoutError([problem("docx-damaged", position)])
    links = (
        {
            attribute(r, "Id"): attribute(r, "Target")
            for r in relations
            if attribute(r, "TargetMode") == "External"
        }
        if relations is not None
        else {}
    )
    record = next(
        (part.text or "" for name in records if (part := parts[name]).tag == f"{{{RECORD}}}record"),
        "",
    )
    boxes = (one for one in body.iter() if local(one) == "txbxContent")
    roots = (*(parts[name] for name in beside), *boxes)
    asides = (*(text for root in roots for text in _lines(root)), *_unread_words(body))
    return WordFile(
        body=body,
        styles=_styles(styles),
        lists=_lists(numbering),
        links=links,
        record=record,
        logo=_logo(archive, body, relations),
        asides=tuple(dict.fromkeys(asides)),  # older programs are told the same words again
    )


def _lines(root: Element) -> Iterator[str]:
    """Yield the paragraphs in `root`."""
    for paragraph in (one for one in root.iter() if local(one) == "p"):
        words = "".join(one.text or "" for one in paragraph.iter() if local(one) == "t")
        if words.strip():
            yield words


def _unread_words(body: Element) -> Iterator[str]:
    """Yield the words within a line that no reader of boxes takes: hidden ones, readings over others
    (ruby), and what one program shows in the place of something else.
    """
    for one in body.iter():
        name = local(one)
        hidden = name == "r" and is_on(child(one, "rPr"), "vanish")
        if hidden or name in ("rt", "AlternateContent"):
            words = "".join(part.text or "" for part in one.iter() if local(part) == "t")
            if words.strip():
                yield words


def _logo(archive: ZipFile, body: Element, relations: Element | None) -> Emblem | None:
    emblem = next((one for one in body.iter() if local(one) == "inline" and _shows(one)), None)
    if emblem is None:
        return None
    id = next((attribute(one, "embed") for one in emblem.iter() if local(one) == "blip"), "")
    target = next(
        (
            attribute(one, "Target")
            for one in ([] if relations is None else relations)
            if attribute(one, "Id") == id
        ),
        "",
    )
    name = normpath(f"word/{target}") if not target.startswith("/") else target[1:]
    try:
        return (
            Emblem(archive.read(name), _shows(emblem))
            if archive.getinfo(name).file_size <= MOST_BYTES
            else None
        )
    except (*DAMAGED, KeyError):  # the words are read all the same
        return None


def _shows(inline: Element) -> str:
    """Return what the picture shows, if it is the emblem of the sheet: our own sign is decoration
    and shows nothing.
    """
    properties = next((one for one in inline.iter() if local(one) == "docPr"), None)
    return attribute(properties, "descr") if attribute(properties, "name") == "emblem" else ""


def _styles(root: Element | None) -> dict[str, Style]:
    raw = {
        attribute(one, "styleId"): one
        for one in ([] if root is None else root)
        if local(one) == "style"
    }
    found: dict[str, Style] = {}

    def made(id: str, depth: int = 0) -> Style:
        if id not in raw or depth > 20:
            return Style("")
        if id not in found:
            one = raw[id]
            base = made(attribute(child(one, "basedOn"), "val"), depth + 1)
            run, number = child(one, "rPr"), child(one, "pPr", "numPr", "numId")
            bold, italic = (
                is_on(run, name) if child(run, name) is not None else kept
                for name, kept in (("b", base.bold), ("i", base.italic))
            )
            found[id] = Style(
                attribute(child(one, "name"), "val"),
                bold,
                italic,
                base.list if number is None else attribute(number, "val"),
            )
        return found[id]

    return {id: made(id) for id in raw}


def _lists(root: Element | None) -> dict[str, str]:
    if root is None:
        return {}
    formats = {
        attribute(one, "abstractNumId"): attribute(child(one, "lvl", "numFmt"), "val")
        for one in root
        if local(one) == "abstractNum"
    }
    return {
        attribute(one, "numId"): formats.get(attribute(child(one, "abstractNumId"), "val"), "")
        for one in root
        if local(one) == "num"
    }
