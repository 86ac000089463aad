"""The command line in the language of the computer it runs on."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import handout.cli
from handout.cli.language import click_words
from handout.messages import message_table

_LOCALE = ("HANDOUT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_COMMANDS = [name for name, words in message_table("commands").items() if "short" in words]
Run = Callable[..., str]


def is_command_line(name: str) -> bool:
    return name in ("handout.cli", "handout.__main__") or name.startswith("handout.cli.")


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
        monkeypatch.setattr(sys, "argv", ["handout", *arguments])
        importlib.import_module("handout.__main__").main()
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


@pytest.mark.parametrize("arguments", [(), ("",), ("-",), ("--",), ("--config=",)])
def test_a_start_with_next_to_nothing_shows_how_it_is_used(
    run: Run, arguments: tuple[str, ...]
) -> None:
    """As people start it, who set no variable of ours."""
    text = run(*arguments)
    assert "Usage: handout" in text and "Traceback" not in text


def test_the_shell_asks_without_arguments_for_what_completes_them(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMP_WORDS", "handout expl")
    monkeypatch.setenv("COMP_CWORD", "1")
    monkeypatch.setenv("_HANDOUT_COMPLETE", "bash_complete")
    with pytest.raises(SystemExit):
        run()
    assert "plain,explain" in capsys.readouterr().out


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


def _click_words() -> set[str]:
    """Return what click looks up, in the modules of it that we use."""
    words = set()
    for module in click_words.MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                words |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    return words


def test_click_has_the_words_that_are_translated() -> None:
    not_looked_up = {"required", "[OPTIONS]", "COMMAND [ARGS]..."}
    assert set(message_table("commands")["click"].values()) - _click_words() == not_looked_up


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], "Uso: handout [OPCIONES] COMANDO"),
        (["--help"], "Opciones:"),
        (["--help"], "Comandos:"),
        (["--help"], "Mostrar la versión y terminar."),
        (["build", "--help"], "Uso: handout build [OPCIONES]"),
        (["build", "--help"], "Mostrar esta ayuda y terminar."),
        (["batch", "x.csv", "--nope"], "No hay una opción '--nope'."),
        (["batch"], "Falta el argumento"),
        (["bild"], "No hay un comando 'bild'."),
        (["build", "-o"], "La opción '-o' necesita un valor."),
        (["init", "a", "b"], "Sobra un argumento (b)"),
        (["batch", "x.csv", "--jobs", "many"], "no es un valor válido"),
        (["batch", "x.csv", "--jobs", "999"], "no está en el rango"),
        (["build", "--nope"], "Para ver la ayuda: 'handout build"),
    ],
)
@pytest.mark.parametrize("way", ["variable", "before", "after", "file"])
def test_click_speaks_spanish_too(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    says: str,
    way: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {"HANDOUT_LANGUAGE": "es"} if way == "variable" else {}
    if way == "file":
        (tmp_path / "handout.toml").write_text('office_language = "Spanish"\n', encoding="utf-8")
    if way == "before":
        arguments = ["--language", "es", *arguments]
    elif way == "after":
        arguments = [*arguments[:1], "--language=es-MX", *arguments[1:]]
    text = run(*arguments, **environment)
    assert says in text, text
    assert "Error: No such" not in text and "Options" not in text and "Missing" not in text


def test_a_language_without_words_is_refused(run: Run) -> None:
    text = run("--language", "klingon", "doctor")
    assert "klingon" in text and "es" in text and "Traceback" not in text


@pytest.mark.slow
def test_what_a_locked_line_lacks_is_told_once_in_a_draft(run: Run, tmp_path: Path) -> None:
    """Its English stands on the extra page, and is no second line to fill in."""
    room = tmp_path / "room.yaml"
    room.write_text("language: pt\n", encoding="utf-8")
    assert run("check", str(room)).count("[template-locked-empty]") == 1
