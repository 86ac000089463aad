"""A character that cannot be printed is told with its field or box, its file and its line, wherever
it came from.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pages import sample_room
from press import prepare_text

from handout.cli.main import main
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.problems import ExitCode, HandoutError

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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "U+1F468 U+200D U+1F469 U+200D U+1F467"),
        ("\U0001f1f2\U0001f1fd", "U+1F1F2 U+1F1FD"),
        ("\U0001f44d\U0001f3fd", "U+1F44D U+1F3FD"),
        ("\U0001f642", "U+1F642"),
    ],
)
def test_a_joined_emoji_is_told_as_the_one_sign_that_people_see(typed: str, told: str) -> None:
    with pytest.raises(HandoutError) as caught:
        prepare_text(f"teacher_note: Hi {typed} all\n")
    [found] = [problem for problem in caught.value.problems if not problem.warning]
    assert f"{typed} ({told}), which" in found.message
    assert found.message.count("(U+") == 1


@pytest.mark.parametrize("keycap", ["1\ufe0f\u20e3", "1\u20e3"])
def test_a_keycap_prints_its_digit(keycap: str) -> None:
    text = f"teacher_note: Step {keycap}\nroom: {keycap}\ndos_extra: [Ask {keycap}]\n"
    handout = prepare_text(text).fitted.sheet.handout
    assert handout.value("teacher_note") == "Step 1" and handout.value("room") == "1"
    assert handout.value("dos_extra") == ("Ask 1",)


def test_a_keycap_typed_on_the_page_is_taken_as_its_digit(tmp_path: Path) -> None:
    room = sample_room(tmp_path)
    room.edited((BULLET, "<li>Walk exit 1\ufe0f\u20e3</li>"))
    assert main(["build", str(room.customization)]) == ExitCode.OK
    assert "Walk exit 1" in (tmp_path / "room-12.edits.yaml").read_text("utf-8")
