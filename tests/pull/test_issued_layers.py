"""A sheet that was made with a district's or a school's file, and is read or built without it: what
goes is told, with the file that keeps it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import Room

from handout.cli.main import main
from handout.cli.overwrite import check_layers
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.pipeline import prepare
from handout.problems import Position, Problem
from handout.publish.html.record import collect_sources
from handout.publish.html.render import render
from handout.pull.issued_layers import layer_problems
from handout.pull.page.issued_page import IssuedPage, open_issued_page
from handout.pull.pull import pull_page
from handout.sources.edited.record import read_layers_file
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import render_docx, render_html, render_pdf
from handout.web.sheet.open_file import open_file

_NAME = "district_name: Maple County\n"
_BOX = """blocks:
  add:
    - id: our-rules
      title: In our district
      place: back
      locked: true
      owner: Student services
      review: 2099-07-31
      sources: [{name: Board policy 4119, why_no_address: In the binder.}]
      text: "- Wear your badge. {#badge}"
"""
_CONTACTS = "contacts:\n  - {role: Nurse, name: Ms. Ruiz}\n"
# What a file says, and what is named when it is not given.
DISTRICTS = {
    _NAME: ["District"],
    f"{_NAME}hotline: 555-0177\n": ["District", "Child abuse hotline"],
    f"{_NAME}{_BOX}": ["“In our district”"],
    f"{_NAME}items: {{team: {{add: [{{id: lead, text: Ask Ann first.}}]}}}}\n": ["“You and the"],
    f"{_NAME}items: {{team: {{replace: [{{id: day-end, text: Tell us.}}]}}}}\n": ["“You and the"],
    f"{_NAME}theme: plain\n": ["Theme"],
    f"{_NAME}{_CONTACTS}": ["People"],
    f"{_NAME}emergency: {{fire: Out by the gym}}\n": ["Emergency drills"],
    f"{_NAME}sign_off: yes\n": ["Read and signed"],
}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    path = tmp_path / "room.yaml"
    path.write_text('teacher_name: Ms. Rivera\nroom: "12"\n', encoding="utf-8")
    return path


def _district(folder: Path, text: str) -> Path:
    path = folder / "district.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _told(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.code == "page-without-layer"]


def _issue(room: Path, district: Path) -> IssuedPage:
    """The page of a room that was made with a district's file."""
    made = Room(room, district)
    made.page.write_text(made.made(), encoding="utf-8")
    return open_issued_page(made.page)


@pytest.mark.parametrize("text", DISTRICTS)
def test_what_goes_without_a_districts_file_is_named(text: str, room: Path) -> None:
    district = _district(room.parent, text)
    issued = _issue(room, district)
    assert not _told(pull_page(issued, room, district).problems)
    (told,) = _told(pull_page(issued, room).problems)
    assert "“Maple County”" in told.message and "--district district.yaml" in told.hint
    for words in DISTRICTS[text]:
        assert words in told.message


@pytest.mark.slow
def test_it_is_told_once_whatever_is_done_with_the_page(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, bool]:
        code = main([*arguments])
        return code, "page-without-layer" in capsys.readouterr().err

    district = str(_district(room.parent, f"{_NAME}hotline: 555-0177\n"))
    page = str(room.with_suffix(".html"))
    assert run("build", str(room), "--district", district) == (0, False)
    assert run("pull", "--yes", page) == (3, True)
    assert run("pull", "--yes", page, "--district", district) == (0, False)
    assert run("build", str(room), "--district", district) == (0, False)
    assert run("build", str(room)) == (0, True)
    assert run("build", str(room)) == (0, False)  # by now it is a sheet without it


@pytest.mark.parametrize("text", DISTRICTS)
def test_a_print_tells_what_goes_without_a_districts_file(text: str, room: Path) -> None:
    fitted = prepare(room, _district(room.parent, text)).fitted
    (told,) = layer_problems(read_layers_file(_layers_of(fitted)), (), Position("room.pdf"))
    assert "“Maple County”" in told.message
    for words in DISTRICTS[text]:
        assert words in told.message
    assert _layers_of(prepare(room).fitted) == ""


def _layers_of(fitted: FittedSheet) -> str:
    """The file that tells the layers, as it goes with a PDF."""
    return collect_sources(fitted, "room").get("room.layers.json", b"").decode()


@pytest.mark.parametrize("broken", ["", "[", "{}", "7", '[["county", "", "", [], []]]', "[[1]]"])
def test_a_file_of_layers_that_is_broken_tells_nothing(broken: str) -> None:
    assert read_layers_file(broken) == ()


@pytest.mark.slow
def test_a_print_is_read_with_a_word_on_the_file_that_is_missing(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    district = str(_district(room.parent, f"{_NAME}hotline: 555-0177\n"))
    assert main(["build", str(room), "--district", district]) == 0
    room.unlink()
    for given, is_told in ((("--district", district), False), ((), True)):
        room.unlink(missing_ok=True)
        capsys.readouterr()
        assert main(["pull", "--yes", str(room.with_suffix(".pdf")), *given]) == 0
        said = capsys.readouterr().err
        assert ("print-without-layer" in said) == is_told
        assert ("--district district.yaml" in said) == is_told
        assert "room: 12" in room.read_text(encoding="utf-8")
        assert not list(room.parent.glob("*.json"))  # it is no file of the teacher's


def test_a_page_that_came_without_what_build_remembers_is_told_of(room: Path) -> None:
    district = _district(room.parent, f"{_NAME}hotline: 555-0177\n")
    _issue(room, district)
    target = room.with_suffix("")
    (told,) = check_layers(target, prepare(room).handout)
    assert told.code == "page-without-layer"
    assert not check_layers(target, prepare(room, district).handout)


def test_a_schools_file_and_another_districts_are_told(room: Path, tmp_path: Path) -> None:
    school = tmp_path / "lincoln.yaml"
    school.write_text("school_name: Lincoln\naed: By the gym\n", encoding="utf-8")
    district = _district(tmp_path, f"{_NAME}hotline: 555-0177\n")
    prepared = prepare(room, district, school)
    page = room.with_suffix(".html")
    page.write_text(render(prepared.fitted, "file", None, "room").html, encoding="utf-8")
    issued = open_issued_page(page)
    both = _told(pull_page(issued, room).problems)
    assert ["--district" in each.hint for each in both] == [True, False]
    (told,) = _told(pull_page(issued, room, district).problems)
    assert "“Lincoln”" in told.message and "--school lincoln.yaml" in told.hint
    _district(tmp_path, "district_name: Birch County\n")
    (told,) = _told(pull_page(issued, room, district, school).problems)
    assert "“Maple County”" in told.message


def test_a_sheet_of_one_teacher_alone_says_nothing_of_it(room: Path) -> None:
    project = room.parent / "handout.toml"
    project.write_text('theme = "plain"\n', encoding="utf-8")
    page = room.with_suffix(".html")
    page.write_text(Room(room).made(), encoding="utf-8")
    project.unlink()
    assert not _told(pull_page(open_issued_page(page), room).problems)


def test_the_page_in_the_browser_tells_it_without_a_command_of_ours(tmp_path: Path) -> None:
    files = LayerFiles(_district(tmp_path, f"{_NAME}hotline: 555-0177\n"))
    sheet = FormSheet({"room": "12"}, name="room")
    contents = {
        "room.html": render_html(files, sheet),
        "room.docx": render_docx(files, sheet),
        "room.pdf": render_pdf(files, sheet),
    }
    for name, content in contents.items():
        assert not open_file(files, name, content)["problems"]
        (told,) = open_file(LayerFiles(), name, content)["problems"]
        assert "“Maple County”" in told["says"] and "Child abuse hotline" in told["says"]
        assert "start it with that file" in told["do"] and "--district" not in told["do"]
        (told,) = open_file(LayerFiles(), name, content, "es")["problems"]
        assert "Esta hoja se hizo" in told["says"]
