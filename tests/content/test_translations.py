"""Each translation says what the English says, as far as a program can see, and fits its paper."""

from __future__ import annotations

import datetime
import re
from itertools import product

import pytest
from script_fonts import script_fonts

from handout.content_folders import CONTENT, ENGLISH, list_languages
from handout.layout.larger_text import TEXT_SCALES
from handout.layout.metrics import load_metrics
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.layout.text.line_breaking import TextStyle, text_width
from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare_layers
from handout.plural_forms import form_stem
from handout.problems import Problem, has_errors
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.translations.lines import TABLES, Line, State, list_faults, list_lines
from handout.sources.yaml.tree import parse_yaml

ROLES = (
    "classroom one-to-one behavior-support personal-care language substitute early-childhood"
    " transition bus"
).split()
TRANSLATIONS = [tag for tag in list_languages() if tag != ENGLISH]
_FIELD = re.compile(r"\{\{ *([\w.\[\]]+)")
_NUMBER = re.compile(r"\d+")
_AS_THEY_ARE = (
    re.compile(r"\{[\w-]+(?:[:.!][^{}\s]*)?\}|\{names in braces\}"),
    re.compile(r"(?<![\w-])--[a-z][a-z-]*"),
    re.compile(
        r"\bhandout (?:new|init|build|check|pull|diff|pdf|batch|office|serve|site|roster|blocks"
        r"|languages|explain|schema|doctor|completion)\b"
    ),
    re.compile(r"`[\w:.#-]+`"),
    re.compile(r"\b[\w-]+\.(?:yaml|xlsx|csv|html|toml|json|md)\b"),
    re.compile(r"Ctrl[+-]\w|\x08|\\b"),
)


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def prepare(text: str) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    assert problems == ()
    return prepare_layers([layer], today=datetime.date(2026, 11, 27))


def boxes_by_side(prepared: PreparedHandout) -> dict[str, list[str]]:
    """Return the ids of the boxes on each side, without the English of the locked lines."""
    boxes: dict[str, list[str]] = {}
    for fitted in prepared.fitted.sides:
        ids = [panel.block.id for panel in fitted.side.panels]
        boxes[fitted.side.name] = [id for id in ids if id != "in-english"]
    return boxes


@pytest.fixture(params=TRANSLATIONS, scope="module")
def lines(request: pytest.FixtureRequest) -> list[Line]:
    assert list_faults(request.param) == []
    return list_lines(request.param)


def test_the_paper_is_whole_and_nearly_as_the_english_of_today(lines: list[Line]) -> None:
    """An English line may be changed before its translations are: `handout languages` tells."""
    paper = [line for line in lines if line.group == "paper"]
    missing = [(line.file, line.key) for line in paper if line.state is State.MISSING]
    stale = [(line.file, line.key) for line in paper if line.state is State.STALE]
    assert len(missing) + len(stale) <= len(paper) // 20, (missing, stale)


def test_signs_numbers_and_fields_are_those_of_the_english(lines: list[Line]) -> None:
    """A number that is lost is a wrong count of blows; a sign, a rule nobody asks about."""
    for line in lines:
        if not line.file.startswith(("blocks/", "roles/", "bands/")):
            continue
        if line.state in (State.MISSING, State.STALE):
            continue
        name = f"{line.file} {line.key}: {line.translated}"
        assert line.english.count("§") == line.translated.count("§"), name
        assert ("**" in line.english) == ("**" in line.translated), name
        assert line.english.count("|") - line.translated.count("|") in (0, 1), name
        if not form_stem(line.key):  # "two seconds" is one word in Arabic
            numbers = _NUMBER.findall(line.english), _NUMBER.findall(line.translated)
            assert sorted(numbers[0]) == sorted(numbers[1]), name
        assert set(_FIELD.findall(line.translated)) <= set(_FIELD.findall(line.english)), name


def test_what_is_filled_in_and_typed_is_that_of_the_english(lines: list[Line]) -> None:
    """On the page, in the editor, in problems and help: values, options, commands, file names."""
    for line in lines:
        if line.group == "paper" or line.state in (State.MISSING, State.STALE):
            continue
        for kind in _AS_THEY_ARE:
            english, translated = (
                set(kind.findall(line.english)),
                set(kind.findall(line.translated)),
            )
            if form_stem(line.key):  # "one line" and "two lines" may say their number in words
                english -= {"{count}"} - translated
            assert english == translated, f"{line.file} {line.key}: {line.translated}"


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize("tag", TRANSLATIONS)
def test_every_role_fits_its_paper(tag: str) -> None:
    orders = ("least-to-most", "most-to-least")
    bands = ("PK", "3-5", "9-12")
    cases = [*product(ROLES, bands[:1], orders), *product(ROLES, bands[1:], orders[:1])]
    for role, band, order in cases:
        text = f"language: {tag}\nrole: {role}\ngrade_band: {band}\nprompt_order: {order}\n"
        prepared, problems = prepare(text)
        assert not has_errors(problems), (role, band, order, problems)
        boxes = boxes_by_side(prepared)
        assert boxes.pop("extra") == [], (role, band, order)
        english, _ = prepare(text.replace(f"language: {tag}\n", ""))
        assert boxes == boxes_by_side(english), (role, band, order)


@pytest.mark.parametrize("tag", TRANSLATIONS)
@pytest.mark.parametrize("look", ["theme: plain", "paper: a4", "large_print: yes", "pages: 1"])
def test_other_looks_fit(tag: str, look: str) -> None:
    _, problems = prepare(f"language: {tag}\nshow_blocks: [words, growing]\n{look}\n")
    errors = [problem.message for problem in problems if not problem.warning]
    english = prepare(f"show_blocks: [words, growing]\n{look}\n")[1]
    assert not errors or has_errors(english), errors


@pytest.mark.parametrize("paper", ["letter", "legal", "a4"])
@pytest.mark.parametrize("scale", TEXT_SCALES.values())
@pytest.mark.parametrize("tag", [ENGLISH, *TRANSLATIONS])
def test_a_side_s_title_and_what_stands_beside_it_fit_on_one_line(
    tag: str, scale: float, paper: str
) -> None:
    """On the field guide's further sides; in the plain theme one stands above the other."""
    page = message_table("words", tag)["page"]
    measure = load_metrics("field-guide", paper).measure / scale
    for name in ("back_", "extra_", "front-2_", "back-2_", "extra-2_"):
        title, lead = page[name + "title"], page[name + "lead"]
        width = text_width(title, TextStyle("Handout Plate", 17, 700))
        width += text_width(lead, TextStyle("Handout Plate", 11.5, 500, italic=True))
        assert width + 12 <= measure, (title, lead)


# What the sheet says of who reads it, in forms of one gender: está seguro, seja organizado.
_GENDERED = re.compile(
    r"\b(?:soy|está|esté|sea|siéntase|quede|sou|seja|for|estiver|fique|ficar|sinta-se)"
    r"\s+\w+(?:[aiu]d|os|ur|iv|ist|[oe]nt|ent|ob|h)[oa]\b|\b(?:solo|só|si|se) \w+ad[oa] para\b"
    r"|(?<!la )\bbienvenid[oa]\b|\bbem-vind[oa]\b|\bsoy buen[oa]\b|\bsou bo[ma]\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", ["es", "pt"])
def test_no_line_presumes_the_gender_of_the_aide(language: str) -> None:
    for said in ("Pregunte si no está seguro", "Seja organizado.", "solo capacitado para él"):
        assert _GENDERED.search(said), said
    lines = [line for line in list_lines(language) if line.group == "paper"]
    assert [line.translated for line in lines if _GENDERED.search(line.translated)] == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_group_of_the_form_is_called_as_its_box_on_the_sheet(language: str) -> None:
    titles = {line.english: line.translated for line in list_lines(language) if line.key == "title"}
    called = {
        (line.file, line.key): (titles[line.english], line.translated)
        for line in list_lines(language)
        if line.key.startswith("groups.") and line.english in titles
    }
    assert len(called) >= 6
    assert {place: pair for place, pair in called.items() if pair[0] != pair[1]} == {}


def test_what_is_on_a_page_is_there_in_each_language(lines: list[Line]) -> None:
    files = ("web.toml", "site.toml", "editor.toml", "ready-boxes.toml", "pictures.toml")
    missing = [
        (line.file, line.key)
        for line in lines
        if line.file in files and line.state is State.MISSING
    ]
    assert missing == []


# Tables of what is recognized in people's files and texts; nobody is told any of it.
RECOGNIZED = {
    "contacts",
    "field-names",
    "placeholders",
    "privacy",
    "privacy-patterns",
    "roster",
    "times",
}


def test_every_table_of_words_is_among_those_to_translate() -> None:
    """`handout languages` tells of no others: what is in them was said in English for years."""
    tables = {path.stem for path in (CONTENT / ENGLISH).glob("*.toml")}
    assert tables - RECOGNIZED == {name for names in TABLES.values() for name in names}


def test_all_of_spanish_is_there() -> None:
    """docs/translating.md says so; a line is out of date rather than missing."""
    lines = list_lines("es")
    missing = [(line.file, line.key) for line in lines if line.state is State.MISSING]
    assert missing == []


def test_spanish_opens_what_it_asks_and_cries() -> None:
    for line in list_lines("es"):
        words = re.sub(r"`[^`]*`|!\[|!r|https?:\S+", "", line.translated)
        for opening, closing in ("¿?", "¡!"):
            place = f"{line.file} {line.key}: {line.translated}"
            assert words.count(opening) == words.count(closing), place


# One word for one thing: what stood for it somewhere, and what it is called.
OTHER_WORDS = {
    "archivo de salón": "archivo del salón",
    "nombre de fila": "rótulo",
    "persona docente": "docente",
    "período": "periodo",
    "tipo de letra": "fuente",
    "«": "“",
}


@pytest.mark.parametrize("other", OTHER_WORDS)
def test_spanish_has_one_word_for_a_thing(other: str) -> None:
    found = [line.translated for line in list_lines("es") if other in line.translated.casefold()]
    assert found == [], OTHER_WORDS[other]


def test_each_owner_of_what_is_locked_is_named_in_each_language() -> None:
    """A teacher is told whom to ask about it, on the page and beside each locked box."""
    blocks = [*load_library(ENGLISH).blocks]
    owners = {block.owner for block in blocks if block.owner}
    assert owners == set(message_table("words")["owners"].values())
    for tag in TRANSLATIONS:
        translated = {block.id: block.owner for block in load_library(tag).blocks if block.owner}
        assert owners.isdisjoint(translated.values()), tag
