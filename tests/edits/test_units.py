"""Which unit of a page is which of the issued ones, in a box that was translated line by line."""

from __future__ import annotations

import pytest

from handout.edits.box_units import prose_units
from handout.edits.three_way_merge import merge_units
from handout.edits.units import Unit, Units, assign_ids, restore_ids

_ISSUED = prose_units(
    "- Ask us in order. {#ask}\n- Sick? Call early. {#sick}\n- Be warm, be brief. {#parents}\n"
    "- Take your breaks. {#breaks}\n- Each day, tell us how it went. {#day-end}\n"
)
_ASK, _SICK, _PARENTS = "Pregunte por turnos.", "¿Enfermo? Llame.", "Con los padres, poco."
_BREAKS, _DAY = "Take your breaks.", "Cuente cómo le fue."
_TRANSLATED = (_ASK, _SICK, _PARENTS, _BREAKS, _DAY)


def ids(*texts: str) -> list[str]:
    return [unit.id for unit in assign_ids([Unit("ul", text) for text in texts], _ISSUED)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(_TRANSLATED, ["ask", "sick", "parents", "breaks", "day-end"], id="all"),
        pytest.param(
            (*_TRANSLATED[:3], "Salude a todos.", _BREAKS, _DAY),
            ["", "", "", "", "breaks", "day-end"],
            id="one-more-and-nobody-knows-which",
        ),
        pytest.param(
            (*_TRANSLATED, "Salude a todos."),
            ["ask", "sick", "parents", "breaks", "", ""],
            id="one-more-at-the-end",
        ),
        pytest.param(
            (_ASK, _SICK, _BREAKS, _DAY), ["", "", "breaks", "day-end"], id="one-taken-out"
        ),
        pytest.param(
            (_BREAKS, _ASK, _SICK, _PARENTS, _DAY),
            ["breaks", "ask", "sick", "parents", "day-end"],
            id="one-moved",
        ),
        pytest.param(
            (_ASK, "Sick? Call early.", _PARENTS, _BREAKS, _DAY),
            ["ask", "sick", "parents", "breaks", "day-end"],
            id="one-taken-back",
        ),
        pytest.param(
            ("Ask us in order.", "Sick? Call early.", _PARENTS, _BREAKS, "Each day, say it."),
            ["ask", "sick", "", "breaks", "day-end"],
            id="most-are-as-they-were",
        ),
    ],
)
def test_lines_said_anew(texts: tuple[str, ...], expected: list[str]) -> None:
    ours = {unit.id for unit in _ISSUED}
    assert [id if id in ours else "" for id in ids(*texts)] == expected


def test_a_line_of_another_kind_is_another() -> None:
    units = [Unit("p", _ASK), *(Unit("ul", text) for text in _TRANSLATED[1:])]
    assert assign_ids(units, _ISSUED)[0].id not in {unit.id for unit in _ISSUED}


def test_a_new_wording_waits_under_the_line_that_was_translated() -> None:
    hers = assign_ids([Unit("ul", text) for text in _TRANSLATED], _ISSUED)
    fresh = prose_units(
        "- Ask us in order. {#ask}\n- Sick? Call the office by six. {#sick}\n"
        "- Be warm, be brief. {#parents}\n- Take all your breaks. {#breaks}\n"
        "- Each day, tell us how it went. {#day-end}\n"
    )
    merge = merge_units(_ISSUED, hers, fresh)
    assert [unit.text for unit in merge.units] == [
        _ASK, _SICK, _PARENTS, "Take all your breaks.", _DAY,
    ]  # fmt: skip
    assert dict(merge.waiting) == {"sick": "Sick? Call the office by six."}


_TWO_DAYS = [
    pytest.param([0, 1], id="two-lines-on-the-first-day"),
    pytest.param([3], id="one-from-the-middle"),
    pytest.param([4, 0], id="from-both-ends"),
    pytest.param([0, 1, 2, 4], id="all-but-one"),
    pytest.param([], id="none"),
]


def _say_anew(units: Units, places: list[int]) -> Units:
    """Return the lines with those at `places` said in Spanish, as a page reads: without ids."""
    texts = [_SPANISH[n] if n in places else unit.text for n, unit in enumerate(units)]
    return tuple(Unit("ul", text) for text in texts)


_SPANISH = (*_TRANSLATED[:3], "Tome sus descansos.", _DAY)


@pytest.mark.parametrize("first_day", _TWO_DAYS)
def test_a_box_translated_over_several_days_is_the_same_in_the_end(first_day: list[int]) -> None:
    units = _ISSUED
    for done in (first_day, [*first_day, 2], [0, 1, 2, 3, 4]):
        page = assign_ids(_say_anew(units, done), units)
        units = restore_ids(page, _ISSUED)
    assert [unit.id for unit in units] == [unit.id for unit in _ISSUED]
    assert [unit.text for unit in units] == list(_SPANISH)


def test_a_line_of_her_own_keeps_its_id_where_the_rest_is_as_it_was() -> None:
    mine = Unit("ul", "Wave to Mr. Cole.", "wave")
    units = (*_ISSUED[:2], mine, *_ISSUED[3:])
    assert restore_ids(units, _ISSUED) == units
    assert restore_ids((*units, Unit("ul", "Sing.", "sing")), _ISSUED)[-1].id == "sing"
