"""Compare two PDFs of one sheet pixel by pixel.

A program for audit.py.
"""

from __future__ import annotations

import sys
from typing import Any

import pypdfium2
from PIL import ImageChops, ImageFilter

_DPI = (
    100,
    117,
)  # where two edges meet a hair may show through at one of them: what differs, differs at both
_FAINT = 64  # of 255: less is how an edge is smoothed
_SPECKS = 20  # pixels of a page that may differ by more


def find_difference(typeset: bytes, compiled: bytes) -> str:
    """Return where the pages of two PDFs do not look the same; "" if they do."""
    typeset_pdf = pypdfium2.PdfDocument(typeset)
    try:
        compiled_pdf = pypdfium2.PdfDocument(compiled)
    except pypdfium2.PdfiumError:
        return "pixels (cannot be opened)"
    try:
        for index in range(len(typeset_pdf)):
            for dpi in _DPI:
                specks = _specks(
                    *(
                        document[index].render(scale=dpi / 72, grayscale=True).to_pil()
                        for document in (typeset_pdf, compiled_pdf)
                    )
                )
                if specks <= _SPECKS:
                    break
            else:
                return f"pixels ({specks}), page {index + 1}"
    finally:
        typeset_pdf.close()
        compiled_pdf.close()
    return ""


def _specks(first: Any, second: Any) -> int:
    most = sum(ImageChops.difference(first, second).histogram()[_FAINT:])
    return (
        most if most <= _SPECKS else _count_apart(first, second) + _count_apart(second, first)
    )  # which takes ten times as long


def _count_apart(first: Any, second: Any) -> int:
    """Return how many pixels of `first` are darker or lighter than all around them in `second`: an
    edge may fall on either side.
    """
    darker = ImageChops.subtract(second.filter(ImageFilter.MinFilter(3)), first)
    lighter = ImageChops.subtract(first, second.filter(ImageFilter.MaxFilter(3)))
    return int(sum(darker.histogram()[_FAINT:]) + sum(lighter.histogram()[_FAINT:]))


if __name__ == "__main__":  # the length of the first, then both on standard input
    content, end = sys.stdin.buffer.read(), int(sys.argv[1])
    sys.stdout.write(find_difference(content[:end], content[end:]))
