"""Check whether a browser still runs a page's script and style sheets: its policy names them by
their hashes.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def is_blocked(root: Element) -> bool:
    """Return whether the editor's script or a style sheet was changed since the policy of the page
    named it.
    """
    policy = _directives(root)
    if not policy:
        return False
    editors = [script for script in root.iter("script") if script.get("id") == "editor"]
    for directive, elements in (("script-src", editors), ("style-src", root.iter("style"))):
        for element in elements:
            if not _allows(policy.get(directive, ""), "".join(element.itertext())):
                return True
    return False


def _directives(root: Element) -> dict[str, str]:
    for meta in root.iter("meta"):
        if meta.get("http-equiv", "").lower() == "content-security-policy":
            directives = (
                directive.strip().partition(" ") for directive in meta.get("content", "").split(";")
            )
            return {name: sources for name, _, sources in directives}
    return {}


def _allows(sources: str, text: str) -> bool:
    """Return whether a directive lets an inline element with this `text` work.

    CSP Level 3: where a hash is named, 'unsafe-inline' beside it counts for nothing.
    """
    named = f"'sha256-{b64encode(sha256(text.encode('utf-8', 'replace')).digest()).decode()}'"
    return named in sources or ("'unsafe-inline'" in sources and "'sha256-" not in sources)
