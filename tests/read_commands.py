"""Commands read as a desktop and Windows read them, by the rules that these give."""

from __future__ import annotations

import re
from collections.abc import Iterator


def read_exec(value: str) -> list[str]:
    """The arguments of an Exec line, as the Desktop Entry Specification 1.5 says."""
    escapes = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    text = re.sub(r"\\(.)", lambda match: escapes[match[1]], value)
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|([^ "]+)', text, re.DOTALL)
    joined = [re.sub(r'\\(["`$\\])', r"\1", quoted) if quoted else bare for quoted, bare in words]
    assert not any(re.search(r"(?<!%)(?:%%)*%(?!%)", word) for word in joined)  # a field code
    return [word.replace("%%", "%") for word in joined]


def read_cmd(line: str) -> list[str]:
    """The arguments of a line in a .cmd file: first cmd.exe reads it, then the program."""
    assert not re.search(r"(?<!%)(?:%%)*%(?!%)", line)  # the name of a variable
    text = line.replace("%%", "%")
    outside = re.sub(r'"[^"]*"', "", text)
    assert not re.search(r"[&|<>^()]", outside)
    return list(_read_as_program(text))


def _read_as_program(text: str) -> Iterator[str]:
    """Microsoft: Parsing C Command-Line Arguments, for lines without a quote in a word."""
    for quoted, bare in re.findall(r'"([^"]*)"(?= |$)|([^ "]+)', text):
        if quoted:
            backslashes = len(quoted) - len(quoted.rstrip("\\"))
            assert backslashes % 2 == 0  # else the closing quote would be one of the word
            yield quoted[: len(quoted) - backslashes // 2]
        else:
            yield bare
