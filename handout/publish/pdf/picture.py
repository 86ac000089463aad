"""A page of a PDF as a picture."""

from __future__ import annotations

import io
from typing import Any

_MOST_TINTS = 5
_LEAST_SHARE = 100  # a tint covers more than this part of a page


def draw_page(pdf: bytes, index: int, dpi: int, *, small: bool = False) -> bytes:
    """Return a page as a PNG: with `small` one of 256 colors, none of them 6 % off."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[index].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()
    if small:
        image = _reduce_colors(image)
    output = io.BytesIO()
    # A higher level takes twice as long for files that are a tenth smaller.
    image.save(output, "PNG", compress_level=6, dpi=(dpi, dpi))
    return output.getvalue()


def _reduce_colors(image: Any) -> Any:
    """Return an image of a page with a palette, in which what covers much of it is as it was.

    By an octree, in a fifth of the time that the median cut takes; but that makes one of two tints,
    and of white and what is nearly white.
    """
    from PIL import Image, ImageChops

    reduced = image.quantize(
        256 - _MOST_TINTS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    levels = reduced.getpalette()
    counts = sorted(image.getcolors(image.width * image.height), reverse=True)
    for count, tint in counts[:_MOST_TINTS]:
        if count * _LEAST_SHARE > image.width * image.height:
            in_bands = [
                band.point([255 * (level == own) for level in range(256)])
                for band, own in zip(image.split(), tint, strict=True)
            ]
            has_tint = ImageChops.darker(ImageChops.darker(*in_bands[:2]), in_bands[2])
            reduced.paste(len(levels) // 3, mask=has_tint)
            levels += tint
    reduced.putpalette(levels)
    return reduced
