"""Values as YAML that is read as the same words: plain where that is safe, else in quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from handout.problems import HandoutError
from handout.sources.yaml.curly_quotes import CURLY_QUOTES
from handout.sources.yaml.nodes import Scalar
from handout.sources.yaml.tree import parse_yaml

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.,;&()'’/–§“”-]|:(?=[A-Za-z0-9])| (?=[A-Za-z0-9(]))*")
_NOTHING = ("null", "~")


def format_value(words: str, indent: int, *, quoted: bool = False) -> str:
    """Return what goes after a colon or a dash: nothing, a line, or a block of lines.

    The lines of a block have `indent` spaces before them. `quoted` puts plain words in quotes too.
    """
    if not words:
        return ""
    if "\n" in words:
        return "\n".join([" |", *format_block(words, indent)])
    return f" {words if not quoted and is_plain(words) else format_flow(words)}"


def format_block(words: str, indent: int) -> list[str]:
    """Return the lines that go below a "|"."""
    return [" " * indent + line if line else "" for line in words.strip("\n").split("\n")]


def format_flow(value: str | Mapping[str, str] | Sequence[str | Mapping[str, str]]) -> str:
    """Return a value between quotes or brackets, as JSON, which YAML reads too."""
    return json.dumps(value, ensure_ascii=False)


def is_plain(words: str) -> bool:
    """Return whether YAML reads `words` as they are, without quotes, whatever follows them."""
    # A curly quote at the start is asked about wherever a comment follows; in quotes it is clear.
    if words.casefold() in _NOTHING or words[0] in CURLY_QUOTES:
        return False
    if _PLAIN.fullmatch(words):
        return True
    if ": " in words or " #" in words:  # a key, or a comment: no need to have it parsed
        return False
    try:
        tree = parse_yaml(f"x: {words}", "")
    except HandoutError:
        return False
    node = tree.entries[0][1]
    if not isinstance(node, Scalar) or node.quoted or node.block:
        return False
    return node.text == words
