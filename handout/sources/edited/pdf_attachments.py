"""A PDF that was made here -> the files that go with it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handout.problems import HandoutError, Position, problem
from handout.sources.edited.record import LAYERS_ENDING, RecordedLayer, read_layers_file
from handout.sources.pictures.picture import FURTHER_SIDE, LOGO, Picture
from handout.sources.pictures.picture_reader import clean_picture

_LARGEST = 64 * 1024 * 1024
_MOST_TEXT = 256 * 1024
_MOST_FILES = 20


@dataclass(frozen=True)
class PrintSource:
    """The `texts` attached to a PDF and the `pictures`, as safe as any logo, by file name; `layers`
    are the district's and the school's files it was made with.
    """

    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    layers: list[RecordedLayer] = field(default_factory=list)

    @property
    def customization(self) -> str:
        return next(text for name, text in self.texts.items() if not name.endswith(".edits.yaml"))

    @property
    def edits(self) -> str:
        """ "" if there are none."""
        return next((text for name, text in self.texts.items() if name.endswith(".edits.yaml")), "")


def read_print(path: Path) -> PrintSource:
    """Return the files in the PDF.

    Raises HandoutError if it holds no customization, a picture that is not safe, or is no PDF.
    """
    import pikepdf

    # What it raises, on its own account and where an entry is of another kind than it should be.
    broken = (pikepdf.PikepdfError, ValueError, TypeError, LookupError, AttributeError)
    position = Position(str(path))
    source = PrintSource()
    try:
        if path.stat().st_size > _LARGEST:
            raise HandoutError([problem("print-foreign", position)])
        with pikepdf.open(path) as pdf:
            for name, spec in list(pdf.attachments.items())[:_MOST_FILES]:
                _read_attachment(Path(name), spec.get_file().obj, position, source)
    except FileNotFoundError as error:
        raise HandoutError([problem("file-missing", position)]) from error
    except pikepdf.PasswordError as error:
        raise HandoutError([problem("print-locked", position)]) from error
    except (UnicodeDecodeError, zlib.error) as error:  # attached by somebody else
        raise HandoutError([problem("print-foreign", position)]) from error
    except OSError as error:
        code = "file-folder" if path.is_dir() else "file-unreadable"
        raise HandoutError(
            [problem(code, position, reason=error.strerror or str(error))]
        ) from error
    except broken as error:
        raise HandoutError([problem("print-broken", position)]) from error
    if not any(not name.endswith(".edits.yaml") for name in source.texts):
        raise HandoutError([problem("print-foreign", position)])
    return source


def has_remarks(path: Path) -> bool:
    """Return whether somebody has written on the PDF, which read_print can read: comments, ink,
    highlights, stamps.
    """
    import pikepdf

    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            annotations: Any = page.obj.get("/Annots", [])
            # All that we put there are links.
            if any(str(each.get("/Subtype", "/Link")) != "/Link" for each in annotations):
                return True
    return False


def _read_attachment(name: Path, stream: Any, position: Position, source: PrintSource) -> None:
    """Add an attached file to `source`; any other kind of file is passed over."""
    if name.suffix == ".yaml":
        content = _unpack_stream(stream, _MOST_TEXT)
        if content is not None:
            source.texts[name.name] = content.decode()
    elif name.name.endswith(LAYERS_ENDING):
        content = _unpack_stream(stream, _MOST_TEXT)
        if content is not None:
            source.layers.extend(read_layers_file(content.decode()))
    elif name.suffix in (".png", ".jpg", ".svg"):  # older prints held the drawing
        use = FURTHER_SIDE if name.stem.endswith(f"-{FURTHER_SIDE.field}") else LOGO
        content = _unpack_stream(stream, use.most_bytes)
        if content is None:
            return
        picture, problems = clean_picture(use, content, name.name, position)
        if picture is None:
            raise HandoutError(problems)
        source.pictures[name.name] = picture


def _unpack_stream(stream: Any, most: int) -> bytes | None:
    """Return what is attached, unpacked no further than `most` bytes.

    None if it is more, or packed as we never do.
    """
    raw: bytes = stream.read_raw_bytes()
    if (packed := stream.get("/Filter")) is not None:
        import pikepdf

        # PDF 32000-1 7.4: a stream has one filter, or an array of them.
        names = [packed] if isinstance(packed, pikepdf.Name) else list(packed)
        if [str(name) for name in names] != ["/FlateDecode"] or "/DecodeParms" in stream:
            return None
        raw = zlib.decompressobj().decompress(raw, most + 1)
    return raw if len(raw) <= most else None
