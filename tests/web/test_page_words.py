"""What the page says of faults, in each of its languages: no English in between."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from english_words import english_words_in
from pages import RECORD, sample_room

from handout.content_folders import ENGLISH, list_languages
from handout.interface_language import speak
from handout.problems import HandoutError
from handout.web.office.roster_file import summarize_roster
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import lay_out
from handout.web.sheet.open_file import open_file
from handout.web.sheet.problem_json import problem_json

LANGUAGES = [tag for tag in list_languages() if tag != ENGLISH]
_LONG = "mmmm nnnn oooo pppp rrrr ssss tttt uuuu vvvv wwww " * 9

FORMS: list[dict[str, Any]] = [
    {
        "teacher_note": "Call the mom of Mateo at 555-201-3344. Amir has autism. Door code 4471.",
        "room_signals": ["Llame a la mamá de Mateo al 555-201-3344.", "> quoted"],
        "contacts": [{"role": "Nurse", "how": "https://drive.google.com/file/d/1aBcD/view"}],
        "leave": "half past",
        "arrive": "8:00\n9:00",
        "wait_seconds": "many",
        "room": "x" * 30,
        "grade_band": "13",
        "accent": "pnie",
        "valid_to": "soon",
        "valid_from": "2026-02-31",
        "sign_off": "perhaps",
        "second_language": "xx",
        "para_name": "TBD",
        "schedule": [{"start": "10:00", "end": "9:00"}],
        "logo": {"file": "a.png"},
        "link": {"url": "ftp:x"},
        "text_size": "large",
        "large_print": "yes",
        "hide_blocks": ["safety", "schedul", "words"],
        "show_blocks": ["calm"],
        "labels": [{"label": "Lockdwn", "say": "Secure"}],
    },
    {
        "teacher_note": "```\nx\n```\n\n- a\n  - b\n\n3. c\n\n![p](p.png) <b>x</b> [y](z)\n\n| a | b |\n",
        "second_language": "pt",
        "accent": "ffff00",
        "valid_to": "2020-06-01",
        "class_title": "ﷺ 𐎀",
        "dos_extra": ["Laugh."],
        "hide_blocks": ["dos-donts"],
        "schedule": [
            {"start": "9:00", "end": "9:30", "para_does": _LONG[:60], "teacher_does": _LONG[:60]}
        ]
        * 12,
        "room_rules": [_LONG[:60]] * 6,
        "more_facts": [{"label": _LONG[:20], "answer": _LONG[:60]}] * 8,
    },
]


def _zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


_CHANGES = (
    ("Say <strong>who</strong>", "Tell <strong>who</strong>"),
    ("8:30", "half past"),
    ("Ms. Rivera", "Mr. Cole"),
    ("</main>", "<p>Loose words</p></main>"),
)


def _edited_page(folder: Path) -> bytes:
    words, record = sample_room(folder).made().split(RECORD)
    for old, new in _CHANGES:
        assert old in words, old
        words = words.replace(old, new, 1)
    return (words + RECORD + record).encode()


FILES: list[tuple[str, bytes]] = [
    (
        "a.yaml",
        b"room: 12\nrooms: 13\nrom: 14\nroom: x\nschedule: words\nroom_signals: x\nemergency: y\n",
    ),
    ("b.yaml", b'room: [1]\nteacher_name: "x\nid: y\n'),
    ("c.yaml", b"\troom: 12\n"),
    ("d.yaml", b"room:12\n"),
    ("e.yaml", b"room: 12\n  words\n"),
    ("f.yaml", b"just words\n"),
    ("g.yaml", "room: 12\n".encode("utf-16")),
    ("h.yaml", b"room: \xff\n"),
    ("i.yaml", b"hide_blocks: [calm, safety]\nitems:\n  safety:\n    remove: [seizure]\n"),
    ("j.yaml", b"room: 12\n#> logo\n#> zzz\n"),
    ("a.html", b"<html><body>words</body></html>"),
    ("b.html", b"<html>" + b"<b>" * 5000),
    ("a.pdf", b"%PDF-1.7 nothing"),
    ("a.docx", b"PK words"),
    ("b.docx", _zipped("word/document.xml", b"<w/>")),
    ("a.odt", _zipped("mimetype", b"application/vnd.oasis.opendocument.text")),
    ("a.rtf", b"{\\rtf1\\ansi words}"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ("a.heic", b"\0\0\0\x18ftypheic" + bytes(80)),
    ("a.png", b"\x89PNG\r\n\x1a\nwords"),
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'),
    (
        "b.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>x</text></svg>',
    ),
    ("a.exe", b"MZ"),
]


def _said_of_forms(language: str) -> Iterator[tuple[str, str]]:
    for answers in FORMS:
        sheet = FormSheet({"language": language, **answers}, page_language=language)
        for told in lay_out(LayerFiles(), sheet, "")["problems"]:
            yield told["code"], f"{told['says']} {told['do']}"


def _said_of_files(language: str, page: bytes) -> Iterator[tuple[str, str]]:
    for name, content in [*FILES, ("room.html", page)]:
        try:
            told = open_file(LayerFiles(), name, content, language)["problems"]
        except HandoutError as error:
            told = [problem_json(each, language) for each in error.problems]
        for each in told:
            yield name, f"{each['says']} {each['do']}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_in_the_page_s_language(language: str, tmp_path: Path) -> None:
    page = _edited_page(tmp_path)
    with speak(language):
        said = [*_said_of_forms(language), *_said_of_files(language, page)]
    assert len({code for code, _ in said}) > 50, said
    mixed = [(code, words) for code, words in said if english_words_in(words)]
    assert mixed == []


_ROSTER = """\
handout_id,teacher name,role,school_name,school_id,grade,room,start,language,para_name,period,class_title,zzz
a1,Ms. Rivera,1:1 Para,Oak Hill,1,3rd,12,8am,Spanish,TBD,3,Science of everything in the world here,
a2,Mr. Cole,bus aide,Oak Hil,1,Kinder,R12,0.33,en,"Ana
Ruiz",,,x
a3,Ms. Ito,classrom,Oak Hill,,12th grade,,745,xx,,,,
a3,Ms. Ito,classroom,Oak Hill,2,13,12345678901234567890123456,,,,,,
handout_id,teacher name,role,school_name,school_id,grade,room,start,language,para_name,period,class_title,zzz
Please fill in by Friday,,,,,,,,,,,,
a5,,"bus, sub",Elm,3,PK,5,7:45,en;es,,,,,more
"""


def test_a_roster_s_faults_are_said_in_spanish_to_the_last_word(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(_ROSTER, encoding="utf-8")
    with speak("es"):
        faults = summarize_roster(roster, "es")["faults"]
    said = [(fault["code"], f"{fault['says']} {fault['do']}") for fault in faults]
    assert len({code for code, _ in said}) > 8, said
    assert [fault for fault in said if english_words_in(fault[1])] == []
    readings = [words for code, words in said if code == "roster-read-as"]
    assert all(" como “" in words and "” as “" not in words for words in readings), readings
