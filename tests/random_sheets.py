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
    chance = random.Random(seed)
    role = chance.choice(ROLES)
    values: dict[str, Any] = {
        "role": role,
        "theme": chance.choice(("field-guide", "plain")),
        "paper": chance.choice(_PAPERS),
        "ink": chance.choice(("color", "mono")),
        "grade_band": chance.choice(("PK", "K-2", "3-5", "6-8", "9-12")),
    }
    if chance.random() < 0.08:
        values["large_print"] = "yes"
    full = chance.random()
    fields: dict[str, Any] = {
        "school_name": _line(chance, 40),
        "para_name": _line(chance, 28),
        "teacher_name": _line(chance, 24),
        "class_title": _line(chance, 20),
        "room": _line(chance, 14),
        "call_for_help": _line(chance, 55),
        "restroom": _line(chance, 45),
        "plans_location": _line(chance, 60),
        "your_things": _line(chance, 50),
        "emergency": {key: _line(chance, 55) for key in ("fire", "lockdown", "shelter", "medical")},
        "room_signals": [_line(chance, 30) for _ in range(chance.randint(1, 3))],
        "breaks": [
            {"start": "9:30", "end": "9:45", "covered_by": _line(chance, 20)}
            for _ in range(chance.randint(1, 3))
        ],
        "teacher_note": "\n\n".join(
            _marked(chance, chance.randint(30, 180)) for _ in range(chance.randint(1, 2))
        ),
        "schedule": [
            {
                "start": "8:00",
                "end": "8:30",
                "teacher_does": _line(chance, 28),
                "para_does": _line(chance, 34),
                "where": _line(chance, 14),
            }
            for _ in range(chance.randint(3, 10))
        ],
        "contacts": [
            {
                "role": f"{_line(chance, 14)} {n}",
                "name": _line(chance, 18),
                "how": _line(chance, 18),
            }
            for n in range(chance.randint(0, 4))
        ],
    }
    values |= {name: value for name, value in fields.items() if chance.random() < full}
    values["items"] = _reworded(chance, role, str(values["grade_band"]))
    values["blocks"] = _own_boxes(chance)
    return json.dumps(values, ensure_ascii=False)


def random_district(seed: int, role: str, band: str) -> str:
    """A district's file with this seed: some lines of the blocks that `role` and `band` get name
    fields, and a box of its own has nothing but such lines.
    """
    chance = random.Random(seed)
    changes: dict[str, Any] = {}
    for block in chance.sample(
        blocks := _all_blocks(role, band), min(len(blocks), chance.randint(1, 4))
    ):
        # The lifeline must fit on its line.
        items = [
            (part, item) for part in block.parts for item in items_of(part) if item.id != "lifeline"
        ]
        chosen = chance.sample(items, min(len(items), chance.randint(1, 2)))
        replaced = [{"id": item.id, "text": _naming(chance, part, item)} for part, item in chosen]
        changes[block.id] = {"replace": replaced}
    district: dict[str, Any] = {"items": changes}
    if chance.random() < 0.4:
        district["district_name"] = _line(chance, 40)
    if chance.random() < 0.3:
        district["blocks"] = {"add": [_naming_box(chance)]}
    return json.dumps(district, ensure_ascii=False)


def _naming(chance: random.Random, part: Part, item: Item) -> str:
    """The words of an item with a field or two among them."""
    if isinstance(part, Table):
        cells = list(item.cells)
        n = chance.randrange(len(cells))
        cells[n] = _with_tag(chance, cells[n])
        return " | ".join(cells)
    if item.text.startswith("*“") and chance.random() < 0.7:
        return f"*“{_with_tag(chance, item.text.strip('*“”'))}”*"
    text = _with_tag(chance, item.text)
    return f"{text} {chance.choice(_TAGS)}" if chance.random() < 0.3 else text


def _with_tag(chance: random.Random, text: str) -> str:
    words, tag = text.split(" "), chance.choice(_TAGS)
    if chance.random() < 0.2:
        tag = f"**{tag}**"
    at = chance.randint(0, len(words))
    if "*" in text:  # not within what is bold or in italics
        at = chance.choice((0, len(words)))
    return " ".join(
        [*words[: max(1, at - 3)][:at], tag + chance.choice(("", "", ".", ",", ":")), *words[at:]]
    )


def _naming_box(chance: random.Random) -> dict[str, str]:
    bullet = chance.choice(("- ", "1. ", "- [ ] ", ""))
    kinds = [_with_tag(chance, _line(chance, 30)) for _ in range(chance.randint(1, 4))]
    text = ("\n" if bullet else "\n\n").join(bullet + line for line in kinds)
    if chance.random() < 0.3:
        text = f"### {_with_tag(chance, _line(chance, 14))}\n\n{text}"
    if chance.random() < 0.3:
        cells = " | ".join(
            (_with_tag(chance, _line(chance, 12)), _line(chance, 20), chance.choice(_TAGS))
        )
        text = f"| A | B | C |\n|---|---|---|\n| {cells} |\n| a | b | c |"
    title, place = _line(chance, 18), chance.choice(("front", "back", "back", "extra"))
    return {"id": "named", "title": title, "place": place, "text": text}


def _all_blocks(role: str, band: str) -> list[Block]:
    picked = load_library("en").pick(role, band, {"role": role, "grade_band": band})
    return [block for block in picked if block.parts]


def _reworded(chance: random.Random, role: str, band: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for block in _blocks(role, band):
        items = [
            (part, item)
            for part in block.parts
            if not isinstance(part, Table)
            for item in items_of(part)
            if item.id not in block.locked_items
        ]
        chosen = [item for item in items if chance.random() < 0.4] if chance.random() < 0.5 else []
        replaced = []
        for part, item in chosen:
            length = max(8, int(len(item.text) * chance.uniform(0.7, 1.3)))
            text = _marked(chance, length)
            if isinstance(part, Paragraph) and chance.random() < 0.4:
                text = f"*“{_line(chance, length)}”*"
            replaced.append({"id": item.id, "text": text})
        if replaced:
            changes[block.id] = {"replace": replaced}
    return changes


def _blocks(role: str, band: str) -> list[Block]:
    library = load_library("en")
    picked = library.pick(role, band, {"role": role, "grade_band": band})
    return [block for block in picked if not block.locked]


def _own_boxes(chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.6:
        return {}
    kind = chance.randrange(3)
    if kind == 0:
        text = f"| {_line(chance, 20)} | {_line(chance, 40)} |\n|---|---|\n| {_marked(chance, 20)} | {_marked(chance, 20)} |"
    elif kind == 1:
        text = f"### {_line(chance, 24)}\n\n*“{_line(chance, 40)}”*\n\n{_marked(chance, 60)}"
    else:
        text = "\n".join(f"- {_marked(chance, 30)}" for _ in range(chance.randint(1, 3)))
    return {"add": [{"id": "own-box", "title": _line(chance, 18), "place": "back", "text": text}]}


def _words(chance: random.Random, most: int) -> list[str]:
    words: list[str] = []
    while len(" ".join(words)) < most:
        words.append(
            chance.choice(_SIGNS if chance.random() < 0.25 else _WORDS).replace("\xad", "")
        )
    return words[:-1] or ["x"]


def _line(chance: random.Random, most: int) -> str:
    """A few words without marks, bars or tags."""
    text = " ".join(_words(chance, most))[:most].strip()
    return text.translate(str.maketrans("", "", "*_|<[]{}#")).strip() or "x"


def _marked(chance: random.Random, most: int) -> str:
    """A few words, some of them bold or in italics."""
    pieces = []
    for word in _line(chance, most).split():
        mark = chance.choice(("*", "**", "***")) if chance.random() < 0.12 else ""
        pieces.append(f"{mark}{word}{mark}")
    return "Ask " + " ".join(pieces)
