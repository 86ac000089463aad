"""A language is a folder: what it lacks or spoils is said in English, and nothing ends in a traceback."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from handout.cli.main import main
from handout.content_folders import CONTENT, CONTENT_VARIABLE, content_folders, list_languages
from handout.layering.compose import Handout
from handout.layout.sheet.phrase import phrase_text
from handout.messages import message_table, problem_templates, table_faults
from handout.pipeline import PreparedHandout, prepare_layers
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.content.reviews import pair_digest
from handout.sources.fields.languages import find_language
from handout.sources.markdown.document import items_of
from handout.sources.translations.lines import State, count_progress, list_lines
from handout.sources.yaml.tree import parse_yaml

# A language of our own: Esperanto has no folder in content/.
WORDS = """
[language]
name = "Esperanto"
english = "Esperanto"
[page]
title = "Unua tago"
"""
PAGE_TITLE = ("words.toml", "page.title")
SAFETY = """---
title: Sekureco
---
- **Krampo:** Restu, voku la flegistinon. {#seizure}
- **Sufoko:** 5 batoj, 5 premoj. {#choking}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A district's folder of content with the beginning of a language."""
    monkeypatch.setenv(CONTENT_VARIABLE, str(tmp_path))
    write(tmp_path, "eo/words.toml", WORDS)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def prepare(text: str) -> PreparedHandout:
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    assert problems == ()
    return prepare_layers([layer], today=datetime.date(2026, 11, 27))[0]


def words_of(handout: Handout, block_id: str) -> dict[str, str]:
    block = next(block for block in handout.blocks if block.id == block_id)
    items = {item.id: item.text for part in block.parts for item in items_of(part)}
    return {"title": block.title, **items}


def test_a_folder_with_words_is_a_language(folder: Path) -> None:
    write(folder, "zu/privacy.toml", "known_words = ''")  # the privacy check's: no sheets
    write(folder, "names/words.toml", WORDS)  # no tag
    assert "eo" in list_languages()
    assert not {"zu", "names"} & set(list_languages())
    assert load_library("eo").language == "eo"


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("eo", "eo"),
        ("EO", "eo"),
        ("eo-US", "eo"),
        ("eo_XX", "eo"),
        (" Esperanto ", "eo"),
        ("esperanto", "eo"),
        ("English", "en"),
        ("en-GB", "en"),
        ("tlh", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_language_is_found_by_tag_region_and_name(
    folder: Path, typed: str, tag: str | None
) -> None:
    assert find_language(typed) == tag


def test_what_a_language_lacks_is_said_in_english(folder: Path) -> None:
    write(folder, "eo/blocks/safety.md", SAFETY)
    assert message_table("words", "eo")["page"]["title"] == "Unua tago"
    assert message_table("words", "eo")["page"]["subtitle"] == "Your guide to this classroom"
    assert message_table("editor", "eo") == message_table("editor")
    assert problem_templates("language", "eo") == problem_templates("language")
    sheet = prepare("language: eo")
    words, english = words_of(sheet.handout, "safety"), words_of(prepare("").handout, "safety")
    assert words["title"] == "Sekureco"
    assert words["seizure"].startswith("**Krampo:**")
    assert words["plans"] == english["plans"]
    assert list(words) == list(english)


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("[page\ntitle", "", "unreadable"),
        ("[page]\ntitle = 7", "page.title", "kind"),
        ("page = 'Paĝo'", "page", "kind"),
        ("[page]\ntitle = '  '", "page.title", "empty"),
        ("[dates]\nmonths = ['Jan']", "dates.months", "count"),
        ("[note]\nfrom = 'De {instruisto}'", "note.from", "name"),
        ("[note]\nfrom = 'De {teacher'", "note.from", "braces"),
        ("[note]\nfrom = 'De {}'", "note.from", "name"),
        ("[facts]\nhours_value = '{arrive.real} {leave}'", "facts.hours_value", "name"),
        ("[schedule]\ntimes = '{start!r}'", "schedule.times", "name"),
    ],
)
def test_what_cannot_be_used_is_told_and_english_stands(
    folder: Path, text: str, key: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, "eo/words.toml", text)
    (fault,) = table_faults("words", "eo")
    assert (fault.key, fault.reason) == (key, reason)
    assert message_table("words", "eo") == message_table("words")
    assert main(["languages", "eo"]) == 1
    assert "words.toml" in "".join(capsys.readouterr())


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "text",
    [
        "",
        "---\n",
        "---\ntitle: [a, b]\n---\n",
        "---\n: :\n---\n- x {#seizure}",
        "- {{ nothing }} {#seizure}",
        "- {% if %} {#seizure}",
        "# no heading we know {#seizure}",
        "| a | b |\n|---|---|\n| c | d {#seizure} |",
        "- words {#no-such-item}\n- {#seizure}",
        "\x00",
        "---\nid: other\ntitle: Sekureco\nspan: 99\nlocked: maybe\n---\n",
    ],
)
def test_a_block_that_is_spoilt_ends_in_no_traceback(folder: Path, text: str) -> None:
    write(folder, "eo/blocks/safety.md", text)
    write(folder, "eo/roles/bus.yaml", text)
    english = prepare("role: bus")
    sheet = prepare("role: bus\nlanguage: eo")
    ours = [block for block in sheet.handout.blocks if block.id != "in-english"]
    for block, known in zip(ours, english.handout.blocks, strict=True):
        assert (block.id, block.span, block.locked, block.item_ids) == (
            known.id,
            known.span,
            known.locked,
            known.item_ids,
        )
    assert main(["languages", "eo"]) in (0, 1)


@pytest.mark.slow
def test_a_copy_of_the_english_folder_is_english(tmp_path: Path, folder: Path) -> None:
    """As a translator begins: nothing to translate is lost, nothing is said twice."""
    shutil.copytree(CONTENT / "en", folder / "eo", dirs_exist_ok=True)
    sheet, english = prepare("language: eo"), prepare("")
    assert [words_of(sheet.handout, block.id) for block in sheet.handout.blocks] == [
        words_of(english.handout, block.id) for block in english.handout.blocks
    ]
    assert {line.state for line in list_lines("eo")} == {State.DRAFT}


def test_layers_and_people_speak_the_language(folder: Path) -> None:
    write(
        folder,
        "eo/roles/classroom.yaml",
        "items:\n  dos-donts:\n    replace:\n      - id: step-back\n        text: Moviĝu | Ŝvebu\n",
    )
    roles = ["Instruisto", "Kazestro", "Direktoro", "Flegisto", "Oficejo", "Malsana"]
    rows = "".join(f"  - role: {role}\n" for role in roles)
    write(folder, "eo/base.yaml", f"contacts:\n{rows}")
    room = "contacts:\n  - role: Nurse\n    name: Ms. Park\n  - role: Coach\n    name: Mr. Cole\n"
    handout = prepare(f"language: eo\n{room}").handout
    assert words_of(handout, "dos-donts")["step-back"] == "Moviĝu | Ŝvebu"
    contacts = handout.value("contacts")
    assert isinstance(contacts, tuple)
    people = [(row["role"], row["name"]) for row in contacts if isinstance(row, dict)]
    assert ("Flegisto", "Ms. Park") in people and ("Coach", "Mr. Cole") in people
    assert [role for role, _ in people].count("Nurse") == 0


@pytest.mark.parametrize(
    ("language", "roles"),
    [
        ("en", ("Docente", "ENFERMERÍA")),
        ("en", ("Teacher", "Nurse")),
        ("es", ("Teacher", "nurse")),
        ("es", ("Docente", "Enfermería")),
    ],
)
def test_people_are_known_in_every_language_we_have(language: str, roles: tuple[str, ...]) -> None:
    """The form is in the language of its reader, and the sheet may be in another."""
    rows = "".join(f"  - {{role: {role}, name: Ms. Park}}\n" for role in roles)
    contacts = prepare(f"language: {language}\ncontacts:\n{rows}").handout.value("contacts")
    assert isinstance(contacts, tuple)
    filled = [row["role"] for row in contacts if isinstance(row, dict) and row["name"]]
    assert filled == [["Teacher", "Nurse"], ["Docente", "Enfermería"]][language == "es"]
    assert len(contacts) == 6


def test_a_draft_says_so_and_locked_lines_carry_the_english(folder: Path) -> None:
    write(folder, "eo/blocks/safety.md", SAFETY)
    sheet = prepare("language: eo")
    assert words_of(sheet.handout, "safety")["choking"] == "**Sufoko:** 5 batoj, 5 premoj."
    english = words_of(sheet.handout, "in-english")
    choking = words_of(prepare("").handout, "safety")["choking"]
    assert choking in english["safety"]
    # What is still English in its own box is not said twice.
    assert "food" not in english["safety"] and "role" not in english
    rules = phrase_text(sheet.fitted.sheet.sides[-1].foot.rules)
    assert rules.startswith(message_table("words")["foot"]["draft"].format(english="Esperanto"))
    assert [each.code for each in sheet.warnings] == ["language-draft"]
    rules = phrase_text(prepare("").fitted.sheet.sides[-1].foot.rules)
    assert rules.startswith("§")


def test_a_review_counts_for_the_very_words_that_were_read(folder: Path) -> None:
    write(folder, "eo/blocks/safety.md", SAFETY)
    block = next(
        each for each in load_library().blocks if each.position.path.endswith("/safety.md")
    )
    english = {item.id: item.text for part in block.parts for item in items_of(part)}
    spoken = "**Sufoko:** 5 batoj, 5 premoj."
    pair = pair_digest(english["choking"], spoken)
    review = f'[[review]]\nby = "Office"\non = 2027-01-15\n[review.items."blocks/safety.md"]\nchoking = "{pair}"\n'
    write(folder, "eo/reviews.toml", review)
    english_words = words_of(prepare("language: eo").handout, "in-english")["safety"]
    assert "Seizure" in english_words and "Choking" not in english_words
    states = {line.key: line.state for line in list_lines("eo") if line.file == "blocks/safety.md"}
    assert states["choking"] is State.REVIEWED and states["seizure"] is State.DRAFT
    assert states["plans"] is State.MISSING


def test_a_line_made_from_another_english_is_out_of_date(folder: Path) -> None:
    write(folder, "eo/made-from.toml", '["words.toml"]\n"page.title" = "00000000"\n')
    (line,) = [line for line in list_lines("eo") if (line.file, line.key) == PAGE_TITLE]
    assert line.state is State.STALE
    assert sum(each.by_state[State.STALE] for each in count_progress(list_lines("eo"))) == 1


def test_a_district_lays_its_own_words_over_ours(folder: Path) -> None:
    write(folder, "en/words.toml", '[page]\ntitle = "Welcome Aboard"\n')
    write(folder, "en/blocks/team.md", "---\ntitle: Us\n---\n")
    sheet = prepare("")
    assert sheet.fitted.sheet.sides[0].title == "Welcome Aboard"
    assert words_of(sheet.handout, "team")["title"] == "Us"
    assert sheet.warnings == () and not sheet.handout.has_drafts
    # What the district says in English stands in the other languages too.
    assert message_table("words", "eo")["page"]["title"] == "Unua tago"
    assert [path.parent.name for path in content_folders("eo-XX")][:1] == ["content"]


def test_a_district_that_says_a_line_in_its_own_words_gets_no_english(folder: Path) -> None:
    write(folder, "eo/blocks/safety.md", SAFETY)
    text = "items:\n  safety:\n    replace:\n      - {id: choking, text: Alvoku.}\n"
    layer, _ = parse_layer(parse_yaml(f"language: eo\n{text}", "d.yaml"), Level.DISTRICT)
    handout = prepare_layers([layer], today=datetime.date(2026, 11, 27))[0].handout
    assert words_of(handout, "safety")["choking"] == "Alvoku."
    assert "Choking" not in words_of(handout, "in-english")["safety"]


def test_the_english_of_today_is_noted(folder: Path) -> None:
    write(folder, "eo/made-from.toml", '["words.toml"]\n"page.title" = "00000000"\n')
    assert main(["languages", "eo", "--current"]) == 0
    text = (folder / "eo" / "made-from.toml").read_text(encoding="utf-8")
    assert "page.title" in text and "00000000" not in text and "page.subtitle" not in text
    assert main(["languages", "--current"]) == 2


@pytest.mark.slow
def test_the_command_tells_how_far_each_language_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, "eo/blocks/safety.md", SAFETY)
    assert main(["--content", str(folder), "languages", "--json"]) == 0
    rows = {row[0]: row for row in json.loads(capsys.readouterr().out)}
    done, _, count = rows["eo"][2].partition(" of ")
    assert int(done) == 6 and int(count) > 400
    assert main(["languages", "Esperanto"]) == 0
    assert "blocks/safety.md" in capsys.readouterr().out
    assert main(["languages", "tlh"]) == 1
    assert main(["--content", str(folder / "none"), "languages"]) == 1
    assert "none" in capsys.readouterr().err


def test_the_example_of_the_guide_makes_a_sheet(folder: Path) -> None:
    guide = (CONTENT.parent / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
    texts = [dedent(text).strip() + "\n" for text in re.findall(r"(?:\n(?:       .*)?)+\n", guide)]
    words, block = [text for text in texts if text.startswith(("[language]", "---"))]
    write(folder, "tl/words.toml", words)
    write(folder, "tl/blocks/calm.md", block)
    sheet = prepare("language: tl")
    assert [each.code for each in sheet.warnings] == ["language-draft"]
    assert sheet.fitted.sheet.sides[0].title in words
