"""Blocks and layers -> one Handout, every value and item of which knows the layer it came from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple

from handout.layering.block_layers import (
    add_teacher_dos_donts,
    apply_layer,
    base_blocks,
    confirm_blocks,
    content_layers,
    optional_blocks,
    without_empty_parts,
)
from handout.layering.block_rules import ComposedBlock as ComposedBlock
from handout.layering.contact_places import apart_problems, claim_places
from handout.layering.english_lines import add_english_lines, english_words, mark_english
from handout.layering.fill_blocks import fill_blocks, unplaced_problems
from handout.layering.front_labels import label_problems
from handout.layering.overlay import Origin, SourcedValue, overlay_values
from handout.layering.spoken_times import speak_values
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.library import SIDES, Library
from handout.sources.fields.field_reader import Value
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.privacy_overrides import Override
from handout.sources.fields.single_line import shorten
from handout.sources.markdown.document import items_of, parse_prose
from handout.sources.markdown.field_marks import readable_text


@dataclass(frozen=True, kw_only=True)
class Handout:
    """One handout, ready to be laid out.

    `values` is by dotted field name; `blocks` are in reading order: front, back, extra, and within
    a side in the order they go on the sheet. `arranged` are the sides that the teacher reordered.
    `overrides` are what the privacy check lets stand. `layers` are those it was made of, less the
    content's own. `has_drafts` is set where our words are a translation that nobody has reviewed.
    `word_languages` has the language of words outside the boxes where it is known that it is not
    the sheet's, by these words.
    """

    language: str = "en"
    has_drafts: bool = False
    values: Mapping[str, SourcedValue] = field(default_factory=dict)
    blocks: tuple[ComposedBlock, ...] = ()
    overrides: tuple[Override, ...] = ()
    arranged: frozenset[str] = frozenset()
    layers: tuple[Layer, ...] = ()
    word_languages: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> Value | None:
        """Return the value of the field `name` ("room", "emergency.fire", "contacts"), or None."""
        sourced = self.values.get(name)
        return sourced.placed.value if sourced else None


class Explanation(NamedTuple):
    """A value, block or item (`subject`), its words in short, and the layer that set it last."""

    subject: str
    words: str
    layer: str
    position: Position


def compose(
    library: Library, layers: Sequence[Layer], *, today: datetime.date
) -> tuple[Handout, tuple[Problem, ...]]:
    """Return the handout that `layers` make of `library`, and everything to be said about it.

    What is wrong in a layer is left out. The layers go on in the order of their levels,
    whatever their order here. The role and the grade band are those that the layers' values ask
    for. `today` tells which locked blocks are past their review date.
    """
    sorted_layers = sorted(layers, key=lambda layer: layer.level)
    role, band = (
        _last_value(name, (library.base, *sorted_layers)) for name in ("role", "grade_band")
    )
    # Those below the customization are the same for many, and so is what they make.
    upper_layers = tuple(layer for layer in sorted_layers if layer.level < Level.CUSTOMIZATION)
    teacher_layers = sorted_layers[len(upper_layers) :]
    chain = [*content_layers(library, role, band), *sorted_layers]
    values, value_problems = _apply_values(
        _values_below(library, role, band, upper_layers), teacher_layers, library
    )
    values = speak_values(values, library.language)
    block_set = base_blocks(library, role, band, values, upper_layers)
    for layer in teacher_layers:
        block_set = apply_layer(block_set, layer)
    marked = mark_english(block_set.blocks, library.english)
    with_english = add_english_lines(marked, library.language)
    filled, field_problems = fill_blocks(with_english, values, library.language)
    blocks, pair_problems = add_teacher_dos_donts(filled, values)
    problems = [*value_problems, *block_set.problems, *field_problems, *pair_problems]
    problems += label_problems(values, library.language)
    problems += apart_problems(values, library.language)
    problems += unplaced_problems(filled, values, optional_blocks(library, role, band))
    if note := values.get("teacher_note"):
        problems += parse_prose(str(note.placed.value), note.placed.position)[1]
    blocks = tuple(sorted(blocks, key=lambda block: SIDES.index(block.side)))
    blocks, confirmed_problems = confirm_blocks(blocks, upper_layers, block_set.known, today)
    problems += confirmed_problems
    problems += _overdue_problems(blocks, today)
    problems += _expired_problems(values, today)
    overrides = tuple(override for layer in chain for override in layer.overrides)
    handout = Handout(
        language=library.language,
        has_drafts=library.has_drafts,
        values=values,
        blocks=tuple(without_empty_parts(block) for block in blocks),
        overrides=overrides,
        layers=tuple(sorted_layers),
        word_languages=english_words(library.language, library.english),
    )
    return handout, tuple(sorted(set(problems)))


def explain(handout: Handout) -> list[Explanation]:
    """Return the layer of every value, block and item of `handout`, in the order of the sheet.

    They are named as in the language of layers: room, contacts.1, blocks.safety,
    items.safety.plans; items.safety.plans.fields are the fields that its line names.
    """
    explanations = []
    rank = {name: number for number, name in enumerate(FIELDS)}
    for name in sorted(
        handout.values, key=lambda name: rank.get(name.partition(".")[0], len(rank))
    ):
        sourced = handout.values[name]
        value = sourced.placed.value
        if sourced.rows and isinstance(value, tuple):
            for number, (row, origin) in enumerate(zip(value, sourced.rows, strict=True), 1):
                explanations.append(_explain_origin(f"{name}.{number}", _summarize(row), origin))
        else:
            explanations.append(_explain_origin(name, _summarize(value), sourced.origin))
    for block in handout.blocks:
        explanations.append(_explain_origin(f"blocks.{block.id}", block.title, block.origin))
        for item in chain.from_iterable(map(items_of, block.parts)):
            item_name = f"items.{block.id}.{item.id}"
            origin = block.items[item.id]
            words = shorten(readable_text(item.text, lambda name: ""))
            explanations.append(_explain_origin(item_name, words, origin))
            if names := block.item_fields.get(item.id):
                fields = f"{item_name}.fields"
                explanations.append(_explain_origin(fields, ", ".join(names), origin))
    return explanations


def _explain_origin(name: str, words: str, origin: Origin) -> Explanation:
    return Explanation(name, words, origin.name, origin.position)


def _summarize(value: object) -> str:
    if isinstance(value, dict):
        return shorten(" · ".join(str(words) for words in value.values() if words))
    if isinstance(value, tuple):
        return shorten("; ".join(map(_summarize, value)))
    return shorten(str(value))


def _last_value(name: str, layers: Sequence[Layer]) -> str:
    return next(
        (str(layer.values[name].value) for layer in reversed(layers) if name in layer.values), ""
    )


class _LayeredValues(NamedTuple):
    values: Mapping[str, SourcedValue]
    problems: tuple[Problem, ...]


def _apply_values(
    below: _LayeredValues, layers: Iterable[Layer], library: Library
) -> _LayeredValues:
    for layer in layers:
        claim = partial(claim_places, language=library.language)
        values, problems = overlay_values(below.values, layer, library.contact_labels, claim)
        below = _LayeredValues(values, (*below.problems, *problems))
    return below


@lru_cache(maxsize=128)
def _values_below(
    library: Library, role: str, band: str, layers: tuple[Layer, ...]
) -> _LayeredValues:
    """Return the values of the content's layers, and of these upon them."""
    if layers:
        below = _values_below(library, role, band, layers[:-1])
        return _apply_values(below, [layers[-1]], library)
    return _apply_values(_LayeredValues({}, ()), content_layers(library, role, band), library)


def _expired_problems(
    values: Mapping[str, SourcedValue], today: datetime.date
) -> Iterator[Problem]:
    """Note that the sheet is good until a day that is past."""
    end = values.get("valid_to")
    day = end.placed.value if end else None
    if end and isinstance(day, datetime.date) and day < today:
        yield problem("sheet-expired", end.placed.position, warning=True, day=day)


def _overdue_problems(blocks: Iterable[ComposedBlock], today: datetime.date) -> Iterator[Problem]:
    for block in blocks:
        if block.review and block.review < today and (block.locked or block.present_locked_items):
            names = {"title": block.title, "owner": block.owner, "review": block.review}
            yield problem("block-overdue", block.position, warning=True, **names)
