"""What lies where a print is to be written: nobody's file or remarks are written over."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from handout.cli.main import main


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("room.yaml").write_text("role: classroom\nroom: Room 12\n", encoding="utf-8")
    return tmp_path


def add_annotation(path: Path, subtype: str) -> bytes:
    """Write on the PDF as a viewer does, and return what it is then."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(subtype), Rect=[10, 10, 90, 40]
        )
        page = pdf.pages[0].obj
        if "/Annots" not in page:
            page.Annots = pikepdf.Array()
        page.Annots.append(pdf.make_indirect(annotation))
        pdf.save(path)
    return path.read_bytes()


def test_somebody_elses_pdf_stays(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save("room.pdf")
    before = Path("room.pdf").read_bytes()
    assert main(["build", "room.yaml"]) == 1
    assert "[not-ours-there]" in capsys.readouterr().err
    assert Path("room.pdf").read_bytes() == before
    assert not Path("room.html").exists()


def test_what_is_no_pdf_stays(room: Path) -> None:
    Path("room.pdf").write_text("my notes", encoding="utf-8")
    assert main(["build", "room.yaml"]) == 1
    assert Path("room.pdf").read_text(encoding="utf-8") == "my notes"


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize("subtype", ["/Ink", "/Highlight", "/FreeText", "/Stamp"])
def test_remarks_on_a_print_are_kept(
    room: Path, capsys: pytest.CaptureFixture[str], subtype: str
) -> None:
    assert main(["build", "room.yaml"]) == 0
    marked = add_annotation(Path("room.pdf"), subtype)
    assert main(["build", "room.yaml"]) == 0
    assert "[print-kept]" in capsys.readouterr().err
    assert Path("room.edited.pdf").read_bytes() == marked
    assert main(["build", "room.yaml"]) == 0  # and that is all
    assert "[print-kept]" not in capsys.readouterr().err


@pytest.mark.slow
def test_a_print_from_elsewhere_is_written_over(room: Path) -> None:
    assert main(["build", "room.yaml"]) == 0
    issued = Path("room.pdf").read_bytes()
    Path("room.yaml").write_text("role: classroom\nroom: Room 13\n", encoding="utf-8")
    for state in Path(".handout").iterdir():
        state.unlink()
    assert main(["build", "room.yaml"]) == 0
    assert Path("room.pdf").read_bytes() != issued
    assert not Path("room.edited.pdf").exists()


@pytest.mark.slow
def test_a_pdf_of_a_page_never_takes_the_page_s_place(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "room.yaml"]) == 0
    page = Path("room.html").read_bytes()
    assert main(["pdf", "room.html", "-o", "room.html"]) == 1
    assert "[no-pdf-name]" in capsys.readouterr().err
    assert Path("room.html").read_bytes() == page
    (room / "out").mkdir()
    assert main(["pdf", "room.html", "-o", "out"]) == 0
    assert Path("out/room.pdf").is_file()
