"""A compiled sheet is the sheet that the typesetter makes: words, places, tags, bookmarks, pixels;
or it is typeset.
"""

from __future__ import annotations

import datetime
import io
import re
import zlib
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pypdfium2
import pytest
from classrooms import classroom, write_roster
from fit_cases import CASES, LONG_WORDS
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from paths import CASES as CASE_FILES
from PIL import Image, ImageChops
from press import SAMPLE, prepare_text
from strategies import as_yaml, customizations, district_layer, districts
from typeset_once import typeset_once

from handout.cache import disk
from handout.cli.main import main
from handout.compiled import COMPILED, audit
from handout.compiled.audit import find_difference
from handout.compiled.fragments.fragment import GrowingRow
from handout.compiled.parts.parts import split_into_parts
from handout.compiled.parts.slots import SheetPart
from handout.compiled.pdf.types import NotCompilableError
from handout.compiled.renderer import Compiler, RenderedPdf, get_compiler
from handout.compiled.text.fonts import embed_font
from handout.compiled.text.shaping import FontInstance, break_lines, shape_run
from handout.fonts import FACES_BY_PDF_NAME, face_path
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.text.face_subset import subset_face
from handout.pipeline import PreparedHandout, prepare, prepare_layers
from handout.problems import HandoutError
from handout.publish.pdf import typeset as typesetter
from handout.publish.pdf.font_maps import letters, widths
from handout.publish.pdf.typeset import typeset_sheet
from handout.pull.snapshot import displayed_fields
from handout.sources.roster.roster import read_roster

pytestmark = pytest.mark.slow  # compares pixels of compiled and typeset sheets

_SAMPLE = SAMPLE.read_text(encoding="utf-8")
_DAY = datetime.date(2026, 8, 20)
_DRILL = "theme: plain\npaper: legal\nrole: early-childhood\nhide_blocks: [people]\nemergency: {medical: %s}\n"
_HIGH = _DRILL % "Stay with the student and send two classmates to the nurse and then to the office"


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    """One that has the parts of all tests of this run: to compile a part takes 0.2 s."""
    return Compiler()


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> list[FittedSheet]:
    path = write_roster(
        tmp_path_factory.mktemp("roster") / "roster.csv", [classroom(n) for n in range(24)]
    )
    records, faults = read_roster(path)
    assert not faults
    return [prepare_layers([record.layer], today=_DAY)[0].fitted for record in records]


def _same(prepared: PreparedHandout, compiler: Compiler) -> str:
    """The route that it takes; the compiled sheet is what typesetting gives."""
    sheet = prepared.fitted, prepared.logo, "room"
    with pytest.MonkeyPatch.context() as patch:
        typeset_once(patch)  # where it was audited, that was done with the same two files
        compiled = compiler.render(*sheet)
        if compiled.route != COMPILED:
            assert not re.match("typeset: (audit|error)", compiled.route)
            return compiled.route.removeprefix("typeset: ")
        typeset, pages = typesetter.typeset_sheet(*sheet)
        assert compiled.pages == pages
        assert audit.find_difference(typeset, compiled.pdf) == ""
    return COMPILED


# ---- the same sheet


@pytest.mark.parametrize(
    "text",
    [
        _SAMPLE,
        _SAMPLE.replace("theme: field-guide", "theme: plain"),
        "",
        "theme: plain\npaper: a4\nink: mono\n",
        "role: substitute\nteacher_name: Ms. Rivera\npara_name: Đặng Thị Hồng\nroom: '7'\n",
        "role: bus\npaper: legal\nteacher_note: |\n  Watch **first**.\n\n  - Sit *behind* the **gate**\n  - Count twice, once at each stop, and tell the driver when all are there and belted\n\n  1. Stop\n  2. Look\n",
        "para_name: Олена Коваль\nteacher_name: Søren Åkesson-Œuvré\nroom: '7'\nclass_title: Grade 3\nschool_name: École Saint-Exupéry\n",
        CASES["half filled"],
        CASES["long contacts"],
        CASES["other labels"],
        *(f"role: {role}\n" for role in ("bus", "transition", "language", "personal-care")),
        CASES["rooms of extras"],
        f"paper: a4\n{CASES['long names']}",
        "theme: plain\npaper: legal\npara_name: naïve the recess count, listen hand-over\nteacher_name: X\n",
        "emergency: {fire: I Hồng help playground walk math Hồng a 212 group Room}\n",
        "theme: plain\nroom: '012'\n",
        "theme: plain\nclass_title: Grade 3\npara_name: Ana\n",
        "school_name: Oak Hill Elementary School of the Arts and Sciences\ndistrict_name: Ridgefield Unified School District of the Valley\napproved_by: Dr. Søren Åkesson-Œuvré\n",
        _HIGH,
        LONG_WORDS,
        f"theme: plain\npaper: a4\n{LONG_WORDS}",
        "teacher_note: Welcome! **loud** **loud** *both* **more**\n",
        CASES["bold at the edge"] + "\ntheme: plain\n",
        "role: substitute\ntheme: plain\nsign_off: 'no'\nteacher_note: Turn on the light **before** lunch.\n",
    ],
)
def test_sheets_of_many_kinds(text: str, compiler: Compiler) -> None:
    assert _same(prepare_text(text), compiler) == COMPILED


def test_a_rule_from_side_to_side_of_a_low_box_is_not_pushed_by_its_title(
    compiler: Compiler,
) -> None:
    """It ran on to the edge of the paper."""
    text = (CASE_FILES / "tight_front.yaml").read_text(encoding="utf-8")
    assert _same(prepare_text(text), compiler) == COMPILED


# A district with a field in a line of every kind: in columns, cells, steps, words to say, a heading,
# and beside blanks.
_DISTRICT = """
items:
  at-a-glance: {replace: [{id: say, text: "Say **who** you are and that you are in {{ room | default('your room') }}."}]}
  checklist: {replace: [{id: plans, text: "Find {{ plans_location | default('the plans') }}"}]}
  dos-donts:
    replace:
      - {id: ask, text: "Ask **{{ contacts[0].name | default('the teacher') }}** | Guess"}
      - {id: try, text: "Let students try first | Help before {{ wait_seconds | default('ten') }} seconds"}
  watch-for:
    replace:
      - {id: door, text: "Drifting to a door | Go to {{ emergency.fire | default('it') }}. **Call now.**"}
      - {id: message, text: "Hands over ears | In {{ room | default('the room') }} ask {{ contacts[2].name | blank(70) }}, or {{ contacts[1].name | blank(70) }}"}
  participation: {replace: [{id: wait, text: "**Wait {{ wait_seconds | default('ten') }}** seconds in *{{ room | default('the room') }}.*"}]}
  speak-up: {replace: [{id: help, text: "*“Can we ask {{ contacts[0].name | default('the teacher') }} first?”*"}]}
  role: {replace: [{id: near, text: "Work in {{ plans_location | default('it') }}, {{ plans_location | default('it') }}"}, {id: theirs, text: "{{ teacher_name | default('The teacher') }} {{ contacts[2].name | blank(40) }} does"}]}
blocks:
  add:
    - {id: signals, title: Signals, place: extra, text: "- One\\n- {{ room_signals | join('; ') | default('The bell') }}\\n- Three\\n- {{ plans_location | blank(80) }}"}
"""
_ROOMS = {
    "empty": "",
    "short": "room: '12'\nwait_seconds: 7\ncontacts: [{role: Teacher, name: Bea}]\nplans_location: The drawer\nroom_signals: [Bell]\n",
    "long": "paper: legal\nroom: The old library\nwait_seconds: 20\nteacher_name: Ms. Beatrice Li-Thompson of Ridgefield\n"
    "contacts: [{role: Teacher, name: Mr. Osei and Ms. Beatrice Li-Thompson}]\nemergency: {fire: the back door and then to the far side of the field}\n"
    "plans_location: The locked cabinet by the window, second drawer from the top, red folder\n"
    "room_signals: [The bell rings three times, Lights off and on and off, All hands up in the air]\n",
}


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_fields_in_lines(theme: str, compiler: Compiler) -> None:
    for room in _ROOMS.values():
        assert _same(prepare_text(f"{room}theme: {theme}\n", _DISTRICT), compiler) == COMPILED


def test_blanks_in_lines_are_as_thick_as_elsewhere(compiler: Compiler) -> None:
    line = "- In {{ room | default('it') }} ask {{ contacts[2].name | blank(150) }}\\n"
    layer = f'blocks: {{add: [{{id: keys, title: Keys, place: extra, text: "{line * 4}"}}]}}\n'
    prepared = prepare_text("room: '12'\n", layer)
    compiled = compiler.assemble(prepared.fitted, prepared.logo, "room").pdf
    typeset, _ = typeset_sheet(prepared.fitted, prepared.logo, "room")
    pages = [
        pypdfium2.PdfDocument(pdf)[2].render(scale=600 / 72, grayscale=True).to_pil()
        for pdf in (compiled, typeset)
    ]
    # The audit takes a hair more or less for how an edge is smoothed.
    assert sum(ImageChops.difference(*pages).histogram()[128:]) < 1000


def test_words_to_say_whose_marks_do_not_close_are_typeset(compiler: Compiler) -> None:
    line = "items: {speak-up: {replace: [{id: help, text: '*“By {{ room | default(\"x\") }}'}]}}\n"
    assert _same(prepare_text("room: '12'\n", line), compiler) == "quote"


def test_backs_share_their_parts_whatever_their_lines_say() -> None:
    def parts(room: str, district: str) -> list[SheetPart]:
        fitted = prepare_text(room, district).fitted
        return split_into_parts(fitted, fitted.sides[1], None)

    short = _ROOMS["short"]
    other = short.replace("Bea", "Mr. Osei").replace("'12'", "Gym").replace("7", "9")
    keys = [[part.key for part in parts(room, _DISTRICT)] for room in (short, other)]
    assert keys[0] == keys[1]


_EXTRA_BOX = (
    "hide_blocks: [calm]\nblocks: {add: [{id: %s, title: Keys, place: back, text: '- %s.'}]}\n"
)


def test_a_box_of_a_school_makes_one_part_new() -> None:
    def parts(district: str) -> dict[str, str]:
        fitted = prepare_text("", _EXTRA_BOX % ("keys", "Hand them in") + district).fitted
        return {part.name: part.key for part in split_into_parts(fitted, fitted.sides[1], None)}

    usual, more = parts(""), parts("items: {keys: {add: [{id: then, text: Then go home.}]}}\n")
    assert {name for name in usual | more if usual.get(name) != more.get(name)} == {"keys"}
    assert len(usual) > 5


def test_any_sheet(compiler: Compiler) -> None:
    """Most sheets drawn by chance are compiled, and each is what typesetting gives."""
    routes = Counter[str]()

    @settings(
        max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(customizations, districts)
    def render_both(values: dict[str, Any], district: int) -> None:
        try:
            prepared = prepare_text(as_yaml(values), district_layer(values, district))
        except HandoutError:
            return
        routes[_same(prepared, compiler)] += 1

    render_both()
    assert routes[COMPILED] > routes.total() / 2, routes


def test_a_roster_is_compiled(
    rooms: list[FittedSheet], compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    typeset_once(monkeypatch)  # for its audit and for us
    for fitted in rooms[:4]:
        compiled = compiler.render(fitted, None, "room")
        assert compiled.route == COMPILED
        typeset, _ = typesetter.typeset_sheet(fitted, None, "room")
        assert audit.find_difference(typeset, compiled.pdf) == ""


def test_parts_are_shared(rooms: list[FittedSheet], compiler: Compiler) -> None:
    compiler = Compiler()
    assert {compiler.render(fitted).route for fitted in rooms} == {COMPILED}
    assert len(compiler.parts.fragments) < 4 * len(rooms)  # of 14 each


_FIELDS = {"para_name": "Ana", "teacher_name": "Ms. Bea Li-Thompson", "class_title": "Grade 3", "room": "'012'", "school_name": "Oak Hill School", "approved_by": "Dr. Lee"}  # fmt: skip


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_a_sheet_with_any_blanks_is_compiled(theme: str, compiler: Compiler) -> None:
    for count in range(len(_FIELDS) + 1):
        for some in combinations(_FIELDS, count):
            prepared = prepare_text(
                f"theme: {theme}\n" + "".join(f"{name}: {_FIELDS[name]}\n" for name in some)
            )
            assert [
                part.name
                for part in split_into_parts(prepared.fitted, prepared.fitted.sides[0], None)
            ], some


def test_what_stands_beside_blanks_is_no_part_of_its_own() -> None:
    def foot(school: str) -> str:
        prepared = prepare_text(f"school_name: {school}\n")
        return split_into_parts(prepared.fitted, prepared.fitted.sides[0], None)[-1].key

    assert foot("Oak Hill School") == foot("Ash")


_LOGOS = {
    "oak.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z" fill="#060"/></svg>',
    "pale.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><g opacity=".5"><path d="M0 0h10v10z"/>'
    '<circle cx="9" cy="5" r="4" fill="#c00" fill-opacity=".5"/></g><rect x="15" y="1" width="8" height="8" rx="2" fill="none" stroke="red"/></svg>',
    "clear.png": "RGBA",
    "grey.png": "L",
    "photo.jpg": "RGB",
}


@pytest.mark.parametrize("name", _LOGOS)
def test_a_logo(name: str, compiler: Compiler, tmp_path: Path) -> None:
    if name.endswith(".svg"):
        (tmp_path / name).write_text(_LOGOS[name], encoding="utf-8")
    else:
        drawing = Image.new("RGBA", (80, 40), (0, 90, 60, 0))
        drawing.paste((200, 30, 0, 200), (10, 10, 50, 30))
        drawing.convert(_LOGOS[name]).save(tmp_path / name)
    (tmp_path / "room.yaml").write_text(
        f"teacher_name: X\nlogo: {{file: {name}, alt: An oak}}\n", encoding="utf-8"
    )
    assert _same(prepare(tmp_path / "room.yaml"), compiler) == COMPILED


def test_schools_with_logos_share_all_parts(compiler: Compiler, tmp_path: Path) -> None:
    """Each file has its own school's logo, in its own shape, and what it shows."""
    sizes = ((80, 80), (80, 60), (40, 90), (600, 580))
    layouts, known = set(), Compiler()
    for number, size in enumerate(sizes):
        Image.new("RGB", size, (90 * number, 90, 0)).save(tmp_path / "oak.png")
        (tmp_path / "school.yaml").write_text(f"logo: {{file: oak.png, alt: Oak {number} (new)}}\n")
        (tmp_path / "room.yaml").write_text("teacher_name: Ms. X\n")
        prepared = prepare(tmp_path / "room.yaml", None, tmp_path / "school.yaml")
        assert _same(prepared, known) == COMPILED
        assembled = known.assemble(prepared.fitted, prepared.logo, "")
        layouts.add(assembled.layout)
        with pikepdf.open(io.BytesIO(assembled.pdf)) as pdf:
            picture = pdf.pages[0].resources["/XObject"]["/Logo"]
            assert (int(picture.Width), int(picture.Height)) == size
        path = tmp_path / "oak.pdf"
        path.write_bytes(assembled.pdf)
        profile = validator.ValidationProfile.PDF_UA_1
        assert validator.validate_pdf(str(path), profile=profile).is_compliant
    assert len(layouts) == 1


_CODE = "link: {url: '%s', label: Our room}\nyour_things: %s\n"
_URLS = (
    "https://example.org/our-room",
    "mailto:ms.rivera@oakhill.example.org",
    "https://oakhill.example.org/" + "a" * 150,
)


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_each_classroom_has_its_own_qr_code(theme: str, compiler: Compiler, tmp_path: Path) -> None:
    compiler, files = Compiler(), []
    for n, url in enumerate(_URLS):
        prepared = prepare_text(
            _CODE % (url, "in the closet by the door, where the long coats hang" if n else "here")
            + f"theme: {theme}\n"
        )
        assert _same(prepared, compiler) == COMPILED
        files.append(compiler.assemble(prepared.fitted, None, "").pdf)
        path = tmp_path / f"{n}.pdf"
        path.write_bytes(files[-1])
        assert validator.validate_pdf(
            str(path), profile=validator.ValidationProfile.PDF_UA_1
        ).is_compliant
    assert (
        len(
            {
                compiler.assemble(prepare_text(_CODE % (url, "here")).fitted, None, "").layout
                for url in _URLS
            }
        )
        == 1
    )
    for file, url in zip(files, _URLS, strict=True):
        with pikepdf.open(io.BytesIO(file)) as pdf:
            (figure,) = (
                pdf_object
                for pdf_object in pdf.objects
                if isinstance(pdf_object, pikepdf.Dictionary) and pdf_object.get("/S") == "/Figure"
            )
            assert str(figure.Alt).endswith(url)
            left, bottom, right, top = (float(side) for side in figure.A.BBox)
            assert (
                56 < right - left < 58
                and 56 < top - bottom < 58
                and 0 < left < 600
                and 0 < bottom < 1000
            )


# ---- what goes the other way

_OTHERWISE = {
    "large_print: yes\n": "large-print",
    "text_size: large\n": "larger-text",
    "teacher_note: See [the map](https://example.org) first.\nteacher_name: X\n": "link",
    "theme: plain\nteacher_note: Turn on the TV **before** lunch.\n": "glyph",
    "para_name: שרה לוי\n": None,
    "teacher_note: Meet חנה at the door.\n": None,
}


@pytest.mark.parametrize("text", _OTHERWISE)
def test_what_is_not_certain_is_typeset(text: str, compiler: Compiler) -> None:
    try:
        prepared = prepare_text(text)
    except HandoutError:
        return  # no face has a sign for it: told long before
    pressed = compiler.render(prepared.fitted, prepared.logo)
    assert pressed.route.startswith("typeset: ")
    if _OTHERWISE[text]:
        assert pressed.route == f"typeset: {_OTHERWISE[text]}"
    assert pressed.pdf == typeset_sheet(prepared.fitted, prepared.logo)[0]


def test_a_part_is_looked_at_again_where_it_is_first_higher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    disk.cache_dir.cache_clear()
    low, high = prepare_text(_DRILL % "Stay"), prepare_text(_HIGH)
    assert Compiler().render(low.fitted).route == COMPILED
    assert Compiler(compiles=False).render(high.fitted).route == "typeset: new"
    with (
        monkeypatch.context() as patch
    ):  # lines to write on are drawn out with the words beside them
        patch.setenv("HANDOUT_CACHE", "")
        disk.cache_dir.cache_clear()
        patch.setattr(GrowingRow, "holds", lambda *_: False)
        wrong = Compiler()
        assert wrong.render(low.fitted).route == COMPILED
        assert [wrong.render(one.fitted).route for one in (high, low)] == ["typeset: audit"] * 2
    disk.cache_dir.cache_clear()
    assert Compiler().render(high.fitted).route == COMPILED
    monkeypatch.setattr("handout.compiled.audit.find_difference", _never)
    assert [Compiler(compiles).render(high.fitted).route for compiles in (True, False)] == [
        COMPILED
    ] * 2
    disk.cache_dir.cache_clear()


def test_a_mistake_of_ours_costs_nobody_a_sheet(
    rooms: list[FittedSheet],
    compiler: Compiler,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("handout.compiled.renderer.split_into_parts", _mistaken)
    for fitted in rooms[:2]:
        assert compiler.render(fitted).route == "typeset: error KeyError"
    (logged,) = caplog.records  # one for all sheets
    assert "KeyError" in logged.message and "in _mistaken" in logged.message
    assert "Ana Pérez" not in logged.message  # a person's words stay out of logs
    monkeypatch.setattr("handout.compiled.renderer.split_into_parts", _late)
    with pytest.raises(TimeoutError):
        compiler.render(rooms[0])


def _mistaken(*_: object, **__: object) -> None:
    name = "Ana Pérez"
    raise KeyError(name)


def _late(*_: object, **__: object) -> None:
    raise TimeoutError


def test_a_banned_layout_is_typeset(rooms: list[FittedSheet], compiler: Compiler) -> None:
    layout = compiler.render(rooms[0]).layout
    assert compiler.render(rooms[0], banned=frozenset([layout])).route == "typeset: audit"


# ---- the file


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_valid_pdf_ua(theme: str, compiler: Compiler, tmp_path: Path) -> None:
    prepared = prepare_text(_SAMPLE.replace("theme: field-guide", f"theme: {theme}"))
    path = tmp_path / "sheet.pdf"
    path.write_bytes(compiler.assemble(prepared.fitted, prepared.logo, "room").pdf)
    report = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report
    with pikepdf.open(path) as pdf:
        ids = [
            str(pdf_object.ID)
            for pdf_object in pdf.objects
            if isinstance(pdf_object, pikepdf.Dictionary)
            and "/ID" in pdf_object
            and "/S" in pdf_object
        ]
        assert ids and len(ids) == len(set(ids))
        assert str(pdf.docinfo.Title) == prepared.fitted.sheet.title
        assert pdf.Root.Lang == "en"
        assert "room.yaml" in str(pdf.Root.Names.EmbeddedFiles.Names[0])


def test_ligatures_can_be_copied(compiler: Compiler) -> None:
    prepared = prepare_text(
        "teacher_note: Offer five stiff waffles; the office affirms that first.\n"
    )
    text = _text(compiler.assemble(prepared.fitted, None, "").pdf)
    assert "Offer five stiff waffles" in text


def test_equal_bytes(
    rooms: list[FittedSheet], monkeypatch: pytest.MonkeyPatch, compiler: Compiler
) -> None:
    first = [compiler.assemble(fitted, None, "room").pdf for fitted in rooms[:4]]
    monkeypatch.setenv("HANDOUT_CACHE", "")
    disk.cache_dir.cache_clear()
    other = Compiler()  # meets them in another order, and has nothing on disk
    try:
        assert [other.assemble(fitted, None, "room").pdf for fitted in rooms[3::-1]] == first[::-1]
    finally:
        disk.cache_dir.cache_clear()


def test_nothing_of_another_classroom(rooms: list[FittedSheet], compiler: Compiler) -> None:
    marked = []
    for n, fitted in enumerate(rooms[:6]):
        marked.append(
            (
                set(displayed_fields(fitted.sheet).values()),
                _everything(compiler.assemble(fitted, None, f"room-{n}").pdf),
            )
        )
    for n, (own_words, text) in enumerate(marked):
        room = str(rooms[n].sheet.handout.value("room"))
        assert room in text
        for m, (others, _) in enumerate(marked):
            for word in (
                other for other in others if m != n and re.search(r"\d", other) and len(other) > 3
            ):  # what our own content says has none
                match = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
                assert not match or any(word in layer for layer in own_words), word
            assert m == n or str(rooms[m].sheet.handout.value("room")) not in text
        assert "Zq0" not in text


def _everything(pdf: bytes) -> str:
    """Words on its pages, its strings, and all that is in its streams."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        inside = [_text(pdf), str(opened.docinfo.Title)]
        for pdf_object in opened.objects:
            if (
                isinstance(pdf_object, pikepdf.Stream)
                and pdf_object.get("/Subtype") != "/Image"
                and "/Length1" not in pdf_object
            ):
                inside.append(pdf_object.read_bytes().decode("latin-1"))
            elif isinstance(pdf_object, pikepdf.Dictionary):
                inside += [
                    str(value)
                    for value in pdf_object.as_dict().values()
                    if isinstance(value, pikepdf.String)
                ]
    return "\n".join(inside)


def _text(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


# ---- the audit finds what is wrong


def _pressed(rooms: list[FittedSheet], compiler: Compiler) -> RenderedPdf:
    return compiler.assemble(rooms[0], None, "")


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (rb"\[<", rb"[-40<", "words"),  # 0.5 px aside
        (rb"/F(\d) 13[\d.]* Tf", rb"/F\1 12.8 Tf", "words"),
        (rb"0.117647 0.145098 0.137255 rg", b"0.5 0.145098 0.137255 rg", "words"),
        (rb"1 0 0 1 ([\d.]+) ([\d.]+) cm\n/P", rb"1 0 0 1 \1 90 cm\n/P", "pixels"),
    ],
)
def test_the_audit_sees(
    old: bytes,
    new: bytes,
    difference: str,
    rooms: list[FittedSheet],
    compiler: Compiler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typeset_once(monkeypatch)
    typeset = typesetter.typeset_sheet(rooms[0])[0]
    pressed = _pressed(rooms, compiler)
    assert audit.find_difference(typeset, pressed.pdf) == ""
    with pikepdf.open(io.BytesIO(pressed.pdf)) as pdf:
        content = pdf.pages[0].Contents
        changed = re.sub(old, new, content.read_bytes())
        assert changed != content.read_bytes()
        content.write(changed)
        out = io.BytesIO()
        pdf.save(out)
    assert find_difference(typeset, out.getvalue()).startswith(difference)


def test_the_audit_sees_another_classroom(rooms: list[FittedSheet], compiler: Compiler) -> None:
    assert find_difference(typeset_sheet(rooms[0])[0], compiler.assemble(rooms[1], None, "").pdf)


# ---- parts on disk


def test_kept_parts_are_read_back(
    rooms: list[FittedSheet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    disk.cache_dir.cache_clear()
    first = Compiler().render(rooms[0]).pdf
    cached = sorted(tmp_path.rglob("*.json"))
    assert cached
    monkeypatch.setattr("handout.publish.pdf.weasyprint.typeset", _never)
    assert Compiler().render(rooms[0]).pdf == first
    monkeypatch.undo()
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    whole = cached[0].read_bytes()
    cached[0].write_bytes(whole[:-1])  # damaged: made anew
    assert Compiler().render(rooms[0]).pdf == first
    assert cached[0].read_bytes() == whole
    disk.cache_dir.cache_clear()


def test_what_writes_nothing_uses_what_there_is(
    rooms: list[FittedSheet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    disk.cache_dir.cache_clear()
    assert Compiler(compiles=False).render(rooms[0]).route == "typeset: new"
    assert not list(tmp_path.rglob("*"))
    Compiler().render(rooms[0])
    assert Compiler(compiles=False).render(rooms[0]).route == COMPILED
    disk.cache_dir.cache_clear()


def test_only_a_build_of_many_files_makes_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("handout.cli.commands.build.COMPILES_FROM", 2)
    disk.cache_dir.cache_clear()
    get_compiler.cache_clear()
    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for file in files:
        file.write_text(f"teacher_name: Ms. {file.stem}\n", encoding="utf-8")
    assert main(["build", str(files[0]), "-o", str(tmp_path)]) == 0
    assert not list(tmp_path.rglob("cache/**/*.json"))
    assert main(["build", *map(str, files), "-o", str(tmp_path)]) == 0
    assert list(tmp_path.rglob("cache/**/*.json"))
    disk.cache_dir.cache_clear()
    get_compiler.cache_clear()


def _never(*_: object, **__: object) -> None:
    raise AssertionError("typeset")


def test_the_folder_stays_small(
    rooms: list[FittedSheet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    monkeypatch.setattr(disk, "MAX_BYTES", 250_000)
    monkeypatch.setattr(disk, "CHECK_INTERVAL", 1)
    disk.cache_dir.cache_clear()
    Compiler().render(rooms[0])
    assert 0 < sum(path.stat().st_size for path in tmp_path.rglob("*.json")) <= 250_000
    disk.cache_dir.cache_clear()


# ---- shaping


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("one two three", ["one two ", "three"]),
        ("one co-operate", ["one co-", "operate"]),
        ("a no\u00a0break space", ["a ", "no\u00a0break ", "space"]),
        ("one and/or", ["one and/", "or"]),
        ("by https://oakhill.org/paras", ["by https://", "oakhill.org/", "paras"]),
        ("an interdisciplinary one", ["an ", "interdisc", "iplinary ", "one"]),
        ("so waffle-office", ["so ", "waffle-", "office"]),
    ],
)
def test_lines_break_where_the_typesetter_breaks_them(text: str, wanted: list[str]) -> None:
    how = FontInstance("Handout-Sans", 13.0)
    measure = max(shape_run(how, line.rstrip()).width for line in wanted) + 0.5
    assert [[words.shows for _, words in line] for line in break_lines([(how, text)], measure)] == [
        [shape_run(how, line).shows] for line in wanted
    ]


@pytest.mark.parametrize("text", ["and?or wide", "wide…wide wide", "8–9 wide"])
def test_a_break_that_is_not_certain_is_not_made(text: str) -> None:
    how = FontInstance("Handout-Sans", 13.0)
    with pytest.raises(NotCompilableError):
        break_lines(
            [(how, f"word {text}")],
            shape_run(how, "word").width + shape_run(how, text.split()[0]).width / 2,
        )


@pytest.mark.parametrize(
    "before, after",
    [
        ("a “b”", "(c)"),
        ("x “quiet”", "{{name}}"),
        ('she said "yes"', "[twice]"),
        ("one —", "— two"),
    ],
)
def test_what_stays_together_over_a_space_is_not_decided(before: str, after: str) -> None:
    """UAX 14: no line ends between a quotation mark and what opens after it (LB15), or between two
    dashes (LB17).
    """
    how = FontInstance("Handout-Sans", 13.0)
    with pytest.raises(NotCompilableError):
        break_lines([(how, f"{before} {after}")], shape_run(how, before).width + 4)


def test_an_end_of_line_where_the_face_changes_is_decided_after_plain_signs_alone() -> None:
    how, bold = FontInstance("Handout-Sans", 13.0), FontInstance("Handout-Sans-Bold", 13.0)
    for before, after, certain in (
        ("one two,", "three", True),
        ("one two…", "three", False),
        ("one two", "“three”", False),
    ):
        pieces = [(how, f"{before} "), (bold, after)]
        measure = shape_run(how, before).width + 5
        if certain:
            assert len(break_lines(pieces, measure)) == 2
            continue
        with pytest.raises(NotCompilableError):
            break_lines(pieces, measure)


@pytest.mark.parametrize("name", FACES_BY_PDF_NAME)
def test_embedded_faces_draw_the_same_glyphs_in_the_same_places(name: str) -> None:
    whole = TTFont(face_path(FACES_BY_PDF_NAME[name], "ttf"))
    glyphs = shape_run(FontInstance(name, 16), "Mr. Núñez’s office, Rm. 12").glyphs
    data = zlib.decompress(embed_font(name, glyphs).packed)
    assert data == subset_face(FACES_BY_PDF_NAME[name], reversed(sorted(glyphs)))
    embedded = TTFont(io.BytesIO(data), checkChecksums=2)  # raises if one is wrong
    embedded_names, names = embedded.getGlyphOrder(), whole.getGlyphOrder()
    for glyph in sorted(glyphs):
        outline = embedded["glyf"][embedded_names[glyph]].getCoordinates(embedded["glyf"])
        assert outline == whole["glyf"][names[glyph]].getCoordinates(whole["glyf"])
        assert embedded["hmtx"][embedded_names[glyph]] == whole["hmtx"][names[glyph]]


@pytest.mark.parametrize(
    ("language", "most"),
    [("en", 54_000), ("es", 60_000)],  # what they have, and a little more
)
def test_a_compiled_sheet_is_small(language: str, most: int, compiler: Compiler) -> None:
    prepared = prepare_text(f"{_SAMPLE}\nlanguage: {language}\n")
    rendered = compiler.render(prepared.fitted, prepared.logo, "room")
    assert rendered.route == COMPILED and len(rendered.pdf) <= most


def test_a_compiled_sheet_has_the_glyphs_on_it_and_no_others(compiler: Compiler) -> None:
    prepared = prepare_text(_SAMPLE)
    pdf = compiler.render(prepared.fitted, prepared.logo, "room").pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        shown: dict[str, set[int]] = {}
        for page in opened.pages:
            name = ""
            for step in pikepdf.parse_content_stream(page):
                if str(step.operator) == "Tf":
                    name = str(page.Resources.Font[str(step.operands[0])].BaseFont)
                elif str(step.operator) == "TJ":
                    codes = b"".join(
                        bytes(part) for part in step.operands[0] if isinstance(part, pikepdf.String)
                    )
                    glyphs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
                    shown.setdefault(name, set()).update(glyphs)
        fonts = {
            str(font.BaseFont): font
            for page in opened.pages
            for font in page.Resources.Font.values()
        }
        assert {name: set(widths(font)) for name, font in fonts.items()} == shown
        for name, font in fonts.items():
            assert shown[name] <= set(letters(font))


def test_fitted_sheets_are_not_changed(rooms: list[FittedSheet], compiler: Compiler) -> None:
    before = replace(rooms[0])
    compiler.render(rooms[0])
    assert rooms[0] == before


SPACED = {
    "school_name": "Oak  Hill   School",
    "teacher_name": "Ms.  Rivera",
    "para_name": " Jordan \t Ellis ",
    "class_title": "Grade  3",
    "room": "Annex  B",
    "call_for_help": "Press  the red button ,  then  wait .",
    "emergency": {"fire": "Back door,  then  the yard."},
    "teacher_note": "Welcome!  We   are  glad.",
    "plans_location": "Locked  cabinet",
    "restroom": "Staff  room",
    "your_things": "Hook   12",
    "room_signals": ["Hand  up", "Lights   off"],
    "breaks": [{"start": "9:30", "end": "9:45", "covered_by": "Ms.  Ito"}],
    "schedule": [{"start": "8:00", "end": "8:30", "teacher_does": "Morning  meeting", "where": "The  rug"}],
    "contacts": [{"role": "Case  manager", "name": "Mr.  Osei", "how": "Ext.  240"}],
    "trainings_done": ["First  aid"],
    "dos_extra": ["Ask  first"],
    "items": {"speak-up": {"replace": [{"id": "show", "text": "Please  show   me \t first."}]}},
    "blocks": {"replace": [{"id": "watch-for", "title": "Watch  for"}]},
}  # fmt: skip


def single(value: Any) -> Any:
    """`value` with single spaces."""
    if isinstance(value, str):
        return re.sub("[ \t]+", " ", value).strip()
    if isinstance(value, list):
        return [single(one) for one in value]
    if isinstance(value, dict):
        return {key: single(one) for key, one in value.items()}
    return value


def test_spaces_that_nobody_sees_change_nothing(compiler: Compiler) -> None:
    spaced, plain = prepare_text(as_yaml(SPACED)), prepare_text(as_yaml(single(SPACED)))
    for name, value in plain.handout.values.items():
        if name != "teacher_note":  # Markdown, read where it is shown
            assert spaced.handout.values[name].placed.value == value.placed.value
    assert _same(spaced, compiler) == COMPILED
    assert typeset_sheet(spaced.fitted) == typeset_sheet(plain.fitted)
