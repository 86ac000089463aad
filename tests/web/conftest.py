"""A server and a browser with as many tabs as a test opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browsers import Firefox, open_context
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import Served, serving

# One setting for all: it is the whole process's. A batch may take a minute to start on a busy
# machine, and a test that passes waits no longer for it.
expect.set_options(timeout=180_000)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all tests of this process: until it has made a sheet it takes three seconds."""
    with serving(tmp_path_factory.mktemp("home"), "--workers", "1", lean=True) as served:
        yield served


@pytest.fixture(scope="session")
def browser(chromium_browser: Browser) -> Browser:
    return chromium_browser


@pytest.fixture
def context(chromium_browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own for each test: what is removed from a shared one, a tab of the next test
    may be told of later, and take for a draft of its own that was thrown away.
    """
    profile = open_context(chromium_browser)
    yield profile
    profile.close()


@pytest.fixture
def tab(firefox_tab: Firefox, server: Served) -> Iterator[Firefox]:
    """The page in Firefox, which keeps nothing of earlier tests."""
    firefox_tab.send("WebDriver:Navigate", {"url": server.address})
    firefox_tab.run("localStorage.clear(); sessionStorage.clear()")
    firefox_tab.leave()
    yield firefox_tab
    firefox_tab.leave()


@pytest.fixture
def open_tab(server: Served, context: BrowserContext) -> Callable[[], Page]:
    """Opens one more tab in the same browser."""

    def open_tab() -> Page:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(server.address)
        return page

    return open_tab
