"""What is quoted is read back as it was, by the rules of each reader."""

from __future__ import annotations

import shlex

from hypothesis import example, given
from hypothesis import strategies as st
from read_commands import read_cmd, read_exec

from handout.web.start.quoting import quote_for_cmd, quote_for_desktop, quote_for_shell

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
# A path of Windows has none of these.
_WINDOWS_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"<>|*?'), min_size=1
)


@given(st.lists(_TEXT, min_size=1))
@example(["sh", '/home/Zoë O\'Neil/50% $HOME `id` "x" \\n/a&b;c', "%f", "a\nb", "\\", "~", "=x"])
def test_an_exec_line_and_a_shell_read_what_was_meant(arguments: list[str]) -> None:
    assert read_exec(quote_for_desktop(arguments)) == arguments
    assert shlex.split(quote_for_shell(arguments)) == arguments


@given(st.lists(_WINDOWS_TEXT, min_size=1))
@example([r"C:\Users\Zoë & Co\100%PATH%\py^thon (3).exe", "C:\\", "--school", "a!b", "%", "x;y,z"])
def test_a_cmd_file_reads_what_was_meant(arguments: list[str]) -> None:
    assert read_cmd(quote_for_cmd(arguments)) == arguments
