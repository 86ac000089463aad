"""The site of ready sheets: what is made, made again, left out, and what its pages say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from handout.batch.state.lock import lock_output
from handout.batch.work.pool import LocalWorkers
from handout.cache.fingerprint import forget_fingerprint
from handout.cli.main import main
from handout.content_folders import CONTENT_VARIABLE, forget_folders, list_languages
from handout.files import make_folder, write_atomic
from handout.layout.text.missing_glyphs import has_font
from handout.messages import message_table
from handout.pipeline import read_layers
from handout.problems import HandoutError, Position, problem
from handout.site import build
from handout.site.address import read_address
from handout.site.build import SiteOrder, SiteReport, build_site
from handout.site.catalog import THEMES, SheetChoice, list_choices
from handout.site.inputs import inputs_digest
from handout.site.sheet_files import MadeSheet, ReadySheet, SheetTask

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


class ThisProcess:
    """Does the work of the processes that make sheets, one task after another."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> ThisProcess:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run_each(
        self, function: Callable[[SheetTask], list[MadeSheet]], tasks: Iterable[SheetTask]
    ) -> Iterator[tuple[SheetTask, list[MadeSheet]]]:
        for task in tasks:
            yield task, function(task)


def build_in_process(output: Path, address: str = "") -> SiteReport:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "WorkerPool", ThisProcess)
        return build_site(SiteOrder(output, address=address), LocalWorkers(jobs=1))


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


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("https://x.org", "https://x.org/"),
        (" https://X.org/a/ ", "https://x.org/a/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("https://x.org/a/index.html", "https://x.org/a/"),
        ("https://x.org/our sheets", "https://x.org/our%20sheets/"),
        ("https://x.org/our%20sheets", "https://x.org/our%20sheets/"),
        ("https://escuela.ñandu.org/é", "https://escuela.xn--andu-fqa.org/%C3%A9/"),
        ("x.org", None),
        ("www.x.org/sheets", None),
        ("ftp://x.org", None),
        ("https://", None),
        ("https:/x.org", None),
        ("https://x.org:port/", None),
        ("https://x.org/?page=1", None),
        ("https://x.org/#top", None),
        ("https://me:secret@x.org/", None),
        ("https://two words.org", None),
        ("file:///home/me/site", None),
    ],
)
def test_the_address_is_that_of_a_folder_on_the_web(typed: str, address: str | None) -> None:
    if address is not None:
        assert read_address(typed) == address
        return
    with pytest.raises(HandoutError) as refused:
        read_address(typed)
    assert [each.code for each in refused.value.problems] == ["site-address"]


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


def fake_sheets(monkeypatch: pytest.MonkeyPatch, content: str = "made") -> None:
    """Make sheets of a word each, within this process."""

    def make(task: SheetTask) -> list[MadeSheet]:
        made: list[MadeSheet] = []
        for choice in task.choices:
            path = task.output / f"{choice.path}.html"
            make_folder(path.parent)
            write_atomic(path, content.encode())
            sums = {".html": sha256(content.encode()).hexdigest()}
            sheet = ReadySheet(choice.stem, 2, {".html": len(content)}, (), {}, sums)
            made.append((sheet, ()))
        return made

    monkeypatch.setattr(build, "make_sheets", make)


def site_codes(report: SiteReport) -> set[str]:
    return {each.code for each in report.problems if each.code.startswith("site-")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("index.html", "My home page"),
        ("accessibility.html", "mine"),
        ("es/index.html", "mine"),
        ("handout.schema.json", "{}"),
        ("sitemap.xml", "<urlset/>"),
        ("robots.txt", "User-agent: *"),
        ("sheets/en/bus-plain.html", "mine"),
        ("sheets/en/bus-plain.docx", "mine"),
        ("made.json", "not ours"),
        ("made.json", "[]"),
        ("made.json", '{"made": "by another program"}'),
    ],
)
def test_a_folder_with_files_of_others_is_not_written_to(
    path: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_sheets(monkeypatch)
    choices = [*CHOICES, SheetChoice("es", "bus", "", "plain")]
    monkeypatch.setattr(build, "list_choices", lambda layers: iter(choices))
    make_folder((tmp_path / path).parent)
    (tmp_path / path).write_text(text)
    with pytest.raises(HandoutError) as refused:
        build_in_process(tmp_path, "https://handouts.example.org")
    (told,) = refused.value.problems
    assert told.code == "site-not-ours" and path in told.message
    files = {file for file in tmp_path.rglob("*") if file.is_file() and file.name != "lock"}
    assert files == {tmp_path / path}
    assert (tmp_path / path).read_text() == text


def test_files_of_others_that_are_not_in_the_way_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_sheets(monkeypatch)
    others = ["robots.txt", "sitemap.xml", "docs/index.html", "sheets/en/mine.pdf"]
    for name in others:  # without an address the site has no robots.txt
        make_folder((tmp_path / name).parent)
        (tmp_path / name).write_text("mine")
    for _ in range(2):
        assert site_codes(build_in_process(tmp_path)) == {"site-no-address", "site-no-pdf"}
    assert {(tmp_path / name).read_text() for name in others} == {"mine"}


@pytest.mark.parametrize(
    "path", ["sheets/en/bus-plain.html", "index.html", "sheets/en/classroom-field-guide.pdf"]
)
@pytest.mark.parametrize("is_gone", [False, True])
def test_what_somebody_changed_is_kept(
    path: str, is_gone: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_sheets(monkeypatch)
    build_in_process(tmp_path)
    (tmp_path / path).write_text("A teacher's own words")
    if is_gone:
        monkeypatch.setattr(build, "list_choices", lambda layers: iter(CHOICES[1:2]))
    fake_sheets(monkeypatch, "made otherwise")
    (tmp_path / f"{CHOICES[0].path}.html").unlink()  # so that it is made again
    report = build_in_process(tmp_path)
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.name for file in kept if file.read_bytes() == b"A teacher's own words"]
    if not is_gone or path == "index.html":
        assert "site-changed" in site_codes(report)
    assert "site-changed" not in site_codes(build_in_process(tmp_path))


def test_a_run_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_sheets(monkeypatch)
    whole: Callable[[SheetTask], list[MadeSheet]] = vars(build)["make_sheets"]
    tasks: list[SheetTask] = []

    def make(task: SheetTask) -> list[MadeSheet]:
        tasks.append(task)
        whole(task)
        if len(tasks) == 2:  # its files are written, and nobody knows
            raise KeyboardInterrupt
        return whole(task)

    monkeypatch.setattr(build, "make_sheets", make)
    with pytest.raises(KeyboardInterrupt):
        build_in_process(tmp_path)
    monkeypatch.setattr(build, "make_sheets", whole)
    report = build_in_process(tmp_path)
    assert report.kept == len(tasks[0].choices)
    assert report.made + report.kept == len(CHOICES)
    assert "site-changed" not in site_codes(report)
    assert not list(tmp_path.rglob("*.edited*"))


@pytest.mark.parametrize(
    ("jobs", "languages", "tasks"),
    [(1, 2, 4), (1, 1, 4), (2, 2, 8), (2, 4, 8)],
    ids=["a look", "few languages", "many workers", "a look, many workers"],
)
def test_what_has_most_in_common_is_made_together_while_each_worker_has_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, languages: int, tasks: int
) -> None:
    choices = [
        SheetChoice(language, role, band, theme)
        for language in ("en", "es", "pt", "vi")[:languages]
        for role in ("bus", "classroom")
        for band in ("", "K-2")
        for theme in THEMES
    ]
    fake_sheets(monkeypatch)
    make: Callable[[SheetTask], list[MadeSheet]] = vars(build)["make_sheets"]
    made: list[tuple[SheetChoice, ...]] = []

    def note(task: SheetTask) -> list[MadeSheet]:
        made.append(task.choices)
        return make(task)

    monkeypatch.setattr(build, "make_sheets", note)
    monkeypatch.setattr(build, "WorkerPool", ThisProcess)
    monkeypatch.setattr(build, "list_choices", lambda layers: iter(choices))
    build_site(SiteOrder(tmp_path), LocalWorkers(jobs=jobs))
    assert sorted(choice for group in made for choice in group) == sorted(choices)
    assert len(made) == tasks
    assert all(len({(choice.language, choice.theme) for choice in each}) == 1 for each in made)


def test_what_is_said_of_each_sheet_is_said_once_for_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_sheets(monkeypatch)
    whole: Callable[[SheetTask], list[MadeSheet]] = vars(build)["make_sheets"]
    roles = list(message_table("roles"))
    choices = [SheetChoice(tag, role, "", "plain") for tag in ("es", "ar") for role in roles]
    monkeypatch.setattr(build, "list_choices", lambda layers: iter(choices))

    def make(task: SheetTask) -> list[MadeSheet]:
        drafts = [
            problem(
                "language-draft",
                Position(choice.stem),
                warning=True,
                language="",
                tag=choice.language,
            )
            for choice in task.choices
        ]
        return [(sheet, (draft,)) for (sheet, _), draft in zip(whole(task), drafts, strict=True)]

    monkeypatch.setattr(build, "make_sheets", make)
    drafts = [each for each in build_in_process(tmp_path).problems if "draft" in each.code]
    assert sorted(each.path for each in drafts) == ["sheets/ar", "sheets/es"]


def test_two_runs_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_sheets(monkeypatch)
    with lock_output(tmp_path), pytest.raises(HandoutError) as refused:
        build_in_process(tmp_path)
    assert [each.code for each in refused.value.problems] == ["batch-busy"]
    assert not (tmp_path / "made.json").exists()


@pytest.mark.parametrize(
    "entry", [3, {}, {"sheet": {}}, {"digest": "x", "sheet": {"sizes": {"/../../mine.html": 4}}}]
)
def test_a_damaged_entry_is_none(
    entry: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_sheets(monkeypatch)
    build_in_process(tmp_path)
    journal = json.loads((tmp_path / "made.json").read_text())
    journal["sheets/en/bus-plain"] = entry
    (tmp_path / "made.json").write_text(json.dumps(journal))
    assert build_in_process(tmp_path).made == 1


def test_a_site_of_an_earlier_version_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_sheets(monkeypatch)
    build_in_process(tmp_path)
    journal = json.loads((tmp_path / "made.json").read_text())
    earlier = {path: entry for path, entry in journal.items() if path not in ("pages", "begun")}
    for entry in earlier.values():
        del entry["sheet"]["sums"]
        entry["digest"] = "of the earlier version"
    (tmp_path / "made.json").write_text(json.dumps(earlier))
    fake_sheets(monkeypatch, "otherwise")
    report = build_in_process(tmp_path)
    assert report.made == len(CHOICES)
    assert not list(tmp_path.rglob("*.edited*"))


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
