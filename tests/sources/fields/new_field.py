"""Adds a field as CONTRIBUTING.md says, one entry and its words, and takes it everywhere a field
goes.

Run in a process of its own by test_new_field.py: the field must not stay for other tests.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

from handout.cli.main import main
from handout.messages import message_table
from handout.sources.customization.describe import example_yaml
from handout.sources.customization.json_schema import json_schema
from handout.sources.customization.starter import starter
from handout.sources.fields import fields
from handout.sources.fields.types import Text
from handout.web.form.inputs import Input, sections


def add_field() -> None:
    """Add `parking` to the model, and its words to those of English."""
    # One entry ...
    new = fields.Field(
        name="parking", kind=Text(60), group="facts", box="facts", fact="parking", missed=True
    )
    assert isinstance(fields.FIELDS, dict)
    fields.FIELDS["parking"] = new
    # ... and its words.
    text = {
        "label": "Parking",
        "description": "Where the aide can park.",
        "example": "Lot B, behind the gym.",
    }
    for table in (
        message_table("fields"),
        message_table("fields", "en"),
    ):  # each is remembered by itself
        table["fields"]["parking"] = text


def run(*arguments: str) -> int:
    """Run a command and return its exit code."""
    print("$", *arguments, flush=True)
    return main(list(arguments))


def paper(path: str) -> str:
    """Return the words of a PDF."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(text.stdout.decode().split())


def check_descriptions() -> None:
    assert "parking" in json_schema()["properties"]
    assert "#parking: Lot B" in starter()
    assert example_yaml("parking") == "parking: Lot B, behind the gym."
    inputs = [part for section in sections() for part in section.parts if isinstance(part, Input)]
    assert [part.label for part in inputs if part.name == "parking"] == ["Parking"]


def check_empty_row() -> None:
    Path("empty.yaml").write_text("role: classroom\nfind_it_fast: [Parking]\n")
    assert run("build", "empty.yaml") == 0
    assert "Parking" in paper("empty.pdf")


def check_page() -> None:
    Path("room.yaml").write_text("parking: Lot B, space 4\n")
    assert run("build", "room.yaml", "--docx") == 0
    assert "Lot B, space 4" in paper("room.pdf")
    html = Path("room.html").read_text("utf-8")
    assert 'data-field="parking"' in html
    Path("room.html").write_text(html.replace("Lot B, space 4</", "Lot C, space 9</"), "utf-8")
    assert run("pull", "--yes", "room.html") == 0
    assert Path("room.yaml").read_text() == "parking: Lot C, space 9\n"
    assert run("build", "room.yaml", "--docx") == 0
    assert "Lot C, space 9" in paper("room.pdf")


def check_word_file() -> None:
    with zipfile.ZipFile("room.docx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    body = parts["word/document.xml"]
    parts["word/document.xml"] = body.replace(b"Lot C, space 9", b"Lot D, space 1")
    assert body != parts["word/document.xml"]
    with zipfile.ZipFile("room.docx", "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert run("pull", "--yes", "room.docx") == 0
    assert Path("room.yaml").read_text() == "parking: Lot D, space 1\n"


def check_batch() -> None:
    head = ["handout_id", "school_name", "teacher_family", "role", "parking", "find_it_fast.1"]
    rows = [
        ["r-1", "Oak Hill", "Rivera", "classroom", "Lot E", "parking"],
        ["r-2", "Oak Hill", "Ito", "bus", "", "Parking"],
    ]
    with Path("roster.csv").open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    assert run("batch", "roster.csv", "-o", "made", "--no-print-run") == 0
    [pdf] = Path("made").rglob("r-1.pdf")
    assert "Lot E" in paper(str(pdf))
    assert "Parking" in Path("made/index.html").read_text("utf-8")


def check_privacy() -> None:
    Path("private.yaml").write_text("parking: Ask for 123-45-6789\n")
    assert run("check", "private.yaml") == 1


if __name__ == "__main__":
    add_field()
    for step in (
        check_descriptions,
        check_empty_row,
        check_page,
        check_word_file,
        check_batch,
        check_privacy,
    ):
        step()
    sys.exit(0)
