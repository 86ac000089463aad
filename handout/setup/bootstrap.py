"""Install all that the handout command needs: `make` runs this before there is a .venv.

    python3 -m handout.setup.bootstrap [--tests]

Standard library only. Each step leaves a stamp in .venv/ with the digest of what it was made from;
a step whose stamp still holds is not taken again.
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
from handout.setup import system
from handout.setup.dependencies import PROGRAMS

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NATIVE = system.NATIVE
JAVASCRIPT_LOCK = ROOT / "package-lock.json"
# Beside what it vouches for, and gone with it.
JAVASCRIPT_STAMP = ROOT / "node_modules" / ".made-from"


def _print_message(key: str, **values: object) -> None:
    print(message_table("machine")[key].format_map(values), flush=True)


def _environment_error(code: str, place: Path, command: str = "") -> HandoutError:
    return HandoutError(
        [problem(code, Position(str(place)), command=command)], ExitCode.ENVIRONMENT
    )


def _succeeds(command: Sequence[str | Path]) -> bool:
    # What a package manager prints is hidden; its errors are shown.
    environment = os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def take_step_once(step: str, made_from: list[Path], do: Callable[[], None]) -> None:
    """Take `step` unless its stamp is of the same files, this folder and this Python."""
    digest = hashlib.sha256(f"{ROOT} {sys.version} {sys.base_prefix}".encode())
    for path in made_from:
        digest.update(path.read_bytes())
    stamp = VENV / f".{step}"
    if not stamp.is_file() or stamp.read_text() != digest.hexdigest():
        do()
        stamp.write_text(digest.hexdigest())


class AptArchive:
    """The system's package archive, for a user who may not install packages.

    They are downloaded and unpacked in .native/.
    """

    def __init__(self) -> None:
        lists = NATIVE / "apt" / "lists"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        (NATIVE / "apt" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        _print_message("libraries-here")
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
        _succeeds([*self._apt, "update"])

    def missing(self, packages: list[str]) -> list[str]:
        """Return `packages` and all they need, less what is installed; empty if apt fails."""
        told = subprocess.run(
            [*self._apt, "-s", "--no-install-recommends", "install", *packages],
            capture_output=True,
            text=True,
        )
        return re.findall(r"^Inst (\S+)", told.stdout, re.MULTILINE)

    def unpack(self, packages: list[str]) -> bool:
        """Unpack `packages` into .native/root/ and link their libraries into .native/lib/.

        Return whether that succeeded.
        """
        fetched, root, links = NATIVE / "debs", NATIVE / "root", NATIVE / "lib"
        shutil.rmtree(fetched, ignore_errors=True)
        fetched.mkdir(parents=True)
        links.mkdir(exist_ok=True)
        if (
            not packages
            or subprocess.run([*self._apt, "download", *packages], cwd=fetched).returncode
        ):
            return False
        if not all(
            _succeeds(["dpkg-deb", "-x", deb, root]) for deb in sorted(fetched.glob("*.deb"))
        ):
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
def _apt_archive() -> AptArchive:
    return AptArchive()  # one for all steps: reading what the archive holds takes seconds


def _install_system_packages(packages: list[str]) -> bool:
    """Install system packages; return False if that is not allowed or does not succeed."""
    command = system.install_command(packages)
    if not command or not (system.is_root() or system.package_manager() == "brew"):
        return False
    if system.package_manager() == "apt":
        return _succeeds(["apt-get", "-qq", "update"]) and _succeeds(
            [command[0], "-qq", *command[1:]]
        )
    return _succeeds(command)


def install_libraries() -> None:
    """Install or unpack Pango and HarfBuzz's subsetter where they are missing.

    Raises HandoutError if Pango is still missing then.
    """
    manager = system.package_manager()
    missing = system.missing_libraries()
    packages = sorted(
        {library.packages[manager] for library in missing if manager in library.packages}
    )
    if packages:
        _print_message("libraries", packages=", ".join(packages))
        if manager == "apt" and not system.is_root():
            archive = _apt_archive()
            # An old system may know Pango, but no package for the subsetter: bring what there is.
            wanted = archive.missing(packages) or archive.missing(
                [p for p in packages if "subset" not in p]
            )
            archive.unpack(wanted)
        elif not _install_system_packages(packages):
            _install_system_packages([p for p in packages if "subset" not in p])
    if still := [p for p in system.library_problems() if not p.warning]:
        raise HandoutError(still, ExitCode.ENVIRONMENT)


def create_environment() -> None:
    """Create .venv with pip in it, also where the system has pip in a package of its own.

    Raises HandoutError if there is no pip to be had.
    """
    _print_message("environment")
    shutil.rmtree(VENV, ignore_errors=True)
    apt = system.package_manager() == "apt"
    own_pip = importlib.util.find_spec("ensurepip") is not None
    package = f"python3.{sys.version_info.minor}-venv"
    if not own_pip and apt:
        own_pip = _install_system_packages([package])
    venv.EnvBuilder(symlinks=True).create(VENV)
    if (
        _succeeds([PYTHON, "-m", "ensurepip", "--default-pip"])
        if own_pip
        else apt and _pip_from_archive()
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise _environment_error(
        "pip-missing" if apt else "pip-missing-by-hand",
        Path(sys.executable),
        system.command_for([package]),
    )


def _pip_from_archive() -> bool:
    # Debian keeps pip's wheel in a package of its own; a wheel can install itself.
    if not _apt_archive().unpack(["python3-pip-whl"]):
        return False
    wheel = max((NATIVE / "root/usr/share/python-wheels").glob("pip-*.whl"), default=None)
    return wheel is not None and _succeeds(
        [PYTHON, wheel / "pip", "install", "-q", "--no-index", wheel]
    )


def install_packages(lock: Path) -> None:
    """Install exactly what `lock` names, each file checked against its digest.

    Raises HandoutError if that fails.
    """
    _print_message("packages", lock=lock.name)
    if not _succeeds([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]):
        raise _environment_error("packages-not-installed", lock)


def install_handout() -> None:
    """Build the fonts and install the command from this checkout. Raises HandoutError."""
    _print_message("package")
    if not _succeeds(
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
        raise _environment_error("handout-not-installed", ROOT / "pyproject.toml")


def install_programs() -> None:
    """Install the programs that the tests start, if allowed; else print what is missing."""
    manager = system.package_manager()
    missing = [p for p in PROGRAMS if system.find_program(p.name) is None]
    packages = sorted({p.packages[manager] for p in missing if manager in p.packages})
    if packages and system.is_root():
        _print_message("programs", packages=", ".join(packages))
        _install_system_packages(packages)
    if left_out := [p.name for p in missing if system.find_program(p.name) is None]:
        _print_message("programs-left-out", names=", ".join(left_out))


def install_javascript_tools() -> None:
    """Install exactly what package-lock.json names into node_modules/.

    Where that fails, say that the tests of the JavaScript are left out.
    """
    npm = system.find_program("npm")
    if npm is None:
        return  # install_programs() has said so
    _print_message("javascript")
    if not _succeeds([npm, "ci", "--prefix", ROOT, "--no-audit", "--no-fund", "--loglevel=error"]):
        _print_message("javascript-left-out")
        return
    JAVASCRIPT_STAMP.write_bytes(JAVASCRIPT_LOCK.read_bytes())


def has_javascript_tools() -> bool:
    """Return whether the tools that package-lock.json names are in node_modules/."""
    return (
        JAVASCRIPT_STAMP.is_file() and JAVASCRIPT_STAMP.read_bytes() == JAVASCRIPT_LOCK.read_bytes()
    )


def prepare(*, tests: bool) -> None:
    """Take each step that is not done yet. Raises HandoutError."""
    lock = ROOT / ("requirements-test.lock" if tests else "requirements.lock")
    take_step_once("made", [], create_environment)
    take_step_once("tests" if tests else "packages", [lock], lambda: install_packages(lock))
    if not (FONTS / "fonts.conf").is_file():
        (VENV / ".handout").unlink(missing_ok=True)
    take_step_once(
        "handout",
        [
            ROOT / name
            for name in ("pyproject.toml", "handout/__init__.py", "handout/setup/build_fonts.py")
        ],
        install_handout,
    )
    if any(library.needed for library in system.missing_libraries()):
        (VENV / ".libraries").unlink(missing_ok=True)
    take_step_once(
        "libraries", [], install_libraries
    )  # once: a system may have no package for the one that only helps
    if tests:
        install_programs()
        if not has_javascript_tools():
            install_javascript_tools()
    shutil.rmtree(NATIVE / "apt", ignore_errors=True)  # 150 MB of lists


def main() -> int:
    try:
        try:
            prepare(tests="--tests" in sys.argv[1:])
        except PermissionError as error:
            raise _environment_error(
                "project-not-writable", Path(error.filename or ROOT)
            ) from error
    except HandoutError as error:
        for found in error.problems:
            print(f"{found.position}: {found.message}\n  {found.hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPT
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
