"""Arguments as a shell, a .cmd file and the Exec line of a .desktop file read them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_PLAIN_WORD = re.compile(r"[\w./:=-]+", re.ASCII)


def quote_for_shell(arguments: Sequence[str]) -> str:
    """Return one command of a POSIX shell."""
    return shlex.join(arguments)


def quote_for_cmd(arguments: Sequence[str]) -> str:
    r"""Return one command of a .cmd file. Paths of Windows hold no double quotes, so none may be
    in `arguments`.

    In double quotes cmd.exe leaves & and ^ alone, but still fills in %names%. A program takes a
    backslash before the closing quote for an escape, C:\" for C:".
    """
    return " ".join(map(_quote_word_for_cmd, arguments))


def _quote_word_for_cmd(word: str) -> str:
    if _PLAIN_WORD.fullmatch(word):
        return word
    closing_backslashes = word[len(word.rstrip("\\")) :]
    return f'"{word}{closing_backslashes}"'.replace("%", "%%")


def quote_for_desktop(arguments: Sequence[str]) -> str:
    r"""Return the value of Exec (Desktop Entry Specification 1.5, The Exec key): what is quoted
    there is escaped once more as a value is, so that a backslash becomes four.
    """
    return escape_desktop_value(" ".join(map(_quote_word_for_desktop, arguments)))


def _quote_word_for_desktop(word: str) -> str:
    word = word.replace("%", "%%")
    return word if _PLAIN_WORD.fullmatch(word) else '"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"'


def escape_desktop_value(text: str) -> str:
    r"""Return a value of a .desktop file: its backslashes doubled, a line's end as \n."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
