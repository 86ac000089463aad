"""A page in another language comes back as an English one does."""

from __future__ import annotations

from pathlib import Path

from pages import Room, sample_room


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
