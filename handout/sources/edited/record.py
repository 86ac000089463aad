"""What a handout said when it was issued: the record at the end of its HTML."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from handout.problems import Position, Problem, problem

FORMAT = 3
_PACKED = 2  # as now, without the words that most records have
_PLAIN = 1  # the first format: all of it as readable JSON, with a checksum
_LARGEST = 4 * 1024 * 1024  # bytes, unpacked


@dataclass(frozen=True, kw_only=True)
class RecordedBlock:
    """A block as it was issued.

    `text` is its prose in the normal form; `rows` are the words that `holds` showed. `waiting`: the
    ids of the items under which a newer wording stood, to be decided on, and that wording. `fixed`:
    what else stands in it, words of ours: headings over its table, a signature. `owner` locked it,
    or those of its items that are in `locked_items`.
    """

    title: str
    text: str = ""
    locked: bool = False
    holds: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    waiting: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    locked_items: tuple[str, ...] = ()
    owner: str = ""


LAYERS_ENDING = ".layers.json"
"""The end of the name of the file that tells a PDF's layers."""


class RecordedLayer(NamedTuple):
    """What a district's or a school's file (`level`) put on the sheet: its fields, and the titles
    of boxes with words of it.

    `name` is what the district or the school is called, `file` its file.
    """

    level: str
    name: str
    file: str
    fields: tuple[str, ...]
    boxes: tuple[str, ...]


class RecordedPicture(NamedTuple):
    """A picture on the sheet: the checksum of its bytes, a small copy of it, and what it shows."""

    digest: str
    small: str
    shows: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """`fields` are the words shown for each field, `labels` what stands beside one where a layer
    says so; `sides` the ids of their blocks in reading order.

    `frame` are the lines outside the boxes. `customization` and `edits` are the files that say what
    the page says; see docs/edits.md. `layers` are the district's and the school's files under it,
    `pictures` those on it by their fields; None where an older version did not record them.
    """

    name: str
    tool: str
    language: str
    content: str
    fields: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: Mapping[str, RecordedBlock] = field(default_factory=dict)
    customization: str = ""
    edits: str = ""
    frame: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[RecordedLayer, ...] = ()
    pictures: Mapping[str, RecordedPicture] | None = None

    @property
    def row_labels(self) -> dict[str, str]:
        """Return what the further rows of Find it fast are called, by more_facts.1.label."""
        return {
            name: words for name, words in self.labels.items() if name.startswith("more_facts.")
        }


def format_record(record: Record) -> str:
    """Return `record` as JSON that cannot end the element it stands in, and in which no search for
    words finds anything.

    People replace a name in the whole file: that must not change what the page is compared with.
    """
    table = {**vars(record), "blocks": {id: vars(block) for id, block in record.blocks.items()}}
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    packer = zlib.compressobj(zdict=_usual_words())
    content = packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()
    packed = pack_bytes(content)
    shown = {"format": FORMAT, "name": record.name, "packed": packed, "tool": record.tool}
    written = json.dumps(shown, ensure_ascii=False, separators=(",\n", ": "))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def read_record(text: str, position: Position) -> Record | Problem:
    """Return the record that `text` holds, or why it cannot be used.

    A Problem that is a warning: a kept copy serves as well.
    """
    try:
        table = json.loads(text, strict=False)
        if not isinstance(table, dict) or "format" not in table:
            raise ValueError
        if table["format"] not in (_PLAIN, _PACKED, FORMAT):
            return problem("page-newer", position, tool=str(table.get("tool", ""))[:40])
        if table["format"] != _PLAIN:
            table = json.loads(_unpack_bytes(table["packed"]))
        elif table.pop("sum", "") != _checksum(table):
            raise ValueError
        blocks = {id: _read_block(block) for id, block in table["blocks"].items()}
        sides = {side: tuple(map(str, ids)) for side, ids in table["sides"].items()}
        fields = {str(name): str(words) for name, words in table["fields"].items()}
        frame = tuple(map(str, table.get("frame", ())))  # older records have none
        labels = {str(name): str(words) for name, words in table.get("labels", {}).items()}
        layers = tuple(map(_read_layer, table.get("layers", ())))
        pictures = _read_pictures(table.get("pictures"))
        plain = {
            key: str(table[key])
            for key in ("name", "tool", "language", "content", "customization", "edits")
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error):
        return problem("record-broken", position, warning=True)
    return Record(
        **plain,
        fields=fields,
        sides=sides,
        blocks=blocks,
        frame=frame,
        labels=labels,
        layers=layers,
        pictures=pictures,
    )


@cache
def _usual_words() -> bytes:
    """Return what most records say: a blank sheet's in Spanish and English, and a filled one's
    names of fields (RFC 1950: a preset dictionary). It halves a record.

    No letter of it is ever changed, whatever our words are today: records were packed with it.
    """
    return Path(__file__).with_name("record_words.txt").read_bytes()


# A byte is a letter and a sign, so that no two letters, digits or signs ever stand together: not
# even the shortest name is found in it, as it would be in base64. None of the signs stands after a
# letter in what people write.
_LETTERS, _SIGNS = b"bcdfghjklmnpqrst", b"#$%*+=@[]^_`{|}~"
_TO_LETTERS = bytes(_LETTERS[byte >> 4] for byte in range(256))
_TO_SIGNS = bytes(_SIGNS[byte & 15] for byte in range(256))


def pack_bytes(content: bytes) -> str:
    """Return `content` as letters and signs; the record holds them as `packed`."""
    packed = bytearray(2 * len(content))
    packed[::2], packed[1::2] = content.translate(_TO_LETTERS), content.translate(_TO_SIGNS)
    return packed.decode("ascii")


def _unpack_bytes(packed: str) -> str:
    """Return what was packed, whatever spaces or line ends got into it.

    Raises ValueError or zlib.error if it was changed.
    """
    letters = "".join(packed.split()).lower().encode("ascii")
    pairs = zip(letters[::2], letters[1::2], strict=True)
    content = bytes(_LETTERS.index(letter) << 4 | _SIGNS.index(sign) for letter, sign in pairs)
    unpacker = zlib.decompressobj(zdict=_usual_words())
    text = unpacker.decompress(content, _LARGEST)
    if not unpacker.eof:
        raise ValueError
    return text.decode("utf-8", "surrogatepass")


def format_layers(layers: Iterable[RecordedLayer]) -> str:
    """Return the layers as a file that goes with a PDF; "" if there are none."""
    table = list(layers)
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n" if table else ""


def read_layers_file(text: str) -> tuple[RecordedLayer, ...]:
    """Return what `format_layers` has written; nothing of any other text."""
    try:
        return tuple(map(_read_layer, json.loads(text)))
    except (ValueError, TypeError, RecursionError):
        return ()


def _read_block(table: Mapping[str, Any]) -> RecordedBlock:
    rows = tuple(tuple(map(str, row)) for row in table["rows"])
    waiting = {str(id): str(text) for id, text in table["waiting"].items()}
    lists = {name: tuple(map(str, table.get(name, ()))) for name in ("fixed", "locked_items")}
    return RecordedBlock(**{**table, "rows": rows, "waiting": waiting, **lists})


def _read_layer(entry: Sequence[Any]) -> RecordedLayer:
    level, name, file, fields, boxes = entry
    if level not in ("district", "school"):
        raise ValueError
    words = tuple(map(str, fields)), tuple(map(str, boxes))
    return RecordedLayer(str(level), str(name), str(file), *words)


def _read_pictures(
    table: Mapping[str, Sequence[Any]] | None,
) -> Mapping[str, RecordedPicture] | None:
    if table is None:
        return None
    return {str(name): RecordedPicture(*map(str, entry)) for name, entry in table.items()}


def _checksum(table: Mapping[str, Any]) -> str:
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
