"""Customizations as people might write them, for properties: any words within the limits of the
field model.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

_WORDS = (
    "reading math recess lunch table rug door the with and help walk sit stand watch listen students group cards board "
    "playground library gym O'Brien-Nuñez Đặng Thị Hồng Ms. Rivera Mr. Cole ext. 212 Room 12 9:30 café naïve “quiet” "
    "hand-over a I wait; count, check — breathe… ½ 100% & + # @ {{name}} 3<4 **loud** circulate interdisciplinary "
    "and/or Reading/Math Donaudampfschiffahrtsgesellschaft https://oakhill.example.org/paras co-taught/aide **TV** con\u00adsid\u00ader"
).split()


def phrase(limit: int) -> st.SearchStrategy[str]:
    """A few words of at most `limit` characters."""
    words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=max(1, limit // 3))
    return words.map(lambda chosen: " ".join(chosen)[:limit].strip() or "x")


_EARLY, _LATE = (
    st.sampled_from(["7:45", "8:05", "9:30"]),
    st.sampled_from(["10:15", "11:00", "12:40", "14:45"]),
)


def _rows(most: int, **columns: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=most)


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "grade_band": st.sampled_from(["PK", "K-2", "3-5", "6-8", "9-12", "18-22"]),
    "paper": st.sampled_from(["letter", "legal", "a4"]),
    "theme": st.sampled_from(["field-guide", "plain"]),
    "ink": st.sampled_from(["color", "mono"]),
    "school_name": phrase(60), "district_name": phrase(60), "approved_by": phrase(60),
    "teacher_name": phrase(40), "para_name": phrase(40), "class_title": phrase(40), "room": phrase(20),
    "arrive": _EARLY, "leave": _LATE, "valid_to": st.just("2027-06-12"),
    "breaks": _rows(4, start=st.just("9:30"), end=st.just("9:45"), covered_by=phrase(40)),
    "schedule": _rows(12, start=_EARLY, end=_LATE, teacher_does=phrase(60), para_does=phrase(60), where=phrase(60)),
    "contacts": st.lists(
        st.fixed_dictionaries({"role": phrase(40)}, optional={"name": phrase(40), "how": phrase(40)}),
        max_size=8, unique_by=lambda row: row["role"].casefold(),
    ),
    "call_for_help": phrase(60), "hotline": phrase(60), "plans_location": phrase(80), "wait_seconds": st.integers(1, 30),
    "emergency": st.fixed_dictionaries({}, optional={key: phrase(90) for key in ("fire", "lockdown", "shelter", "medical")}),
    "more_drills": st.lists(
        st.fixed_dictionaries({"name": phrase(20), "what": phrase(90)}),
        max_size=2, unique_by=lambda row: row["name"].casefold(),
    ),
    "more_facts": st.lists(
        st.fixed_dictionaries({"label": phrase(30)}, optional={"answer": phrase(80)}),
        max_size=3, unique_by=lambda row: row["label"].casefold(),
    ),
    "labels": st.lists(
        st.fixed_dictionaries(
            {"label": st.sampled_from(["Room", "Class", "Teacher", "Fire", "Lockdown", "Wait time", "You"]), "say": phrase(24)}
        ),
        max_size=3, unique_by=lambda row: row["label"],
    ),
    "find_it_fast": st.lists(st.sampled_from(["Your hours", "aed", "More rows", "restroom"]), max_size=4),
    "health_plans": phrase(80), "emergency_medicine": phrase(80), "aed": phrase(60), "counselor": phrase(60),
    "write_down": phrase(80), "class_cover": phrase(40),
    "prompt_order": st.sampled_from(["least-to-most", "most-to-least"]),
    "room_signals": st.lists(phrase(60), max_size=6), "restroom": phrase(60), "your_things": phrase(60),
    "dos_extra": st.lists(phrase(80), max_size=5), "donts_extra": st.lists(phrase(80), max_size=5),
    "teacher_note": phrase(590).map("Welcome! {}".format), "trainings_done": st.lists(phrase(40), max_size=8),
    "link": st.fixed_dictionaries(
        {"url": st.sampled_from(["https://oakhill.example.org/", "mailto:office@oakhill.example.org"])}, optional={"label": phrase(60)}
    ),
    "sign_off": st.sampled_from(["yes", "no"]),
}  # fmt: skip
ROLES = (
    "classroom", "one-to-one", "behavior-support", "personal-care", "language", "substitute", "early-childhood",
    "transition", "bus",
)  # fmt: skip

customizations: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"role": st.sampled_from(ROLES)}, optional=FIELDS
)

districts = st.integers(0, 2**32)
"""What district_layer makes a district of."""


def district_layer(values: dict[str, Any], seed: int) -> str:
    """The file of a district, some lines of which name fields, for a customization; one of three
    has none.
    """
    from random_sheets import random_district

    if seed % 3 == 0:
        return ""
    return random_district(seed, values["role"], values.get("grade_band", ""))


def as_yaml(values: dict[str, Any]) -> str:
    """The customization as a file's text: JSON is YAML."""
    return json.dumps(values, ensure_ascii=False)
