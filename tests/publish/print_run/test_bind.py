"""A print run: every handout on a fresh sheet, as often as asked, tagged, its fonts stored once."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any
from unicodedata import normalize

import page as validator
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from press import SAMPLE, prepare_text
from script_fonts import script_fonts

from handout.compiled.renderer import get_compiler
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import prepare
from handout.publish.pdf.typeset import typeset_sheet
from handout.publish.print_run.bind import BoundDocument, PrintRunBinder, bind_documents
from handout.publish.print_run.separator import build_separator_sheet

_TEXT = SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def handouts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three rooms: two pages, one page, two pages with a link and other letters."""
    folder = tmp_path_factory.mktemp("handouts")
    texts = (
        _TEXT,
        _TEXT.replace("role: classroom", "role: substitute").replace("sign_off: yes\n", ""),
        "teacher_note: See [the map](https://example.org/map), Zoë Ŵŷń.\nteacher_name: Ms. Žižek\n",
    )
    paths = []
    for n, text in enumerate(texts):
        paths.append(folder / f"{n}.pdf")
        paths[-1].write_bytes(typeset_sheet(prepare_text(text).fitted)[0])
    return paths


@pytest.fixture(scope="module")
def run(handouts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A separator, then the three, the first of them twice."""
    sheet = build_separator_sheet(
        "Oak Hill", [("r-1", "Ms. Rivera", 2), ("r-2", "Ms. Rivera", 1)], 3, "letter", "en"
    )
    leaves = [BoundDocument(content=sheet, title="Separator", label="Oak Hill ", group="Oak Hill")]
    leaves += [
        BoundDocument(
            content=path,
            title=f"Room {n}",
            label=f"r-{n} ",
            group="Oak Hill" if n < 2 else "Elm",
            copies=2 if n == 0 else 1,
        )
        for n, path in enumerate(handouts)
    ]
    content, sheets = bind_documents(leaves, "Print run", "en")
    assert sheets == 1 + 2 + 1 + 1
    path = tmp_path_factory.mktemp("run") / "run.pdf"
    path.write_bytes(content)
    return path


@pytest.mark.slow
def test_ua_1(run: Path) -> None:
    report = validator.validate_pdf(str(run), profile=validator.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]


def test_each_starts_on_a_fresh_sheet_and_looks_as_before(
    run: Path, handouts: list[Path], tmp_path: Path, pdftoppm: str
) -> None:
    def pixels(pdf: Path, stem: str) -> list[bytes]:
        subprocess.run([pdftoppm, "-r", "60", pdf, tmp_path / stem], check=True)
        return [path.read_bytes() for path in sorted(tmp_path.glob(f"{stem}-*.ppm"))]

    bound, (first, one_page, other) = (
        pixels(run, "run"),
        (pixels(path, path.stem) for path in handouts),
    )
    blank = bound[1]
    assert set(blank[20:]) == {255}
    assert len(bound) == 10
    assert bound[2:] == [*first, *first, *one_page, blank, *other]


def test_every_word_is_found_and_belongs_to_a_tag(run: Path, handouts: list[Path]) -> None:
    text = _text(run)
    assert text.count("Jordan Ellis") == 3
    assert "Zoë Ŵŷń" in text and "Ms. Žižek" in text
    assert [_text(run, 3, 4), _text(run, 9, 10)] == [_text(handouts[0]), _text(handouts[2])]
    with pikepdf.open(run) as opened:
        nums = opened.Root.StructTreeRoot.ParentTree.Nums
        keys = [int(nums[n]) for n in range(0, len(nums), 2)]
        assert keys == sorted(set(keys))
        owners = dict(zip(keys, (nums[n] for n in range(1, len(nums), 2)), strict=True))
        count = 0
        for page in opened.pages:
            if "/StructParents" not in page.obj:
                continue
            for mark, element in enumerate(owners[int(page.obj.StructParents)]):
                kids: Any = element.K
                children = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
                assert mark in [child for child in children if isinstance(child, int)]
                assert element.Pg.objgen == page.obj.objgen
                count += 1
        assert count > 500


KINDS = {
    "plain and mono": "theme: plain\nink: mono\n",
    "larger text": "text_size: large\n",
    "large print": "large_print: yes\n",
    "large print, plain": "large_print: yes\ntheme: plain\n",
    "legal": "paper: legal\n",
    "A4": "paper: a4\n",
    "second sheet": "show_blocks: [words, growing]\n",
    "logo": "logo: {file: owl.png, alt: An owl}\n",
    "code": "link: {url: 'https://example.org/room', label: Our room}\n",
    "substitute": "role: substitute\n",
    "compiled": "",
}


def _build_document(kind: str, folder: Path) -> bytes:
    """A handout of a kind, with other words than the next one of its kind."""
    path = folder / "room.yaml"
    text = KINDS[kind] if "role:" in KINDS[kind] else "role: bus\n" + KINDS[kind]
    path.write_text(f"{text}teacher_name: Ms. {kind.title()} Žižek\nroom: Ŵ 12\n", encoding="utf-8")
    Image.new("RGB", (40, 40), "teal").save(folder / "owl.png")
    prepared = prepare(path)
    if kind == "compiled":
        return get_compiler().render(prepared.fitted, prepared.logo, "room").pdf
    return typeset_sheet(prepared.fitted, prepared.logo)[0]


def _draw_page(page: pypdfium2.PdfPage) -> tuple[str, bytes]:
    """The words of a page and its pixels at 50 dpi."""
    pixels = page.render(scale=50 / 72).to_pil().tobytes()
    return page.get_textpage().get_text_bounded(), pixels


def _tagged(pdf: pikepdf.Pdf, number: int) -> list[str]:
    """The kind of element that each marked piece of a page belongs to, in their order."""
    page = pdf.pages[number].obj
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(nums[n]): nums[n + 1] for n in range(0, len(nums), 2)}
    owned = []
    for element in owners[int(page.StructParents)]:
        while str(element.S) in ("/Span", "/NonStruct"):  # a run leaves these out
            element = element.P
        owned.append(str(element.S))
    return owned


@pytest.mark.slow
def test_every_page_has_what_its_source_has(tmp_path: Path) -> None:
    sources = [_build_document(kind, tmp_path) for kind in KINDS]
    leaves = [BoundDocument(content=source, title="x", label="", copies=2) for source in sources]
    content, sheets = bind_documents(leaves, "Print run", "en")
    run, tags = pypdfium2.PdfDocument(content), pikepdf.open(io.BytesIO(content))
    assert len(run) == 2 * sheets
    start = 0
    for kind, source in zip(KINDS, sources, strict=True):
        alone, alone_tags = pypdfium2.PdfDocument(source), pikepdf.open(io.BytesIO(source))
        for _ in range(2):
            for number in range(len(alone)):
                assert _draw_page(run[start + number]) == _draw_page(alone[number]), (kind, number)
                assert _tagged(tags, start + number) == _tagged(alone_tags, number), (kind, number)
            start += len(alone) + len(alone) % 2
    assert start == len(run)


def test_ids_are_unique_and_headers_name_them(run: Path) -> None:
    with pikepdf.open(run) as opened:
        ids: list[str] = []
        headers: set[str] = set()
        for pdf_object in opened.objects:
            if not (
                isinstance(pdf_object, pikepdf.Dictionary)
                and "/S" in pdf_object
                and "/P" in pdf_object
            ):
                continue
            if "/ID" in pdf_object:
                ids.append(str(pdf_object.ID))
            attributes: Any = pdf_object.get("/A", pikepdf.Dictionary())
            headers.update(str(header) for header in attributes.get("/Headers", ()))
        assert len(ids) > 30
        assert len(ids) == len(set(ids))
        assert headers and headers <= set(ids)


def test_fonts_are_stored_once(run: Path) -> None:
    with pikepdf.open(run) as opened:
        files = [
            str(pdf_object.FontName)
            for pdf_object in opened.objects
            if isinstance(pdf_object, pikepdf.Dictionary) and "/FontFile2" in pdf_object
        ]
        assert len(files) >= 4
        assert len(files) == len(set(files))


def test_labels_and_bookmarks(run: Path) -> None:
    with pikepdf.open(run) as opened:
        assert [str(page.label) for page in opened.pages] == [
            "Oak Hill 1",
            "Oak Hill 2",
            "r-0 1",
            "r-0 2",
            "r-0 1",
            "r-0 2",
            "r-1 1",
            "r-1 2",
            "r-2 1",
            "r-2 2",
        ]
        with opened.open_outline() as outline:
            assert [
                (item.title, [child.title for child in item.children]) for item in outline.root
            ] == [
                ("Oak Hill", ["Separator", "Room 0", "Room 1"]),
                ("Elm", ["Room 2"]),
            ]
            assert outline.root[0].children[1].children[0].title == "First-Day Essentials"


def test_a_separator_says_on_one_page_what_the_print_shop_asks(tmp_path: Path) -> None:
    rooms = [(f"oak-hill-{n}", f"Ms. Rivera, Room {n}", 2) for n in range(60)]
    path = tmp_path / "separator.pdf"
    for school in ("Oak Hill", "Martin Luther King Junior Memorial Elementary School (North)"):
        for handouts in (rooms[:1], rooms[:16], rooms[:17], rooms):
            path.write_bytes(build_separator_sheet(school, handouts, 120, "letter", "en"))
            words = " ".join(_text(path).split())
            with pikepdf.open(path) as opened:
                assert len(opened.pages) == 1
            for fact in ("120 sheets", "Letter", "both sides", "long edge", "no scaling"):
                assert fact in words


@pytest.mark.parametrize(
    ("handouts", "copies", "language", "said"),
    [
        (1, 1, "en", "1 handout, 1 copy"),
        (1, 2, "en", "1 handout, 2 copies"),
        (2, 1, "en", "2 handouts, 2 copies"),
        (1, 1, "es", "1 hoja, 1 copia"),
        (2, 3, "es", "2 hojas, 6 copias"),
        (1, 1, "ar", "1 handout, 1 copy"),  # no words for offices: English, and its direction
    ],
)
def test_a_separator_counts_handouts_and_copies(
    handouts: int, copies: int, language: str, said: str, tmp_path: Path
) -> None:
    rooms = [(f"a{n}", f"Room {n}", copies) for n in range(handouts)]
    path = tmp_path / "separator.pdf"
    path.write_bytes(build_separator_sheet("Oak Hill", rooms, 1, "letter", language))
    assert said in " ".join(_text(path).split())


def test_a_separator_has_names_in_any_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One school whose name is in other letters kept all print runs from being made."""
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    rooms = [("王2", "Ольга Петровна, \U000130b82", 1), ("a\u0301-\U000130b8", "王小明", 2)]
    path = tmp_path / "separator.pdf"
    path.write_bytes(build_separator_sheet("مدرسة النور", rooms, 3, "letter", "es"))
    words = normalize("NFC", _text(path))
    for said in ("王2", "Ольга Петровна, ?2", "王小明", "á-?", "م"):
        assert said in words, words


def test_the_same_bytes_again(handouts: list[Path]) -> None:
    leaves = [BoundDocument(content=path, title=path.stem, label="") for path in handouts]
    assert bind_documents(leaves, "Print run", "en") == bind_documents(leaves, "Print run", "en")


def _text(pdf: Path, first: int = 1, last: int = 99) -> str:
    with pikepdf.open(pdf) as opened:
        last = min(last, len(opened.pages))
    return subprocess.run(
        ["pdftotext", "-f", str(first), "-l", str(last), pdf, "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_little_is_held_that_is_not_in_the_run(handouts: list[Path]) -> None:
    """What is copied stays in memory until the end: so what is not wanted must not be copied."""
    run = PrintRunBinder()
    for n, path in enumerate(handouts * 3):
        run.add(BoundDocument(content=path, title=path.stem, label=f"{n} "), first=True)
    held = len(run.out.objects)
    with pikepdf.open(io.BytesIO(run.finish("Print run", "en"))) as opened:
        assert held < 1.2 * len(opened.objects)
