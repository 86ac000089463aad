"""The people on a page: which of them the customization has to name, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handout.edits.order import person_key
from handout.layering.compose import Handout
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.customization.edit import Row
from handout.sources.yaml.tree import parse_yaml

Order = tuple[tuple[str, ...], tuple[str, ...]]
"""The keys of the people as they would stand without edits, and as they are to stand."""


def contact_rows(value: object) -> list[Row]:
    """Return the rows in the value of `contacts`; none if it has no rows."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, tuple) else []


def contact_keys(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(map(person_key, rows))


def contact_order(unedited: Handout, target: Sequence[Row]) -> Order | None:
    """Return how the people of `unedited` are reordered as in `target`; None if they are not."""
    before = contact_keys(contact_rows(unedited.value("contacts")))
    after = contact_keys(target)
    return None if before == after else (before, after)


def customization_contacts(
    text: str, path: str, handout: Handout, target: Sequence[Row]
) -> list[Row]:
    """Return the rows for the customization `text`, so that with those of the layers below they are
    `target`.

    `handout` is what the layers and `text` make together; `path` is the file of `text`.
    """
    layer, _ = parse_layer(parse_yaml(text, path), Level.CUSTOMIZATION)
    placed = layer.values.get("contacts")
    customization_rows = contact_rows(placed.value) if placed else []
    current = {person_key(row): row for row in contact_rows(handout.value("contacts"))}
    removed = current.keys() - set(contact_keys(target))
    rows: dict[str, Row] = {}
    for row in customization_rows:
        if person_key(row) not in removed:
            rows[person_key(row)] = row
    for row in target:
        if current.get(person_key(row)) != row:
            rows[person_key(row)] = row
    return list(rows.values())
