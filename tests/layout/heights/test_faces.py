"""Every word on the page is measured in the face it is set in.

Held against the typesetter's own text boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from press import SAMPLE, boxes, laid_out, prepare_text

from handout.layout.fitting import overflow
from handout.layout.heights import text_heights
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.text import line_breaking
from handout.layout.text.line_breaking import MeasuredText, TextStyle
from handout.messages import message_table
from handout.pipeline import PreparedHandout

FULL = SAMPLE.read_text(encoding="utf-8").replace("theme: field-guide\n", "")
ITEMS = """
items:
  speak-up:
    replace:
      - {id: show, text: "*“Please show **me** how to do it first.”*"}
      - {id: trained, text: "*“I am not trained for that.”* Ask **who** is, *please*."}
    add:
      - {id: more, text: "Not *all* of it is **bold**, nor ***both***."}
blocks:
  add:
    - {id: own-table, title: Our words, place: back, text: "| Word and meaning of it | What **we** do |\\n|---|---|\\n| One | *Two* |"}
    - id: own-prose
      title: Our own box
      place: back
      text: |
        ### A heading with *two* faces

        *“Say it again, please.”*

        1. First **one**
        2. *Second* one
"""
NOTE = """
teacher_note: |
  *“Words to say, with **bold** ones in them.”*

  ### A heading

  Plain, **bold**, *italic* and ***both***.

  - [ ] A **box** to tick
  - [x] *Another*
"""
WITH_NOTE = FULL[: FULL.index("teacher_note:")] + NOTE + FULL[FULL.index("# ---- Find it fast") :]
TEXTS = {
    "empty": "",
    "sample": FULL,
    "reworded": f"paper: legal\n{FULL.replace('paper: letter', '')}{ITEMS}",
    "note": f"paper: legal\n{WITH_NOTE.replace('paper: letter', '')}",
    "a4": FULL.replace("paper: letter", "paper: a4"),
    "mono": f"{FULL}ink: mono\n",
    "larger": f"{FULL}text_size: large\n",
    **{f"role {role}": f"role: {role}\n" for role in ("substitute", "bus", "personal-care")},
}
Face = tuple[str, int, bool, float, bool]


def measured_words(
    prepared: PreparedHandout, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, Face]]:
    """What the fit measures of a sheet, each stretch with its face."""
    found: list[tuple[str, Face]] = []
    count_lines, text_width = line_breaking.count_lines, line_breaking.text_width

    def noted_lines(strip: MeasuredText, size: float, measure: float) -> int:
        faces = [
            (word.family, word.weight, word.italic, round(size, 2), "tnum" in word.features)
            for word in strip.words
        ]
        together = groupby(zip(faces, strip.words, strict=True), key=lambda pair: pair[0])
        found.extend(("".join(word.text for _, word in pairs), face) for face, pairs in together)
        return count_lines(strip, size, measure)

    def noted_width(text: str, style: TextStyle) -> float:
        face = style.family, style.weight, style.italic, round(style.size, 2), False
        found.append((text, face))
        return text_width(text, style)

    monkeypatch.setattr(text_heights, "count_lines", noted_lines)
    monkeypatch.setattr(text_heights, "text_width", noted_width)
    for fitted in prepared.fitted.sides:
        box = HeightCalculator(prepared.fitted.metrics, fitted.density)
        box.top_height(fitted.side)
        box.foot_height(fitted.side.foot)
        for placed in (placed for row in fitted.rows for placed in row):
            box.panel_height(placed.panel, placed.span, placed.blank)
            box.heading_width(placed.panel)
        list(overflow.wide_title_problems(fitted, prepared.fitted.metrics))
    return found


def printed_words(prepared: PreparedHandout) -> Iterator[tuple[str, Face, Any]]:
    """The typesetter's text boxes: what each says, its face, and the box."""
    for box in boxes(laid_out(prepared)):
        if type(box).__name__ != "TextBox" or not box.text.strip():
            continue
        style = box.style
        face = (
            style["font_family"][0],
            int(style["font_weight"]),
            style["font_style"] == "italic",
            round(style["font_size"] * 0.75, 2),
            "tabular-nums" in style["font_variant_numeric"],
        )
        yield box.text.strip(), face, box


def our_words(prepared: PreparedHandout) -> set[str]:
    """Words of ours that always stand on one line, and have room for it."""

    def texts(table: object) -> Iterator[str]:
        for value in table.values() if isinstance(table, dict) else ():
            if isinstance(value, str):
                yield value.strip()
            else:
                yield from texts(value)

    sides = [fitted.side for fitted in prepared.fitted.sides]
    signers = {word for side in sides for word in side.foot.signed}  # at most 12 letters
    return set(texts(message_table("words"))) | {side.lead for side in sides} | signers


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("name", TEXTS)
def test_what_is_printed_was_measured_in_its_face(
    name: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = prepare_text(f"{TEXTS[name]}\ntheme: {theme}\n")
    printed = list(printed_words(prepared))
    found = set(measured_words(prepared, monkeypatch))
    ours = our_words(prepared)
    assert len(printed) > 40
    for text, face, box in printed:
        assert box.style["font_feature_settings"] == "normal"
        spaced = box.style["letter_spacing"] not in ("normal", 0)
        if text in ours or box.element_tag.endswith("::marker"):  # one line, or an item's sign
            continue
        assert not spaced, text
        assert any(face == own and text in said for said, own in found), (text, face)
