"""Lines of Chinese, Japanese and Korean end where the typesetter ends them."""

from __future__ import annotations

import random
from itertools import product

import pytest
from press import boxes, laid_out, prepare_text
from script_fonts import script_fonts

from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.layout.text.line_breaking import StyledText, count_lines, measure_text
from handout.layout.text.line_ends import split_at_ends

# Of each class of UAX 14 that stands in such a text, some.
_SIGNS = (
    "中一あア한ッゅー々，。、；：！？（）《》「」『』【】・“”‘’—…·§•aZ1é(.,:;!?)]-–/%$#&*@+=\u00a0"
)


def test_lines_end_between_the_same_signs_as_the_typesetters() -> None:
    from weasyprint.text.line_break import get_log_attrs

    different = []
    for before, after in product(_SIGNS, _SIGNS):
        pair = before + after
        if all(sign < "\u2e80" for sign in pair):
            continue
        typesetter = bool(get_log_attrs(pair, "zh-Hans")[1].is_line_break)
        if typesetter != (len(split_at_ends(pair)) > 1):
            different.append((pair, typesetter))
    assert different == []


_WORDS = [
    "学生", "老师", "请", "，", "。", "（办公室）", "“好”", "911", "IEP", "**先问**", "、", "：", "§", " ",
    "教室", "；", "10", "！", "？", "—", "…",
]  # fmt: skip


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize("seed", range(4))
def test_random_boxes_take_the_room_that_was_computed(seed: int) -> None:
    draw = random.Random(seed)
    lines = ["".join(draw.choices(_WORDS, k=draw.randint(20, 60))).strip() for _ in range(5)]
    items = "".join(f"        - 请看{line}\n" for line in lines)
    prepared = prepare_text(
        f"blocks:\n  add:\n    - id: ours\n      title: 我们\n      place: extra\n      text: |\n{items}"
    )
    [ours] = [
        box
        for box in boxes(laid_out(prepared))
        if type(box).__name__ == "BlockBox" and box.element.get("id") == "ours"
    ]
    [computed] = prepared.fitted.sides[-1].heights[0]
    assert ours.border_height() * 0.75 == pytest.approx(computed, abs=0.1)


@pytest.mark.parametrize(
    ("text", "measure", "lines"),
    [
        ("学生自己会做的事", 41, 2),
        ("学生，老师", 31, 2),  # no line begins with a comma
        ("（学生）", 25, 2),  # none ends with an opening bracket
        ("请打911", 45, 1),
        ("请打911", 30, 2),
        ("あッあッ", 25, 2),
    ],
)
def test_lines_of_such_letters(text: str, measure: float, lines: int) -> None:
    assert count_lines(measure_text(StyledText(text, "Handout Sans")), 10, measure) == lines
