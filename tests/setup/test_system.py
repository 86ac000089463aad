"""What the machine lacks, how WeasyPrint finds its libraries, what make does before there is a
.venv, and the wheel.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from paths import ROOT

from handout.problems import HandoutError
from handout.setup import bootstrap, system
from handout.setup.dependencies import LIBRARIES, PROGRAMS, Library

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _python(code: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | environment,
    ).stdout


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing on its PATH, no libraries, and a person who is not root.

    Gives its bin folder.
    """
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(system, "locate", lambda library: None)
    monkeypatch.setattr(system, "is_root", lambda: False)
    return folder


# --- doctor

MENDING = [
    (
        "apt-get",
        False,
        "sudo apt-get install -y --no-install-recommends libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0",
    ),
    (
        "apt-get",
        True,
        "apt-get install -y --no-install-recommends libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0",
    ),
    ("dnf", False, "sudo dnf install -y harfbuzz pango"),
    ("brew", False, "brew install harfbuzz pango"),
]


@pytest.mark.parametrize(("manager", "root", "command"), MENDING)
def test_missing_libraries_are_told_with_the_one_command_that_mends_them(
    bare: Path, monkeypatch: pytest.MonkeyPatch, manager: str, root: bool, command: str
) -> None:
    _script(bare / manager, "exit 0")
    monkeypatch.setattr(system, "is_root", lambda: root)
    problems = system.library_problems()
    assert {p.code for p in problems if not p.warning} == {"library-missing"}
    assert [p.code for p in problems if p.warning] == ["library-helpful"]
    assert {p.hint.partition(" (")[0] for p in problems} == {f"Run: {command}"}
    assert all(
        any(library.name in p.message for p in problems)
        for library in LIBRARIES
        if library.packages
    )


def test_an_unknown_system_is_told_what_to_install_by_hand(bare: Path) -> None:
    assert {p.code for p in system.library_problems()} == {
        "library-missing-by-hand",
        "library-helpful-by-hand",
    }
    assert {p.code for p in system.program_problems()} == {"program-missing-by-hand"}


def test_an_old_pango_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "pango_version", lambda path: (1, 40, 3))
    assert [(p.code, p.message) for p in system.library_problems() if not p.warning] == [
        (
            "pango-too-old",
            "Pango 1.40.3 is on this computer. Making PDFs needs Pango 1.44 or newer.",
        )
    ]


def test_the_pango_here_tells_its_version() -> None:
    path = system.locate(next(library for library in LIBRARIES if library.name == "pango-1.0"))
    assert path is not None
    assert system.OLDEST_PANGO < system.pango_version(path) < (2,)


def test_a_machine_that_made_its_tests_run_lacks_nothing(tmp_path: Path) -> None:
    assert [p for p in system.check_system(tmp_path) if not p.warning] == []


def test_missing_fonts_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handout.fonts.FONTS", tmp_path)
    assert [p.code for p in system.check_system(tmp_path) if not p.warning] == ["fonts-not-made"]


def test_a_folder_yet_to_be_made_is_fine_and_a_file_in_its_place_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "folder-not-writable" not in {
        p.code for p in system.check_system(tmp_path / "new" / "er")
    }
    assert [
        (p.code, p.path) for p in system.check_system(tmp_path / "file" / "er") if not p.warning
    ] == [("folder-not-writable", str(tmp_path / "file" / "er"))]


def test_a_folder_one_may_not_write_in_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != tmp_path
    )  # root may write everywhere
    assert [p.code for p in system.check_system(tmp_path) if not p.warning] == [
        "folder-not-writable"
    ]


def test_a_program_counts_only_if_it_starts(bare: Path) -> None:
    _script(bare / "chromium", "exit 1")
    assert system.find_program("chromium") is None
    chrome = _script(bare / "google-chrome", "exit 0")
    assert system.find_program("chromium") == str(chrome)


def test_missing_programs_are_warnings_and_only_on_request(bare: Path, tmp_path: Path) -> None:
    _script(bare / "apt-get", "exit 0")
    problems = [
        problem
        for problem in system.check_system(tmp_path, programs=True)
        if problem.code == "program-missing"
    ]
    assert {problem.path for problem in problems} == {
        program.name for program in PROGRAMS if program.needed
    }
    assert all(problem.warning for problem in problems)
    assert "program-missing" not in {problem.code for problem in system.check_system(tmp_path)}


def test_examining_never_loads_weasyprint() -> None:
    assert (
        _python(
            "import sys; from handout.setup.system import check_system; check_system(); print('weasyprint' in sys.modules)"
        )
        == "False\n"
    )


# --- how WeasyPrint finds its libraries


def test_weasyprint_starts_without_asking_other_programs_for_its_libraries() -> None:
    output = _python("""
import subprocess, sys
started = []
sys.addaudithook(lambda event, args: started.append(args[0]) if event == "subprocess.Popen" else None)
from handout.setup.system import use_native
use_native()
import weasyprint
print(started)
""")
    assert output == "[]\n"


@pytest.mark.slow
def test_only_our_own_fonts_are_in_a_pdf_also_without_any_on_the_machine(tmp_path: Path) -> None:
    output = _python(
        """
import io, warnings
warnings.filterwarnings("error", "No fonts configured")
from handout.setup.system import use_native
use_native()
import pikepdf, weasyprint
pdf = pikepdf.open(io.BytesIO(weasyprint.HTML(string="<p style='font-family: Arial'>a office").write_pdf()))
print(sorted(str(font.BaseFont)[8:] for font in pdf.pages[0].Resources.Font.values()))
""",
        HOME=str(tmp_path),
        XDG_CACHE_HOME=str(tmp_path),
    )
    assert re.fullmatch(r"\['Handout-[A-Za-z-]+'\]\n", output)


@pytest.mark.slow
def test_fonts_are_found_quietly_where_nothing_can_be_remembered(tmp_path: Path) -> None:
    """Below /proc no folder can be made, by root neither."""
    output = _python(
        """
import os, subprocess, sys
from handout.setup.system import use_native
use_native()
page = "import weasyprint; weasyprint.HTML(string='<p>a office').write_pdf()"
told = subprocess.run([sys.executable, "-c", page], capture_output=True, text=True, check=True)
print([told.stderr])
""",
        HOME="/proc",
        XDG_CACHE_HOME="",
        TMPDIR=str(tmp_path),
    )
    assert output == "['']\n"
    assert not list(tmp_path.iterdir())  # what it was given is removed


def test_other_libraries_are_found_the_usual_way() -> None:
    assert (
        _python("""
import ctypes.util
usual = ctypes.util.find_library("c")
from handout.setup.system import use_native
use_native()
print(ctypes.util.find_library("c") == usual, ctypes.util.find_library("libpango-1.0-0") is not None,
      ctypes.util.find_library("no-such-library"))
""")
        == "True True None\n"
    )


def test_unpacked_libraries_are_loaded_those_first_that_need_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = {
        "liba.so.0": {"libc.so.0"},
        "libb.so.0": set(),
        "libc.so.0": {"libb.so.0"},
        "libd.so.0": {"absent"},
    }
    (tmp_path / "lib").mkdir()
    for name in needs:
        (tmp_path / "lib" / name).write_text("")
    loaded: list[str] = []

    def opens(path: str) -> bool:
        name = Path(path).name
        if "/" not in path or not needs[name] <= set(loaded):
            return False
        loaded.append(name)
        return True

    monkeypatch.setattr(system, "NATIVE", tmp_path)
    monkeypatch.setattr(system, "can_open", opens)
    system.preload_native.cache_clear()
    try:
        assert system.locate(Library("a", 0, {})) == str(tmp_path / "lib" / "liba.so.0")
    finally:
        system.preload_native.cache_clear()
    assert loaded[:3] == ["libb.so.0", "libc.so.0", "liba.so.0"]


# --- make


def test_a_step_is_taken_again_only_when_what_it_is_made_from_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    lock, taken = tmp_path / "lock", list[int]()
    for text in ("one", "one", "two"):
        lock.write_text(text)
        bootstrap.take_step_once("packages", [lock], lambda: taken.append(1))
    assert len(taken) == 2


def test_a_step_that_fails_is_taken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    taken: list[int] = []

    def fails() -> None:
        taken.append(1)
        raise HandoutError([])

    for _ in range(2):
        with pytest.raises(HandoutError):
            bootstrap.take_step_once("packages", [], fails)
    assert len(taken) == 2


def test_without_root_packages_are_fetched_and_unpacked_into_the_project(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "NATIVE", tmp_path / "native")
    monkeypatch.setenv("PATH", f"{bare}:/usr/bin:/bin")
    _script(
        bare / "apt-get",
        f"""echo "$@" >> {tmp_path}/log
case "$*" in
    *" -s "*) echo "Inst libpango-1.0-0 (1.50 Debian:12 [amd64])"; echo "Inst libthai0 (0.1 Debian:12 [amd64])"; echo Conf x;;
    *" download "*) touch libpango.deb;;
esac""",
    )
    _script(bare / "dpkg-deb", 'mkdir -p "$3/usr/lib/x/" && touch "$3/usr/lib/x/libpango-1.0.so.0"')
    archive = bootstrap.AptArchive()
    packages = archive.missing(["libpango-1.0-0"])
    assert packages == ["libpango-1.0-0", "libthai0"]
    assert archive.unpack(packages)
    assert (
        tmp_path / "native/lib/libpango-1.0.so.0"
    ).resolve() == tmp_path / "native/root/usr/lib/x/libpango-1.0.so.0"
    assert all(
        str(tmp_path / "native/apt") in line for line in (tmp_path / "log").read_text().splitlines()
    )


def test_nothing_is_installed_for_someone_who_is_not_root(bare: Path, tmp_path: Path) -> None:
    _script(bare / "apt-get", f"touch {tmp_path}/ran")
    assert not bootstrap.install_system_packages(["libpango-1.0-0"])
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("script", "has_tools", "words"),
    [
        ("mkdir -p {root}/node_modules", True, ""),
        ('[ "$1" = --version ]', False, "Tests left out"),
    ],
)
def test_javascript_tools_are_installed_once_or_their_tests_are_left_out(
    bare: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    script: str,
    has_tools: bool,
    words: str,
) -> None:
    monkeypatch.setenv("PATH", f"{bare}:/usr/bin:/bin")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "JAVASCRIPT_LOCK", tmp_path / "lock")
    monkeypatch.setattr(bootstrap, "JAVASCRIPT_STAMP", tmp_path / "node_modules" / ".made-from")
    (tmp_path / "lock").write_text("{}")
    _script(bare / "npm", script.format(root=tmp_path))
    bootstrap.install_javascript_tools()
    assert bootstrap.has_javascript_tools() == has_tools
    assert words in capsys.readouterr().out
    (tmp_path / "lock").write_text("another")
    assert not bootstrap.has_javascript_tools()


def test_without_npm_nothing_of_javascript_is_installed(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.install_javascript_tools()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("manager", "code"), [("apt-get", "pip-missing"), ("dnf", "pip-missing-by-hand")]
)
def test_a_python_without_pip_is_told(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: str, code: str
) -> None:
    _script(bare / manager, "exit 1")
    for name, path in (("NATIVE", "native"), ("VENV", "venv")):
        monkeypatch.setattr(bootstrap, name, tmp_path / path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    bootstrap.apt_archive.cache_clear()
    with pytest.raises(HandoutError) as caught:
        bootstrap.create_environment()
    assert [p.code for p in caught.value.problems] == [code]
    assert not (tmp_path / "venv").exists()


def test_someone_elses_folder_is_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(**_: bool) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere/.venv")

    monkeypatch.setattr(bootstrap, "prepare", refused)
    assert bootstrap.main() == 4
    errors = capsys.readouterr().err
    assert errors.startswith("/somewhere/.venv: ") and "folder of your own" in errors


@pytest.mark.parametrize(
    ("manager", "words"),
    [
        ("brew", "brew install python"),
        ("", "Install it from python.org"),
    ],
)
def test_make_without_a_new_enough_python_says_what_to_do(
    tmp_path: Path, manager: str, words: str
) -> None:
    for program in ("sh", "make", "id"):
        program_path = shutil.which(program)
        assert program_path
        (tmp_path / program).symlink_to(program_path)
    _script(tmp_path / "python3", "exit 1")
    if manager:
        _script(tmp_path / manager, "exit 0")
    done = subprocess.run(
        [tmp_path / "make", "-C", ROOT, "prepare"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert words in done.stderr


# --- the locks and the wheel


def _locked(name: str) -> dict[str, str]:
    return dict(
        re.findall(
            r"^([a-z0-9._-]+)==([^ ;]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
        )
    )


def _names(requirements: list[str]) -> set[str]:
    return {
        re.split(r"[^a-z0-9.-]", requirement)[0].replace(".", "-") for requirement in requirements
    }


def test_locks_hold_everything_and_agree() -> None:
    runs, tests = _locked("requirements.lock"), _locked("requirements-test.lock")
    assert _names(PYPROJECT["project"]["dependencies"]) | _names(
        PYPROJECT["build-system"]["requires"]
    ) <= set(runs)
    assert _names(PYPROJECT["project"]["optional-dependencies"]["test"]) <= set(tests)
    assert runs.items() <= tests.items()


def test_the_build_group_repeats_what_the_build_requires() -> None:
    assert PYPROJECT["dependency-groups"]["build"] == PYPROJECT["build-system"]["requires"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_names_no_place_and_a_digest_for_each_package(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[a-z0-9])", text[text.index("\n", text.index("make lock")) + 1 :])
    assert len(packages) == len(_locked(name)) > 20
    assert [p.splitlines()[0] for p in packages if "--hash=sha256:" not in p] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_the_wheel_holds_all_that_a_handout_takes(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("content", "templates"):
        files = {
            str(p.relative_to(ROOT))
            for p in (ROOT / folder).rglob("*")
            if p.is_file() and "__pycache__" not in p.parts
        }
        assert files and {f"handout/{name}" for name in files} <= names
    faces = [n for n in names if re.fullmatch(r"handout/fonts/.*\.(ttf|woff2)", n)]
    assert len(faces) == 10 + 4 * 10  # whole, and in four cuts
    assert "handout/fonts/OFL.txt" in names
    assert not names & {
        f"handout/setup/{name}.py" for name in ("build_fonts", "bootstrap", "readme_hook")
    }
    others = ("handout/", "first_day_essentials-", "first_day_essentials.py")
    assert not [n for n in names if not n.startswith(others)]
    assert {"handout/py.typed", "first_day_essentials.py"} <= names


@pytest.mark.slow
def test_the_wheel_makes_a_handout_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    if (
        system.NATIVE.is_dir()
    ):  # on a machine whose libraries are unpacked in the checkout, it needs those
        (tmp_path / "site" / ".native").symlink_to(system.NATIVE)
    code = "import sys, handout; from handout.cli.main import main; print(handout.__file__); sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "--sample", "-o", "made"],
        cwd=tmp_path,
        text=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "site" / "handout"))
    assert (tmp_path / "made/first-day-essentials.pdf").read_bytes().startswith(b"%PDF")
    assert (
        "first-day"
        in (tmp_path / "made/first-day-essentials.html").read_text(encoding="utf-8").lower()
    )


# --- what tests leave out


@pytest.mark.parametrize(
    ("ci", "outcome", "words"),
    [
        ("", "1 skipped", "LEFT OUT for want of soffice: 1 test"),
        (
            "true",
            "1 error",
            "soffice is not on this machine, and with CI=true no test may be left out",
        ),
    ],
)
def test_a_test_is_left_out_by_name_and_never_in_ci(
    tmp_path: Path, ci: str, outcome: str, words: str
) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text("def test_it(soffice): pass\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PATH": str(tmp_path), "CI": ci, "PYTHONPATH": str(ROOT / "tests")},
    )
    assert outcome in done.stdout
    assert words in done.stdout
