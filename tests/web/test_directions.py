"""Words of either direction on the page: values in its sentences, and what is typed into fields."""

from __future__ import annotations

import pytest
from browsers import open_context
from playwright.sync_api import Browser, Page, expect
from served import Served, serve_modules

_FILL = """async values => {
  const { fill, fillPlain } = await import("/static/server.js");
  return values.map(value => [fill("a {value} b", { value }), fillPlain("a {value} b", { value })]);
}"""
_DIRECTION = """([name, text]) => {
  const field = document.querySelector(`#form [name="${name}"]`);
  field.value = text;
  return getComputedStyle(field).direction;
}"""
_OWN = {
    "en": ["ليلى حسن", "room-ليلى.yaml"],
    "ar": ["Ms. Rivera", "room-12.yaml", "555-0100", "+1 555", "7/31/2027"],
}
_SAME = {"en": ["Ms. Rivera", "555-0100", "12", "王小明"], "ar": ["ليلى حسن", "12", "3", ""]}


def open_in(language: str, server: Served, browser: Browser) -> Page:
    page = open_context(browser, locale=language).new_page()
    serve_modules(page)
    page.goto(server.address)
    return page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_value_in_a_sentence_keeps_its_direction(
    language: str, server: Served, browser: Browser
) -> None:
    page = open_in(language, server, browser)
    own, same = _OWN[language], _SAME[language]
    filled = page.evaluate(_FILL, [*own, *same])
    isolated = [[f"a \u2068{value}\u2069 b", f"a {value} b"] for value in own]
    assert filled == [*isolated, *([f"a {value} b"] * 2 for value in same)]
    page.context.close()


def test_a_field_goes_by_what_is_typed_and_an_empty_one_by_the_page(
    server: Served, browser: Browser
) -> None:
    page = open_in("ar", server, browser)
    page.locator("[data-role]").first.click()
    for text, direction in (("", "rtl"), ("(555) 555-0100", "ltr"), ("قناة 2", "rtl")):
        for name in ("call_for_help", "para_name", "room"):
            assert page.evaluate(_DIRECTION, [name, text]) == direction, (name, text)
    page.context.close()


def test_a_sheet_is_shown_in_the_direction_of_its_own_language(
    server: Served, browser: Browser
) -> None:
    """Not of the page around it: below the form, and where it is reworded."""
    page = open_in("ar", server, browser)
    page.locator("[data-role]").first.click()
    page.evaluate("for (const each of document.querySelectorAll('.section')) each.open = true")
    page.locator("select[name=language]").select_option("en")
    for frame, opened_by in (("#paper", ""), ("#reword-frame", "#reword")):
        if opened_by:
            page.locator(opened_by).click()
        sheet = page.frame_locator(frame)
        expect(sheet.locator("h1")).to_be_visible()
        html = sheet.locator("html")
        assert html.evaluate("html => [html.lang, getComputedStyle(html).direction]") == [
            "en",
            "ltr",
        ]
    page.context.close()
