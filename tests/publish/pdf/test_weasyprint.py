"""The PDF, read back: tags, words, fonts, bookmarks, and the same bytes from every process."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from itertools import cycle, product
from pathlib import Path

import page as validator
import pikepdf
import pytest
from paths import TESTS
from press import SAMPLE, prepare_text, printed
from script_fonts import script_fonts
from strategies import ROLES

from handout.layout.metrics import PAPERS
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.publish.html.render import render
from handout.publish.pdf import weasyprint as pdf

SAMPLE_TEXT = SAMPLE.read_text(encoding="utf-8").replace("sign_off: yes\n", "")
_CHOICES = re.compile(r"^(role|paper|theme|ink|grade_band|text_size|large_print):.*\n", re.M)


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def chosen(**choices: str) -> str:
    """The sample with other choices."""
    return _CHOICES.sub("", SAMPLE_TEXT) + "".join(
        f"{name}: {value}\n" for name, value in choices.items()
    )


def failures(content: bytes, folder: Path) -> list[str]:
    """What PDF/UA-1 has against a file, as veraPDF would find it."""
    path = folder / "sheet.pdf"
    path.write_bytes(content)
    report = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    return [failure.message for failure in report.failures] + (
        [] if report.is_compliant else ["not compliant"]
    )


FEW_VARIANTS = [
    {"role": "classroom", "paper": "letter"},
    {"theme": "plain", "role": "substitute"},
    {"large_print": "yes"},
    {"text_size": "large"},
]
# Each role in both themes, and all pairs of a theme, a paper and an ink.
_LOOKS = tuple(product(ROLES, ("field-guide", "plain")))
_PAPERS = tuple(product(PAPERS, ("color", "mono", "color")))
MORE_VARIANTS = [
    *(
        {"role": role, "theme": theme, "paper": paper, "ink": ink}
        for (role, theme), (paper, ink) in zip(_LOOKS, cycle(_PAPERS), strict=False)
    ),
    {"large_print": "yes", "theme": "plain", "role": "substitute"},
    {"text_size": "large", "theme": "plain", "role": "substitute", "paper": "a4"},
]
VARIANTS = [
    *FEW_VARIANTS,
    *(
        pytest.param(choices, marks=pytest.mark.slow)
        for choices in MORE_VARIANTS
        if choices not in FEW_VARIANTS
    ),
]


@pytest.mark.costly_cases
@pytest.mark.parametrize("choices", VARIANTS, ids=lambda choices: "-".join(choices.values()))
def test_pdf_is_ua_1_and_has_the_pages_asked_for(choices: dict[str, str], tmp_path: Path) -> None:
    content, pages = printed(chosen(**choices))
    assert not failures(content, tmp_path)
    if "large_print" not in choices:
        sides = 1 if choices.get("role") == "substitute" else 2
        assert pages == sides * (2 if "text_size" in choices else 1)
        with pikepdf.open(io.BytesIO(content)) as opened:
            width, height = PAPERS[choices.get("paper", "letter")]
            assert [float(side) for side in opened.pages[0].mediabox[2:]] == pytest.approx(
                [width, height], abs=0.01
            )


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "text",
    [
        "",
        "theme: plain",
        "role: substitute",
        "show_blocks: [words, growing]",
        "language: es",
        "language: ar\nteacher_note: Please **wait** here.",
        "language: zh-Hans\npara_name: 王小明",
        "para_name: ליאת\nteacher_note: שלום **לכולם**!",
    ],
)
def test_empty_sheets_are_ua_1(text: str, tmp_path: Path) -> None:
    assert not failures(printed(text)[0], tmp_path)


def test_the_validator_finds_a_fault(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(printed("")[0])) as opened:
        del opened.Root.Lang
        del opened.Root.StructTreeRoot
        broken = io.BytesIO()
        opened.save(broken)
    assert failures(broken.getvalue(), tmp_path)


@pytest.mark.slow
def test_title_language_bookmarks_and_fonts() -> None:
    content, _ = printed(chosen())
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert opened.Root.Lang == "en"
        assert str(opened.docinfo["/Title"]) == "First-Day Essentials: Ms. Rivera, Room 12"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert not {"/CreationDate", "/ModDate"} & set(opened.docinfo.keys())
        with opened.open_outline() as outline:
            [top] = outline.root
            titles = [top.title, *(entry.title for entry in top.children)]
        assert titles[0] == "First-Day Essentials"
        assert {
            "How to call for help",
            "Today, hour by hour",
            "How to do the job well",
            "Safety and health",
        } <= set(titles)
        fonts = {str(f.BaseFont) for p in opened.pages for f in p.Resources.Font.values()}
        assert fonts and all(
            re.fullmatch(r"/[A-Z]{6}\+Handout-(Sans|Plate|Serif).*", font) for font in fonts
        ), fonts


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)


@pytest.mark.slow
@pytest.mark.parametrize("choices", [{}, {"theme": "plain"}, {"role": "substitute"}], ids=str)
def test_what_a_reader_hears_is_what_stands_on_the_page(
    choices: dict[str, str], pdfinfo: str, tmp_path: Path
) -> None:
    content, _ = printed(chosen(**choices))
    path = tmp_path / "sheet.pdf"
    path.write_bytes(content)
    tree = subprocess.run(
        [pdfinfo, "-struct-text", path], capture_output=True, text=True, check=True
    ).stdout
    spoken = words(" ".join(re.findall(r'^\s*"(.*)"', tree, re.M)))
    rendered = render(prepare_text(chosen(**choices)).fitted, "print").html
    printed_words = words(
        re.sub(r"<!--.*?-->|<head>.*?</head>|<[^>]+>", " ", rendered, flags=re.S).replace(
            "&amp;", "&"
        )
    )
    markers = {"1", "2", "3", "4", "5", "6"}  # of the numbered steps, which no element says
    assert [w for w in spoken if w not in markers] == [w for w in printed_words if w not in markers]
    assert len(spoken) > 300


_ONE_PAGE = """
import hashlib, sys
sys.path.insert(0, sys.argv[2])
from press import printed
print(hashlib.sha256(printed(open(sys.argv[1], encoding="utf-8").read())[0]).hexdigest())
"""


@pytest.mark.slow
def test_equal_input_gives_equal_bytes_in_every_process(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text(chosen(), encoding="utf-8")
    digests = {hashlib.sha256(printed(chosen())[0]).hexdigest()}
    for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh")):
        env = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": "C",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-c", _ONE_PAGE, str(path), str(TESTS)]
        digests.add(
            subprocess.run(
                command, env=env, capture_output=True, text=True, check=True
            ).stdout.strip()
        )
    assert len(digests) == 1


@pytest.mark.slow
def test_the_typesetter_may_fetch_only_what_it_is_handed() -> None:
    page = render(prepare_text("").fitted, "print")
    for address in (
        "file:///etc/passwd",
        "https://example.org/a.png",
        "asset:nothing.png",
        "data:image/png;base64,AAAA",
    ):
        evil = type(page)(
            page.html.replace("</main>", f'<img src="{address}" alt="x"></main>'),
            page.style,
            page.own_css,
        )
        with pytest.raises(BaseException) as caught:
            pdf.typeset(evil)
        assert "Fatal" in type(caught.value).__name__ or "refused" in str(caught.value)


def test_a_warning_of_the_typesetter_is_not_let_pass() -> None:
    page = render(prepare_text("").fitted, "print")
    with pytest.raises(RuntimeError, match="no-such-property"):
        pdf.typeset(type(page)(page.html, page.style, page.own_css + "\np { no-such-property: 1 }"))
