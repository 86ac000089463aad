"""Random sheets of reworded items, own headings and boxes, in any words, and random districts whose
lines name fields: the same for the same seed.
"""

from __future__ import annotations

import json
import random
from typing import Any

from strategies import _WORDS, ROLES

from handout.sources.content.block import Block
from handout.sources.content.library import load_library
from handout.sources.markdown.document import Item, Paragraph, Part, Table, items_of

_SIGNS = (
    "§ ½ “so” ‘a’ → • № 5° 100% C++ a/b 1/2 K-2 555-0142 me@oak-hill.example.org 8:10–11:11 a.m.–12:15 1—2 well–being "
    "5*7*2 snake_case Γειά привет Đặng Nuñez-O’Brien (Mr. Cole) Mx. Ext. 212 Åkesson Œuvre — … 3<4 & ~ [x]"
).split()
_TAGS = (
    "{{ room | default('your room') }}",
    "room {{ room | default('1') }}",
    "{% if wait_seconds %}{{ wait_seconds }} {{ wait_seconds | plural('second', 'seconds') }}{% else %}a while{% endif %}",
    "{{ contacts[0].name | default('the teacher') }}",
    "{% for row in contacts %}{{ row.role | default('?') }}{% if not loop.last %}, then {% endif %}{% endfor %}",
    "{{ teacher_name | default('the teacher') }}",
    "{{ room_signals | join('; ') | default('the bell') }}",
    "{{ plans_location | blank(80) }}",
    "{{ contacts[1].how | blank(40) }}",
    "{{ call_for_help | default('the office') }}",
    "{{ emergency.fire | default('the door') }}",
    "{% if restroom %}{{ restroom }}{% else %}ask where{% endif %}",
    "{{ school_name | default('our school') }}",
    "{{ district_name | default('the district') }}",
)  # fmt: skip
_PAPERS = ("letter", "legal", "a4")


def random_sheet(seed: int) -> str:
    """The customization with this seed, as a file's text."""
    own = random.Random(seed)
    role = own.choice(ROLES)
    values: dict[str, Any] = {
        "role": role,
        "theme": own.choice(("field-guide", "plain")),
        "paper": own.choice(_PAPERS),
        "ink": own.choice(("color", "mono")),
        "grade_band": own.choice(("PK", "K-2", "3-5", "6-8", "9-12")),
    }
    if own.random() < 0.08:
        values["large_print"] = "yes"
    full = own.random()
    fields: dict[str, Any] = {
        "school_name": _line(own, 40),
        "para_name": _line(own, 28),
        "teacher_name": _line(own, 24),
        "class_title": _line(own, 20),
        "room": _line(own, 14),
        "call_for_help": _line(own, 55),
        "restroom": _line(own, 45),
        "plans_location": _line(own, 60),
        "your_things": _line(own, 50),
        "emergency": {key: _line(own, 55) for key in ("fire", "lockdown", "shelter", "medical")},
        "room_signals": [_line(own, 30) for _ in range(own.randint(1, 3))],
        "breaks": [
            {"start": "9:30", "end": "9:45", "covered_by": _line(own, 20)}
            for _ in range(own.randint(1, 3))
        ],
        "teacher_note": "\n\n".join(
            _marked(own, own.randint(30, 180)) for _ in range(own.randint(1, 2))
        ),
        "schedule": [
            {
                "start": "8:00",
                "end": "8:30",
                "teacher_does": _line(own, 28),
                "para_does": _line(own, 34),
                "where": _line(own, 14),
            }
            for _ in range(own.randint(3, 10))
        ],
        "contacts": [
            {"role": f"{_line(own, 14)} {n}", "name": _line(own, 18), "how": _line(own, 18)}
            for n in range(own.randint(0, 4))
        ],
    }
    values |= {name: value for name, value in fields.items() if own.random() < full}
    values["items"] = _reworded(own, role, str(values["grade_band"]))
    values["blocks"] = _own_boxes(own)
    return json.dumps(values, ensure_ascii=False)


def random_district(seed: int, role: str, band: str) -> str:
    """A district's file with this seed: some lines of the blocks that `role` and `band` get name
    fields, and a box of its own has nothing but such lines.
    """
    own = random.Random(seed)
    changes: dict[str, Any] = {}
    for block in own.sample(blocks := _all_blocks(role, band), min(len(blocks), own.randint(1, 4))):
        # The lifeline must fit on its line.
        items = [
            (part, item) for part in block.parts for item in items_of(part) if item.id != "lifeline"
        ]
        chosen = own.sample(items, min(len(items), own.randint(1, 2)))
        replaced = [{"id": item.id, "text": _naming(own, part, item)} for part, item in chosen]
        changes[block.id] = {"replace": replaced}
    district: dict[str, Any] = {"items": changes}
    if own.random() < 0.4:
        district["district_name"] = _line(own, 40)
    if own.random() < 0.3:
        district["blocks"] = {"add": [_naming_box(own)]}
    return json.dumps(district, ensure_ascii=False)


def _naming(own: random.Random, part: Part, item: Item) -> str:
    """The words of an item with a field or two among them."""
    if isinstance(part, Table):
        cells = list(item.cells)
        n = own.randrange(len(cells))
        cells[n] = _with_tag(own, cells[n])
        return " | ".join(cells)
    if item.text.startswith("*“") and own.random() < 0.7:
        return f"*“{_with_tag(own, item.text.strip('*“”'))}”*"
    text = _with_tag(own, item.text)
    return f"{text} {own.choice(_TAGS)}" if own.random() < 0.3 else text


def _with_tag(own: random.Random, text: str) -> str:
    words, tag = text.split(" "), own.choice(_TAGS)
    if own.random() < 0.2:
        tag = f"**{tag}**"
    at = own.randint(0, len(words))
    if "*" in text:  # not within what is bold or in italics
        at = own.choice((0, len(words)))
    return " ".join(
        [*words[: max(1, at - 3)][:at], tag + own.choice(("", "", ".", ",", ":")), *words[at:]]
    )


def _naming_box(own: random.Random) -> dict[str, str]:
    bullet = own.choice(("- ", "1. ", "- [ ] ", ""))
    kinds = [_with_tag(own, _line(own, 30)) for _ in range(own.randint(1, 4))]
    text = ("\n" if bullet else "\n\n").join(bullet + line for line in kinds)
    if own.random() < 0.3:
        text = f"### {_with_tag(own, _line(own, 14))}\n\n{text}"
    if own.random() < 0.3:
        cells = " | ".join((_with_tag(own, _line(own, 12)), _line(own, 20), own.choice(_TAGS)))
        text = f"| A | B | C |\n|---|---|---|\n| {cells} |\n| a | b | c |"
    title, place = _line(own, 18), own.choice(("front", "back", "back", "extra"))
    return {"id": "named", "title": title, "place": place, "text": text}


def _all_blocks(role: str, band: str) -> list[Block]:
    picked = load_library("en").pick(role, band, {"role": role, "grade_band": band})
    return [block for block in picked if block.parts]


def _reworded(own: random.Random, role: str, band: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in _blocks(role, band):
        items = [
            (part, item)
            for part in block.parts
            if not isinstance(part, Table)
            for item in items_of(part)
            if item.id not in block.locked_items
        ]
        chosen = [item for item in items if own.random() < 0.4] if own.random() < 0.5 else []
        changes = []
        for part, item in chosen:
            length = max(8, int(len(item.text) * own.uniform(0.7, 1.3)))
            text = _marked(own, length)
            if isinstance(part, Paragraph) and own.random() < 0.4:
                text = f"*“{_line(own, length)}”*"
            changes.append({"id": item.id, "text": text})
        if changes:
            found[block.id] = {"replace": changes}
    return found


def _blocks(role: str, band: str) -> list[Block]:
    library = load_library("en")
    picked = library.pick(role, band, {"role": role, "grade_band": band})
    return [block for block in picked if not block.locked]


def _own_boxes(own: random.Random) -> dict[str, Any]:
    if own.random() < 0.6:
        return {}
    kind = own.randrange(3)
    if kind == 0:
        text = f"| {_line(own, 20)} | {_line(own, 40)} |\n|---|---|\n| {_marked(own, 20)} | {_marked(own, 20)} |"
    elif kind == 1:
        text = f"### {_line(own, 24)}\n\n*“{_line(own, 40)}”*\n\n{_marked(own, 60)}"
    else:
        text = "\n".join(f"- {_marked(own, 30)}" for _ in range(own.randint(1, 3)))
    return {"add": [{"id": "own-box", "title": _line(own, 18), "place": "back", "text": text}]}


def _words(own: random.Random, most: int) -> list[str]:
    found: list[str] = []
    while len(" ".join(found)) < most:
        found.append(own.choice(_SIGNS if own.random() < 0.25 else _WORDS).replace("\xad", ""))
    return found[:-1] or ["x"]


def _line(own: random.Random, most: int) -> str:
    """A few words without marks, bars or tags."""
    text = " ".join(_words(own, most))[:most].strip()
    return text.translate(str.maketrans("", "", "*_|<[]{}#")).strip() or "x"


def _marked(own: random.Random, most: int) -> str:
    """A few words, some of them bold or in italics."""
    found = []
    for word in _line(own, most).split():
        mark = own.choice(("*", "**", "***")) if own.random() < 0.12 else ""
        found.append(f"{mark}{word}{mark}")
    return "Ask " + " ".join(found)
