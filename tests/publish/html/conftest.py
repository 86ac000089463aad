"""A browser, and the file that is opened in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editing import Browser


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    tab: Browser = request.getfixturevalue(f"{request.param}_tab")
    yield tab
    tab.run("localStorage.clear()")  # drafts of one module take no room from those of the next
    tab.leave()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "room 12.html"
