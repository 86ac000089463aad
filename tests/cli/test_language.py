"""The command line in the language of the computer it runs on."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import handout.cli
from handout.messages import message_table

_LOCALE = ("HANDOUT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_COMMANDS = [name for name, words in message_table("commands").items() if "short" in words]
Run = Callable[..., str]


def is_command_line(name: str) -> bool:
    return name == "handout.cli" or name.startswith("handout.cli.")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in a process that began in a locale: its modules are loaded anew for it."""
    before: dict[str, Any] = {
        name: module for name, module in sys.modules.items() if is_command_line(name)
    }

    def unload() -> None:
        for name in [name for name in sys.modules if is_command_line(name)]:
            del sys.modules[name]

    def run(*arguments: str, **locale: str) -> str:
        unload()
        for name in _LOCALE:
            monkeypatch.delenv(name, raising=False)
        for name, value in locale.items():
            monkeypatch.setenv(name, value)
        importlib.import_module("handout.cli.main").main(arguments)
        return "".join(capsys.readouterr())

    yield run
    unload()
    sys.modules.update(before)
    handout.cli = before["handout.cli"]  # by which a dotted name is looked up


@pytest.mark.parametrize(
    ("locale", "is_spanish"),
    [
        ({}, False),
        ({"LANG": "es_US.UTF-8"}, True),
        ({"LANG": "es"}, True),
        ({"LANG": "es_ES@euro"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "fr_FR.UTF-8"}, False),  # there is no help in French
        ({"LANG": "est"}, False),  # Estonian is no Spanish
        ({"LANG": "/usr/share/locale/es"}, False),
        ({"LC_ALL": "C", "LANG": "es_US.UTF-8"}, False),
        ({"LC_ALL": "", "LC_MESSAGES": "es_MX.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LC_MESSAGES": "en_US.UTF-8", "LANG": "es_US.UTF-8"}, False),
        ({"LC_ALL": "en_US.UTF-8", "HANDOUT_LANGUAGE": "es"}, True),
        ({"LC_ALL": "es_US.UTF-8", "HANDOUT_LANGUAGE": "en"}, False),
    ],
)
def test_the_locale_decides(run: Run, locale: dict[str, str], is_spanish: bool) -> None:
    text = run("--help", **locale)
    assert ("Una carpeta con palabras propias" in text) == is_spanish
    assert ("A folder with words of your own" in text) != is_spanish
    assert message_table("commands", "es" if is_spanish else "en")["new"]["short"][:30] in text


def test_the_help_of_each_command_is_in_spanish(run: Run) -> None:
    words, english = message_table("commands", "es"), message_table("commands")
    for name in _COMMANDS:
        text = " ".join(run(name, "--help", HANDOUT_LANGUAGE="es").split())
        if name != "roster":
            assert words[name]["help"].split("\n")[0][:60] in text, name
        for key in ("output", "school", "json", "files", "jobs", "strict"):
            option = english[name].get(key, "")
            assert len(option) < 12 or option not in text, (name, key)


def test_a_file_for_a_teacher_is_in_the_language_that_is_named(run: Run, tmp_path: Path) -> None:
    said = run("new", str(tmp_path / "a.yaml"), "--language", "Spanish", LANG="en_US.UTF-8")
    assert "Open it, fill in" in said
    spanish = (tmp_path / "a.yaml").read_text("utf-8")
    assert "Aquí nada es obligatorio." in spanish and "\nlanguage: es\n" in spanish
    run("new", str(tmp_path / "b.yaml"), LANG="es_US.UTF-8")
    assert (tmp_path / "b.yaml").read_text("utf-8") == spanish
    run("new", str(tmp_path / "c.yaml"), "--language", "en", LANG="es_US.UTF-8")
    assert "\n#language: en\n" in (tmp_path / "c.yaml").read_text("utf-8")
    said = run("new", str(tmp_path / "d.yaml"), "--language", "Klingon")
    assert "Klingon" in said and not (tmp_path / "d.yaml").exists()
