"""What a PDF asks of the dialog in which somebody prints it."""

from __future__ import annotations


def printing_preferences(page_count: int) -> str:
    """Return the viewer preferences of a handout (ISO 32000-1, 12.2): its title in the title bar
    (PDF/UA-1, 7.1), and in the print dialog no scaling, and both sides if there are two.
    """
    duplex = "/Duplex/DuplexFlipLongEdge" if page_count > 1 else ""
    return f"<</DisplayDocTitle true/PrintScaling/None{duplex}>>"
