"""The Word file: what stands in it, how it opens, and what is read back from it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import compress, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from office import Office
from PIL import Image
from press import SAMPLE, prepare_text
from script_fonts import script_fonts
from strategies import ROLES, as_yaml, customizations

from handout.cli.main import main
from handout.layering.fill_blocks import has_fields
from handout.layout.sheet.phrase import phrase_text
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import PreparedHandout
from handout.problems import HandoutError, Problem
from handout.publish.docx.document import build_word_file
from handout.publish.html.record import build_record
from handout.publish.html.render import render
from handout.pull.comparison import compare_page
from handout.pull.page.issued_page import open_issued_page
from handout.pull.snapshot import take_snapshot
from handout.sources.edited.docx_bookmarks import box_bookmark, box_of, field_bookmark, field_of
from handout.sources.edited.docx_package import local, open_word_file
from handout.sources.edited.docx_page import open_docx
from handout.sources.edited.html_page import Page, parse_document, read_page
from handout.sources.edited.record import format_record
from handout.sources.markdown.writer import plain_text

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SAMPLE = SAMPLE.read_text(encoding="utf-8")
_ARABIC = """language: ar
para_name: Jordan Ellis (Jr.)
teacher_name: أ. ليلى حداد
room: B-12 (2nd floor)
call_for_help: المكتب (555) 555-0100.
contacts:
  - {role: Office, name: Ms. Rivera, how: "(555) 555-0100 ext. 4"}
teacher_note: |
  Please **wait** first.

  - Start with the **blue folder** (on my desk).
  - اتصل بالرقم (555) 555-0100 أو **911**.
schedule:
  - {start: "7:50", end: "8:10", teacher_does: "Arrival, lockers.", para_does: قف عند الباب.}
"""
_CHINESE = """language: zh-Hans
para_name: 王小明 (Ming)
teacher_name: Ms. Rivera 老师
room: "12"
call_for_help: 按红色按钮 9.
"""
_CHINESE_NAMES = "para_name: 王小明 (Ming)\nteacher_name: 王老师 Ms. Wang 王\nroom: 12号\n"
_HEBREW_NAMES = """para_name: אסתר כהן
teacher_name: ליאת
call_for_help: חייגו 9.
teacher_note: |
  שלום **לכולם**!

  - חכו **קודם** (בחוץ).
  - Ask ליאת first.
"""


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


_DEEPEST_FOOT = 60  # pt: of a page below its last words
_EMBEDDED = ("sans-N", "sans-N-italic", "plate-N", "plate-N-italic")
_SIDES = ("front", "back", "extra")


@cache
def make_word_file(text: str) -> tuple[PreparedHandout, bytes]:
    """The handout of a customization, and its Word file."""
    prepared = prepare_text(text)
    return prepared, build_word_file(
        prepared.fitted, prepared.logo, build_record(prepared.fitted, "room")
    )


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(parts(content)["word/document.xml"])


def changed(content: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    """The file with one part of it rewritten."""
    fresh = io.BytesIO()
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as write:
        for name, was in parts(content).items():
            write.writestr(name, change(was.decode()).encode() if name == part else was)
    return fresh.getvalue()


def read(
    content: bytes, prepared: PreparedHandout, folder: Path
) -> tuple[Page, tuple[Problem, ...]]:
    path = folder / "room.docx"
    path.write_bytes(content)
    as_html, problems = open_docx(path)
    return read_page(as_html, titles(prepared)), problems


def titles(prepared: PreparedHandout) -> dict[str, str]:
    return {id: block.title for id, block in take_snapshot(prepared.fitted, "room").blocks.items()}


def says(page: Page) -> dict[str, Any]:
    """All that is read back: the words of lines, and those of fields, whether or not they are in
    a line.
    """
    boxes = []
    for block in page.blocks:
        lines = []
        for line in block.lines:
            bare = line.keep_fields(lambda name: False)
            # On a page our dash stands between two empty times, in a Word file a space.
            cells = ((() if plain_text(cell).strip() in ("–", "") else cell) for cell in bare.cells)
            lines.append(replace(bare, cells=tuple(cells)))
        boxes.append((block.id, block.side, block.title, tuple(lines)))
    # LibreOffice keeps the em spaces of an empty place: they are no words.
    fields = {name: tuple(text.strip() for text in words) for name, words in page.fields.items()}
    return {"boxes": boxes, "fields": fields, "loose": page.loose}


def texts(page: Page, id: str) -> list[str]:
    return [line.text for block in page.blocks if block.id == id for line in block.lines]


# ---- the file


def test_equal_input_gives_equal_bytes_without_a_date() -> None:
    prepared, content = make_word_file(_SAMPLE)
    assert (
        build_word_file(prepared.fitted, prepared.logo, build_record(prepared.fitted, "room"))
        == content
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = parts(content)["docProps/core.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2000-01-01T00:00:00Z"}


def test_it_holds_only_what_the_sheet_says() -> None:
    content = make_word_file(_SAMPLE)[1]
    names = {re.sub(r"\d+", "N", name) for name in parts(content)}
    assert names == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/settings.xml",
        "word/numbering.xml",
        "word/fontTable.xml",
        "word/_rels/fontTable.xml.rels",
        *(f"word/fonts/handout-{face}.odttf" for face in _EMBEDDED),
        "word/media/imageN.png",
        "customXml/itemN.xml",
    }
    assert "python-docx" not in parts(content)["docProps/core.xml"].decode()


def test_title_and_language_are_set() -> None:
    prepared, content = make_word_file(_SAMPLE)
    core = parts(content)["docProps/core.xml"].decode()
    assert (
        f"<dc:title>{prepared.fitted.sheet.title}</dc:title>" in core
        and "<dc:language>en</dc:language>" in core
    )
    assert '<w:lang w:val="en"' in parts(content)["word/styles.xml"].decode()


@pytest.mark.parametrize("role", ROLES)
def test_every_box_has_its_bookmark_and_every_field_a_control(role: str) -> None:
    prepared, content = make_word_file(
        f"role: {role}\nteacher_name: Ms. Rivera\nroom: '012'\nwait_seconds: 7\n"
    )
    root = body(content)
    boxes = [panel.block.id for side in prepared.fitted.sheet.sides for panel in side.panels]
    bookmarks = [element.get(f"{W}name", "") for element in root.iter(f"{W}bookmarkStart")]
    assert sorted(filter(None, map(box_of, bookmarks))) == sorted(boxes) and len(boxes) > 5
    assert len(set(bookmarks)) == len(bookmarks) and all(
        re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in bookmarks
    )
    tags = [element.get(f"{W}val") for element in root.iter(f"{W}tag")]
    assert {
        "teacher_name",
        "room",
        "wait_seconds",
        "call_for_help",
        "emergency.fire",
        "arrive",
    } <= set(tags)
    numbers = [
        element.get(f"{W}val")
        for sdt in root.iter(f"{W}sdtPr")
        for element in sdt.findall(f"{W}id")
    ]
    assert len(set(numbers)) == len(numbers) > 10


def test_bookmarks_are_read_back() -> None:
    assert box_of(box_bookmark("dos-donts")) == "dos-donts"
    assert field_of(field_bookmark("schedule.12.teacher_does", 7)) == "schedule.12.teacher_does"
    assert (
        field_of("_GoBack")
        == box_of("_GoBack")
        == box_of("field7_room")
        == field_of("People")
        == ""
    )


def test_headings_lists_tables_and_ticks_are_real() -> None:
    root = body(make_word_file(_SAMPLE)[1])
    styles = [element.get(f"{W}val") for element in root.iter(f"{W}pStyle")]
    assert {
        "Title",
        "Heading1",
        "Heading2",
        "Heading3",
        "ListBullet",
        "ListNumber",
        "ListTick",
    } <= set(styles)
    defined = re.findall(
        r'w:styleId="(\w+)"', parts(make_word_file(_SAMPLE)[1])["word/styles.xml"].decode()
    )
    assert len(set(defined)) == len(defined) and set(styles) <= set(defined)
    headers = [row for row in root.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert ["Time", "The class", "You", "Where"] in [
        [words_in(cell) for cell in row.iter(f"{W}tc")] for row in headers
    ]
    assert len(headers) == 6  # drills, day, two of people, do and don't, watch for
    boxes = [
        element
        for element in root.iter("{http://schemas.microsoft.com/office/word/2010/wordml}checkbox")
    ]
    assert len(boxes) == 6


def words_in(element: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def test_what_the_district_locked_cannot_be_typed_in() -> None:
    prepared, content = make_word_file(_SAMPLE)
    locks = [
        sdt
        for sdt in body(content).iter(f"{W}sdt")
        if sdt.find(f"{W}sdtPr/{W}lock[@{W}val='sdtContentLocked']") is not None
    ]
    words = " ".join(words_in(lock.find(f"{W}sdtContent")) for lock in locks)  # type: ignore[arg-type]
    for side in prepared.fitted.sheet.sides:
        for panel in side.panels:
            # Around fields it is line by line, and a heading that was changed is told.
            if panel.block.locked and panel.content is None and not has_fields(panel.block):
                assert phrase_text(panel.title) in words
    assert "Seizure: Stay, time it" in words and "No holds unless certified" in words
    assert "Press the red button" not in words and "Calm yourself first" not in words


# The order that the schema wants; what is not named here is not written.
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs bidi spacing ind contextualSpacing jc textAlignment outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs vanish color sz szCs u rtl lang",
    "tblPr": "tblStyle bidiVisual tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcBorders": "top left bottom right",
    "tcPr": "tcW gridSpan vMerge tcBorders shd tcMar vAlign",
    "trPr": "cantSplit trHeight tblHeader",
    "sdtPr": "alias tag id lock showingPlcHdr text richText checkbox",
    "sdt": "sdtPr sdtContent",
    "tbl": "tblPr tblGrid tr",
    "style": "name basedOn next qFormat pPr rPr tblPr tblStylePr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr rPr",
    "sectPr": "pgSz pgMar cols bidi",
    "font": "altName charset family pitch embedRegular embedBold embedItalic embedBoldItalic",
    "styles": "docDefaults latentStyles style",
    "numbering": "abstractNum num",
    "settings": "zoom embedTrueTypeFonts mirrorMargins defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "text",
    [
        _SAMPLE,
        "role: substitute",
        _ARABIC,
        _HEBREW_NAMES,
        _SAMPLE + "text_size: large\n",
        _SAMPLE + "large_print: yes\n",
        _SAMPLE + "theme: plain\n".replace("theme", "ink").replace("plain", "mono"),
    ],
)
def test_elements_stand_in_the_order_of_the_schema(text: str) -> None:
    files, looked = parts(make_word_file(text)[1]), 0
    for part in ("document", "styles", "numbering", "settings", "fontTable"):
        name = f"word/{part}.xml"
        for element in ElementTree.fromstring(files[name]).iter():
            if local(element) in _ORDER:
                order = _ORDER[local(element)].split()
                places = [order.index(local(child)) for child in element]
                assert places == sorted(places), ElementTree.tostring(element)[:300]
                looked += 1
            if local(element) == "tc":
                assert local(element[-1]) == "p"  # Word repairs what ends otherwise
            if local(element) in ("tc", "body"):
                assert not any(local(a) == local(b) == "tbl" for a, b in pairwise(element)), (
                    "two tables would become one"
                )
    assert looked > 500


def _paragraphs(text: str) -> dict[str, str]:
    """The XML of each paragraph by its words, with the marks of direction written as signs."""
    signs = str.maketrans({"\u2066": "<", "\u2067": ">", "\u2069": "|"})
    found = {}
    for paragraph in body(make_word_file(text)[1]).iter(f"{W}p"):
        words = "".join(t.text or "" for t in paragraph.iter(f"{W}t")).translate(signs)
        found[words] = ElementTree.tostring(paragraph, encoding="unicode")
    return found


def _side(xml: str) -> tuple[str, bool]:
    """The direction that a paragraph says, and whether it stands at its end."""
    bidi = re.search(r'bidi \w+:val="(\d)"', xml)
    return bidi[1] if bidi else "", ":jc" in xml


def test_an_arabic_sheet_is_turned_round() -> None:
    document = body(make_word_file(_ARABIC)[1])
    tables = list(document.iter(f"{W}tbl"))
    assert tables and all(each.find(f"{W}tblPr/{W}bidiVisual") is not None for each in tables)
    assert document.find(f".//{W}sectPr/{W}bidi") is not None
    found = _paragraphs(_ARABIC)
    assert _side(found["أ. ليلى حداد · <B-12 (2nd floor)|"]) == ("1", False)
    assert _side(found["المكتب <(555) 555-0100|."]) == ("1", False)
    assert _side(found["Please wait first."]) == ("0", True)
    assert _side(found["Arrival, lockers."]) == ("0", True)
    folder = next(words for words in found if "folder" in words)
    assert folder.startswith("<") and folder.endswith("|") and _side(found[folder]) == ("1", False)
    for words, xml in found.items():
        has_arabic = bool(re.search("[\u0600-\u06ff]", words))
        assert ("rtl />" in xml) >= has_arabic, words


def test_names_and_lines_of_another_direction_keep_it_on_an_english_sheet() -> None:
    found = _paragraphs(_HEBREW_NAMES)
    assert _side(found["אסתר כהן"]) == ("1", True)
    assert _side(found["שלום לכולם!"]) == ("1", True)
    assert _side(found["\u2002A note from >ליאת|"]) == ("", False)
    assert _side(found["Ask >ליאת| first."]) == ("", False)
    assert _side(found[">חכו קודם (בחוץ).|"]) == ("", False)
    assert "bidi" not in found["How to call for help\u2002"]


def test_an_english_file_says_nothing_of_directions() -> None:
    xml = parts(make_word_file(_SAMPLE)[1])["word/document.xml"].decode()
    assert not re.search("bidi|w:rtl|[\u202a-\u202e\u2066-\u2069]", xml)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_an_empty_hour_is_empty(language: str) -> None:
    """It began with a bare dash, which a hand had to write around."""
    body = parts(make_word_file(f"language: {language}")[1])["word/document.xml"].decode()
    assert body.count("schedule.10.start") > 0
    row = body[body.index("schedule.9.start") : body.index("schedule.10.end")]
    assert "–" not in row


@pytest.mark.parametrize(
    ("text", "letters"),
    [(_SAMPLE, "ñé“§☐✓_"), ("theme: plain\n", "ñ"), ("language: vi\n", "ệữ")],
)
def test_it_carries_the_faces_its_styles_ask_for(text: str, letters: str) -> None:
    """Set in other faces a sheet that fits may not fit, and is another sheet to look at."""
    files = parts(make_word_file(text)[1])
    asked = set(re.findall(r'w:ascii="(Handout[^"]*)"', files["word/styles.xml"].decode()))
    relations = ElementTree.fromstring(files["word/_rels/fontTable.xml.rels"])
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    table = ElementTree.fromstring(files["word/fontTable.xml"])
    assert asked == {font.get(f"{W}name") for font in table}
    kinds = {f"{W}embed{kind}" for kind in ("Regular", "Bold", "Italic", "BoldItalic")}
    for family in table:
        for element in family:
            if element.tag not in kinds:
                continue
            content = files[f"word/{targets[element.get(f'{_R}id')]}"]
            key = bytes.fromhex(re.sub("[{}-]", "", element.get(f"{W}fontKey", "")))[::-1] * 2
            start = bytes(a ^ b for a, b in zip(content[:32], key, strict=True))
            font = TTFont(io.BytesIO(start + content[32:]))
            assert font["name"].getDebugName(1) == family.get(f"{W}name")
            assert font["OS/2"].fsType == 0  # who edits the file may embed it again
            style = font["name"].getDebugName(2).replace(" ", "")
            assert element.tag == f"{W}embed{style}"
            assert "Sans" not in family.get(f"{W}name", "") or set(map(ord, letters)) <= set(
                font.getBestCmap()
            )


def test_larger_text_is_larger_everywhere() -> None:
    _, content = make_word_file(_SAMPLE + "text_size: large\n")
    sizes = re.findall(rb'<w:sz w:val="(\d+)"', parts(content)["word/styles.xml"])
    assert min(int(size) for size in sizes if size != b"2") >= 24  # half points; "2" is a gap


@pytest.mark.parametrize(
    "text",
    [
        "",
        "role: substitute\npages: 1\n",
        "show_blocks: [words]\n",
        "text_size: large\n",
        "text_size: large\nshow_blocks: [words]\n",
    ],
)
def test_each_box_is_read_on_the_side_it_stands_on(text: str, tmp_path: Path) -> None:
    prepared, content = make_word_file(text)
    path = tmp_path / "room.docx"
    path.write_bytes(content)
    page = open_issued_page(path).page
    read = {side: tuple(box.id for box in page.blocks if box.side == side) for side in _SIDES}
    said = take_snapshot(prepared.fitted, "room").sides
    assert {side: ids for side, ids in read.items() if ids} == dict(said)


# ---- as others open it


@pytest.fixture(scope="module")
def convert(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[dict[str, bytes], str], dict[str, bytes]]:
    def run(files: dict[str, bytes], to: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("office")
        for name, content in files.items():
            (folder / f"{name}.docx").write_bytes(content)
        office.convert(*sorted(folder.glob("*.docx")), to=to, folder=folder / "out")
        return {file.stem: file.read_bytes() for file in (folder / "out").iterdir()}

    return run


_TRIED = {f"{role}-empty": f"role: {role}\n" for role in ("classroom", "substitute", "personal-care")} | {
    f"{role}-full": _SAMPLE.replace("role: classroom", f"role: {role}") for role in ROLES if role != "substitute"
} | {
    "legal": _SAMPLE.replace("paper: letter", "paper: legal"), "a4": _SAMPLE.replace("paper: letter", "paper: a4"),
    "plain": _SAMPLE.replace("theme: field-guide", "theme: plain"), "mono": _SAMPLE + "ink: mono\n",
    "arabic": _ARABIC, "hebrew-names": _HEBREW_NAMES,
    "chinese": _CHINESE, "chinese-names": _CHINESE_NAMES,
    "extra": _SAMPLE + "show_blocks: [words]\n", "link": _SAMPLE + "link: {url: 'https://example.org/a'}\n",
}  # fmt: skip


def test_libreoffice_sets_it_on_as_many_pages_as_the_sheet(
    convert: Any, pdfinfo: str, tmp_path: Path
) -> None:
    pdfs = convert({name: make_word_file(text)[1] for name, text in _TRIED.items()}, "pdf")
    assert set(pdfs) == set(_TRIED)
    for name, pdf in pdfs.items():
        (tmp_path / "one.pdf").write_bytes(pdf)
        expected = subprocess.run(
            [pdfinfo, tmp_path / "one.pdf"], check=True, capture_output=True, text=True
        ).stdout
        pages = int(re.search(r"Pages:\s+(\d+)", expected)[1])  # type: ignore[index]
        assert pages == len(make_word_file(_TRIED[name])[0].fitted.sides), name
        width = {"a4": 595, "legal": 612}.get(name, 612)
        assert re.search(rf"Page size:\s+{width}", expected), name
        if name not in ("chinese", "arabic"):  # set in typefaces of the computer
            sides = make_word_file(_TRIED[name])[0].fitted.sides
            ends = [not fitted.side.foot.note_lines for fitted in sides]
            _assert_its_sides_are_filled(tmp_path / "one.pdf", pdfinfo, ends)


def _assert_its_sides_are_filled(path: Path, pdfinfo: str, has_words_last: list[bool]) -> None:
    """Assert that each side ends near the foot of its page, in our faces: it ended early.

    Where a side ends with lines to write on, it has no words there.
    """
    pdftotext, pdffonts = (Path(pdfinfo).with_name(tool) for tool in ("pdftotext", "pdffonts"))
    fonts = subprocess.run([pdffonts, path], check=True, capture_output=True, text=True).stdout
    assert "HandoutSans-Regular" in fonts, fonts
    told = subprocess.run(
        [pdftotext, "-bbox", path, "-"], check=True, capture_output=True, text=True
    )
    pages = told.stdout.split("<page ")[1:]
    for page in compress(pages, has_words_last):
        height = float(re.search(r'height="([\d.]+)"', page)[1])  # type: ignore[index]
        lowest = max(float(bottom) for bottom in re.findall(r'yMax="([\d.]+)"', page))
        assert lowest > height - _DEEPEST_FOOT, lowest


def test_what_libreoffice_saved_reads_the_same(convert: Any, tmp_path: Path) -> None:
    some = (
        "classroom-empty",
        "substitute-empty",
        "classroom-full",
        "bus-full",
        "plain",
        "link",
        "arabic",
        "hebrew-names",
        "chinese",
        "chinese-names",
    )
    saved = convert({name: make_word_file(_TRIED[name])[1] for name in some}, "docx")
    assert set(saved) == set(some)
    for name, content in saved.items():
        prepared, was = make_word_file(_TRIED[name])
        again, problems = read(content, prepared, tmp_path)
        assert says(again) == says(read(was, prepared, tmp_path)[0]) and not problems, name
    prepared, _ = make_word_file(_TRIED["classroom-full"])
    edited = changed(
        saved["classroom-full"], lambda xml: xml.replace("Calm yourself first.", "Breathe first.")
    )
    page, _ = read(edited, prepared, tmp_path)
    assert texts(page, "calm")[0] == "Breathe first. Use few words."


# ---- read back


@pytest.mark.slow
@given(customizations)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_untouched_file_reads_like_the_untouched_html(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    try:
        prepared, content = make_word_file(as_yaml(values))
    except HandoutError:  # too long for its pages
        return
    page, problems = read(content, prepared, tmp_path)
    html = render(prepared.fitted, "file", prepared.logo, "room").html
    assert says(page) == says(read_page(parse_document(html, "room.html"), titles(prepared)))
    assert problems == () and page.marked
    comparison = compare_page(open_issued_page(tmp_path / "room.docx"))
    assert (comparison.changes, comparison.problems) == ((), ())


def test_the_lines_for_notes_are_none_of_somebody_s_words(tmp_path: Path) -> None:
    # What the boxes leave free of a back is lined: found by test_an_untouched_file_reads_like_....
    hidden = "hide_blocks: [watch-for, participation, dos-donts]\n"
    prepared, content = make_word_file(f"paper: legal\n{hidden}")
    assert any(one.side.foot.note_lines and not one.side.foot.turn for one in prepared.fitted.sides)
    page, problems = read(content, prepared, tmp_path)
    assert page.loose == () and problems == ()
    comparison = compare_page(open_issued_page(tmp_path / "room.docx"))
    assert (comparison.changes, comparison.problems) == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_an_untouched_file_of_each_role_reads_like_its_html(role: str, tmp_path: Path) -> None:
    for text in (f"role: {role}\n", _TRIED.get(f"{role}-full", f"role: {role}\ntheme: plain\n")):
        prepared, content = make_word_file(text)
        html = parse_document(
            render(prepared.fitted, "file", prepared.logo, "room").html, "room.html"
        )
        assert says(read(content, prepared, tmp_path)[0]) == says(read_page(html, titles(prepared)))


def test_the_record_travels_with_it(tmp_path: Path) -> None:
    prepared, content = make_word_file(_SAMPLE)
    (tmp_path / "room.docx").write_bytes(content)
    as_html, _ = open_docx(tmp_path / "room.docx")
    assert as_html.record == build_record(prepared.fitted, "room")


def _after(old: str, new: str) -> Callable[[str], str]:
    """Words changed where they stand."""

    def change(xml: str) -> str:
        assert old in xml
        return xml.replace(old, new)

    return change


def _paragraph(xml: str, words: str) -> str:
    """The paragraph in which `words` stand."""
    start = xml.index(words)
    return xml[xml.rindex("<w:p>", 0, start) : xml.index("</w:p>", start) + 6]


def _again(words: str, new: str) -> Callable[[str], str]:
    """A paragraph a second time, with other words: what Enter and typing give."""
    return lambda xml: xml.replace(
        _paragraph(xml, words), _paragraph(xml, words) + _paragraph(xml, words).replace(words, new)
    )


def _without(words: str) -> Callable[[str], str]:
    return lambda xml: xml.replace(_paragraph(xml, words), "")


def _row(words: str, new: str) -> Callable[[str], str]:
    def change(xml: str) -> str:
        start = xml.index(words)
        row = xml[xml.rindex("<w:tr>", 0, start) : xml.index("</w:tr>", start) + 7]
        return xml.replace(row, row + row.replace(words, new))

    return change


def _filled(tag: str, words: str) -> Callable[[str], str]:
    """What Word writes when something is typed into an empty field."""

    def change(xml: str) -> str:
        pattern = rf'(<w:tag w:val="{tag}"/><w:id w:val="\d+"/>)<w:showingPlcHdr/>(.*?<w:t(?: [^>]*)?>)[^<]*'
        assert re.search(pattern, xml)
        return re.sub(pattern, rf"\1\2{words}", xml, count=1)

    return change


_EDITS = [
    ("calm", _after("Calm yourself first.", "Breathe first."), 0, "Breathe first. Use few words."),
    ("calm", _again("Calm yourself first. Use few words.", "Count to ten."), 1, "Count to ten."),
    ("team", _without("Sick? Call early: see Your people."), 1, "Parents: be warm, be brief, then send them to the teacher."),
    ("watch-for", _row("Heading out the door", "Hiding under a desk"), 3, "Hiding under a desk Call. Keep them in sight."),
    ("role", _after("Yours to do", "Yours every day"), 1, "Yours every day"),
    ("speak-up", _again("Unsure?", "Or simply ask."), 4, "Or simply ask. Teacher, then case manager or principal, then union."),
    ("note", _after("watch the first reading lesson", "watch reading"), 1, "Please watch reading before you join in."),
]  # fmt: skip


@pytest.mark.costly_cases
@pytest.mark.parametrize(("box", "change", "place", "words"), _EDITS)
def test_an_edit_is_found_and_nothing_else(
    box: str, change: Callable[[str], str], place: int, words: str, tmp_path: Path
) -> None:
    prepared, content = make_word_file(_SAMPLE)
    page, problems = read(changed(content, change), prepared, tmp_path)
    was, _ = read(content, prepared, tmp_path)
    assert texts(page, box)[place].startswith(words) and problems == ()
    for block, before in zip(page.blocks, was.blocks, strict=True):
        assert (block.lines == before.lines) == (block.id != box)
    assert page.fields == was.fields


def test_bold_is_read_also_where_all_is_bold(tmp_path: Path) -> None:
    text = (
        _SAMPLE
        + "items:\n  dos-donts:\n    add:\n      - id: bold\n        text: Ask **me** | Guess *twice*\n"
    )
    prepared, content = make_word_file(text)
    html = read_page(
        parse_document(render(prepared.fitted, "file", prepared.logo, "room").html, "room.html"),
        titles(prepared),
    )
    assert says(read(content, prepared, tmp_path)[0]) == says(html)
    bold = _after(
        '<w:t xml:space="preserve">Disagree in private.',
        '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Disagree in private.',
    )
    page, _ = read(changed(content, bold), prepared, tmp_path)
    line = next(
        line
        for block in page.blocks
        if block.id == "team"
        for line in block.lines
        if "Disagree" in line.text
    )
    assert [stretch.bold for stretch in line.cells[0]] == [True]


def test_a_ticked_box_is_read(tmp_path: Path) -> None:
    prepared, content = make_word_file(_SAMPLE)
    page, _ = read(
        changed(
            content,
            lambda xml: xml.replace(
                '<w14:checked w14:val="0"/>', '<w14:checked w14:val="1"/>', 1
            ).replace("\u2610", "\u2612", 1),
        ),
        prepared,
        tmp_path,
    )
    ticks = [
        line.ticked for block in page.blocks if block.id == "checklist" for line in block.lines
    ]
    assert ticks == [True, False, False, False, False, False]


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "tag",
    [
        "room",
        "para_name",
        "call_for_help",
        "emergency.fire",
        "arrive",
        "breaks.1.covered_by",
        "plans_location",
        "schedule.2.where",
        "contacts.3.how",
        "approved_by",
        "valid_to",
    ],
)
def test_an_empty_field_can_be_filled_in(tag: str, tmp_path: Path) -> None:
    prepared, content = make_word_file("role: classroom\n")
    before, _ = read(content, prepared, tmp_path)
    page, _ = read(changed(content, _filled(tag, "Blue door 7")), prepared, tmp_path)
    assert page.fields[tag] == ("Blue door 7",)
    assert {name: words for name, words in page.fields.items() if name != tag} == {
        name: words for name, words in before.fields.items() if name != tag
    }


def test_words_typed_beside_an_empty_field_are_not_lost(tmp_path: Path) -> None:
    prepared, content = make_word_file("role: classroom\n")
    page, _ = read(
        changed(content, _after(">Count <", ">Count to five, then <")), prepared, tmp_path
    )
    assert any("Count to five" in line for line in texts(page, "find-it-fast"))


def test_a_changed_field_is_read(tmp_path: Path) -> None:
    prepared, content = make_word_file(_SAMPLE)
    page, _ = read(changed(content, _after(">Rug<", ">Blue rug<")), prepared, tmp_path)
    assert page.fields["schedule.2.where"] == ("Blue rug",)


def test_a_box_taken_out_is_missed_and_a_new_one_is_found(tmp_path: Path) -> None:
    prepared, content = make_word_file(_SAMPLE)

    def change(xml: str) -> str:
        heading = _paragraph(xml, ">Not your job?<")
        return xml.replace(
            heading,
            re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", heading).replace(
                "Not your job?", "Pool day"
            ),
        )

    page, _ = read(changed(content, change), prepared, tmp_path)
    assert "speak-up" not in [block.id for block in page.blocks]
    new = [block for block in page.blocks if not block.id]
    assert [(block.title, block.side) for block in new] == [("Pool day", "back")] and new[0].lines


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path: Path) -> None:
    prepared, content = make_word_file(_SAMPLE)
    old = '<w:r><w:t xml:space="preserve">Disagree in private.</w:t></w:r>'
    tracked = (
        f'<w:del w:id="900" w:author="x">{old.replace("w:t ", "w:delText ").replace("w:t>", "w:delText>")}</w:del>'
        '<w:ins w:id="901" w:author="x"><w:r><w:t>Disagree later.</w:t></w:r></w:ins>'
    )
    page, problems = read(changed(content, _after(old, tracked)), prepared, tmp_path)
    assert texts(page, "team")[3] == "Disagree later."
    assert [(p.code, "You and the team" in p.message, p.warning) for p in problems] == [
        ("docx-deleted", True, True)
    ]


_RUN = "<w:r><w:drawing><wp:inline><wp:docPr id='999' name='photo'/></wp:inline></w:drawing></w:r>"


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        (_RUN, "a picture"),
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', "a footnote"),
        ('<w:r><w:commentReference w:id="2"/></w:r>', "a comment"),
        ("<w:r><w:pict><w:txbxContent/></w:pict></w:r>", "a picture"),
        ("<w:r><w:object/></w:r>", "something from another program"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>never</w:t></w:r>", "crossing out"),
    ],
)
def test_what_cannot_be_read_back_is_told_with_its_box(
    added: str, expected: str, tmp_path: Path
) -> None:
    prepared, content = make_word_file(_SAMPLE)
    old = _paragraph(body_text(content), "Disagree in private.")
    _, problems = read(
        changed(content, _after(old, old.replace("</w:p>", f"{added}</w:p>"))), prepared, tmp_path
    )
    assert (
        [p.code for p in problems] == ["docx-left-out"]
        and "You and the team" in problems[0].message
        and expected in problems[0].message
    )


def body_text(content: bytes) -> str:
    return parts(content)["word/document.xml"].decode()


def test_what_waits_for_a_decision_still_waits(tmp_path: Path) -> None:
    prepared, content = make_word_file(_SAMPLE)
    record = take_snapshot(prepared.fitted, "room")
    calm = replace(record.blocks["calm"], waiting={"few": "Say little."})
    waiting = format_record(replace(record, blocks={**record.blocks, "calm": calm}))
    edited = changed(
        content,
        lambda xml: re.sub(
            r"(<(?:\w+:)?record[^>]*>).*(</)",
            lambda match: match[1] + waiting + match[2],
            xml,
            flags=re.S,
        ),
        "customXml/item1.xml",
    )
    assert edited != content
    page, _ = read(edited, prepared, tmp_path)
    assert {block.id: block.waiting for block in page.blocks if block.waiting} == {"calm": {"few"}}
    assert texts(page, "calm") == texts(read(content, prepared, tmp_path)[0], "calm")


# ---- bad input


def _zip(files: dict[str, bytes]) -> bytes:
    fresh = io.BytesIO()
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as write:
        for name, content in files.items():
            write.writestr(name, content)
    return fresh.getvalue()


def _with(**changes: Callable[[bytes], bytes]) -> bytes:
    """The sample with parts of it changed."""
    files = parts(make_word_file(_SAMPLE)[1])
    names = {
        "document": "word/document.xml",
        "types": "[Content_Types].xml",
        "macros": "word/vbaProject.bin",
        "picture": "word/media/big.png",
    }
    return _zip(
        files
        | {names[name]: change(files.get(names[name], b"")) for name, change in changes.items()}
    )


_DEEP = b"<w:tbl><w:tr><w:tc>" * 3000 + b"</w:tc></w:tr></w:tbl>" * 3000
_BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "docx-damaged"),
    "words": (lambda: b"Dear Ms. Rivera, " * 40, "docx-damaged"),
    "truncated": (lambda: make_word_file(_SAMPLE)[1][:20_000], "docx-damaged"),
    "older": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "docx-old"),
    "not Word": (lambda: _zip({"a.txt": b"x"}), "docx-other"),
    "macros": (lambda: _with(macros=lambda _: b"x"), "docx-macros"),
    "docm": (
        lambda: _with(
            types=lambda xml: xml.replace(b"wordprocessingml.document.main", b"macroEnabled.main")
        ),
        "docx-macros",
    ),
    "bomb": (lambda: _with(picture=lambda _: bytes(100 * 2**20)), "docx-unsafe"),
    "large": (
        lambda: _with(
            document=lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b" " * 17 * 2**20)
        ),
        "docx-unsafe",
    ),
    "entity": (
        lambda: _with(document=lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml),
        "docx-unsafe",
    ),
    "deep": (
        lambda: _with(document=lambda xml: xml.replace(b"<w:body>", b"<w:body>" + _DEEP)),
        "docx-unsafe",
    ),
    "cut XML": (lambda: _with(document=lambda xml: xml[:2000]), "docx-damaged"),
    "not ours": (
        lambda: _with(document=lambda xml: re.sub(rb"<w:(?:bookmark|pStyle)[^>]*>", b"", xml)),
        "docx-not-ours",
    ),
}


@pytest.mark.parametrize("name", _BAD)
def test_a_bad_file_is_a_problem(name: str, tmp_path: Path) -> None:
    content, code = _BAD[name]
    path = tmp_path / "bad.docx"
    path.write_bytes(content())
    with pytest.raises(HandoutError) as caught:
        open_docx(path)
    assert [p.code for p in caught.value.problems] == [code]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(HandoutError) as caught:
        open_word_file(tmp_path / "none.docx")
    assert [p.code for p in caught.value.problems] == ["file-missing"]


# ---- the command


@pytest.mark.slow
def test_build_writes_it_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "room-12.yaml"
    path.write_text("room: Room 12\n", encoding="utf-8")
    assert main(["build", str(path)]) == 0
    assert not path.with_suffix(".docx").exists()
    assert main(["build", "--docx", str(path)]) == 0
    prepared = prepare_text("room: Room 12\n")
    assert says(read(path.with_suffix(".docx").read_bytes(), prepared, tmp_path)[0])["fields"][
        "room"
    ] == ("Room 12",)


def test_an_svg_logo_stands_in_the_file_as_a_picture(tmp_path: Path) -> None:
    (tmp_path / "oak.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<rect width="9" height="9" fill="#00f"/></svg>'
    )
    path = tmp_path / "room.yaml"
    path.write_text("logo: {file: oak.svg, alt: An oak}\n", encoding="utf-8")
    assert main(["build", "--docx", str(path)]) == 0
    opened = docx.Document(str(tmp_path / "room.docx"))
    logo = next(
        inline for inline in opened.inline_shapes if inline._inline.docPr.get("descr") == "An oak"
    )
    relation = logo._inline.graphic.graphicData.pic.blipFill.blip.embed
    part = opened.part.related_parts[relation]
    assert part.partname.endswith(".png")
    with Image.open(io.BytesIO(part.blob)) as picture:
        middle = picture.width // 2, picture.height // 2
        assert picture.convert("RGB").getpixel(middle) == (0, 0, 255)


@pytest.mark.slow
def test_build_does_not_write_over_a_word_file_that_was_edited(tmp_path: Path) -> None:
    customization, word = tmp_path / "room.yaml", tmp_path / "room.docx"
    customization.write_text("room: 12\n")
    assert main(["build", str(customization), "--docx"]) == 0
    assert main(["build", str(customization), "--docx"]) == 0
    opened = docx.Document(str(word))
    for run in opened.element.body.iter(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    ):
        run.text = (run.text or "").replace("Offer two choices", "Offer three choices")
    opened.save(str(word))
    edited = word.read_bytes()
    assert main(["build", str(customization), "--docx"]) == 1
    assert word.read_bytes() == edited
    assert main(["pull", str(word), "--yes"]) == 0
    assert main(["build", str(customization), "--docx"]) == 0
    assert "three choices" in (tmp_path / "room.html").read_text(encoding="utf-8")
