"""A sheet is in its language whole, whoever has chosen it."""

from __future__ import annotations

import datetime
import html
import re
from pathlib import Path

import pytest
from english_words import english_words_in
from script_fonts import script_fonts

from handout.batch.plan.local_edits import LocalEdits
from handout.batch.plan.shared import SharedInputs
from handout.batch.plan.task import HandoutTask
from handout.cli.main import main
from handout.content_folders import list_languages
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import prepare_layers
from handout.problems import Position
from handout.publish.html.render import render
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.headings.columns import Columns
from handout.sources.yaml.tree import parse_yaml

ROLES = sorted(load_library().roles)
CELLS = {"class_title": "Algebra", "period": "3", "role": "", "language": ""}
_DRAFT_NOTE = re.compile(r"Draft [\w ()]+ translation, not reviewed\.")
_UNPRINTED = re.compile(r"<(style|script|head)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def layer_of(text: str, level: Level) -> Layer:
    layer, problems = parse_layer(parse_yaml(text, f"{level.name}.yaml"), level)
    assert problems == ()
    return layer


def words_of(layers: tuple[Layer, ...]) -> str:
    prepared, _ = prepare_layers(list(layers), today=datetime.date(2026, 11, 27))
    page = render(prepared.fitted, "print", prepared.logo, "room").html
    # On the extra page the English of what nobody has reviewed stands, as the foot of each side says.
    page = page.partition('<div class="side extra')[0]
    return " ".join(html.unescape(_UNPRINTED.sub(" ", page)).split())


def batch_layers(role: str, language: str, level: Level | None) -> tuple[Layer, ...]:
    """Return the layers of a row's sheet whose language `level` says; None is the row itself."""
    return batch_task(role, language, level).layers


def batch_task(role: str, language: str, level: Level | None, title: str = "") -> HandoutTask:
    """Return the task of such a sheet; its class has another `title` where one is said."""
    cells = CELLS | {"role": role} | ({"class_title": title} if title else {})
    cells |= {} if level else {"language": language}
    numbers = {name: n for n, name in enumerate(cells, 1)}
    text = f"language: {language}\n"
    return HandoutTask(
        id="a",
        name="a",
        cells=tuple(cells.values()),
        position=Position("roster.csv", 2),
        shared=SharedInputs(
            below=(layer_of(text, level),) if level in (Level.DISTRICT, Level.SCHOOL) else (),
            above=(layer_of(text, level),) if level is Level.CUSTOMIZATION else (),
            edits=(),
            pictures={},
            columns=Columns(numbers, len(numbers)),
            today=datetime.date(2026, 11, 27),
        ),
        local_edits=LocalEdits(path=""),
    )


def test_a_title_too_long_in_the_language_of_a_layer_is_told_by_its_row() -> None:
    title = "Mathematics and Science Worksh"
    for level in (Level.DISTRICT, Level.SCHOOL, Level.CUSTOMIZATION):
        problems = batch_task("classroom", "es", level, title).row_problems
        assert [problem.code for problem in problems] == ["roster-period-long"]
        assert batch_task("classroom", "en", level, title).row_problems == ()


@pytest.mark.costly_cases
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["es", "ar", "zh-Hans"])
def test_every_layer_gives_a_row_the_same_sheet(language: str, role: str) -> None:
    levels = (None, Level.CUSTOMIZATION, Level.SCHOOL, Level.DISTRICT)
    first, *others = [words_of(batch_layers(role, language, level)) for level in levels]
    assert "Algebra" in first and ", period 3" not in first
    assert all(words == first for words in others)


@pytest.mark.costly_cases
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", [tag for tag in list_languages() if tag != "en"])
def test_nothing_english_of_ours_stands_on_a_sheet(language: str, role: str) -> None:
    text = f"language: {language}\nrole: {role}\n"
    words, notes = _DRAFT_NOTE.subn("", words_of((layer_of(text, Level.CUSTOMIZATION),)))
    assert notes > 0 and english_words_in(words) == []


def test_a_command_and_a_project_give_a_sheet_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("room.yaml").write_text("role: bus\n", encoding="utf-8")
    Path("spanish.yaml").write_text("role: bus\nlanguage: es\n", encoding="utf-8")
    assert main(["build", "spanish.yaml", "-o", "own"]) == 0
    assert main(["build", "room.yaml", "--set", "language=es", "-o", "set"]) == 0
    Path("handout.toml").write_text('language = "es"\n', encoding="utf-8")
    assert main(["build", "room.yaml", "-o", "project"]) == 0
    paths = ("own/spanish.html", "set/room.html", "project/room.html")
    pages = [Path(path).read_text(encoding="utf-8") for path in paths]
    first, *others = [" ".join(_UNPRINTED.sub(" ", page).split()) for page in pages]
    assert "Guía del primer día" in first and all(words == first for words in others)
