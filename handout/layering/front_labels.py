"""The labels of the front: layers may change them, and choose the rows of Find it fast."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from handout.layering.overlay import SourcedValue
from handout.problems import Problem, problem
from handout.sources.fields.facts import (
    MORE,
    fact_fields,
    fact_label,
    find_label,
    find_row,
    label_fields,
)
from handout.sources.fields.near_words import find_near_word

Values = Mapping[str, SourcedValue]


def new_labels(values: Values, language: str) -> Mapping[str, str]:
    """Return what labels are called here, by the first field that stands beside each."""
    labels = {}
    for row in value_rows(values, "labels"):
        field = find_label(row["label"], language)
        if field and row["say"]:
            labels[field] = row["say"]
    return labels


def listed_rows(values: Values, language: str) -> tuple[str, ...]:
    """Return the rows of Find it fast that stand there even where they are empty, in their order;
    all rows where no layer says which.
    """
    sourced = values.get("find_it_fast")
    if sourced is None or not isinstance(sourced.placed.value, tuple):
        return tuple(fact_fields())
    rows = (find_row(str(words), language) for words in sourced.placed.value)
    return tuple(dict.fromkeys(row for row in rows if row))


def row_label(row: str, language: str, labels: Mapping[str, str]) -> str:
    """Return what a row of Find it fast is called here; `labels` are the new ones."""
    return labels.get(fact_fields()[row][0]) or fact_label(row, language)


def value_rows(values: Values, name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a list of rows; none where it is empty."""
    sourced = values.get(name)
    return tuple(sourced.placed.rows) if sourced else ()


def label_problems(values: Values, language: str) -> Iterator[Problem]:
    """Yield a Problem for each label or row that a layer names and that is none."""
    fields = label_fields(language)
    rows = [fact_label(row, language) for row in fact_fields() if row != MORE]
    labels = [label for label, name in fields.items() if name != fact_fields()[MORE][0]]
    for name, known, find in (
        ("labels", labels, find_label),
        ("find_it_fast", [label.casefold() for label in rows], find_row),
    ):
        if name in values:
            yield from _unknown_names(values[name], known, find, language)


def _unknown_names(
    sourced: SourcedValue,
    known: list[str],
    find: Callable[[str, str], str | None],
    language: str,
) -> Iterator[Problem]:
    value = sourced.placed.value
    lines = value if isinstance(value, tuple) else ()
    for line, position in zip(lines, sourced.placed.parts, strict=True):
        words = line["label"] if isinstance(line, dict) else str(line)
        if words and not find(words, language):
            near = find_near_word(words, known)
            code = "label-none-near" if near else "label-none"
            names = ", ".join(known)
            yield problem(code, position, label=words, near=near, names=names)
