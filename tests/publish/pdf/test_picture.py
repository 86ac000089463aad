"""Pages as pictures."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from handout.publish.pdf.picture import draw_page


def page_in_bands(colors: list[str]) -> bytes:
    """Return a page of 100 by 100 pt with a band of each of `colors`, from its foot up."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    height = 100 / len(colors)
    drawing = ""
    for number, color in enumerate(colors):
        levels = " ".join(str(level / 255) for level in bytes.fromhex(color))
        drawing += f"{levels} rg 0 {number * height} 100 {height} re f\n"
    # Curves, whose edges have hundreds of colors between two.
    drawing += "0.1 0.3 0.3 rg 20 10 m 90 10 90 90 20 90 c f\n"
    page.Contents = pdf.make_stream(drawing.encode())
    output = io.BytesIO()
    pdf.save(output)
    return output.getvalue()


@pytest.mark.parametrize(
    "colors",
    [
        ["FFFFFF", "FDF1EC", "FBF5E6", "EDF4F1"],
        ["FFFFFF", "FEFEFE"],
        ["FDF1EC"],
        ["A32D14", "FFFFFF"],
    ],
)
def test_tints_are_kept_in_a_picture_of_few_colors(colors: list[str]) -> None:
    """Two light tints are one to a palette that is made of means: the red box was yellow."""
    picture = Image.open(io.BytesIO(draw_page(page_in_bands(colors), 0, 144, small=True)))
    assert picture.mode == "P"
    shown = picture.convert("RGB")
    for number, color in enumerate(colors):
        height = shown.height / len(colors)
        spot = (4, round(shown.height - (number + 0.5) * height))
        assert shown.getpixel(spot) == tuple(bytes.fromhex(color))
