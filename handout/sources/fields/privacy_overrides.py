"""What a layer asks the privacy check to let stand, and why."""

from __future__ import annotations

from dataclasses import dataclass

from handout.problems import Position, Problem, problem
from handout.sources.fields.field_reader import as_mapping, known_entries, list_items, read_value
from handout.sources.fields.types import Choice, FieldType, Text
from handout.sources.yaml.nodes import Node

PRIVACY_RULES = (
    "student-name", "ssn", "student-id", "birth-date", "home-address", "family-contact", "health-name",
    "initials", "given-name", "which-student", "custody", "health-note", "personal-contact", "door-code", "share-link",
)  # fmt: skip
"""The rules of the privacy check."""

OVERRIDE: dict[str, FieldType] = {
    "allow": Choice(PRIVACY_RULES),
    "field": Text(80),
    "because": Text(120),
}
MOST_OVERRIDES = 20


@dataclass(frozen=True, slots=True)
class Override:
    """A finding of `rule` in `field` is let stand; `because` says why.

    `field` is a dotted name, also of a list, a group or a block. `shared`: it is in a layer
    that many sheets have, so that not every sheet makes use of it.
    """

    rule: str
    field: str
    because: str
    position: Position
    shared: bool


def read_overrides(node: Node, found: list[Problem], *, shared: bool) -> tuple[Override, ...]:
    """Return the rows under `privacy`. What is wrong is added to `found`."""
    overrides = []
    rows = list_items(node, "rows", "privacy", found)
    if len(rows) > MOST_OVERRIDES:
        shown = {"name": "privacy", "count": len(rows), "most": MOST_OVERRIDES}
        found.append(problem("too-many", rows[MOST_OVERRIDES].position, warning=False, **shown))
    for row in rows:
        before = len(found)
        tree = as_mapping(row, "row", "privacy", found)
        said = {
            key.text: read_value(OVERRIDE[key.text], value, key.text, found)
            for key, value in known_entries(tree, OVERRIDE, found)
        }
        if len(found) > before or tree is not row:
            continue
        for name in OVERRIDE:
            if not said.get(name):
                found.append(problem("privacy-override", row.position, missing=name))
        if len(found) == before:
            overrides.append(
                Override(
                    str(said["allow"]),
                    str(said["field"]),
                    str(said["because"]),
                    row.position,
                    shared,
                )
            )
    return tuple(overrides)
