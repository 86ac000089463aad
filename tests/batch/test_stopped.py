"""A batch that is stopped by force, at any moment, in any way: the next run goes on, and ends with
the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from classrooms import bare_classroom, write_roster
from paths import ROOT
from threads import use_threads
from typeset_once import typeset_once

from handout.batch.state.lock import FOLDER, lock_output
from handout.cli.main import main

pytestmark = pytest.mark.slow  # starts and stops whole programs

_STOPPING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def tree(folder: Path) -> dict[str, str]:
    """The sum of every file but those of the program's own folder, which must hold nothing half
    done.
    """
    assert not list(folder.rglob("*.part"))
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and FOLDER not in path.parts
    }


# A shell shows both as 130. Python ends itself by SIGINT where the signal came while it ran the text
# of a program, as dataclasses do while a module is loaded, even if it was caught (CPython's
# unhandled_keyboard_interrupt).
_STOPPED = (130, -signal.SIGINT)


def start(
    roster: Path, output: Path, before: Callable[[], object] | None = None
) -> subprocess.Popen[str]:
    """A batch as the leader of a process group of its own."""
    batch = [sys.executable, "-m", "handout", "batch", str(roster), "-o", str(output)]
    return subprocess.Popen(
        [*batch, "--jobs", "2"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=before,
    )


def finish(roster: Path, output: Path) -> None:
    """The next run: in this process, as nobody stops it."""
    with pytest.MonkeyPatch.context() as patch:
        use_threads(patch)
        typeset_once(patch)
        assert main(["batch", str(roster), "-o", str(output), "--jobs", "1"]) == 0


def wait_until(true: Callable[[], object], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_group_gone(leader: int) -> bool:
    """Whether no process of the group is left."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return True
    return False


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True
    )
    return [int(number) for number in listed.stdout.split()]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five rooms of two schools; roster.csv beside output/."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_roster(folder / "roster.csv", [bare_classroom(n, schools=2) for n in range(5)])
    finish(folder / "roster.csv", folder / "output")
    return folder


def is_begun(output: Path) -> bool:
    return (output / FOLDER / "lock").exists()


def has_some(output: Path) -> bool:
    return len(list(output.glob("*/*.pdf"))) >= 2


def has_lists(output: Path) -> bool:
    return bool(list(output.glob("*/print-run.pdf")))


@pytest.mark.parametrize(
    ("how", "moment"),
    [
        (signal.SIGINT, has_some),
        (signal.SIGTERM, is_begun),
        (signal.SIGHUP, has_lists),
        (signal.SIGKILL, is_begun),
        (signal.SIGKILL, has_some),
        (signal.SIGKILL, has_lists),
    ],
)
def test_whatever_stops_the_parent_nothing_stays_behind(
    how: signal.Signals, moment: Callable[[Path], bool], undisturbed: Path, tmp_path: Path
) -> None:
    """Only the parent is stopped, as `kill`, a time limit or a lack of memory does it; its workers
    must go too.
    """
    roster, output = undisturbed / "roster.csv", tmp_path / "output"
    process = start(roster, output)
    wait_until(lambda: moment(output) or process.poll() is not None)
    time.sleep(random.uniform(0, 0.3))
    process.send_signal(how)
    _, printed = process.communicate(timeout=120)
    wait_until(lambda: is_group_gone(process.pid), seconds=60)
    with lock_output(output):
        pass
    if process.returncode == -how and how in _STOPPING:  # all was done, and only its end was left
        assert tree(output) == tree(undisturbed / "output")
    elif how in _STOPPING and process.returncode:  # else it was done already
        assert process.returncode in _STOPPED
        assert "Stopped" in printed and "Traceback" not in printed
        assert not list(output.rglob("*.part"))
    finish(roster, output)
    assert tree(output) == tree(undisturbed / "output")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_that_is_killed_costs_nothing(
    how: signal.Signals, undisturbed: Path, tmp_path: Path
) -> None:
    roster, output = undisturbed / "roster.csv", tmp_path / "output"
    process = start(roster, output)
    wait_until(lambda: children(process.pid))
    time.sleep(random.uniform(0, 1))
    for child in children(process.pid)[:1]:  # a second one may do the same record, which then fails
        os.kill(child, how)
    _, printed = process.communicate(timeout=120)
    assert process.returncode == 0, printed
    assert tree(output) == tree(undisturbed / "output")


def test_the_whole_group_is_stopped_and_again_and_again(undisturbed: Path, tmp_path: Path) -> None:
    """Ctrl-C in a terminal goes to all of the group; somebody in a hurry presses it five times."""
    output = tmp_path / "output"
    process = start(undisturbed / "roster.csv", output)
    wait_until(lambda: has_some(output))
    for _ in range(5):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    _, printed = process.communicate(timeout=120)
    assert process.returncode in _STOPPED and "Traceback" not in printed
    wait_until(lambda: is_group_gone(process.pid), seconds=60)
    finish(undisturbed / "roster.csv", output)
    assert tree(output) == tree(undisturbed / "output")


def test_the_whole_group_is_killed(undisturbed: Path, tmp_path: Path) -> None:
    """As where the power fails: run again, it ends as if nothing had been."""
    output = tmp_path / "output"
    process = start(undisturbed / "roster.csv", output)
    wait_until(lambda: has_some(output) or process.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    (next(output.glob("oak-*")) / ".r-00000-abcd1234.part").write_text("half")
    finish(undisturbed / "roster.csv", output)
    assert tree(output) == tree(undisturbed / "output")


@pytest.mark.parametrize("ignored", [signal.SIGINT, signal.SIGHUP])
def test_what_was_ignored_from_the_start_stays_so(
    ignored: signal.Signals, undisturbed: Path, tmp_path: Path
) -> None:
    """A shell without job control has SIGINT ignored in the background, nohup has SIGHUP; TERM
    still stops it.
    """
    output = tmp_path / "output"
    process = start(
        undisturbed / "roster.csv", output, lambda: signal.signal(ignored, signal.SIG_IGN)
    )
    wait_until(lambda: is_begun(output))
    os.killpg(process.pid, ignored)
    wait_until(lambda: has_some(output))
    os.killpg(process.pid, ignored)
    time.sleep(0.05)
    assert process.poll() in (None, 0)  # it goes on, or all was done before
    process.terminate()
    process.communicate(timeout=120)
    assert process.returncode in (*_STOPPED, 0)


def test_a_forked_process_does_not_hold_the_lock(tmp_path: Path) -> None:
    ready, write = os.pipe()
    with lock_output(tmp_path):
        child = os.fork()
        if not child:
            os.write(write, b"ready")
            signal.pause()
    os.read(ready, 5)
    try:
        with lock_output(tmp_path):
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
