"""YAML files as trees of what was typed: files that cannot be read, hostile text, places."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handout
from handout.messages import message_table
from handout.problems import HandoutError, Position
from handout.sources.yaml.nodes import Mapping, Node, Scalar, Sequence
from handout.sources.yaml.text_file import LARGEST
from handout.sources.yaml.tree import MOST_VALUES, parse_yaml, read_yaml


def codes_of(read: Callable[[], object]) -> list[str]:
    with pytest.raises(HandoutError) as raised:
        read()
    return [f"{p.line}:{p.column} {p.code}" for p in raised.value.problems]


@pytest.mark.parametrize(
    "typed",
    [
        "8:30",
        "012",
        "No",
        "0x1F",
        "1e3",
        "2026-09-01",
        "null",
        "true",
        "it's",
        "a < b",
        "<3",
        "0o17",
        ".5",
        "é ñ 好",
    ],
)
def test_a_plain_scalar_stays_as_it_was_typed(typed: str) -> None:
    assert parse_yaml(f"name: {typed}", "f").entries == (
        (Scalar("name", Position("f", 1, 1)), Scalar(typed, Position("f", 1, 7))),
    )


@pytest.mark.parametrize("empty", ["", "~", "''", '""', "  # words to come", "|"])
def test_empty_is_empty(empty: str) -> None:
    ((_, value), (_, after)) = parse_yaml(f"name: {empty}\nnext: 1\n", "f").entries
    assert isinstance(value, Scalar) and value.text == "" and value.position.line == 1
    assert after == Scalar("1", Position("f", 2, 7))


def test_the_tree_knows_its_places() -> None:
    tree = parse_yaml("# c\na: [b, 'c d']\ne:\n- |\n\n  text\n  more\n-   {f: g}\n", "f")
    assert tree == Mapping(
        (
            (
                Scalar("a", Position("f", 2, 1)),
                Sequence(
                    (
                        Scalar("b", Position("f", 2, 5)),
                        Scalar("c d", Position("f", 2, 8), quoted=True),
                    ),
                    Position("f", 2, 4),
                ),
            ),
            (
                Scalar("e", Position("f", 3, 1)),
                Sequence(
                    (
                        Scalar("\ntext\nmore\n", Position("f", 5, 3), block=True),
                        Mapping(
                            ((Scalar("f", Position("f", 8, 6)), Scalar("g", Position("f", 8, 9))),),
                            Position("f", 8, 5),
                        ),
                    ),
                    Position("f", 4, 1),
                ),
            ),
        ),
        Position("f", 2, 1),
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# only words\n# to read\n", "---\n", "~"])
def test_a_file_without_values_is_an_empty_mapping(text: str, tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_yaml(path).entries == ()


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"room: 12\n" + b"# x\n" * (LARGEST // 4), "0:0 file-large"),
        (b"%PDF-1.7\0\0room", "0:0 file-binary"),
        (rb"{\rtf1\ansi room: 12}", "0:0 file-rtf"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>role: bus</body></html>", "0:0 file-tags"),
        (b"<div>role: bus<br>room: 12</div>" + b" " * LARGEST, "0:0 file-tags"),
        ("room: 12".encode("utf-16"), "0:0 file-utf16"),
        ("room: 12".encode("utf-16-le"), "0:0 file-binary"),
        ("room: 12\nname: José".encode("cp1252"), "2:10 file-not-utf8"),
        (b"\xef\xbb\xbfroom: \xff", "1:7 file-not-utf8"),
    ],
)
def test_a_file_that_is_no_utf8_text_is_told_kindly(
    raw: bytes, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "room.yaml"
    path.write_bytes(raw)
    assert codes_of(lambda: read_yaml(path)) == [problem]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (FileNotFoundError(), "file-missing"),
        (IsADirectoryError(), "file-folder"),
        (NotADirectoryError(), "file-folder"),
        (PermissionError(), "file-permission"),
        (OSError(5, "Input/output error"), "file-unreadable"),
    ],
)
def test_a_file_that_cannot_be_opened(
    fault: OSError, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Path, "open", refuse)
    assert codes_of(lambda: read_yaml(Path("room.yaml"))) == [f"0:0 {code}"]


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    assert codes_of(lambda: read_yaml(tmp_path)) == ["0:0 file-folder"]
    assert codes_of(lambda: read_yaml(tmp_path / "none.yaml")) == ["0:0 file-missing"]
    assert codes_of(lambda: read_yaml(tmp_path / "a\0b")) == ["0:0 file-unreadable"]


def test_every_problem_with_a_file_has_a_case_here() -> None:
    here = Path(__file__).read_text("utf-8")
    files = [code for code in message_table("problems/customization") if code.startswith("file-")]
    assert len(files) == 10 and all(code in here for code in files)


def test_windows_line_ends_count_as_one(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_bytes(b"a: |\r\n  x\r\n  y\r\nb: 1\r\n")
    (_, text), (key, _) = read_yaml(path).entries
    assert isinstance(text, Scalar) and text.text == "x\ny\n"
    assert key.position == Position(str(path), 4, 1)


HOSTILE = {
    "brackets": "[" * LARGEST,
    "braces": "{" * LARGEST,
    "a deep list": "- " * (LARGEST // 2),
    "questions": "? " * (LARGEST // 2),
    "many values": "a: b\n" * (LARGEST // 5),
    "many items": "a: [" + "b, " * (LARGEST // 3),
    "one word": "a" * LARGEST,
    "stars": "*" * LARGEST,
    "bangs": "!" * LARGEST,
    "empty lines in a text": "a: |\n" + "\n" * LARGEST,
    "unclosed quote": 'a: "' + "x " * (LARGEST // 2),
    "documents": "---\n" * (LARGEST // 4),
    "nested billions": "a: &a [x]\n" + "".join(f"k{n}: &k{n} [*a, *a]\n" for n in range(8000)),
    "many indents": "".join(" " * n + "a:\n" for n in range(600)),
    "many controls": "\x07" * LARGEST,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_answered_at_once(text: str) -> None:
    began = time.process_time()
    try:
        parse_yaml(text, "f")
    except HandoutError as error:
        assert 1 <= len(error.problems) <= MOST_VALUES + 1
    assert time.process_time() - began < 5  # about half a second on a slow machine


def test_too_many_values_are_told() -> None:
    assert codes_of(lambda: parse_yaml("a: [" + "b, " * MOST_VALUES + "]", "f"))[-1].endswith(
        " yaml-values"
    )


PIECES = st.sampled_from(
    list("ab01:-#?*&!|>'\"%@`[]{}, \n\t\\~é") + [": ", "- ", "\n  ", "---\n", "\\u", "<<: ", "# "]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_is_a_tree_or_problems_within_it(text: str) -> None:
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    try:
        tree = parse_yaml(text, "f")
    except HandoutError as error:
        assert all(1 <= p.line <= lines + 1 and p.column >= 1 for p in error.problems)
        assert error.problems
    else:
        assert all(
            1 <= position.line <= lines + 1 and position.column >= 1 for position in positions(tree)
        )


def positions(node: Node) -> list[Position]:
    if isinstance(node, Scalar):
        return [node.position]
    if isinstance(node, Sequence):
        return [node.position, *(position for item in node.items for position in positions(item))]
    return [
        node.position,
        *(position for pair in node.entries for part in pair for position in positions(part)),
    ]


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30)


def texts_in(node: Node) -> str | list[str]:
    if isinstance(node, Scalar):
        return node.text
    assert isinstance(node, Sequence)
    return [item.text for item in node.items if isinstance(item, Scalar)]


@given(st.dictionaries(WORDS, st.one_of(WORDS, st.lists(WORDS, max_size=3)), max_size=5))
def test_quoted_words_come_back_as_they_were(table: dict[str, str | list[str]]) -> None:
    tree = parse_yaml(json.dumps(table, ensure_ascii=False), "f")
    back = {key.text: texts_in(value) for key, value in tree.entries}
    assert back == table


def test_the_yaml_library_is_imported_by_nobody_else_and_only_when_needed() -> None:
    root = Path(handout.__file__).parent
    modules = list(root.rglob("*.py"))
    assert len(modules) > 10
    assert [
        m.name for m in modules if re.search(r"(from|import) ruamel", m.read_text("utf-8"))
    ] == ["tree.py"]
    code = "import sys, handout.sources.content.layer; sys.exit('ruamel.yaml' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=root.parent, check=False).returncode == 0
    )
