"""What is done to the typesetter's pages, and to its file, before they are written."""

from __future__ import annotations

from typing import Any

from handout.publish.pdf.inline_drawings import inline_drawings
from handout.publish.pdf.printing import printing_preferences
from handout.publish.pdf.shared_fonts import share_fonts
from handout.publish.pdf.spoken_text import name_pieces


def finish_page(pdf: Any) -> None:
    """Finish each page of `pdf`, a pydyf.PDF, before others are joined to it."""
    name_pieces(pdf)
    inline_drawings(pdf)


def finish_file(pdf: Any, page_count: int) -> None:
    """Finish `pdf`, a pydyf.PDF that has all its pages."""
    share_fonts(pdf)
    pdf.catalog["ViewerPreferences"] = printing_preferences(page_count)
