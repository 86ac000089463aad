"""An edited HTML file as a document: its encoding, and its elements as a browser has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

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

    tree: Element = tinyhtml5.parse(text, namespace_html_elements=False)
    return tree
