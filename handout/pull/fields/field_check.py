"""Whether what a page says of a field can stand in a customization: what cannot is told, and the
rest is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handout.problems import HandoutError, Position, Problem
from handout.sources.content.layer import Level, parse_layer
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row, format_values
from handout.sources.fields.fields import FIELDS, Rows, value_type
from handout.sources.fields.types import FieldType
from handout.sources.fields.value_parser import parse_value
from handout.sources.yaml.tree import parse_yaml

# One of these may be wrong only together with the other.
_PAIRS = {
    "arrive": "leave",
    "leave": "arrive",
    "valid_from": "valid_to",
    "valid_to": "valid_from",
}


MOST_CONTACTS = next(kind.most for kind in (FIELDS["contacts"].kind,) if isinstance(kind, Rows))
"""How many people a customization may name, beside those whom the role brings."""


@dataclass
class Checked:
    """The values that can be taken, and for each of the others its field, its words and why not."""

    values: dict[str, Value] = field(default_factory=dict)
    refused: list[tuple[str, str, Problem]] = field(default_factory=list)


def check_values(read: Mapping[str, Value], now: Mapping[str, Value]) -> Checked:
    """The values in `read` (by dotted names) that a customization can hold; `now` are those that it
    has.
    """
    found = Checked()
    for name, value in read.items():
        partner = _PAIRS.get(name, "")
        beside = read.get(partner) or now.get(partner)
        if isinstance(value, str):
            # Both of a pair may be new, and wrong only with what the other was.
            wrong = _problems({name: value, partner: beside} if beside and value else {name: value})
            if wrong:
                found.refused.append((name, value, wrong[0]))
            else:
                found.values[name] = value
        else:
            before = now.get(name, ())
            old = before if not isinstance(before, str) else ()
            found.values[name] = _sound_list(name, value, old, found.refused)
    return found


def _sound_list(
    name: str,
    value: Sequence[str] | Sequence[Row],
    before: Sequence[str] | Sequence[Row],
    refused: list[tuple[str, str, Problem]],
) -> tuple[str, ...] | tuple[Row, ...]:
    """The lines or rows that can be taken; where one cannot, the one that was there stays."""
    sound: list[str | Row] = []
    old: list[str | Row] = list(before)
    entries: list[str | Row] = list(value)
    for n, entry in enumerate(entries):
        beside = old[n] if n < len(old) and len(old) == len(value) else None
        if isinstance(entry, Mapping):
            row = beside if isinstance(beside, Mapping) else {}
            entry = dict(_sound_cells(name, entry, row, refused))
            if not any(entry.values()):
                continue
        wrong = _problems({name: [*sound, entry]}, own_count=name == "contacts")
        if wrong:
            refused.append((name, _words(entry), wrong[0]))
            if beside is None or _problems({name: [*sound, beside]}):
                continue
            entry = beside
        sound.append(entry)
    return tuple(sound)  # type: ignore[return-value]


def _sound_cells(
    name: str, row: Row, before: Row, refused: list[tuple[str, str, Problem]]
) -> Iterator[tuple[str, str]]:
    for column, text in row.items():
        wrong: list[Problem] = []
        parse_value(_cell_type(name, column), text, Position(""), column, wrong)
        if wrong:
            refused.append((f"{name}.{column}", text, wrong[0]))
        yield column, before.get(column, "") if wrong else text


def _cell_type(name: str, column: str) -> FieldType:
    found = value_type(f"{name}.{column}")
    assert found is not None
    return found


def _problems(values: Mapping[str, object], *, own_count: bool = False) -> list[Problem]:
    """What is wrong with a customization of these values alone.

    With `own_count` not how many rows there are: some of them are the role's, and stand in no
    customization.
    """
    try:
        text = format_values(values)  # type: ignore[arg-type]
        _, found = parse_layer(parse_yaml(text, ""), Level.CUSTOMIZATION)
    except HandoutError as error:
        found = error.problems
    return [one for one in found if not one.warning and not (own_count and one.code == "too-many")]


def _words(entry: str | Row) -> str:
    return entry if isinstance(entry, str) else " · ".join(filter(None, entry.values()))
