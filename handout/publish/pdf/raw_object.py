"""The objects of the typesetter's PDF: found by a reference, replaced, left out, or written as
they are.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_NULL = b"null"


def number_of(reference: Any) -> int:
    """Return the number of the object that `reference` refers to."""
    return int(bytes(reference).split()[0])


def resolve(objects: list[Any], reference: Any) -> Any:
    """Return the one of `objects` that `reference` refers to."""
    return objects[number_of(reference)]


def raw_object(content: bytes, stream: bool = False) -> Any:
    """Return an object for a pydyf.PDF with this `content`, a `stream` or not."""
    return _raw_class()(content, stream)


def replace_object(pdf: Any, number: int, content: bytes, stream: bool = False) -> None:
    """Put an object with this `content` in the place of that with `number` in a pydyf.PDF."""
    replacement = raw_object(content, stream)
    replacement.number = number
    pdf.objects[number] = replacement


def drop_object(pdf: Any, number: int) -> None:
    """Leave the object with `number` out of a pydyf.PDF, which cannot take a number back."""
    replace_object(pdf, number, _NULL)


def is_dropped(pdf_object: Any) -> bool:
    """Return whether drop_object left this object out."""
    return isinstance(pdf_object, _raw_class()) and pdf_object.data == _NULL


@cache
def _raw_class() -> Any:
    import pydyf

    class Raw(pydyf.Object):  # type: ignore[misc]
        """An object that is written as it is."""

        def __init__(self, content: bytes, stream: bool) -> None:
            super().__init__()
            self._content, self._stream = content, stream

        def __setitem__(self, key: str, value: bytes) -> None:
            self._content = self._content[:-2] + b"/%s %s>>" % (key.encode(), value)

        def __deepcopy__(self, memo: object) -> Raw:
            return self

        @property
        def data(self) -> bytes:
            return self._content

        @property
        def compressible(self) -> bool:
            return not self._stream

    return Raw
