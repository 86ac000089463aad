"""No text becomes HTML on a page but where our scripts say so, in browsers that know of that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

_REFUSED = """act => {
    const acts = {
        inner: html => { document.body.innerHTML = html; },
        outer: html => { document.querySelector("main").outerHTML = html; },
        beside: html => document.body.insertAdjacentHTML("beforeend", html),
        parsed: html => new DOMParser().parseFromString(html, "text/html"),
        framed: html => { document.createElement("iframe").srcdoc = html; },
        script: html => { document.createElement("script").src = "static/page.js"; },
        policy: html => trustedTypes.createPolicy("other", { createHTML: text => text }),
        again: html => trustedTypes.createPolicy("read", { createHTML: text => text }),
    };
    try { acts[act]("<b>x</b>"); } catch (error) { return error.name; }
    return "";
}"""


@pytest.mark.parametrize("path", ["", "office"])
def test_text_is_no_html(open_tab: Callable[[], Page], path: str) -> None:
    page = open_tab()
    if path:
        page.goto(f"{page.url}{path}")
    acts = ("inner", "outer", "beside", "parsed", "framed", "script", "policy", "again")
    assert {act: page.evaluate(_REFUSED, act) for act in acts} == dict.fromkeys(acts, "TypeError")
