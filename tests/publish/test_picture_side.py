"""A picture on a side of its own: what each way of making a sheet does with it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import page as validator
import pikepdf
import pytest
from PIL import Image, ImageDraw

from handout.batch.plan.layers import LayerLoader
from handout.cli.main import main
from handout.compiled.pdf.types import NotCompilableError
from handout.compiled.renderer import get_compiler
from handout.layout.fitting.fitted_sheet import FittedSide
from handout.pipeline import PreparedHandout, prepare
from handout.problems import ExitCode
from handout.publish.docx.document import build_word_file
from handout.publish.html.record import build_record
from handout.publish.html.render import render
from handout.publish.pdf.typeset import typeset_sheet
from handout.sources.roster.roster import read_roster

_PICTURE = "picture: {file: way.png, alt: A plan of Building C, caption: Our way out}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan in it."""
    draw_plan(tmp_path / "way.png", (900, 600))
    return tmp_path


def draw_plan(path: Path, size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((5, 5, size[0] - 5, size[1] - 5), outline="black", width=4)
    image.save(path)


def made(folder: Path, text: str = _PICTURE) -> PreparedHandout:
    (folder / "room.yaml").write_text(text, encoding="utf-8")
    return prepare(folder / "room.yaml")


def page_of(prepared: PreparedHandout) -> str:
    return render(prepared.fitted, "file", prepared.logo, "room", prepared.second).html


SIDES = {
    "": "front back picture",
    "pages: 1\nrole: substitute\n": "front picture",
    "show_blocks: [words]\n": "front back extra picture",
    "text_size: large\n": "front front-2 back back-2 picture",
    "text_size: large\nshow_blocks: [words]\n": "front front-2 back back-2 extra picture",
    "large_print: yes\n": "front back picture",
    "paper: a4\ntheme: plain\nink: mono\n": "front back picture",
    "paper: legal\nlanguage: vi\n": "front back extra picture",  # a draft has its English lines
}


@pytest.mark.parametrize("settings", SIDES)
def test_it_has_a_side_of_its_own_and_the_others_stay(settings: str, folder: Path) -> None:
    with_it, without = made(folder, settings + _PICTURE), made(folder, settings)
    assert [side.side.name for side in with_it.fitted.sides] == SIDES[settings].split()
    *others, _ = sides_of(with_it)
    assert others == sides_of(without)
    assert_within_paper(with_it.fitted.sides[-1], with_it)


def sides_of(prepared: PreparedHandout) -> list[str]:
    """What the typesetter is given for each side."""
    html = render(prepared.fitted, "print").html.rpartition("</main>")[0]
    sides = re.split(r'<div class="side ', re.sub(r"<!-- =====.*", "", html))
    return [side.rstrip() for side in sides[1:]]


def assert_within_paper(side: FittedSide, prepared: PreparedHandout) -> None:
    (width, height), metrics = side.picture_size, prepared.fitted.metrics
    assert 100 < width <= metrics.measure + 0.01 and 20 < height < metrics.depth
    assert width / height == pytest.approx(900 / 600)


def test_hands_and_holes_find_it(folder: Path) -> None:
    """On the back of a paper its margin for the holes is on the other side."""
    assert re.search(r'class="side picture [\w-]+"', page_of(made(folder)))
    behind = page_of(made(folder, "show_blocks: [words]\n" + _PICTURE))
    assert re.search(r'class="side picture [\w-]+ verso"', behind)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(900, 600), (600, 1400), (3000, 200), (60, 40)])
def test_it_prints_on_its_page_tagged_with_what_it_shows(
    size: tuple[int, int], folder: Path
) -> None:
    draw_plan(folder / "way.png", size)
    prepared = made(folder)
    content, pages = typeset_sheet(prepared.fitted, name="room")
    assert pages == 3 and content == typeset_sheet(prepared.fitted, name="room")[0]
    path = folder / "room.pdf"
    path.write_bytes(content)
    ua = validator.ValidationProfile.PDF_UA_1
    assert validator.validate_pdf(str(path), profile=ua).is_compliant
    with pikepdf.open(path) as pdf:
        assert pdf.pages[2].get_images()
        tags = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        figures = [each for each in tags if each.get("/S") == "/Figure"]
    assert "A plan of Building C" in [str(figure.get("/Alt")) for figure in figures]


def test_it_is_not_put_together_from_compiled_parts(folder: Path) -> None:
    prepared = made(folder)
    with pytest.raises(NotCompilableError, match="picture"):
        get_compiler().assemble(prepared.fitted, prepared.logo, "room")


def test_the_second_sheet_shows_it_in_its_language(folder: Path) -> None:
    words = "alt: A plan, alt_es: Un plano, caption: Our way out, caption_es: Nuestra salida"
    page = page_of(made(folder, f"second_language: es\npicture: {{file: way.png, {words}}}\n"))
    first, second = page.split('<aside class="second"')
    assert 'alt="A plan"' in first and "Our way out</span>" in first
    assert 'alt="Un plano"' in second and "Nuestra salida" in second
    assert "Find your way" in first and "Encuentre el camino" in second


def test_a_word_file_has_it_on_a_page_of_its_own(folder: Path) -> None:
    prepared = made(folder)
    content = build_word_file(prepared.fitted, None, build_record(prepared.fitted, "room"))
    assert content == build_word_file(prepared.fitted, None, build_record(prepared.fitted, "room"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        body = file.read("word/document.xml").decode()
    *_, last = body.split("<w:pageBreakBefore/>")
    assert 'name="view" descr="A plan of Building C"' in last and "Our way out" in last


FAULTS = {
    "picture: {file: way.png}\n": (1, "picture-no-alt", "picture"),
    "picture: {file: none.png, alt: x}\n": (1, "picture-missing", "none.png"),
    "picture: {file: room.yaml, alt: x}\n": (1, "picture-unreadable", "room.yaml"),
    "picture: {alt: A plan}\n": (0, "picture-unused", "picture"),
    "picture: {caption: Our way out}\n": (0, "picture-unused", "picture"),
    "picture: {file: way.png, alt: Brandon at his desk}\n": (
        0,
        "privacy-given-name",
        "What the picture shows",
    ),
    "picture: {file: way.png, alt: x, caption: Call 123-45-6789}\n": (1, "ssn", "caption"),
    "picture: way.png\n": (1, "group-not-words", "picture"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_wrong_with_it_is_told(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "room.yaml").write_text(text, encoding="utf-8")
    code, name, words = FAULTS[text]
    assert main(["check", str(folder / "room.yaml")]) == code
    told = capsys.readouterr().err
    assert name in told and words in told and "room.yaml:1:" in told


def test_a_district_may_give_it(folder: Path) -> None:
    (folder / "district.yaml").write_text(_PICTURE, encoding="utf-8")
    (folder / "room.yaml").write_text("picture: {caption: Turn left}\n", encoding="utf-8")
    prepared = prepare(folder / "room.yaml", folder / "district.yaml")
    shown = prepared.fitted.sides[-1].side.picture
    assert shown and shown.shows == "A plan of Building C"
    assert shown.caption[0].text == "Turn left"


def test_a_row_of_a_roster_names_its_own(folder: Path) -> None:
    """It is read where the sheet is made: thousands of them stay on the disk until then."""
    (folder / "roster.csv").write_text(
        "handout_id,school_name,teacher_family,role,picture.file,picture.alt\n"
        "a,Oak Hill,Rivera,classroom,way.png,A plan\n"
        "b,Oak Hill,Ito,classroom,,\n"
        "c,Oak Hill,Lind,classroom,../way.png,A plan\n",
        encoding="utf-8",
    )
    records, problems = read_roster(folder / "roster.csv")
    assert [problem.code for problem in problems] == ["roster-file-outside"]
    loader = LayerLoader(None, None)
    assert [loader.load_pictures(record) for record in records] == [(), ()]
    digests = [loader.picture_digests(record)[1] for record in records]
    assert digests[0] and not digests[1]


@pytest.mark.slow
def test_a_batch_prints_it(folder: Path, batches_in_thread: None) -> None:
    (folder / "roster.csv").write_text(
        "handout_id,school_name,teacher_family,role,picture.file,picture.alt\n"
        "a,Oak Hill,Rivera,classroom,way.png,A plan\n"
        "b,Oak Hill,Ito,classroom,,\n",
        encoding="utf-8",
    )
    made_in = folder / "made"
    assert main(["batch", str(folder / "roster.csv"), "-o", str(made_in)]) == ExitCode.OK
    pages = {}
    for path in made_in.rglob("*.pdf"):
        with pikepdf.open(path) as pdf:
            pages[path.stem] = len(pdf.pages)
    # In the print run a sheet begins on a paper of its own.
    assert (pages["a"], pages["b"]) == (3, 2) and pages["print-run"] >= 6


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_file_alone_gives_it_back(kind: str, ending: str, folder: Path) -> None:
    text, picture = _PICTURE, folder / "way.png"
    if ending == "jpg":
        with Image.open(picture) as image:
            image.save(folder / "way.jpg")
        text = text.replace(".png", ".jpg")
    (folder / "room.yaml").write_text(text + "room: 12\n", encoding="utf-8")
    assert main(["build", "--docx", str(folder / "room.yaml")]) == ExitCode.OK
    again = folder / "again"
    again.mkdir()
    (again / f"room.{kind}").write_bytes((folder / f"room.{kind}").read_bytes())
    assert main(["pull", "--yes", str(again / f"room.{kind}")]) == ExitCode.OK
    assert (again / f"room-picture.{ending}").exists()
    (again / f"room.{kind}").unlink()
    assert main(["build", str(again / "room.yaml")]) == ExitCode.OK
    for built in ("room.html", "room.pdf"):
        assert (again / built).read_bytes() == (folder / built).read_bytes()
