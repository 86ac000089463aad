"""What is wrong is said in the language of the computer, whatever the sheet's is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handout.cli.main import main

VARIABLES = ("HANDOUT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
ENGLISH, SPANISH = "There is no such file.", "No hay un archivo así."

LANGUAGES = [
    ({}, ENGLISH),
    ({"LANG": "es_US.UTF-8"}, SPANISH),
    ({"LANG": "es"}, SPANISH),
    ({"LANG": "es_ES@euro"}, SPANISH),
    ({"LANG": "es_MX.UTF-8", "LC_ALL": "C.UTF-8"}, ENGLISH),
    ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "es_MX"}, SPANISH),
    ({"LANG": "en_US.UTF-8", "HANDOUT_LANGUAGE": "es"}, SPANISH),
    ({"LANG": "es_US.UTF-8", "HANDOUT_LANGUAGE": "en"}, ENGLISH),
    ({"LANG": "xx_XX"}, ENGLISH),
    ({"LANG": "POSIX"}, ENGLISH),
    ({"HANDOUT_LANGUAGE": "../es"}, ENGLISH),
]


@pytest.mark.parametrize(("environment", "says"), LANGUAGES)
def test_the_computer_decides(
    environment: dict[str, str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["check", str(tmp_path / "room.yaml")]) == 1
    assert says in capsys.readouterr().err
    assert main(["check", "--json", str(tmp_path / "room.yaml")]) == 1
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert problem["message"] == says
    assert "values" not in problem
