"""The HTML file as people edit it, in real browsers: what they do, and what it may change in the
file.
"""

from __future__ import annotations

import io
import re
import socket
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paths
import pikepdf
import pytest
from axe import AXE_TAGS, CONTRAST, axe_violations
from browsers import Chromium
from editing import (
    FULL,
    TEXTS,
    Browser,
    changes,
    click,
    do,
    only_chromium,
    opened,
    saved,
    source,
    wait_for_words,
)
from press import prepare_text

from handout.publish.html.render import render

CASES = tomllib.loads((paths.CASES / "editor.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("page", [*TEXTS, "waiting"])
def test_untouched(browser: Browser, file: Path, page: str) -> None:
    """Saving a file in which nothing was changed gives the same bytes, and so does saving it again.

    Nothing in it is wrong.
    """
    html = source(page)
    opened(browser, file, html)
    assert browser.run("return document.querySelectorAll('main [contenteditable]').length") > 10
    assert not browser.run(
        "return [...document.querySelectorAll('[data-wrong]')].map(one => one.outerHTML)"
    )
    for _ in range(2):
        assert saved(browser) == html
    assert not browser.complaints


def test_a_separator_stands_apart_from_the_word_before_it(browser: Browser, file: Path) -> None:
    """The script that writes boxes anew took the space that binds the two for one at an edge."""
    prepared = prepare_text("room_signals: [Hand up, Chime]\n")
    opened(browser, file, render(prepared.fitted, "file", prepared.logo, "room").html)
    behind = "return document.querySelector('[data-field=\"room_signals.1\"]').nextSibling.data"
    assert browser.run(behind) == "\N{NO-BREAK SPACE}· "


def needs_each_browser(case: dict[str, Any]) -> bool:
    """Return whether a browser itself does one of the steps: not if all are buttons of ours, and
    keys that do nothing without our script.
    """
    ours = r"click: \S*( \S*)? ?\[(name|value)=\w+\]|Alt\+Arrow(Up|Down)"
    return not all(re.fullmatch(ours, step) for step in case["do"])


@pytest.mark.parametrize(
    ("browser", "case"),
    [
        pytest.param(browser, case, id=f"{browser}-{case['title']}")
        for browser in ("chromium", "firefox")
        for case in CASES
        if browser == "chromium" or needs_each_browser(case)
    ],
    indirect=["browser"],
)
def test_case(browser: Browser, file: Path, case: dict[str, Any]) -> None:
    """The changed file is opened again in Chromium alone: keys and clicks differ from browser to
    browser, reading a file does not, and test_untouched and random sessions read theirs in both.
    """
    html = source(case.get("page", "full"))
    opened(browser, file, html)
    if case["at"]:
        click(browser, case["at"])
    do(browser, *case["do"])
    notice = browser.run("return document.querySelector('[data-ui=notice]').textContent")
    text = saved(browser)
    changed = changes(html, text)
    assert case.get("notice", "") in notice
    if "only" in case:
        assert changed
        for wanted in case["only"]:
            assert any(line[:2] == wanted[:2] and wanted[2:] in line for line in changed), (
                wanted,
                changed,
            )
        remaining = [
            line for line in html.split("\n") if "waiting" not in line and "NEW WORDING" not in line
        ]
        assert len(set(remaining) - set(text.split("\n"))) < 40
    else:
        assert len(changed) == len(case["changes"]), changed
        left = list(changed)
        for wanted in case["changes"]:
            match = next(
                (line for line in left if line[:2] == wanted[:2] and wanted[2:] in line), None
            )
            assert match is not None, (wanted, changed)
            left.remove(match)
    assert not browser.complaints
    if browser.name == "chromium":
        opened(browser, file, text)
        assert saved(browser) == text, "the second generation is not the same"


def test_rich_paste(browser: Browser, file: Path, tmp_path: Path) -> None:
    """Words only, by the real clipboard; several lines become bullets, and one field takes them in
    one line.
    """
    other = tmp_path / "other.html"
    other.write_text(
        '<div contenteditable id="from"><p style="color: red"><b>First</b> one</p><ul><li><a href="https://example.org">Second</a></li><li>Third<style>p { color: red }</style></li></ul></div>',
        encoding="utf-8",
    )
    html = source("full")
    for at, expected in [
        (
            "#role li",
            [
                "- <li>Work near the teacher</li>",
                "+ <li>Work near the teacher: First one</li>",
                "+ <li>Second</li>",
                "+ <li>Third</li>",
            ],
        ),
        (".tag [data-field=room]", None),
    ]:
        browser.open(other)
        browser.run("document.querySelector('#from').focus()")
        browser.press("Control+a", "Control+c")
        opened(browser, file, html)
        click(browser, at)
        do(browser, "End", "type: : ", "Control+v")
        changed = changes(html, saved(browser))
        if expected:
            assert changed == expected
        else:
            assert len(changed) == 2 and ">Room 12: First one Second Third</span>" in changed[1]
    assert not browser.complaints


def test_extension_debris(browser: Browser, file: Path) -> None:
    """What browser extensions add, before or after the page is loaded, is not saved; nor are
    scripts and event handlers.
    """
    html = source("full")
    early = html.replace("<html lang", '<html data-lt-installed="true" lang', 1).replace(
        "<body class", '<body cz-shortcut-listen="true" class', 1
    )
    early = early.replace(
        "\n</head>", '\n<style class="darkreader">p { color: red }</style></head>', 1
    )
    early = (
        early.removesuffix("</html>\n")
        + "<grammarly-desktop-integration></grammarly-desktop-integration></html>\n"
    )
    opened(browser, file, early)
    browser.run("""
        const item = document.querySelector("#role li");
        item.setAttribute("data-gramm", "false"); item.setAttribute("style", "color: red"); item.setAttribute("onclick", "alert(1)");
        item.insertAdjacentHTML("beforeend", "<grammarly-extension>junk</grammarly-extension><font face=Arial> and <u onclick='x()'>more</u></font><script>alert(1)</scr" + "ipt>");
        document.body.insertAdjacentHTML("beforeend", "<div id=overlay>junk</div>");
        document.head.insertAdjacentHTML("beforeend", "<style>p { color: red }</style>");
    """)
    assert changes(html, saved(browser)) == [
        "- <li>Work near the teacher</li>",
        "+ <li>Work near the teacher and more</li>",
    ]


def test_save_page_as(browser: Browser, file: Path) -> None:
    """What the browser's own "Save page as" writes is cleaned up when it is opened again."""
    html = source("full")
    opened(browser, file, html)
    click(browser, "#role li")
    do(browser, "End", "type:  now", "Enter", "type: More")
    wanted = saved(browser)
    live = browser.run("return document.documentElement.outerHTML")
    assert 'contenteditable="' in live and "data-ui" in live
    live = live.replace(
        "<head>", '<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">', 1
    ).replace('<meta charset="utf-8">\n', "", 1)
    head = html[: html.index("<html")].replace(
        "<!DOCTYPE html>\n", "<!DOCTYPE html>\n<!-- saved from url=(0014)about:internet -->\n"
    )
    opened(browser, file, head + live)
    assert saved(browser) == wanted


def test_draft(browser: Browser, file: Path, tmp_path: Path) -> None:
    """What was not saved is offered when this very file is opened again, and nothing is done
    unasked.
    """
    html = source("full")
    opened(browser, file, html)
    click(browser, "#role li")
    do(browser, "End", "type:  now")
    other = tmp_path / "other.html"
    other.write_bytes(html.encode())
    browser.open(other)
    assert not browser.run("return document.querySelector('[data-ui=draft]')")
    browser.open(file)
    assert "were not saved" in browser.run(
        "return document.querySelector('[data-ui=draft]').textContent"
    )
    assert (
        browser.run("return document.querySelector('#role li').textContent")
        == "Work near the teacher"
    )
    click(browser, "[data-ui=draft] button")
    assert changes(html, saved(browser))[1:] == ["+ <li>Work near the teacher now</li>"]
    browser.open(file)
    assert not browser.run("return document.querySelector('[data-ui=draft]')"), "it was saved"
    click(browser, "#role li")
    do(browser, "End", "type:  later")
    edition_anew = source("plain")
    file.write_bytes(edition_anew.encode())
    browser.open(file)
    assert "earlier edition" in browser.run(
        "return document.querySelector('[data-ui=draft]').textContent"
    )
    name, text = browser.downloaded("document.querySelector('[data-ui=draft] button').click()")
    assert name == "room 12 (unsaved).html" and "teacher later</li>" in text


@only_chromium
def test_picker(browser: Chromium, file: Path) -> None:
    """Where a page may ask for a file it writes there, reads it back, and says so if it is not what
    was written.
    """
    opened(browser, file, source("full"))
    browser.run("""
        window.disk = ""; window.broken = false;
        window.showSaveFilePicker = async ({ suggestedName }) => ({
            name: suggestedName,
            createWritable: async () => ({ write: async text => { window.disk = window.broken ? text.slice(0, 99) : text; }, close: async () => {} }),
            getFile: async () => ({ text: async () => window.disk }),
        });
    """)
    click(browser, "#role li")
    do(browser, "End", "type:  now", "Control+s")
    wait_for_words(browser, "notice", "Saved as room 12.html")
    assert "teacher now</li>" in browser.run("return window.disk")
    wait_for_words(browser, "status", "All changes saved")
    browser.run("window.broken = true")
    do(browser, "type:  then", "Control+s")
    wait_for_words(browser, "notice", "Not saved")
    wait_for_words(browser, "status", "Changes not saved yet")


FITS = "return [document.querySelector('[data-ui=fits]').textContent, document.querySelectorAll('.side[data-over]').length]"


def add_lines(browser: Browser, count: int, words: str) -> None:
    """Each line at once: key by key it would be fitted at each letter."""
    for _ in range(count):
        browser.press("Enter")
        browser.run(f"document.execCommand('insertText', false, {words!r})")


def test_fit(browser: Browser, file: Path) -> None:
    """It tells live whether the words fit their sides, sets these more closely, and tells how many
    lines are too many.
    """
    html = source("plain")
    opened(browser, file, html)
    assert browser.run(FITS) == ["Fits its 2 sides", 0]
    click(browser, "#role li")
    browser.press("End")
    add_lines(browser, 9, "Another line of words")
    assert browser.run(FITS) == ["Fits its 2 sides", 0]
    text = saved(browser)
    sides = re.findall('<div class="side back (.*?)"', html + text)
    assert sides[0] != sides[1], "it is saved how closely it is set"
    with pikepdf.open(io.BytesIO(browser.printed())) as pdf:
        assert len(pdf.pages) == 2
    add_lines(browser, 6, "One more " * 20)
    fitting, overflowing = browser.run(FITS)
    assert overflowing == 1 and re.fullmatch(r"Too long: \d+ lines on side 2", fitting)
    browser.run(
        "window.print = () => { window.printed = true; }; document.querySelector('[name=print]').click()"
    )
    assert "prints more pages" in browser.run(
        "return document.querySelector('[data-ui=notice]').textContent"
    )
    assert not browser.run("return window.printed")
    click(browser, "[data-ui=fits]")
    top = browser.run("return document.querySelector('.back .foot').getBoundingClientRect().top")
    assert 0 < top < browser.run("return innerHeight")
    browser.run("for (let n = 0; n < 150; n++) document.querySelector('[name=undo]').click()")
    assert browser.run(FITS) == ["Fits its 2 sides", 0]
    assert saved(browser) == html
    opened(browser, file, text)
    assert browser.run(FITS) == ["Fits its 2 sides", 0]
    assert saved(browser) == text
    opened(browser, file, source("waiting"))
    status = "return document.querySelector('[data-ui=status]').textContent"
    waiting = browser.run("return document.querySelectorAll('main .waiting').length")
    assert f"New wording to decide on: {waiting}" in browser.run(status)
    assert browser.run(FITS) == ["Fits its 2 sides", 0], "what waits is not printed"


@only_chromium
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("role", ["classroom", "one-to-one", "bus"])
def test_a_sheet_with_nothing_filled_in_fits(
    browser: Chromium, file: Path, role: str, language: str
) -> None:
    """Its empty rows get words between their places once they are edited."""
    prepared = prepare_text(f"role: {role}\nlanguage: {language}\n")
    opened(browser, file, render(prepared.fitted, "file", prepared.logo, "room").html)
    fits, overflowing = browser.run(FITS)
    assert overflowing == 0 and any(map(fits.startswith, ("Fits its", "Cabe en sus")))
    lines = "return [...document.querySelectorAll('.facts .unsaid')].map(one => one.offsetHeight)"
    heights = browser.run(lines)
    assert max(heights) < 1.5 * min(heights), "each is one line"
    alone = "return [...document.querySelectorAll('.facts .alone > *')].map(one => one.offsetWidth / one.closest('td').offsetWidth)"
    widths = browser.run(alone)
    assert widths and min(widths) > 0.8, (
        "a field that no words stand beside has the line for itself"
    )


@only_chromium
def test_a_narrow_screen_says_that_a_wider_one_shows_whether_it_fits(
    browser: Chromium, file: Path
) -> None:
    """Large print has as many pages as it needs: there is nothing to say."""
    shown = "const one = document.querySelector('[data-ui=fits]'); return one.hidden ? '' : one.textContent"
    try:
        for width, page, told in (
            (820, "full", "A wider screen shows whether it fits"),
            (390, "plain", "A wider screen shows whether it fits"),
            (820, "large", ""),
            (1280, "full", "Fits its 2 sides"),
        ):
            browser.resize(width, 900)
            opened(browser, file, source(page))
            assert browser.run(shown) == told, (width, page)
    finally:
        browser.resize(1280, 900)


@pytest.mark.parametrize(
    ("page", "sides"), [("full", 2), ("empty", 2), ("waiting", 2), ("one", 1), ("extras", 3)]
)
def test_print(browser: Browser, file: Path, page: str, sides: int) -> None:
    """A browser prints the sides and nothing of the editor."""
    opened(browser, file, source(page))
    click(browser, "#people [data-field]")
    with pikepdf.open(io.BytesIO(browser.printed())) as pdf:
        assert len(pdf.pages) == sides


@only_chromium
def test_shown_only_on_screen(browser: Chromium, file: Path) -> None:
    """Nothing of the editor is on paper; boxes are printed empty when asked for."""
    opened(browser, file, source("waiting"))
    do(browser, "focus: #checklist input", "Space")
    click(browser, "#role li")
    browser.page.emulate_media(media="print")
    shown = "return [...document.querySelectorAll('[data-ui], .waiting')].filter(e => e.getClientRects().length).length"
    assert browser.run(shown) == 0
    box = "return getComputedStyle(document.querySelector('#checklist .ticked')).backgroundImage"
    ticked = browser.run(box)
    browser.run("document.querySelector('[name=boxes]').click()")
    assert browser.run(box) != ticked
    browser.page.emulate_media(media="screen")


@only_chromium
@pytest.mark.parametrize("page", ["full", "empty", "waiting", "plain"])
def test_accessible(browser: Chromium, file: Path, page: str) -> None:
    """axe finds nothing, while it is edited and while it is not, on a computer and on a phone."""
    opened(browser, file, source(page))
    click(browser, "#role li")
    for width in (1280, 390):
        browser.resize(width, 900)
        # On the sheet itself the boxes to tick stand as close as on paper; on a phone they are as
        # large as fingers need.
        tags = (*AXE_TAGS, "wcag22aa") if width < 500 else AXE_TAGS
        for editing in (True, False):
            # Of the other pages, the colours of each state are looked at on one of the two.
            is_known = page != "full" and editing == (width > 500)
            found = axe_violations(browser.page, tags, CONTRAST if is_known else ())
            assert not found, (width, editing, found)
            left = browser.run(
                "return document.querySelectorAll('main [contenteditable]:not(.locked, .waiting, input)').length"
            )
            assert (left > 0) == editing
            browser.run("document.querySelector('[name=editing]').click()")
    browser.resize(1280, 900)


@pytest.mark.parametrize(
    "rewritten",
    [
        pytest.param(lambda html: re.sub(r"(?m)^ +", "\t", html), id="tabs"),
        pytest.param(lambda html: html.replace("\n", "\r\n"), id="line-ends"),
        pytest.param(
            lambda html: re.sub(
                r"(?s)<style>.*?</style>", lambda found: re.sub(r"\s+", " ", found[0]), html
            ),
            id="minified",
        ),
        pytest.param(lambda html: html.replace("}", "\n}\n"), id="formatted"),
    ],
)
def test_a_page_whose_style_was_rewritten_looks_the_same(
    browser: Browser, file: Path, rewritten: Callable[[str], str]
) -> None:
    """Also where the script was changed, and no longer works: the sheet is never bare."""
    look = """return [...document.querySelectorAll('h1, h2, .side, .block')].map(element => {
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        return [style.fontFamily, style.color, Math.round(box.width), style.display];
    })"""
    opened(browser, file, source("full"))
    whole = browser.run(look)
    assert "Plate" in str(whole) or "Source" in str(whole)
    opened(browser, file, rewritten(source("full")))
    assert browser.run(look) == whole


# What prettier and js-beautify (in Visual Studio Code) leave as it is.
KEPT_BY_FORMATTERS = re.compile(
    r"(<!-- beautify ignore:start -->)\n(<!-- prettier-ignore -->)\n"
    r"(<script .*?</script>)\n(<!-- beautify ignore:end -->)",
    re.DOTALL,
)


def by_a_formatter(html: str) -> str:
    """Return `html` as they write it: words and rules on lines of their own."""
    head, *kept, tail = KEPT_BY_FORMATTERS.split(html)
    styles, body = head.rsplit("<body>", 1)
    words, data = body.rsplit("</main>", 1)
    styles = styles.replace("}", "\n  }\n").replace('"utf-8">', '"utf-8" />')
    words = re.sub(
        r"(<(?:p|li|td)\b[^>]*>)(.*)(</(?:p|li|td)>)", r"\1\n        \2\n      \3", words
    )
    return f"{styles}<body>{words}</main>{data}" + "\n    ".join(kept) + tail


def by_a_minifier(html: str) -> str:
    """Return `html` as programs write it that make files smaller: without spaces and comments."""
    head, *kept, _ = KEPT_BY_FORMATTERS.split(html)
    head = re.sub(r"(?s)<!--.*?-->", "", head)
    head = re.sub(r"(?s)(<(?:script|style)[^>]*>)\s*(.*?)\s*(</)", r"\1\2\3", head)
    script = re.sub(r"^(<[^>]*>)\s+|\s+(</script>)$", r"\1\2", kept[2])
    return re.sub(r">\s+<", "> <", head) + script


@pytest.mark.parametrize("rewrite", [by_a_formatter, by_a_minifier])
def test_a_page_that_a_program_formatted_can_be_edited(
    browser: Browser, file: Path, rewrite: Callable[[str], str]
) -> None:
    opened(browser, file, rewrite(source("full")))
    assert not browser.complaints
    assert "Fits" in browser.run("return document.querySelector('[data-ui=fits]').textContent")
    click(browser, "#role li")
    do(browser, "End", "type:  zebra")
    text = saved(browser)
    assert "Work near the teacher zebra</li>" in text
    opened(browser, file, text)
    assert saved(browser) == text and not browser.complaints


def test_a_changed_style_sheet_loads_nothing_and_runs_nothing(browser: Browser, file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        hostile = f"""<style>@import url("{address}/a.css"); @font-face {{ font-family: x; src: url({address}/b) }}
            body {{ background: url({address}/c.png); font-family: x, serif; cursor: url({address}/d.cur), auto }}
            li {{ list-style-image: url({address}/e) }} h1::after {{ content: url({address}/f) }}</style>
            <link rel="stylesheet" href="{address}/g.css"><link rel="prefetch" href="{address}/h">
            <script>document.title = "taken over"</script><script src="{address}/i.js"></script>"""
        page = source("full").replace("</head>", f"{hostile}</head>")
        page = page.replace(
            "<main>", f'<main onclick="document.title = 1" style="background: url({address}/j)">', 1
        )
        page = page.replace(
            "</main>", f'<img src="{address}/k" onerror="document.title = 1"></main>'
        )
        opened(browser, file, page)
        browser.run("document.querySelector('main').click()")
        with pytest.raises(TimeoutError):
            server.accept()
        assert browser.run("return document.title") == prepare_text(FULL).fitted.sheet.title
