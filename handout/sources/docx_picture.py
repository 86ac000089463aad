"""The school's logo in a Word file that was made here."""

from __future__ import annotations

from pathlib import Path
from posixpath import normpath
from xml.etree.ElementTree import Element, ParseError, fromstring

from handout.problem import HandoutError
from handout.sources.archive import DAMAGED, Limits, open_archive
from handout.sources.docx_file import attribute, local
from handout.sources.picture import MOST_BYTES, Emblem

_LIMITS = Limits(packed=16 * 2**20, unpacked=64 * 2**20, ratio=200)


def word_logo(path: Path) -> Emblem | None:
    """The picture at the head of the sheet, as it is in the file, and what it shows; None if it is our own sign, or none.

    `path` is a file that open_word_file takes.
    """
    try:
        with open_archive(path, _LIMITS) as archive:
            body = fromstring(archive.read("word/document.xml"))
            relations = fromstring(archive.read("word/_rels/document.xml.rels"))
            found = next((one for one in body.iter() if local(one) == "inline" and _named(one)), None)
            if found is None:
                return None
            id = next((attribute(one, "embed") for one in found.iter() if local(one) == "blip"), "")
            target = next((attribute(one, "Target") for one in relations if attribute(one, "Id") == id), "")
            name = normpath(f"word/{target}") if not target.startswith("/") else target[1:]
            if archive.getinfo(name).file_size > MOST_BYTES:
                return None
            return Emblem(archive.read(name), _named(found))
    except (*DAMAGED, KeyError, ParseError, HandoutError):
        return None


def _named(inline: Element) -> str:
    """What the picture shows, if it is the emblem of the sheet: our own sign is decoration and shows nothing."""
    properties = next((one for one in inline.iter() if local(one) == "docPr"), None)
    return attribute(properties, "descr") if attribute(properties, "name") == "emblem" else ""
