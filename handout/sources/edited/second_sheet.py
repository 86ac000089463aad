"""The second sheet in an HTML or Word file: whether somebody wrote in it, and where it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from handout.sources.edited.html_lines import classes

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BOOKMARK = re.compile(r"second_([0-9a-f]{8})")


def words_digest(text: str) -> str:
    """Return the digest of the words of a second sheet. Spaces are set as programs like."""
    return sha256("".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def second_bookmark(digest: str) -> str:
    """Return the bookmark at which the second sheet begins: with the digest of its words."""
    return f"second_{digest}"


class SecondSheet(NamedTuple):
    """A second sheet: the digest of its words as they are, and as they were issued."""

    digest: str
    issued: str

    @classmethod
    def of(cls, elements: Iterable[Any], issued: str = "") -> SecondSheet:
        """Return the sheet in these elements of a body."""
        words = []
        for element in elements:
            for inner in element.iter():
                if str(inner.tag).endswith("}t"):
                    words.append(inner.text or "")
        return cls(words_digest("".join(words)), issued)

    @property
    def is_changed(self) -> bool:
        return self.digest != self.issued


def cut_second_sheet(body: Any) -> SecondSheet | None:
    """Take the second sheet out of a Word file's body, and return it; None if there is none."""
    elements = list(body)
    for number, element in enumerate(elements):
        names = [value for inner in element.iter() for value in _names_of(inner)]
        matches = [match for name in names if (match := _BOOKMARK.fullmatch(name))]
        if not matches:
            continue
        cut = [each for each in elements[number:] if not str(each.tag).endswith("}sectPr")]
        for each in cut:
            body.remove(each)
        return SecondSheet.of(cut, matches[0][1])
    return None


def _names_of(element: Any) -> list[str]:
    if not str(element.tag).endswith("}bookmarkStart"):
        return []
    return [value for key, value in element.attrib.items() if key.endswith("}name")]


def remove_second_sheet(root: Element) -> bool:
    """Remove the sheet in another language, which is made anew from what the first says.

    Return whether it says anything else than when it was issued.
    """
    is_changed = False
    for parent in list(root.iter()):
        for element in list(parent):
            if element.tag == "aside" and "second" in classes(element):
                parent.remove(element)
                issued = element.get("data-words")
                is_changed |= bool(issued) and issued != words_digest(_shown_text(element))
    return is_changed


def _shown_text(element: Element) -> str:
    """Return the words in an element, without comments: these are emptied."""
    for inner in element.iter():
        tag: object = inner.tag  # a function, for a comment
        if not isinstance(tag, str):
            inner.text = ""
    return "".join(element.itertext())
