"""Check which values on a page a customization can have: the others are reported and left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handout.problems import HandoutError, Position, Problem
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
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
class CheckedValues:
    """The values that can be taken, and for each of the others its field, its words and why not."""

    values: dict[str, Value] = field(default_factory=dict)
    refused: list[tuple[str, str, Problem]] = field(default_factory=list)


def check_values(read: Mapping[str, Value], now: Mapping[str, Value]) -> CheckedValues:
    """Return the values in `read` (by dotted names) that a customization can hold; `now` are those
    that it has.
    """
    checked = CheckedValues()
    for name, value in read.items():
        partner = _PAIRS.get(name, "")
        partner_value = read.get(partner) or now.get(partner)
        if isinstance(value, str):
            # Both of a pair may be new, and wrong only with what the other was.
            values: dict[str, object] = {name: value}
            if partner_value and value:
                values[partner] = partner_value
            problems = _find_problems(values)
            if problems:
                checked.refused.append((name, value, problems[0]))
            else:
                checked.values[name] = value
        else:
            before = now.get(name, ())
            old = before if not isinstance(before, str) else ()
            checked.values[name] = _valid_list(name, value, old, checked.refused)
    return checked


def _valid_list(
    name: str,
    value: Sequence[str] | Sequence[Row],
    before: Sequence[str] | Sequence[Row],
    refused: list[tuple[str, str, Problem]],
) -> tuple[str, ...] | tuple[Row, ...]:
    """Return the lines or rows that can be taken; where one cannot, that of `before` stays."""
    valid: list[str | Row] = []
    old: list[str | Row] = list(before)
    entries: list[str | Row] = list(value)
    for index, entry in enumerate(entries):
        beside = old[index] if index < len(old) and len(old) == len(value) else None
        if isinstance(entry, Mapping):
            row = beside if isinstance(beside, Mapping) else {}
            entry = dict(_valid_cells(name, entry, row, refused))
            if not any(entry.values()):
                continue
        problems = _find_problems({name: [*valid, entry]}, own_count=name == "contacts")
        if problems:
            refused.append((name, _entry_words(entry), problems[0]))
            if beside is None or _find_problems({name: [*valid, beside]}):
                continue
            entry = beside
        valid.append(entry)
    return tuple(valid)  # type: ignore[return-value]


def _valid_cells(
    name: str, row: Row, before: Row, refused: list[tuple[str, str, Problem]]
) -> Iterator[tuple[str, str]]:
    for column, text in row.items():
        problems: list[Problem] = []
        parse_value(_cell_type(name, column), text, Position(""), column, problems)
        if problems:
            refused.append((f"{name}.{column}", text, problems[0]))
        yield column, before.get(column, "") if problems else text


def _cell_type(name: str, column: str) -> FieldType:
    kind = value_type(f"{name}.{column}")
    assert kind is not None
    return kind


def _find_problems(values: Mapping[str, object], *, own_count: bool = False) -> list[Problem]:
    """Return what is wrong with a customization of these values alone.

    With `own_count` not how many rows there are: some of them are the role's, and stand in no
    customization.
    """
    try:
        text = format_values(values)  # type: ignore[arg-type]
        _, problems = parse_layer(parse_yaml(text, ""), Level.CUSTOMIZATION)
    except HandoutError as error:
        problems = error.problems
    errors = [each for each in problems if not each.warning]
    return [each for each in errors if not (own_count and each.code == "too-many")]


def _entry_words(entry: str | Row) -> str:
    return entry if isinstance(entry, str) else " · ".join(filter(None, entry.values()))
