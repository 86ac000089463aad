"""A phone: a bullet of the sheet is touched and typed on, in Spanish and in Arabic, and what is typed
into is in sight.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsers import open_context
from playwright.sync_api import Browser, expect
from script_fonts import script_fonts
from served import Served, serving

from handout.layout.text.extra_faces import FONTS_VARIABLE

# The browser's language, and what is typed before the first bullet.
_LANGUAGES = {"es-MX": "Ya: ", "ar": "الآن: "}


@pytest.fixture(scope="module")
def phone_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One with a face for Arabic."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FONTS_VARIABLE, script_fonts())
        with serving(tmp_path_factory.mktemp("phone"), "--workers", "1") as served:
            yield served


@pytest.mark.slow
@pytest.mark.parametrize("locale", _LANGUAGES)
def test_what_a_finger_types_on_a_bullet_is_listed(
    locale: str, phone_server: Served, browser: Browser
) -> None:
    # A tab that is left open is slowed down for ever, which takes half a processor.
    with open_context(
        browser,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        locale=locale,
    ) as context:
        page = context.new_page()
        page.goto(phone_server.address)
        page.locator("[data-role]").first.tap()
        page.locator("[data-see=sheet]").tap()
        bullet = page.frame_locator("#paper").locator("#checklist li").first
        before = bullet.text_content()
        # A cheap phone: what was typed must not get lost between two previews.
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 3})
        bullet.tap()
        page.keyboard.press("Home")
        page.keyboard.type(_LANGUAGES[locale])
        expect(page.locator("#changes li")).to_have_count(1)
        typed = f"{_LANGUAGES[locale]}{before}"
        expect(page.locator("#changes li span")).to_contain_text(typed)
        expect(bullet).to_have_text(typed)
        expect(bullet).to_be_focused()


# What has the focus, if anything lies on it or it is out of sight.
_COVERED = """() => {
  const at = document.activeElement;
  if (at === document.body) return "";
  const { left, top, right, bottom } = at.getBoundingClientRect();
  const points = [
    [(left + right) / 2, (top + bottom) / 2],
    [left + 6, top + 6],
    [right - 6, Math.min(bottom, top + innerHeight) - 6],
  ];
  const isSeen = ([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (at.contains(there) || there.contains(at) || there.matches(".marks, .marks *"));
  };
  return points.every(isSeen) ? "" : `${at.outerHTML.slice(0, 90)} at ${top} to ${bottom}`;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("height", [740, 400])  # 400: the keyboard on the screen is up
def test_nothing_lies_on_what_is_typed_into(server: Served, browser: Browser, height: int) -> None:
    context = open_context(
        browser, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(server.address)
    page.locator("[data-role]").first.tap()
    expect(page.locator("#boxes li").first).to_be_attached()
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("form details")) one.open = true;
          for (const one of document.querySelectorAll("form [data-do=add]")) one.click();
          document.querySelector("#form-title").focus();
        }"""
    )
    page.set_viewport_size({"width": 360, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    covered = []
    for _ in range(page.locator("form :is(input, textarea, select, button, summary)").count()):
        page.keyboard.press("Tab")
        covered.append(page.evaluate(_COVERED))
    assert [one for one in covered if one] == []
    context.close()
