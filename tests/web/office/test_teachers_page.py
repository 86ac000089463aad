"""A roster that is dropped on the page of one room."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

_DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
}"""


@pytest.mark.parametrize("at_work", [False, True])
def test_a_roster_leads_to_the_page_of_the_office(
    open_tab: Callable[[], Page], *, at_work: bool
) -> None:
    page = open_tab()
    for name in ("roster.csv", "roster.xlsx", "oneroster.zip"):
        if at_work:
            page.get_by_role("button", name="Bus aide").press("Enter")
            page.get_by_label("Aide", exact=True).fill("Jordan")
        content = b"handout_id,room\n" if name.endswith("csv") else b"PK\x03\x04 users.csv"
        page.evaluate(_DROP, [name, base64.b64encode(content).decode()])
        notice = page.locator("#notice")
        expect(notice).to_contain_text(f"{name} holds a list")
        expect(notice).to_contain_text("goes onto the office's page")
        notice.get_by_role("button", name="For the office").click()
        expect(page.get_by_role("heading", name="Handouts for a whole roster")).to_be_visible()
        page.go_back()
        expect(page.locator("#draft")).to_be_visible(visible=at_work)
