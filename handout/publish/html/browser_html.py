"""HTML serialized as browsers do it, so that saving a page in a browser changes nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

# A style sheet can load nothing under this policy, so any may work: an editor that formats it, or
# one changed color, leaves no bare page. Only the script is named by its hash.
POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
    "script-src {script}; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of a file, with {script} for the hash of its script."""

_VERBATIM = re.compile(r"<!--|<style>|<script[^>]*>")
"""What begins a stretch in which a browser escapes nothing."""


def as_browsers_write(html: str, long: Mapping[str, str]) -> str:
    """Return `html` with characters escaped where a browser escapes them, and with a policy that
    lets its script work.

    `long` has what goes into style sheets, scripts and data in place of what stands there. No
    attribute holds < or >, on which browsers differ.
    """
    script = ""
    pieces, end_of_last = [], 0
    for start in _VERBATIM.finditer(html):
        if start.start() < end_of_last:  # within what was put in as it is
            continue
        tag = start[0]
        name = "style" if tag == "<style>" else "script"
        end = html.index("-->" if tag == "<!--" else f"</{name}>", start.end())
        content = html[start.end() : end]
        if tag != "<!--":
            content = long.get(content, content)
        if tag.startswith("<script") and "application/json" not in tag:
            script = _policy_hash(content)
        pieces += [_escape(html[end_of_last : start.start()]), tag, content]
        end_of_last = end
    pieces.append(_escape(html[end_of_last:]))
    first = next(n for n, piece in enumerate(pieces) if POLICY in piece)
    pieces[first] = pieces[first].replace(POLICY, POLICY.format(script=script), 1)
    return "".join(pieces)


def _escape(html: str) -> str:
    """Return `html`, which is tags and words alone, escaped as browsers do."""
    html = html.replace("&#39;", "'").replace("\N{NO-BREAK SPACE}", "&nbsp;")
    if "&#34;" not in html and "&lt;" not in html and "&gt;" not in html:
        return html
    return re.sub(r"<[^>]*>|[^<]+", _escape_piece, html)


def _escape_piece(piece: re.Match[str]) -> str:
    """Return one tag, or the words between two."""
    if piece[0].startswith("<"):
        return piece[0].replace("&#34;", "&quot;").replace("&lt;", "‹").replace("&gt;", "›")
    return piece[0].replace("&#34;", '"')


@lru_cache(maxsize=4)
def _policy_hash(script: str) -> str:
    """Return the hash of a script as a policy names it (CSP Level 3, 2.3.1)."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


@lru_cache(maxsize=64)
def normalize_embedded(text: str) -> str:
    """Return a style sheet or script of ours, its lines as normalize_lines leaves them."""
    return f"\n{normalize_lines(text)}"


def escape_json(text: str) -> str:
    """Return JSON that ends no script early."""
    return text.strip().replace("<", "\\u003c")


def normalize_lines(html: str) -> str:
    """Return `html` without spaces at the ends of lines, and without two empty lines in a row."""
    if " \n" in html or "\t\n" in html:
        html = "\n".join([line.rstrip(" \t") for line in html.split("\n")])
    if "\n\n\n" in html:
        html = re.sub(r"\n{3,}", "\n\n", html)
    return html.strip() + "\n"
