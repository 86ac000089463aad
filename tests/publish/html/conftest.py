"""A browser, and the file that is opened in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import chromium_page, firefox_tab
from editing import Browser


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    program = request.getfixturevalue(request.param)
    with chromium_page(program) if request.param == "chromium" else firefox_tab(program) as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "room 12.html"
