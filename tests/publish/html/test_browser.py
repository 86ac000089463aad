"""The HTML file where people meet it: on a desk, a tablet and a phone, printed from a browser,
opened in an office program.
"""

from __future__ import annotations

import html
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import page as validator
import pytest
from axe import AXE_TAGS, CONTRAST, load_axe
from browsers import empty_context
from caches import clear_caches
from office import Office
from playwright.sync_api import BrowserContext, Page
from press import SAMPLE, laid_out, prepare_text, printed
from script_fonts import script_fonts
from strategies import ROLES

from handout.content_folders import list_languages
from handout.layout.metrics import PAPERS
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.publish.html.render import render

_CHOICES = re.compile(
    r"^(role|paper|theme|ink|accent|hotline|text_size|large_print|show_blocks):.*\n", re.M
)
_DAY = re.compile(r"^(schedule|teacher_note):.*\n(?:[ \n].*\n?)*", re.M)


def filled(**choices: str) -> str:
    """The sample with other choices; a substitute's one page has no room for all of its day."""
    text = _CHOICES.sub("", SAMPLE.read_text(encoding="utf-8"))
    if choices.get("role") == "substitute" and "large_print" not in choices:
        text = _DAY.sub("", text)
    return text + empty(**choices)


def empty(**choices: str) -> str:
    """Nothing but the choices."""
    return "".join(f"{name}: {value}\n" for name, value in choices.items())


class Case(NamedTuple):
    of: Callable[..., str]
    choices: dict[str, str]

    @property
    def text(self) -> str:
        return self.of(**self.choices)

    def __str__(self) -> str:
        return "-".join([self.of.__name__, *self.choices.values()])


_PLAIN, _MONO, _LARGER, _LARGE, _SUBSTITUTE = (
    {"theme": "plain"},
    {"ink": "mono"},
    {"text_size": "large"},
    {"large_print": "yes"},
    {"role": "substitute"},
)
SCREENS = [
    Case(filled, {}),
    Case(empty, {}),
    Case(filled, _PLAIN),
    Case(empty, _PLAIN | _MONO),
    Case(filled, _MONO | {"role": "personal-care", "show_blocks": "[growing, words]"}),
    Case(empty, _SUBSTITUTE),
    Case(filled, _LARGER),
    Case(filled, _LARGE),
    Case(empty, _LARGE | _PLAIN),
    Case(filled, {"language": "es"}),
    Case(empty, {"language": "ar", "teacher_note": "Please **wait** here."}),
    Case(empty, {"language": "zh-Hans", "para_name": "王小明"}),
]
# They add no colours to those before them, so these are looked at on a wide screen alone.
_COLOURS_KNOWN = SCREENS[5:]
PRINTS = [
    *(Case(filled, {"role": role}) for role in ROLES),
    Case(empty, {}),
    Case(empty, _PLAIN),
    Case(filled, _PLAIN | {"paper": "legal"}),
    Case(filled, _MONO | {"paper": "a4"}),
    Case(empty, _SUBSTITUTE | {"paper": "a4"}),
    Case(filled, {"show_blocks": "[growing, words]"}),
    # With the sample's number Chromium would end a line at its hyphen, unlike the typesetter.
    *(
        Case(filled, _LARGER | {"hotline": "the office", "role": role})
        for role in ("one-to-one", "substitute")
    ),
    Case(empty, _LARGER | _PLAIN | {"paper": "a4"}),
    Case(filled, _LARGE),
]
LARGE = [
    *(Case(of, _LARGE | theme) for of in (filled, empty) for theme in ({}, _PLAIN)),
    Case(filled, _LARGE | _SUBSTITUTE),
    Case(empty, _LARGE | _SUBSTITUTE | _PLAIN),
    Case(filled, _LARGE | {"show_blocks": "[growing, words]"}),
]


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


@pytest.fixture
def show(shared_context: BrowserContext, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Opens the file made of a customization, double-clicked as it were, and sees to it that it
    asks for nothing else.
    """
    asked: list[str] = []

    def opened(text: str) -> Page:
        prepared = prepare_text(text)
        file = tmp_path / "first-day-essentials.html"
        file.write_text(render(prepared.fitted, "file", prepared.logo).html, encoding="utf-8")
        page = shared_context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.evaluate("() => document.fonts.ready.then(() => null)")
        return page

    yield opened
    empty_context(shared_context)
    address = (tmp_path / "first-day-essentials.html").as_uri()
    assert address in asked
    assert [url for url in asked if url != address and not url.startswith("data:")] == []


# Font size and words of every visible text outside the editor's own buttons.
_SIZES = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode()); ) {
    const parent = node.parentElement;
    if (node.data.trim() && parent.checkVisibility() && !parent.closest("[data-ui]"))
      found.push([parseFloat(getComputedStyle(parent).fontSize), node.data.trim()]);
  }
  return found;
}"""


@pytest.mark.parametrize("case", SCREENS, ids=str)
def test_screens(case: Case, show: Callable[[str], Page]) -> None:
    page = show(case.text)
    width, height = PAPERS[case.choices.get("paper", "letter")]
    for box in page.evaluate(
        '() => [...document.querySelectorAll(".side")].map(e => [e.offsetWidth, e.offsetHeight])'
    ):
        assert box[0] == pytest.approx(width * 4 / 3, abs=1)
        assert box[1] >= height * 4 / 3 - 1
    least = 24 if "large_print" in case.choices else 16
    for width in (768, 430, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        sizes = page.evaluate(_SIZES)
        assert len(sizes) > 50
        assert [(size, words) for size, words in sizes if size < least] == []


@pytest.mark.parametrize("language", list_languages())
def test_no_language_s_words_are_wider_than_a_phone(
    language: str, show: Callable[[str], Page]
) -> None:
    page = show(empty(language=language))
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("case", SCREENS, ids=str)
def test_axe_finds_nothing(case: Case, show: Callable[[str], Page]) -> None:
    page = show(case.text)
    load_axe(page)
    page.evaluate(_NO_PICTURES)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        rules = {}
        if width == 320 and case in _COLOURS_KNOWN:
            rules = {rule: {"enabled": False} for rule in CONTRAST}
        overflowing = page.evaluate(
            """([tags, rules]) => axe.run(document, {
              runOnly: tags, rules, resultTypes: ["violations", "incomplete"],
            })""",
            [AXE_TAGS, rules],
        )
        assert len(overflowing["passes"]) > 15
        assert [
            f"{rule['id']}: {node['html'][:90]}"
            for rule in overflowing["violations"]
            for node in rule["nodes"]
        ] == []
        unsure = [
            node["any"][0]["data"]["messageKey"]
            for rule in overflowing["incomplete"]
            if rule["id"] == "color-contrast"
            for node in rule["nodes"]
        ]
        assert "bgImage" not in unsure
        # beside the string of the tag, a field that runs over two lines, the lines of mono's schedule
        assert len(unsure) < 20


# Behind a picture axe cannot tell a contrast; the signs do not touch the words.
_NO_PICTURES = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":not(#x) { background-image: none !important }");
  document.adoptedStyleSheets = [sheet];
}"""


class Word(NamedTuple):
    text: str
    page: int
    x: float
    y: float


_BREAK_PLAINLY = """
    for (const element of document.querySelectorAll("p, li, td, th")) element.style.textWrap = "wrap"
"""


def _words(pdf: Path, pdfinfo: str) -> list[Word]:
    tool = Path(pdfinfo).with_name("pdftotext")  # of the same package
    text = subprocess.run(
        [tool, "-bbox", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    words, number = [], 0
    for line in text.splitlines():
        number += line.lstrip().startswith("<page")
        if box := re.search(
            r'<word xMin="(.*?)" yMin="(.*?)" xMax=".*?" yMax="(.*?)">(.*)</word>', line
        ):
            left, top, bottom = (float(n) for n in box.groups()[:3])
            words.append(Word(html.unescape(box[4]), number, left, (top + bottom) / 2))
    return words


@pytest.fixture
def without_binding(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Words that belong together may stand on two lines; no sheet of another test is told so."""
    clear_caches("handout.publish.html.media")
    for module in ("handout.layout.sheet.field_phrases", "handout.layout.text.binding"):
        monkeypatch.setattr(f"{module}.bind", str)
    yield
    clear_caches("handout.publish.html.media")


@pytest.mark.usefixtures("without_binding")
@pytest.mark.parametrize("case", PRINTS, ids=str)
def test_printed_from_a_browser_it_is_the_same_sheet(
    case: Case, show: Callable[[str], Page], pdfinfo: str, tmp_path: Path
) -> None:
    """Every word on the same page, nearly all of them at most 6 pt from where the typesetter has
    it, and none more than a line: where a line is full to a hair, a browser ends it elsewhere. The
    foot stands at the foot.

    Only on paper a title is bound to its name, so that people find “Ms. Rivera” in the file, and a
    browser has its own way with a short last word: here both are held against each other without.
    """
    ours, theirs = tmp_path / "ours.pdf", tmp_path / "theirs.pdf"
    content, pages = printed.__wrapped__(case.text)
    ours.write_bytes(content)
    page = show(case.text)
    page.evaluate(_BREAK_PLAINLY)
    page.pdf(path=theirs, prefer_css_page_size=True)
    wanted, got = _words(ours, pdfinfo), _words(theirs, pdfinfo)
    assert {word.page for word in got} == set(range(1, pages + 1))
    # On paper a line ends between two breaks; in the file a dot does so too.
    words, ours_words = ([w.text for w in each if w.text != "·"] for each in (got, wanted))
    assert Counter(words) == Counter(ours_words)
    places: dict[tuple[str, int], list[Word]] = {}
    for word in got:
        places.setdefault((word.text, word.page), []).append(word)
    foot = {n: max(word.y for word in wanted if word.page == n) - 40 for n in range(1, pages + 1)}
    moved = [
        word
        for word in wanted
        if not any(
            abs(word.x - t.x) < 3 and abs(word.y - t.y) < (6 if word.y < foot[word.page] else 20)
            for t in places.get((word.text, word.page), ())
        )
    ]
    line = 22 if "text_size" in case.choices else 16  # pt: a line, and 4 that others add above it
    far = [
        word
        for word in moved
        if not any(abs(word.y - t.y) < line for t in places.get((word.text, word.page), ()))
    ]
    assert far == []
    assert len(moved) < 0.08 * len(wanted)


def test_printed_blanks_stand_on_the_line_of_their_words(show: Callable[[str], Page]) -> None:
    page = show("leave: '2:45'\nschool_name: Oak Hill School\n")
    page.emulate_media(media="print")
    below = page.evaluate(
        """() => [...document.querySelectorAll(".u:not(.facts .open .u)")].map(blank => {
          const foot = document.createElement("span");
          foot.style = "display: inline-block; width: 1px; height: 1px; overflow: hidden";
          blank.before(foot);
          return blank.getBoundingClientRect().bottom - foot.getBoundingClientRect().bottom;
        })"""
    )
    assert len(below) > 3  # in Find it fast they are the lines of their rows
    assert all(abs(pixels) < 1 for pixels in below)


def test_its_colours_are_printed_without_being_asked_for(
    show: Callable[[str], Page], pdftoppm: str, tmp_path: Path
) -> None:
    """Browsers leave backgrounds out unless told to print them; the hand of the help card is white
    on one.
    """
    pictures = []
    for name, background in (("asked", True), ("unasked", False)):
        show(filled()).pdf(
            path=tmp_path / f"{name}.pdf", prefer_css_page_size=True, print_background=background
        )
        subprocess.run(
            [pdftoppm, "-r", "40", "-f", "1", "-l", "1", tmp_path / f"{name}.pdf", tmp_path / name],
            check=True,
        )
        pictures.append(next(tmp_path.glob(f"{name}*.ppm")).read_bytes())
    assert pictures[0] == pictures[1]


# ---- Large print


@pytest.mark.slow
@pytest.mark.parametrize("case", LARGE, ids=str)
def test_large_print(case: Case, tmp_path: Path) -> None:
    prepared = prepare_text(case.text)
    document = laid_out(prepared)
    lines: list[
        tuple[int, float, str, Any]
    ] = []  # page, lower edge, in what, box, of all that is read or filled in
    pages_of: dict[Any, set[int]] = {}  # of each list, table and heading
    for number, sheet in enumerate(document.pages, 1):
        for box, inside in _within(sheet._page_box):
            if getattr(box, "text", "").strip() or box.element_tag == "td":  # also one to write in
                lines.append((number, box.position_y + box.height, inside, box))
            if (
                box.element_tag in ("ul", "ol", "table", "tr", "h2", "h3")
                and box.element is not None
            ):
                pages_of.setdefault(box.element, set()).add(number)
    assert min(box.style["font_size"] for *_, box in lines) >= 24  # px: 18 pt
    split = [element for element, pages in pages_of.items() if len(pages) > 1]
    # A long table goes on on the next page, and so may one row of it.
    whole = [e.tag for e in split if e.tag != "table" or len(list(e.iter("tr"))) < 12]
    assert whole in ([], ["tr"])
    count = len(document.pages)
    ends = {page: inside for page, _, inside, _ in sorted(lines, key=lambda line: line[:2])}
    assert len(ends) == count
    assert not {"h2", "h3", "thead"} & set(ends.values())
    first = max(edge for page, edge, *_ in lines if page == 1) / document.pages[0].height
    assert first > 0.6  # no page left half empty before it began
    assert {inside for page, _, inside, _ in lines if page == count} & {
        "ul",
        "tbody",
    }  # not the foot alone
    content, pages = printed(case.text)
    assert pages == count
    path = tmp_path / "large.pdf"
    path.write_bytes(content)
    report = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]


def _within(box: Any, inside: str = "") -> Iterator[tuple[Any, str]]:
    """All boxes, each with the heading, list or part of a table that it stands in."""
    inside = (
        box.element_tag
        if box.element_tag in ("h2", "h3", "thead", "tbody", "ul", "ol", "p")
        else inside
    )
    yield box, inside
    for child in getattr(box, "children", ()):
        yield from _within(child, inside)


@pytest.mark.slow
def test_pages_of_large_print_are_numbered_for_the_eye_alone(pdfinfo: str, tmp_path: Path) -> None:
    content, pages = printed(filled(**_LARGE))
    path = tmp_path / "large.pdf"
    path.write_bytes(content)
    words = _words(path, pdfinfo)
    corner = [
        max((w for w in words if w.page == n), key=lambda w: (round(w.y), w.x)).text
        for n in range(1, pages + 1)
    ]
    assert corner == [str(n) for n in range(1, pages + 1)]
    tree = subprocess.run(
        [pdfinfo, "-struct-text", path], capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r'^\s*"(\d)"$', tree, re.M) == []


# ---- Office programs


def test_an_office_program_reads_every_word_in_order(office: Office, tmp_path: Path) -> None:
    prepared = prepare_text(filled())
    file = tmp_path / "sheet.html"
    file.write_text(render(prepared.fitted, "file", prepared.logo).html, encoding="utf-8")
    office.convert(file, to="txt:Text", folder=tmp_path)
    read = re.sub(
        r"^\s+\d\. ", "", file.with_suffix(".txt").read_text(encoding="utf-8-sig"), flags=re.M
    )
    main = re.search("<main>.*</main>", file.read_text(encoding="utf-8"), re.S)
    assert main
    written = html.unescape(re.sub(r"<!--.*?-->|<[^>]+>", " ", main[0], flags=re.S))
    assert _plain_words(read) == _plain_words(written)
    assert len(_plain_words(read)) > 500


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
