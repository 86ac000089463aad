"""Three texts of one block, merged."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from benchmarks import conflicts
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handout.edits.box_units import prose_units
from handout.edits.three_way_merge import merge_units, restore_undecided
from handout.edits.units import Unit, Units, assign_ids, parts_of, units_of, units_of_lines
from handout.sources.markdown.document import format_prose
from handout.sources.markdown.normalize import normal_text

LIST = "- Find the plans first. {#plans}\n- Stay, time it. {#seizure}\n- Glove up. {#gloves}\n"
TABLE = "| Do | Don’t |\n|---|---|\n| Ask {#ask} | Guess |\n| Wait {#wait} | Rush |\n"


def merged(issued: str, edited: str, fresh: str) -> tuple[str, dict[str, str]]:
    base = prose_units(issued)
    result = merge_units(
        base, assign_ids([replace(u, id="") for u in prose_units(edited)], base), prose_units(fresh)
    )
    return format_prose(parts_of(result.units)), dict(result.waiting)


@pytest.mark.parametrize(
    ("issued", "hers", "theirs", "expected"),
    [
        pytest.param(
            LIST,
            ("Glove up", "Gloves on"),
            ("the plans", "all plans"),
            ("Gloves on", "all plans"),
            id="different-bullets",
        ),
        pytest.param(
            LIST,
            ("Stay, time", "Stay close, time"),
            ("time it", "time it twice"),
            ("Stay close, time it twice",),
            id="words-apart",
        ),
        pytest.param(
            TABLE,
            ("Guess", "Make it up"),
            ("Ask {", "Ask me {"),
            ("Ask me {#ask} | Make it up",),
            id="cells-of-a-row",
        ),
        pytest.param(
            LIST,
            ("- Glove up. {#gloves}\n", ""),
            ("the plans", "all plans"),
            ("all plans",),
            id="taken-out",
        ),
        pytest.param(
            LIST,
            ("- Glove", "- Run now.\n- Glove"),
            ("- Glove", "- Sit down. {#sit}\n- Glove"),
            ("Run now", "Sit down"),
            id="both-added",
        ),
    ],
)
def test_changes_that_do_not_touch_are_both_kept(
    issued: str, hers: tuple[str, str], theirs: tuple[str, str], expected: tuple[str, ...]
) -> None:
    text, waiting = merged(issued, issued.replace(*hers), issued.replace(*theirs))
    assert not waiting
    for words in expected:
        assert words in text
    assert hers[0] not in text or hers[0] in issued.replace(*hers)


def test_where_both_changed_the_same_words_hers_print_and_the_new_ones_wait() -> None:
    text, waiting = merged(
        LIST, LIST.replace("time it", "count"), LIST.replace("time it", "watch the clock")
    )
    assert "Stay, count." in text
    assert waiting == {"seizure": "Stay, watch the clock."}


def test_what_she_changed_and_the_new_edition_took_out_stays_and_waits() -> None:
    text, waiting = merged(
        LIST,
        LIST.replace("Glove up", "Gloves, always"),
        LIST.replace("- Glove up. {#gloves}\n", ""),
    )
    assert "Gloves, always" in text
    assert waiting == {"gloves": ""}


JOINED = "Find the plans first. Stay, time it."


@pytest.mark.parametrize("hers", ["plans", "seizure", ""])
@pytest.mark.parametrize("theirs", ["plans", "seizure", "both"])
def test_two_bullets_that_both_join_are_one_and_nothing_waits(hers: str, theirs: str) -> None:
    def join(id: str) -> Units:
        return (Unit("ul", JOINED, id), *prose_units(LIST)[2:])

    result = merge_units(prose_units(LIST), join(hers), join(theirs))
    assert result.units == join(theirs)
    assert not result.waiting and not result.gone and not result.reworded


def test_what_she_took_out_stays_out_and_its_new_words_are_told() -> None:
    base = prose_units(LIST)
    result = merge_units(base, base[:2], prose_units(LIST.replace("Glove up", "Gloves, always")))
    assert len(result.units) == 2
    assert result.gone == ("Gloves, always.",)


def test_the_order_is_hers_if_she_moved_anything() -> None:
    plans, seizure, gloves = LIST.splitlines(keepends=True)
    text, _ = merged(LIST, gloves + plans + seizure, plans + "- New. {#new}\n" + seizure + gloves)
    assert [line.split("{#")[1] for line in text.splitlines()] == [
        "gloves}",
        "plans}",
        "new}",
        "seizure}",
    ]


def test_a_tick_is_no_wording() -> None:
    boxes = LIST.replace("- ", "- [ ] ")
    text, waiting = merged(
        boxes,
        boxes.replace("- [ ] Glove", "- [x] Glove"),
        boxes.replace("Glove up", "Put gloves on"),
    )
    assert not waiting
    assert "- [x] Put gloves on. {#gloves}" in text


WORD = st.sampled_from(
    "call the nurse now stay with student time it never run lift only if **trained** a-b x".split()
)
TEXT = st.lists(WORD, min_size=1, max_size=7, unique=True).map(" ".join).map(normal_text)
UNIT = st.builds(
    lambda kind, text, ticks: Unit(kind, text, ticks=ticks and kind == "ul"),
    st.sampled_from(["h", "p", "ul", "ol"]),
    TEXT,
    st.booleans(),
)
UNITS = st.lists(UNIT, min_size=1, max_size=7, unique_by=lambda unit: unit.text).map(
    lambda units: assign_ids(units, ())
)


@st.composite
def edited(draw: st.DrawFn, base: Units) -> Units:
    out = list(base)
    for change in draw(st.lists(st.sampled_from(["add", "remove", "move", "reword"]), max_size=3)):
        n = draw(st.integers(0, max(0, len(out) - 1)))
        if change == "add" or not out:
            out.insert(n, draw(UNIT))
        elif change == "remove":
            out.pop(n)
        elif change == "move":
            out.insert(draw(st.integers(0, len(out) - 1)), out.pop(n))
        else:
            words = out[n].text.split(" ")
            words[draw(st.integers(0, len(words) - 1))] = draw(
                st.sampled_from(["first", "second", ""])
            )
            out[n] = replace(out[n], text=normal_text(" ".join(words)))
    return assign_ids([replace(unit, id="") for unit in out if unit.text], base)


@st.composite
def three(draw: st.DrawFn) -> tuple[Units, Units, Units]:
    base = draw(UNITS)
    return base, draw(edited(base)), draw(edited(base))


def words_of(units: Units, more: tuple[str, ...] = ()) -> set[str]:
    return {
        word.strip("*") for text in (*(unit.text for unit in units), *more) for word in text.split()
    }


@pytest.mark.slow
@given(three())
@settings(max_examples=400, deadline=None)
def test_properties(texts: tuple[Units, Units, Units]) -> None:
    issued, hers, fresh = texts
    for units in texts:
        assume(len({unit.text for unit in units}) == len(units))
    assert merge_units(issued, issued, fresh).units == fresh
    assert merge_units(issued, hers, issued).units == hers
    result = merge_units(issued, hers, fresh)
    assert words_of(hers) - words_of(issued) <= words_of(result.units)
    assert words_of(fresh) - words_of(issued) <= words_of(
        result.units, (*result.waiting.values(), *result.gone)
    )
    ids = [unit.id for unit in result.units]
    assert len(ids) == len(set(ids))
    assert units_of(parts_of(result.units)) == result.units
    # Kept as an edit and merged again it says the same, and the same waits.
    again = merge_units(restore_undecided(fresh, result.issued_units), result.units, fresh)
    assert again.units == result.units
    assert set(again.waiting) == set(result.waiting)
    if {unit.id for unit in issued} <= {unit.id for unit in hers}:
        assert merge_units(issued, hers, result.units).units == result.units


@pytest.mark.slow
def test_the_benchmark_of_conflicts_runs_and_loses_no_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    conflicts.main(60)
    out = capsys.readouterr().out
    assert "in 0 an added word was lost" in out
    git, ours = (float(share) for share in re.findall(r": +([\d.]+)%", out))
    assert ours < git / 3


def test_no_unit_is_read_of_nothing() -> None:
    assert units_of_lines(()) == ()
    assert merge_units((), (), ()).units == ()
