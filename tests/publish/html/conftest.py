"""A browser, and the file that is opened in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import chromium_page
from editing import Browser


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if request.param == "firefox":
        yield request.getfixturevalue("firefox_tab")
        return
    with chromium_page(request.getfixturevalue("chromium")) as page:
        yield page


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "room 12.html"
