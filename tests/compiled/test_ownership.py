"""No word of a classroom's own is in the cache folder, whatever was made, and however a part keeps
its words.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT
from press import prepare_text

from handout.cache import disk
from handout.cache.memory import LRUCache
from handout.compiled.parts.parts import split_into_parts
from handout.compiled.renderer import Compiler, RenderedPdf
from handout.compiled.text.fonts import glyph_text
from handout.pipeline import prepare

pytestmark = pytest.mark.slow  # compiles sheets

MARKER = "zorblax"  # in every word below that somebody typed

# Every way to bring words of one's own on a sheet, each with the mark in it.
_FIELDS = """
para_name: Zorblax Ellis
teacher_name: Ms. Zorblax
class_title: Zorblax 3
room: Zorblax 12
call_for_help: Zorblax button
emergency: {fire: Zorblax door, lockdown: Zorblax corner, shelter: Zorblax hall, medical: Zorblax nurse}
plans_location: Zorblax drawer
restroom: Zorblax restroom
your_things: Zorblax closet
room_signals: [Zorblax bell]
breaks: [{start: "9:15", covered_by: Mr. Zorblax}]
trainings_done: [Zorblax training]
contacts: [{role: Zorblax Librarian, name: Ms. Zorblax, how: ext. Zorblax}]
school_name: Zorblax School
district_name: Zorblax District
approved_by: Dr. Zorblax
link: {url: "https://example.org/zorblax", label: Zorblax pages}
"""
_WORDS = {
    "all fields": _FIELDS,
    "half of a line": "breaks: [{end: '9:15', covered_by: Mr. Zorblax}]\nschool_name: Zorblax School\n",
    "a note": "teacher_note: |\n  Zorblax welcome.\n\n  Zorblax **first**.\n",
    "an item on the front": "items: {checklist: {add: [{id: more, text: Zorblax more}]}}\n",
    "an item on the back": "items: {calm: {add: [{id: more, text: Zorblax more}]}}\n",
    "an item in other words": "items: {dos-donts: {replace: [{id: praise, text: Zorblax try | Argue}]}}\n",
    "dos and don'ts": "dos_extra: [Zorblax listen]\ndonts_extra: [Zorblax shout]\n",
    "a box of one's own": "blocks: {add: [{id: zorblax-box, title: Zorblax pets, place: front, text: The zorblax turtle.}]}\n",
    "one on the back": "blocks: {add: [{id: zorblax-box, title: Zorblax pets, place: back, text: The zorblax turtle.}]}\n",
    "a table of one's own": "blocks: {add: [{id: jobs, title: Jobs, place: back, text: \"| Zorblax | Who |\\n|---|---|\\n| a | b |\"}]}\n",
    "a box with other words": "blocks: {replace: [{id: checklist, text: \"- Zorblax the exits\"}]}\n",
    "a box with another title": "blocks: {replace: [{id: checklist, title: Zorblax list}]}\n",
    "a schedule": "schedule: [{start: '8:00', end: '9:00', teacher_does: Zorblax math, para_does: Zorblax along, where: Zorblax hall}]\n",
    "one page": "role: substitute\npages: 1\npara_name: Zorblax\ndos_extra: [Zorblax listen]\n",
    "plain, a4, mono": "theme: plain\npaper: a4\nink: mono\ndonts_extra: [Zorblax shout]\n" + _FIELDS,
    "labels": "labels: [{label: Fire, say: Zorblax}, {label: Wait time, say: Zorblax}, {label: You, say: Zorblax}, {label: Room, say: Zorblax}]\n",
    "more rows": "more_facts: [{label: Zorblax, answer: Zorblax}]\nmore_drills: [{name: Zorblax, what: Zorblax}]\nclass_cover: Zorblax\n",
    "a substitute": "role: substitute\n" + _FIELDS,
}  # fmt: skip


@pytest.fixture(scope="module")
def common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ownership") / "cache"


@pytest.fixture
def folder(common_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of all sheets of this module: what they share is compiled once, and whatever any
    of them puts there stays to be looked at.

    Each audit passes, so that nothing stays away from the disk for a difference, and nothing is
    typeset for it: that of the roster's sheets is whole.
    """
    monkeypatch.setattr("handout.compiled.renderer.typeset_whole", _typeset_nothing)
    monkeypatch.setattr("handout.compiled.audit.find_difference", lambda *_: "")
    monkeypatch.setenv("HANDOUT_CACHE", str(common_folder))
    disk.cache_dir.cache_clear()
    yield common_folder
    disk.cache_dir.cache_clear()


def _typeset_nothing(*of: object) -> RenderedPdf:
    return RenderedPdf(b"", 1, f"typeset: {of[3]}")


@cache
def words_in(name: str, content: bytes) -> str:
    """All that a file in the folder may say: its name, its letters, its streams inflated, its
    glyphs as letters.
    """
    texts = [name, content.decode("latin-1"), content.decode("utf-16-be", "ignore")]
    texts += [_inflated(content[at.start() :]) for at in re.finditer(rb"x[\x01\x9c\xda]", content)]
    if name.startswith("part-") and content[32:]:
        texts += _glyphs_as_letters(json.loads(content[32:]))
    return re.sub(r"\s", "", " ".join(texts)).casefold()


def _inflated(content: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(content).decode("latin-1")
    except zlib.error:
        return ""


def _glyphs_as_letters(part: dict[str, Any]) -> Iterator[str]:
    for leaf in part.get("texts", ()):
        stills = [text for text in leaf if isinstance(text[0], str)]
        yield "".join(glyph_text(still[0], glyph) or "" for still in stills for glyph in still[6])


def holding(folder: Path, word: str) -> list[str]:
    """The files of the folder that say `word`."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if word in words_in(path.name, path.read_bytes())]


def test_words_of_the_content_are_found_where_they_are(folder: Path) -> None:
    Compiler().render(prepare_text("").fitted)
    assert holding(folder, "walktheexits")  # so the search sees what a part draws
    assert holding(folder, "safetyandhealth")


@pytest.mark.parametrize("kind", _WORDS)
def test_nothing_of_a_classroom_is_put_away(kind: str, folder: Path) -> None:
    prepared = prepare_text(_WORDS[kind])
    assert Compiler().render(prepared.fitted, prepared.logo, "room").route == "compiled"
    assert holding(folder, MARKER) == []


def test_nothing_of_a_line_that_names_fields_is_put_away(folder: Path) -> None:
    items = {"calm": "self", "checklist": "exits", "dos-donts": "ask", "speak-up": "help"}
    words = "By {{ room | default('it') }} | or *{{ restroom | default('by that') }}*"
    change = {block: {"replace": [{"id": item, "text": words}]} for block, item in items.items()}
    prepared = prepare_text(_FIELDS, json.dumps({"items": change}))
    assert (
        len(Compiler().render(prepared.fitted).layout.split("-")) > 15
    )  # the boxes of a back, too
    again = Compiler()
    assert again.render(prepared.fitted).route == "compiled"
    assert not {part.name for part in again.new_parts} & set(items)  # they come from the folder
    assert holding(folder, MARKER) == []


def test_nothing_of_what_was_reworded_is_put_away(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "room.yaml").write_text("room: '12'\n")
    (tmp_path / "room.edits.yaml").write_text(
        "blocks:\n"
        "  - {id: checklist, title: Zorblax list}\n"
        "  - {id: own-1, new: true, side: front, title: Zorblax, text: Our zorblax.}\n"
    )
    prepared = prepare(tmp_path / "room.yaml")
    assert "Zorblax" in repr(prepared.handout.blocks)
    Compiler().render(prepared.fitted, prepared.logo, "room")
    assert holding(folder, MARKER) == []


def test_a_logo_of_a_classroom_is_not_put_away(folder: Path, tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 2L8.125 7V2z"/></svg>'
    (tmp_path / "oak.svg").write_text(drawing)
    (tmp_path / "room.yaml").write_text("logo: {file: oak.svg, alt: The zorblax oak}\n")
    prepared = prepare(tmp_path / "room.yaml")
    assert prepared.logo
    Compiler().render(prepared.fitted, prepared.logo, "room")
    assert holding(folder, MARKER) == []
    assert holding(folder, "8.125") == []


def test_words_of_a_district_and_a_school_are_put_away_once_for_all(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "school.yaml").write_text("dos_extra: [Ask at the front desk]\n")
    (tmp_path / "room.yaml").write_text("para_name: Zorblax\n")
    prepared = prepare(tmp_path / "room.yaml", None, tmp_path / "school.yaml")
    Compiler().render(prepared.fitted)
    assert holding(folder, "askatthefrontdesk")
    again = Compiler()
    assert again.render(prepared.fitted).route == "compiled" and not again.new_parts
    assert holding(folder, MARKER) == []


def test_a_roster_leaves_no_word_in_the_folder(folder: Path, tmp_path: Path) -> None:
    rows = [
        f"h{n},zo,Zorblax School,Zorblax {n},classroom,Zorblax,Ellis,Ana,Zorblax,Zorblax help,"
        "Zorblax listen,Zorblax shout"
        for n in range(3)
    ]
    head = (
        "handout_id,school_id,school_name,room,role,para_given,para_family,teacher_given,"
        "teacher_family,call_for_help,dos_extra.1,donts_extra.1"
    )
    (tmp_path / "roster.csv").write_text("\n".join([head, *rows]) + "\n")
    command = [
        sys.executable,
        "-m",
        "handout",
        "batch",
        "roster.csv",
        "--output",
        "made",
        "--jobs",
        "1",
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "HANDOUT_CACHE": str(folder)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((tmp_path / "made").rglob("*.pdf"))) >= 3
    assert holding(folder, MARKER) == []


def test_what_earlier_releases_put_away_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOUT_CACHE", str(tmp_path))
    disk.cache_dir.cache_clear()
    earlier = tmp_path / "0123456789abcdef" / "part-1.json"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("zorblax")
    disk.write("one", b"words")
    disk.cache_dir.cache_clear()
    assert not earlier.exists()


def test_parts_of_a_sheet_that_is_typeset_wait_for_their_audit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audits = []

    def find_difference(*pdfs: bytes) -> str:
        audits.append(pdfs)
        return ""

    monkeypatch.setattr("handout.compiled.audit.find_difference", find_difference)
    # Of a district: parts with its words go to the disk.
    fitted = prepare_text(
        "room: '12'\n", "items: {checklist: {add: [{id: a, text: Feed the yak}]}}"
    ).fitted
    compiler = Compiler()
    last = split_into_parts(fitted, fitted.sides[-1], None)[-1]
    compiler.parts.fragments[last.key] = "another reason"
    assert compiler.render(fitted).route == "typeset: another reason"
    assert compiler.parts.unaudited and not audits and not holding(folder, "feedtheyak")
    compiler.parts.fragments = LRUCache(100)
    assert compiler.render(fitted).route == "compiled" and len(audits) == 1
    assert not compiler.parts.unaudited and holding(folder, "feedtheyak")
