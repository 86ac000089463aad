"""Who is asked in order and who is for something else look so, however many people there are."""

from __future__ import annotations

import json
import re

import pytest
from fit_cases import FULL
from press import prepare_text
from strategies import ROLES

from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.sheet.panels import PeopleContent, people_tables
from handout.pipeline import PreparedHandout
from handout.publish.docx.document import build_word_file
from handout.publish.html.record import build_record
from handout.publish.html.render import render

PEOPLE = ("Teacher", "Case manager", "Principal", "Nurse", "Office", "Sick-day call", "OT", "Guard")


def tables_of(html: str) -> list[tuple[str, list[str]]]:
    """The heads of the tables of people and the roles under each."""
    tables = []
    for table in re.findall(r'<table class="people.*?</table>', html, re.DOTALL):
        [head, *_] = re.findall(r"<th scope=\"col\">(.*?)</th>", table)
        rows = re.findall(r'<th scope="row">(.*?)</th>', table)
        tables.append((head, [re.sub("<[^>]*>", "", row) for row in rows]))
    return tables


def with_people(count: int, more: str = "") -> PreparedHandout:
    rows = [{"role": role, "name": "Ms. Ito", "how": f"Ext. {n}"} for n, role in enumerate(PEOPLE)]
    return prepare_text(f"contacts: {json.dumps(rows[:count])}\n{more}")


def expected() -> list[tuple[str, list[str]]]:
    """What stands where six people or more do: the first three in order."""
    numbered = [f"{n}. {role}" for n, role in enumerate(PEOPLE[:3], 1)]
    return [("Ask in order", numbered)]


@pytest.mark.parametrize("medium", ["print", "file"])
@pytest.mark.parametrize("more", ["", "theme: plain\n", "large_print: yes\n"])
@pytest.mark.parametrize("count", range(9))
def test_the_first_three_stand_apart(count: int, more: str, medium: str) -> None:
    prepared = with_people(count, more)
    tables = tables_of(render(prepared.fitted, medium).html)  # type: ignore[arg-type]
    rest = list(PEOPLE[3 : max(count, 6)])  # six roles are there to be filled in
    assert tables == [*expected(), ("Also here", rest)]


@pytest.mark.parametrize("role", ROLES)
def test_for_every_role(role: str) -> None:
    """A role that has other people gives way to eight that are named, and so does its order."""
    prepared = with_people(8, f"role: {role}\n")
    contacts = prepared.handout.value("contacts")
    assert isinstance(contacts, tuple)
    people = [row["role"] for row in contacts if isinstance(row, dict)]
    assert sorted(people) == sorted(PEOPLE)
    assert people[0] == "Teacher" and people[2] == "Principal"
    numbered = [f"{n}. {role}" for n, role in enumerate(people[:3], 1)]
    tables = tables_of(render(prepared.fitted, "file").html)
    assert tables == [("Ask in order", numbered), ("Also here", people[3:])]


def test_in_a_narrow_box_they_stand_under_one_another() -> None:
    text = FULL.replace(
        "  - role: Teacher", "  - {role: OT, name: Ms. Ruiz, how: Ext. 9}\n  - role: Teacher"
    )
    prepared = prepare_text(text)
    side = prepared.fitted.sides[0]
    [panel] = [panel for panel in side.side.panels if isinstance(panel.content, PeopleContent)]
    assert isinstance(panel.content, PeopleContent)
    box = HeightCalculator(prepared.fitted.metrics, side.density)
    wide_height, narrow_height = (
        box.people_height(panel.content, 500),
        box.people_height(panel.content, 250),
    )
    first, second = (len(table.rows) for table in people_tables(panel.content))
    assert (first, second) == (3, 4) and narrow_height > 1.5 * wide_height


def test_in_word_too() -> None:
    prepared = with_people(8)
    text = re.sub(
        "<[^>]*>",
        "\n",
        _document(
            build_word_file(prepared.fitted, prepared.logo, build_record(prepared.fitted, "x"))
        ),
    )
    order = [
        text.index(word) for word in ("Ask in order", "Principal", "Also here", "Nurse", "Guard")
    ]
    assert order == sorted(order)


def _document(docx: bytes) -> str:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
