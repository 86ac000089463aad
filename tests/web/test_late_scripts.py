"""A page whose script does not come says so: it would stand there, and nothing on it worked."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect
from served import Served

_END_ANIMATIONS = "for (const animation of document.getAnimations()) animation.finish()"


@pytest.mark.parametrize(("path", "script"), [("/", "page.js"), ("/office", "office.js")])
def test_a_page_without_its_script_says_so(
    server: Served, context: BrowserContext, path: str, script: str
) -> None:
    page = context.new_page()
    page.goto(server.address)
    page.route(f"**/static/{script}", lambda route: route.abort())
    page.goto(f"{server.origin}{path}")
    late = page.locator("#late")
    expect(late).to_be_hidden()  # it may still come
    page.evaluate(_END_ANIMATIONS)
    expect(late).to_be_visible()
    page.unroute(f"**/static/{script}")
    late.get_by_role("link").click()
    expect(late).to_have_count(0)
    assert page.url == f"{server.origin}{path}"
