"""What a district's and a school's file put on a sheet: recorded when it is issued, and told when
the sheet is made without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath

from handout.interface_language import spoken_language
from handout.layering.compose import Handout
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.edited.record import RecordedLayer
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.labels import field_label
from handout.sources.pictures.picture import PICTURE_USES
from handout.sources.project_search import FILE_NAME

_NAME_FIELDS = {Level.DISTRICT: "district_name", Level.SCHOOL: "school_name"}


def record_layers(handout: Handout, displayed: Collection[str]) -> Iterator[RecordedLayer]:
    """Yield what each district's or school's file says on the sheet of `handout`, on which the
    fields `displayed` stand.
    """
    shown = {name.partition(".")[0] for name in displayed} | {use.field for use in PICTURE_USES}
    for layer in _upper_layers(handout.layers):
        fields = tuple(dict.fromkeys(_fields_from(layer, handout, shown)))
        boxes = tuple(_boxes_from(layer, handout))
        if fields or boxes:
            yield RecordedLayer(
                level=layer.level.name.lower(),
                name=_layer_name(layer),
                file=PurePath(layer.path).name,
                fields=fields,
                boxes=boxes,
            )


def layer_problems(
    recorded: Iterable[RecordedLayer],
    layers: Iterable[Layer],
    position: Position,
    code: str = "page-without-layer",
) -> Iterator[Problem]:
    """Yield a warning, with `code`, for each layer that a sheet was issued with and that is not
    among `layers`.
    """
    given = {(layer.level.name.lower(), _layer_name(layer)) for layer in _upper_layers(layers)}
    for layer in recorded:
        if (layer.level, layer.name) in given:
            continue
        labels = [_label(field) for field in layer.fields]
        boxes = [f"“{title}”" for title in layer.boxes]
        yield problem(
            code,
            position,
            warning=True,
            name=layer.name,
            what=", ".join([*labels, *boxes]),
            level=layer.level,
            file=layer.file,
        )


def _upper_layers(layers: Iterable[Layer]) -> Iterator[Layer]:
    for layer in layers:
        # The values of a folder's handout.toml are no file that a command could be given.
        if layer.level in _NAME_FIELDS and PurePath(layer.path).name != FILE_NAME:
            yield layer


def _layer_name(layer: Layer) -> str:
    named = layer.values.get(_NAME_FIELDS[layer.level])
    return str(named.value) if named else PurePath(layer.path).stem


def _fields_from(layer: Layer, handout: Handout, shown: Collection[str]) -> Iterator[str]:
    """Yield those of the fields `shown` whose values, or some of whose rows, are the layer's, and
    those that decide what is on the sheet.
    """
    for name, sourced in handout.values.items():
        field = name.partition(".")[0]
        origins = (sourced.origin, *sourced.rows)
        is_from_layer = any(origin.position.path == layer.path for origin in origins)
        if is_from_layer and field in FIELDS and (field in shown or FIELDS[field].decides):
            yield field


def _boxes_from(layer: Layer, handout: Handout) -> Iterator[str]:
    """Yield the titles of the boxes that the layer made, changed or put lines in."""
    for block in handout.blocks:
        origins = (block.origin, *block.items.values())
        if any(origin.position.path == layer.path for origin in origins):
            yield block.title


def _label(field: str) -> str:
    return field_label(field, spoken_language("fields")) if field in FIELDS else field
