"""What a layer asks the privacy check to let stand, and why."""

from __future__ import annotations

from dataclasses import dataclass

from handout.problems import Position, Problem, problem
from handout.sources.fields.field_reader import as_mapping, known_entries, list_items, read_value
from handout.sources.fields.types import Choice, FieldType, Text
from handout.sources.yaml.nodes import Node

PRIVACY_RULES = (
    "student-name", "child-name", "ssn", "student-id", "birth-date", "home-address",
    "family-contact", "health-name", "initials", "given-name", "which-student", "custody",
    "health-note", "personal-contact", "door-code", "share-link",
)  # fmt: skip
"""The rules of the privacy check."""

UNREAD = "unread"
"""What is allowed where somebody has read the words in a language that the check cannot read."""

WHOLE_SHEET = "sheet"
"""The field of what is allowed in all words of a sheet: who reads a language reads all of them."""

OVERRIDE: dict[str, FieldType] = {
    "allow": Choice((*PRIVACY_RULES, UNREAD)),
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


def read_overrides(node: Node, problems: list[Problem], *, shared: bool) -> tuple[Override, ...]:
    """Return the rows under `privacy`. What is wrong is added to `problems`."""
    overrides = []
    rows = list_items(node, "rows", "privacy", problems)
    if len(rows) > MOST_OVERRIDES:
        shown = {"name": "privacy", "count": len(rows), "most": MOST_OVERRIDES}
        problems.append(problem("too-many", rows[MOST_OVERRIDES].position, warning=False, **shown))
    for row in rows:
        before = len(problems)
        tree = as_mapping(row, "row", "privacy", problems)
        values = {
            key.text: read_value(OVERRIDE[key.text], node, key.text, problems)
            for key, node in known_entries(tree, OVERRIDE, problems)
        }
        if len(problems) > before or tree is not row:
            continue
        for name in OVERRIDE:
            if not values.get(name):
                problems.append(problem("privacy-override", row.position, missing=name))
        if len(problems) == before:
            rule, field, because = (str(values[key]) for key in ("allow", "field", "because"))
            overrides.append(Override(rule, field, because, row.position, shared))
    return tuple(overrides)
