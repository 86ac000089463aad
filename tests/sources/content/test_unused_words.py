"""What a translation says and no English line has is told, not left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.content_folders import CONTENT_VARIABLE
from handout.message_tables import TableFault, lay_over
from handout.messages import forget_tables
from handout.problems import Problem
from handout.sources.content.library import load_library
from handout.sources.translations.lines import list_faults

_BLOCKS: tuple[tuple[str, str, list[str]], ...] = (
    ("calm.md", "- Kumalma muna. {#calm-yourself}", ["translation-no-line"]),
    ("calm.md", "- Kumalma muna. {#self}", []),
    ("dos-donts.md", "| Oo | Hindi | Siguro |\n|---|---|---|\n", ["translation-no-line"]),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CONTENT_VARIABLE, str(tmp_path))
    folder = tmp_path / "tl"
    (folder / "blocks").mkdir(parents=True)
    words = '[language]\nname = "Tagalog"\nenglish = "Tagalog"\nother_names = ["tgl"]\n'
    (folder / "words.toml").write_text(words, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "text", "codes"), _BLOCKS)
def test_a_line_without_an_english_one_is_told(
    folder: Path, name: str, text: str, codes: list[str]
) -> None:
    path = folder / "blocks" / name
    path.write_text(f"---\ntitle: Ito\n---\n{text}\n", encoding="utf-8")
    faults = [fault for fault in load_library("tl").faults if Path(fault.path) == path]
    assert [fault.code for fault in faults] == codes
    assert all(fault.warning and fault.line for fault in faults)


def test_a_word_without_an_english_one_is_told(folder: Path) -> None:
    with (folder / "words.toml").open("a", encoding="utf-8") as file:
        file.write('[tug]\nwelcome = "Mabuhay"\n[tag]\nwelcom = "Mabuhay"\n')
    forget_tables()
    keys = [fault.key for fault in list_faults("tl") if not isinstance(fault, Problem)]
    assert keys == ["tug", "tag.welcom"]


def test_a_district_s_own_english_may_say_more(tmp_path: Path) -> None:
    path = tmp_path / "roles.toml"
    path.write_text('[own]\nname = "Own"\n', encoding="utf-8")
    assert lay_over({}, path, adds=True) == ({"own": {"name": "Own"}}, [])
    assert lay_over({}, path)[1] == [TableFault(str(path), "own", "unknown")]
