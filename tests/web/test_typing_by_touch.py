"""A phone in Spanish and in Arabic: a bullet of the sheet is touched and typed on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
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
        with serving(tmp_path_factory.mktemp("phone")) as served:
            yield served


@pytest.mark.slow
@pytest.mark.parametrize("locale", _LANGUAGES)
def test_what_a_finger_types_on_a_bullet_is_listed(
    locale: str, phone_server: Served, browser: Browser
) -> None:
    # A tab that is left open is slowed down for ever, which takes half a processor.
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale=locale
    ) as context:
        page = context.new_page()
        # A cheap phone: what was typed must not get lost between two previews.
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 3})
        page.goto(phone_server.address)
        page.locator("[data-role]").first.tap()
        page.locator("[data-see=sheet]").tap()
        bullet = page.frame_locator("#paper").locator("#checklist li").first
        before = bullet.text_content()
        bullet.tap()
        page.keyboard.press("Home")
        page.keyboard.type(_LANGUAGES[locale])
        expect(page.locator("#changes li")).to_have_count(1)
        typed = f"{_LANGUAGES[locale]}{before}"
        expect(page.locator("#changes li span")).to_contain_text(typed)
        expect(bullet).to_have_text(typed)
        expect(bullet).to_be_focused()
