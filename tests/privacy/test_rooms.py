"""A batch of 600 rooms with ordinary words: what the office has to read of them."""

from __future__ import annotations

import datetime
import random
import tomllib
from collections.abc import Iterator

import pytest
from privacy_corpus import FOLDER, judged_notes

from handout.layering.compose import compose
from handout.privacy.check import privacy_problems
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.fields.fields import FIELDS, Lines
from handout.web.form.answers import Answers, build_tree

ROOMS = 600
_ORDINARY = ("clean", "ordinary", "routine", "rutina", "mixed", "staff", "palabras")
_GROUPS = {
    **dict.fromkeys(("fire", "lockdown", "shelter", "medical"), "emergency"),
    **dict.fromkeys(("teacher_does", "para_does", "where"), "schedule"),
    **dict.fromkeys(("contacts_role", "contacts_name", "contacts_how"), "contacts"),
}


def rooms() -> Iterator[Answers]:
    """Yield the answers of each room: every field filled in, from many teachers' words."""
    table = tomllib.loads((FOLDER / "rooms.toml").read_text("utf-8"))
    unseen = [note for note in judged_notes("unseen") if note.gives == "none"]
    table["teacher_note"] += [note.words for note in unseen if note.why in _ORDINARY]
    draw = random.Random(600)
    for number in range(ROOMS):
        answers: Answers = {"role": "classroom"}
        for name, words in table.items():
            field = FIELDS.get(name)
            if field is None:
                continue
            is_list = isinstance(field.kind, Lines)
            answers[name] = draw.sample(words, 3) if is_list else draw.choice(words)
        for name, group in _GROUPS.items():
            key = name.removeprefix("contacts_")
            if group == "emergency":
                answers.setdefault(group, {})[key] = draw.choice(table[name])
                continue
            rows = answers.setdefault(group, [{} for _ in range(6)])
            for row, words in zip(rows, draw.sample(table[name], 6), strict=True):
                row[key] = words
        answers["room"] = f"{answers['room']}{number % 10}"
        yield answers


@pytest.mark.slow
def test_of_600_ordinary_rooms_at_most_one_in_fifty_is_flagged() -> None:
    library, today = load_library("en"), datetime.date(2026, 9, 1)
    flagged = 0
    for number, answers in enumerate(rooms()):
        layer, problems = parse_layer(build_tree(answers), Level.CUSTOMIZATION)
        assert isinstance(layer, Layer) and not problems, problems
        handout, _ = compose(library, [layer], today=today)
        names = {f"room-{number}": layer.values["role"].position}
        flagged += bool(privacy_problems(handout, names=names))
    assert flagged <= ROOMS / 50, flagged
