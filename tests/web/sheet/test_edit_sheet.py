"""Changes made on the sheet itself: words, boxes, order, and each of them taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from handout.messages import message_table
from handout.problems import HandoutError
from handout.sources.edited.edits_file import parse_edits
from handout.web.sheet.edit_sheet import edit_sheet
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import lay_out, save_yaml

_CLASSROOM = FormSheet({"role": "classroom", "teacher_name": "Ms. Rivera"}, name="room")


def preview(sheet: FormSheet) -> dict[str, Any]:
    return lay_out(LayerFiles(), sheet, "")


def edited(sheet: FormSheet, **edit: object) -> FormSheet:
    result = edit_sheet(LayerFiles(), sheet, edit)
    return replace(sheet, answers=result["answers"], edits=result["edits"])


def box(sheet: FormSheet, id: str) -> str:
    pattern = rf'^<div class="block [^\n]*data-block="{id}">\n.*?^</div>$'
    found = re.search(pattern, preview(sheet)["main"], re.DOTALL | re.MULTILINE)
    assert found
    return found[0]


def reworded(sheet: FormSheet, id: str, old: str, new: str) -> FormSheet:
    html = box(sheet, id)
    assert old in html
    return edited(sheet, do="reword", box=id, html=html.replace(old, new))


def busy_sheet() -> FormSheet:
    sheet = reworded(_CLASSROOM, "checklist", "Walk the exits", "Walk <b>all</b> exits")
    sheet = reworded(sheet, "checklist", "<li>Try the", "<li>Feed the hamster</li>\n<li>Try the")
    sheet = reworded(sheet, "calm", "<li>Calm yourself first. Use few words.</li>\n", "")
    sheet = reworded(sheet, "calm", "When feelings", "If feelings")
    sheet = reworded(sheet, "speak-up", "Glad to help", "Happy to help")
    sheet = edited(sheet, do="add", ready="fire-route")
    sheet = reworded(sheet, "fire-route", "Our door:", "Our door: the blue one")
    sheet = edited(sheet, do="order", order={"back": ["team", "role"]})
    answers = {**sheet.answers, "hide_blocks": ["watch-for"], "show_blocks": ["our-room"]}
    return replace(sheet, answers=answers)


_BUSY = [
    "The box “Watch for” was taken out",
    "The box “How our room works” is on the sheet",
    "New box: Fire drill: our way out",
    "First-day checklist: “Walk the exits” is now “Walk all exits”",
    "First-day checklist: added “Feed the hamster”",
    "The box “When feelings run high” is now called “If feelings run high”",
    "If feelings run high: took out “Calm yourself first. Use few words.”",
    "Not your job?: ““Glad to help. Can we ask Ms. Rivera first?”” is now ““Happy to help. Can we ask Ms. Rivera first?””",  # fmt: skip
    "Fire drill: our way out: “Our door:” is now “Our door: the blue one”",
    "Boxes were moved",
]


@pytest.mark.slow
def test_each_change_is_listed_and_taken_back_by_itself() -> None:
    sheet = busy_sheet()
    assert preview(sheet)["changes"] == _BUSY
    for number, line in enumerate(_BUSY):
        rest = preview(edited(sheet, do="back", number=number))["changes"]
        gone = {line} | ({_BUSY[8]} if line.startswith("New box") else set())
        if line.startswith("The box “When"):  # then it is called as it was
            rest = [text.replace("When feelings", "If feelings") for text in rest]
        assert rest == [text for text in _BUSY if text not in gone]


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize("first", [True, False])
def test_all_taken_back_leaves_nothing(first: bool) -> None:
    sheet = busy_sheet()
    while lines := preview(sheet)["changes"]:
        sheet = edited(sheet, do="back", number=0 if first else len(lines) - 1)
    assert (sheet.answers, sheet.edits) == (_CLASSROOM.answers, "")


def test_a_sheet_with_a_wrong_field_is_reworded_too_and_the_field_stays() -> None:
    sheet = replace(_CLASSROOM, answers={**_CLASSROOM.answers, "room": "x" * 50, "arrive": "soon"})
    sheet = reworded(sheet, "role", "Work near the teacher", "Stay near the teacher")
    assert sheet.answers["room"] == "x" * 50 and sheet.answers["arrive"] == "soon"
    assert len(preview(sheet)["changes"]) == 1


@pytest.mark.parametrize("ready", ["own-box", "fire-route"])
def test_a_new_box_that_is_renamed_is_one_change(ready: str) -> None:
    sheet = edited(_CLASSROOM, do="add", ready=ready)
    (block,) = sheet.answers["blocks"]["add"]
    sheet = reworded(sheet, block["id"], block["title"], "Our hamster")
    assert preview(sheet)["changes"] == ["New box: Our hamster"]
    again = reworded(sheet, block["id"], "Our hamster", "Our two hamsters")
    assert preview(again)["changes"] == ["New box: Our two hamsters"]
    hidden = replace(sheet, answers={**sheet.answers, "hide_blocks": [block["id"]]})
    titles = ["The box “Our hamster” was taken out", "New box: Our hamster"]
    assert preview(hidden)["changes"] == titles
    bare = edited(sheet, do="back", number=0)
    assert (bare.answers, bare.edits) == (_CLASSROOM.answers, "")


@pytest.mark.slow
def test_locked_words_stay_and_that_is_told() -> None:
    for id, old in (("safety", "Wear gloves"), ("calm", "No holds")):
        html = box(_CLASSROOM, id).replace(old, "Anything")
        result = edit_sheet(LayerFiles(), _CLASSROOM, {"do": "reword", "box": id, "html": html})
        assert not result["edits"] and "locked by" in result["problems"][0]["says"]
    # Nor is one got round by more than the box.
    smuggled = box(_CLASSROOM, "role") + box(_CLASSROOM, "safety").replace("Wear gloves", "Smile")
    edit = {"do": "reword", "box": "role", "html": smuggled}
    result = edit_sheet(LayerFiles(), _CLASSROOM, edit)
    sheet = replace(_CLASSROOM, answers=result["answers"], edits=result["edits"])
    assert "Wear gloves" in box(sheet, "safety")


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"do": "fly"},
        {"do": "reword", "box": "nothing", "html": ""},
        {"do": "add", "ready": "nothing"},
        {"do": "order", "order": {"top": []}},
        {"do": "order", "order": ["role"]},
        {"do": "back", "number": 0},
        {"do": "back", "number": "0"},
    ],
)
def test_what_cannot_be_done_is_refused_in_words(edit: dict[str, Any]) -> None:
    with pytest.raises(HandoutError):
        edit_sheet(LayerFiles(), _CLASSROOM, edit)


def test_a_box_that_was_added_or_taken_out_by_rewording_is_forgotten() -> None:
    edits = "blocks:\n- {id: own-pets, new: yes, side: back, title: Pets, text: '- Bo'}\n- {id: team, removed: yes}\n- {id: watch-for, removed: yes}\n"  # fmt: skip
    sheet = replace(_CLASSROOM, edits=edits)
    boxes = {one["id"]: one for one in preview(sheet)["boxes"]}
    assert boxes["own-pets"]["isByEdit"] and boxes["watch-for"]["isByEdit"]
    assert not boxes["watch-for"]["shown"] and not boxes["role"]["isByEdit"]
    for id in ("own-pets", "watch-for"):
        sheet = edited(sheet, do="forget", box=id)
    assert [edit.id for edit in parse_edits(sheet.edits, "").blocks] == ["team"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", message_table("ready-boxes"))
def test_ready_boxes_fit_a_sheet_of_their_language(language: str, name: str) -> None:
    answers = {"role": "classroom", "language": language}
    sheet = edited(replace(_CLASSROOM, answers=answers), do="add", ready=name)
    answer = preview(sheet)
    codes = [one["code"] for one in answer["problems"] if one["code"] != "language-draft"]
    assert not codes and answer["fits"]
    ready = message_table("ready-boxes", language)[name]
    assert ready["title"] in re.sub("<[^>]*>", "", box(sheet, name))
    assert (ready["title"] != message_table("ready-boxes")[name]["title"]) == (language != "en")
    again = edited(sheet, do="add", ready=name)
    assert [entry["id"] for entry in again.answers["blocks"]["add"]] == [name, f"{name}-2"]
    assert f"id: {name}" in save_yaml(LayerFiles(), sheet).text
