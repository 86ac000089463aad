"""What a killed server leaves behind is removed at the next start, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from handout.web.workers.temp_folder import TempFolder, remove_leftovers

_SERVER = """
import os, sys
from handout.web.workers.temp_folder import TempFolder
folder = TempFolder()
(folder.path / "roster.csv").write_text("x")
print(folder.path, flush=True)
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_the_folder_of_a_killed_server_goes_and_that_of_a_living_one_stays() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin and server.stdout
        folder = Path(server.stdout.readline().strip())
        temp_folder = TempFolder()
        remove_leftovers()
        assert (folder / "roster.csv").exists() and temp_folder.path.exists()
        server.communicate("\n")
    remove_leftovers()
    assert not folder.exists()
    assert temp_folder.path.exists()
    temp_folder.remove()
    assert not temp_folder.path.exists()


def test_no_link_and_no_folder_of_others_is_touched(temporary: Path) -> None:
    for name in ("mine", "outside"):
        (temporary / name).mkdir(mode=0o700)
        (temporary / name / ".server").write_text("")
        (temporary / name / "kept").write_text("")
    (temporary / "handout-office-link").symlink_to(temporary / "mine")
    (temporary / "handout-office-open").mkdir()
    (temporary / "handout-office-open").chmod(0o755)
    (temporary / "handout-office-open" / ".server").write_text("")
    (temporary / "handout-office-new").mkdir(mode=0o700)  # its lock is not there yet
    (temporary / "handout-office-lock").mkdir(mode=0o700)
    (temporary / "handout-office-lock" / ".server").symlink_to(temporary / "mine" / ".server")
    (temporary / "handout-office-left").mkdir(mode=0o700)
    (temporary / "handout-office-left" / ".server").write_text("")
    os.symlink(temporary / "outside", temporary / "handout-office-left" / "out")  # noqa: PTH211
    remove_leftovers()
    left = {path.name for path in temporary.iterdir()}
    assert left == {
        "mine",
        "outside",
        "handout-office-link",
        "handout-office-open",
        "handout-office-new",
        "handout-office-lock",
    }
    assert (temporary / "mine" / "kept").exists() and (temporary / "outside" / "kept").exists()
