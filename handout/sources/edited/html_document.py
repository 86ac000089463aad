"""An edited HTML file as a document: its encoding, and its elements as a browser has them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What Outlook and Gmail put before every name in a page that they show, once each time it is passed
# on.
_MAIL_PREFIX = re.compile(r"(?:x_)+|m_-?\d+")
# The element that is written for the record, to its end: its JSON holds no "<".
_WHOLE_RECORD = re.compile(r"<script[^<>]*\bid=[\"']?record\b[^<>]*>[^<]*</script", re.IGNORECASE)
_OUR_NAME = re.compile(r"first-day-essentials \d")
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def decode_html(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or what its meta element or, failing that, a
    Western Windows would say.
    """
    # HTML: a byte order mark counts for more than what the file says of itself.
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content[1:2] == b"\0" or content[:1] == b"\0":
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    named = _META.search(content[:4096])
    for encoding in ("utf-8", named[1].decode() if named else "", "cp1252"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")


def parse_html(text: str) -> Element:
    """Return the document as a browser would understand it."""
    import tinyhtml5

    _keep_patterns()
    tree: Element = tinyhtml5.parse(text, namespace_html_elements=False)
    return tree


class _Patterns(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """The patterns that the parser reads up to the next of some characters with."""

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, opposite = key
        escaped = "".join(f"\\x{ord(character):02x}" for character in characters)
        pattern = self[key] = re.compile(f"[{'' if opposite else '^'}{escaped}]+")
        return pattern


@cache
def _keep_patterns() -> None:
    """Have the parser find its patterns again: tinyhtml5 2.1 stores each under another key than it
    looks for, and so makes it anew for every word, which is half of the time it takes.
    """
    from tinyhtml5 import inputstream

    inputstream.characters_until_regex = _Patterns()


def is_cut_off(root: Element, text: str) -> bool:
    """Return whether a page of ours ends early: before the end of its record, or of its words if it
    has lost that. A program that makes pages smaller leaves out the tags at the end.
    """
    is_marked = any(element.get("data-block") for element in root.iter())
    is_ours = is_marked or (_is_named_ours(root) and next(root.iter("h2"), None) is None)
    return is_ours and not _WHOLE_RECORD.search(text) and "</body" not in text.lower()


def _is_named_ours(root: Element) -> bool:
    """Return whether the head of a page says that it was made here: all that is left of one that
    was cut off within its style sheets. A mail program keeps the head, and no marks of boxes.
    """
    metas = (each for each in root.iter("meta") if each.get("name") == "generator")
    return any(_OUR_NAME.match(each.get("content") or "") for each in metas)


def remove_mail_prefixes(root: Element) -> None:
    """Give elements the names back that they had before a mail program showed them."""
    for element in root.iter():
        for name in ("class", "id", "name"):
            value = element.get(name, "") if isinstance(element.tag, str) else ""
            if _MAIL_PREFIX.search(value):
                element.set(name, " ".join(map(_remove_mail_prefix, value.split())))


def _remove_mail_prefix(name: str) -> str:
    """Return a class, an id or a name without what a mail program put before it."""
    prefix = _MAIL_PREFIX.match(name)
    return name[prefix.end() :] if prefix else name
