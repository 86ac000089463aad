"""The site of ready sheets: what is made, made again, left out, and what its pages say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from handout.batch.work.pool import LocalWorkers
from handout.cache.fingerprint import forget_fingerprint
from handout.cli.main import main
from handout.content_folders import CONTENT_VARIABLE, forget_folders, list_languages
from handout.layout.text.missing_glyphs import has_font
from handout.messages import message_table
from handout.pipeline import read_layers
from handout.site import build
from handout.site.build import SiteOrder, SiteReport, build_site
from handout.site.catalog import THEMES, SheetChoice, list_choices
from handout.site.journal import inputs_digest

CHOICES = [
    SheetChoice("en", "classroom", "", "field-guide"),
    SheetChoice("en", "classroom", "K-2", "field-guide"),
    SheetChoice("en", "bus", "", "plain"),
]
KINDS = {".html", ".pdf", ".docx", ".png"}


@pytest.fixture(autouse=True)
def _few_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "list_choices", lambda layers: iter(CHOICES))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site with an address, of few sheets."""
    output = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "list_choices", lambda layers: iter(CHOICES))
        run(output, address="https://handouts.example.org/sheets")
    yield output


def run(output: Path, district: Path | None = None, address: str = "") -> SiteReport:
    return build_site(SiteOrder(output, district, address=address), LocalWorkers(jobs=1))


class Links(HTMLParser):
    """The addresses that a page names, and its identifiers."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.targets += [value or "" for name, value in attributes if name in ("href", "src")]


@pytest.mark.slow
def test_every_sheet_is_listed_once() -> None:
    choices = list(list_choices([]))
    assert len(choices) == len({choice.path for choice in choices})
    languages = [language for language in list_languages() if has_font(language)]
    assert {choice.language for choice in choices} == set(languages) >= {"en", "es"}
    for language in languages:
        own = {choice for choice in choices if choice.language == language}
        general = {(role, "", theme) for role in message_table("roles") for theme in THEMES}
        assert general <= {(choice.role, choice.band, choice.theme) for choice in own}
        assert {choice.band for choice in own} > {"", "K-2"}


@pytest.mark.slow
def test_every_kind_of_file_is_there_and_every_link_leads_to_one(site: Path) -> None:
    for choice in CHOICES:
        files = (site / choice.path).parent.glob(f"{choice.stem}.*")
        assert {file.suffix for file in files} == KINDS
    for page in (site / "index.html", site / "accessibility.html"):
        targets = Links(page).targets
        assert len(targets) > 5
        for target in targets:
            if not target.startswith(("#", "data:", "https://handouts.example.org/sheets/")):
                assert (site / target).is_file(), (page.name, target)


def test_nothing_is_asked_of_anybody_else(site: Path) -> None:
    text = unescape((site / "index.html").read_text("utf-8"))
    assert "default-src 'none'" in text
    # In comments the fonts' licenses name their authors.
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", text))
    others = [each for each in addresses if not each.startswith("https://handouts.example.org/")]
    assert not others


def test_search_engines_find_the_pages(site: Path) -> None:
    addresses = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text())
    start = "https://handouts.example.org/sheets/"
    assert addresses == [start, f"{start}accessibility.html"]
    assert f'<link rel="canonical" href="{start}">' in (site / "index.html").read_text("utf-8")
    assert "sitemap.xml" in (site / "robots.txt").read_text()
    assert json.loads((site / "handout.schema.json").read_bytes())["$schema"]


def test_each_pdf_is_reported_as_it_says_of_itself(site: Path) -> None:
    rows = (site / "accessibility.html").read_text("utf-8").split("<tr>")[2:]
    assert len(rows) == len(CHOICES)
    for row in rows:
        cells = re.findall(r"<td>(.*?)</td>", row)
        standard, tags, language, headings, *_, undescribed = cells
        assert (standard, tags, language, undescribed) == ("PDF/UA-1", "yes", "en", "0")
        assert int(headings) > 3


@pytest.fixture
def copied(site: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(site, tmp_path / "site"))


@pytest.mark.slow
def test_a_second_time_only_what_changed_is_made(copied: Path) -> None:
    tmp_path = copied
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "sheets").rglob("*.*")}
    second = run(tmp_path)
    assert (second.made, second.kept) == (0, 3)
    assert {problem.code for problem in second.problems} == {"site-no-address", "language-no-font"}
    assert not (tmp_path / "sitemap.xml").exists()
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "sheets").rglob("*.*")}
    (tmp_path / f"{CHOICES[0].path}.docx").unlink()
    third = run(tmp_path)
    assert (third.made, third.kept) == (1, 2)


@pytest.mark.parametrize(
    ("changed", "layer", "remade"),
    [
        ("es/words.toml", "", {"es"}),
        ("zh-Hans/blocks/new.md", "", {"zh-Hans"}),
        ("es/words.toml", "second_language: es\n", {"en", "es", "ar", "zh-Hans"}),
        ("en/blocks/new.md", "", {"en", "es", "ar", "zh-Hans"}),
        ("names/new.txt", "", {"en", "es", "ar", "zh-Hans"}),
    ],
)
def test_words_of_one_language_make_that_language_anew(
    changed: str, layer: str, remade: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONTENT_VARIABLE, str(tmp_path))
    district = tmp_path / "district.yaml"
    district.write_text(layer or "hotline: 555-0177\n")
    layers, _ = read_layers(None, district)
    languages = ("en", "es", "ar", "zh-Hans")

    def digests() -> dict[str, str]:
        forget_folders()
        forget_fingerprint()
        return {language: inputs_digest(layers, language) for language in languages}

    before = digests()
    path = tmp_path / changed
    path.parent.mkdir(parents=True)
    path.write_text("# other words\n")
    after = digests()
    assert {language for language in languages if before[language] != after[language]} == remade


@pytest.mark.slow
def test_a_journal_that_is_not_ours_is_none(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "list_choices", lambda layers: iter(CHOICES[2:]))
    for text in ("not ours", "[]", '{"sheets/en/bus-plain": 3}'):
        (copied / "made.json").write_text(text)
        assert run(copied).made == 1


def test_a_sheet_that_is_no_more_is_removed_and_nothing_else(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path = copied
    (tmp_path / "sheets" / "en" / "of-somebody.pdf").write_text("mine")
    (tmp_path / "mine.html").write_text("mine")
    journal = json.loads((tmp_path / "made.json").read_text())
    journal["../mine"] = journal["sheets/../mine"] = next(iter(journal.values()))
    (tmp_path / "made.json").write_text(json.dumps(journal))
    monkeypatch.setattr(build, "list_choices", lambda layers: iter(CHOICES[:1]))
    assert run(tmp_path).removed == 2
    left = {path.name for path in (tmp_path / "sheets" / "en").iterdir()}
    assert left == {f"{CHOICES[0].stem}{kind}" for kind in KINDS} | {"of-somebody.pdf"}
    assert (tmp_path / "mine.html").exists()


@pytest.mark.slow
def test_a_district_makes_its_own(tmp_path: Path) -> None:
    district = tmp_path / "district.yaml"
    district.write_text("district_name: Oak Hill District\nhotline: 555-0177\n")
    output = tmp_path / "site"
    assert run(output, district).made == 3
    page = (output / "index.html").read_text("utf-8")
    assert "Oak Hill District" in page.split("<main")[0]
    assert "555-0177" in (output / f"{CHOICES[0].path}.html").read_text("utf-8")
    before = inputs_digest(read_layers(None, district)[0], "en")
    district.write_text("district_name: Elm District\n")
    assert inputs_digest(read_layers(None, district)[0], "en") != before


@pytest.mark.slow
def test_a_box_that_is_too_long_stops_its_sheets_and_no_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = "".join(
        f"        - Line {n} of a box that is far too long for the sheet.\n" for n in range(40)
    )
    Path("district.yaml").write_text(
        "blocks:\n  add:\n    - id: long\n      title: Long\n      place: back\n      text: |\n"
        + lines
    )
    assert main(["site", "--district", "district.yaml", "--jobs", "1"]) == 1
    told = capsys.readouterr()
    assert "No sheet could be made" in told.err and "too" in told.err
    Path("district.yaml").write_text("teacher_nmae: x\n")
    assert main(["site", "--district", "district.yaml"]) == 1
    assert "district.yaml:1:1" in capsys.readouterr().err
