"""The QR code of a link, as a drawing, as a bitmap and as rows of modules."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from handout.sources.pictures.picture import Picture

_QUIET_ZONE = 4  # modules: the white border of a QR code (ISO/IEC 18004, 6.3.8)


@lru_cache(maxsize=256)
def code_picture(url: str) -> Picture:
    """Return the QR code of `url`."""
    output = io.BytesIO()
    _make_qr_code(url).save(
        output,
        kind="svg",
        scale=4,
        border=_QUIET_ZONE,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
    )
    return Picture(output.getvalue().strip(), "image/svg+xml")


def code_bitmap(url: str) -> Picture:
    """Return the same as PNG, for programs that show no SVG."""
    output = io.BytesIO()
    _make_qr_code(url).save(output, kind="png", scale=8, border=_QUIET_ZONE)
    return Picture(output.getvalue(), "image/png")


def code_rows(url: str) -> tuple[bytes, ...]:
    """Return the same as rows of modules from the top, with their border: 1 is dark."""
    return tuple(bytes(row) for row in _make_qr_code(url).matrix_iter(border=_QUIET_ZONE))


@lru_cache(maxsize=64)
def _make_qr_code(url: str) -> Any:
    import segno

    return segno.make(url, error="m", micro=False)
