"""A page in another language comes back as an English one does."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import Room, sample_room
from script_fonts import script_fonts

from handout.layout.text.extra_faces import FONTS_VARIABLE


def test_edits_of_a_spanish_page_are_taken(tmp_path: Path) -> None:
    room: Room = sample_room(tmp_path)
    text = room.customization.read_text(encoding="utf-8")
    room.customization.write_text(f"language: es\nvalid_to: 11 jun 2027\n{text}", encoding="utf-8")
    room.edited(
        ("Cálmese usted primero. Use pocas palabras.", "Respire primero."),
        (">11 jun 2027<", ">30 may 2027<"),
        (">Mr. Osei<", ">Sra. Cole<"),
    )
    pull = room.pull()
    assert [problem for problem in pull.problems if not problem.warning] == []
    saved = room.customization.read_text(encoding="utf-8")
    assert "valid_to: 2027-05-30" in saved and "Sra. Cole" in saved and "language: es" in saved
    assert "Respire primero." in room.edits
    assert "Respire primero." in room.made()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Wait quietly.", "Wait quietly. Then call the room next door (B)."),
        ("انتظر قليلًا.", "انتظر قليلًا. اتصل (555) 555-0100."),
    ],
)
def test_a_line_of_the_note_may_become_much_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    # The longer line was matched in the page and not in the new file: it stood there twice.
    room = Room(tmp_path / "room.yaml")
    note = "teacher_note: |\n  - {}\n  - Start now.\n"
    room.customization.write_text(note.format(old), encoding="utf-8")
    room.edited((old, new))
    room.pull()
    saved = room.customization.read_text(encoding="utf-8").replace("\\", "")
    assert saved == note.format(new)
