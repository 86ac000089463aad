"""Fixtures for every outside program that tests start.

What is not on this machine is left out, and named at the end.

With CI=true nothing may be left out: there a missing program is a failure.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from blank_prints import use_blank_paper
from browsers import (
    Chromium,
    Firefox,
    launch_another,
    launch_chromium,
    launch_firefox,
    open_context,
)
from hypothesis import HealthCheck, settings
from office import Office
from threads import use_threads
from typeset_once import typeset_once

from handout.setup.system import find_program

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

# How long a machine takes to draw an example says nothing of what is tested.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

_MISSING = " is not on this machine"
if "PYTEST_XDIST_WORKER" not in os.environ:
    # One cache for a run, also for its workers and the programs that tests start: compiling the
    # parts of a sheet takes seconds, and is the same in each of them.
    _cache = tempfile.TemporaryDirectory(prefix="handout-tests-")
    os.environ["HANDOUT_CACHE"] = _cache.name
# Only our fonts: which others a machine has is no matter of a test that does not say so.
os.environ["HANDOUT_FONTS"] = ""
# Tests read what is said in English, whatever the language of the machine.
os.environ["HANDOUT_LANGUAGE"] = "en"
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a script: what is started here hears Ctrl-C all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _program(name: str, request: pytest.FixtureRequest) -> str:
    return find_program(name) or _leave_out(name)


def _leave_out(name: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name}{_MISSING}, and with CI=true no test may be left out")
    pytest.skip(f"{name}{_MISSING}")


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    """The path of a Chromium or Chrome."""
    return _program("chromium", request)


@pytest.fixture(scope="session")
def firefox(request: pytest.FixtureRequest) -> str:
    """The path of a Firefox."""
    return _program("firefox", request)


@pytest.fixture(scope="session")
def headless_chromium() -> str:
    """The path of a Chromium without windows, which takes a third less of the processor; else of
    the whole one.
    """
    return find_program("headless-shell") or find_program("chromium") or _leave_out("chromium")


@pytest.fixture(scope="session")
def chromium_browser(headless_chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests of this process: to start and end it takes two seconds.

    From then on an event loop runs in this thread: tests of coroutines call `run_apart`.
    """
    with launch_chromium(headless_chromium) as browser:
        yield browser


@pytest.fixture
def whole_chromium(chromium: str, chromium_browser: Browser) -> Iterator[Browser]:
    """A Chromium with all it has, such as its viewer of PDFs."""
    with launch_another(chromium_browser.browser_type, chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def shared_context(chromium_browser: Browser) -> Iterator[BrowserContext]:
    """One profile of it, for tabs of any test: see open_context."""
    context = open_context(chromium_browser)
    yield context
    context.close()


@pytest.fixture(scope="session")
def chromium_tab(chromium_browser: Browser) -> Iterator[Chromium]:
    """A tab with a profile of its own, for all tests of this process."""
    context = open_context(chromium_browser, viewport={"width": 1280, "height": 900})
    yield Chromium(context.new_page())
    context.close()


@pytest.fixture(scope="session")
def firefox_tab(firefox: str) -> Iterator[Firefox]:
    """A tab of one Firefox for all tests of this process: to start it takes five seconds."""
    with launch_firefox(firefox) as tab:
        yield tab


@pytest.fixture
def batches_in_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of the command line work in a thread of this process.

    A process of their own has a second of computing to do before it can begin, at each batch. The
    sheets of which earlier tests have made a PDF are not typeset again, and none is to audit one
    that was put together of finished parts: tests/batch/test_compiled.py looks at audits.
    """
    use_threads(monkeypatch)
    typeset_once(monkeypatch)
    monkeypatch.setattr("handout.batch.build_handouts.choose_audited", lambda _: frozenset())


@pytest.fixture
def blank_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDFs that this process typesets are blank: the test looks at something else."""
    use_blank_paper(monkeypatch)


@pytest.fixture(scope="session")
def pdftoppm(request: pytest.FixtureRequest) -> str:
    """The path of poppler's pdftoppm."""
    return _program("pdftoppm", request)


@pytest.fixture(scope="session")
def pdfinfo(request: pytest.FixtureRequest) -> str:
    """The path of poppler's pdfinfo."""
    return _program("pdfinfo", request)


@pytest.fixture(scope="session")
def soffice(request: pytest.FixtureRequest) -> str:
    """The path of LibreOffice."""
    return _program("soffice", request)


@pytest.fixture(scope="session")
def office(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice with a profile for all tests of this process."""
    return Office(soffice, tmp_path_factory.mktemp("office") / "profile")


@pytest.fixture(scope="session")
def npm(request: pytest.FixtureRequest) -> str:
    """The path of npm, with the tools of package-lock.json installed."""
    path = _program("npm", request)
    if not (request.config.rootpath / "node_modules" / ".package-lock.json").is_file():
        _leave_out("the tools of package-lock.json")
    return path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="no browsers, no office, nothing slow")
    parser.addoption("--update-golden", action="store_true", help="write the golden pages anew")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """Return one worker more than there are processors, unless only quick tests run.

    All tests together wait a third of their time: for browsers, for programs that are stopped. Two
    workers kept 1.3 of two processors busy.
    """
    count = yield
    return count if config.getoption("--quick") else count + 1


# "browser" asks for its program only when it is set up, so no test names the program.
_SLOW_FIXTURES = {"chromium", "headless_chromium", "firefox", "soffice", "browser"}
_SLOW_MODULE = re.compile(r"^pytestmark = pytest\.mark\.slow\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --quick, do not even import a module that is slow as a whole."""
    if collection_path.suffix != ".py" or not config.getoption("--quick"):
        return None
    return bool(_SLOW_MODULE.search(collection_path.read_text(encoding="utf-8"))) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --quick, leave out what starts browsers and LibreOffice, what is marked as slow, and
    most of the costly cases.
    """
    if not config.getoption("--quick"):
        return
    quick = [item for item in items if not _is_slow(item)]
    chosen = list(_without_most_costly_cases(quick))
    config.hook.pytest_deselected(items=list(set(items) - set(chosen)))
    items[:] = chosen


def _is_slow(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("slow") or _SLOW_FIXTURES & fixtures)


def _without_most_costly_cases(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield `items`, and of a test whose cases are costly every fifth: an odd number, so that a
    table of two themes by some roles is tried in both.
    """
    cases: Counter[str] = Counter()
    for item in items:
        if item.get_closest_marker("costly_cases"):
            test = item.nodeid.partition("[")[0]
            cases[test] += 1
            if cases[test] % 5 != 1:
                continue
        yield item


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the thousands of tests, and look less often.

    It took a sixth of the time of all tests that lay out a sheet.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(
        str(report.longrepr[2])
        for report in terminalreporter.stats.get("skipped", ())
        if report.longrepr
    )
    for reason, count in sorted(reasons.items()):
        if reason.endswith(_MISSING):
            name = reason.removeprefix("Skipped: ").removesuffix(_MISSING)
            terminalreporter.write_line(
                f"LEFT OUT for want of {name}: {count} tests", yellow=True, bold=True
            )
