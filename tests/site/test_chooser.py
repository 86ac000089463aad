"""The page to choose a sheet on, in browsers: from a folder and from a server, by mouse and keys."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe import AXE_TAGS, axe_violations
from browsers import Chromium, Firefox, open_context

from handout.batch.work.pool import LocalWorkers
from handout.site import build
from handout.site.build import SiteOrder, build_site
from handout.site.catalog import SheetChoice

CHOICES = [
    SheetChoice("en", role, band, theme)
    for role, bands in (("classroom", ("", "K-2")), ("bus", ("",)))
    for band in bands
    for theme in ("field-guide", "plain")
]
CHOICES.append(SheetChoice("es", "bus", "", "plain"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("chooser")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "list_choices", lambda layers: iter(CHOICES))
        build_site(SiteOrder(output), LocalWorkers(jobs=1))
    return output


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture
def chrome(chromium_tab: Chromium) -> Iterator[Chromium]:
    chromium_tab.complaints.clear()
    yield chromium_tab
    chromium_tab.resize(1280, 900)


STATE = """
const cards = [...document.querySelectorAll("li.card")].filter(card => !card.hidden);
return {
  cards: cards.map(card => card.querySelector("h2").textContent),
  links: cards.map(card => card.querySelector(".files a").getAttribute("href")),
  pictures: cards.map(card => card.querySelector("img").naturalWidth > 100),
  count: document.getElementById("count").textContent,
  tools: !document.querySelector("form.tools").hidden,
  wide: document.documentElement.scrollWidth > innerWidth,
};
"""
ROLES = ["Classroom aide", "Bus aide"]


def choose(value: str) -> str:
    return f'document.querySelector(`input[type=radio][value="{value}"]`).click();'


def search(words: str) -> str:
    return (
        f'const find = document.getElementById("find"); find.value = "{words}";'
        'find.dispatchEvent(new Event("input", {bubbles: true}));'
    )


def try_choosing(browser: Chromium | Firefox) -> None:
    """Choose by grade, look and words; `browser` has just opened the page."""
    browser.run('for (const img of document.images) img.loading = "eager";')
    state = browser.run(STATE)
    assert state["tools"] and state["cards"] == ROLES
    browser.run(choose("K-2"))
    links = browser.run(STATE)["links"]
    assert links == [
        "sheets/en/classroom-k-2-field-guide.html",
        "sheets/en/bus-field-guide.html",
    ]
    assert browser.run('return document.querySelectorAll(".version:not([hidden])").length') == 1
    browser.run(choose("plain"))
    assert browser.run(STATE)["links"][0] == "sheets/en/classroom-k-2-plain.html"
    browser.run(search("monitor"))  # what offices call a bus aide
    assert browser.run(STATE)["cards"] == ["Bus aide"]
    for typed in ("moniter", "mointor", "montor", "Monitorr", "bus moniter", "MÓNITER"):
        browser.run(search(typed))
        assert browser.run(STATE)["cards"] == ["Bus aide"], typed
    for typed in ("clasroom", "claasroom", "classrom", "classroom adie"):
        browser.run(search(typed))
        assert "Classroom aide" in browser.run(STATE)["cards"], typed
    for typed in ("bos", "monirotxy", "kitchen"):  # short, or too far from all words
        browser.run(search(typed))
        assert browser.run(STATE)["cards"] == [], typed
    browser.run(search("zzz"))
    assert browser.run(STATE)["count"].startswith("Nothing fits")
    assert "grade=K-2" in browser.run("return location.hash")
    # in another language the same is chosen
    hashes = browser.run("return [...document.querySelectorAll('nav a')].map(link => link.hash)")
    assert hashes == ["#grade=K-2&look=plain"] * 2
    browser.run(search(""))


def test_in_chromium_from_a_folder_and_from_a_server(
    chrome: Chromium, site: Path, server: str
) -> None:
    asked: list[str] = []
    chrome.page.on("request", lambda request: asked.append(request.url))
    for address in (f"{site.as_uri()}/", server):
        chrome.page.goto(f"{address}index.html")
        try_choosing(chrome)
        chrome.page.wait_for_function("[...document.images].every(img => img.naturalWidth > 100)")
        # the sheet opens on the same site, and can be filled in there
        chrome.page.click(".files a >> nth=0")
        chrome.page.wait_for_selector("#handout-bar, .bar, [contenteditable]")
        assert chrome.page.title().startswith("First-Day Essentials")
    inside = (site.as_uri(), server, "data:", "blob:")
    assert [url for url in asked if not url.startswith(inside)] == []
    assert chrome.complaints == []


def test_in_firefox_from_a_folder_and_from_a_server(
    firefox_tab: Firefox, site: Path, server: str
) -> None:
    for address in (f"{site.as_uri()}/", server):
        firefox_tab.send("WebDriver:Navigate", {"url": f"{address}index.html"})
        try_choosing(firefox_tab)
        firefox_tab.run("scrollTo(0, 0)")
        assert all(firefox_tab.run(STATE)["pictures"])


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(chrome: Chromium, site: Path, width: int) -> None:
    chrome.resize(width, 900)
    for name in ("index.html", "accessibility.html"):
        chrome.page.goto(f"{site.as_uri()}/{name}")
        for element in chrome.page.query_selector_all("details"):
            element.evaluate("details => { details.open = true }")
        assert not chrome.run("return document.documentElement.scrollWidth > innerWidth")
        assert axe_violations(chrome.page, (*AXE_TAGS, "wcag22aa")) == []


def test_by_keys_alone(chrome: Chromium, site: Path) -> None:
    chrome.page.goto(f"{site.as_uri()}/index.html")
    chrome.press("Tab")
    assert chrome.run("return document.activeElement.className") == "skip"
    chrome.press("Tab", "Tab", "Tab", "Tab")  # past the languages and the search to the grades
    chrome.press("ArrowRight", "ArrowRight")
    assert chrome.run("return document.activeElement.value") == "K-2"
    assert chrome.run(STATE)["links"][0] == "sheets/en/classroom-k-2-field-guide.html"
    chrome.press("Tab", "Tab")  # past the looks to the first card
    assert chrome.run("return document.activeElement.className") == "first"
    chrome.press("Enter")
    chrome.page.wait_for_url("**/classroom-k-2-field-guide.html")


def test_without_scripts_every_sheet_is_linked(chrome: Chromium, site: Path) -> None:
    with open_context(chrome.page.context.browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site.as_uri()}/index.html")
        assert not page.is_visible("form.tools")
        page.click(".card >> nth=0 >> .versions summary")
        assert page.locator(".card >> nth=0 >> .versions a").count() == 4 * 3
