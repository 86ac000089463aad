"""Made-up classrooms and rosters of them: each has its own note and schedule, and no student."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

_FAMILIES = "Rivera Cole Osei Park Dale Ito Lind Nguyen Haddad Moreau Stone Fischer Okafor Silva Brandt Mori".split()
_GIVEN = "Jordan Casey Robin Avery Sam Alex Noor Kim Pat Jules Dana Remy".split()
_SENTENCES = (
    "The morning starts softly.", "Greet everyone at the door.", "Walk around the room after that.", "Math gets noisy and that is fine.",
    "Tell me the same day if something feels hard.", "The red folder hangs by the door.", "Ask me about the lunch count.",
    "We line up by table.", "Cards for the review are in the blue tray.", "Friday is library day.", "The plants need water on Mondays.",
    "Keep the radio on channel two.", "Use the soft chime to get attention.",
)  # fmt: skip
_CLASS = (
    "Arrival, lockers",
    "Morning meeting",
    "Reading, then stations",
    "Recess",
    "Math",
    "Science",
    "Lunch",
    "Writing",
    "Art or P.E.",
    "Music",
)
_AIDE = (
    "Greet at the door; help unpack", "Sit in the circle; watch the signals", "Watch first, then circulate", "Your break",
    "Small group, my cards", "Help teams share tools", "Listen to drafts; ask, don’t fix", "Go with the class; join in",
)  # fmt: skip
_WHERE = (
    "Room 12",
    "Rug",
    "Hall",
    "Back table",
    "Playground",
    "Gym",
    "Staff room",
    "Bus loop",
    "Library",
)


def bare_classroom(n: int, schools: int = 3) -> dict[str, str]:
    """The same with next to nothing on it, on one side: where a batch is looked at and not its
    sheets, it takes two thirds of the time.
    """
    row = classroom(n, schools)
    kept = "handout_id school_id school_name teacher_family room copies".split()
    return {name: row[name] for name in kept} | {"role": "substitute"}


def classroom(n: int, schools: int = 3) -> dict[str, str]:
    """The roster row of classroom `n`, always the same."""
    chance = random.Random(n)
    teacher = chance.choice(_FAMILIES)
    row = {
        "handout_id": f"R-{n:05}",
        "school_id": f"S{n % schools}",
        "school_name": f"Oak Hill School {n % schools}",
        "teacher_given": "Ms.",
        "teacher_family": teacher,
        "para_given": chance.choice(_GIVEN),
        "para_family": chance.choice(_FAMILIES),
        "role": "classroom",
        "grade_band": chance.choice(("K-2", "3-5")),
        "class_title": f"Grade {chance.randint(1, 5)}",
        "room": f"Room {100 + n}",
        "start_time": "7:45",
        "end_time": "2:45",
        "copies": str(1 + n % 2),
        "call_for_help": "Press the red button by the door.",
        "emergency.fire": f"Back door {chance.randint(1, 9)}, then the blacktop.",
        "emergency.lockdown": "Lock the door, lights off, rug corner.",
        "emergency.shelter": f"Inside hall by Room {chance.randint(1, 30)}.",
        "emergency.medical": "Stay with the student. Send two classmates.",
        "teacher_note": " ".join(chance.sample(_SENTENCES, 3))
        + "\n\nPlease **watch** first. "
        + " ".join(chance.sample(_SENTENCES, 3)),
        "plans_location": "Locked cabinet by my desk; sign the log.",
        "wait_seconds": str(chance.randint(5, 15)),
        "restroom": "Staff room on the left.",
        "your_things": f"Hook {chance.randint(1, 40)} in the tall cupboard.",
    }
    minute = 7 * 60 + 40 + chance.randrange(4) * 5
    for hour in range(1, chance.randint(9, 11)):
        end = minute + chance.choice((20, 30, 40))
        cells = (
            _clock(minute),
            _clock(end),
            chance.choice(_CLASS),
            chance.choice(_AIDE),
            chance.choice(_WHERE),
        )
        row |= {
            f"schedule.{hour}.{key}": cell
            for key, cell in zip(
                ("start", "end", "teacher_does", "para_does", "where"), cells, strict=True
            )
        }
        minute = end
    people: tuple[tuple[str, str, str], ...] = (
        ("Teacher", f"Ms. {teacher}", f"Ext. {200 + n % 100}"),
        ("Case manager", "Mr. Osei", "Ext. 240"),
        ("Principal", "Dr. Lind", "Ext. 100"),
        ("Nurse", "Ms. Park", "Ext. 105"),
        ("Office", "Ms. Dale", "Ext. 101"),
    )
    for number, person in enumerate(people, 1):
        row |= {
            f"contacts.{number}.{key}": cell
            for key, cell in zip(("role", "name", "how"), person, strict=True)
        }
    return row


def write_roster(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write `rows` as a CSV with every column that any of them has."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns)
        table.writeheader()
        table.writerows(rows)
    return path


def _clock(minute: int) -> str:
    return f"{(minute // 60 - 1) % 12 + 1}:{minute % 60:02}"
