"""What is done to the typesetter's pages, and to its file, before they are written."""

from __future__ import annotations

from typing import Any

from handout.publish.pdf.inline_drawings import inline_drawings
from handout.publish.pdf.printing import printing_preferences
from handout.publish.pdf.shared_fonts import share_fonts
from handout.publish.pdf.spoken_text import name_pieces
from handout.publish.pdf.writing.silent_tags import drop_silent_tags
from handout.publish.pdf.writing.typeset_file import shorten_pages


def finish_page(pdf: Any, *, as_drawn: bool = False) -> None:
    """Finish each page of `pdf`, a pydyf.PDF, before others are joined to it; `as_drawn`, with all
    tags and the places of the typesetter.
    """
    name_pieces(pdf)
    inline_drawings(pdf)
    if not as_drawn:
        drop_silent_tags(pdf)
        shorten_pages(pdf)


def finish_file(pdf: Any, page_count: int) -> None:
    """Finish `pdf`, a pydyf.PDF that has all its pages."""
    share_fonts(pdf)
    pdf.catalog["ViewerPreferences"] = printing_preferences(page_count)
