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
# What the installed command is made of, besides the modules, which an editable install reads here.
_INSTALL_INPUTS = (
    "pyproject.toml",
    "handout/__init__.py",
    "handout/setup/build_fonts.py",
    "handout/setup/readme_hook.py",
)
# Beside what it vouches for, and gone with it.
JAVASCRIPT_STAMP = ROOT / "node_modules" / ".made-from"


def _print_message(key: str, **values: object) -> None:
    print(message_table("machine")[key].format_map(values), flush=True)


def _environment_error(code: str, place: Path, command: str = "") -> HandoutError:
    error = problem(code, Position(str(place)), command=command)
    return HandoutError([error], ExitCode.ENVIRONMENT)


def _succeeds(command: Sequence[str | Path]) -> bool:
    # What a package manager prints is hidden; its errors are shown.
    environment = os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def take_step_once(step: str, inputs: list[Path], take: Callable[[], None]) -> None:
    """Call `take` for `step` unless its stamp is of the same files, this folder and this Python."""
    digest = hashlib.sha256(f"{ROOT} {sys.version} {sys.base_prefix}".encode())
    for path in inputs:
        digest.update(path.read_bytes())
    stamp = VENV / f".{step}"
    if not stamp.is_file() or stamp.read_text() != digest.hexdigest():
        take()
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
            *("apt-get", "-qq"),
            *("-o", f"Dir::State::Lists={lists}"),
            *("-o", f"Dir::Cache={NATIVE / 'apt'}"),
            *("-o", "Debug::NoLocking=1"),
            *("-o", "APT::Sandbox::User="),
        ]
        _succeeds([*self._apt, "update"])

    def missing(self, packages: list[str]) -> list[str]:
        """Return `packages` and all they need, less what is installed; empty if apt fails."""
        command = [*self._apt, "-s", "--no-install-recommends", "install", *packages]
        simulation = subprocess.run(command, capture_output=True, text=True)
        return re.findall(r"^Inst (\S+)", simulation.stdout, re.MULTILINE)

    def unpack(self, packages: list[str]) -> bool:
        """Unpack `packages` into .native/root/ and link their libraries into .native/lib/.

        Return whether that succeeded.
        """
        downloads, root = NATIVE / "debs", NATIVE / "root"
        shutil.rmtree(downloads, ignore_errors=True)
        downloads.mkdir(parents=True)
        (NATIVE / "lib").mkdir(exist_ok=True)
        if not packages:
            return False
        if subprocess.run([*self._apt, "download", *packages], cwd=downloads).returncode:
            return False
        for package in sorted(downloads.glob("*.deb")):
            if not _succeeds(["dpkg-deb", "-x", package, root]):
                return False
        shutil.rmtree(downloads)
        self._link_libraries(root)
        return True

    def _link_libraries(self, root: Path) -> None:
        libraries = [*root.glob("lib/*/*.so.*"), *root.glob("usr/lib/*/*.so.*")]
        for library in sorted(libraries):
            link = NATIVE / "lib" / library.name
            link.unlink(missing_ok=True)
            link.symlink_to(Path("..") / library.relative_to(NATIVE))


@cache
def apt_archive() -> AptArchive:
    """Return the archive, one for all steps: reading what it holds takes seconds."""
    return AptArchive()


def install_system_packages(packages: list[str]) -> bool:
    """Install system packages; return False if that is not allowed or does not succeed."""
    command = system.install_command(packages)
    if not command or not (system.is_root() or system.package_manager() == "brew"):
        return False
    if system.package_manager() == "apt":
        command = [command[0], "-qq", *command[1:]]
        return _succeeds(["apt-get", "-qq", "update"]) and _succeeds(command)
    return _succeeds(command)


def install_libraries() -> None:
    """Install or unpack Pango and HarfBuzz's subsetter where they are missing.

    Raises HandoutError if Pango is still missing then.
    """
    manager = system.package_manager()
    missing = system.missing_libraries()
    names = {library.packages[manager] for library in missing if manager in library.packages}
    if names:
        _install_library_packages(sorted(names))
    errors = [problem for problem in system.library_problems() if not problem.warning]
    if errors:
        raise HandoutError(errors, ExitCode.ENVIRONMENT)


def _install_library_packages(packages: list[str]) -> None:
    _print_message("libraries", packages=", ".join(packages))
    # An old system may know Pango, but no package for the subsetter: bring what there is.
    without_subsetter = [package for package in packages if "subset" not in package]
    if system.package_manager() == "apt" and not system.is_root():
        archive = apt_archive()
        archive.unpack(archive.missing(packages) or archive.missing(without_subsetter))
    elif not install_system_packages(packages):
        install_system_packages(without_subsetter)


def create_environment() -> None:
    """Create .venv with pip in it, also where the system has pip in a package of its own.

    Raises HandoutError if there is no pip to be had.
    """
    _print_message("environment")
    shutil.rmtree(VENV, ignore_errors=True)
    has_apt = system.package_manager() == "apt"
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    package = f"python3.{sys.version_info.minor}-venv"
    if not has_ensurepip and has_apt:
        has_ensurepip = install_system_packages([package])
    venv.EnvBuilder(symlinks=True).create(VENV)
    if has_ensurepip:
        has_pip = _succeeds([PYTHON, "-m", "ensurepip", "--default-pip"])
    else:
        has_pip = has_apt and _install_archived_pip()
    if has_pip:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    code = "pip-missing" if has_apt else "pip-missing-by-hand"
    raise _environment_error(code, Path(sys.executable), system.command_for([package]))


def _install_archived_pip() -> bool:
    # Debian keeps pip's wheel in a package of its own; a wheel can install itself.
    if not apt_archive().unpack(["python3-pip-whl"]):
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
    options = ["-q", "--no-deps", "--no-build-isolation", "--no-index"]
    if not _succeeds([PYTHON, "-m", "pip", "install", *options, "-e", ROOT]):
        raise _environment_error("handout-not-installed", ROOT / "pyproject.toml")


def install_programs(*, needed: bool = True) -> None:
    """Install the programs that the tests start, if allowed; else print what is missing.

    Those that are not `needed` come by themselves: a package that a system does not know keeps it
    from installing all that are named with it.
    """
    manager = system.package_manager()
    wanted = [program for program in PROGRAMS if program.needed is needed]
    missing = [program for program in wanted if system.find_program(program.name) is None]
    names = {program.packages[manager] for program in missing if manager in program.packages}
    packages = sorted(names)
    if packages and system.is_root():
        _print_message("programs", packages=", ".join(packages))
        install_system_packages(packages)
    left_out = [program.name for program in missing if system.find_program(program.name) is None]
    if left_out:
        key = "programs-left-out" if needed else "programs-replaced"
        _print_message(key, names=", ".join(left_out))


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
    take_step_once("handout", [ROOT / name for name in _INSTALL_INPUTS], install_handout)
    if any(library.needed for library in system.missing_libraries()):
        (VENV / ".libraries").unlink(missing_ok=True)
    # Once: a system may have no package for the one that only helps.
    take_step_once("libraries", [], install_libraries)
    if tests:
        install_programs()
        take_step_once("helpful-programs", [], lambda: install_programs(needed=False))
        if not has_javascript_tools():
            install_javascript_tools()
    shutil.rmtree(NATIVE / "apt", ignore_errors=True)  # 150 MB of lists


def main() -> int:
    try:
        try:
            prepare(tests="--tests" in sys.argv[1:])
        except PermissionError as error:
            place = Path(error.filename or ROOT)
            raise _environment_error("project-not-writable", place) from error
    except HandoutError as error:
        for problem in error.problems:
            print(f"{problem.position}: {problem.message}\n  {problem.hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPT
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
