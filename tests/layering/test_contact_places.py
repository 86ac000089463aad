"""A contact fills the row of ours that it is for, whatever either is called; no other row."""

from __future__ import annotations

import pytest

from handout.content_folders import list_languages
from handout.messages import message_table
from handout.pipeline import prepare_layers
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.content.translation import contact_labels
from handout.sources.yaml.tree import parse_yaml


def layer(text: str, level: Level = Level.CUSTOMIZATION) -> Layer:
    parsed, problems = parse_layer(parse_yaml(text, f"{level.name}.yaml"), level)
    assert problems == ()
    return parsed


def contacts(*layers: Layer) -> tuple[dict[str, str], list[str]]:
    """Return how to reach the contacts, by what they are called; and what is said of them."""
    prepared, problems = prepare_layers(layers)
    rows = prepared.handout.value("contacts")
    assert isinstance(rows, tuple)
    reached = {row["role"]: row["how"] for row in rows if isinstance(row, dict)}
    return reached, [each.code for each in problems if each.code.startswith("contact")]


@pytest.mark.parametrize(
    ("called", "role", "language", "replaced", "shown"),
    [
        ("Office", "bus", "en", "School office", "Office"),
        ("School office", "classroom", "en", "Office", "School office"),
        ("MAIN OFFICE", "bus", "en", "School office", "MAIN OFFICE"),
        ("Front desk", "substitute", "en", "Office", "Front desk"),
        ("Nurse", "bus", "en", "", "Nurse"),
        ("School nurse", "bus", "en", "Nurse", "School nurse"),
        ("Nurse’s office", "classroom", "en", "Nurse", "Nurse’s office"),
        ("Health office", "classroom", "en", "Nurse", "Health office"),
        ("Transportation", "bus", "en", "Bus office", "Transportation"),
        ("Oficina", "bus", "es", "Escuela", "Oficina"),
        ("Direccion", "classroom", "es", "Dirección", "Direccion"),
        ("Directora", "classroom", "es", "Dirección", "Directora"),
        ("Enfermera escolar", "bus", "es", "Enfermería", "Enfermera escolar"),
        ("Front desk", "bus", "es", "", "Escuela"),  # of another language: as the sheet says it
        ("Health office", "classroom", "vi", "", "Y tá"),
    ],
)
@pytest.mark.parametrize("level", [Level.DISTRICT, Level.SCHOOL, Level.CUSTOMIZATION])
def test_a_contact_fills_the_row_that_is_called_otherwise(
    called: str, role: str, language: str, replaced: str, shown: str, level: Level
) -> None:
    choice = layer(f"role: {role}\nlanguage: {language}\n")
    before, _ = contacts(choice)
    after, told = contacts(choice, layer(f"contacts: [{{role: {called}, how: Ext. 7}}]", level))
    assert after[shown] == "Ext. 7" and told == []
    assert len(after) == len(before) and replaced not in after
    assert list(after).index(shown) == list(before).index(replaced or shown)


@pytest.mark.parametrize(
    ("called", "role", "told"),
    [
        ("Office of special education", "bus", True),
        ("District office", "classroom", True),
        ("Assistant principal", "classroom", True),
        ("Ofice", "classroom", True),
        ("Principal", "bus", False),  # which has no such row
        ("Behavior coach", "classroom", False),
        ("School psychologist", "bus", False),
    ],
)
def test_no_other_contact_fills_it(called: str, role: str, told: bool) -> None:
    before, _ = contacts(layer(f"role: {role}"))
    after, codes = contacts(
        layer(f"role: {role}"), layer(f"contacts: [{{role: {called}, how: 7}}]", Level.DISTRICT)
    )
    assert after == {**before, called: "7"} and codes == ["contact-apart"] * told


def test_a_row_that_somebody_filled_is_nobody_else_s() -> None:
    district = layer(
        "contacts: [{role: Front desk, how: D2}, {role: School office, how: D1}]", Level.DISTRICT
    )
    reached, _ = contacts(
        layer("role: bus\ncontacts: [{role: Main office, how: T}, {role: front desk, how: T2}]"),
        district,
    )
    filled = {called: how for called, how in reached.items() if how}
    assert filled == {"School office": "D1", "front desk": "T2", "Main office": "T"}


@pytest.mark.parametrize("language", list_languages())
def test_the_table_knows_our_own_rows(language: str) -> None:
    """And what is one place in English is one in each language."""
    english, library = load_library("en"), load_library(language)
    place_of = {
        tag: {
            name.casefold(): place
            for place, names in message_table("contacts", tag).items()
            for name in names
        }
        for tag in ("en", language)
    }
    for role, source in [("", english.base), *english.roles.items()]:
        there = library.roles[role] if role else library.base
        for label, translated in zip(contact_labels(source), contact_labels(there), strict=True):
            expected = place_of["en"].get(label.casefold())
            assert place_of[language].get(translated.casefold()) == expected, translated


def test_a_name_is_of_one_place_in_all_languages() -> None:
    places: dict[str, str] = {}
    for tag in list_languages():
        for place, names in message_table("contacts", tag).items():
            for name in names:
                assert places.setdefault(name.casefold(), place) == place, (tag, name)
