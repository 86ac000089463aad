"""Every field there is: set, built, its words changed on the page, read back: it has the new value."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from handout.messages import message_table
from handout.pipeline import prepare_layers
from handout.publish.docx.document import build_word_file
from handout.publish.html.record import build_record
from handout.publish.html.render import render
from handout.pull.page.issued_page import open_issued_page
from handout.pull.pull import pull_page
from handout.pull.result import Pull
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.customization.edit import Change, format_values
from handout.sources.fields.facts import fact_fields, fact_label
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.types import Date, Number, Time
from handout.sources.pictures.picture import blank_logo
from handout.sources.yaml.tree import parse_yaml

pytestmark = pytest.mark.slow  # builds and pulls once for each field

# They shape the sheet, choose what stands on it, or lead from its code: they have no words on it to
# be changed.
SETTINGS = frozenset(
    "language second_language role grade_band paper theme ink accent text_size large_print pages prompt_order hide_blocks "
    "show_blocks sign_off logo.file logo.alt picture.file picture.alt link.url find_it_fast labels.1.label labels.1.say more_facts.1.label".split()
)
# Their words stand among those of a box, and are read back with that.
IN_BOXES = frozenset({"dos_extra", "donts_extra"})
TIMES = {
    "arrive": ("7:51", "7:52"), "leave": ("15:06", "15:07"),
    "breaks.1.start": ("9:33", "9:34"), "breaks.1.end": ("9:44", "9:45"),
    "schedule.1.start": ("8:11", "8:12"), "schedule.1.end": ("8:22", "8:23"),
}  # fmt: skip
DAYS = {
    "valid_from": (("2026-09-01", "Sep 1, 2026"), ("2026-10-02", "Oct 2, 2026")),
    "valid_to": (("2027-06-11", "Jun 11, 2027"), ("2027-05-12", "May 12, 2027")),
}


def leaves() -> Iterator[tuple[str, Any]]:
    """Every field with the kind of its words, rows and lines by their first."""
    for name, field in FIELDS.items():
        match field.kind:
            case Group(fields):
                yield from ((f"{name}.{member}", kind) for member, kind in fields.items())
            case Rows(_, columns):
                yield from ((f"{name}.1.{column}", kind) for column, kind in columns.items())
            case Lines(_, of):
                yield f"{name}.1", of
            case kind:
                yield name, kind


KINDS = dict(leaves())
PICTURE = blank_logo(wide=True)
SHOWN = [
    name
    for name in KINDS
    if name not in SETTINGS and name.removesuffix(".1") not in SETTINGS | IN_BOXES
]


def words_of(name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """What the field is set to and how that is shown, and the same of what it is changed to."""
    kind, number = KINDS[name], SHOWN.index(name)
    if isinstance(kind, Date):
        return DAYS[name]
    if isinstance(kind, Time):
        old, new = TIMES[name]
    elif isinstance(kind, Number):
        old, new = "17", "23"
    else:
        old, new = f"Quokka{number}", f"Wombat{number} and more"
    return (old, old), (new, new)


@cache
def customization() -> str:
    values: dict[str, Change] = {
        "link.url": "https://a.org/x",
        "picture.file": "way.png",
        "picture.alt": "A plan",
        "role": "one-to-one",  # it has a line on care
        "show_blocks": ["our-room", "about-you"],
        "more_facts": [{"label": "Radio channel"}],
    }
    for name in SHOWN:
        (set_to, _), _ = words_of(name)
        top, _, rest = name.partition(".")
        if isinstance(FIELDS[top].kind, Rows):
            row = values.setdefault(top, [{}])[0]
            assert isinstance(row, dict)
            row[rest.partition(".")[2]] = set_to
        elif isinstance(FIELDS[top].kind, Lines):
            values[top] = [set_to]
        else:
            values[name] = set_to
    return format_values(values)


@cache
def files() -> dict[str, bytes]:
    layer, result = parse_layer(parse_yaml(customization(), "room.yaml"), Level.CUSTOMIZATION)
    assert not result
    prepared, _ = prepare_layers([layer], pictures={"picture": PICTURE})
    html = render(prepared.fitted, "file", None, "room").html.encode()
    return {
        ".html": html,
        ".docx": build_word_file(prepared.fitted, None, build_record(prepared.fitted, "room")),
    }


def changed(suffix: str, old: str, new: str) -> bytes:
    """The page with other words everywhere; its record and its styles stay."""

    def change(text: str, start: int) -> str:
        assert re.search(rf">[^<>]*\b{re.escape(old)}\b", text[start:]), old
        pattern = rf"(>[^<>]*)\b{re.escape(old)}\b(?=[^<>]*<)"
        return text[:start] + re.sub(pattern, lambda m: m[1] + new, text[start:])

    content = files()[suffix]
    if suffix == ".html":
        words, mark, rest = content.decode().partition(
            '<script type="application/json" id="record"'
        )
        return (change(words, words.rindex("<main>")) + mark + rest).encode()
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(fresh, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "word/document.xml":
                part = change(part.decode(), 0).encode()
            after.writestr(name, part)
    return fresh.getvalue()


def pulled(folder: Path, suffix: str, content: bytes) -> Pull:
    (folder / "room.yaml").write_text(customization(), encoding="utf-8")
    (folder / "way.png").write_bytes(PICTURE.content)
    page = folder / f"room{suffix}"
    page.write_bytes(content)
    return pull_page(open_issued_page(page), folder / "room.yaml")


def value_of(pull: Pull, name: str) -> object:
    value = pull.prepared.handout.value(name.split(".1")[0])
    if isinstance(value, tuple):
        first = value[-1]  # before it stand the people that the role brings
        return first[name.rpartition(".")[2]] if isinstance(first, dict) else first
    return "" if value is None else str(value)


@pytest.mark.parametrize("suffix", [".html", ".docx"])
@pytest.mark.parametrize("name", SHOWN)
def test_a_changed_field_has_its_new_value(name: str, suffix: str, tmp_path: Path) -> None:
    (_, shown), (expected, new) = words_of(name)
    pull = pulled(tmp_path, suffix, changed(suffix, shown, new))
    assert [each for each in pull.problems if each.code != "page-loose"] == []
    assert value_of(pull, name) == expected
    others = {other: words_of(other)[0][0] for other in SHOWN if other != name}
    assert {other: value_of(pull, other) for other in others} == others
    assert len(pull.changes) == 1


@pytest.mark.parametrize("name", SHOWN)
def test_an_emptied_field_is_empty(name: str, tmp_path: Path) -> None:
    (_, shown), _ = words_of(name)
    pull = pulled(tmp_path, ".html", changed(".html", shown, ""))
    assert {each.code for each in pull.problems} <= {"page-loose"}
    rows = pull.prepared.handout.value(name.split(".1")[0])
    assert not rows or value_of(pull, name) == ""


def test_every_table_of_fields_knows_each_field() -> None:
    labels = message_table("fields")["fields"]
    for name, kind in ((name, field.kind) for name, field in FIELDS.items()):
        assert labels[name]["label"]
        if isinstance(kind, Rows):
            assert kind.columns.keys() == labels[name]["columns"].keys()
    assert {name.removesuffix(".1") for name in KINDS} >= SETTINGS | IN_BOXES
    assert all(fact_label(row, "en") for row in fact_fields())
