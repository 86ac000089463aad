"""What is checked of a batch's files for accessibility, and the report on it."""

from __future__ import annotations

import datetime
import re
from html import unescape
from pathlib import Path

import pytest
from press import prepare_text

from handout.batch.accessibility import check_files as check_files_module
from handout.batch.accessibility.check_files import CheckedFiles, check_files
from handout.batch.accessibility.html_check import check_html
from handout.batch.accessibility.report import format_report
from handout.cli.main import main
from handout.messages import message_table
from handout.publish.html.render import render

GOOD = (
    '<html lang="en"><head><title>A</title><meta name="viewport" content="width=device-width">'
    "<style>a{}</style></head><body><main><h1>One</h1><h2>Two</h2><p id=a>x</p>{}</main></body></html>"
)


@pytest.mark.parametrize(
    ("page", "broken"),
    [
        (GOOD, set()),
        (GOOD.replace(' lang="en"', ""), {"language"}),
        (GOOD.replace('lang="en"', 'lang=" "'), {"language"}),
        (GOOD.replace("<title>A</title>", "<title> </title>"), {"title"}),
        (GOOD.replace("main>", "div>"), {"main"}),
        (GOOD.replace("h2>", "h3>"), {"headings"}),
        (GOOD.replace("h1>", "h2>"), {"headings"}),
        (GOOD.replace("{}", '<aside class="second" lang="es"><h1>Uno</h1></aside>'), set()),
        (GOOD.replace("{}", '<aside class="second" lang="es"><h2>Uno</h2></aside>'), {"headings"}),
        (GOOD.replace("h2>", "h1>"), {"headings"}),
        (GOOD.replace("width=device-width", "width=1, user-scalable=no"), {"zoom"}),
        (GOOD.replace("width=device-width", "maximum-scale = 1.0"), {"zoom"}),
        (GOOD.replace("{}", "<p id=a>y</p>"), {"ids"}),
        (GOOD.replace("{}", "<img src=x>"), {"pictures"}),
        (GOOD.replace("{}", '<img src=x alt=""><svg aria-hidden="true"><path/></svg>'), set()),
        (GOOD.replace("{}", "<svg><path/></svg>"), {"pictures"}),
        (GOOD.replace("{}", "<table><tr><td>x</td></tr></table>"), {"tables"}),
        (GOOD.replace("{}", "<table><tr><th>x</th></tr></table>"), {"tables"}),
        (GOOD.replace("{}", '<table><tr><th scope="col">x</th></tr></table>'), set()),
        (GOOD.replace("{}", '<a href="#a"></a>'), {"names"}),
        (GOOD.replace("{}", '<a href="#a"><img src=x alt="Map"></a>'), set()),
        (GOOD.replace("{}", '<button aria-label="Save"></button><button>Go</button>'), set()),
        (GOOD.replace("{}", "<button><b></b></button>"), {"names"}),
        (GOOD.replace("{}", "<input id=q>"), {"names"}),
        (GOOD.replace("{}", "<label for=q>Q</label><input id=q>"), set()),
        (GOOD.replace("{}", "<label>Q <input></label>"), set()),
        (GOOD.replace("{}", "<input type=hidden><input hidden>"), set()),
    ],
)
def test_rules_of_pages(page: str, broken: set[str]) -> None:
    assert check_html(page.replace("{}", "")) == broken
    assert broken <= set(message_table("accessibility")["rules"])


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("role", ["classroom", "substitute"])
def test_our_own_pages_break_none(theme: str, role: str) -> None:
    link = "link: {url: 'https://example.org'}\n" if role == "classroom" else ""
    made = prepare_text(f"theme: {theme}\nrole: {role}\nsecond_language: es\n{link}")
    for second in (None, made.second):
        assert check_html(render(made.fitted, "file", second=second).html) == set()


def test_the_report_counts_and_is_dated() -> None:
    pages: dict[str, tuple[str, ...]] = {f"{n}.html": () for n in range(9)}
    pages["9.html"] = ("title", "headings")
    checked = CheckedFiles(
        pdfs={f"{n}.pdf": () for n in range(10)}, pages=pages, unchecked=["x.pdf"]
    )
    report = unescape(format_report(checked, datetime.date(2026, 8, 20)))
    assert "2026-08-20" in report and "10 PDF files" in report and "x.pdf" in report
    rows = dict(re.findall(r'<th scope="row">([^<]*)</th><td><span[^>]*>([^<]*)<', report))
    assert rows["2.4.2 Page Titled (A)"] == "Partially supports"
    assert rows["3.1.1 Language of Page (A)"] == "Supports"
    assert rows["PDF/UA-1: tagged PDF (all machine-checkable rules)"] == "Supports"
    assert "1 of 10 files does not meet it." in report and "the page has no title" in report
    assert "screen reader" in report  # what a person has to check
    everything = CheckedFiles(pdfs={"a.pdf": ("no tags",)}, pages={"a.html": ()})
    assert "Does not support" in format_report(everything, datetime.date(2026, 8, 20))
    assert check_html(format_report(checked, datetime.date(2026, 8, 20))) == set()


@pytest.mark.usefixtures("batches_in_thread")
@pytest.mark.slow
def test_a_batch_is_checked_and_only_what_changed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from classrooms import classroom, write_roster

    roster, output = tmp_path / "roster.csv", tmp_path / "out"
    write_roster(roster, [classroom(n, schools=1) for n in range(2)])
    command = ["batch", str(roster), "-o", str(output), "--jobs", "1", "--accessibility"]
    assert main(command) == 0
    assert "No fault of accessibility was found in 5 files" in capsys.readouterr().err
    assert "Supports" in (output / "accessibility.html").read_text(encoding="utf-8")
    page = output / "oak-hill-school-0" / "r-00000.html"
    page.write_text(page.read_text("utf-8").replace('<html lang="en"', "<html"), "utf-8")
    monkeypatch.setattr(check_files_module, "check_pdf", lambda path: ("never asked",))
    assert check_files(output).faulty == {"oak-hill-school-0/r-00000.html": ("language",)}


def test_without_the_validator_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from handout.batch.accessibility import pdf_check

    monkeypatch.setattr(pdf_check, "find_spec", lambda name: None)
    from handout.problems import HandoutError

    with pytest.raises(HandoutError) as caught:
        check_files(tmp_path)
    assert "first-day-essentials[accessibility]" in caught.value.problems[0].hint
