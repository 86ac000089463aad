"""A character that cannot be printed is told with its field or box, its file and its line, wherever
it came from.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pages import sample_room

from handout.cli.main import main
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.problems import ExitCode

BULLET = "<li>Walk the exits</li>"


def character_problems(capsys: pytest.CaptureFixture[str], path: Path) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["build", "--json", str(path)]) == ExitCode.PROBLEMS
    problems = json.loads(capsys.readouterr().out)["problems"]
    return [problem for problem in problems if problem["code"] == "no-sign-for-character"]


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (BULLET, "<li>Walk the exits 😀</li>", "First-day checklist"),
        (BULLET, "<li>歩く</li>", "First-day checklist"),
        ("<span>Watch for<", "<span>Watch 👀<", "Watch 👀"),
        ("<span>Watch for<", "<span>注意<", "注意"),
    ],
)
def test_words_from_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, name: str
) -> None:
    room = sample_room(tmp_path)
    room.edited((old, new))
    for _ in range(2):  # from the page, then from the file of edits that it was read back into
        (problem,) = character_problems(capsys, room.customization)
        edits = tmp_path / "room-12.edits.yaml"
        assert problem["path"] == str(edits)
        assert f"“{name}”" in problem["message"]
        line = edits.read_text("utf-8").splitlines()[problem["line"] - 1]
        assert problem["line"] and not line.isascii()


def test_words_from_the_customization(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "room.yaml"
    path.write_text("room: 12\nteacher_note: Hi 😀\ndos_extra: [Ask, 歩く]\n", encoding="utf-8")
    problems = character_problems(capsys, path)
    assert [(problem["path"], problem["line"]) for problem in problems] == [
        (str(path), 2),
        (str(path), 3),
    ]
    assert all("which stands in “" in problem["message"] for problem in problems)


@pytest.mark.parametrize("field", ["language", "second_language"])
@pytest.mark.parametrize("tag", ["ar", "zh-Hans"])
def test_a_language_without_a_font_is_one_problem(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    tag: str,
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, "")
    path = tmp_path / "room.yaml"
    path.write_text(f"room: 12\n{field}: {tag}\n", encoding="utf-8")
    assert main(["build", "--json", str(path)]) == ExitCode.PROBLEMS
    problems = json.loads(capsys.readouterr().out)["problems"]
    errors = [(each["code"], each["line"]) for each in problems if not each["warning"]]
    assert errors == [("language-no-font", 2)]
