"""A button that is pressed twice at once, or held down, does what it does once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize(
    "twice",
    [
        lambda button: button.dblclick(),
        lambda button: button.evaluate("one => { for (let n = 0; n < 5; n++) one.click(); }"),
    ],
    ids=["a double click", "Enter held down"],
)
def test_a_double_press_does_once(
    open_tab: Callable[[], Page], twice: Callable[[object], None]
) -> None:
    page = open_tab()
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    page.locator("[data-role]").first.click()
    expect(page.locator("#fit")).not_to_be_empty()
    page.locator(".adding > summary").click()
    twice(page.locator(".adding [data-ready]").first)
    expect(page.locator("#changes li")).to_have_count(1)
    twice(page.locator("#save"))
    page.locator("#saving details").evaluate_all("all => all.forEach(one => (one.open = true))")
    for kind in ("pdf", "docx", "yaml"):
        twice(page.locator(f"#saving [data-kind={kind}]"))
        expect(page.locator("#saved")).to_contain_text(f".{kind}")
    twice(page.locator("#office-file"))
    expect(page.locator("#office-saved")).to_contain_text(".yaml")
    page.wait_for_timeout(1000)  # in which a second one would have come
    assert [name.rpartition(".")[2] for name in saved] == ["pdf", "docx", "yaml", "yaml"]
    expect(page.locator("#changes li")).to_have_count(1)
