"""What people mark in a workbook beside its words: a line through them, a comment on a cell."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from handout.messages import message_table


class StruckText(NamedTuple):
    """Which styles of cells, and which of the shared texts, have a line through their words."""

    styles: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    def has(self, cell: ElementTree.Element) -> bool:
        """Return whether words in this cell of a sheet are struck out."""
        if cell.get("s", "0") in self.styles:
            return True
        if cell.get("t") == "s" and self.texts:
            return any(child.text in self.texts for child in cell if tag_of(child) == "v")
        return cell.get("t") == "inlineStr" and any(map(_is_strike, cell.iter()))


def find_struck_text(archive: zipfile.ZipFile) -> StruckText:
    """Return what is struck out in a workbook. Raises ParseError if a part is damaged."""
    parts = parts_of(archive)
    styles: set[str] = set()
    texts: set[str] = set()
    for part in ("xl/styles.xml", "xl/sharedstrings.xml"):
        content = archive.read(parts[part]) if part in parts else b""
        if b"strike" not in content:  # nearly all workbooks: not worth reading twice
            continue
        root = ElementTree.fromstring(content)
        if part == "xl/styles.xml":
            styles = {str(number) for number in _struck_styles(root)}
        else:
            items = [child for child in root if tag_of(child) == "si"]
            texts = {str(i) for i, item in enumerate(items) if any(map(_is_strike, item.iter()))}
    return StruckText(frozenset(styles), frozenset(texts))


def _struck_styles(root: ElementTree.Element) -> Iterator[int]:
    """Yield the numbers of the formats of cells whose font has a line through its letters."""
    groups = {tag_of(child): list(child) for child in root}
    fonts = [any(map(_is_strike, font)) for font in groups.get("fonts", [])]
    for number, style in enumerate(groups.get("cellXfs", [])):
        font = int(style.get("fontId", 0))
        if font < len(fonts) and fonts[font]:
            yield number


def find_remarks(archive: zipfile.ZipFile, sheet_part: str) -> list[str]:
    """Return the names of the cells of a sheet that have a comment, but for those that we write.

    Raises ParseError if a part is damaged.
    """
    folder, name = posixpath.split(sheet_part)
    relations = f"{folder}/_rels/{name}.rels".casefold()
    parts = parts_of(archive)
    cells: list[str] = []
    if relations not in parts:
        return cells
    for relation in ElementTree.fromstring(archive.read(parts[relations])):
        target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
        part = parts.get(target.lstrip("/").casefold())
        if relation.get("Type", "").endswith("/comments") and part:
            cells += _remarks_of_others(ElementTree.fromstring(archive.read(part)))
    return cells


def _remarks_of_others(root: ElementTree.Element) -> Iterator[str]:
    ours = message_table("roster-words")["correct"]["author"]
    authors = [author.text or "" for author in root.iter() if tag_of(author) == "author"]
    our_numbers = {str(number) for number, author in enumerate(authors) if author == ours}
    for remark in root.iter():
        if tag_of(remark) == "comment" and remark.get("authorId") not in our_numbers:
            yield remark.get("ref", "")


def _is_strike(element: ElementTree.Element) -> bool:
    return tag_of(element) == "strike" and element.get("val", "1") not in ("0", "false")


def parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the names of a workbook's parts by their small letters: they are compared without
    regard to case (OPC, ISO/IEC 29500-2).
    """
    return {name.casefold(): name for name in archive.namelist()}


def tag_of(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
