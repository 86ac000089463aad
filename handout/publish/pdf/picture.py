"""A page of a PDF as a picture."""

from __future__ import annotations

import io


def draw_page(pdf: bytes, index: int, dpi: int, *, colors: int = 0) -> bytes:
    """Return a page as a PNG. With `colors`, it has no more than so many, and is small."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[index].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()
    if colors:
        image = image.quantize(colors)
    output = io.BytesIO()
    # The highest level takes twice as long for files that are 1 % smaller.
    image.save(output, "PNG", compress_level=8, dpi=(dpi, dpi))
    return output.getvalue()
