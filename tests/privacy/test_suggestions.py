"""What is said of findings, in whose language, and what is offered to write instead."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import replace

import pytest
from privacy_corpus import LISTED, STAFF, judged_notes

from handout.layering.compose import compose
from handout.layering.overlay import Origin
from handout.messages import message_table
from handout.privacy.check import privacy_problems
from handout.privacy.people.persons import Finding, Staff
from handout.privacy.sheet_texts import SheetText
from handout.privacy.suggestions import suggest
from handout.privacy.text.language import language_of
from handout.privacy.text.word_lists import privacy_languages
from handout.privacy.text_findings import find_in_text
from handout.problems import Position, Problem
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.fields.privacy_overrides import PRIVACY_RULES
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import build_tree
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import lay_out


def problems_of(text: str) -> tuple[Problem, ...]:
    layer, _ = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    handout, _ = compose(load_library("en"), [layer], today=datetime.date(2026, 9, 1))
    return privacy_problems(handout)


# --- where it stands, and in which language it is said

PLACES = {
    "teacher_note: Sit with Hannah.": "“Your note” has",
    "nota: x\nteacher_note: Siéntese con Sofía.": "“Su nota” tiene",
    "emergency: {fire: Take Hannah out first}": "“Emergency drills” (Fire) has",
    "schedule: [{start: 9:00}, {para_does: Help Wyatt}]": "“Schedule”, row 2 (The aide), has",
    "schedule: [{para_does: Ayude a Sofía con todo}]": "“Horario”, fila 1 (El asistente), tiene",
    "room_signals: [Kayla claps]": "“Room signals”, row 1, has",
    "contacts: [{role: Nurse, how: Ask Tyrell}]": "“People”, row 1 (How to reach), has",
    "items: {calm: {add: [{id: new, text: Hug Kenji.}]}}": "The box “",
    "items: {calm: {add: [{id: for-jamal, text: Hug.}]}}": "The id of a box or line has",
    "blocks: {add: [{id: mine, title: All about Ethan, text: Hi.}]}": "A box of your own has",
}


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_named_as_the_person_knows_it(text: str) -> None:
    (found,) = (one for one in problems_of(text) if one.code.startswith("privacy-"))
    assert found.message.startswith(PLACES[text]), found.message
    assert "{" not in found.message


ALLOWED = {
    ("schedule", "She is the aide."): "“Schedule” keeps a name, for this reason: She is the aide.",
    ("schedule.1.para_does", "Es la asistente."): (
        "“Horario”, fila 1 (El asistente), conserva un nombre, por este motivo: "
    ),
    ("teacher_note", "She is the aide."): "“Your note” was to keep a name, and has none.",
    ("calm.self", "A line of ours."): "The box “calm.self” was to keep a name, and has none.",
}


@pytest.mark.parametrize(("field", "because"), ALLOWED)
def test_what_may_stand_is_told_in_plain_words(field: str, because: str) -> None:
    row = f"{{allow: given-name, field: {field}, because: {because}}}"
    found = problems_of(f"schedule: [{{para_does: Hannah at 9}}]\nprivacy: [{row}]")
    messages = [one.message for one in found if one.code != "privacy-given-name"]
    assert messages[0].startswith(ALLOWED[field, because]), messages


LANGUAGES = {
    "Sit with Sofía near the door.": "en",
    "Siéntese con Hannah.": "es",
    "dele la pastilla a hugo": "es",
    "Ask Marisol.": "en",
    "": "en",
    "44871": "en",
    "José": "es",
    "Ask María Núñez about the bus.": "en",
    "La mamá de Ana llama al salón": "es",
    "No tape on the door": "en",
    "Hola! Please walk with Ana to the bus and wait": "en",
    "Please vaya con Ana al baño después de lonche": "es",
    "su mamá cel 555 010 4545": "es",
}


@pytest.mark.parametrize("text", LANGUAGES)
def test_the_language_is_that_of_most_words(text: str) -> None:
    assert language_of(text) == LANGUAGES[text]


def test_of_a_mixed_note_each_sentence_is_told_in_its_language() -> None:
    found = problems_of("teacher_note: Sit with Owen today. Siéntese hoy con Sofía. Kayla.")
    assert [one.message.split()[2] for one in found] == ["has", "tiene", "tiene"]


@pytest.mark.parametrize("path", ["roster.csv", "Room list.XLSX"])
def test_in_a_roster_the_columns_are_named_in_which_words_are_let_stand(path: str) -> None:
    """What its columns say is read: see tests/sources/roster."""
    layer, _ = parse_layer(parse_yaml("teacher_note: Sit with Hannah.", path), Level.CUSTOMIZATION)
    handout, _ = compose(load_library("en"), [layer], today=datetime.date(2026, 9, 1))
    (found,) = privacy_problems(handout)
    assert "given-name in the column privacy.1.allow, teacher_note in privacy.1" in found.hint


# --- what to write instead


def find(text: SheetText) -> list[Finding]:
    return find_in_text(text, Staff(STAFF), LISTED)


def text_of(words: str, column: str = "teacher_note") -> SheetText:
    return SheetText(column, column, words, Origin(Level.CUSTOMIZATION, "", Position("")))


def by_rule(text: SheetText) -> dict[str, list[Finding]]:
    rules: dict[str, list[Finding]] = defaultdict(list)
    for finding in find(text):
        rules[finding.rule].append(finding)
    return rules


@pytest.mark.slow
@pytest.mark.parametrize("choice", [0, -1])
def test_pressing_what_is_offered_leaves_nothing_to_be_found(choice: int) -> None:
    """The first or the last offer, again and again: a few presses, and the note may be printed."""
    flagged = [note for note in judged_notes("seen") if note.gives != "none"]
    for note in flagged[::2]:
        text = text_of(note.words)
        for _ in range(8):
            rules = by_rule(text)
            offers = [list(suggest(text, found, find)) for found in rules.values()]
            offer = next((some[choice] for some in offers if some), None)
            assert offer or not rules, (note.words, text.words, list(rules))
            if not offer:
                break
            text = replace(text, words=offer.apply(text.words))
        assert not find(text), (note.words, text.words)


@pytest.mark.parametrize("language", privacy_languages())
def test_every_rule_has_words_to_write_instead_and_none_is_found_in_them(language: str) -> None:
    table = message_table("privacy", language)["instead"]
    assert set(table["sentence"]) == set(PRIVACY_RULES)
    assert set(table["words"]) == set(table["several"])
    for words in {words for part in table.values() for words in part.values()}:
        assert not find(text_of(words)), words
        assert len(words) <= 60, "it fits a cell"


WRITTEN = [
    ("Sit by Marcus Todd.", "Sit by a student."),
    ("Siéntese con Sofía Álvarez hoy.", "Siéntese con un estudiante hoy."),
    ("Marcus T. needs help.", "A student needs help."),
    ("Hannah's chair is red.", "A student's chair is red."),
    ("Keep Hannah, Owen and Kayla apart.", "Keep some students apart."),
    ("Student M sits here.", "A student sits here."),
    ("- Hannah waits\n- Owen goes", "- A student waits\n- A student goes"),
    ("Abrace a Sofía.", "Abrace a un estudiante."),
    ("La Sofía llora.", "Un estudiante llora."),
    ("Sofía y Diego van juntos.", "Unos estudiantes van juntos."),
    ("#Hannah needs a break", "A student needs a break"),
    ("Sit with Owen. Siéntese con Sofía.", "Sit with a student. Siéntese con un estudiante."),
]


@pytest.mark.parametrize(("words", "written"), WRITTEN)
def test_a_word_for_anybody_stands_in_the_name_s_place(words: str, written: str) -> None:
    text = text_of(words)
    found = next(iter(by_rule(text).values()))
    assert next(suggest(text, found, find)).apply(words) == written


def test_nothing_is_offered_that_does_not_fit_or_does_not_help() -> None:
    for column, words in [("room", "Code 4471"), ("teacher_name", "SSN 219-09-9999")]:
        text = text_of(words, column)
        for found in by_rule(text).values():
            assert [one.words for one in suggest(text, found, find)] == []


def test_places_are_counted_as_browsers_count_in_what_was_typed() -> None:
    """Blanks around the words, accents of their own, and signs of two units."""
    answers = {
        "teacher_note": "  Josue\u0301 \U0001f600 sits by Hannah. ",
        "schedule": [{"para_does": "Help Owen"}, {"where": "code 4471"}],
        "emergency": {"fire": "Take Kayla"},
        "room_signals": ["Hug Omar"],
        "privacy": [{"allow": "given-name", "field": "emergency", "because": "She is the aide."}],
    }
    build_tree(answers)
    marks = lay_out(LayerFiles(), FormSheet(answers), "")["marks"]
    note = answers["teacher_note"]
    assert isinstance(note, str)
    units = note.encode("utf-16-le")
    words = {
        units[2 * start : 2 * end].decode("utf-16-le")
        for mark in marks
        if mark["field"] == "teacher_note"
        for start, end in mark["spans"]
    }
    assert words == {"Josue\u0301", "Hannah"}
    assert {mark["field"] for mark in marks} == {
        "teacher_note", "schedule.1.para_does", "schedule.2.where", "room_signals.1",
    }  # fmt: skip
