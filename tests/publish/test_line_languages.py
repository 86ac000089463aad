"""Lines in another language than the sheet say so: in the PDF's tags, in the HTML and in Word."""

from __future__ import annotations

import datetime
import io
import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from script_fonts import script_fonts

from handout.compiled.renderer import get_compiler
from handout.content_folders import CONTENT, CONTENT_VARIABLE
from handout.layout.text.binding import unbind
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import PreparedHandout, prepare_layers
from handout.publish.docx.document import build_word_file
from handout.publish.html.render import render
from handout.publish.pdf.typeset import typeset_sheet
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import clear_libraries
from handout.sources.markdown.document import items_of
from handout.sources.yaml.tree import parse_yaml

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HALF = {
    "uk/words.toml": '[language]\nname = "Українська"\nenglish = "Ukrainian"\n',
    "uk/blocks/calm.md": "---\ntitle: Коли важко\n---\n- Спершу заспокойтеся. {#self}\n",
    "fa/words.toml": '[language]\nname = "فارسی"\nenglish = "Persian"\n',
}


@pytest.fixture(autouse=True)
def half_translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, text in _HALF.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(CONTENT_VARIABLE, str(tmp_path))
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    clear_libraries()
    yield
    clear_libraries()


def prepare_room(text: str) -> PreparedHandout:
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    assert problems == ()
    return prepare_layers([layer], today=datetime.date(2026, 11, 27))[0]


def spoken_tags(pdf: bytes) -> list[tuple[str, str]]:
    """Return the kind and the language of each tag that has one, in reading order.

    The typesetter has two for a paragraph with words at its end: one of them counts.
    """
    found = []

    def walk(element: Any, around: Any = None) -> None:
        if "/Lang" in element and (around is None or around.S != element.S):
            found.append((str(element.S), str(element.Lang)))
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid, element)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot.K[0])
    return found


def spoken_elements(html: str) -> list[tuple[str, str]]:
    """Return the PDF's kind of each element below the root that says its language, and that."""
    (root, _), *found = re.findall(r'<(\w+)\b[^<>]* lang="(\w+)"', html)
    assert root == "html"
    return [
        ("/Span" if name == "span" else f"/{name.upper()}", language) for name, language in found
    ]


_DAY = """call_for_help: Press the red button.
room_signals: [Lights off]
emergency: {fire: Door B}
teacher_note: Please watch first.
schedule: [{start: 8:00, end: 9:00, teacher_does: Reading, para_does: Sit near, where: Rug}]
contacts: [{role: Nurse, name: Ana Cruz, how: Call 12}]
"""


@pytest.mark.parametrize(
    "text",
    [
        "language: uk",
        "language: uk\nrole: bus\nteacher_name: Ms. Rivera",
        "language: uk\n" + _DAY,
        "language: uk\nlarge_print: yes",
        "language: es",
        "language: vi\ntext_size: large",
    ],
)
def test_both_routes_tag_the_lines_that_the_html_says_are_english(text: str) -> None:
    prepared = prepare_room(text)
    elements = spoken_elements(render(prepared.fitted, "print", prepared.logo).html)
    assert elements and {language for _, language in elements} == {"en"}
    compiled = get_compiler().render(prepared.fitted, prepared.logo, "").pdf
    typeset, _ = typeset_sheet(prepared.fitted)
    assert spoken_tags(compiled) == spoken_tags(typeset) == elements


def test_a_line_is_english_until_somebody_says_it_otherwise() -> None:
    text = """language: uk
items:
  calm: {replace: [{id: space, text: Менше слів.}]}
blocks: {replace: [{id: watch-for, title: Увага}]}
"""
    blocks = {block.id: block for block in prepare_room(text).handout.blocks}
    assert (
        not {"self", "space"} & blocks["calm"].languages.keys()
        and "" not in blocks["calm"].languages
    )
    assert blocks["calm"].languages.keys() < set(blocks["calm"].item_ids)
    assert "" not in blocks["watch-for"].languages and "" in blocks["role"].languages
    assert all(not block.languages for block in prepare_room("room: '12'").handout.blocks)


def test_own_words_on_the_second_sheet_are_in_the_language_of_the_first() -> None:
    text = """second_language: es
blocks: {add: [{id: pool-day, title: Pool day, text: Life jackets first.}]}
"""
    second = prepare_room(text).second
    assert second
    block = next(each for each in second.sheet.handout.blocks if each.id == "pool-day")
    assert block.languages == dict.fromkeys(("", *block.item_ids), "en")
    assert ("/H2", "en") in spoken_tags(get_compiler().render(second, None, "").pdf)


def test_all_words_around_the_boxes_of_a_sheet_without_words_are_english() -> None:
    prepared = prepare_room("language: uk\n" + _DAY)
    html = render(prepared.fitted, "print", prepared.logo).html
    html = re.sub("<tr[^<>]* lang=.*?</tr>", "", html)
    untagged = re.findall(r"<(h1|h2|h3|th|p)\b(?![^<>]*lang=)[^<>]*>(.*?)</\1>", html)
    words = [unbind(re.sub(r"<[^>]*>", "", text)) for _, text in untagged]
    # What a person wrote may be in any language, but for our own word for a person.
    typed = {"Please watch first.", "Press the red button.", "8:00–9:00"}
    assert {text for text in words if any(map(str.isalpha, text))} <= typed | {"Коли важко"}


def test_one_label_that_is_missing_is_the_only_english_around_the_boxes(tmp_path: Path) -> None:
    words = (CONTENT / "ar" / "words.toml").read_text(encoding="utf-8")
    for label in ("fire", "school"):
        words, count = re.subn(f'(?m)^{label} = ".*"\n', "", words)
        assert count == 1, label
    folder = tmp_path / "ur"
    folder.mkdir()
    (folder / "words.toml").write_text(words, encoding="utf-8")
    shutil.copytree(CONTENT / "ar" / "blocks", folder / "blocks")
    clear_libraries()
    prepared = prepare_room("language: ur")
    html = render(prepared.fitted, "print", prepared.logo).html
    front = html[: html.index('id="back"')]
    english = re.findall(r'<(th|p|span|h1|h2|div)\b[^<>]* lang="en"[^<>]*>(.*?)</\1>', front)
    seen = [re.sub("<[^>]*>", "", text) for _, text in english]
    assert "Fire" in seen and {"Lockdown", "Medical", "Time"}.isdisjoint(seen)
    tags = [language for _, language in spoken_tags(typeset_sheet(prepared.fitted)[0])]
    assert set(tags) == {"en"}


@pytest.mark.parametrize("language", ["es", "ar"])
def test_words_without_a_translation_keep_their_language_on_the_second_sheet(language: str) -> None:
    text = f"""second_language: {language}
teacher_name: Ms. Rivera
{_DAY}
breaks: [{{start: 10:00, end: 10:15, covered_by: Ms. Cole}}]
"""
    second = prepare_room(text + f"room_signals_{language}: [Otra]").second
    assert second
    html = render(second, "print").html
    english = re.findall(r'<(\w+)[^<>]* lang="en"[^<>]*>(.*?)</\1>', html, re.DOTALL)
    words = {unbind(re.sub(r"<[^>]*>", "", text)) for _, text in english}
    for typed in ("Press the red button.", "Door B", "Please watch first.", "Reading", "Rug"):
        assert typed in words
    assert not {"Otra", "Ms. Rivera", "Ana Cruz"} & words
    if language == "es":  # what is written to the left is typeset in both routes
        typeset, _ = typeset_sheet(second)
        compiled = get_compiler().render(second, None, "").pdf
        assert spoken_tags(compiled) == spoken_tags(typeset) == spoken_elements(html)


@pytest.mark.parametrize("language", ["uk", "fa"])
def test_word_knows_the_language_of_each_line(language: str) -> None:
    prepared = prepare_room(f"language: {language}\npara_name: Ольга\n")
    content = build_word_file(prepared.fitted, prepared.logo)
    document = docx.Document(io.BytesIO(content)).element
    spoken = [
        run
        for run in document.iter(f"{_WORD}r")
        if (tag := run.find(f"{_WORD}rPr/{_WORD}lang")) is not None
        and tag.get(f"{_WORD}val") == "en"
    ]
    words = "".join(text for run in spoken for text in run.itertext())
    english = [
        item.text
        for block in prepared.handout.blocks
        for part in block.parts
        for item in items_of(part)
        if item.id in block.languages and item.text.isalpha()
    ]
    assert all(text in words for text in english)
    assert "Спершу" not in words and "Ольга" not in words
    assert "Life in danger?" in words and "Find it fast" in words
    for text in ("First-Day Essentials", "Fire", "Time", "Your breaks", "Turn over", "§ Rules"):
        assert text in words
    # ISO/IEC 29500, CT_RPr: the direction before the language, nothing of ours behind it.
    for run in spoken:
        assert run[0][-1].tag == f"{_WORD}lang"
