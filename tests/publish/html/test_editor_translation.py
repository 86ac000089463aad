"""A browser that translates the page: it can be read and ticked, and what is saved is what the
sheet itself says.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import Browser, changes, click, do, opened, saved, source, wait_for_words

EACH_TEXT = """
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
    const translate = text => text.replace(/[a-z]{4,}/g, word => "es_" + word);
    window.texts = texts.map(node => node.data);
"""
WRAP = """
    for (const text of texts) {
        const outer = document.createElement("font"), inner = document.createElement("font");
        outer.append(inner); text.replaceWith(outer); inner.textContent = translate(text.data);
    }
"""
IN_PLACE = "for (const text of texts) text.data = translate(text.data);"
BROWSERS = {
    "Chrome": f"{EACH_TEXT} document.documentElement.classList.add('translated-ltr'); document.documentElement.lang = 'es'; {WRAP}",
    "Chrome, words first": f"{EACH_TEXT} {WRAP} return new Promise(done => setTimeout(() => {{ document.documentElement.className = 'translated-rtl'; done(); }}, 50));",
    "Edge": f"{EACH_TEXT} for (const text of texts) text.parentNode.setAttribute('_msttexthash', '1'); {IN_PLACE}",
    "Firefox": f"{EACH_TEXT} document.documentElement.lang = 'es'; {IN_PLACE}",
    "an extension, bit by bit": f"{EACH_TEXT} const wait = () => new Promise(done => setTimeout(done, 5)); let n = 0; return (async () => {{ for (const text of texts) {{ text.data = translate(text.data); if (n++ % 20 === 0) await wait(); }} }})();",
}  # fmt: skip
BACK = """
    document.documentElement.classList.remove("translated-ltr", "translated-rtl");
    document.documentElement.lang = "en";
    document.querySelectorAll("[_msttexthash]").forEach(one => one.removeAttribute("_msttexthash"));
    document.querySelectorAll("main font").forEach(one => one.parentNode?.localName === "font" ? 0 : one.replaceWith(one.textContent));
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replaceAll("es_", "");
"""


IS_TOLD = "return !document.querySelector('[data-ui=translation]').hidden"


@pytest.mark.parametrize("translator", BROWSERS)
def test_no_translation_is_saved(browser: Browser, file: Path, translator: str) -> None:
    html = source("full")
    opened(browser, file, html)
    click(browser, "#role li")
    do(browser, "End", "type:  zebra")
    browser.run("document.activeElement.blur()")
    browser.run(BROWSERS[translator])
    assert browser.run(IS_TOLD)
    assert "es_" in browser.run("return document.querySelector('main').innerText"), "it can be read"
    click(browser, "#checklist li:nth-child(2) input")
    click(browser, "#role li:nth-child(2)")
    do(browser, "type: quagga", "Control+z")
    text = saved(browser)
    assert "its own words" in browser.run(
        "return document.querySelector('[data-ui=notice]').textContent"
    )
    only = [
        "+ <li>Work near the teacher zebra</li>",
        '+ <li class="ticked">Find plans, gloves, allergy kit</li>',
    ]
    assert sorted(line for line in changes(html, text) if line[0] == "+") == sorted(only)
    browser.run(BACK)
    assert not browser.run(IS_TOLD)
    wait_for_words(browser, "status", "All changes saved")
    click(browser, "#role li:nth-child(3)")
    do(browser, "End", "type:  okapi")
    wait_for_words(browser, "status", "Changes not saved yet")
    third = [line for line in changes(text, saved(browser)) if line[0] == "+"]
    assert len(third) == 1 and "okapi" in third[0]


def test_a_translated_page_that_is_left_keeps_its_own_words(browser: Browser, file: Path) -> None:
    html = source("full")
    opened(browser, file, html)
    click(browser, "#role li")
    do(browser, "End", "type:  zebra")
    browser.run(BROWSERS["Chrome"])
    opened(browser, file, html)
    click(browser, "[data-ui=draft] button")
    assert changes(html, saved(browser))[1:] == ["+ <li>Work near the teacher zebra</li>"]


def test_what_is_no_translation(browser: Browser, file: Path) -> None:
    """Extensions that mark words, or replace a name everywhere, do not turn editing off."""
    opened(browser, file, source("full"))
    browser.run("""
        document.documentElement.classList.add("dark-mode");
        for (const place of document.querySelectorAll("main h1, main li, main th")) {
            const text = [...place.childNodes].find(node => node.nodeType === 3 && node.data.trim());
            if (text) { const mark = document.createElement("mark"); text.replaceWith(mark); mark.append(text); }
        }
    """)
    assert not browser.run(IS_TOLD)
    click(browser, "#role li")
    do(browser, "End", "type:  zebra")
    changed = changes(source("full"), saved(browser))
    assert changed[1:] == ["+ <li>Work near the teacher zebra</li>"]
