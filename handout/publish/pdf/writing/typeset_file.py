"""The typesetter's PDF as a file, smaller than its own writer makes it."""

from __future__ import annotations

import re
from typing import Any

from handout.publish.packing import pack
from handout.publish.pdf.raw_object import is_dropped, replace_object, resolve
from handout.publish.pdf.writing.objects import (
    NEW_FILE,
    NumberedObject,
    compress_stream,
    write_file,
)
from handout.publish.pdf.writing.page_content import shorten_content

_LENGTH = re.compile(rb"/Length \d+")


def shorten_pages(pdf: Any) -> None:
    """Write what the pages of `pdf`, a pydyf.PDF, draw in fewer bytes."""
    for number in pdf.pages["Kids"][::3]:
        contents = resolve(pdf.objects, pdf.objects[number]["Contents"])
        data = compress_stream(shorten_content(_content(contents)))
        replace_object(pdf, contents.number, data, stream=True)


def write_typeset(pdf: Any) -> bytes:
    """Return the file of `pdf`, a finished pydyf.PDF."""
    pdf.add_object(pdf.info)
    streams: list[NumberedObject] = []
    small: list[NumberedObject] = []
    for element in pdf.objects[1:]:
        if is_dropped(element):
            continue
        if element.compressible:
            small.append((element.number, element.data))
        else:
            streams.append((element.number, _pack_stream(element)))
    root, info = pdf.catalog.number, pdf.info.number
    return write_file(*NEW_FILE, streams, small, len(pdf.objects), root, info)


def _pack_stream(element: Any) -> bytes:
    if not getattr(element, "compress", False):
        return bytes(element.data)
    content = _content(element)
    head = element.data.partition(b"\nstream\n")[0]
    packed = pack(content)
    head = _LENGTH.sub(b"/Filter/FlateDecode/Length %d" % len(packed), head, count=1)
    return b"%b\nstream\n%b\nendstream" % (head, packed)


def _content(stream: Any) -> bytes:
    """Return what `stream` of pydyf holds, not packed."""
    stream.compress = False
    return bytes(stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream"))
