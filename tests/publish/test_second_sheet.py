"""The second sheet, in another language: in the PDF and the HTML, from what the first sheet says."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from office import Office
from pages import SAMPLE, Room, sample_room

from handout.cli.main import main
from handout.compiled.both_sheets import add_second_sheet
from handout.compiled.renderer import get_compiler
from handout.layout.text.binding import unbind
from handout.pipeline import prepare, prepare_layers
from handout.publish.html.render import render
from handout.publish.print_run.bind import BoundDocument, bind_documents
from handout.pull.fields.translated_fields import move_translated_lines
from handout.site.catalog import SheetChoice
from handout.site.sheet_files import SheetTask, make_sheets
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.customization.edit import set_values
from handout.sources.customization.json_schema import json_schema
from handout.sources.edited.docx_page import open_docx
from handout.sources.edited.html_page import parse_document, read_page
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import format_yaml
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import lay_out

_ASIDE = re.compile(r'<aside class="second" [^>]*>(.*)</aside>', re.DOTALL)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    room = sample_room(tmp_path)
    text = "second_language: es\n" + room.customization.read_text(encoding="utf-8")
    room.customization.write_text(text, encoding="utf-8")
    return room


def second_html(text: str, level: Level = Level.CUSTOMIZATION) -> str:
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), level)
    assert problems == ()
    prepared, _ = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    html = render(prepared.fitted, "file", prepared.logo, "room", prepared.second).html
    return "".join(_ASIDE.findall(html))


def test_the_first_sheet_stays_as_it_is() -> None:
    assert second_html("room: '12'") == "" and second_html("language: es") == ""
    assert second_html("second_language: en") == ""
    aside = second_html("second_language: es\nteacher_name: Ms. Rivera\nroom: '12'\n")
    assert "Cómo pedir ayuda" in aside and "Salón 12" in aside and "Ms. Rivera" in aside
    assert "Borrador" in aside and "in-english" not in aside
    assert not re.search(' (?:id|data-field)="', aside)


def test_a_spanish_sheet_may_have_an_english_one() -> None:
    text = "language: es\nsecond_language: en\n"
    layer, _ = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    prepared, _ = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    assert prepared.second and prepared.second.sheet.title == "First-Day Essentials"


@pytest.mark.parametrize(
    ("change", "shown", "hidden"),
    [
        ("items: {calm: {replace: [{id: self, text: Breathe.}]}}", "Breathe.", "Cálmese"),
        ("items: {calm: {remove: [self]}}", "Dé espacio", "Cálmese"),
        ("items: {calm: {add: [{id: new, text: Hum.}]}}", "Hum.", "Breathe."),
        ("hide_blocks: [watch-for]", "Privacidad", "Ponga atención"),
        ("blocks: {add: [{id: pool, title: Pool day, text: '- Jackets. {#j}'}]}", "Pool day", "!!"),
        ("show_blocks: [growing]", "Tenga paciencia", "Be patient"),
        ("contacts: [{role: Nurse, name: Ms. Park}]", ">Enfermería<", "Nurse"),
        ("dos_extra: [Laugh with us.]", "Laugh with us.", "!!"),
    ],
)
def test_what_a_person_wrote_stands_as_typed(change: str, shown: str, hidden: str) -> None:
    aside = second_html(f"second_language: es\n{change}\n")
    assert shown in aside and hidden not in aside


def test_times_are_said_as_the_second_language_says_them() -> None:
    times = (
        "arrive: 7:45 am\nleave: 2:45 pm\nteacher_note: Call by 2:30 pm.\n"
        "breaks: [{start: '12:30', end: 1:15 pm}]\n"
        "schedule: [{start: 1:15 pm, end: 2:00 pm, teacher_does: Art at 1:20 pm}]\n"
    )
    aside = second_html(f"second_language: pt\n{times}")
    for said in ("das 7:45 às 14:45", "das 12:30 às 13:15", "13:15–14:00"):  # noqa: RUF001
        assert said in re.sub("<[^>]*>", "", aside).replace("\u2060", ""), said
    assert "2:30 pm" in aside and "Art at 1:20 pm" in aside  # words stay as they were typed
    english = second_html("language: pt\nsecond_language: en\nleave: '14:45'\n")
    assert "2:45 pm" in english


@pytest.mark.slow
def test_both_sheets_are_in_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "second_language: Spanish\n" + SAMPLE.read_text("utf-8")
    (tmp_path / "room.yaml").write_text(text, encoding="utf-8")
    assert main(["build", "room.yaml"]) == 0
    assert "second sheet, in Spanish, is a draft" in capsys.readouterr().err
    with pikepdf.open(io.BytesIO((tmp_path / "room.pdf").read_bytes())) as pdf:
        assert len(pdf.pages) == 4 and list(pdf.attachments) == ["room.yaml"]
        assert str(pdf.Root.Lang) == "en"
        parts = pdf.Root.StructTreeRoot.K[0].K
        assert [str(part.Lang) for part in parts] == ["en", "es"]
    assert main(["build", "room.yaml", "--strict"]) == 1


def test_edits_of_the_first_sheet_are_taken_and_stand_on_the_second(room: Room) -> None:
    room.edited(("Calm yourself first. Use few words.", "Breathe out first."))
    page = room.page.read_text(encoding="utf-8")
    assert _ASIDE.search(page)
    # What somebody wrote below, in the sheet that is made anew, is none of the first's words.
    room.page.write_text(page.replace("Dé espacio", "Dé aire"), encoding="utf-8")
    pull = room.pull()
    assert [problem.code for problem in pull.problems if not problem.warning] == []
    assert "second-changed" in [problem.code for problem in pull.problems]
    assert "Breathe out first." in room.edits
    assert pull.prepared.second
    html = render(pull.prepared.fitted, "file", None, "room", pull.prepared.second).html
    aside = "".join(_ASIDE.findall(html))
    assert "Breathe out first." in aside and "Cálmese" not in aside


@pytest.mark.parametrize("language", ["es", "vi"])
def test_what_is_written_on_the_second_sheet_is_told(language: str) -> None:
    text = f"second_language: {language}\nroom: <12> & 'b'\nteacher_name: Ms. Rivera\n"
    layer, _ = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    prepared, _ = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    page = render(prepared.fitted, "file", None, "room", prepared.second).html
    start = page.index("<aside")
    first, aside = page[:start], page[start : page.index("</aside>")]
    items = re.findall(r"<li[^>]*>[^<]+</li>", aside)
    one, other = items[0], next(item for item in items if item != items[0])
    changes = {
        "nothing": (aside, False),
        "set otherwise": (aside.replace("</li>", "  </li>\n\n<!-- x -->"), False),
        "a word": (aside.replace(one, one.replace("</li>", "!</li>"), 1), True),
        "a move": (aside.replace(one, "@").replace(other, one, 1).replace("@", other), True),
        "taken out": (aside.replace(one, "", 1), True),
        "nothing left": ('<aside class="second" data-words="0000abcd">', True),
    }
    for name, (changed, expected) in changes.items():
        document = parse_document(f"{first}{changed}</aside></body></html>", "room.html")
        assert document.has_changed_second == expected, name


def test_the_second_sheet_is_not_read() -> None:
    page = '<html><body><main><p>A</p></main><aside class="second"><p>B</p></aside></body></html>'
    words = "".join(parse_document(page, "page.html").root.itertext())
    assert words.strip() == "A"


@pytest.mark.slow
def test_a_print_run_takes_a_sheet_with_a_blank_page_between() -> None:
    """A substitute's first sheet has one side: the second begins on paper of its own."""
    text = "role: substitute\nsecond_language: es\n"
    layer, _ = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    prepared, _ = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    compiler = get_compiler(compiles=False)
    first = compiler.render(prepared.fitted, None, "room")
    both = add_second_sheet(first, prepared, compiler)
    with pikepdf.open(io.BytesIO(both.pdf)) as pdf:
        assert both.pages == len(pdf.pages) == 4
    document = BoundDocument(content=both.pdf, title="Room", label="R")
    run, sheets = bind_documents([document], "Run", "en")
    assert sheets == 2
    with pikepdf.open(io.BytesIO(run)) as pdf:
        assert len(pdf.pages) == 4 and "/StructParents" not in pdf.pages[1]


def test_a_word_file_has_both_sheets_and_is_read_back_as_the_first(
    room: Room, office: Office
) -> None:
    target = room.customization.with_suffix(".docx")
    assert main(["build", str(room.customization), "--docx"]) == 0
    first = docx.Document(str(target))
    xml = first.element.xml.replace("\u00a0", " ")
    assert "Cómo pedir ayuda" in xml
    assert '<w:lang w:val="es"/>' in xml and xml.count('w:name="second_') == 1
    names = [each.get(qn("w:name")) for each in first.element.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    saved = target.parent / "saved"
    office.convert(target, to="docx", folder=saved)
    office.convert(target, to="pdf", folder=saved)
    with pikepdf.open(saved / f"{target.stem}.pdf") as pdf:
        assert len(pdf.pages) == 4
    for path in (target, saved / target.name):
        document, problems = open_docx(path)
        page = read_page(document, {})
        assert problems == () and "pedir" not in page.frame and not document.has_changed_second
        assert not any("pedir" in block.title for block in page.blocks)
    texts = [each for each in first.element.iter(qn("w:t")) if "pedir" in (each.text or "")]
    texts[0].text = "Pida ayuda"
    first.save(str(target))
    assert open_docx(target)[0].has_changed_second


@pytest.mark.slow
def test_the_page_and_the_site_have_both_sheets(tmp_path: Path) -> None:
    answers = {"second_language": "es", "room": "12"}
    assert "Salón 12" in unbind(lay_out(LayerFiles(), FormSheet(answers), "")["second"])
    assert lay_out(LayerFiles(), FormSheet({"room": "12"}), "")["second"] == ""
    layer, _ = parse_layer(parse_yaml("second_language: es", "district.yaml"), Level.DISTRICT)
    choice = SheetChoice("en", "classroom", "", "field-guide")
    [(ready, _)] = make_sheets(SheetTask((choice,), (layer,), tmp_path))
    assert ready
    with pikepdf.open((tmp_path / choice.path).with_suffix(".pdf")) as pdf:
        assert len(pdf.pages) == ready.pages == 4
    html = (tmp_path / choice.path).with_suffix(".html").read_text(encoding="utf-8")
    assert _ASIDE.findall(html)


NOTES = "teacher_note: Thank you.\nteacher_note_es: '**Gracias** por venir.'\n"


@pytest.mark.slow
def test_words_of_the_teacher_may_be_translated(tmp_path: Path) -> None:
    text = f"second_language: es\n{NOTES}restroom: By the gym\nrestroom_es: Junto al gimnasio\n"
    aside = unbind(second_html(text))
    assert "<strong>Gracias</strong> por venir." in aside and "Junto al gimnasio" in aside
    assert "Thank you" not in aside and "By the gym" not in aside
    path = tmp_path / "room.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["build", str(path)]) == 0
    page = path.with_suffix(".html")
    assert "Gracias" not in page.read_text(encoding="utf-8").partition("<aside")[0]
    # The customization comes out of the page again, with both.
    page.write_text(
        page.read_text(encoding="utf-8").replace(">Thank you.<", ">Thank you all.<"), "utf-8"
    )
    assert main(["pull", str(page), "--yes"]) == 0
    pulled = path.read_text(encoding="utf-8")
    assert "Thank you all." in pulled and "**Gracias** por venir." in pulled


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (NOTES, "translation-nowhere"),
        ("second_language: es\nteacher_note_es: Mateo Alvarez llora.\n", "privacy-given-name"),
        (f"second_language: es\nteacher_note_es: {'muy ' * 200}\n", "too-long"),
        ("second_language: es\nteacher_name_es: Sra. Rivera\n", "unknown-key-near"),
        ("second_language: es\nteacher_note_xx: Gracias\n", "unknown-key-near"),
        ("second_language: es\nschedule_es: [{para_does: Lea}]\n", "translation-inside"),
        ("second_language: es\nemergency_es: {fire: Salgan}\n", "translation-inside"),
        ("second_language: es\ncontacts: [{role: Aide, name_es: Ana}]\n", "unknown-key-near"),
        ("second_language: es\nhide_blocks_es: [calm]\n", "unknown-key-near"),
        ("second_language: es\nroom_signals_es: Campana\n", "list-not-words"),
        (f"second_language: es\nroom_signals_es: [{'muy ' * 30}]\n", "too-long"),
        (
            "second_language: es\nroom_signals: [Bell]\nroom_signals_es: [Uno, Dos]\n",
            "translation-lines",
        ),
        ("contacts: [{role: Aide, role_es: Ayudante, name: Ms. Park}]\n", "translation-nowhere"),
        (
            "second_language: es\nschedule: [{para_does_es: Mateo Alvarez llora.}]\n",
            "privacy-given-name",
        ),
        ("second_language: es\nroom_signals_es: [Mateo Alvarez llora.]\n", "privacy-given-name"),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(text: str, code: str) -> None:
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    _, more = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    assert code in {each.code for each in (*problems, *more)}


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("restroom: By the gym\nrestroom_es: Junto al gimnasio", ["Junto al"], ["By the gym"]),
        ("room_signals: [Bell, Lights]\nroom_signals_es: [Campana, Luces]", ["Campana"], ["Bell"]),
        ("room_signals: [Bell, Lights]\nroom_signals_es: ['', Luces]", ["Bell", "Luces"], ["Lig"]),
        ("room_signals: [Bell, '', Lights]\nroom_signals_es: [A, B, Luces]", ["Luces"], ["Lights"]),
        ("room_signals: [Bell]\nroom_signals_es: [Campana, Luces]", ["Campana", "Luces"], ["Bell"]),
        ("room_signals_es: [Campana]", ["Campana"], []),
        ("emergency: {fire: Line up, fire_es: Hagan fila}", ["Hagan fila"], ["Line up"]),
        (
            "schedule:\n- {start: '8:00', para_does: Read, para_does_es: Lea}\n"
            "- {start: '9:00', para_does: Sing, where: Mat}",
            ["8:00", "Lea", "Sing", "Mat"],
            ["Read"],
        ),
        (
            "contacts: [{role: Nurse, role_es: Enfermera, name: Ms. Park, how: Ext. 4,"
            " how_es: Marque 4}]",
            ["Enfermera", "Ms. Park", "Marque 4"],
            [">Enfermería<", "Nurse", "Ext. 4"],
        ),
        (
            "more_facts: [{label: Pet, label_es: Mascota, answer: Fish, answer_es: Un pez}]",
            ["Mascota", "Un pez"],
            ["Pet", "Fish"],
        ),
        (
            "more_drills: [{name: Flood, name_es: Inundación, what: Go up, what_es: Suba}]",
            ["Inundación", "Suba"],
            ["Flood", "Go up"],
        ),
        ("dos_extra: [Laugh.]\ndos_extra_es: [Ríase.]", ["Ríase."], ["Laugh."]),
    ],
)
def test_lines_rows_and_groups_may_be_translated(
    text: str, shown: list[str], hidden: list[str]
) -> None:
    aside = unbind(second_html(f"second_language: es\n{text}\n"))
    assert [words for words in shown if words not in aside] == []
    assert [words for words in hidden if words in aside] == []


_TRANSLATED = """second_language: es
room_signals: [Bell, Lights, Clap]
room_signals_es: [Campana, Luces, Palmas]
emergency: {fire: Line up, fire_es: Hagan fila}
contacts: [{role: Guard, role_es: Guardia, name: Ms. Park}]
schedule:
- {start: '8:00', end: '9:00', para_does: Read, para_does_es: Lea}
- {start: '9:00', end: '9:30', para_does: Sing, para_does_es: Cante}
dos_extra: [Laugh.]
dos_extra_es: [Ríase.]
"""


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("old", "new", "says", "behind"),
    [
        (">Bell<", ">Gong<", "room_signals_es: [Campana, Luces, Palmas]", "room_signals_es"),
        (">Line up<", ">Run out<", "fire: Run out", "fire_es"),
        (">Sing<", ">Hum<", "para_does_es: Cante", "para_does_es"),
        (">Ms. Park<", ">Mr. Cole<", "role_es: Guardia", ""),
        (">8:00<", ">8:05<", "para_does_es: Lea", ""),
        ("Laugh.", "Smile.", "dos_extra_es: [Ríase.]", ""),
    ],
)
def test_translations_follow_what_is_edited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str, behind: str
) -> None:
    path = tmp_path / "room.yaml"
    path.write_text(_TRANSLATED, encoding="utf-8")
    assert main(["build", str(path)]) == 0
    page = path.with_suffix(".html")
    first, aside, second = unbind(page.read_text(encoding="utf-8")).partition("<aside")
    assert old in first
    page.write_text(first.replace(old, new) + aside + second, encoding="utf-8")
    capsys.readouterr()
    assert main(["pull", str(page), "--yes"]) == 0
    told = capsys.readouterr().err
    pulled = path.read_text(encoding="utf-8")
    assert says.split(": ")[-1].strip("[]") in pulled, pulled
    assert ("still translates" in told) == bool(behind) and behind in told
    # Without the file the page brings all of it.
    path.unlink()
    assert main(["pull", str(page), "--yes"]) == 0
    again = path.read_text(encoding="utf-8")
    for words in ("Palmas", "Hagan fila", "Guardia", "Lea", "Cante", "Ríase."):
        assert words in pulled and words in again, (words, again)


@pytest.mark.parametrize(
    ("now", "spoken"),
    [
        (["Bell", "Clap"], ["Campana", "Palmas"]),
        (["Lights", "Clap"], ["Luces", "Palmas"]),
        (["Bell", "New", "Lights", "Clap"], ["Campana", "", "Luces", "Palmas"]),
        (["Bell", "Lights", "Clap", "New"], ["Campana", "Luces", "Palmas"]),
        (["Bell", "Dim", "Clap"], ["Campana", "Luces", "Palmas"]),
        (["Clap", "Bell", "Lights"], ["", "Campana", "Luces"]),
        ([], []),
    ],
)
def test_a_translated_line_stays_beside_its_line(now: list[str], spoken: list[str]) -> None:
    after = set_values(_TRANSLATED, {"room_signals": now})
    moved = move_translated_lines(_TRANSLATED, after)
    layer, problems = parse_layer(parse_yaml(moved, "room.yaml"), Level.CUSTOMIZATION)
    placed = layer.values.get("room_signals_es")
    assert problems == () and list(placed.value if placed else ()) == spoken  # type: ignore[arg-type]
    assert set(layer.values) >= {"schedule_es", "contacts_es", "emergency.fire_es", "dos_extra_es"}


_LAYERS = (
    "restroom: Hall\nrestroom_es: Pasillo\n"
    "contacts: [{role: Nurse, role_es: Enfermera, name: Ms. Park}]\n"
)


def test_a_later_layer_hides_the_words_of_an_earlier_one() -> None:
    district, _ = parse_layer(parse_yaml(_LAYERS, "district.yaml"), Level.DISTRICT)
    text = "second_language: es\nrestroom: Gym\ncontacts: [{role: Nurse, how: Ext. 4}]\n"
    teacher, _ = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    prepared, problems = prepare_layers([district, teacher], today=datetime.date(2026, 11, 27))
    html = render(prepared.fitted, "file", prepared.logo, "room", prepared.second).html
    aside = unbind("".join(_ASIDE.findall(html)))
    assert "Gym" in aside and "Pasillo" not in aside
    assert aside.count("Enfermera") == 1 and "Ms. Park" in aside and "Ext. 4" in aside
    assert [each.code for each in problems if "translation" in each.code] == ["translation-hidden"]


@pytest.mark.usefixtures("batches_in_thread")
@pytest.mark.slow
def test_a_roster_and_the_schema_know_translations(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    head = (
        "handout_id,school_id,school_name,role,teacher_family,second_language,teacher_note,"
        "teacher_note_es,emergency.fire,emergency.fire_es,schedule.1.para_does,"
        "schedule.1.para_does_es,room_signals.1,room_signals.2,room_signals_es.2,"
        "contacts.1.role,Contacts 1 role ES"
    )
    row = (
        "a1,1,Elm,classroom,Rivera,es,Thank you.,Gracias por venir.,Line up,Hagan fila,Read,Lea,"
        "Bell,Lights,Luces,Guard,Guardia"
    )
    roster.write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert main(["batch", str(roster), "-o", str(tmp_path / "out")]) == 0
    (page,) = [each for each in tmp_path.rglob("out/*/*.html") if each.name != "index.html"]
    aside = page.read_text(encoding="utf-8").partition("<aside")[2]
    for words in ("Gracias por venir.", "Hagan fila", "Lea", "Bell", "Luces", "Guardia"):
        assert words in unbind(aside), words
    for words in ("Thank you.", "Line up", "Read<", "Lights"):
        assert words not in unbind(aside), words
    assert "teacher_note_es: Gracias." in format_yaml({"teacher_note_es": "Gracias."})
    assert json_schema()["properties"]["teacher_note_es"]["title"] == "Your note (Spanish)"


_OWN_BOX = """blocks:
  add: [{id: loop, title: Bus loop, text: '- Wait here. {#wait}'%s}]
items:
  calm: {replace: [{id: space, text: Give room.%s}], add: [{id: bees, text: Two cards.%s}]}
"""
_IN_SPANISH = (
    ", title_es: Los buses, text_es: '- Espere aquí. {#wait}'",
    ", text_es: Dé espacio.",
    ", text_es: Dos tarjetas.",
)


def as_typed(*layers: tuple[str, Level]) -> tuple[str, list[str]]:
    """Return the second sheet, and what is said of what stands there as it was typed."""
    parsed = []
    for text, level in layers:
        layer, problems = parse_layer(parse_yaml(text, f"{level.name}.yaml"), level)
        assert problems == ()
        parsed.append(layer)
    prepared, problems = prepare_layers(parsed, today=datetime.date(2026, 11, 27))
    html = render(prepared.fitted, "file", prepared.logo, "room", prepared.second).html
    told = [each.message for each in problems if each.code == "second-as-typed"]
    return unbind("".join(_ASIDE.findall(html))), told


_SECOND = ("second_language: es\n", Level.CUSTOMIZATION)


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.SCHOOL])
def test_reworded_lines_are_said_in_the_second_language_or_told(level: Level) -> None:
    aside, [told] = as_typed(_SECOND, (_OWN_BOX % ("", "", ""), level))
    words = ("Bus loop", "Wait here.", "Give room.", "Two cards.")
    assert all(one in aside and f"“{one}”" in told for one in words) and " 4 things " in told
    aside, told_none = as_typed(_SECOND, (_OWN_BOX % _IN_SPANISH, level))
    assert told_none == [] and not any(one in aside for one in words)
    assert "<h2><span>Los buses" in aside and "<li>Espere aquí." in aside
    assert "<li>Dé espacio." in aside and "<li>Dos tarjetas." in aside


def test_fields_without_a_translation_are_told_with_the_lines() -> None:
    text = """second_language: es
teacher_note: Thank you for coming.
restroom: By the gym
restroom_es: Junto al gimnasio
room: '12'
hotline: Ext. 4
dos_extra: [Laugh., Smile at them.]
dos_extra_es: [Ríase.]
"""
    aside, [told] = as_typed((text, Level.CUSTOMIZATION))
    assert "“Smile at them.”, “Your note”" in told and " 2 things " in told
    assert re.search(r'lang="en"[^<]*(<td[^>]*>)?Smile at them', aside)
    assert not re.search(r'lang="en"[^<]*(<td[^>]*>)?Ríase', aside)


def test_a_later_layer_takes_the_translation_away_with_the_words() -> None:
    district = "items: {calm: {replace: [{id: space, text: Give room., text_es: Dé espacio.}]}}"
    teacher = "second_language: es\nitems: {calm: {replace: [{id: space, text: Wait.}]}}"
    aside, [told] = as_typed((teacher, Level.CUSTOMIZATION), (district, Level.DISTRICT))
    assert "“Wait.”" in told and '<li lang="en">Wait.' in aside and "Dé espacio" not in aside


def test_a_sheet_in_one_language_has_no_place_for_a_translation() -> None:
    layer, _ = parse_layer(parse_yaml(_OWN_BOX % _IN_SPANISH, "room.yaml"), Level.CUSTOMIZATION)
    _, problems = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    assert [each.code for each in problems].count("translation-nowhere") == 3
    assert "privacy-given-name" not in {each.code for each in problems}
    private = "items: {calm: {add: [{id: x, text: Wait., text_es: Mateo Alvarez llora.}]}}"
    layer, _ = parse_layer(parse_yaml(private, "room.yaml"), Level.CUSTOMIZATION)
    _, problems = prepare_layers([layer], today=datetime.date(2026, 11, 27))
    assert "privacy-given-name" in {each.code for each in problems}


def test_a_line_that_is_changed_on_the_page_is_told(room: Room) -> None:
    assert main(["build", str(room.customization)]) == 0
    page = room.customization.with_suffix(".html")
    before, aside, after = page.read_text(encoding="utf-8").partition("<aside")
    start = before.index('data-block="calm"')
    line = re.findall(r"<li[^>]*>([^<]+)</li>", before[start:])
    page.write_text(before.replace(line[0], "Breathe out twice.", 1) + aside + after, "utf-8")
    assert main(["pull", str(page), "--yes"]) == 0
    prepared = prepare(room.customization, today=datetime.date(2026, 11, 27))
    told = [each.message for each in prepared.warnings if each.code == "second-as-typed"]
    assert len(told) == 1 and "“Breathe out twice.”" in told[0]
