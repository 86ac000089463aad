"""A regular expression from the disk is what re.compile makes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handout.cache import disk, regular_expressions
from handout.cache.regular_expressions import compile_once
from handout.privacy.text.pattern_files import load_patterns

_TEXTS = (
    "",
    "Ask Ms. Rivera, room 12.",
    "ÄRA straße ſ K",
    "aaab\nbaaa\n",
    "12 34-5678 x",
    "日本語。か",
)
_EXPRESSIONS = (
    ("", 0),
    ("a+?b", 0),
    (r"(?P<word>\w+)\W+(?P<next>\w+)(?:-(\d+))?", 0),
    (r"(?i:ms)\. (?P<name>(?-i:[A-Z])\w*)", re.I),
    (r"(?<!\w)(?:straße|ära|k)(?!\w)", re.I),
    (r"^ba  # at the start of a line", re.M | re.X),
    (r"(?s)b.b|(\d)(?:\d|-){0,3}(?=\s)", 0),
    (r"(?a)\w+", 0),
    (r"[\u3040-\u30ff]|(?<=[\u4e00-\u9fff])(?=。)", 0),
    (r"(a)(?(1)b|c)|(?:x|y|zebra)\b", re.I | re.S),
)


def _facts(pattern: re.Pattern[str]) -> list[object]:
    found = [[(m.span(), m.groups(), m.lastgroup) for m in pattern.finditer(t)] for t in _TEXTS]
    return [pattern.pattern, pattern.flags, pattern.groups, dict(pattern.groupindex), found]


def test_a_pattern_from_the_disk_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "cache_dir", lambda: tmp_path)
    expected = [_facts(re.compile(*case)) for case in _EXPRESSIONS]
    assert [_facts(compile_once(*case)) for case in _EXPRESSIONS] == expected
    assert len(list(tmp_path.glob("*/expression-*"))) == len(_EXPRESSIONS)
    re.purge()
    monkeypatch.setattr(re, "compile", lambda *_: pytest.fail("compiled again"))
    assert [_facts(compile_once(*case)) for case in _EXPRESSIONS] == expected


def test_patterns_of_the_privacy_check_find_what_they_are_to_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "cache_dir", lambda: tmp_path)
    for entry in load_patterns():
        text, flags = entry.find.pattern, entry.find.flags & ~re.U
        for _ in range(2):
            pattern = compile_once(text, flags)
            assert (pattern.groups, pattern.flags) == (entry.find.groups, entry.find.flags)
            for example in (*entry.finds, *entry.passes):
                found = [match.span() for match in pattern.finditer(example)]
                assert found == [match.span() for match in re.finditer(text, example, flags)]


def test_what_is_damaged_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "cache_dir", lambda: tmp_path)
    compile_once("a(b)")
    [stored] = tmp_path.glob("*/expression-*")
    disk.write(stored.name, b"no pickle")
    assert _facts(compile_once("a(b)")) == _facts(re.compile("a(b)"))

    def fail(*_: object) -> None:
        raise ImportError("a Python that has other modules inside")

    monkeypatch.setattr(regular_expressions, "cached", fail)
    assert _facts(compile_once("b(a+)")) == _facts(re.compile("b(a+)"))


def test_a_mistake_in_an_expression_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "cache_dir", lambda: tmp_path)
    with pytest.raises(re.error, match="missing \\)"):
        compile_once("(a")
