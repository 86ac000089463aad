"""What `make` runs before there is a .venv: brings all that the handout command needs. Standard library only.

    python3 -m handout.setup.bootstrap [--tests]

Each step leaves a stamp in .venv/ that says what it was made from; a step whose stamp still holds is not taken again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from handout.fonts import FONTS
from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.setup import system as machine

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NATIVE = machine.NATIVE
JAVASCRIPT_LOCK = ROOT / "package-lock.json"
# Beside what it vouches for, and gone with it.
JAVASCRIPT_STAMP = ROOT / "node_modules" / ".made-from"


def _say(key: str, **values: object) -> None:
    print(message_table("machine")[key].format_map(values), flush=True)


def _fault(code: str, place: Path, command: str = "") -> HandoutError:
    return HandoutError(
        [problem(code, Position(str(place)), command=command)], ExitCode.ENVIRONMENT
    )


def _runs(command: Sequence[str | Path]) -> bool:
    # A package manager's chatter is kept back; what it says of faults is shown.
    environment = os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def _once(step: str, made_from: list[Path], do: Callable[[], None]) -> None:
    """Take `step` unless its stamp says that it was taken with the same files, in this folder, by this Python."""
    digest = hashlib.sha256(f"{ROOT} {sys.version} {sys.base_prefix}".encode())
    for path in made_from:
        digest.update(path.read_bytes())
    stamp = VENV / f".{step}"
    if not stamp.is_file() or stamp.read_text() != digest.hexdigest():
        do()
        stamp.write_text(digest.hexdigest())


class AptArchive:
    """The system's package archive, read by someone who may not install: packages are fetched and unpacked in .native/."""

    def __init__(self) -> None:
        lists = NATIVE / "apt" / "lists"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        (NATIVE / "apt" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        _say("libraries-here")
        self._apt = [
            "apt-get",
            "-qq",
            "-o",
            f"Dir::State::Lists={lists}",
            "-o",
            f"Dir::Cache={NATIVE / 'apt'}",
            "-o",
            "Debug::NoLocking=1",
            "-o",
            "APT::Sandbox::User=",
        ]
        _runs([*self._apt, "update"])

    def missing(self, packages: list[str]) -> list[str]:
        """`packages` and all they need, without those that are installed; empty if apt cannot say."""
        told = subprocess.run(
            [*self._apt, "-s", "--no-install-recommends", "install", *packages],
            capture_output=True,
            text=True,
        )
        return re.findall(r"^Inst (\S+)", told.stdout, re.MULTILINE)

    def unpack(self, packages: list[str]) -> bool:
        """Fetch `packages` and unpack them into .native/root/; link their libraries into .native/lib/."""
        fetched, root, links = NATIVE / "debs", NATIVE / "root", NATIVE / "lib"
        shutil.rmtree(fetched, ignore_errors=True)
        fetched.mkdir(parents=True)
        links.mkdir(exist_ok=True)
        if (
            not packages
            or subprocess.run([*self._apt, "download", *packages], cwd=fetched).returncode
        ):
            return False
        if not all(_runs(["dpkg-deb", "-x", deb, root]) for deb in sorted(fetched.glob("*.deb"))):
            return False
        shutil.rmtree(fetched)
        for library in sorted(
            p for folder in ("lib/*", "usr/lib/*") for p in root.glob(f"{folder}/*.so.*")
        ):
            link = links / library.name
            link.unlink(missing_ok=True)
            link.symlink_to(Path("..") / library.relative_to(NATIVE))
        return True


@cache
def _archive() -> AptArchive:
    return AptArchive()  # one for all steps: reading what the archive holds takes seconds


def _install(packages: list[str]) -> bool:
    """Install system packages as this machine's owner does; false if that may not be or does not succeed."""
    command = machine.install_command(packages)
    if not command or not (machine.is_root() or machine.package_manager() == "brew"):
        return False
    if machine.package_manager() == "apt":
        return _runs(["apt-get", "-qq", "update"]) and _runs([command[0], "-qq", *command[1:]])
    return _runs(command)


def bring_libraries() -> None:
    """Install or unpack Pango and HarfBuzz's subsetter where they are missing. Raises HandoutError if Pango cannot be had."""
    manager = machine.package_manager()
    missing = machine.missing_libraries()
    packages = sorted(
        {library.packages[manager] for library in missing if manager in library.packages}
    )
    if packages:
        _say("libraries", packages=", ".join(packages))
        if manager == "apt" and not machine.is_root():
            archive = _archive()
            # An old system may know Pango, but no package for the subsetter: bring what there is.
            wanted = archive.missing(packages) or archive.missing(
                [p for p in packages if "subset" not in p]
            )
            archive.unpack(wanted)
        elif not _install(packages):
            _install([p for p in packages if "subset" not in p])
    if still := [p for p in machine.library_problems() if not p.warning]:
        raise HandoutError(still, ExitCode.ENVIRONMENT)


def make_environment() -> None:
    """Make .venv with pip in it, also with a Python whose system keeps pip apart. Raises HandoutError without pip."""
    _say("environment")
    shutil.rmtree(VENV, ignore_errors=True)
    apt = machine.package_manager() == "apt"
    own_pip = importlib.util.find_spec("ensurepip") is not None
    package = f"python3.{sys.version_info.minor}-venv"
    if not own_pip and apt:
        own_pip = _install([package])
    venv.EnvBuilder(symlinks=True).create(VENV)
    if (
        _runs([PYTHON, "-m", "ensurepip", "--default-pip"])
        if own_pip
        else apt and _pip_from_archive()
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise _fault(
        "pip-missing" if apt else "pip-missing-by-hand",
        Path(sys.executable),
        machine.command_for([package]),
    )


def _pip_from_archive() -> bool:
    # Debian keeps pip's wheel in a package of its own; a wheel can install itself.
    if not _archive().unpack(["python3-pip-whl"]):
        return False
    wheel = max((NATIVE / "root/usr/share/python-wheels").glob("pip-*.whl"), default=None)
    return wheel is not None and _runs(
        [PYTHON, wheel / "pip", "install", "-q", "--no-index", wheel]
    )


def install_packages(lock: Path) -> None:
    """Install exactly what `lock` names, each file checked against its digest. Raises HandoutError if that fails."""
    _say("packages", lock=lock.name)
    if not _runs([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]):
        raise _fault("packages-not-installed", lock)


def install_handout() -> None:
    """Make the fonts and the handout command, from this checkout. Raises HandoutError if that fails."""
    _say("package")
    if not _runs(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "-e",
            ROOT,
        ]
    ):
        raise _fault("handout-not-installed", ROOT / "pyproject.toml")


def bring_programs() -> None:
    """Install what the tests start, if this person may; else name what is left out of them."""
    manager = machine.package_manager()
    missing = [p for p in machine.PROGRAMS if machine.find_program(p.name) is None]
    packages = sorted({p.packages[manager] for p in missing if manager in p.packages})
    if packages and machine.is_root():
        _say("programs", packages=", ".join(packages))
        _install(packages)
    if left_out := [p.name for p in missing if machine.find_program(p.name) is None]:
        _say("programs-left-out", names=", ".join(left_out))


def install_javascript_tools() -> None:
    """Install exactly what package-lock.json names into node_modules/.

    Where that fails, say that the tests of the JavaScript are left out.
    """
    npm = machine.find_program("npm")
    if npm is None:
        return  # bring_programs() has said so
    _say("javascript")
    if not _runs([npm, "ci", "--prefix", ROOT, "--no-audit", "--no-fund", "--loglevel=error"]):
        _say("javascript-left-out")
        return
    JAVASCRIPT_STAMP.write_bytes(JAVASCRIPT_LOCK.read_bytes())


def has_javascript_tools() -> bool:
    """Return whether the tools that package-lock.json names are in node_modules/."""
    return (
        JAVASCRIPT_STAMP.is_file() and JAVASCRIPT_STAMP.read_bytes() == JAVASCRIPT_LOCK.read_bytes()
    )


def prepare(*, tests: bool) -> None:
    """Take each step that is not taken yet. Raises HandoutError."""
    lock = ROOT / ("requirements-test.lock" if tests else "requirements.lock")
    _once("made", [], make_environment)
    _once("tests" if tests else "packages", [lock], lambda: install_packages(lock))
    if not (FONTS / "fonts.conf").is_file():
        (VENV / ".handout").unlink(missing_ok=True)
    _once(
        "handout",
        [
            ROOT / name
            for name in ("pyproject.toml", "handout/__init__.py", "handout/setup/build_fonts.py")
        ],
        install_handout,
    )
    if any(library.needed for library in machine.missing_libraries()):
        (VENV / ".libraries").unlink(missing_ok=True)
    _once(
        "libraries", [], bring_libraries
    )  # once: a system may have no package for the one that only helps
    if tests:
        bring_programs()
        if not has_javascript_tools():
            install_javascript_tools()
    shutil.rmtree(NATIVE / "apt", ignore_errors=True)  # 150 MB of lists


def main() -> int:
    try:
        try:
            prepare(tests="--tests" in sys.argv[1:])
        except PermissionError as error:
            raise _fault("project-not-writable", Path(error.filename or ROOT)) from error
    except HandoutError as error:
        for found in error.problems:
            print(f"{found.position}: {found.message}\n  {found.hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPT
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
