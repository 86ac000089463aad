"""The rows of Find it fast: fields in the words of the sheet, or lines to write on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handout.layering.front_labels import listed_rows, row_label
from handout.layout.sheet.field_phrases import BLANK, FieldPhrases
from handout.layout.sheet.panels import Fact
from handout.layout.sheet.phrase import (
    Phrase,
    empty_field_phrase,
    fill_template,
    join_items,
    join_lines,
    text_or_blank,
    to_phrase,
)
from handout.plural_forms import choose_form
from handout.sources.fields.facts import MORE, fact_fields
from handout.sources.fields.fields import FIELDS, Lines, columns_of


def fact_rows(fields: FieldPhrases, messages: dict[str, str], pages: int) -> Iterator[Fact]:
    """Yield the rows of Find it fast.

    Those that a layer lists stand there in that order, each a writing line where nothing is known;
    then the others that say something.
    """
    handout = fields.handout
    listed = listed_rows(handout.values, handout.language)
    for row in dict.fromkeys((*listed, *fact_fields())):
        for fact in _row_facts(row, fields, messages):
            spare = not FIELDS[fact_fields()[row][0].partition(".")[0]].on_one_page
            has_line = row in listed and (pages > 1 or not spare)
            if fact.value or (fact.empty_value and has_line):
                yield replace(fact, spare=spare)


def _row_facts(row: str, fields: FieldPhrases, messages: dict[str, str]) -> Iterator[Fact]:
    """Yield what stands in a row; in the place of the further rows, each of them."""
    if row == MORE:
        yield from _more_facts(fields)
        return
    compose = _COMPOSED.get(row, _single_field_fact)
    fact = compose(fields, messages, row, fact_fields()[row])
    yield replace(fact, label=row_label(row, fields.handout.language, fields.labels))


def _more_facts(fields: FieldPhrases) -> Iterator[Fact]:
    """Yield the rows that a role, a school or the teacher named."""
    for number, row in enumerate(fields.rows("more_facts"), 1):
        name = f"more_facts.{number}.answer"
        answer = to_phrase(fields.bind(row["answer"]), name)
        yield Fact(f"{MORE}.{number}", row["label"], answer, empty_field_phrase(name))


def _single_field_fact(
    fields: FieldPhrases, messages: dict[str, str], row: str, names: Sequence[str]
) -> Fact:
    """Return a row that says one field as it is, or the lines of one list."""
    (name,) = names
    if isinstance(FIELDS[name].kind, Lines):
        lines = join_items(fields.lines(name), messages["break_between"])
        return Fact(row, "", lines, empty_field_phrase(f"{name}.1"))
    return Fact(row, "", fields.phrase(name), empty_field_phrase(name))


def _hours_fact(
    fields: FieldPhrases, messages: dict[str, str], row: str, names: Sequence[str]
) -> Fact:
    template = messages["hours_value"]
    empty_fields = {name: empty_field_phrase(name) for name in names}
    hours: Phrase = ()
    if any(map(fields.text, names)):
        hours = fill_template(template, {name: fields.blank(name) for name in names})
    return Fact(row, "", hours, fill_template(template, empty_fields))


def _breaks_fact(
    fields: FieldPhrases, messages: dict[str, str], row: str, names: Sequence[str]
) -> Fact:
    cells = {name: empty_field_phrase(f"breaks.1.{name}") for name in columns_of("breaks")}
    breaks = join_lines(_break_phrases(fields, messages), messages["break_between"])
    return Fact(row, "", breaks, _fill_break(messages, cells), messages["break_blank"])


def _break_phrases(fields: FieldPhrases, messages: dict[str, str]) -> list[Phrase]:
    phrases = []
    for number, row in enumerate(fields.rows("breaks"), 1):
        if not any(row.values()):
            continue
        cells = {}
        for key in columns_of("breaks"):
            words = fields.bind(row.get(key, ""))
            cells[key] = text_or_blank(words, f"breaks.{number}.{key}", BLANK)
        phrases.append(_bind_break(_fill_break(messages, cells), fields))
    return phrases


def _bind_break(phrase: Phrase, fields: FieldPhrases) -> Phrase:
    """Return a break whose line ends between its times and who covers, or nowhere.

    So where each of our words stands between two times, or last.
    """
    bound = []
    for index, part in enumerate(phrase):
        is_last = index == len(phrase) - 1
        is_between_times = not part.field and _column_at(phrase, index + 1) == "end"
        if not part.field and (is_last or is_between_times):
            part = replace(part, text=fields.bind_all(part.text))
        bound.append(part)
    return tuple(bound)


def _column_at(phrase: Phrase, index: int) -> str:
    """Return the column of breaks that stands at `index`; "" if none does."""
    return phrase[index].field.rpartition(".")[2] if index < len(phrase) else ""


def _fill_break(messages: dict[str, str], cells: dict[str, Phrase]) -> Phrase:
    times = fill_template(messages["break_times"], cells)
    return fill_template(messages["break_covered"], cells | {"times": times})


def _wait_fact(
    fields: FieldPhrases, messages: dict[str, str], row: str, names: Sequence[str]
) -> Fact:
    (name,) = names
    seconds = fields.text(name)
    value: Phrase = ()
    if seconds:
        count = int(seconds) if seconds.isdecimal() else 0
        template = choose_form(messages, "wait_value", count, fields.handout.language)
        value = fill_template(template, {"seconds": fields.phrase(name)})
    empty_value = fill_template(messages["wait_value"], {"seconds": empty_field_phrase(name)})
    return Fact(row, "", value, empty_value, messages["wait_blank"])


def _link_fact(
    fields: FieldPhrases, messages: dict[str, str], row: str, names: Sequence[str]
) -> Fact:
    url = fields.text("link.url")
    if not url:
        return Fact(row, "", ())
    return Fact(row, "", fields.phrase("link.label") or to_phrase(url, "link.url"), picture=url)


_COMPOSED = {"hours": _hours_fact, "breaks": _breaks_fact, "wait": _wait_fact, "link": _link_fact}
"""The rows that say more than one field as it is; pull/fields/field_parser.py reads them back."""
